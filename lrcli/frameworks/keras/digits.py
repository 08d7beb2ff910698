"""What float32 rounds steps to where each is rounded in the same way: whole numbers of digits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.float32 import rounded

if TYPE_CHECKING:
    from typing import TypeVar

    from lrcli._lazy import Ints

    Whole = TypeVar("Whole", int, Ints)


class Digits(NamedTuple):
    """The numbers of digits that steps are rounded to. At tick t there is the step pace * t - origin."""

    origin: int
    digit: int
    pace: int = 1

    @property
    def again(self) -> int:
        """After how many numbers as many ticks are rounded to one as before."""
        return math.lcm(min(self.digit, 2), self.pace // math.gcd(self.pace, self.digit))

    def later(self, first: int) -> Digits:
        """The same of ticks that are counted from a later one."""
        return self._replace(origin=self.origin - self.pace * first)

    def faster(self, pace: int) -> Digits:
        """The same of every so many-th tick, from tick 0 on."""
        return self._replace(pace=self.pace * pace)

    def kinds(self) -> Ints:
        """Numbers that ticks are rounded to, up to where such ones come again."""
        return np.flatnonzero(self.ticks_of(np.arange(self.again)) > 0)

    def kinds_from(self, first: int, last: int) -> list[int]:
        """The same from one number on, but before another."""
        numbers = first + (self.kinds() - first) % self.again
        found: list[int] = np.sort(numbers[numbers < last]).tolist()
        return found

    def strands(self) -> tuple[Ints, int]:
        """The same, and after how many such ones come again; from one on where ticks are rounded to all numbers."""
        kinds = self.kinds()
        return (kinds[:1], 1) if len(kinds) == self.again else (kinds, self.again)

    def rows(self, begins: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
        """The strands of stretches: the number of the stretch, and the first and the last number in each."""
        strands, step = self.strands()
        first, last = self.numbers(begins)[:, None], self.numbers(ends - 1)[:, None]
        low, high = first + (strands - first) % step, last - (last - strands) % step
        own, which = np.nonzero(low <= high)
        return own, low[own, which], high[own, which]

    def numbers(self, ticks: Ints) -> Ints:
        """What ticks are rounded to, in digits."""
        return self.in_digits(self.pace * ticks - self.origin)

    def in_digits(self, steps: Ints) -> Ints:
        """What steps are rounded to, in digits."""
        return np.asarray(rounded(steps.astype(np.float64)).astype(np.int64) // self.digit)

    def start_of(self, number: Whole) -> Whole:
        """The first tick that is rounded to a number of digits, or to a higher one: halves go to even numbers."""
        step = number * self.digit - self.digit // 2 + number % 2 * (self.digit > 1)
        return -(-(step + self.origin) // self.pace)

    def ticks_of(self, number: Whole) -> Whole:
        """How many ticks are rounded to a number of digits."""
        return self.start_of(number + 1) - self.start_of(number)
