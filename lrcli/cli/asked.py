"""What --set gives to texts that were pasted, and what they ask for."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from lrcli.cli.batches import told_of_run
from lrcli.cli.errors import UsageFault
from lrcli.cli.output import say
from lrcli.language.errors import NotationError, UnknownSchedule, UnknownValues, listed, together
from lrcli.language.given import Given, name_and_value
from lrcli.language.notation import parse, split_label

if TYPE_CHECKING:
    from lrcli.cli.verb import Call

SHOWN = "--set 'len(loader)=391'"
BARE = re.compile(r"(--?[A-Za-z]|~)[\w.-]+")
"""A word of a program's own that stands alone: a switch, `--auto-scale-lr`; a key that is taken out, `~model.sched`."""


def given_by(call: Call) -> Given:
    """The values that the --set flags of a call give."""
    values: dict[str, Any] = {}
    for text in call.given.get("set") or []:
        pair = name_and_value(text)
        if pair is None and BARE.fullmatch(text):
            continue
        if pair is None:
            raise UsageFault(f"--set {text}: write NAME=VALUE, as in {SHOWN}")
        name, value = pair
        from lrcli.language.reader import read_given  # for --set alone

        try:
            read = read_given(value)
        except NotationError as error:
            raise UsageFault(f"--set {text}: {error.reason}") from None
        if values.setdefault(name, read) != read:
            raise UsageFault(f"--set {name} is given twice, with two values")
    given = Given(values, warmup=call.given.get("warmup") is not None)
    given.words = tuple(call.given.get("set") or [])
    given.values |= {text: True for text in given.words if BARE.fullmatch(text)}
    given.facts = told_of_run(call)
    return given


def settle(given: Given, unknown: list[UnknownValues]) -> None:
    """Tell which names were taken for whose; UsageFault for what is not known, or was given and never asked for."""
    unasked = [f"--set {name}: nothing here asks for it" for name in given.unasked]
    if unknown and unasked:
        raise UsageFault("; ".join([together(unknown).reason, *unasked]))
    if unknown:
        raise together(unknown)
    if unasked:
        asked = f"asked for: {listed(given.wanted)}" if given.wanted else "no value is asked for"
        raise UsageFault(f"{'; '.join(unasked)}; {asked}")
    for word, found in given.meanings.items():
        others = listed([kind.family for kind in found.others])
        have = "have" if len(found.others) > 1 else "has"
        say(f"lrcli: {word} is taken for {found.kind.family}; {others} {have} that name, too")
    for text in dict.fromkeys(given.told):
        say(f"lrcli: {text}")


def refuse_unknown_names(words: list[str]) -> None:
    """UnknownSchedule for the first word that holds a name that no schedule has."""
    for word in words:
        if word == "-" or word.startswith("@") or os.path.exists(split_label(word)[1]):
            continue
        try:
            parse(split_label(word)[1])
        except UnknownSchedule:
            raise
        except ValueError:
            pass  # something else is wrong with it, and with a flag as well
