"""Where a schedule is being placed."""

from __future__ import annotations

from fractions import Fraction

from lrcli._tuples import NamedTuple
from lrcli.clock import Duration, Run, Ticks

TRIED = 1_000
"""Ticks on which a function of the user's is tried where the run has no end."""
MOST_TRIED = 10**6
"""And where it is longer than this."""


class Scope(NamedTuple):
    """Where a schedule is being placed.

    run     the run
    whole   the ticks that percentages are of; None without an end
    slot    the ticks that it may fill; None without an end
    begin   the tick of the run at which it begins: what a duration comes to may depend on it
    fast    whether it goes through its ticks faster than the run, and so beyond its slot
    held    whether ticks are steps, but what does not say otherwise is held within each epoch
    since   ticks after `begin` from which samples and tokens are counted, where it is not known yet where it begins
    """

    run: Run
    whole: int | None
    slot: int | None
    begin: int = 0
    fast: bool = False
    held: bool = False
    since: Fraction = Fraction(0)

    def within(self, slot: int | None, after: int = 0) -> Scope:
        """The scope of a part that may fill `slot` ticks, and begins some ticks later."""
        return self._replace(slot=slot, begin=self.begin + after)

    @property
    def uneven(self) -> bool:
        """Whether some of the run's steps take more samples than others: the batch grows."""
        return any(flow is not None and flow.grows for flow in (self.run.samples, self.run.flow))

    @property
    def full_batch(self) -> Scope:
        """The same where the batch has grown as far as it does."""
        flows = (self.run.samples, self.run.flow)
        return self._replace(since=Fraction(max(flow.stages[-1].step for flow in flows if flow is not None)))

    @property
    def of_slot(self) -> Scope:
        """The same for what is inside a piece: percentages are of the piece."""
        return self._replace(whole=self.slot)

    @property
    def tries(self) -> int:
        """How many ticks a function of the user's is tried on: the slot and one more, but no more than a second's."""
        return min(TRIED if self.slot is None else self.slot + 1, MOST_TRIED)

    def in_epochs(self) -> Scope:
        """The same in epochs, for what is held within each; the first and the last may be there in part alone."""
        per = self.run.steps_per_epoch or 1

        def epochs(steps: int | None, before: int = 0) -> int | None:
            return None if steps is None else -(-(steps + before) // per)

        run, since = self.run.but(update="epoch"), self.begin % per
        return Scope(run, epochs(self.whole), epochs(self.slot, since), self.begin // per, self.fast)

    def counted(self, ticks: float) -> str:
        """A number of ticks with their unit: 1 epoch, 2.5 epochs."""
        return f"{ticks:.12g} {self.run.moves}{'' if ticks == 1 else 's'}"


def exact_ticks(value: Duration | Ticks, scope: Scope, after: Fraction | int = 0, back: bool = False) -> Fraction:
    """A duration, resolved before or not, in exact ticks of the run.

    Where the batch grows it matters whence it is counted: from `after` ticks in the scope on, or `back` from there.
    """
    if isinstance(value, Ticks) and value.unit == scope.run.suffix:
        return Fraction(value)
    written = value if isinstance(value, Duration) else Duration(value)
    return written.ticks(scope.run, scope.whole, scope.begin + scope.since + after, back)


def steady_ticks(value: Duration | Ticks, scope: Scope) -> Fraction:
    """The same for what comes again and again: ValueError where the batch grows, and each time would be another."""
    if scope.uneven and not isinstance(value, Ticks) and value.unit in ("sp", "tok"):
        raise ValueError(f"{value} is no fixed number of steps where the batch grows: give it in steps")
    return exact_ticks(value, scope)
