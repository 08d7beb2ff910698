"""What there is to say of a curve in time: joints, phases, where it ends, and what a user should know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lrcli._lazy import Array

MOST_PHASES = 1000
"""Phases that are told of a curve at most."""
WARNING, NOTE, INPUT = "warning", "note", "input"


class Joint(NamedTuple):
    """Where the rate changes hands: the tick, what it arrives at there, and what it goes on from.

    Between two pieces, or where a metric changed the rate: then `best` is the best metric so far. `chained` says that
    the pieces are those of a chain, which may be meant to meet.
    """

    at: int
    before: float
    after: float
    best: float | None = None
    chained: bool = False


class Phase(NamedTuple):
    """A part of a curve with a name, from a tick to where the next begins."""

    start: int
    name: str


class Level(Phase):
    """A phase in which one rate holds; it is named by that rate."""


class Stop(NamedTuple):
    """Where a curve ends for good: the first tick without a rate, and what raises which error there."""

    tick: int
    error: str


def earliest(*stops: Stop | None) -> Stop | None:
    """The first of several stops; of two at one tick the one that is named first."""
    return min((stop for stop in stops if stop is not None), key=lambda stop: stop.tick, default=None)


class Remark(NamedTuple):
    """Something that a user should know.

    code    what it is about, the same for all remarks of a kind
    level   "warning": it can hardly be meant; "note": it may surprise; "input": it was found in a file, or taken from
            the run, and is no fault
    part    the family that it is about; empty for the whole
    field   the field that it is about; empty for none
    text    the sentence, without a full stop
    mend    what mends it, where it says so itself
    """

    code: str
    level: str
    part: str
    field: str
    text: str
    mend: str = ""

    def json(self) -> str:
        """What JSON shows of it."""
        return self.text


def counted(phases: list[Phase]) -> int | None:
    """How many phases there are; None for more than are told."""
    return len(phases) if len(phases) < MOST_PHASES else None


def levels(rates: Callable[[Array], Array], dates: Iterable[int], end: int) -> list[Phase]:
    """The stretches between dates before tick `end`, named by the rate that `rates` has there. At most MOST_PHASES."""
    starts = sorted({0, *(date for date in dates if 0 < date < end)})[:MOST_PHASES]
    with np.errstate(all="ignore"):
        values = rates(np.asarray(starts, dtype=np.float64))
    return [Level(start, f"LR {rate:.6g}") for start, rate in zip(starts, values, strict=True)]
