"""OptimizerParamScheduler: a warm-up and one of several decays, counted in samples; and a weight decay that grows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import AnyWord, argument, count, flag, native, number, rate, run_length, unordered
from lrcli.frameworks.megatron.curves import ENDS, GROWTHS, STYLES, Falling, GrowingWeightDecay
from lrcli.frameworks.megatron.samples import Sampled, by_samples, in_samples, samples_of
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import INPUT, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope

RISE = "linear(init_lr, max_lr, lr_warmup_steps) >> "


def samples(default: Any, help: str, role: str) -> Any:
    """Declare a number of samples."""
    return argument(Count(), default, help, role=role, counts="samples")


def lasting(help: str, role: str, comparison: str) -> Any:
    """Declare a number of samples that is the length of the run where it is left out."""
    return run_length(Count(), help, role=role, counts="samples", none=unordered(comparison))


class OptimizerParamScheduler(Falling, GrowingWeightDecay, family="megatron.OptimizerParamScheduler"):
    """A straight rise and one of several falls, both counted in samples; and a weight decay that grows.

        lr(t) = init_lr + (max_lr - init_lr) * n / W,    n <= W
        lr(t) = min_lr + (max_lr - min_lr) * k,          W < n <= D
        lr(t) = min_lr,                                  n > D

    n is the number of samples before step t: `increment` for each step, by default those that the run has in a step,
    also where the batch grows; without either it counts steps. W is lr_warmup_steps, D is lr_decay_steps, which
    includes it; both count samples. With x = (n - W) / (D - W), k is 1 - x (linear) or (1 + cos(pi x)) / 2 (cosine).
    WSD holds max_lr up to D - wsd_decay_steps; of the share y of these that is over k is then 1 - y (linear),
    (1 + cos(pi y)) / 2 (cosine), 2 * 0.5 ** y - 1 (exponential) or 1 - sqrt(y) (minus_sqrt). inverse-square-root has
    max_lr * sqrt(W / n), not below min_lr, and jumps to min_lr after D. constant stays at max_lr, after D too. Another
    style raises Exception in the first step after the warm-up.

    The weight decay goes from start_wd to end_wd in wd_incr_steps samples, along a line or half a cosine.

    Source: Megatron-Core 0.16.1, megatron.core.optimizer_param_scheduler.OptimizerParamScheduler.
    """

    example = (
        "init_lr=0.0, max_lr=0.001, min_lr=0.00001, lr_warmup_steps=10, lr_decay_steps=100, lr_decay_style='cosine', "
        "start_wd=0.01, end_wd=0.1, wd_incr_steps=100, wd_incr_style='linear'"
    )
    natively = (
        native(f"{RISE}constant(max_lr)", lr_decay_style="constant"),
        native("linear(max_lr, min_lr, lr_decay_steps)", lr_decay_style="linear", lr_warmup_steps=0.0),
        native("cosine(max_lr, min_lr, lr_decay_steps)", lr_decay_style="cosine", lr_warmup_steps=0.0),
        *(
            native(f"{RISE}{style}(max_lr, min_lr, lr_decay_steps - lr_warmup_steps)", lr_decay_style=style)
            for style in ("linear", "cosine")
        ),
        *(
            native(
                f"wsd(max_lr, lr_warmup_steps, wsd_decay_steps, lr_decay_steps, init_lr, min_lr, '{shape}')",
                lr_decay_style="WSD",
                lr_wsd_decay_style=style,
            )
            for style, shape in ENDS.items()
            if shape
        ),
    )
    order = (
        *("optimizer", "init_lr", "max_lr", "min_lr", "lr_warmup_steps", "lr_decay_steps", "lr_decay_style"),
        *("start_wd", "end_wd", "wd_incr_steps", "wd_incr_style", "use_checkpoint_opt_param_scheduler"),
        *("override_opt_param_scheduler", "wsd_decay_steps", "lr_wsd_decay_style"),
    )
    run_unit = "steps"
    one_way = True
    shows_arrival = True

    init_lr: float = rate(REQUIRED, "LR at the start of the warm-up", role="start")
    max_lr: float = rate(REQUIRED, "LR after the warm-up", role="peak")
    min_lr: float = rate(REQUIRED, "LR at the end", role="final")
    lr_warmup_steps: float = samples(REQUIRED, "samples of the warm-up", "warmup")
    lr_decay_steps: float | None = lasting("samples until min_lr", "length", ">")
    lr_decay_style: str = argument(AnyWord(*STYLES), REQUIRED, "curve of the fall", role="shape")
    start_wd: float = number(REQUIRED, "weight decay at the start")
    end_wd: float = number(REQUIRED, "weight decay at the end")
    wd_incr_steps: float | None = lasting("samples in which the weight decay grows", "hold", ">")
    wd_incr_style: str = argument(AnyWord(*GROWTHS), REQUIRED, "curve of the weight decay")
    use_checkpoint_opt_param_scheduler: bool = flag(True, "take the values of a checkpoint")
    override_opt_param_scheduler: bool = flag(False, "take these values instead")
    wsd_decay_steps: float | None = samples(None, "samples of the fall of WSD", "decay")
    lr_wsd_decay_style: str | None = argument(AnyWord(*ENDS), None, "curve of the fall of WSD")
    increment: int | None = count(None, "samples in a step", counts="", least=1, shown="those of the run, else 1")

    def check(self) -> None:
        total = math.inf if self.lr_decay_steps is None else self.lr_decay_steps
        wants = (
            ("min_lr", "self.min_lr >= 0.0", self.min_lr >= 0),
            ("max_lr", "self.max_lr >= self.min_lr", self.max_lr >= self.min_lr),
            ("init_lr", "self.init_lr <= self.max_lr", self.init_lr <= self.max_lr),
            ("lr_decay_steps", "self.lr_decay_steps > 0", total > 0),
            ("lr_warmup_steps", "self.lr_warmup_steps < self.lr_decay_steps", self.lr_warmup_steps < total),
            (
                "wsd_decay_steps",
                "self.wsd_decay_steps is not None",
                self.lr_decay_style != "WSD" or self.wsd_decay_steps is not None,
            ),
            ("start_wd", "self.start_wd >= 0.0", self.start_wd >= 0),
            ("end_wd", "self.end_wd >= self.start_wd", self.end_wd >= self.start_wd),
            (
                "override_opt_param_scheduler",
                "both override and use-checkpoint are set.",
                not (self.override_opt_param_scheduler and self.use_checkpoint_opt_param_scheduler),
            ),
        )
        for field, condition, holds in wants:
            if not holds:
                self.raises(field, f"AssertionError: {condition}")
        if self.lr_decay_steps is not None and (stop := self.failing()) and stop[0] == 0:
            self.raises(stop[1], stop[2])
        self.check_weight_decay()

    # --- on a run ---

    def filled(self, scope: Scope) -> Self:
        filled = super().filled(scope)
        if filled.wd_incr_steps is not None:
            return filled
        return filled.replace(wd_incr_steps=filled.lr_decay_steps if scope.slot is None else max(scope.slot, 1))

    def left_out(self) -> str:
        return "lr_decay_steps" if self.lr_decay_steps is None else ""

    def settle(self, scope: Scope) -> Placed:
        flow = samples_of(scope, self.increment)
        if flow.stages[-1].each == 1 and not flow.grows:
            return super().settle(scope)
        inner = in_samples(scope, flow)
        filled = self.filled(inner)
        body = Scheduler.settle(filled.replace(increment=1), inner)
        return Sampled(self, scope, filled, by_samples(body, scope, flow), filled.lr_decay_steps or 0)

    def slot_counts(self, scope: Scope) -> list[float | None]:
        return [in_samples(scope, samples_of(scope, self.increment)).slot]

    def horizon(self) -> int | None:
        return None if self.lr_decay_steps is None else math.ceil(self.lr_decay_steps / (self.increment or 1)) + 1

    def taken(self, exact: Any, scope: Scope) -> Iterator[Remark]:
        for name in ("lr_decay_steps", "wd_incr_steps"):
            if getattr(self, name) is None:
                told = (
                    f"{self.family}: {name} is not given: {exact.fields[name].show(getattr(exact, name))}, the samples"
                )
                yield Remark("length-of-run", INPUT, self.family, name, f"{told} of the run")
        flow = scope.run.samples
        if self.increment is None and flow is not None:
            each = flow.stages[0].each
            size = f"{each} to {flow.stages[-1].each}" if flow.grows else f"{each}"
            told = f"{self.family}: increment is not given: {size}, the samples in a step of the run"
            yield Remark("samples-of-run", INPUT, self.family, "increment", told)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.increment is None and scope.run.samples is None:
            counts = "counts steps for samples: --batch-size tells how many a step has, or increment"
            yield self.note("steps-as-samples", counts, "increment")
        total = self.lr_decay_steps or 0
        last = float(self.formula(np.asarray([float(total)]))[0])
        if self.lr_decay_style == "inverse-square-root" and last > self.min_lr and end > total + 1:
            yield self.note("jumps", f"jumps from {last:.6g} to {self.shown('min_lr')} after lr_decay_steps", "min_lr")
