"""Cycles as float32 counts them: after some steps they come again.

Between two edges float32 rounds steps to multiples of one power of 2, and their quotients to multiples of another. So
after a number of steps that holds both there have been a whole number of cycles, and all is as before. But for this:
the reciprocal is rounded too, and the quotient comes to be off by more and more. One after another some steps get into
another cycle, each once in a long time. From there on that comes again.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.float32 import compiled, rounded
from lrcli.frameworks.keras.shares import edges
from lrcli.schedules.arcs import MOST_ARCS, Arc, arcs_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array

    Number = Callable[[Array], Array]
    """Gives the number of the cycle at each step."""

MOST_PARTS = 64
"""The most that a step is divided into so that a cycle has a whole number of such parts."""
LONGEST = 2**23
"""Steps of the longest period."""


def arcs_of_cycles(number: Number, length: float, end: int, ends_seen: bool = False) -> list[Arc] | None:
    """The arcs of what goes one way in each cycle, and at the same place from cycle to cycle.

    None where cycles come again only after very many steps, or not often enough.
    """
    if length.as_integer_ratio()[1] > MOST_PARTS:
        return None
    begin = min(math.ceil(length) - 1, end)
    arcs = arcs_between((), 0, begin)
    for edge in pairwise(edges(length, begin, end)):
        stretch = Stretch.between(length, *edge, ends_seen)
        if stretch.period > LONGEST or len(arcs) > MOST_ARCS:
            return None
        arcs += stretch.arcs(number)
    return arcs


class Stretch(NamedTuple):
    """Steps that float32 rounds in the same way, as it does their quotients.

    digit   what steps are rounded to multiples of, halves to those that are even
    period  steps after which the cycles come again
    passed  how many of them have passed then
    """

    begin: int
    end: int
    digit: int
    period: int
    passed: int

    @classmethod
    def between(cls, length: float, begin: int, end: int, ends_seen: bool = False) -> Stretch:
        """The steps between two edges; if it is seen what float32 makes of the ends of cycles, these come again too."""
        digit = 2 ** max(math.floor(math.log2(max(end - 1, 1))) - 23, 0)
        quotient = float(compiled(np.array([float(begin)]), length)[0])
        whole = 2 ** max(math.floor(math.log2(max(quotient, 1))) - 22, 0)  # twice what quotients are multiples of
        steps, parts = length.as_integer_ratio()
        period = math.lcm((2 * digit if digit > 1 or (ends_seen and parts > 1) else 1) * parts, whole * steps) // parts
        return cls(begin, end, digit, period, period * parts // steps)

    def arcs(self, number: Number) -> list[Arc]:
        """Its arcs, in each of which the cycles come again after a period."""
        begins = [self.begin, *self.changes(number)]
        found, changed = list[Arc](), self.period
        for begin, end in zip(begins, [*begins[1:], self.end], strict=True):
            steps = self.steps(begin, min(begin + self.period, end))
            turns = self.starts(steps)[1:][np.diff(number(steps)) != 0] - begin
            places = (0, *turns.astype(np.int64).tolist())
            found.append(Arc(begin, end, self.period, places, changed=changed))
            changed = self.digit + (self.digit > 1)  # a half below and a half above at most
        return found

    def steps(self, begin: int, end: int) -> Array:
        """What steps from one to another are rounded to."""
        first, last = rounded(np.array([begin, end - 1], dtype=np.float64)).tolist()
        return np.arange(first, last + 1, self.digit)

    def starts(self, steps: Array) -> Array:
        """The first of the steps that are rounded to each of some."""
        return steps - self.digit // 2 + (steps // self.digit % 2 if self.digit > 1 else 0)

    def changes(self, number: Number) -> list[int]:
        """The steps from which on those a period later are in another cycle than before, in order.

        How many cycles a step is beyond whole periods either never falls or never rises from period to period.
        """
        steps = self.steps(self.begin, min(self.begin + self.period, self.end))
        low, high = np.zeros(len(steps)), (self.end - 1 - self.starts(steps)) // self.period

        def beyond(steps: Array, periods: Array) -> Array:
            return number(steps + periods * self.period) - periods * self.passed

        before, after = beyond(steps, low), beyond(steps, high)
        found = [np.empty(0)]
        while True:
            some = before != after
            steps, low, high, before, after = (each[some] for each in (steps, low, high, before, after))
            if not steps.size:
                return [int(step) for step in np.unique(np.concatenate(found))]
            near = high - low == 1
            found.append(self.starts(steps[near]) + high[near] * self.period)
            steps, low, high, before, after = (each[~near] for each in (steps, low, high, before, after))
            middle = np.floor((low + high) / 2)
            between = beyond(steps, middle)
            steps, low, high = np.tile(steps, 2), np.append(low, middle), np.append(middle, high)
            before, after = np.append(before, between), np.append(between, after)
