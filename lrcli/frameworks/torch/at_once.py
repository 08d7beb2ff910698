"""ChainedScheduler on an optimizer: its members act at every step, one after another."""

from __future__ import annotations

from functools import cached_property, reduce
from itertools import product
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.stepping import KEEP, Lasting
from lrcli.frameworks.torch.optimizer import Single, Together
from lrcli.schedules.arcs import later, unknown
from lrcli.schedules.marks import Stop, earliest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Line, Lines
    from lrcli.schedules.arcs import Arc


class AtOnce(Together):
    """ChainedScheduler: all members at every step, in order."""

    def step(self) -> None:
        for member in self.members:
            member.step()

    def lines(self, j: Array, what: str) -> Lines:
        gain, shift = np.ones_like(j), np.zeros_like(j)
        for member in self.members:
            factor, more = member.lines(j, what)
            gain, shift = gain * factor, np.where(factor == 0, 0, shift * factor) + more
        return gain, shift

    @property
    def lasting(self) -> Lasting | None:
        return lasting_of(self.members)

    @cached_property
    def overwriting(self) -> int | None:
        """The number of the last member that overwrites the running rate; None where there is none."""
        found = [i for i, each in enumerate(self.members) if isinstance(each, Single) and each.scheduler.absolute]
        return found[-1] if found else None

    def rates(self, t: Array) -> Array:
        if self.overwriting is None:
            return super().rates(t)
        with np.errstate(all="ignore"):  # past its stop a schedule may divide by zero
            gain, rates = self.lines(np.maximum(np.floor(t), 1), "lr")
        if gain.any():
            return super().rates(t)
        return np.where(t < 1, self.optimizer.running["lr"], rates)

    def arcs(self, end: int) -> list[Arc]:
        """Those of the member that overwrites the running rate, once the ones after it leave that alone."""
        number = self.overwriting
        after = None if number is None else lasting_of(self.members[number + 1 :])
        if number is None or after is None or set(after.lines) != {KEEP}:
            return super().arcs(end)
        member, first = self.members[number], min(max(after.step, 1), end)
        if not isinstance(member, Single):
            return super().arcs(end)
        later_ones = later(member.scheduler.arcs(end + member.clock), member.clock + first)
        return [*unknown(0, first), *later(later_ones, -first)]

    def stop(self, entered: bool, end: int, goes_on: int = 0) -> Stop | None:
        if entered:
            return Stop(0, f"{self.scheduler.family} raises NotImplementedError at a milestone")
        return earliest(*(member.stop(False, end, goes_on) for member in self.members))


def lasting_of(members: Sequence[Single | Together]) -> Lasting | None:
    """What the steps of members that act in turn do from one on; None where that of one is not known."""
    known = [member.lasting for member in members]
    told = [each for each in known if each is not None]
    if len(told) < len(known):
        return None
    lines = {reduce(and_then, each, KEEP) for each in product(*(each.lines for each in told))}
    return Lasting(max((each.step for each in told), default=0), sorted(lines))


def and_then(line: Line, other: Line) -> Line:
    """One line after another as one."""
    (gain, shift), (factor, more) = line, other
    return gain * factor, (shift * factor if factor else 0) + more
