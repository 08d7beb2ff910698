"""LRRangeTest: a rate that rises until training fails."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import Strict, argument, endless, flag, number, rate
from lrcli.frameworks.deepspeed.base import DeepSpeedScheduler, each_group
from lrcli.schedules.arcs import arcs_between, rounds
from lrcli.schedules.marks import MOST_PHASES, Phase, levels

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc


NOT_WHOLE = "ValueError: lr_range_test_step_size must be a positive integer, got {}"


class LRRangeTest(DeepSpeedScheduler):
    """A straight rise without an end, to find the highest rate at which training does not fail.

        lr(t) = lr_range_test_min_lr * (1 + lr_range_test_step_rate * t / lr_range_test_step_size)

    t counts updates. With lr_range_test_staircase, t / lr_range_test_step_size is rounded down. The optimizer's lr is
    ignored. With a last_batch_iteration other than -1 the optimizer keeps its rate for one update, and t goes on from
    there.

    Source: DeepSpeed 0.19.8, deepspeed.runtime.lr_schedules.LRRangeTest.
    """

    example = "lr_range_test_min_lr=0.0001, lr_range_test_step_size=20, lr_range_test_step_rate=5"
    ignores_lr = True

    lr_range_test_min_lr: float = rate(
        1e-3, "LR at the start", role="start", groups=each_group().replace("value for {name}", "{name}")
    )
    lr_range_test_step_size: int = argument(
        Strict(least=1),
        2000,
        "updates of one rise by the rate",
        role="period",
        counts="updates",
        error=NOT_WHOLE,
        none=NOT_WHOLE.format(None),
    )
    lr_range_test_step_rate: float = number(1.0, "rise in that time, a multiple of the first LR", role="growth")
    lr_range_test_staircase: bool = flag(False, "rise in stairs")

    @classmethod
    def rate_field(cls, given: Collection[str] = ()) -> str | None:  # noqa: ARG003  # it has but one
        return "lr_range_test_min_lr"

    def horizon(self) -> int | None:
        return endless(self.lr_range_test_step_size)

    def stairs(self, end: int) -> range:
        """The ticks before `end` at which a stair begins, but for the first."""
        size = self.lr_range_test_step_size
        begun = (self.last_batch_iteration + 1) % size
        return range(size - begun, end, size) if self.lr_range_test_staircase else range(0)

    def phases(self, end: int) -> list[Phase]:
        stairs = islice(self.stairs(end), MOST_PHASES - 1)
        return levels(self.formula, stairs, end) if self.lr_range_test_staircase else [Phase(0, "rise")]

    def arcs(self, end: int) -> list[Arc]:
        stairs = self.stairs(end)
        if not stairs:
            return arcs_between((1,), 0, end)
        return [*arcs_between((), 0, 1), *rounds(stairs.start - stairs.step, end, stairs.step, (0,), 1)]

    def phase_count(self, end: int) -> int | None:
        return 1 + len(self.stairs(end))

    def first(self) -> float:
        return self.lr_range_test_min_lr

    def after(self, k: Array) -> Array:
        interval = (k + 1) / self.lr_range_test_step_size
        if self.lr_range_test_staircase:
            interval = np.floor(interval)
        return self.lr_range_test_min_lr * (1 + self.lr_range_test_step_rate * interval)
