"""What MLX's schedules share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.frameworks._kit.base import Scheduler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class MlxSchedule(Scheduler, abstract=True):
    """One of MLX's schedules."""

    run_unit = "steps"

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        super().__init_subclass__(family=f"mlx.{name}", abstract=abstract, **settings)
        cls.order = tuple(cls.fields)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if not self.combines:
            yield self.note("float32", "computes in float32: up to 2e-6 of the highest LR from these values")
