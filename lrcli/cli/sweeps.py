"""--sweep: a call stands for several, one for each combination of the values that flags are given."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from lrcli.analysis.variants import MOST_SWEPT
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import BATCH_FLAGS, RUN_FLAGS, SCALING_FLAGS, modifiers
from lrcli.clock import Duration
from lrcli.language.flags import read_field
from lrcli.language.ranges import spread

if TYPE_CHECKING:
    from lrcli.cli.flags import Flag
    from lrcli.cli.verb import Call
    from lrcli.schedules.declare import Field

KEYS = {flag.key for flag in (*RUN_FLAGS, *BATCH_FLAGS, *SCALING_FLAGS)}
"""Flags that can be swept in every call, beside the modifiers and the fields."""


class Axis(NamedTuple):
    """One --sweep: the name as it was typed, the flag of that name, and the texts of its values."""

    name: str
    flag: Flag
    values: list[str]


class Variant(NamedTuple):
    """One of the calls that a call stands for, and what sets it apart: `lr=0.1, epochs=50`."""

    told: str
    call: Call

    def fault(self, reason: str) -> UsageFault:
        """What is wrong with it."""
        return UsageFault(f"with {self.told}: {reason}" if self.told else reason)


def variants(call: Call) -> list[Variant]:
    """The calls that a call stands for, the values of the last --sweep changing first; without any, the call itself."""
    axes: list[Axis] = []
    for text in call.given.get("sweep") or ():
        each = axis(call, text)
        if any(each.flag.key == other.flag.key for other in axes):
            raise UsageFault(f"--sweep {each.name} is given twice: give all its values at once")
        axes.append(each)
    count = 1
    for each in axes:
        count *= len(each.values)
    if count > MOST_SWEPT:
        raise UsageFault(f"--sweep makes {count} schedules: at most {MOST_SWEPT}")
    return [variant(call, axes, texts) for texts in product(*(each.values for each in axes))]


def variant(call: Call, axes: list[Axis], texts: tuple[str, ...]) -> Variant:
    """The call as if each flag had been typed with its value."""
    given = {key: value for key, value in call.given.items() if key != "sweep"}
    for each, text in zip(axes, texts, strict=True):
        given[each.flag.key] = text
        if is_none(each.flag, text):
            dropped = {flag.key for flag in call.flags if flag.modifier == each.flag.modifier}
            given = {key: value for key, value in given.items() if key not in dropped}
    told = ", ".join(f"{each.name}={text}" for each, text in zip(axes, texts, strict=True))
    return Variant(told, call._replace(given=given))


def is_none(flag: Flag, text: str) -> bool:
    """Whether a modifier's length of 0 says that there is to be none."""
    field = modifier_field(flag)
    if field is None or flag not in [modifier.flags[modifier.switch_on] for modifier in modifiers()]:
        return False
    length = read_field(field, text)
    return isinstance(length, Duration) and not length.number


def axis(call: Call, text: str) -> Axis:
    """One --sweep, of which each value is looked at before anything is made of it."""
    typed, equals, values = text.partition("=")
    typed = typed.strip().lstrip("-")
    flag = flag_named(call, typed) if equals else None
    if flag is None:
        raise UsageFault(f"--sweep {text}: {what_can_be_swept(call)}")
    if call.given.get(flag.key) is not None:
        raise UsageFault(f"--sweep {typed} and --{flag.name} both set {flag.key}: choose one")
    if flag.field and call.kind and call.kind.fields[flag.field].kind.is_list:
        raise UsageFault(f"--sweep {typed}: it is a list, with commas of its own; name the schedules one by one")
    listed: list[str] = []
    for part in filter(None, map(str.strip, values.split(","))):
        try:
            listed += spread(part, MOST_SWEPT)
        except ValueError as error:
            raise UsageFault(f"--sweep {typed}={part}: {error}") from None
    if not listed:
        raise UsageFault(f"--sweep {text}: give it values, as in --sweep {typed}=A,B,...")
    for value in listed:
        check(call, typed, flag, value)
    return Axis(typed, flag, listed)


def flag_named(call: Call, name: str) -> Flag | None:
    """The flag of this name, or with this synonym, that can be swept."""
    word = f"--{name.replace('_', '-')}"
    return next((flag for flag in sweepable(call) if word in flag.words), None)


def sweepable(call: Call) -> list[Flag]:
    """The flags of a call that can be swept: those with a value that change schedules or their run."""
    return [flag for flag in call.flags if not flag.switch and (flag.field or flag.modifier or flag.key in KEYS)]


def what_can_be_swept(call: Call) -> str:
    """How to write a sweep, and of what."""
    flags = sweepable(call)
    fields, others = ([flag.name for flag in flags if bool(flag.field) == own] for own in (True, False))
    every = f"every call has {', '.join(others)}"
    if call.kind and fields:
        return f"write NAME=A,B,... or NAME=FROM:TO:BY; {call.kind.family} has {', '.join(fields)}, and {every}"
    example = "lrcli plot cosine --sweep lr=0.1,0.2"
    return f"write NAME=A,B,... or NAME=FROM:TO:BY; {every}, and a family named by itself its fields: {example}"


def modifier_field(flag: Flag) -> Field | None:
    """The field of a modifier that a flag sets."""
    for modifier in modifiers():
        for name, each in modifier.flags.items():
            if each == flag:
                return modifier.kind.fields[name]
    return None


def is_count(text: str) -> bool:
    """Whether a text is a number above 0, without a unit."""
    try:
        number = Duration(text)
    except ValueError:
        return False
    return bool(number.number) and not number.unit


def check(call: Call, name: str, flag: Flag, value: str) -> None:
    """UsageFault for a value that the flag can't have."""
    field = call.kind.fields[flag.field] if flag.field and call.kind else modifier_field(flag)
    if field is None:
        if flag.choices and value not in flag.choices:
            raise UsageFault(f"--sweep {name}={value}: give one of {', '.join(flag.choices)}")
        if not flag.choices and not is_count(value):
            raise UsageFault(f"--sweep {name}={value}: give a number such as 90, 1e5 or 100k")
        return
    try:
        read_field(field, value)
    except ValueError as error:
        raise UsageFault(f"--sweep {name}={value}: {error}") from None
