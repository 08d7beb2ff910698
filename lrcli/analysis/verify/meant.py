"""The schedule that was meant, and what can be changed about it."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.lint.tree import of_framework
from lrcli.clock import Duration, Ticks, lasting
from lrcli.schedules.filling import scope_on
from lrcli.schedules.kinds import Choice, Number, Rate
from lrcli.schedules.lengthened import lengthened
from lrcli.schedules.reactive import Reactive
from lrcli.schedules.schedule import Placed, Schedule
from lrcli.schedules.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rates, Rows
    from lrcli.clock import Run
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.declare import Field

MOST_LOOKED_THROUGH = 2_000_000
"""Ticks of a run up to which every one is looked at."""
TIMES = ("length", "decay", "period", "dates", "date", "hold", "delay", "cooldown", "patience")


class Spot(NamedTuple):
    """A field of a schedule, or of one inside it: the way there, and its value."""

    path: tuple[tuple[str, int], ...]
    field: Field
    value: Any

    @property
    def times(self) -> bool:
        """Whether it is a time."""
        return self.field.role in TIMES or self.field.role == "warmup"

    @property
    def rate(self) -> bool:
        """Whether it is a learning rate."""
        return isinstance(self.field.kind, Rate) and isinstance(self.value, float)


def spots(schedule: Schedule, path: tuple[tuple[str, int], ...] = ()) -> Iterator[Spot]:
    """Every field of a schedule and of those inside it."""
    for name, field in schedule.fields.items():
        value = getattr(schedule, name)
        several = value if isinstance(value, tuple) else (value,)
        inside = [(index, each) for index, each in enumerate(several) if isinstance(each, Schedule)]
        for index, each in inside:
            yield from spots(each, (*path, (name, index)))
        if not inside:
            yield Spot(path, field, value)


def inside(schedule: Any) -> Iterator[Any]:
    """A schedule, and those inside it."""
    yield schedule
    for each in schedule.inner():
        yield from inside(each)


def reacting(schedule: Schedule) -> bool:
    """Whether a schedule, or one inside it, reacts to a metric."""
    return any(isinstance(each, Reactive) for each in inside(schedule))


def with_value(schedule: Schedule, path: tuple[tuple[str, int], ...], name: str, value: Any) -> Schedule:
    """The schedule with another value in a field of it, or of one inside it."""
    if not path:
        return schedule.replace(**{name: value})
    (own, index), *rest = path
    inside = getattr(schedule, own)
    if isinstance(inside, tuple):
        changed = with_value(inside[index], tuple(rest), name, value)
        return schedule.replace(**{own: (*inside[:index], changed, *inside[index + 1 :])})
    return schedule.replace(**{own: with_value(inside, tuple(rest), name, value)})


class Meant:
    """A schedule on a run, as a function of ticks that may be fractions, and the same with changes.

    given   what was written
    curve   it on the run
    end     the ticks of the run
    read    the configuration that it was read from; None where it was not
    kept    the rates of what was changed
    """

    def __init__(self, given: Schedule, run: Run, curve: Curve) -> None:
        self.given, self.run, self.curve = given, run, curve
        self.read: Schedule | None = curve.given if isinstance(curve, Placed) and curve.given.facts else None
        self.end = run.rows or 0
        self.suffix = "st" if run.tick == "step" else "ep"
        self.kept: dict[Any, Rates | None] = {}

    def __call__(self, ticks: Array) -> Array:
        at = ticks.astype(np.intp)
        if len(at) and at.max() < len(self.every) and at.min() >= 0 and (at == ticks).all():
            return self.every[at]
        return rates_of(self.curve, ticks)

    def may_be(self, rows: Rows, own: Array) -> bool:
        """Whether rows may stand at other times: a quick look, at those times alone that are ticks of the run."""
        on_run = (own >= 0) & (own < len(self.every)) & (own == np.floor(own))
        return bool(rows.of(on_run).near(self.every[own[on_run].astype(np.intp)]).all())

    @cached_property
    def every(self) -> Array:
        """The rates of all ticks, that after the last among them; of a very long run none."""
        return rates_of(self.curve, np.arange(min(self.end, MOST_LOOKED_THROUGH) + 1, dtype=np.float64))

    @cached_property
    def top(self) -> int:
        """The last tick of the highest rate before it first falls."""
        high = self.every >= np.nanmax(self.every) * (1 - 1e-12)
        first = int(np.argmax(high))
        after = np.flatnonzero(~high[first:])
        return first + (int(after[0]) - 1 if len(after) else 0)

    @cached_property
    def risen(self) -> int:
        """The first tick of the highest rate: a warm-up is over there."""
        return int(np.argmax(self.every >= np.nanmax(self.every) * (1 - 1e-12)))

    @cached_property
    def spots(self) -> list[Spot]:
        return list(spots(self.given))

    def changed(self, schedule: Schedule, run: Run | None = None) -> Rates | None:
        """The rates of another schedule on the run; None for one that cannot be."""
        try:
            curve = schedule.on(run or self.run)
            if len(curve.groups()) > 1:
                return None
        except (ValueError, ArithmeticError):
            return None
        return lambda ticks: rates_of(curve, ticks)

    def put(self, found: list[Spot], value: float | str) -> Rates | None:
        """The rates with another value in some fields, times in ticks."""
        return self.put_each([(spot, value) for spot in found])

    def put_each(self, values: list[tuple[Spot, Any]]) -> Rates | None:
        """The rates with other values in some fields, times in ticks; kept, since each numbering asks for the same."""
        key = tuple((spot.path, spot.field.name, value) for spot, value in values)
        if key not in self.kept:
            self.kept[key] = self._put_each(values)
        return self.kept[key]

    def _put_each(self, values: list[tuple[Spot, Any]]) -> Rates | None:
        schedule = self.given
        try:
            for spot, value in values:
                fit: Any = value
                if spot.times and not isinstance(value, str | tuple):
                    fit = Ticks(value, self.suffix) if isinstance(spot.field.kind, Span) else value
                    fit = (fit,) if isinstance(spot.value, tuple) else fit
                schedule = with_value(schedule, spot.path, spot.field.name, fit)
        except (ValueError, TypeError, ArithmeticError):
            return None
        return self.changed(schedule)

    @cached_property
    def fills(self) -> bool:
        """Whether another total makes it another schedule: its times are not all fixed."""
        if self.lengths:
            return True
        other = with_total(self, 2 * self.end)
        at = np.arange(0, self.end + 1, max(self.end // 50, 1), dtype=np.float64)
        return other is not None and not np.array_equal(other(at), self(at))

    @cached_property
    def lengths(self) -> list[Spot]:
        """The fields that say how long the schedule is itself; of pieces one after another those of the last."""
        ramps = {(spot.path, spot.field.name) for spot in self.ramps}
        earlier = _earlier(self.given)
        return [
            spot
            for spot in self.spots
            if spot.field.role == "length"
            and spot.value is not None
            and (spot.path, spot.field.name) not in ramps
            and not any(step in earlier for step in spot.path[:1])
        ]

    @cached_property
    def ramps(self) -> list[Spot]:
        """The fields that say how long a warm-up is."""
        own = [spot for spot in self.spots if spot.field.role == "warmup" and spot.value is not None]
        if own or not self.risen:
            return own
        first = [spot for spot in self.spots if spot.field.role == "length" and spot.path and spot.path[-1][1] == 0]
        return [spot for spot in first if spot.value is not None and len(spot.path) == 1][:1]


def read_again(meant: Meant, ticks: int) -> Rates | None:
    """The rates of a configuration that is read for another length of the run; kept, as each numbering asks for it."""
    if ("read again", ticks) not in meant.kept and meant.read:
        rates = None
        with suppress(ValueError):
            longer = lasting(meant.run, Ticks(ticks, meant.suffix))
            read = lengthened(meant.read, scope_on(meant.read, meant.run), scope_on(meant.read, longer))
            rates = meant.changed(read, longer)
        meant.kept["read again", ticks] = rates
    return meant.kept.get(("read again", ticks))


def with_total(meant: Meant, ticks: int) -> Rates | None:
    """The rates of a run of another length; kept."""
    if ticks not in meant.kept:
        meant.kept[ticks] = _with_total(meant, ticks)
    return meant.kept[ticks]


def _with_total(meant: Meant, ticks: int) -> Rates | None:
    run = meant.run
    try:
        if run.epochs is None:
            other = run.but(tokens=None, steps=ticks)
        elif run.steps_per_epoch:
            other = run.but(epochs=Fraction(2 * ticks - 1, 2 * run.steps_per_epoch))
        else:
            other = run.but(epochs=ticks)
    except ValueError:
        return None
    return meant.changed(meant.given, other)


def ticks_of(meant: Meant, spot: Spot) -> float | None:
    """The ticks that a field holds; what a scheduler counts is taken for ticks. None where it holds no number."""
    if isinstance(spot.value, Duration):
        try:
            return float(spot.value.ticks(meant.run, meant.end))
        except ValueError:
            return None
    return spot.value if isinstance(spot.value, int | float) and not isinstance(spot.value, bool) else None


def warmed(meant: Meant, ramp: Spot, length: int) -> Iterator[Rates | None]:
    """The rates with another warm-up: alone; with the dates at its end, and the decay up to the same total."""
    yield meant.put([ramp], length)
    own = ticks_of(meant, ramp)
    dates = [spot for spot in meant.spots if isinstance(spot.value, tuple) and own in spot.value]
    rest = [spot for spot in meant.lengths if own and ticks_of(meant, spot) == meant.end - own]
    moved = [(spot, tuple(length if each == own else each for each in spot.value)) for spot in dates]
    if dates:
        yield meant.put_each([(ramp, length), *moved])
    if rest and length < meant.end:
        yield meant.put_each([(ramp, length), *moved, *((spot, meant.end - length) for spot in rest)])


def _earlier(schedule: Schedule) -> list[tuple[str, int]]:
    """The way to each piece that another one comes after."""
    pieces = getattr(schedule, "pieces", ()) if schedule.operator else ()
    return [("pieces", index) for index in range(len(pieces) - 1)]


def made_for(meant: Meant) -> float:
    """The ticks that a schedule is made for: a length of its own, or the run."""
    span = meant.given.span(scope_on(meant.given, meant.run))
    if span is not None:
        return float(span)
    natural = meant.given.natural_run() if of_framework(meant.given) else None
    return float(natural.proper.ticks or meant.end) if natural else float(meant.end)


def rates_of(curve: Curve, ticks: Array) -> Array:
    """The rates of a curve at ticks that may be fractions, NaN where it has none."""
    try:
        with np.errstate(all="ignore"):
            values = np.array(curve.values(np.asarray(ticks, dtype=np.float64)), dtype=np.float64)
    except (ValueError, ArithmeticError, IndexError):
        return np.full(len(ticks), np.nan)
    limit = curve.limit()
    if limit is not None:
        values[ticks >= limit] = np.nan
    return values


def after_first(meant: Meant) -> Schedule | None:
    """What comes after the first piece, where that is a warm-up."""
    pieces = getattr(meant.given, "pieces", ())
    rest = pieces[1:] if meant.given.operator and meant.risen else ()
    if not rest:
        body = getattr(meant.given, "body", None)
        return body if isinstance(body, Schedule) and any(spot.path == () for spot in meant.ramps) else None
    schedule: Schedule = rest[0]
    for piece in rest[1:]:
        schedule = schedule >> piece
    return schedule


def number_spots(meant: Meant) -> list[Spot]:
    """The fields that hold one number which is no time and no rate."""
    return [
        spot
        for spot in meant.spots
        if isinstance(spot.field.kind, Number)
        and isinstance(spot.value, int | float)
        and not spot.rate
        and not spot.times
    ]


def word_spots(meant: Meant) -> list[Spot]:
    """The fields that hold one of a few words."""
    return [spot for spot in meant.spots if isinstance(spot.field.kind, Choice)]
