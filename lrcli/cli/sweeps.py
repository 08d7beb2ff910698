"""--sweep: a call stands for several, one for each combination of the values that flags are given."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.analysis.variants import MOST_SWEPT
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import BATCH_FLAGS, RUN_FLAGS, SCALING_FLAGS, field_flags, modifiers
from lrcli.cli.meaning import bare, meant, own_field, settings
from lrcli.cli.scan import Typed
from lrcli.cli.synonyms import BY_WORD
from lrcli.clock import Duration
from lrcli.language.flags import read_field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.cli.flags import Flag
    from lrcli.cli.meaning import Meant
    from lrcli.cli.verb import Call
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

KEYS = {flag.key for flag in (*RUN_FLAGS, *BATCH_FLAGS, *SCALING_FLAGS)}
"""Flags that can be swept in every call, beside the modifiers and the fields."""


class Axis(NamedTuple):
    """One --sweep: the name as it was typed, the texts of its values, and what they set.

    flag   the flag of the call, if it is one
    sets   the flag's key, and the fields of families that it sets
    """

    name: str
    values: list[str]
    flag: Flag | None
    sets: dict[str, str]


class Variant(NamedTuple):
    """One of the calls that a call stands for, and what sets it apart: `lr` is 0.1, `epochs` is 50."""

    values: tuple[tuple[str, str], ...]
    call: Call

    @property
    def told(self) -> str:
        """What sets it apart, in words: `lr=0.1, epochs=50`."""
        return in_words(self.values)

    def fault(self, reason: str) -> UsageFault:
        """What is wrong with it."""
        return UsageFault(f"with {self.told}: {reason}" if self.told else reason)


def variants(call: Call) -> list[Variant]:
    """The calls that a call stands for, the values of the last --sweep changing first; without any, the call itself."""
    axes: list[Axis] = []
    for text in call.given.get("sweep") or ():
        each = axis(call, text)
        if any(each.sets.keys() & other.sets for other in axes):
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
    fields = list(call.fields)
    for each, text in zip(axes, texts, strict=True):
        told = read(call, each.name, text)
        fields += told.fields
        for flag, _, value in told.flags:
            given[flag.key] = value
            if is_none(flag, value):
                dropped = {other.key for other in call.flags if other.modifier == flag.modifier}
                given = {key: value for key, value in given.items() if key not in dropped}
    values = tuple((each.name, text) for each, text in zip(axes, texts, strict=True))
    return Variant(values, call._replace(given=given, fields=tuple(fields)))


def in_words(values: Iterable[tuple[str, str]]) -> str:
    """Names and their values in words."""
    return ", ".join(f"{name}={text}" for name, text in values)


def read(call: Call, name: str, text: str) -> Meant:
    """What a flag of this name means in a call, with a value."""
    kinds = [bare(word) for word in call.words]
    typed = Typed(f"--{name.replace('_', '-')}", text, (f"--sweep {name}={text}",))
    return meant(call.flags, [kind for kind in dict.fromkeys(kinds) if kind], [typed], calls=None in kinds)


def is_none(flag: Flag, text: str | None) -> bool:
    """Whether a modifier's length of 0 says that there is to be none."""
    field = modifier_field(flag)
    if field is None or text is None or flag not in [modifier.flags[modifier.switch_on] for modifier in modifiers()]:
        return False
    length = read_field(field, text)
    return isinstance(length, Duration) and not length.number


def axis(call: Call, text: str) -> Axis:
    """One --sweep, of which each value is looked at before anything is made of it."""
    from lrcli.language.ranges import spread  # for sweeps alone

    typed, equals, values = text.partition("=")
    typed = typed.strip().lstrip("-")
    kinds = [kind for kind in map(bare, call.words) if kind]
    first = read(call, typed, trial(kinds, typed)) if equals and typed and not is_switch(call, typed) else None
    flags = [flag for flag, _, _ in first.flags] if first else []
    if first is None or first.wrong or not all(can_be_swept(flag) for flag in flags):
        raise UsageFault(f"--sweep {text}: {what_can_be_swept(call)}")
    flag = flags[0] if flags else None
    sets = {flag.key: f"--{flag.name}" for flag in flags}
    for kind in kinds:
        for name in settings(kind, first.fields):
            if kind.fields[name].kind.is_list:
                reason = "it is a list, with commas of its own; name the schedules one by one"
                raise UsageFault(f"--sweep {typed}: {reason}")
            given = settings(kind, call.fields).get(name)
            if given is not None:
                raise UsageFault(f"--sweep {typed} and {given.typed.flag} both set {name}: choose one")
            sets[f"{kind.family}.{name}"] = name
    if flag and call.given.get(flag.key) is not None:
        raise UsageFault(f"--sweep {typed} and --{flag.name} both set {flag.key}: choose one")
    listed: list[str] = []
    for part in filter(None, map(str.strip, values.split(","))):
        try:
            listed += spread(part, MOST_SWEPT)
        except ValueError as error:
            raise UsageFault(f"--sweep {typed}={part}: {error}") from None
    if not listed:
        raise UsageFault(f"--sweep {text}: give it values, as in --sweep {typed}=A,B,...")
    for value in listed:
        check(call, typed, value)
    return Axis(typed, listed, flag, sets)


def trial(kinds: list[type[Schedule]], name: str) -> str:
    """A value with which a flag can be looked up."""
    word = name.replace("_", "-")
    fields = [kind.fields[field] for kind in kinds if (field := own_field(kind, word))]
    return "yes" if any(field.kind.is_switch for field in fields) else "0.5"


def is_switch(call: Call, name: str) -> bool:
    """Whether a flag of the call has no value."""
    word = name.replace("_", "-")
    there = {spelling: flag for flag in call.flags for spelling in flag.words}
    flag = there.get(f"--{word}")
    return flag.switch if flag else word.lower() in BY_WORD and BY_WORD[word.lower()].switch


def can_be_swept(flag: Flag) -> bool:
    """Whether a flag of the call can be swept: it has a value, and changes schedules or their run."""
    return not flag.switch and bool(flag.modifier or flag.key in KEYS)


def what_can_be_swept(call: Call) -> str:
    """How to write a sweep, and of what."""
    every = f"every call has {', '.join(flag.name for flag in call.flags if can_be_swept(flag))}"
    fields = [flag.name for flag in field_flags(call.kind)] if call.kind else []
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


def check(call: Call, name: str, value: str) -> None:
    """UsageFault for a value that the flag can't have."""
    told = read(call, name, value)
    for kind in filter(None, map(bare, call.words)):
        for field, each in settings(kind, told.fields).items():
            check_field(kind.fields[field], name, value, each.value)
    for flag, _, text in told.flags:
        if (field_of := modifier_field(flag)) is not None:
            check_field(field_of, name, value, text)
        elif flag.choices and value not in flag.choices:
            raise UsageFault(f"--sweep {name}={value}: give one of {', '.join(flag.choices)}")
        elif not flag.choices and flag.key != "tokens" and not is_count(value):  # a run reads its tokens itself
            raise UsageFault(f"--sweep {name}={value}: give a number such as 90, 1e5 or 100k")


def check_field(field: Field, name: str, value: str, text: str | bool | None) -> None:
    """UsageFault for a value that a field can't have."""
    try:
        if isinstance(text, str):
            read_field(field, text)
    except ValueError as error:
        raise UsageFault(f"--sweep {name}={value}: {error}") from None
