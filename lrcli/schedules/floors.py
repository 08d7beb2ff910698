"""Sums of very many powers whose exponents are a line rounded down; none of them is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from lrcli._lazy import Array, Ints

    Complex = npt.NDArray[np.complex128]
    Logs = Callable[[Ints], tuple[Array, Array]]
    """The logarithms of the bases of some rows to the power of some whole numbers: their real parts and their angles,
    without whole turns.
    """


class Words(NamedTuple):
    """Words, one for each row, in which U lets the exponent grow by 1, and R adds the power that it has come to.

    grows  by how much the exponent grows in each
    over   the power of what it grows by, less 1
    added  what is added in each, if the exponent is 0 before it
    """

    grows: Ints
    over: Complex
    added: Complex

    def then(self, other: Words) -> Words:
        """Each of these and another one behind it."""
        over, added = (one + self.over * one for one in (other.over, other.added))
        return Words(self.grows + other.grows, self.over + over, self.added + added)

    def times(self, counts: Ints | int, logs: Logs) -> Words:
        """Each of these so many times, where their powers are as precise as can be."""
        grows = self.grows * counts
        over, same = powers_less_one(logs(grows)), self.over == 0
        times = np.where(same, counts, over / np.where(same, 1, self.over))
        return Words(grows, over, self.added * times)

    def anew(self, logs: Logs) -> Words:
        """The same, with powers that are as precise as can be."""
        return self._replace(over=powers_less_one(logs(self.grows)))


def powers_less_one(logs: tuple[Array, Array]) -> Complex:
    """What logarithms are those of, less 1: precise also next to 0."""
    falls, angles = logs
    half = np.tan(angles / 2)  # of all that tells both sine and cosine it takes the least time
    share = 2 * half / (1 + half * half)
    turned = np.empty(len(half), dtype=np.complex128)
    turned.real, turned.imag = -half * share, share
    return np.asarray(turned * np.exp(falls) + np.expm1(falls)) if falls.any() else turned


def sums_of_powers(logs: Logs, counts: Ints, step: int, firsts: Ints, modulus: int) -> Complex:
    """The sums of base ** ((step * i + first) // modulus) in each of some rows, over so many i from 0 on.

    Each first is from 0 to before the modulus, and each count at least 1. From i to i the exponent grows, then a power
    is added: that is a word of U and R. Euclid's algorithm puts it together out of words that come again and again.
    """
    none, nothing = np.zeros(len(counts), dtype=np.int64), np.zeros(len(counts), dtype=np.complex128)
    begun, over = Words(none, nothing, nothing), Words(none, nothing, nothing)
    grow, add = Words(none + 1, nothing, nothing).anew(logs), Words(none, nothing, nothing + 1)
    left, first = counts - 1, firsts
    while left.any():
        add, step = grow.times(step // modulus, logs).then(add).anew(logs), step % modulus
        grown = (step * left + first) // modulus
        more, pace = grown > 0, max(step, 1)
        ahead, behind = (modulus - first - 1) // pace, left - (modulus * grown - first - 1) // pace
        once = Words(grow.grows * more, grow.over * more, grow.added * more)
        begun = begun.then(add.times(np.where(more, ahead, left), logs)).then(once)
        over = add.times(np.where(more, behind, 0), logs).then(over)
        left, first = np.where(more, grown - 1, 0), np.where(more, (modulus - first - 1) % pace, 0)
        step, modulus, grow, add = modulus, pace, add, grow
    return np.asarray(begun.then(over).added + 1)
