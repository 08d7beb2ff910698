"""Paddle's schedulers that fall smoothly: Noam's, exponential, inverse, polynomial, linear."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.decays import grown
from lrcli.frameworks._kit.declare import flag, native, number, rate, run_length, unordered
from lrcli.frameworks._kit.stepping import KEEP, Lasting, Path
from lrcli.frameworks.paddle.base import Epochs
from lrcli.frameworks.paddle.kinds import learning_rate, length
from lrcli.schedules.arcs import arcs_between, later, near, rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import MOST_PHASES, Phase
from lrcli.schedules.shapes import blend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope


class NoamDecay(Epochs):
    """The schedule of the first Transformer: a straight rise, then a fall as one over the square root of the time.

        lr(t) = learning_rate * d_model ** -0.5 * min(t ** -0.5, t * warmup_steps ** -1.5)

    t counts calls of step(), which are made after each update. It is 0 at t = 0, where the paper has its first update:
    the native noam is one ahead. learning_rate is a factor. warmup_steps 0 raises ZeroDivisionError, one below 0
    TypeError.

    Source: Paddle 3.3.1, paddle.optimizer.lr.NoamDecay.
    """

    run_unit = "steps"
    example = "d_model=512, warmup_steps=20"

    d_model: float = number(
        REQUIRED, "width of the model", above=0, error="ValueError: d_model should be grater than 0"
    )
    warmup_steps: float = number(REQUIRED, "updates until the top", role="warmup", counts="updates")
    learning_rate: float = learning_rate(1.0, "factor on all of it", role="factor")

    def check(self) -> None:
        if not self.warmup_steps:
            self.raises("warmup_steps", "ZeroDivisionError: 0.0 cannot be raised to a negative power")
        if self.warmup_steps < 0:
            error = "TypeError: '<' not supported between instances of 'complex' and 'int'"
            self.raises("warmup_steps", error)

    def horizon(self) -> int | None:
        return max(math.ceil(5 * self.warmup_steps), 100)

    def parts(self, end: int) -> list[Phase]:
        top = math.ceil(self.warmup_steps)
        return [phase for phase in (Phase(0, "warm-up"), Phase(top, "decay")) if phase.start < end]

    def epoch_arcs(self, end: int) -> list[Arc]:
        return arcs_between(near(self.warmup_steps), 0, end)  # the top may lie between two

    def rates(self, e: Array) -> Array:
        falling = np.maximum(e, 1) ** -0.5
        height: Array = self.learning_rate * self.d_model**-0.5 * np.minimum(falling, self.warmup_steps**-1.5 * e)
        return height


class NaturalExpDecay(Epochs):
    """Falls by a power of e.

        lr(t) = learning_rate * exp(-gamma * t)

    t counts calls of step(). gamma must be above 0.

    Source: Paddle 3.3.1, paddle.optimizer.lr.NaturalExpDecay.
    """

    one_way = True
    example = "learning_rate=0.1, gamma=0.05"

    learning_rate: float = learning_rate()
    gamma: float = number(
        REQUIRED,
        "speed of the fall",
        role="speed",
        above=0,
        error="AssertionError:  'gamma' must be a positive number so that the learning rate will decay.",
    )

    def rates(self, e: Array) -> Array:
        return self.learning_rate * np.exp(-1 * self.gamma * e)


class ExponentialDecay(Epochs):
    """Multiplied by gamma at every step.

        lr(t) = learning_rate * gamma ** t

    t counts calls of step(). gamma must be above 0 and below 1.

    Source: Paddle 3.3.1, paddle.optimizer.lr.ExponentialDecay.
    """

    one_way = True
    example = "learning_rate=0.1, gamma=0.96"

    natively = (native("exponential(learning_rate, gamma=gamma, every=1, staircase=False)"),)

    learning_rate: float = learning_rate()
    gamma: float = number(
        REQUIRED,
        "factor at every step",
        role="factor",
        above=0,
        below=1,
        error="AssertionError:  'gamma' must be in interval (0.0, 1.0) so that the learning rate will decay.",
    )

    def rates(self, e: Array) -> Array:
        return grown(self.learning_rate, self.gamma, e)


class InverseTimeDecay(Epochs):
    """Falls as one over the time.

        lr(t) = learning_rate / (1 + gamma * t)

    t counts calls of step(). gamma may be below 0: then it rises, and is negative after t = -1 / gamma, where
    ZeroDivisionError is raised if that is a whole number.

    Source: Paddle 3.3.1, paddle.optimizer.lr.InverseTimeDecay.
    """

    example = "learning_rate=0.1, gamma=0.1"

    natively = (native("inverse(learning_rate, gamma, 1, 1)"),)

    learning_rate: float = learning_rate()
    gamma: float = number(REQUIRED, "growth of the divisor at every step", role="speed")

    def error(self) -> tuple[int, str] | None:
        if self.gamma >= 0:
            return None
        epoch = round(min(-1 / self.gamma, 1e15))
        zero = epoch >= self.since and 1 + self.gamma * epoch == 0
        return (epoch, "ZeroDivisionError: float division by zero") if zero else None

    def goes_one_way(self) -> bool:
        return self.gamma >= 0

    def rates(self, e: Array) -> Array:
        return self.learning_rate / (1 + self.gamma * e)


class PolynomialDecay(Epochs):
    """To end_lr as a power of the time that is left.

        lr(t) = (learning_rate - end_lr) * (1 - t / decay_steps) ** power + end_lr

    t counts calls of step(); after decay_steps it is held. With cycle decay_steps is replaced by its first multiple
    that is not below t: at the end of each cycle the rate jumps up, not to the first one but about half of the way the
    first time, less each time. The default of end_lr is not 0. It may be above learning_rate.

    Source: Paddle 3.3.1, paddle.optimizer.lr.PolynomialDecay.
    """

    run_unit = "steps"
    shows_arrival = True
    example = "learning_rate=0.1, decay_steps=100, power=2.0"

    natively = (
        native("linear(learning_rate, end_lr, decay_steps)", power=1.0, cycle=False),
        native("polynomial(learning_rate, end_lr, decay_steps, power)", cycle=False),
    )

    learning_rate: float = learning_rate()
    decay_steps: int = length(
        "steps until end_lr",
        "AssertionError:  'decay_steps' must be a positive integer.",
        "AssertionError:  'decay_steps' must be a positive integer.",
        unordered(">"),
        counts="updates",
    )
    end_lr: float = rate(0.0001, "LR at the end", role="final")
    power: float = number(
        1.0,
        "power of the time that is left",
        role="power",
        above=0,
        error="AssertionError:  'power' must be greater than 0.0 so that the learning rate will decay.",
    )
    cycle: bool = flag(False, "go on after decay_steps, with a multiple of it")

    def horizon(self) -> int | None:
        return None if self.left_out() else self.decay_steps * (3 if self.cycle else 1) + 1

    def parts(self, end: int) -> list[Phase]:
        if not self.cycle:
            return super().parts(end)
        starts = [0, *range(self.decay_steps + 1, min(end, self.decay_steps * MOST_PHASES), self.decay_steps)]
        return [Phase(start, f"cycle {i}") for i, start in enumerate(starts, 1)][:MOST_PHASES]

    def goes_one_way(self) -> bool:
        return True

    def epoch_arcs(self, end: int) -> list[Arc]:
        """From cycle to cycle a rate at the same place of them falls, too."""
        return rounds(1, end, self.decay_steps, (0,), first=0) if self.cycle else super().epoch_arcs(end)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.end_lr == self.fields["end_lr"].default:
            yield self.note("default-end", f"ends at {self.end_lr:.12g}, its default, not at 0", "end_lr")
        if self.cycle and end > self.decay_steps + 1:
            again = float(self.rates(np.full(1, self.decay_steps + 1.0))[0])
            up = f"goes up to {again:.6g} after decay_steps, not to learning_rate, and less each time"
            yield self.note("restarts-lower", up, "cycle")

    def rates(self, e: Array) -> Array:
        steps = self.decay_steps * np.maximum(np.ceil(e / self.decay_steps), 1) if self.cycle else self.decay_steps
        left = 1 - np.minimum(e, steps) / steps
        return blend(left**self.power, self.learning_rate, self.end_lr)


class LinearLR(Epochs):
    """The base rate times a factor that changes in a straight line.

        lr(t) = learning_rate * (start_factor + (end_factor - start_factor) * min(t, total_steps) / total_steps)

    t counts calls of step(). No factor can be above 1, and start_factor not 0. Of a total_steps that is not whole only
    the whole calls are made: the rate stays where they lead. Begun at another epoch, each factor is that of PyTorch's,
    on learning_rate.

    Source: Paddle 3.3.1, paddle.optimizer.lr.LinearLR.
    """

    run_unit = "steps"
    shows_arrival = True
    own_path = True
    example = "learning_rate=0.1, total_steps=50, start_factor=0.1"

    natively = (native("linear(learning_rate * start_factor, learning_rate * end_factor, total_steps)"),)

    learning_rate: float = learning_rate()
    total_steps: float = run_length(
        Count(above=0),
        "steps until end_factor",
        counts="updates",
        error="ValueError: `total_steps` must be greater than 0, but got {}",
        none=unordered("<="),
    )
    start_factor: float = number(
        1 / 3,
        "factor at t = 0",
        role="factor",
        above=0,
        most=1,
        error="ValueError: `start_factor` must be greater than 0 and less or equal to 1, but got {}",
    )
    end_factor: float = number(
        1.0,
        "factor at the end",
        role="final-share",
        least=0,
        most=1,
        error="ValueError: `end_factor` must be greater than 0 and less than 1, but got {}",
    )

    def horizon(self) -> int | None:
        return None if self.left_out() else math.ceil(self.total_steps) + 1

    def goes_one_way(self) -> bool:
        return not self.since

    def factor(self, e: Array) -> Array:
        z = np.minimum(e, math.floor(self.total_steps)) / self.total_steps
        return blend(z, self.end_factor, self.start_factor)

    def lines(self, e: Array) -> Lines:
        """What the steps to epochs `e` do to the rate."""
        now, before = self.factor(e), self.factor(np.maximum(e - 1, 0))
        made = np.divide(now, before, out=np.ones_like(now), where=before != 0)
        return np.where(e == 0, self.start_factor, np.where(e > self.total_steps, 1.0, made)), np.zeros_like(e)

    @cached_property
    def path(self) -> Path:
        """The rates from another epoch than 0 on, step by step; at 0 that before the first."""
        lasting = Lasting(math.floor(self.total_steps) + 2 - self.since, [KEEP])
        return Path(self.learning_rate, lambda j: self.lines(j - 1 + self.since), lasting)

    def later_arcs(self, end: int) -> list[Arc]:
        return later(self.path.arcs(end + 1), 1)

    def rates(self, e: Array) -> Array:
        return self.path.at(e - self.since + 1) if self.since else self.learning_rate * self.factor(e)

    def told_from(self, first: int, scope: Scope) -> Placed:
        if not first:
            return self.unchecked(last_epoch=-1).settle(scope)
        made = float(self.formula(np.zeros(1))[0])  # by its constructor, from where it goes on
        return self.unchecked(last_epoch=first - 1, learning_rate=made).settle(scope)
