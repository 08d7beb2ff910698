"""The shares of a cycle that float32 computes, where each cycle is lower or higher than the one before."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks.keras.leaps import Leaping
from lrcli.frameworks.keras.shares import edges, shares_of
from lrcli.schedules.arcs import Arc
from lrcli.schedules.fading import members
from lrcli.schedules.remainders import Run, least

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints
    from lrcli.frameworks.keras.leaps import Waves
    from lrcli.frameworks.keras.shares import Shares


def arcs_of_fading(of: Waves, begin: int, end: int) -> list[Arc]:
    """The arcs of cosines with restarts of one length, each higher or lower than the one before."""
    falls, length = of.m_mul < 1, of.first_decay_steps
    return [
        Arc(*each, rule=FadingShares(shares_of(length, *each), falls), like=Leaping(of, None))
        for each in pairwise(edges(length, begin, end))
    ]


class FadingShares(NamedTuple):
    """The rule of rates that fall with the share of a cycle, and from cycle to cycle.

    falls  they do; else they rise from cycle to cycle
    """

    shares: Shares
    falls: bool

    def later(self, first: int) -> FadingShares:
        """The same of ticks that are counted from a later one."""
        return self._replace(shares=self.shares.later(first))

    def faster(self, pace: int) -> FadingShares:
        """The same of every so many-th tick, from tick 0 on."""
        return self._replace(shares=self.shares.faster(pace))

    def is_quick(self, ticks: int) -> bool:
        """Whether so many ticks are told and added up more quickly than they are looked at."""
        return self.shares.is_quick(ticks)

    def counted(self, begin: int, end: int) -> None:
        """It is not counted how often a rate comes."""

    def telling(self, begins: Ints, ends: Ints, rates: Callable[[Ints], Array]) -> tuple[Ints, Ints]:
        """Ticks that tell the extremes of some stretches.

        The highest rate has a lower share than all before it; than all after it where rates rise. So it is with the
        lowest the other way round. Of neighbours that have the same share the first is told.
        """
        shares, (own, first, last) = self.shares, self.shares.digits.rows(begins, ends)
        rows, stride = np.arange(len(own)), self.shares.digits.strands()[1]
        found = [(rows, first), (rows, last)]
        for sign in (1, -1):
            way = sign if self.falls else -sign
            start, step = first if way > 0 else last, sign * way * stride * shares.product

            def values(numbers: Ints, sign: int = sign) -> Ints:
                """What the share follows, or what it follows turned round."""
                return np.asarray(
                    (shares.values(numbers) if sign > 0 else -1 - shares.values(numbers)) % shares.modulus
                )

            runs: list[Run] = []
            least(values(start), (last - first) // stride + 1, step, shares.modulus, runs)
            for run in runs:
                at = Run(run.rows, start[run.rows] + way * stride * run.places, way * stride * run.gaps, run.times)
                found += self.lower(at, values(at.places), values(at.places + at.gaps))
        numbers, told = (np.concatenate(each) for each in zip(*found, strict=True))
        own = own[numbers]
        return own, np.clip(shares.digits.start_of(told), begins[own], ends[own] - 1)

    def lower(self, run: Run, values: Ints, after: Ints) -> list[tuple[Ints, Ints]]:
        """The numbers of runs that have another share than those before, and the ones next to them.

        A half that is rounded down has the share of its neighbours. `values` are those of the first number of each run,
        `after` those of the second.
        """
        cut, pace = self.shares.cut, values - after
        lowest = values - pace * run.times
        many = np.minimum((values >> cut) - (lowest >> cut), run.times)
        none = np.zeros_like(many)
        each, steps = members(np.arange(len(many)), none, none + 1, none, many + 1)
        edges = (values[each] >> cut) - steps + 1 << cut
        every = (many[each] == run.times[each]) | (steps == 0)
        steps = np.where(every, steps, (values[each] - edges) // pace[each] + 1)
        near = steps + np.array([[-1], [0], [1]])
        near = np.clip(near, 0, run.times[each])
        told = run.places[each] + run.gaps[each] * near
        return [(run.rows[each], one) for one in told]
