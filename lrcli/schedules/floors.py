"""Sums of very many powers whose exponents are a line rounded down; none of them is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from lrcli._lazy import Ints

    Complex = npt.NDArray[np.complex128]
    Logs = Callable[[Ints], Complex]
    """The logarithms of the bases of some rows to the power of some whole numbers, without whole turns."""


class Words(NamedTuple):
    """Words, one for each row, in which U lets the exponent grow by 1, and R adds the power that it has come to.

    grows  by how much the exponent grows in each
    added  what is added in each, if the exponent is 0 before it
    """

    grows: Ints
    added: Complex

    def then(self, other: Words, logs: Logs) -> Words:
        """Each of these and another one behind it."""
        return Words(self.grows + other.grows, self.added + np.exp(logs(self.grows)) * other.added)

    def times(self, counts: Ints | int, logs: Logs) -> Words:
        """Each of these so many times."""
        grows = self.grows * counts
        once, whole = np.expm1(logs(self.grows)), np.expm1(logs(grows))
        same = once == 0
        times = np.where(same, counts, whole / np.where(same, 1, once))
        return Words(grows, np.asarray(self.added * times, dtype=np.complex128))


def sums_of_powers(logs: Logs, counts: Ints, step: int, firsts: Ints, modulus: int) -> Complex:
    """The sums of base ** ((step * i + first) // modulus) in each of some rows, over so many i from 0 on.

    Each first is from 0 to before the modulus, and each count at least 1. From i to i the exponent grows, then a power
    is added: that is a word of U and R. Euclid's algorithm puts it together out of words that come again and again.
    """
    none, nothing = np.zeros(len(counts), dtype=np.int64), np.zeros(len(counts), dtype=np.complex128)
    begun, over = Words(none, nothing), Words(none, nothing)
    grow, add = Words(none + 1, nothing), Words(none, np.ones_like(nothing))
    left, first = counts - 1, firsts
    while left.any():
        add, step = grow.times(step // modulus, logs).then(add, logs), step % modulus
        grown = (step * left + first) // modulus
        more, pace = grown > 0, max(step, 1)
        ahead, behind = (modulus - first - 1) // pace, left - (modulus * grown - first - 1) // pace
        once = Words(grow.grows * more, grow.added * more)
        begun = begun.then(add.times(np.where(more, ahead, left), logs), logs).then(once, logs)
        over = add.times(np.where(more, behind, 0), logs).then(over, logs)
        left, first = np.where(more, grown - 1, 0), np.where(more, (modulus - first - 1) % pace, 0)
        step, modulus, grow, add = modulus, pace, add, grow
    return np.asarray(begun.then(over, logs).added + 1)
