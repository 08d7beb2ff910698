"""The sum of roots of the time that is left in cycles that are alike, for each step of a period by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.float32 import SEEN, rounded
from lrcli.frameworks.keras.alike import ONE, batches, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.frameworks.keras.alike import AlikeCycles, Cycling
    from lrcli.frameworks.keras.recurring import Stretch

AT_ONCE = 2**16
"""Pairs of a step and a k that are added up together."""


def sums_by_step(of: Cycling, stretch: Stretch, cycles: AlikeCycles, below: int = ONE) -> Iterator[float]:
    """Sums that add up to that of the heights over cycles, or over steps with a k below some only.

    What a step has left in float32 is k / 2**24. From period to period k falls or stays. How many periods have each k
    follows from where it changes; where it is not seen there is a power of the numbers of the cycles instead.
    """
    parts = of.decay_steps.as_integer_ratio()[1]
    last = of.decay_steps * (cycles.numbers + (cycles.counts - 1) * stretch.passed)
    far = np.ceil((below + 1) / ONE * last).astype(np.int64) + 2 * stretch.digit  # so few steps from the end at most
    firsts = np.maximum(cycles.firsts, np.floor(of.decay_steps * cycles.numbers).astype(np.int64) - far)
    lines, nth = within(np.maximum(cycles.overs - firsts, 0))
    steps = firsts[lines] + nth
    shares = np.maximum(cycles.numbers[lines] - steps / of.decay_steps, 0)
    ends, grows = cycles.ends(of.decay_steps)[lines], stretch.period * parts
    room = 2 * ONE * np.maximum(ends - parts * rounded(steps.astype(np.float64)).astype(np.int64), 0)
    ended = ends + (cycles.counts[lines] - 1) * grows
    most, least = (room + ends) // (2 * ends), np.maximum((room - ended) // (2 * ended), 0)
    sizes = np.maximum(np.minimum(most, below - 1) - least + 1, 0)
    heights = Heights.up_to(int(most.max(initial=0)), of.power)
    for places, nth in batches(sizes, AT_ONCE):
        pairs, k = cycles.lines(lines[places]), nth + least[places]

        def until(k: Ints, room: Ints, ends: Ints, counts: Ints) -> Ints:
            """From which period on there is less than a certain k: that needs no more than half of one less."""
            odd = 2 * np.maximum(k, 1) - 1
            return np.where(k > 0, np.clip((room - k % 2 - ends * odd) // (grows * odd) + 1, 0, counts), counts)

        begun, done = (until(each, room[places], ends[places], pairs.counts) for each in (k + 1, k))
        yield from sums_of_pairs(heights, of.power, stretch.passed, shares[places], pairs.numbers, (begun, done), k)


class Heights(NamedTuple):
    """The heights of all k up to some, and those a step may have in float64 that is not seen then.

    highest, lowest  what is left there, as shares; a height is one of them to a power
    """

    of: Array
    highest: Array
    lowest: Array

    @classmethod
    def up_to(cls, k: int, power: float) -> Heights:
        """Those of all k up to one."""
        of = (np.arange(k + 1.0) / ONE) ** power
        return cls(of, (of + SEEN) ** (1 / power), np.maximum(of - SEEN, 0) ** (1 / power))


def sums_of_pairs(
    heights: Heights, power: float, passed: int, shares: Array, numbers: Ints, periods: tuple[Ints, Ints], k: Ints
) -> Iterator[float]:
    """Sums that add up to that over some steps, each in periods from one to before another in which it has a k.

    shares   what is left at each step in the first period, in cycles; it is that divided by the number of the cycle
    numbers  the number of its cycle there
    """
    begun, done = periods
    low = heights.lowest[k]
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (shares / heights.highest[k] - numbers) / passed
        after = np.where(low > 0, (shares / low - numbers) / passed, np.inf)
    first = np.clip(np.ceil(first), begun, done)
    after = np.clip(np.floor(after) + 1, first, done)  # between these two it is not seen what float32 makes of it
    yield float((heights.of[k] * (done - begun - (after - first))).sum())
    some = (after > first) & (shares > 0)
    begins = numbers[some] / passed
    unseen = raised(begins + after[some], power) - raised(begins + first[some], power)
    yield float(((shares[some] / passed) ** power * unseen).sum())


def raised(numbers: Array, power: float) -> Array:
    """What the sum of i**-power up to before some numbers is beyond that up to before others (Euler, Maclaurin).

    The next term changes nothing if none is below some dozens.
    """
    middles = numbers - 0.5
    return np.asarray(middles ** (1 - power) * (1 / (1 - power) + power / 24 / middles**2))
