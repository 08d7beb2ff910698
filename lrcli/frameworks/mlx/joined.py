"""MLX's schedule that is made of others, one after another."""

from __future__ import annotations

import math
from typing import Any

from lrcli.frameworks._kit.declare import joins, members
from lrcli.frameworks._kit.joined import OneAfterAnother
from lrcli.frameworks.mlx.base import MlxSchedule
from lrcli.frameworks.mlx.kinds import dates


class JoinSchedules(OneAfterAnother, MlxSchedule):
    """One schedule after another, each from its boundary on and counting from there.

        lr(t) = schedules[j](t - boundaries[j - 1]),  boundaries[j - 1] <= t < boundaries[j]

    t counts updates. Nothing makes the pieces meet. There must be one boundary less than schedules. Of boundaries that
    do not ascend the last one that is <= t counts. A whole number below 0 never comes: t is a number without a sign.

    Source: MLX 0.32.4, mlx.optimizers.join_schedules.
    """

    example = (
        "schedules=[mlx.linear_schedule(init=0.0, end=0.1, steps=20), mlx.cosine_decay(init=0.1, decay_steps=80)], "
        "boundaries=[20]"
    )

    natively = (joins("schedules", "boundaries"),)

    schedules: tuple[Any, ...] = members(
        "the schedules, one after another", "ValueError: Must provide at least 1 schedule to join."
    )
    boundaries: tuple[float, ...] = dates("updates at which the next one begins, one less than schedules")

    def check(self) -> None:
        for member in self.schedules:
            if not isinstance(member, MlxSchedule):
                raise self.refuse("schedules", f"{member!r} is none of MLX's")
        wanted = len(self.schedules) - 1
        if len(self.boundaries) != wanted:
            error = f"ValueError: Received {len(self.boundaries)} boundaries but expected {wanted}."
            self.raises("boundaries", error)

    @property
    def used(self) -> tuple[float, ...]:
        return tuple(math.inf if date < 0 and date % 1 == 0 else date for date in self.boundaries)
