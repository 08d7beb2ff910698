"""What is told of a curve in time: where pieces meet, which phases it has, where it ends."""

from __future__ import annotations

from typing import NamedTuple


class Joint(NamedTuple):
    """Where the rate changes hands: what it arrives at there, and what it goes on from.

    Between two pieces, or where a metric asked for a lower rate: then `best` is the best metric so far.
    """

    at: int
    before: float
    after: float
    best: float | None = None


MOST_PHASES = 1000


class Phase(NamedTuple):
    """A part of a schedule with a name, from a tick to where the next begins."""

    start: int
    name: str


class Stop(NamedTuple):
    """Where a schedule ends for good: the first tick without a learning rate, and what raises which error there."""

    tick: int
    error: str
