"""The schedules that a curve is made of, each in its place on the run, and the lengths that they state."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.lint.tree import of_framework
from lrcli.clock import Run
from lrcli.frameworks._kit.base import Scheduler
from lrcli.schedules.chain import Repeat
from lrcli.schedules.errors import FieldError
from lrcli.schedules.schedule import Held, Placed
from lrcli.schedules.slots import BySlots, Slot, rate_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.schedule import Schedule

STATES_LENGTH = ("length", "hold")
"""Roles of the fields with which a scheduler of a framework says how long it is."""
PROBES = 33
"""Ticks at which two curves are compared, to see if an argument changes anything."""


class Piece(NamedTuple):
    """A schedule in ticks, in its place on a run.

    begin, end   the rows from and before which it speaks; without an end it goes on past the run
    slots        the slots that it lies in, from the inside out
    maker        the one that was written and makes the schedule, where it is another one
    """

    schedule: Schedule
    curve: Curve
    begin: int
    end: float
    slots: tuple[Slot, ...]
    maker: Scheduler | None = None

    def row(self, tick: float) -> float:
        """The row in which it has come to a tick of its own; infinite where it never does."""
        for slot in self.slots:
            if tick > slot.most:
                return math.inf
            tick = slot.outside(tick)
        return tick

    def tick(self, row: float) -> float:
        """Its own tick in a row."""
        return own_tick(self.slots, row)

    def alone(self, schedule: Schedule) -> Piece:
        """Another schedule in its place, on its own."""
        try:
            curve = schedule.on(Run())
        except FieldError:  # a function of the share of the run that is over
            curve = schedule.on(self.curve.run if isinstance(self.curve, Placed) else Run())
        return self._replace(schedule=schedule, curve=curve)

    def rate(self, tick: float) -> float:
        """Its own rate at a tick of its own, without what is around it."""
        return rate_at(self.curve, np.array([float(tick)]))


def round_starts(piece: Piece, rows: float) -> list[int]:
    """The rows before some row at which the rounds of a repeat begin; none for what is no repeat."""
    if not isinstance(piece.schedule, Repeat) or not isinstance(piece.curve, BySlots):
        return []
    return [int(piece.row(slot.begin)) for slot in piece.curve.until(piece.tick(rows - 1) + 1)]


def own_tick(slots: tuple[Slot, ...], row: float) -> float:
    """The tick in a row of what lies in slots, which are given from the inside out."""
    for slot in reversed(slots):
        row = min(slot.first + slot.pace * ((row - slot.begin) // slot.hold), slot.most)
    return row


def pieces(
    curve: Curve,
    rows: int,
    slots: tuple[Slot, ...] = (),
    begin: int = 0,
    end: float = math.inf,
    maker: Scheduler | None = None,
) -> list[Piece]:
    """All schedules that speak in the first rows of a curve. Of the rounds of a repeat only the first and the last."""
    found = []
    if isinstance(curve, Placed) and isinstance(curve.exact, Scheduler) and curve.exact.stands_for() != curve.exact:
        maker = curve.exact
    by_slots = isinstance(curve, BySlots)
    if isinstance(curve, Placed) and not isinstance(curve, Held) and (not by_slots or curve.exact.inner()):
        found.append(Piece(curve.exact, curve, begin, end, slots, maker))
    if not isinstance(curve, BySlots):
        for inner in curve.inner():  # several at once
            found += pieces(inner, rows, slots, begin, end)
        return found
    for slot in first_and_last(curve.until(own_tick(slots, min(end, rows) - 1) + 1)):
        place = Piece(curve.exact, curve, begin, end, slots) if isinstance(curve, Placed) else None
        first = begin if place is None else max(begin, int(place.row(max(math.ceil(slot.begin), 0))))
        last = end if place is None or slot.end == math.inf else min(end, place.row(math.ceil(slot.end)))
        if first < min(last, rows):
            found += pieces(slot.body, rows, (slot, *slots), first, last, maker)
    return found


def first_and_last(slots: Sequence[Slot]) -> Iterator[Slot]:
    """Of neighbours with the same body the first and the last."""
    for index, slot in enumerate(slots):
        inside = 0 < index < len(slots) - 1
        if not (inside and slots[index - 1].body is slot.body is slots[index + 1].body):
            yield slot


class Stated(NamedTuple):
    """A length that a scheduler of a framework states: the argument, its value, and the ticks that it comes to.

    The run that a scheduler is made for may show the tick after its last as well: so at least and at most.
    """

    piece: Piece
    name: str
    value: float
    ticks: tuple[float, float]

    @property
    def rows(self) -> tuple[float, float]:
        """The rows in which it is over, at least and at most."""
        return self.piece.row(self.ticks[0]), self.piece.row(self.ticks[1])

    @property
    def written(self) -> tuple[Schedule, str]:
        """The schedule that was written, and its argument."""
        schedule, maker = self.piece.schedule, self.piece.maker
        return (schedule, self.name) if maker is None else (maker, maker.source_of(self.name))

    @property
    def argument(self) -> str:
        """The argument as it was written."""
        return self.written[1]

    @property
    def given(self) -> float:
        """Its value there."""
        schedule, name = self.written
        return float(getattr(schedule, name))

    def whole(self) -> float:
        """The ticks that it comes to, one number: the value itself if that is one of the two, else where it is over."""
        least, most = self.ticks
        if self.value in self.ticks:
            return self.value
        return least if self.piece.rate(least) == self.piece.rate(most) else most

    def for_rows(self, rows: int) -> str:
        """The value of the argument with which it is over when the rows are; empty where none is found."""
        (schedule, name), whole, given = self.written, self.whole(), self.given
        wanted = own_tick(tuple(slot._replace(most=math.inf) for slot in self.piece.slots), rows)
        for value in (given + wanted - whole, given * wanted / whole):
            short = value if float(value).is_integer() else float(f"{value:.6g}")
            other = replaced(schedule, name, short)
            made = other.stands_for() if isinstance(other, Scheduler) else other
            again = None if made is None else stated(self.piece.alone(made))
            if other is not None and again is not None and again.name == self.name and again.whole() == wanted:
                return schedule.fields[name].show(getattr(other, name))
        return ""


def stated(piece: Piece) -> Stated | None:
    """The length that a scheduler of a framework states; None for one that goes on for ever, and for natives.

    An argument that changes nothing of the curve states nothing.
    """
    schedule = piece.schedule
    if not of_framework(schedule) or schedule.inner() or any(f.role == "metric" for f in schedule.fields.values()):
        return None
    for name, field in schedule.fields.items():
        value = getattr(schedule, name)
        if field.role in STATES_LENGTH and value and changes_curve(schedule, name, value):
            natural = schedule.natural_run()
            end = None if natural is None else natural.run.ticks
            return Stated(piece, name, value, (value, value) if end is None else (end - 1, end))
    return None


def changes_curve(schedule: Schedule, name: str, value: float) -> bool:
    """Whether an argument that counts ticks makes a difference to the curve."""
    other = replaced(schedule, name, 2 * value)
    if other is None:
        return True
    natural = schedule.natural_run()
    last = max(2 * value, (natural.run.ticks or 0) if natural else 0)
    t = np.floor(np.linspace(0, last, PROBES))
    with np.errstate(all="ignore"):
        return not np.array_equal(rates(schedule, t), rates(other, t), equal_nan=True)


def rates(schedule: Schedule, t: Array) -> Array:
    """The rates of a scheduler at its own ticks."""
    stop = schedule.stop()
    return np.asarray(schedule.formula(t if stop is None else np.minimum(t, max(stop.tick - 1, 0))))


def replaced(schedule: Schedule, name: str, value: Any) -> Schedule | None:
    """The schedule with another value of an argument; None where that is refused. A whole number stays one."""
    try:
        return schedule.replace(**{name: int(value) if float(value).is_integer() else value})
    except ValueError:
        return None
