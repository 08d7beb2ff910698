"""An immutable thing with declared fields: how it is made, compared, printed and changed.

The fields of a class, their order, defaults and bounds stand in its body (`declare.py`, `kinds.py`). Equality and hash
are those of class and fields, and of nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from lrcli.schedules.declare import REQUIRED, Field
from lrcli.schedules.errors import FieldError, too_extreme
from lrcli.schedules.groups import Grouping, without_lists
from lrcli.schedules.kinds import Rate, percent_of, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


DEFAULT, CALL, BEFORE = "default", "call", "before"
"""Where a main rate is from that was not written: the family's default, the call, or the piece before in a chain."""


class Value(Grouping):
    """An immutable thing with declared fields; `repr` is the text that rebuilds it."""

    aliases: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ()
    """The names of positional arguments, where they are not the fields in their order; a first one that is
    "optimizer" is not given here: it has its rate as `lr`."""
    ignored: ClassVar[tuple[str, ...]] = ()
    """The names of arguments that a framework takes beside the fields, and that cannot change a rate."""
    main: ClassVar[str | None] = None
    """The main rate: the field that `lr=` stands for."""
    choose_one: ClassVar[tuple[str, ...]] = ()
    """Fields that exclude one another; the first applies when none is given."""
    rate_from: str = ""
    """Where its main rate is from, if it was not written: DEFAULT, CALL or BEFORE."""
    shares: ClassVar[Mapping[str, str]] = {}
    """The rates that were written as a percentage of the main one, by the name of the field."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        for name, field in declared.items():
            field.name = name
        cls.fields = {**cls.fields, **declared}

    def __init__(self, *args: Any, **keywords: Any) -> None:
        given = by_field(type(self), args, keywords)
        chosen = [name for name in self.choose_one if given.get(name) is not None]
        instead = self.choose_one if chosen else ()
        missing = [name for name in self.required() if name not in given and name not in instead]
        if missing:
            helps = (self.fields[name].help for name in missing)
            raise FieldError(self.family, tuple(missing), *helps, cause="missing")
        values, shares = dict[str, Any](), dict[str, str]()
        for name, field in self.fields.items():
            value = given.get(name, None if field.default is REQUIRED else field.default)
            try:
                if isinstance(value, str) and isinstance(field.kind, Rate) and self.main in values:
                    shares[name] = value.strip()
                    value = percent_of(values[self.main], value)
                values[name] = None if name in instead and name not in given else field.check(value)
            except ValueError as error:
                raise FieldError(self.family, (name,), str(error)) from None
        if chosen[1:]:
            reason = f"{' and '.join(chosen)} exclude one another: choose one"
            raise FieldError(self.family, tuple(chosen[1:]), reason, cause="together")
        values |= {name: None for name in instead if name != chosen[0]}
        rate_from = DEFAULT if self.main in values.keys() - given.keys() else ""
        vars(self).update(without_lists(self.fields, values), shares=shares, rate_from=rate_from)
        try:
            self.check_groups()
        except ArithmeticError as error:
            raise too_extreme(self.family, error) from None

    @classmethod
    def positional(cls) -> tuple[str, ...]:
        """The fields that positional arguments stand for, in order."""
        return cls.order[1:] if cls.order[:1] == ("optimizer",) else cls.order or tuple(cls.fields)

    @classmethod
    def required(cls) -> tuple[str, ...]:
        """The fields without which none can be made."""
        return tuple(name for name, field in cls.fields.items() if field.default is REQUIRED)

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        """The fields without which one is of no use on its own, beside those that are given."""
        return tuple(name for name in cls.required() if name not in given)

    @classmethod
    def field_named(cls, word: str) -> str | None:
        """The field that a word names: its name, an alias, or `lr` for the main rate."""
        if word in cls.fields:
            return word
        if word == "lr":
            return cls.main
        return next((name for name, field in cls.fields.items() if word in field.aliases), None)

    @classmethod
    def rate_field(cls, given: Collection[str] = ()) -> str | None:
        """The field that one rate for many schedules stands for, beside the fields that are given.

        That is the main rate; but where a warm-up to a peak is given, it is the peak.
        """
        if any(name in given and field.role == "warmup" for name, field in cls.fields.items()):
            return field_of_role(cls.fields, "peak") or cls.main
        return cls.main

    def refuse(self, field: str, reason: str, cause: str = "value", value: str = "") -> FieldError:
        """The error for a value of `field`, to be raised."""
        return FieldError(self.family, (field,), reason, cause=cause, value=value)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a schedule cannot be changed: use replace({name}=...)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a schedule cannot be changed")

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.fields}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value):
            return NotImplemented
        return type(self) is type(other) and self._values() == other._values() and taken(self) == taken(other)

    def __hash__(self) -> int:
        return hash((type(self), *self._values().values()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (type(self), self._values()), origin(self)

    def __repr__(self) -> str:
        return f"{self.family}({', '.join(words_of(self))})"

    def replace(self, **changes: Any) -> Self:
        """The same with other field values; None stands for one that is not given."""
        other = _made(type(self), {**self._values(), **changes})
        if self.main not in changes:
            vars(other).update(origin(self, changes))
        return other

    def unchecked(self, **changes: Any) -> Self:
        """The same with values that a computation arrived at, and that nobody could give: they are not checked."""
        other = super().__new__(type(self))
        vars(other).update(self._values(), **changes)
        return other


def main_rate(fields: dict[str, Field]) -> str | None:
    """The name of the field that is the main rate: the first base rate, else the first peak; None where neither is."""
    return field_of_role(fields, "base") or field_of_role(fields, "peak")


def field_of_role(fields: dict[str, Field], role: str) -> str | None:
    """The name of the first field with a role; None where there is none."""
    return next((name for name, field in fields.items() if field.role == role), None)


V = TypeVar("V", bound=Value)


def with_rate(schedule: V, rate: float) -> V:
    """The same with another main rate; what was written as a percentage of it is one of the new one."""
    return _made(type(schedule), {**schedule._values(), str(schedule.main): rate, **schedule.shares})


def without_rate(schedule: V, source: str) -> V:
    """The same without a main rate of its own: it is from DEFAULT, CALL or BEFORE."""
    values = schedule._values()
    if source != CALL:
        values[str(schedule.main)] = None
    other = _made(type(schedule), {**values, **schedule.shares})
    vars(other)["rate_from"] = source
    return other


def starts_at_main(kind: type[Value]) -> bool:
    """Whether a family's rate at tick 0 is its main rate, so that it may be taken over; one of a framework's is not."""
    return "." not in kind.family and kind.main is not None and kind.fields[kind.main].role == "base"


def origin(schedule: Value, without: Collection[str] = ()) -> dict[str, Any]:
    """Where the rates of a schedule are from, but for some fields."""
    shares = {name: text for name, text in schedule.shares.items() if name not in without}
    return {"rate_from": schedule.rate_from, "shares": shares}


def taken(schedule: Value) -> Mapping[str, str] | None:
    """What becomes of a rate that is taken over from the piece before; None for a rate of its own."""
    return schedule.shares if schedule.rate_from == BEFORE else None


def words_of(schedule: Value) -> list[str]:
    """The arguments that rebuild a schedule, as text: the first, and by name those that are not the default."""
    words = []
    for index, (name, field) in enumerate(schedule.fields.items()):
        value = getattr(schedule, name)
        if schedule.rate_from == BEFORE and (name == schedule.main or name in schedule.shares):
            words += [f"{name}={quoted(schedule.shares[name])}"] if name in schedule.shares else []
        elif value is None and name in schedule.choose_one:
            continue
        elif index == 0:
            words.append(field.show(value))
        elif value != field.default:
            words.append(f"{name}={field.show(value)}")
    return words


def _made(kind: type[V], values: dict[str, Any]) -> V:
    return kind(**{name: value for name, value in values.items() if value is not None})


def by_field(kind: type[Value], args: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
    """Arguments by the name of their field: aliases resolved, nothing unknown, nothing twice."""
    names = kind.positional()
    if len(args) > len(names):
        reason = f"takes at most {len(names)} values, {len(args)} given{': ' * bool(names)}{', '.join(names)}"
        raise FieldError(kind.family, (str(len(names)),), reason, cause="many")
    given = dict(zip(names, args, strict=False))
    for word, value in keywords.items():
        name = kind.field_named(word) or (word if word in kind.ignored else None)
        if name is None:
            raise FieldError(kind.family, (word,), nearest_field(kind, word), cause="unknown")
        if name in given:
            raise FieldError(kind.family, (word,), f"{name} is given twice", cause="twice")
        given[name] = value
    return given


def nearest_field(kind: type[Value], word: str) -> str:
    """What may have been meant by the name of a field that there is not."""
    from difflib import get_close_matches  # only mistakes need it

    names = list(kind.fields)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"it has {', '.join(names)}" if names else "it has none"
