"""Where in a long curve something is: its highest and lowest row, and where it gets beyond a rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.analysis.closed import Closed


def first_extreme(curve: Closed, highest: bool) -> tuple[int, float]:
    """The first row with the highest rate, or with the lowest, and that rate."""
    low, high = curve.low, curve.high

    def may(bottom: Array, top: Array) -> Bools:
        return top >= high if highest else bottom <= low

    for begin, end in curve.having(0, curve.rows, may):
        lr = curve.rates(np.arange(begin, end))
        if may(lr, lr).any():
            place = int(np.argmax(lr) if highest else np.argmin(lr))
            return begin + place, float(lr[place])
    raise AssertionError("some row has the rate that is the extreme")


def passages_of(curve: Closed, after: int, lr: float, below: bool, backwards: bool = False) -> Iterator[Ints]:
    """The rows from one on in which a curve gets beyond a rate, in short stretches, in order or from the end.

    The first one too if it is beyond there.
    """

    def may(low: Array, high: Array) -> Bools:
        """Whether it may get beyond the rate there: it is beyond it, and not everywhere."""
        mixed: Bools = (low < lr) & (high >= lr) if below else (high > lr) & (low <= lr)
        mixed[:1] |= low[:1] < lr if below else high[:1] > lr
        return mixed

    for begin, end in curve.having(after, curve.rows, may, ahead=1, backwards=backwards):
        seen = np.arange(max(begin - 1, after), end)
        rates = curve.rates(seen)
        beyond = rates < lr if below else rates > lr
        began = beyond.copy()
        began[1:] &= ~beyond[:-1]
        found = seen[began]
        if found.size and begin > after and found[0] == begin - 1:
            found = found[1:]
        if found.size:
            yield found
