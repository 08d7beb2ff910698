"""The phases of one cycle, as PyTorch's OneCycleLR has them, and those that are made after it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.arcs import arcs_of_phases, unknown
from lrcli.schedules.marks import Phase

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc


TRIED = "ValueError: Tried to step {tick} times. The specified number of total steps is {steps}"
"""What PyTorch raises in one step too many."""


class CyclePhases(NamedTuple):
    """The phases of one cycle: from the first level to the top, perhaps back to the first, and to the last.

    ends      the ticks at which they end, which need not be whole
    straight  whether levels change along straight lines, not along half cosines
    """

    ends: tuple[float, ...]
    straight: bool

    @classmethod
    def of(cls, steps: float, pct_start: float, three_phase: bool, straight: bool) -> CyclePhases:
        """The phases of a cycle of `steps`, which rises in the share `pct_start` of them."""
        rise = float(pct_start * steps) - 1
        middle = (float(2 * pct_start * steps) - 2,) if three_phase else ()
        return cls((rise, *middle, steps - 1), straight)

    @property
    def starts(self) -> tuple[float, ...]:
        """The ticks at which they start."""
        return (0.0, *self.ends[:-1])

    def share(self, t: Array) -> tuple[Array, Array]:
        """The phase that each tick belongs to, the first that has not ended, and its share that is over."""
        ends, starts = np.asarray(self.ends), np.asarray(self.starts)
        i = np.minimum(np.searchsorted(np.maximum.accumulate(ends), t, side="left"), len(ends) - 1)
        return i, (t - starts[i]) / (ends - starts)[i]

    def between(self, t: Array, first: float, top: float, last: float) -> Array:
        """From one level to the next in each phase."""
        i, z = self.share(t)
        levels = np.asarray([first, top, *([first] if len(self.ends) > 2 else []), last])
        a, b = levels[i], levels[i + 1]
        values: Array = a + (b - a) * z if self.straight else b + (a - b) / 2 * (np.cos(np.pi * z) + 1)
        return values

    def named(self, end: int) -> list[Phase]:
        """Those that start before tick `end`; of those that start together the last."""
        names = ("rise", "fall", "last fall")
        starts = [0, *(max(math.floor(tick) + 1, 0) for tick in self.ends[:-1])]
        phases = {start: Phase(start, name) for start, name in zip(starts, names, strict=False) if start < end}
        return sorted(phases.values())

    def is_empty_at(self, tick: int) -> bool:
        """Whether the phase that a tick belongs to has no length, so that its share cannot be computed."""
        phase = next((i for i, end in enumerate(self.ends) if tick <= end), len(self.ends) - 1)
        return self.ends[phase] == self.starts[phase]

    def over(self, words: str = TRIED) -> tuple[int, str]:
        """The first tick without a rate, and what is raised there, in the words of a framework.

        One step after the last is extrapolated.
        """
        steps = int(self.ends[-1]) + 1
        empty = next((tick for tick in (0, steps) if self.is_empty_at(tick)), None)
        if empty is not None:
            return empty, "ZeroDivisionError: float division by zero"
        return steps + 1, words.format(tick=steps + 1, call=steps + 2, steps=steps)

    def arcs(self, end: int) -> list[Arc]:
        """The arcs before tick `end`: one for each phase, and one step more that is extrapolated."""
        if list(self.ends) != sorted(self.ends):
            return unknown(0, end)
        return arcs_of_phases(self.named(end), end, [int(self.ends[-1])])

    def missed(self, end: int, *levels: float) -> float | None:
        """The highest rate before tick `end`, where that is not the top: no tick is where it would be."""
        around = [math.floor(tick) + near for tick in self.ends for near in (-1, 0, 1, 2)]
        ticks = [tick for tick in (0, *around, end - 1) if 0 <= tick < end]  # no phase turns within
        highest = float(self.between(np.asarray(ticks, dtype=np.float64), *levels).max(initial=0))
        return None if math.isclose(highest, levels[1], rel_tol=1e-12) else highest
