"""OneCycleLR: one rise and one fall."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.cycle import TRIED, CyclePhases
from lrcli.frameworks._kit.declare import Strict, argument, flag, native, number, rate, real, word
from lrcli.frameworks.mmengine.base import INF
from lrcli.frameworks.mmengine.single import Single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.frameworks.mmengine.group import Group, Levels
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

EACH_GROUP = "{shown} raises ValueError: expected {groups} values for max_lr, got {count}"


class OneCycleLR(Single):
    """One rise to eta_max and one fall far below where it began.

        lr(t) = b + (a - b) * (1 + cos(pi * z)) / 2     anneal_strategy cos
        lr(t) = a + (b - a) * z                         anneal_strategy linear

    From level a to b in each phase, z being its share that is over. Levels: eta_max / div_factor, eta_max, and the
    first level / final_div_factor; three_phase goes back to the first level before the last. t - begin counts its calls
    of step(): epochs, or iterations with by_epoch=False. With N total_steps, end - begin if not given, the phases end
    at its calls pct_start * N - 1 and N - 1, with three_phase at pct_start * N - 1, 2 * pct_start * N - 2 and N - 1:
    not always whole, so that the top may be missed. Before begin the optimizer's lr is in effect, then it is ignored.
    One call after the N-th extrapolates, the next raises ValueError, unless end comes first. Momentum is left alone.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.OneCycleLR.
    """

    ignores_lr = True
    example = "eta_max=0.1, total_steps=100"

    natively = (
        native(
            "one_cycle(eta_max, total_steps - 1, pct_start * total_steps - 1, 1 / div_factor, "
            "1 / final_div_factor, 'cosine')",
            anneal_strategy="cos",
            three_phase=False,
            begin=0,
        ),
        native(
            "one_cycle(eta_max, total_steps - 1, pct_start * total_steps - 1, 1 / div_factor, "
            "1 / final_div_factor, 'linear')",
            anneal_strategy="linear",
            three_phase=False,
            begin=0,
        ),
    )

    eta_max: float = rate(0.0, "highest LR", role="peak", groups=EACH_GROUP)
    total_steps: int | None = argument(
        Strict(least=1),
        None,
        "length in calls",
        role="length",
        counts="calls",
        error="ValueError: Expected positive integer total_steps, but got {}",
        shown="end - begin",
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
        error='ValueError: anneal_strategy must by one of "cos" or "linear", instead got {}',
    )
    div_factor: float = number(25.0, "eta_max / first LR", role="divisor")
    final_div_factor: float = number(1e4, "first LR / last LR", role="divisor")
    three_phase: bool = flag(False, "fall as it rose, then to the last LR")

    in_epochs = ("total_steps",)

    def check(self) -> None:
        if not self.div_factor or not self.final_div_factor:
            name = "final_div_factor" if self.div_factor else "div_factor"
            self.raises(name, "ZeroDivisionError: float division by zero")
        super().check()

    def needs_lr(self) -> bool:
        return self.first > 0

    @property
    def steps(self) -> float:
        """N."""
        return self.total_steps or self.end - self.begin

    @property
    def cycle(self) -> CyclePhases:
        """The phases, with the curve between them."""
        return CyclePhases.of(self.steps, self.pct_start, self.three_phase, self.anneal_strategy == "linear")

    @property
    def levels(self) -> tuple[float, float, float]:
        """First, highest and last rate."""
        first = self.eta_max / self.div_factor
        return first, self.eta_max, first / self.final_div_factor

    def failure(self) -> tuple[int, str] | None:
        return self.cycle.over(TRIED.replace("{tick}", "{call}"))

    @property
    def multiplies(self) -> bool:
        return False

    def join(self, group: Group) -> Self:
        group.levels = {name: getattr(self, name) for name in ("eta_max", "div_factor", "final_div_factor")}
        group.initial_lr = self.levels[0]
        return self

    def sharing(self, levels: Levels) -> Self:
        return self.unchecked(**levels)

    def alone(self, v: float, since: float, u: Array) -> Array | None:
        return self.cycle.between(u, *self.levels)

    def lines(self, u: Array) -> Lines:
        return np.zeros_like(u), self.cycle.between(np.maximum(u, 0), *self.levels)

    def horizon(self) -> int | None:
        return None if self.steps >= INF else min(self.first + math.ceil(self.steps), self.last)

    def parts(self, calls: int) -> list[tuple[int, str]]:
        return [(phase.start, phase.name) for phase in self.cycle.named(calls)]

    def own_arcs(self, calls: int) -> list[Arc]:
        return self.cycle.arcs(calls)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        steps, acts = math.ceil(self.steps), min(self.last, end) - self.first
        if steps >= INF:
            sentence = "neither total_steps nor end is given: the cycle has 1000000000 calls"
            yield self.warning("no-end", sentence, "total_steps")
        elif acts >= steps and (top := self.cycle.missed(steps, *self.levels)) is not None:
            predicate = f"has {top:.6g} as its highest LR, not eta_max: pct_start times its length is not whole"
            yield self.note("misses-peak", predicate, "pct_start")
        if acts > steps:
            over = f"is over at t = {self.first + steps - 1}: one more call is extrapolated, the next raises ValueError"
            yield self.note("is-over", over, "total_steps")
