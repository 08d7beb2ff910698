"""Cycles in float32 that are alike: one comes a period after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.float32 import first_steps, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.frameworks.keras.recurring import Stretch

ONE = 2**24
"""What is left of the time has this many parts in float32."""


class Cycling(Protocol):
    """What is asked of a schedule with cycles whose height is a power of the time that is left."""

    initial_learning_rate: float
    end_learning_rate: float
    decay_steps: float
    power: float

    def formula(self, t: Array) -> Array: ...
    def height(self, t: Array) -> Array: ...
    def number(self, t: Array) -> Array: ...


class AlikeCycles(NamedTuple):
    """Runs of cycles that are alike: each begins the period of their stretch after the one before. A run is a line.

    firsts   the first step of the first cycle of each
    overs    the step after its last
    numbers  its number
    counts   how many cycles there are
    """

    firsts: Ints
    overs: Ints
    numbers: Ints
    counts: Ints

    def lines(self, which: Ints | Bools) -> AlikeCycles:
        """Some of the lines, each as often as it is asked for."""
        return AlikeCycles(*(each[which] for each in self))

    def one_by_one(self, stretch: Stretch) -> AlikeCycles:
        """The same cycles, each in a line of its own."""
        lines, nth = within(self.counts)
        firsts, overs, numbers, _ = self.lines(lines)
        later = nth * stretch.period
        return AlikeCycles(firsts + later, overs + later, numbers + nth * stretch.passed, np.ones_like(nth))

    def ends(self, length: float) -> Ints:
        """Where in float32 the first cycle of each ends, in parts of a step of which the length has a whole number."""
        return np.asarray(
            (rounded(length * self.numbers.astype(np.float64)) * length.as_integer_ratio()[1]).astype(np.int64)
        )


def alike_between(of: Cycling, stretch: Stretch, first: int, last: int) -> AlikeCycles:
    """The cycles from one number to before another, all of them within a stretch.

    Now and then they begin a step later than before, or earlier, from some cycle on.
    """
    numbers = np.arange(first, min(first + stretch.passed, last))
    counts = -((numbers - last) // stretch.passed)
    found = [AlikeCycles(*np.zeros((4, 0), dtype=np.int64))]
    while numbers.size:
        ends = numbers + (counts - 1) * stretch.passed
        cuts = starts_of(of, np.concatenate([numbers, ends, numbers + 1, ends + 1]), stretch.end)
        firsts, lasts, overs, lasts_over = np.split(cuts, 4)
        passed = (counts - 1) * stretch.period
        same = (lasts - firsts == passed) & (lasts_over - overs == passed)
        some = firsts < overs  # else no step has this number
        found.append(AlikeCycles(firsts, overs, numbers, counts).lines(same & some))
        numbers, counts = numbers[~same], counts[~same]
        half = counts // 2
        numbers, counts = np.append(numbers, numbers + half * stretch.passed), np.append(half, counts - half)
    return AlikeCycles(*(np.concatenate(each) for each in zip(*found, strict=True)))


def starts_of(of: Cycling, numbers: Ints, end: int) -> Ints:
    """The first steps of cycles with some numbers, but none after `end`."""
    counted = numbers.astype(np.float64)
    return first_steps(of.number, counted, (counted - 1) * of.decay_steps, end)


def batches(sizes: Ints, most: int) -> Iterator[tuple[Ints, Ints]]:
    """The places of lines as `within` has them, in batches of whole lines: of about so many, or of one line."""
    cuts, begin = np.cumsum(sizes), 0
    while begin < len(sizes):
        over = max(int(np.searchsorted(cuts, cuts[begin] - sizes[begin] + most, side="right")), begin + 1)
        lines, nth = within(sizes[begin:over])
        yield lines + begin, nth
        begin = over


def within(sizes: Ints) -> tuple[Ints, Ints]:
    """Of lines of some sizes, one after another, the line that each place is in, and its number there from 0 on."""
    lines = np.repeat(np.arange(len(sizes)), sizes)
    return lines, np.arange(len(lines)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
