"""MLX's ways from one rate to another: half a cosine, and a straight line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.frameworks._kit.curves import cosine_line, horizon_at, straight_line
from lrcli.frameworks._kit.declare import native, rate
from lrcli.frameworks.mlx.base import MlxSchedule
from lrcli.frameworks.mlx.kinds import length
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from lrcli._lazy import Array


class CosineDecay(MlxSchedule):
    """Half a cosine from one rate to another.

        lr(t) = end + (init - end) * (1 + cos(pi * min(t, decay_steps) / decay_steps)) / 2

    t counts updates. decay_steps must be at least 1. end may be above init.

    Source: MLX 0.32.4, mlx.optimizers.cosine_decay.
    """

    shows_arrival = True
    example = "init=0.1, decay_steps=100"

    natively = (native("cosine(init, end, decay_steps)"),)

    init: float = rate(REQUIRED, "LR at first", role="base")
    decay_steps: float = length("decay_steps", "updates until the end")
    end: float = rate(0.0, "LR at the end", role="final")

    def horizon(self) -> int | None:
        return None if self.left_out() else horizon_at(self.decay_steps)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        return cosine_line(t, self.init, self.end, self.decay_steps)


class LinearSchedule(MlxSchedule):
    """A straight line from one rate to another.

        lr(t) = init + (end - init) * min(t, steps) / steps

    t counts updates. steps must be at least 1. It may rise.

    Source: MLX 0.32.4, mlx.optimizers.linear_schedule.
    """

    shows_arrival = True
    example = "init=0.1, end=0.0, steps=100"

    natively = (native("linear(init, end, steps)"),)

    init: float = rate(REQUIRED, "LR at first", role="base")
    end: float = rate(REQUIRED, "LR at the end", role="final")
    steps: float = length("steps", "updates from the one to the other")

    def horizon(self) -> int | None:
        return None if self.left_out() else horizon_at(self.steps)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        return straight_line(t, self.init, self.end, self.steps)
