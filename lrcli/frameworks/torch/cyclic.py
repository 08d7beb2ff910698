"""CyclicLR: rises and falls, again and again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli.frameworks._kit.decays import TOO_LARGE
from lrcli.frameworks._kit.declare import AnyWord, argument, flag, formula, native, number, rate
from lrcli.frameworks._kit.optimizers import optimizer_name
from lrcli.frameworks._kit.triangles import Triangles
from lrcli.frameworks.torch.base import EACH_GROUP
from lrcli.frameworks.torch.momentum import DrivesMomentum
from lrcli.schedules.arcs import unknown
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Line
    from lrcli.frameworks.torch.optimizer import Optimizer
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Stop


MODES = ("triangular", "triangular2", "exp_range")


class CyclicLR(DrivesMomentum):
    """A straight rise and a straight fall, again and again; the momentum mirrors it.

        lr(t) = base_lr + (max_lr - base_lr) * s * k

    s rises from 0 to 1 in step_size_up steps and falls back in step_size_down, which is step_size_up when not given.
    k is 1 (triangular), 2 ** -c in cycle c (triangular2), gamma ** t (exp_range), or scale_fn, of the cycle from 1 on
    or, with scale_mode iterations, of t. The momentum is max_momentum - (max_momentum - base_momentum) * s * k: k
    acts on it too. The optimizer's lr is ignored. With a scale_fn any mode is taken, and none has an effect; without
    one scale_mode has none; any other scale_mode is iterations. triangular2 raises OverflowError after 1024 cycles:
    Python has no float for 2.0 ** 1024.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.CyclicLR.
    """

    example = "base_lr=0.001, max_lr=0.1, step_size_up=20"

    natively = (
        native("triangular(max_lr, base_lr, step_size_up, step_size_down, 'plain')", mode="triangular"),
        native(
            "triangular(max_lr, base_lr, step_size_up, step_size_up, 'plain')", mode="triangular", step_size_down=None
        ),
        native("triangular(max_lr, base_lr, step_size_up, step_size_down, 'halving')", mode="triangular2"),
        native(
            "triangular(max_lr, base_lr, step_size_up, step_size_up, 'halving')",
            mode="triangular2",
            step_size_down=None,
        ),
    )

    base_lr: float = rate(REQUIRED, "lowest LR", role="floor", groups=EACH_GROUP)
    max_lr: float = rate(REQUIRED, "highest LR of the first cycle", role="peak", groups=EACH_GROUP)
    step_size_up: float = number(2000, "steps of the rise", role="period", counts="updates", least=0)
    step_size_down: float | None = number(
        None, "steps of the fall", role="period", counts="updates", least=0, shown="as step_size_up"
    )
    mode: str = argument(AnyWord(*MODES), "triangular", "how the height goes on", role="mode")
    gamma: float = number(1.0, "factor on the height at every step, with exp_range", role="factor")
    scale_fn: str | None = formula("height in place of the mode's, a function of x", required=False)
    scale_mode: str = argument(AnyWord("cycle", "iterations"), "cycle", "what scale_fn is a function of")
    cycle_momentum: bool = flag(True, "drive the momentum as well")
    base_momentum: float = number(0.8, "momentum where LR is highest", role="momentum", groups=EACH_GROUP)
    max_momentum: float = number(0.9, "momentum where LR is lowest", role="momentum", groups=EACH_GROUP)
    optimizer: str = optimizer_name()

    def check(self) -> None:
        super().check()
        if not self.step_size_up or not self.triangles.size:
            self.raises("step_size_up", "ZeroDivisionError: float division by zero")
        if self.scale_fn is None and self.mode not in MODES:
            self.raises("mode", "ValueError: mode is invalid and scale_fn is None")
        if self.scale_fn is not None:
            self.call(0)  # the constructor makes the first step

    def stop(self) -> Stop | None:
        tick = self.triangles.too_large(self.mode, self.gamma) if self.scale_fn is None else None
        return None if tick is None else self.stops(tick, TOO_LARGE)

    @property
    def triangles(self) -> Triangles:
        """Its rises and falls."""
        return Triangles(self.step_size_up, self.step_size_up if self.step_size_down is None else self.step_size_down)

    def horizon(self) -> int | None:
        return math.ceil(2 * self.triangles.size)

    def enter(self, optimizer: Optimizer) -> None:
        optimizer.move("lr", (0.0, self.base_lr))
        super().enter(optimizer)

    def constructed(self, optimizer: Optimizer) -> Line:
        return 0.0, optimizer.initial_lr or 0.0  # base_lr takes its place after that step only

    def drive(self, k: Array, optimizer: Optimizer) -> Array | None:
        return self.momentum_formula(k) if self.cycle_momentum else None

    function_field = "scale_fn"

    def argument(self, k: Array) -> Array:
        return self.triangles.cycle(k) if self.scale_mode == "cycle" else k

    def height(self, t: Array) -> Array:
        """The product s * k."""
        s = self.triangles.height(t)
        if self.scale_fn is not None:
            return s * self.called(t)
        if self.mode == "triangular2":
            return s * powers(0.5, self.triangles.cycle(t) - 1)
        return s * powers(self.gamma, t) if self.mode == "exp_range" else s

    def arcs(self, end: int) -> list[Arc]:
        if self.scale_fn is not None:
            return unknown(0, end)
        return self.triangles.arcs(end, self.gamma if self.mode == "exp_range" else 1)

    def formula(self, t: Array) -> Array:
        return self.base_lr + (self.max_lr - self.base_lr) * self.height(t)

    def momenta(self, t: Array, high: float, low: float) -> Array:
        return high - (high - low) * self.height(t)
