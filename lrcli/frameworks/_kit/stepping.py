"""What a framework can only compute step by step: each rate from the one before it.

A step is a line, `after = gain * before + shift`, so that any number of schedulers that act on the same running rate
come to one line again.
"""

from __future__ import annotations

import math
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.progress import progress
from lrcli.schedules.arcs import arcs_between, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc

MOST = 10**8
"""Ticks that are computed one after another: under a minute."""
LONG = 10**6
"""Steps at once that may take a second or more."""
BLOCK = 8_192
MOST_TRIED = 2**22
"""Ticks that are computed to find one from which on the rate stays the same."""
KEPT = 256
"""Blocks of which all rates are kept, 16 MB. Of all others the last rate is, from which they are computed again."""

Lines = tuple["Array", "Array"]
"""The gains and the shifts of a stretch of steps."""
Line = tuple[float, float]
"""The gain and the shift of one step."""
KEEP: Line = (1.0, 0.0)


class Lasting(NamedTuple):
    """What all steps from one on do: one of some lines, or one whose gain is between theirs."""

    step: int
    lines: Sequence[Line]

    def after(self, steps: int) -> Lasting:
        """The same where so many steps were made before the first."""
        return Lasting(self.step - steps, self.lines)


class Path:
    """All rates from tick 0 on, computed up to the highest tick asked for.

    `lines(j)` gives the lines of steps j = 1, 2, ... for a stretch of them. Blocks are always the same, and with them
    the last digits, whatever is asked for. `lasting` is what is known of all steps from one on.
    """

    def __init__(self, start: float, lines: Callable[[Array], Lines], lasting: Lasting | None = None) -> None:
        self.lines, self.lasting = lines, lasting
        self.befores = [start]  # the rate before each block
        self.kept: dict[int, Array] = {}

    def at(self, t: Array) -> Array:
        """The rates at ticks `t`. ValueError when there are too many before them."""
        last = int(t.max(initial=0))
        if last > LONG and self.still is not None:
            t, last = np.minimum(t, self.still), min(last, self.still)
        if last >= MOST:
            raise ValueError(f"tick {last} of a schedule that is computed tick by tick: at most {MOST:.0e}")
        if not t.size:
            return np.empty(0)
        steps = t.astype(np.int64) - 1  # the step that gives a tick its rate; tick 0 is there before any
        rates = np.full(t.shape, self.befores[0])
        blocks = steps // BLOCK
        order = np.argsort(blocks, kind="stable")
        numbers, begins = np.unique(blocks[order], return_index=True)
        for number, here in zip(numbers.tolist(), np.split(order, begins[1:]), strict=True):
            if number >= 0:
                rates[here] = self.block(number)[steps[here] - number * BLOCK]
        return rates

    @cached_property
    def still(self) -> int | None:
        """A tick from which on no step changes the rate; None where none is found."""
        if self.lasting is None or never_rests(self.lasting.lines):
            return None
        for number in range(max(self.lasting.step, 1) // BLOCK, MOST_TRIED // BLOCK):
            rates = self.block(number)
            last = float(rates[-1])
            if all(keeps(line, last) for line in self.lasting.lines):
                same = int(np.argmin(rates[::-1] == last)) or BLOCK
                return (number + 1) * BLOCK + 1 - same
        return None

    def arcs(self, end: int) -> list[Arc]:
        """The arcs before a tick: only of rates that no longer change is it known which way they go."""
        still = end if self.still is None else min(self.still, end)
        return [*unknown(0, still), *arcs_between((), still, end)]

    def block(self, number: int) -> Array:
        """The rates of a block of steps."""
        missing = range(len(self.befores) - 1, number)
        watch = progress() if len(missing) * BLOCK > LONG else None
        for done, each in enumerate(missing, 1):
            self._compute(each)
            if watch:
                watch(done, len(missing))
        return self.kept[number] if number in self.kept else self._compute(number)

    def turns(self, end: int, most: int) -> list[int] | None:
        """The ticks before tick `end` from which on the rates go another way; None for too many of either."""
        if end > MOST:
            return None
        found: list[int] = []
        count, way, before = -(-(end - 1) // BLOCK), 0.0, self.befores[0]
        watch = progress() if count * BLOCK > LONG else None
        for number in range(count):
            rates = self.block(number)
            ways = np.sign(np.diff(rates, prepend=before))
            moved = np.flatnonzero(ways)
            turned = moved[np.diff(ways[moved], prepend=way) != 0]
            found += (turned + (number * BLOCK + 1)).tolist()
            if len(found) > most:
                return None
            way, before = float(ways[moved[-1]]) if moved.size else way, float(rates[-1])
            if watch:
                watch(number + 1, count)
        return [tick for tick in found if tick < end]

    def _compute(self, number: int) -> Array:
        """The rates of a block, which is kept, in place of one that was computed before it."""
        first = number * BLOCK + 1
        with np.errstate(all="ignore"):  # past its stop a schedule may divide by zero
            gain, shift = self.lines(np.arange(first, first + BLOCK, dtype=np.float64))
        rates = walked(self.befores[number], gain, shift)
        if number == len(self.befores) - 1:
            self.befores.append(float(rates[-1]))
        if len(self.kept) >= KEPT:
            del self.kept[next(iter(self.kept))]
        self.kept[number] = rates
        return rates


def keeps(line: Line, rate: float) -> bool:
    """Whether a rate stays the same, however often a line is applied; one that is multiplied and not 0 may be lost."""
    gain, shift = line
    return line == KEEP or (gain == 0 and shift == rate) or (0 <= gain < math.inf and shift == rate == 0)


def never_rests(lines: Sequence[Line]) -> bool:
    """Whether no rate comes to rest in the steps that are tried: it only does at 0, and falls too slowly for that."""
    slow = 10 ** (-300 / MOST_TRIED)
    return any(line != KEEP for line in lines) and all(gain > slow and not shift for gain, shift in lines)


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
