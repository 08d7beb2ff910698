"""What a schedule fills of a run: all of it or its own length, and whole epochs where its rate is held within each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from lrcli.clock import half_up, moving
from lrcli.schedules.scope import Scope

if TYPE_CHECKING:
    from lrcli.clock import Run


class Fills(Protocol):
    """What fills a part of a run: a schedule, which is made of it above."""

    def span(self, scope: Scope) -> Fraction | None: ...

    def moves_within(self) -> bool: ...


def scope_on(given: Fills, run: Run) -> Scope:
    """The whole of a run: in epochs where the rate is held within each, unless a part moves every step all the same."""
    if run.hold > 1 and given.moves_within():
        return Scope(moving(run, "step"), run.rows, run.rows, held=True)
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


def is_held(given: Fills, scope: Scope) -> bool:
    """Whether a part of a schedule is held within each epoch while another moves every step."""
    return scope.held and not given.moves_within()
