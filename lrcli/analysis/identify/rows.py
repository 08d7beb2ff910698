"""The rows of a log as numbers: where each stands, its rate, and by how much that may be off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints

SAMPLED = 80
"""Rows of a stretch that a shape is fitted to; it is held against all of them."""


class Rows(NamedTuple):
    """Logged rates at ticks, which ascend.

    at      the ticks
    rates   the rates
    within  by how much each may be off
    exact   whether the rates were written with all their digits
    """

    at: Array
    rates: Array
    within: Array
    exact: bool

    def part(self, begin: int, end: int) -> Rows:
        """The rows from one to another, the last excluded."""
        return Rows(self.at[begin:end], self.rates[begin:end], self.within[begin:end], self.exact)

    def only(self, chosen: Any) -> Rows:
        """The rows that are chosen, by their indices or by a mask."""
        return Rows(self.at[chosen], self.rates[chosen], self.within[chosen], self.exact)

    def spread(self) -> Ints:
        """The indices of some of the rows, spread over all of them."""
        count = len(self.at)
        return np.unique(np.linspace(0, count - 1, min(count, SAMPLED)).round().astype(int))

    def off(self, curve: Callable[[Array], Array]) -> Array:
        """How far a curve is from each rate, in what that may be off."""
        return np.asarray(np.abs(curve(self.at) - self.rates) / self.within)
