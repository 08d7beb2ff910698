"""Paddle's schedulers that rise and fall: once, or again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.frameworks._kit.cycle import CyclePhases
from lrcli.frameworks._kit.decays import TOO_LARGE
from lrcli.frameworks._kit.declare import AnyWord, argument, flag, formula, native, number, rate, word
from lrcli.frameworks._kit.lambdas import Functional
from lrcli.frameworks._kit.triangles import Triangles
from lrcli.frameworks.paddle.base import Epochs
from lrcli.frameworks.paddle.kinds import INVALID, Float, length, positive
from lrcli.schedules.arcs import unknown
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Phase, Stop
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

TRIED = "ValueError: Tried to step {tick} times. However the number of total steps is {steps}"
MODES = ("triangular", "triangular2", "exp_range")


class OneCycleLR(Epochs):
    """One rise to max_learning_rate and one fall to end_learning_rate.

        lr(t) = b + (a - b) * (1 + cos(pi * z)) / 2     anneal_strategy cos
        lr(t) = a + (b - a) * z                         anneal_strategy linear

    From level a to b in each phase, z being its share that is over. Levels: max_learning_rate / divide_factor,
    max_learning_rate, and end_learning_rate, which is a rate and no share as in PyTorch; three_phase goes back to the
    first level before the last. With N total_steps the phases end at phase_pct * N - 1 and N - 1, with three_phase at
    phase_pct * N - 1, 2 * phase_pct * N - 2 and N - 1: not always whole, so that the top may be missed. One step after
    t = N - 1 is allowed, which extrapolates, and the next raises ValueError.

    Source: Paddle 3.3.1, paddle.optimizer.lr.OneCycleLR.
    """

    run_unit = "steps"
    example = "max_learning_rate=0.1, total_steps=100"

    natively = (
        native(
            "one_cycle(max_learning_rate, total_steps - 1, phase_pct * total_steps - 1, 1 / divide_factor, "
            "end_learning_rate * divide_factor / max_learning_rate, 'cosine')",
            anneal_strategy="cos",
            three_phase=False,
        ),
        native(
            "one_cycle(max_learning_rate, total_steps - 1, phase_pct * total_steps - 1, 1 / divide_factor, "
            "end_learning_rate * divide_factor / max_learning_rate, 'linear')",
            anneal_strategy="linear",
            three_phase=False,
        ),
    )

    max_learning_rate: float = rate(
        REQUIRED,
        "highest LR",
        role="peak",
        least=0,
        error="ValueError: 'max_learning_rate' must be a positive integer.",
    )
    total_steps: int = length(
        "length in steps",
        "TypeError: 'total_step' must be 'int', but received {}",
        "ValueError: 'total_step' must be a positive integer.",
        "TypeError: 'total_step' must be 'int', but received <class 'NoneType'>",
        counts="updates",
    )
    divide_factor: float = number(25.0, "max_learning_rate / first LR", role="divisor")
    end_learning_rate: float = rate(
        0.0001, "last LR", role="final", least=0, error="ValueError: 'end_learning_rate' must be a positive integer."
    )
    phase_pct: float = argument(
        Float("TypeError: 'phase_pct' must be 'float', but received {}", least=0, most=1),
        0.3,
        "share of the rise, a float",
        role="warmup-share",
        error="ValueError: 'phase_pct' must be between 0 and 1, but received {}",
    )
    anneal_strategy: str = word(
        "cos",
        "curve of the phases",
        "cos",
        "linear",
        role="shape",
        error="ValueError: 'anneal_strategy' must by one of 'cos' or 'linear', but received {}",
    )
    three_phase: bool = flag(False, "fall as it rose, then to the last LR")

    def check(self) -> None:
        if not self.divide_factor:
            self.raises("divide_factor", "ZeroDivisionError: float division by zero")
        if self.divide_factor < 0 < self.max_learning_rate:
            self.raises("divide_factor", INVALID.format(self.levels[0]))
        if self.three_phase and self.phase_pct >= 0.5:
            self.raises("phase_pct", "ValueError: When three_phase is True, 'phase_pct' must be less than 0.5")
        super().check()

    def horizon(self) -> int | None:
        return None if self.left_out() else self.total_steps

    @property
    def cycle(self) -> CyclePhases:
        """The phases, with the curve between them."""
        return CyclePhases.of(self.total_steps, self.phase_pct, self.three_phase, self.anneal_strategy == "linear")

    @property
    def levels(self) -> tuple[float, float, float]:
        """First, highest and last rate."""
        return self.max_learning_rate / self.divide_factor, self.max_learning_rate, self.end_learning_rate

    def error(self) -> tuple[int, str] | None:
        return self.cycle.over(TRIED)

    def parts(self, end: int) -> list[Phase]:
        return self.cycle.named(end)

    def epoch_arcs(self, end: int) -> list[Arc]:
        return self.cycle.arcs(end)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        steps = self.total_steps
        if end >= steps and (top := self.cycle.missed(steps, *self.levels)) is not None:
            predicate = f"has {top:.6g} as its highest LR, not max_learning_rate: phase_pct * total_steps is not whole"
            yield self.note("misses-peak", predicate, "phase_pct")
        if end > steps:
            over = f"is over at t = {steps - 1}: one more step is extrapolated, the next raises ValueError"
            yield self.note("is-over", over, "total_steps")

    def rates(self, e: Array) -> Array:
        return self.cycle.between(e, *self.levels)


class CyclicLR(Epochs, Functional):
    """A straight rise and a straight fall, again and again.

        lr(t) = base_learning_rate + (max_learning_rate - base_learning_rate) * s * k

    s rises from 0 to 1 in step_size_up steps and falls back in step_size_down, which is step_size_up when not given.
    k is 1 (triangular), 2 ** -c in cycle c (triangular2), exp_gamma ** t (exp_range), or scale_fn, of the cycle from 1
    on or, with scale_mode iterations, of t. With a scale_fn any mode is taken, and none has an effect. No momentum is
    driven. Where a power is too large for a float OverflowError is raised: of exp_gamma, or of 2 after 1024 cycles.

    Source: Paddle 3.3.1, paddle.optimizer.lr.CyclicLR.
    """

    run_unit = "steps"
    example = "base_learning_rate=0.001, max_learning_rate=0.1, step_size_up=20"

    natively = (
        native(
            "triangular(max_learning_rate, base_learning_rate, step_size_up, step_size_down, 'plain')",
            mode="triangular",
        ),
        native(
            "triangular(max_learning_rate, base_learning_rate, step_size_up, step_size_up, 'plain')",
            mode="triangular",
            step_size_down=None,
        ),
        native(
            "triangular(max_learning_rate, base_learning_rate, step_size_up, step_size_down, 'halving')",
            mode="triangular2",
        ),
        native(
            "triangular(max_learning_rate, base_learning_rate, step_size_up, step_size_up, 'halving')",
            mode="triangular2",
            step_size_down=None,
        ),
    )

    base_learning_rate: float = rate(REQUIRED, "lowest LR", role="floor", least=0, error=INVALID)
    max_learning_rate: float = rate(
        REQUIRED,
        "highest LR of the first cycle",
        role="peak",
        least=0,
        error="ValueError: 'max_learning_rate' must be a positive integer, but received {}",
    )
    step_size_up: int = positive(
        REQUIRED,
        "steps of the rise",
        "period",
        "TypeError: The type of 'step_size_up' must be int, but received {}",
        "ValueError: 'step_size_up' must be a positive integer, but received {}",
        counts="updates",
    )
    step_size_down: int | None = positive(
        None,
        "steps of the fall; as step_size_up if not given",
        "period",
        "TypeError: The type of 'step_size_down' must be int, but received {}",
        "ValueError: 'step_size_down' must be a positive integer, but received {}",
        counts="updates",
    )
    mode: str = argument(AnyWord(*MODES), "triangular", "how the height goes on", role="mode")
    exp_gamma: float = argument(
        Float("TypeError: The type of 'exp_gamma' must be float, but received {}"),
        1.0,
        "factor on the height at every step, with exp_range, a float",
        role="factor",
    )
    scale_fn: str | None = formula("height in place of the mode's, a function of x", required=False)
    scale_mode: str = word(
        "cycle",
        "what scale_fn is a function of",
        "cycle",
        "iterations",
        error="ValueError: 'scale_mode' must be one of 'cycle' or 'iterations",
    )

    function_field = "scale_fn"

    def check(self) -> None:
        if self.scale_fn is None and self.mode not in MODES:
            error = "'mode' is invalid and 'scale_fn' is not specified, make sure one of 'mode' or 'scale_fn' is valid"
            self.raises("mode", f"ValueError: {error}")
        self.call(self.since)
        super().check()

    def tried(self, end: int) -> Stop | None:
        failure = self.fails(self.since, end + self.since)
        return failure and Stop(failure[0] - self.since, failure[1])

    def error(self) -> tuple[int, str] | None:
        tick = self.triangles.too_large(self.mode, self.exp_gamma) if self.scale_fn is None else None
        return None if tick is None else (tick, TOO_LARGE)

    @property
    def triangles(self) -> Triangles:
        """Its rises and falls."""
        return Triangles(self.step_size_up, self.step_size_down or self.step_size_up)

    def horizon(self) -> int | None:
        return int(2 * self.triangles.size)

    def argument(self, k: Array) -> Array:
        return self.triangles.cycle(k) if self.scale_mode == "cycle" else k

    def epoch_arcs(self, end: int) -> list[Arc]:
        if self.scale_fn is not None:
            return unknown(0, end)
        return self.triangles.arcs(end, self.exp_gamma if self.mode == "exp_range" else 1)

    def rates(self, e: Array) -> Array:
        height = self.triangles.height(e)
        if self.scale_fn is not None:
            height = height * self.called(e)
        elif self.mode == "triangular2":
            height = height * powers(0.5, self.triangles.cycle(e) - 1)
        elif self.mode == "exp_range":
            height = height * powers(self.exp_gamma, e)
        return self.base_learning_rate + (self.max_learning_rate - self.base_learning_rate) * height
