"""OneCycleLR: one rise and one fall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.cycle import CyclePhases
from lrcli.frameworks._kit.declare import Strict, flag, native, number, rate, real, run_length, strict, word
from lrcli.frameworks._kit.optimizers import optimizer_name
from lrcli.frameworks.torch.base import EACH_GROUP
from lrcli.frameworks.torch.momentum import DrivesMomentum
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.frameworks.torch.optimizer import Optimizer
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Phase, Remark, Stop
    from lrcli.schedules.scope import Scope


NO_LENGTH = "ValueError: You must define either total_steps OR (epochs AND steps_per_epoch)"


class OneCycleLR(DrivesMomentum):
    """One rise to max_lr and one fall far below where it began; the momentum mirrors it.

        lr(t) = b + (a - b) * (1 + cos(pi * z)) / 2     anneal_strategy cos
        lr(t) = a + (b - a) * z                         anneal_strategy linear

    From level a to b in each phase, z being its share that is over. Levels: max_lr / div_factor, max_lr, and the
    first level / final_div_factor; three_phase goes back to the first level before the last. With N total_steps the
    phases end at pct_start * N - 1 and N - 1, with three_phase at pct_start * N - 1, 2 * pct_start * N - 2 and N - 1:
    not always whole, so that the top may be missed. The optimizer's lr is ignored. The lowest rate is at t = N - 1;
    one step more is allowed, which extrapolates (linear: below 0), and the next raises ValueError.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.OneCycleLR.
    """

    example = "max_lr=0.1, total_steps=100"

    natively = (
        native(
            "one_cycle(max_lr, total_steps - 1, pct_start * total_steps - 1, 1 / div_factor, "
            "1 / final_div_factor, 'cosine')",
            anneal_strategy="cos",
            three_phase=False,
        ),
        native(
            "one_cycle(max_lr, total_steps - 1, pct_start * total_steps - 1, 1 / div_factor, "
            "1 / final_div_factor, 'linear')",
            anneal_strategy="linear",
            three_phase=False,
        ),
    )

    guarded = True

    max_lr: float = rate(REQUIRED, "highest LR", role="peak", groups=EACH_GROUP)
    total_steps: int | None = run_length(
        Strict(least=1),
        "length in steps",
        error="ValueError: Expected positive integer total_steps, but got {}",
        none=NO_LENGTH,
    )
    epochs: int | None = strict(
        None,
        "length in epochs",
        role="length",
        counts="epochs",
        least=1,
        error="ValueError: Expected positive integer epochs, but got {}",
    )
    steps_per_epoch: int | None = strict(
        None,
        "steps in an epoch",
        counts="",
        least=1,
        error="ValueError: Expected positive integer steps_per_epoch, but got {}",
    )
    pct_start: float = real(
        0.3,
        "share of the rise, a float",
        role="warmup-share",
        least=0,
        most=1,
        error="ValueError: Expected float between 0 and 1 pct_start, but got {}",
    )
    anneal_strategy: str = word(
        "cos",
        "curve of the phases",
        "cos",
        "linear",
        role="shape",
        error="ValueError: anneal_strategy must be one of 'cos' or 'linear', instead got {}",
    )
    cycle_momentum: bool = flag(True, "drive the momentum as well")
    base_momentum: float = number(0.85, "momentum where LR is highest", role="momentum", groups=EACH_GROUP)
    max_momentum: float = number(0.95, "momentum where LR is lowest", role="momentum", groups=EACH_GROUP)
    div_factor: float = number(25.0, "max_lr / first LR", role="divisor")
    final_div_factor: float = number(1e4, "first LR / last LR", role="divisor")
    three_phase: bool = flag(False, "fall as it rose, then to the last LR")
    optimizer: str = optimizer_name()

    def check_none(self, name: str, given: Collection[str]) -> None:
        if not {"epochs", "steps_per_epoch"} <= set(given):
            super().check_none(name, given)

    def check(self) -> None:
        super().check()
        if not self.div_factor or not self.final_div_factor:
            name = "final_div_factor" if self.div_factor else "div_factor"
            self.raises(name, "ZeroDivisionError: float division by zero")
        if self.steps_in_all and float(self.pct_start * self.steps_in_all) - 1 == 0:
            self.raises("pct_start", "ZeroDivisionError: float division by zero: the first phase has no length")

    def left_out(self) -> str:
        return "" if self.epochs or self.steps_per_epoch else super().left_out()

    def filled(self, scope: Scope) -> Self:
        if self.steps_in_all or self.left_out():
            return super().filled(scope)
        run, missing = scope.run, "steps_per_epoch" if self.epochs else "epochs"
        epochs = int(run.epochs) if run.epochs is not None and run.epochs % 1 == 0 else None
        filled = self.replace(epochs=self.epochs or epochs, steps_per_epoch=self.steps_per_epoch or run.steps_per_epoch)
        if not filled.steps_in_all:
            raise self.refuse(missing, f"it is not given, and PyTorch raises {NO_LENGTH}")
        return filled

    @property
    def steps_in_all(self) -> int:
        """N, or 0 where it is not known yet."""
        return self.total_steps or (self.epochs or 0) * (self.steps_per_epoch or 0)

    def horizon(self) -> int | None:
        return self.steps_in_all or None

    @property
    def cycle(self) -> CyclePhases:
        """The phases, with the curve between them."""
        return CyclePhases.of(self.steps_in_all, self.pct_start, self.three_phase, self.anneal_strategy == "linear")

    @property
    def levels(self) -> tuple[float, float, float]:
        """First, highest and last rate."""
        first = self.max_lr / self.div_factor
        return first, self.max_lr, first / self.final_div_factor

    def stop(self) -> Stop | None:
        return self.stops(*self.cycle.over())

    def phases(self, end: int) -> list[Phase]:
        return self.cycle.named(end)

    def arcs(self, end: int) -> list[Arc]:
        return self.cycle.arcs(end)

    def enter(self, optimizer: Optimizer) -> None:
        optimizer.initial_lr = self.levels[0]
        optimizer.levels = self.levels
        super().enter(optimizer)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return np.zeros_like(k), self.cycle.between(k, *optimizer.levels)

    def drive(self, k: Array, optimizer: Optimizer) -> Array | None:
        return self.momenta(k, *optimizer.momenta) if self.cycle_momentum else None

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        total = self.steps_in_all
        if end >= total and (top := self.cycle.missed(total, *self.levels)) is not None:
            predicate = f"has {top:.6g} as its highest LR, not max_lr: pct_start * total_steps is not whole"
            yield self.note("misses-peak", predicate, "pct_start")
        if end > total:
            after = f"one more step has the LR {self.at(total):.6g}, the next raises ValueError"
            yield self.note("is-over", f"is over at t = {total - 1}: {after}", "total_steps")
        yield from super().remarks(scope, end)

    def formula(self, t: Array) -> Array:
        return self.cycle.between(t, *self.levels)

    def momenta(self, t: Array, high: float, low: float) -> Array:
        return self.cycle.between(t, high, low, high)
