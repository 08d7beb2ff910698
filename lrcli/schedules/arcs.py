"""Arcs: the parts of a curve in which it goes one way, so that a few ticks tell all about many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.schedules.marks import MOST_PHASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lrcli.schedules.marks import Phase

MOST_ARCS = 2000
"""Arcs that are told of a curve one by one; more of them are told by their period, or not at all."""


class Arc(NamedTuple):
    """What is known of the rates at ticks `begin` to before `end`.

    Without a period: they only rise, only fall or hold, and do not jump; there may be kinks. With one: at the same
    place of each period, of which the first begins at `begin`, they do so from period to period; within a period they
    do so between its `turns`, which are counted from its begin and of which the first is 0. Rounding may move a rate by
    its last digit. Not `known`: nothing of all this.
    """

    begin: int
    end: int
    period: int = 0
    turns: tuple[int, ...] = ()
    known: bool = True


def unknown(begin: int, end: int) -> list[Arc]:
    """Ticks of which nothing is known."""
    return [Arc(begin, end, known=False)] if begin < end else []


def arcs_between(turns: Iterable[int], begin: int, end: int) -> list[Arc]:
    """Arcs from tick to tick: those of the turns that lie in a stretch of ticks, and its ends."""
    begins = sorted({begin, *(turn for turn in turns if begin < turn < end)})
    return [Arc(*each) for each in zip(begins, [*begins[1:], end], strict=True)] if begin < end else []


def arcs_of_phases(phases: Sequence[Phase], end: int, jumps: Iterable[int] = ()) -> list[Arc]:
    """Arcs of a curve that goes one way in each phase, up to a jump; of phases that are not told nothing is known."""
    told = end if len(phases) < MOST_PHASES else phases[-1].start
    return [*arcs_between([*(phase.start for phase in phases), *jumps], 0, told), *unknown(told, end)]


def rounds(begin: int, end: int, period: int, turns: Sequence[int], first: int | None = None) -> list[Arc]:
    """Arcs that come again in each period, from their begin or from a later tick on: one by one if they are few."""
    if period == 1:
        return arcs_between((), begin if first is None else first, end)
    first = begin if first is None else first
    whole = begin - (begin - first) // period * period  # where a period begins: the first that is not before
    if -(-(end - whole) // period) * len(turns) <= MOST_ARCS:
        whole = end
    running = begin + (first - begin) // period * period
    before = (start + turn for start in range(running, whole, period) for turn in turns)
    return [
        *arcs_between(before, first, min(whole, end)),
        *([Arc(whole, end, period, tuple(turns))] if whole < end else []),
    ]


def near(tick: float) -> range:
    """The ticks around a turn that lies between two."""
    return range(int(tick) - 1, int(tick) + 3)
