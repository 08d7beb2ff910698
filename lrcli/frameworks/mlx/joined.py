"""MLX's schedule that is made of others, one after another."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import argument, formula, joins
from lrcli.frameworks._kit.functions import function_of_one
from lrcli.frameworks._kit.joined import OneAfterAnother
from lrcli.frameworks.mlx.base import MlxSchedule
from lrcli.frameworks.mlx.kinds import dates
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Body, Listed, Text
from lrcli.schedules.marks import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.functions import OfOne
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class Function(MlxSchedule, abstract=True):
    """A function of the number of updates, which MLX takes for a schedule. It is written as its text."""

    function: str = formula("LR, a function of the number of updates")

    def goes_one_way(self) -> bool:
        return False

    def phases(self, end: int) -> list[Phase]:
        return [Phase(0, "function")]

    def __repr__(self) -> str:
        return self.function

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        return iter(())

    @cached_property
    def read(self) -> OfOne:
        """What its text was read as."""
        return function_of_one(self.function)

    def formula(self, t: Array) -> Array:
        return self.read(t) + np.zeros_like(t)


class Member(Body, Text):
    """One of MLX's schedules, or the text of a function."""

    def __init__(self) -> None:
        super().__init__("SCHEDULE")

    def show(self, value: Any) -> str:
        return repr(value)

    def check(self, value: Any) -> Any:
        if isinstance(value, str):
            return Function(function=value)
        if not isinstance(value, MlxSchedule):
            raise ValueError(f"{value!r} is none of MLX's schedules")
        return value


class JoinSchedules(OneAfterAnother, MlxSchedule):
    """One schedule after another, each from its boundary on and counting from there.

        lr(t) = schedules[j](t - boundaries[j - 1]),  boundaries[j - 1] <= t < boundaries[j]

    t counts updates. A function, `lambda step: 0.1 / (step + 1)`, is a schedule too. Nothing makes the pieces meet.
    There must be one boundary less than schedules. Of boundaries that do not ascend the last one that is <= t counts. A
    whole number below 0 never comes: t is a number without a sign.

    Source: MLX 0.32.4, mlx.optimizers.join_schedules.
    """

    example = (
        "schedules=[mlx.linear_schedule(init=0.0, end=0.1, steps=20), mlx.cosine_decay(init=0.1, decay_steps=80)], "
        "boundaries=[20]"
    )

    natively = (joins("schedules", "boundaries"),)

    schedules: tuple[Any, ...] = argument(
        Listed(Member()), REQUIRED, "the schedules, one after another", role="members"
    )
    boundaries: tuple[float, ...] = dates("updates at which the next one begins, one less than schedules")

    def check(self) -> None:
        if not self.schedules:
            self.raises("schedules", "ValueError: Must provide at least 1 schedule to join.")
        wanted = len(self.schedules) - 1
        if len(self.boundaries) != wanted:
            error = f"ValueError: Received {len(self.boundaries)} boundaries but expected {wanted}."
            self.raises("boundaries", error)

    @property
    def used(self) -> tuple[float, ...]:
        return tuple(math.inf if date < 0 and date % 1 == 0 else date for date in self.boundaries)
