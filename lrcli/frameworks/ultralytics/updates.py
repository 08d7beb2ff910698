"""Which batches update the weights: more and more of them pass in between while the warm-up lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.arcs import first_ticks

if TYPE_CHECKING:
    from lrcli._lazy import Array, Ints


class Updates(NamedTuple):
    """Updates in stretches in each of which they are evenly spaced, the last without an end.

    firsts   the first update of each stretch, counted from 0
    batches  the batch that it comes with
    spaces   batches from one update to the next
    """

    firsts: Ints
    batches: Ints
    spaces: Ints

    def batch_of(self, updates: Array) -> Array:
        """The batch of each of some updates."""
        stretch = np.maximum(np.searchsorted(self.firsts, updates, side="right") - 1, 0)
        return np.asarray(self.batches[stretch] + (updates - self.firsts[stretch]) * self.spaces[stretch])

    def from_batch(self, batches: Ints) -> Ints:
        """The first updates that come with some batches or after them."""
        stretch = np.maximum(np.searchsorted(self.batches, batches, side="right") - 1, 0)
        waits = -((self.batches[stretch] - batches) // self.spaces[stretch])
        following = np.append(self.firsts[1:], np.iinfo(np.int64).max)
        return np.asarray(np.minimum(self.firsts[stretch] + np.maximum(waits, 0), following[stretch]))


def updates_of(warm: int, behind: float, between: int) -> Updates:
    """The updates of a training whose warm-up ends with a batch; without one that is -1.

    behind, between   batches behind an update at the end of the warm-up, and after it
    """

    def needed(batches: Array) -> Array:
        """The batches that must have passed since the last update for one to come."""
        return np.maximum(1, np.round(np.interp(batches, [0, max(warm, 1)], [1.0, behind])))

    most = min(int(needed(np.asarray(float(warm)))), warm + 1)  # with more than that none comes after the first
    numbers = np.arange(2.0, most + 1)
    begins = first_ticks(needed, numbers, (numbers - 1.5) / (behind - 1) * warm, warm + 1).tolist()
    count, last = 0, -1
    stretches = list[tuple[int, int, int]]()
    for space, begin, end in zip(range(1, most + 1), [0, *begins], [*begins, warm + 1], strict=False):
        first = max(begin, last + space)
        if first < end:
            stretches.append((count, first, space))
            inside = (end - 1 - first) // space
            count, last = count + inside + 1, first + inside * space
    stretches.append((count, max(last + between, warm + 1), between))
    return Updates(*np.array(stretches, dtype=np.int64).T)
