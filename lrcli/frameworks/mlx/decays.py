"""MLX's decays by a factor: at every update, or every few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import endless, native, number, rate
from lrcli.frameworks._kit.float32 import eager, grown, in_range, is_unseen
from lrcli.frameworks._kit.seen import arcs_of_powers
from lrcli.frameworks.mlx.base import MlxSchedule
from lrcli.frameworks.mlx.kinds import period
from lrcli.schedules.arcs import arcs_of_stairs, rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, Phase, levels

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc


class ExponentialDecay(MlxSchedule):
    """Multiplied by a factor at every update.

        lr(t) = init * decay_rate ** t

    t counts updates. There is no lowest rate.

    Source: MLX 0.32.4, mlx.optimizers.exponential_decay.
    """

    example = "init=0.1, decay_rate=0.96"

    natively = (native("exponential(init, gamma=decay_rate, every=1, staircase=False)"),)

    init: float = rate(REQUIRED, "LR at first", role="base")
    decay_rate: float = number(REQUIRED, "factor at every update", role="factor")

    def goes_one_way(self) -> bool:
        return self.decay_rate >= 0

    def arcs(self, end: int) -> list[Arc]:
        return arcs_of_powers(self.decay_rate, 0, 1, 0, end) if self.decay_rate > 0 else super().arcs(end)

    def formula(self, t: Array) -> Array:
        return multiplied(self.init, self.decay_rate, t)


class StepDecay(MlxSchedule):
    """Multiplied by a factor every step_size updates.

        lr(t) = init * decay_rate ** floor(t / step_size)

    t counts updates. step_size must be at least 1. With one that is not whole the quotient is rounded to float32, so
    that a drop may come an update late.

    Source: MLX 0.32.4, mlx.optimizers.step_decay.
    """

    example = "init=0.1, decay_rate=0.5, step_size=30"

    natively = (native("step(init, decay_rate, step_size)"),)

    init: float = rate(REQUIRED, "LR at first", role="base")
    decay_rate: float = number(REQUIRED, "factor at each drop", role="factor")
    step_size: float = period("step_size", "updates between drops")

    def horizon(self) -> int | None:
        return endless(self.step_size)

    def drops(self, t: Array) -> Array:
        """How many drops there were up to each update."""
        return np.floor(t / self.step_size if self.step_size % 1 == 0 else eager(t, self.step_size))

    def phases(self, end: int) -> list[Phase]:
        near = np.floor(np.arange(0.0, min(end / self.step_size + 2, MOST_PHASES)) * self.step_size)
        t = np.unique(np.concatenate([near, near + 1, near + 2]))
        begun = t[np.flatnonzero(np.diff(self.drops(t), prepend=0))]
        return levels(self.formula, map(int, begun[: MOST_PHASES - 1]), end)

    def arcs(self, end: int) -> list[Arc]:
        factor, size, falls = self.decay_rate, self.step_size, is_unseen(self.decay_rate)
        if factor < 0:
            return super().arcs(end)
        if falls and not size % 1:
            return rounds(0, end, int(size), (0,))
        stairs = arcs_of_stairs(self.drops, 0, size, 0, end, self.formula if falls else None)
        return stairs or arcs_of_powers(factor, 0, size, 0, end, whole=True)

    def formula(self, t: Array) -> Array:
        return multiplied(self.init, self.decay_rate, self.drops(t))


def multiplied(init: float, decay_rate: float, count: Array) -> Array:
    """A rate after so many multiplications: infinite, and 0 times that, where float32 has no room for the power."""
    return in_range(init * in_range(grown(decay_rate, count, count)))
