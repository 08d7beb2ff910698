"""Detectron2's warm-up before a scheduler of fvcore."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli.frameworks._kit.declare import flag, number, word
from lrcli.frameworks.fvcore.base import ParamScheduler
from lrcli.frameworks.fvcore.composite import FIXED, RESCALED, Composed
from lrcli.frameworks.fvcore.curves import ConstantParamScheduler, LinearParamScheduler
from lrcli.schedules.declare import REQUIRED, body

if TYPE_CHECKING:
    from lrcli.schedules.schedule import Schedule


class WarmupParamScheduler(Composed, of="detectron2"):
    """A warm-up for a share of the run, then a scheduler of fvcore.

        lr(t) = start + t / N / L * (end - start),     t / N < L  (linear; start, with constant)
        lr(t) = scheduler(t / N),                      t / N >= L

    N is the ticks of the run, L is warmup_length, start is warmup_factor * scheduler(0). end is what the scheduler has
    at L. With rescale_interval end is scheduler(0), and the scheduler has all of its course in what is left of the run,
    at (t / N - L) / (1 - L). These are values that Detectron2 multiplies by BASE_LR.

    Source: Detectron2 02b5c4e2, detectron2.solver.lr_scheduler.WarmupParamScheduler.
    """

    example = (
        "scheduler=fvcore.CosineParamScheduler(start_value=0.1, end_value=0.0), warmup_factor=0.001, warmup_length=0.1"
    )

    scheduler: Schedule = body("what follows the warm-up: a scheduler of fvcore")
    warmup_factor: float = number(REQUIRED, "the start as a share of the scheduler's first value", role="factor")
    warmup_length: float = number(REQUIRED, "share of the run of the warm-up", role="warmup-share", least=0, most=1)
    warmup_method: str = word(
        "linear", "curve of the warm-up", "linear", "constant", error="ValueError: Unknown warmup method: {}"
    )
    rescale_interval: bool = flag(False, "the scheduler has all of its course after the warm-up")

    def check(self) -> None:
        if not isinstance(self.scheduler, ParamScheduler):
            raise self.refuse("scheduler", f"{self.scheduler!r} is none of fvcore's")

    @cached_property
    def schedulers(self) -> tuple[Any, ...]:  # type: ignore[override]  # made here
        inner: Any = self.scheduler
        start = self.warmup_factor * inner.one(0.0)
        if self.warmup_method == "constant":
            return ConstantParamScheduler(start), inner
        end = inner.one(0.0 if self.rescale_interval else self.warmup_length)
        return LinearParamScheduler(start, end), inner

    @property
    def lengths(self) -> tuple[float, ...]:  # type: ignore[override]  # made here
        return self.warmup_length, 1 - self.warmup_length

    @property
    def interval_scaling(self) -> tuple[str, ...]:  # type: ignore[override]  # made here
        return RESCALED, RESCALED if self.rescale_interval else FIXED
