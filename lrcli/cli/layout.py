"""Which flags apply to a verb and the words after it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.catalogue import natives
from lrcli.cli.flags import EVERYWHERE, SHARED_FLAGS, Flag, field_flags, modifier_flags
from lrcli.cli.meaning import bare, own_field
from lrcli.cli.scan import HELP, asks_for_help, scan
from lrcli.cli.synonyms import BY_WORD
from lrcli.reading.bounded import STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Set

    from lrcli.cli.verb import Verb
    from lrcli.schedules.schedule import Schedule


class Layout(NamedTuple):
    """The flags that apply to a verb and its words.

    flags    all of them, fields of families among them
    common   those of the call
    kinds    the families that are named by themselves
    calls    whether there are other schedules
    kind     the family of the first word, when it is named by itself
    """

    flags: list[Flag]
    common: list[Flag]
    kinds: list[type[Schedule]]
    calls: bool
    kind: type[Schedule] | None


def layout(verb: Verb, rest: list[str]) -> Layout:
    """Which flags apply: the verb's own; for schedules also the fields of bare families, the run's, the modifiers'."""
    if not verb.schedules:
        return Layout([*verb.flags, *EVERYWHERE], [*verb.flags, *EVERYWHERE], [], False, None)
    common = [*SHARED_FLAGS, *modifier_flags(), *verb.flags, *EVERYWHERE]
    words = scan(rest, switches((*common, *(flag for kind in natives() for flag in field_flags(kind))))).words
    helped = asks_for_help(rest)  # then nothing is read
    named = [None if helped and rest[index] == STANDARD_INPUT else bare(rest[index]) for index in words]
    kinds = list(dict.fromkeys(kind for kind in named if kind))
    calls = None in named
    shown, common = beside(kinds, calls, common)
    return Layout(shown, common, kinds, calls, named[0] if named else None)


def beside(kinds: list[type[Schedule]], calls: bool, common: list[Flag]) -> tuple[list[Flag], list[Flag]]:
    """The flags that apply with the fields of families, and those common ones whose combinator no family has in it."""
    owned = {
        flag.modifier for flag in modifier_flags() if kinds and not calls and all(owns(kind, flag) for kind in kinds)
    }
    common = [flag for flag in common if not flag.modifier or flag.modifier not in owned]
    fields: list[Flag] = []
    taken: set[str] = set()
    for flag in (flag for kind in kinds for flag in field_flags(kind)):
        if f"--{flag.name}" not in taken:
            fields.append(flag._replace(synonyms=tuple(word for word in flag.synonyms if f"--{word}" not in taken)))
            taken |= fields[-1].words
    return [*fields, *(flag for flag in common if not taken & flag.words)], common


def owns(kind: type[Schedule], flag: Flag) -> bool:
    """Whether a family has a field of a flag's name."""
    return own_field(kind, flag.name) is not None


@cache
def switches(flags: tuple[Flag, ...]) -> Set[str]:
    """The flags without a value, synonyms among them."""
    known = {word for flag in flags for word in flag.words}
    synonyms = {f"--{word}" for word, synonym in BY_WORD.items() if synonym.switch} - known
    return {*HELP, "--version", *synonyms, *(word for flag in flags if flag.switch for word in flag.words)}
