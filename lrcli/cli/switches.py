"""Switches with an answer: `--inclusive no` is `--no-inclusive`, and `--inclusive yes` is `--inclusive`.

And the one that looks as if a file belonged to it: `--json FILE`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import JSON, SET
from lrcli.render.writers import ending_of
from lrcli.schedules.kinds import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lrcli.cli.flags import Flag


def joined(args: list[str], flags: Callable[[], Iterable[Flag]]) -> list[str]:
    """The words with answers tied to the flag before them, so that none is taken for a schedule: `--inclusive=no`.

    What --set gives is tied to it, too, where it is a switch of another program: `--set=--auto-scale-lr`. `flags` are
    those of this one.
    """
    words: list[str] = []
    end = args.index("--") if "--" in args else len(args)
    for index, arg in enumerate(args):
        before = words[-1] if 0 < index < end else ""
        answers = arg.lower() in ANSWERS and before.startswith("--") and "=" not in before
        if answers or (before == SET.spellings[0] and arg.startswith("--") and is_foreign(arg, flags)):
            words[-1] += f"={arg}"
        else:
            words.append(arg)
    return words


def is_foreign(arg: str, flags: Callable[[], Iterable[Flag]]) -> bool:
    """Whether a flag is none of these."""
    name = arg.partition("=")[0]
    return not any(name in flag.words for flag in flags())


def answered(args: list[str], flags: Callable[[], Iterable[Flag]]) -> list[str]:
    """The words with each answered switch as it is without an answer: it, the flag that says no, or nothing."""
    end = args.index("--") if "--" in args else len(args)
    answers = {
        index: parts
        for index, arg in enumerate(args[:end])
        if (parts := arg.partition("="))[0].startswith("--") and parts[2].lower() in ANSWERS
    }
    if not answers:
        return args
    switches = {word: flag for flag in flags() if flag.switch for word in flag.words}
    words = []
    for index, arg in enumerate(args):
        name, _, answer = answers.get(index, ("", "", ""))
        flag = switches.get(name)
        if flag is None:
            words.append(arg)
        elif ANSWERS[answer.lower()] != (name == f"--{flag.negation}"):
            words.append(flag.spellings[0])
        elif flag.negation:
            words.append(f"--{flag.negation}")
    return words


def refuse_file(args: list[str], words: Iterable[int]) -> None:
    """UsageFault for the name of a file behind --json, which takes no value. `words` are no flags and no values."""
    for index in words:
        if index and args[index - 1] in JSON.words and ending_of(args[index]) == JSON.name:
            raise UsageFault(f"--json takes no value: -o {args[index]} saves it")
