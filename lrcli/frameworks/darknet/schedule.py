"""Darknet's schedule: a rise as a power, then one of several policies, by the number of the batch."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import argument, count, number, numbers, rate
from lrcli.frameworks._kit.float32 import grown, is_unseen
from lrcli.frameworks._kit.seen import arcs_of_powers
from lrcli.schedules.arcs import HELD, arcs_at, arcs_between, arcs_of_phases, arcs_of_stairs, rounds, unknown
from lrcli.schedules.kinds import Choice, Listed, Whole
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop, levels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

POLICIES = ("constant", "steps", "step", "exp", "poly", "sigmoid")


class GetCurrentRate(Scheduler, family="darknet.get_current_rate"):
    """A rise as a power, then a constant rate or one of five falls.

        lr(t) = learning_rate * (b / burn_in) ** power,                     b < burn_in
        lr(t) = learning_rate,                                              constant
        lr(t) = learning_rate * scales[0] * ... * scales[i],                steps: up to the last i with steps[i] <= b
        lr(t) = learning_rate * scale ** floor(b / step),                   step
        lr(t) = learning_rate * gamma ** b,                                 exp
        lr(t) = learning_rate * (1 - b / max_batches) ** power,             poly
        lr(t) = learning_rate / (1 + exp(gamma * (b - step))),              sigmoid

    b is t + 1: the batches are counted before the update. Steps after one that is not reached yet do not count. With a
    power that is not whole poly gives nan past max_batches, and ends there.

    Source: Darknet f6afaabc, network.get_current_rate.
    """

    run_unit = "steps"
    order = ()
    example = "learning_rate=0.1, policy='poly', burn_in=10, max_batches=100"

    learning_rate: float = rate(0.001, "the LR", role="base")
    policy: str = argument(Choice(*POLICIES), "constant", "what follows the rise")
    burn_in: int = count(0, "batches of the rise", role="warmup", counts="updates", least=0)
    power: float = number(4.0, "power of the rise, and of poly", role="power", least=0)
    steps: tuple[int, ...] = argument(
        Listed(Whole(least=0)), (), "batches of the drops", role="dates", counts="updates"
    )
    scales: tuple[float, ...] = numbers((), "factor at each of them", role="factor")
    step: int = count(1, "batches between drops; the middle of the sigmoid", role="period", counts="updates", least=1)
    scale: float = number(1.0, "factor at each drop", role="growth")
    gamma: float = number(1.0, "factor of exp at each batch; how steep the sigmoid is", role="speed")
    max_batches: int | None = count(
        None, "batches of the run, which poly needs", role="length", counts="updates", least=1, shown="none"
    )

    def check(self) -> None:
        if len(self.steps) != len(self.scales):
            counts = f"{len(self.steps)} steps and {len(self.scales)} scales: each step has a scale of its own"
            raise self.refuse("scales", counts)
        if self.policy == "steps" and not self.steps:
            raise self.refuse("steps", "STEPS policy must have steps and scales in cfg file")
        if self.policy == "poly" and self.max_batches is None:
            raise self.refuse("max_batches", "the policy poly falls over the batches of the run: max_batches=500200")

    @cached_property
    def reached(self) -> list[int]:
        """The steps in the order in which they come to count."""
        return list(accumulate(self.steps, max))

    @cached_property
    def table(self) -> tuple[Array, Array]:
        """The steps, and the products of the scales before the first and from each of them on."""
        products = [*accumulate((1.0, *self.scales), lambda product, scale: product * scale)]
        return np.asarray(self.reached, dtype=np.float64), np.asarray(products, dtype=np.float64)

    def horizon(self) -> int | None:
        if self.max_batches is not None:
            return self.max_batches
        return None if self.policy != "steps" or not self.steps else max(self.reached[-1] * 5 // 4, 1)

    def stop(self) -> Stop | None:
        if self.policy != "poly" or not self.max_batches or not self.power % 1:
            return None
        tick = max(self.max_batches, self.burn_in - 1)
        return Stop(tick, f"{self.family} gives nan: a number below 0 to a power that is not whole")

    def dates(self, end: int) -> list[int]:
        """The updates at which the rate drops."""
        if self.policy == "steps":
            return [max(step - 1, 0) for step in self.reached]
        return [*range(self.step - 1, min(end, self.step * MOST_PHASES), self.step)] if self.policy == "step" else []

    def phases(self, end: int) -> list[Phase]:
        begin = max(self.burn_in - 1, 0)
        rise = [Phase(0, "burn-in")] if begin else []
        if self.policy in ("steps", "step"):
            held = levels(self.formula, {begin, *self.dates(end)}, end)
            return [*rise, *(phase for phase in held if phase.start >= begin)][:MOST_PHASES]
        parts = {begin: "constant" if self.policy == "constant" else "decay"}
        if self.policy == "poly":
            parts[max(self.max_batches or 0, begin)] = "past the end"
        return [*rise, *(Phase(start, name) for start, name in sorted(parts.items()) if start < end)]

    def arcs(self, end: int) -> list[Arc]:
        begin = min(max(self.burn_in - 1, 0), end)
        if self.policy == "exp" and self.gamma > 0:
            return [*arcs_between((), 0, begin), *arcs_of_powers(self.gamma, -1, 1, begin, end)]
        if self.policy == "steps":
            return [*arcs_between((), 0, begin), *arcs_at(self.dates(end), begin, end, HELD)]
        if self.policy != "step" or end // self.step <= MOST_PHASES // 2:
            return arcs_of_phases(self.phases(end), end)
        return [*arcs_between((), 0, begin), *(self.stairs(begin, end) if begin < end else ())]

    def stairs(self, begin: int, end: int) -> list[Arc]:
        """The arcs of its stairs from one update to another."""
        if self.scale >= 0 and is_unseen(self.scale):
            return rounds(self.step - 1, end, self.step, (0,), begin)
        stairs = arcs_of_stairs(lambda t: np.floor((t + 1) / self.step), -1, self.step, begin, end)
        if stairs or self.scale <= 0:
            return stairs or unknown(begin, end)
        return arcs_of_powers(self.scale, -1, self.step, begin, end, whole=True)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        yield self.note("float32", "computes in float32: up to 2e-6 of the highest LR from these values")

    def formula(self, t: Array) -> Array:
        batch = t + 1
        rise = (np.minimum(batch, self.burn_in) / (self.burn_in or 1)) ** self.power
        return self.learning_rate * np.where(batch < self.burn_in, rise, self.body(batch))

    def body(self, batch: Array) -> Array:
        """The factor after the rise."""
        if self.policy == "steps":
            reached, products = self.table
            return products[np.searchsorted(reached, batch, side="right")]
        if self.policy == "step":
            drops = np.floor(batch / self.step)
            return grown(self.scale, drops, drops)
        if self.policy == "exp":
            return grown(self.gamma, batch, batch)
        if self.policy == "poly":
            return (1 - batch / (self.max_batches or np.nan)) ** self.power
        if self.policy == "sigmoid":
            return 1.0 / (1.0 + np.exp(self.gamma * (batch - self.step)))
        return np.ones_like(batch)
