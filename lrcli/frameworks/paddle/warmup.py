"""Paddle's warm-up, which stands around another scheduler or before a rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import argument, count, rate
from lrcli.frameworks.paddle.base import PaddleScheduler
from lrcli.frameworks.paddle.kinds import INVALID, RateOrSchedule, positive
from lrcli.schedules.arcs import arcs_between
from lrcli.schedules.curve import Curve
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Phase
from lrcli.schedules.schedule import Joined
from lrcli.schedules.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope

NO_STEPS = "AssertionError:  'warmup_steps' must be a positive integer."


class LinearWarmup(PaddleScheduler):
    """A straight rise, then a rate or another scheduler.

        lr(t) = start_lr + (end_lr - start_lr) * t / warmup_steps,  t < warmup_steps
        lr(t) = learning_rate, or its rate at t - warmup_steps,     t >= warmup_steps

    t counts calls of step(). end_lr, which must be above start_lr, need not be what follows: then the rate jumps. The
    scheduler inside is told its epoch at every step. That makes no difference but for two: a
    CosineAnnealingWarmRestarts may be a step late at a restart, and a ReduceOnPlateau takes the number of the step for
    its metric.

    Source: Paddle 3.3.1, paddle.optimizer.lr.LinearWarmup.
    """

    run_unit = "steps"
    example = (
        "learning_rate=paddle.StepDecay(learning_rate=0.1, step_size=30), warmup_steps=10, start_lr=0.0, end_lr=0.1"
    )

    learning_rate: Any = argument(RateOrSchedule(), REQUIRED, "the rate afterwards, or a scheduler", role="members")
    warmup_steps: int = positive(REQUIRED, "steps of the rise", "warmup", NO_STEPS, NO_STEPS, counts="updates")
    start_lr: float = rate(REQUIRED, "LR at t = 0", role="start", least=0, error=INVALID)
    end_lr: float = rate(REQUIRED, "LR at which the rise would arrive", role="peak")
    last_epoch: int = count(-1, "the epoch before the first", role="date", least=-1)

    @classmethod
    def rate_field(cls, given: Collection[str] = ()) -> str | None:  # noqa: ARG003  # there is no other
        return "learning_rate"

    def check(self) -> None:
        inner = self.learning_rate
        if not isinstance(inner, int | float | PaddleScheduler):
            error = "TypeError: the type of learning_rate should be [int, float or LRScheduler]"
            raise self.refuse("learning_rate", f"{inner!r} is none of Paddle's, which raises {error}")
        if self.end_lr <= self.start_lr:
            error = f"end_lr {self.value_text('end_lr')} must be greater than start_lr {self.value_text('start_lr')}"
            self.raises("end_lr", f"AssertionError: {error}")

    @property
    def since(self) -> int:
        """The first epoch."""
        return self.last_epoch + 1

    @property
    def begin(self) -> int:
        """The tick at which the warm-up is over."""
        return max(self.warmup_steps - self.since, 0)

    def horizon(self) -> int | None:
        inner = self.learning_rate.horizon() if isinstance(self.learning_rate, PaddleScheduler) else None
        return self.begin + (inner or 100)

    def arrives(self) -> bool:
        return isinstance(self.learning_rate, PaddleScheduler) and self.learning_rate.arrives()

    def after(self, scope: Scope) -> Scope:
        """The part of a slot that is left after the warm-up."""
        left = None if scope.slot is None else max(scope.slot - self.begin, 0)
        return scope.within(left, self.begin)

    def resolved(self, name: str, scope: Scope) -> Any:
        return super().resolved(name, self.after(scope) if name == "learning_rate" else scope)

    def settle(self, scope: Scope) -> Placed:
        exact: Any = self.exact(scope)
        inner = exact.learning_rate
        first = max(self.since - self.warmup_steps, 0)
        body = inner.told_from(first, self.after(scope)) if isinstance(inner, PaddleScheduler) else Flat(exact)
        rise = [Slot(Rise(exact), 0, self.begin, self.since)] if self.begin else []
        return Joined(self, scope, exact, [*rise, Slot(body, self.begin)])

    def told_from(self, first: int, scope: Scope) -> Placed:
        return self.unchecked(last_epoch=first - 1).settle(scope)


class Rise(Curve):
    """The rise of a warm-up, in epochs."""

    def __init__(self, warmup: LinearWarmup) -> None:
        self.warmup = warmup

    def values(self, t: Array, of: str = "lr") -> Array:
        there = self.warmup
        rates: Array = (there.end_lr - there.start_lr) * t / there.warmup_steps + there.start_lr
        return rates

    def phases(self, end: int) -> list[Phase]:
        return [Phase(0, "warm-up")]

    def arcs(self, end: int) -> list[Arc]:
        return arcs_between((), 0, end)


class Flat(Rise):
    """The rate after a warm-up."""

    def values(self, t: Array, of: str = "lr") -> Array:
        return np.full_like(t, self.warmup.learning_rate)

    def phases(self, end: int) -> list[Phase]:
        return [Phase(0, "hold")]
