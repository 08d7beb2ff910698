"""timm's factory: a scheduler by its name, as timm's training script makes it."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import family
from lrcli.clock import LONGEST, Run, plain
from lrcli.frameworks._kit.base import OptimizerScheduler
from lrcli.frameworks._kit.declare import argument, column, count, flag, number, optimizer_lr, rate, word
from lrcli.frameworks.timm.base import TimmScheduler
from lrcli.frameworks.timm.cycles import CosineLRScheduler, PolyLRScheduler, TanhLRScheduler
from lrcli.frameworks.timm.kinds import Shares, cycle_count
from lrcli.frameworks.timm.plateau import PlateauLRScheduler
from lrcli.frameworks.timm.steps import MultiStepLRScheduler, StepLRScheduler
from lrcli.frameworks.timm.wsd import DECAYS, WSDLRScheduler
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Choice, Count, Listed, Metric, Metrics, Whole
from lrcli.schedules.marks import WARNING, Remark
from lrcli.schedules.schedule import Joined
from lrcli.schedules.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.schedule import Placed, Schedule
    from lrcli.schedules.scope import Scope

    Translated = dict[str, tuple[Any, str]]
    """Arguments of a class: the value of each, and the argument of the factory that it comes from."""

KINDS: dict[str, type[TimmScheduler] | None] = {
    "cosine": CosineLRScheduler,
    "tanh": TanhLRScheduler,
    "step": StepLRScheduler,
    "constant": StepLRScheduler,
    "multistep": MultiStepLRScheduler,
    "plateau": PlateauLRScheduler,
    "poly": PolyLRScheduler,
    "wsd": WSDLRScheduler,
    "rsqrt": WSDLRScheduler,
    "none": None,
}
"""The class that each name stands for; `none` leaves the optimizer alone."""


def epochs(default: Any, help: str, role: str, **more: Any) -> Any:
    """Declare a number of epochs."""
    return argument(Count(), default, help, role=role, counts="epochs", **more)


class CreateSchedulerV2(OptimizerScheduler, family="timm.create_scheduler_v2"):
    """The scheduler that timm's training script makes for a name, such as cosine, step or wsd.

        lr(t) = the rate of the timm scheduler that it makes: see its notes in explain

    It counts epochs, or with step_on_epochs=False updates, updates_per_epoch of them in an epoch. Without warmup_prefix
    the warm-up is a part of num_epochs. noise is given in shares of num_epochs. decay_epochs is the time between drops
    (step, 90 if not given), or the length of the decay (wsd and rsqrt, where a number below 1 is a share; 0.2 if not
    given). decay_rate is the power of poly. rsqrt is wsd that falls with the root of the time, then in a line. constant
    is a step that never drops; none leaves the optimizer's rate alone, without a warm-up. It returns how long to train,
    cycles, cooldown and a warmup_prefix included: that is its run.

    Source: timm 1.0.31, timm.scheduler.create_scheduler_v2.
    """

    example = 'sched="cosine", num_epochs=90, warmup_epochs=5, cooldown_epochs=5'

    lr: float = optimizer_lr()
    sched: str = word("cosine", "name of the scheduler", *KINDS, error="ValueError: Unknown scheduler '{}'.")
    num_epochs: float = epochs(300, "length without cooldown, and without the warm-up if warmup_prefix", "length")
    decay_epochs: float | None = epochs(
        None, "time between drops (step), or length of the decay (wsd, rsqrt)", "decay", shown="90, or 20% of wsd"
    )
    decay_milestones: tuple[float, ...] = argument(
        Listed(Count()), (90, 180, 270), "dates of the drops, plus 1 (multistep)", role="dates", counts="epochs"
    )
    cooldown_epochs: float = epochs(0, "epochs after the end, at the lowest LR", "cooldown")
    patience_epochs: int = count(10, "bad epochs that are borne (plateau)", role="patience", counts="epochs")
    decay_rate: float = number(0.1, "factor at each drop; the power of poly", role="factor")
    min_lr: float = rate(0.0, "lowest LR", role="floor")
    warmup_lr: float = rate(1e-5, "LR at the start of the warm-up", role="start")
    warmup_epochs: float = epochs(0, "length of the warm-up", "warmup")
    warmup_prefix: bool = flag(False, "begin the schedule after the warm-up, and train so much longer")
    noise: float | tuple[float, float] | None = argument(
        Shares(), None, "when there is noise, in shares of num_epochs: from one on, or from one to before another"
    )
    noise_pct: float = number(0.67, "bound of the noise, a share of LR")
    noise_std: float = number(1.0, "standard deviation of the noise before what is beyond the bound is drawn anew")
    noise_seed: int = argument(Whole(), 42, "seed of the noise, to which the time is added", role="seed")
    cycle_mul: float = number(1.0, "growth of the cycles", role="growth")
    cycle_decay: float = number(0.1, "factor on the highest LR at each restart", role="growth")
    cycle_limit: int = cycle_count()
    k_decay: float = number(1.0, "power of the time in a cycle (cosine, poly)")
    decay_fn: str | None = argument(
        Choice(*DECAYS),
        None,
        "curve of the decay (wsd, rsqrt)",
        role="shape",
        shown="1-sqrt, or linear with rsqrt",
        error=WSDLRScheduler.fields["decay_fn"].error,
    )
    stable_timescale: float | None = epochs(None, "time scale of rsqrt", "decay", shown="warmup_epochs")
    plateau_mode: str = word(
        "max", "whether less or more is better (plateau)", "min", "max", error="ValueError: mode {} is unknown!"
    )
    step_on_epochs: bool = flag(True, "count epochs; if not, optimizer updates")
    updates_per_epoch: float = argument(Count(), 0, "updates in an epoch, where updates are counted")
    metrics: tuple[float, ...] | str | None = argument(
        Metrics(Metric()),
        None,
        "the metric at the end of each epoch (plateau): values, nan and inf among them, or a file",
        role="metric",
    )
    column: str | None = column()

    order = (
        *("optimizer", "sched", "num_epochs", "decay_epochs", "decay_milestones", "cooldown_epochs", "patience_epochs"),
        *("decay_rate", "min_lr", "warmup_lr", "warmup_epochs", "warmup_prefix", "noise", "noise_pct", "noise_std"),
        *("noise_seed", "cycle_mul", "cycle_decay", "cycle_limit", "k_decay", "decay_fn", "stable_timescale"),
        *("plateau_mode", "step_on_epochs", "updates_per_epoch"),
    )

    def check(self) -> None:
        if not self.step_on_epochs and self.updates_per_epoch <= 0:
            error = "AssertionError: updates_per_epoch must be set to number of dataloader batches"
            self.raises("updates_per_epoch", error)
        if self.sched == "plateau" and not self.step_on_epochs:
            self.raises("step_on_epochs", "AssertionError: Plateau LR only supports step per epoch.")
        if self.sched == "plateau" and self.metrics is None:
            reason = "plateau needs the metric at the end of each epoch, as in: metrics=[0.71, 0.74, 0.74]"
            raise self.refuse("metrics", reason, "together")
        try:
            self.returned()
        except ArithmeticError as error:
            self.raises("cycle_mul", f"{type(error).__name__}: {error}")

    # --- what is made ---

    def stands_for(self) -> Schedule:
        return self.made

    def source_of(self, name: str) -> str:
        return translated(self)[name][1]

    def calls(self, epochs: float) -> float:
        """Epochs as what the scheduler counts."""
        return epochs if self.step_on_epochs else epochs * self.updates_per_epoch

    @cached_property
    def made(self) -> Schedule:
        """The scheduler that the name stands for."""
        kind = KINDS[self.sched]
        if kind is None:
            return family("constant")() if self.lr is None else family("constant")(self.lr)
        arguments = translated(self)
        values = {name: value for name, (value, _) in arguments.items()}
        try:
            return kind(lr=self.lr, **values)
        except FieldError as error:
            fields = tuple(arguments[name][1] for name in error.fields)
            raise FieldError(self.family, fields, *error.reasons, cause=error.cause, value=error.value) from None

    # --- how long to train ---

    def returned(self) -> float:
        """The number of epochs that it returns, to be trained in all."""
        length = self.made.cycle_length() if isinstance(self.made, TimmScheduler) else None
        if length is None:
            return self.num_epochs + (self.warmup_epochs if self.warmup_prefix else 0)
        total = length + self.calls(self.cooldown_epochs)
        return total if self.step_on_epochs else total // self.updates_per_epoch

    def natural_run(self) -> NaturalRun | None:
        length = min(max(math.ceil(self.returned()), 1), LONGEST // 10**6)
        per = None if self.step_on_epochs else max(math.ceil(self.updates_per_epoch), 1)
        return NaturalRun(Run(epochs=length, steps_per_epoch=per))

    # --- on a run ---

    def settle(self, scope: Scope) -> Placed:
        exact = super().settle(scope).exact
        return Made(self, scope, exact, [Slot(self.made.settle(scope))])

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if KINDS[self.sched] is None:
            yield self.note("made", "makes no scheduler: the optimizer's LR stays, without a warm-up", "sched")
        else:
            yield self.note("made", f"makes {self.made!r}", "sched")
        yield self.note("returned", f"returns {plain(self.returned())} epochs, the length to train", "num_epochs")
        per = scope.run.steps_per_epoch
        if not self.step_on_epochs and per and per != self.updates_per_epoch:
            text = f"{self.family} has {self.shown('updates_per_epoch')}, and an epoch of the run {per} steps"
            yield Remark("other-epochs", WARNING, self.family, "updates_per_epoch", text)


class Made(Joined):
    """The curve of what was made.

    That its constant never drops, and that its numbers count updates, is what was asked for.
    """

    exact: CreateSchedulerV2

    def remarks(self, end: int) -> Iterator[Remark]:
        asked = {"counts-calls", *(["never-drops"] if self.exact.sched == "constant" else [])}
        return (remark for remark in super().remarks(end) if remark.code not in asked)


def translated(made: CreateSchedulerV2) -> Translated:
    """The arguments of the class."""
    warmed = {
        "warmup_t": (made.calls(made.warmup_epochs), "warmup_epochs"),
        "warmup_lr_init": (made.warmup_lr, "warmup_lr"),
    }
    noise = {
        "noise_range_t": (noise_range(made), "noise"),
        **{name: (getattr(made, name), name) for name in ("noise_pct", "noise_std", "noise_seed")},
    }
    timed: Translated = {**warmed, **noise, "t_in_epochs": (made.step_on_epochs, "step_on_epochs")}
    prefixed: Translated = {**timed, "warmup_prefix": (made.warmup_prefix, "warmup_prefix")}
    lowest = {"lr_min": (made.min_lr, "min_lr")}
    cycled: Translated = {
        "t_initial": (made.calls(made.num_epochs), "num_epochs"),
        **lowest,
        **{name: (getattr(made, name), name) for name in ("cycle_mul", "cycle_decay", "cycle_limit")},
        **prefixed,
    }
    factor, k_decay = (made.decay_rate, "decay_rate"), (made.k_decay, "k_decay")
    match made.sched:
        case "cosine":
            return {**cycled, "k_decay": k_decay}
        case "tanh":
            return cycled
        case "poly":
            return {**cycled, "power": factor, "k_decay": k_decay}
        case "step":
            every = 90 if made.decay_epochs is None else made.decay_epochs
            return {"decay_t": (made.calls(every), "decay_epochs"), "decay_rate": factor, **prefixed}
        case "constant":
            return {"decay_t": (1, "sched"), "decay_rate": (1.0, "sched"), **prefixed}
        case "multistep":
            dates = [made.calls(date) for date in made.decay_milestones]
            return {"decay_t": (dates, "decay_milestones"), "decay_rate": factor, **prefixed}
        case "plateau":
            watched: Translated = {
                "decay_rate": factor,
                "patience_t": (made.patience_epochs, "patience_epochs"),
                "mode": (made.plateau_mode, "plateau_mode"),
                "metrics": (made.metrics, "metrics"),
                "column": (made.column, "column"),
            }
            return {**watched, **lowest, **warmed, **noise}
    return {**ending(made), **lowest, **timed}


def ending(made: CreateSchedulerV2) -> Translated:
    """What wsd and rsqrt have of their own: the decay is inside num_epochs, and so is the warm-up, if no prefix."""
    initial, warm = made.calls(made.num_epochs), made.calls(made.warmup_epochs)
    whole = initial if made.warmup_prefix else initial - warm
    given = 0.2 if made.decay_epochs is None else made.decay_epochs
    decay = round(given * whole if 0 < given < 1 else made.calls(given))
    if not 0 < decay <= whole:
        allowed = f"0 < decay_epochs <= epochs{'' if made.warmup_prefix else ' - warmup_epochs'}"
        got = f"got decay {decay} and stable + decay length {plain(whole)}"
        error = f"ValueError: {made.sched} schedule requires {allowed}, {got}."
        raise made.refuse("decay_epochs", error, "framework", plain(given))
    falls = made.sched == "rsqrt"
    scale = None if made.stable_timescale is None else made.calls(made.stable_timescale)
    return {
        "t_initial": (whole, "num_epochs"),
        "decay_t": (decay, "decay_epochs"),
        "stable_fn": ("rsqrt" if falls else "constant", "sched"),
        "stable_timescale": (scale, "stable_timescale"),
        "decay_fn": (made.decay_fn or ("linear" if falls else "1-sqrt"), "decay_fn"),
    }


def noise_range(made: CreateSchedulerV2) -> float | list[float] | None:
    """When there is noise, as the scheduler counts."""
    whole = made.calls(made.num_epochs)
    if isinstance(made.noise, tuple):
        return [share * whole for share in made.noise]
    return None if made.noise is None else made.noise * whole
