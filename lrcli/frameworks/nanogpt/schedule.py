"""nanoGPT's schedule: a straight rise, half a cosine, and a lowest rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import count, rate
from lrcli.schedules.arcs import arcs_between
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Phase, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class GetLr(Scheduler, family="nanogpt.get_lr"):
    """A straight rise, then half a cosine down to a lowest rate, which stays.

        lr(t) = learning_rate * (t + 1) / (W + 1),                             t < W
        lr(t) = min_lr + (1 + cos(pi * p)) / 2 * (learning_rate - min_lr),     W <= t <= D
        lr(t) = min_lr,                                                        t > D

    W is warmup_iters, D is lr_decay_iters, p = (t - W) / (D - W); t counts updates. With W = D it raises
    ZeroDivisionError at t = W.

    Source: nanoGPT 3adf61e1, train.get_lr.
    """

    run_unit = "steps"
    example = "learning_rate=0.1, warmup_iters=10, lr_decay_iters=100, min_lr=0.01"

    learning_rate: float = rate(REQUIRED, "LR after the rise", role="peak")
    warmup_iters: int = count(2000, "updates of the rise", role="warmup", counts="updates", least=0)
    lr_decay_iters: int = count(600_000, "update at which the lowest LR is reached", role="length", counts="updates")
    min_lr: float = rate(6e-5, "LR from then on", role="final")

    def horizon(self) -> int | None:
        return max(self.lr_decay_iters, 1)

    def stop(self) -> Stop | None:
        if self.warmup_iters != self.lr_decay_iters:
            return None
        return Stop(self.warmup_iters, f"{self.family} raises ZeroDivisionError: division by zero")

    def phases(self, end: int) -> list[Phase]:
        parts = [(0, "warm-up"), (self.warmup_iters, "decay")]
        parts += [(max(self.lr_decay_iters + 1, self.warmup_iters), "lowest")]
        starts = {start: name for start, name in parts if start < end}
        return [Phase(start, name) for start, name in sorted(starts.items())]

    def arcs(self, end: int) -> list[Arc]:
        return arcs_between((self.warmup_iters, max(self.lr_decay_iters, self.warmup_iters)), 0, end)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.lr_decay_iters < self.warmup_iters:
            jump = f"{self.shown('lr_decay_iters')} is over before the rise is: after it the LR is min_lr at once"
            yield self.warning("decay-before-rise", jump, "lr_decay_iters")

    def formula(self, t: Array) -> Array:
        rise, fall = self.warmup_iters, self.lr_decay_iters - self.warmup_iters
        coeff = 0.5 * (1.0 + np.cos(np.pi * ((t - rise) / (fall or np.nan))))
        falling = self.min_lr + coeff * (self.learning_rate - self.min_lr)
        after = np.where(t > self.lr_decay_iters, self.min_lr, falling)
        return np.where(t < rise, self.learning_rate * (t + 1) / (rise + 1), after)
