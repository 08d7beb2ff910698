"""What Optax's schedules share."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli.frameworks._kit.base import TOLD, Scheduler
from lrcli.schedules.marks import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class OptaxSchedule(Scheduler, abstract=True):
    """One of Optax's schedules."""

    run_unit = "steps"
    trained_by = "a step under jax.jit"
    transforms: ClassVar[bool] = False
    """Whether it is a transformation of updates: no function of their count, so that nothing can be joined to it."""

    def __init_subclass__(cls, abstract: bool = False, module: str = "", **settings: Any) -> None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        super().__init_subclass__(family=f"optax.{module}{name}", abstract=abstract, **settings)
        cls.order = tuple(name for name in cls.fields if name not in ("lr", *TOLD))  # these are no arguments there

    def stops(self, tick: float, value: str) -> Stop:
        return Stop(math.ceil(tick), f"{self.family} gives {value}")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if not self.combines:
            yield self.note("float32", "computes in float32: up to 2e-6 of the highest LR from these values")
        if getattr(self, "transition_steps", 1) <= 0:
            yield self.note("never-changes", f"never changes: {self.shown('transition_steps')}", "transition_steps")


def shift_stop(stop: Stop | None, begin: float) -> Stop | None:
    """The same stop of what begins at an update, in updates from 0 on."""
    return None if stop is None else stop._replace(tick=max(math.ceil(stop.tick + begin), 0))
