"""What a framework can only compute step by step: each rate from the one before it.

A step is a line, `after = gain * before + shift`, so that any number of schedulers that act on the same running rate
come to one line again.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array

MOST = 10**8
"""Ticks that are computed one after another: under a minute, and a gigabyte."""
LONG = 10**6
"""Steps at once that may take a second or more."""
BLOCK = 8_192

Lines = tuple["Array", "Array"]
"""The gains and the shifts of a stretch of steps."""


class Path:
    """All rates from tick 0 on, computed once up to the highest tick asked for.

    `lines(j)` gives the lines of steps j = 1, 2, ... for a stretch of them.
    """

    def __init__(self, start: float, lines: Callable[[Array], Lines]) -> None:
        self.lines = lines
        self.rates = np.array([start], dtype=np.float64)

    def at(self, t: Array) -> Array:
        """The rates at ticks `t`. ValueError when there are too many before them."""
        last = int(t.max(initial=0))
        if last >= MOST:
            raise ValueError(f"tick {last} of a schedule that is computed tick by tick: at most {MOST:.0e}")
        if last >= len(self.rates):
            self.extend(last)
        rates: Array = self.rates[t.astype(np.int64)]
        return rates

    def extend(self, last: int) -> None:
        """Go on to tick `last` at least, doubling what is there, so that asking in chunks costs no more.

        Blocks are always the same, and with them the last digits, whatever is asked for.
        """
        parts = [self.rates]
        have = len(self.rates) - 1
        end = max(last, min(2 * have, MOST))
        watch = progress() if end - have > LONG else None
        for start in range(have, end, BLOCK):
            with np.errstate(all="ignore"):  # past its stop a schedule may divide by zero
                gain, shift = self.lines(np.arange(start + 1, start + 1 + BLOCK, dtype=np.float64))
            parts.append(walked(float(parts[-1][-1]), gain, shift))
            if watch:
                watch(min(start + BLOCK, end) - have, end - have)
        self.rates = np.concatenate(parts)


def walked(before: float, gain: Array, shift: Array) -> Array:
    """The rates after each of the steps, the first of which begins at `before`."""
    with np.errstate(all="ignore"):
        if not shift.any():
            grown: Array = np.multiply(before, np.cumprod(gain), dtype=np.float64)
            if np.isfinite(grown).all():  # 0 times what has grown too large is 0 step by step
                return grown
    set_here = gain == 0
    if (set_here | ((gain == 1) & (shift == 0))).all():
        latest = np.maximum.accumulate(np.where(set_here, np.arange(len(gain)), -1))
        return np.where(latest < 0, before, shift[latest])
    steps = zip(gain.tolist(), shift.tolist(), strict=True)
    rates = accumulate(steps, lambda x, line: line[0] * x + line[1] if line[0] else line[1], initial=before)
    return np.fromiter(rates, dtype=np.float64, count=len(gain) + 1)[1:]
