"""What a schedule fills of a run: all of it or its own length, and whole epochs where its rate is held within each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from lrcli.clock import half_up
from lrcli.schedules.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.clock import Run


class Fills(Protocol):
    """What fills a part of a run: a schedule, which is made of it above."""

    def span(self, scope: Scope) -> Fraction | None: ...

    def moves_within(self) -> bool: ...


def scope_on(given: Fills, run: Run) -> Scope:
    """The whole of a run: in epochs where the rate is held within each, unless a part moves every step all the same."""
    if run.hold > 1 and given.moves_within():
        return Scope(run.but(update="step"), run.rows, run.rows, held=True)
    return Scope(run, run.ticks, run.ticks)


def filled(given: Fills, scope: Scope) -> Scope:
    """What a schedule fills of a scope: all of it, or its own length."""
    own = given.span(scope)
    return scope if own is None else scope.within(max(half_up(own), 1))


def span_in(given: Fills, scope: Scope) -> Fraction | None:
    """The length of its own that a schedule has in a scope: whole epochs where it is held within each."""
    if not is_held(given, scope):
        return given.span(scope)
    own = given.span(scope.in_epochs())
    return own if own is None else half_up(own) * Fraction(scope.run.steps_per_epoch or 1)


def spans_in(pieces: Sequence[Fills], scope: Scope) -> list[Fraction | None]:
    """The length of its own that each of some schedules has, one after another; None for one that fills its slot.

    Where the batch grows it matters where each begins: behind an open one they are placed from the end of the scope.
    """
    if not scope.uneven:
        return [span_in(piece, scope) for piece in pieces]
    spans: list[Fraction | None] = []
    end = Fraction(0)
    for piece in pieces:
        spans.append(span_in(piece, scope._replace(since=end)))
        if spans[-1] is None:
            break
        end += spans[-1]
    later, end = pieces[len(spans) :], Fraction(scope.slot or 0)
    behind: list[Fraction | None] = []
    for piece in reversed(later):
        behind.insert(0, span_before(piece, scope, end) if scope.slot else span_in(piece, scope))
        end -= behind[0] or 0
    return spans + behind


def span_before(piece: Fills, scope: Scope, end: Fraction) -> Fraction | None:
    """The length of a schedule that is over at tick `end` of a scope; it begins at a whole tick, rounded half up."""
    low, high = 0, int(2 * end)  # in halves of a tick: where it begins, if that is late enough
    while low < high:
        half = (low + high) // 2
        span = span_in(piece, scope._replace(since=Fraction(half, 2)))
        if span is None:
            return None
        low, high = (half + 1, high) if Fraction(half, 2) + span < end else (low, half)
    begin = Fraction(low, 2)
    exactly = begin + (span_in(piece, scope._replace(since=begin)) or 0) == end
    return end - half_up(begin if exactly or low % 2 == 0 else begin - Fraction(1, 2))


def is_held(given: Fills, scope: Scope) -> bool:
    """Whether a part of a schedule is held within each epoch while another moves every step."""
    return scope.held and not given.moves_within()
