"""torchtitan's schedule: a straight rise, a constant rate, and one of three falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.cosines import wave_arcs
from lrcli.frameworks._kit.declare import argument, count, number, rate, run_length
from lrcli.schedules.arcs import arcs_between
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Choice, Whole
from lrcli.schedules.marks import Phase, Stop
from lrcli.schedules.shapes import raised_cosine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

NO_DECAY = "AssertionError: decay_steps must not be zero to reach this branch"


class BuildLrSchedulers(Scheduler, family="torchtitan.build_lr_schedulers"):
    """A straight rise, a constant rate, and a fall that ends a step after the last.

        lr(t) = lr * (t + 1) / W,                  t < W
        lr(t) = lr,                                W <= t <= N - D
        lr(t) = lr * (f + (1 - f) * c),            t > N - D

    W is warmup_steps, at most N; N is training_steps; D is N * decay_ratio, rounded, at most N - W, or N - W without a
    decay_ratio; f is min_lr_factor. With p = (t - N + D) / D, c is 1 - p (linear), 1 - sqrt(p) (sqrt) or
    (1 + cos(pi p)) / 2 (cosine). The last step, t = N - 1, is a D-th above the end. After N it goes on by the
    same formula; without a fall it raises AssertionError there. t counts updates.

    Source: torchtitan 0.2.0, torchtitan.components.lr_scheduler.build_lr_schedulers.
    """

    run_unit = "steps"
    order = ()
    example = "warmup_steps=20, decay_ratio=0.5, training_steps=100"

    lr: float = rate(REQUIRED, "the optimizer's LR", role="base")
    warmup_steps: int = count(200, "updates of the rise", role="warmup", counts="updates", least=0)
    decay_ratio: float | None = number(
        None, "share of the run that the fall takes", role="decay-share", shown="all after the rise", least=0
    )
    decay_type: str = argument(Choice("linear", "sqrt", "cosine"), "linear", "curve of the fall", role="shape")
    min_lr_factor: float = number(0.0, "LR at the end as a share of lr", role="final-share")
    training_steps: int | None = run_length(
        Whole(least=1), "updates of the run", counts="updates", none="TypeError: unsupported operand type(s)"
    )

    @property
    def total(self) -> int:
        return self.training_steps or 0

    @property
    def rise(self) -> int:
        """The updates of the rise."""
        return min(self.warmup_steps, self.total)

    @property
    def fall(self) -> int:
        """The updates of the fall."""
        room = self.total - self.rise
        return room if self.decay_ratio is None else min(round(self.total * self.decay_ratio), room)

    @property
    def turn(self) -> int:
        """The first update of the fall."""
        return self.total + 1 - self.fall

    def horizon(self) -> int | None:
        return self.training_steps

    def stop(self) -> Stop | None:
        return None if self.fall else Stop(self.turn, f"{self.family} raises {NO_DECAY}")

    def phases(self, end: int) -> list[Phase]:
        parts = [(0, "warm-up"), (self.rise, "stable"), (self.turn, "decay"), (self.total, "past the end")]
        starts = {start: name for start, name in parts if start < end}
        return [Phase(start, name) for start, name in sorted(starts.items())]

    def arcs(self, end: int) -> list[Arc]:
        over = min(self.total, end)
        goes_on = self.decay_type == "cosine" and self.fall
        after = wave_arcs(self.turn - 1, self.fall, over, end) if goes_on else arcs_between((), over, end)
        return [*arcs_between((self.rise, self.turn), 0, over), *after]

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.warmup_steps > self.total:
            cut = f"{self.shown('warmup_steps')} is more than {self.shown('training_steps')}, and is cut to it"
            yield self.warning("warmup-cut", cut, "warmup_steps")
        elif self.decay_ratio is not None and round(self.total * self.decay_ratio) > self.fall:
            cut = f"{self.shown('decay_ratio')} leaves no room for the warm-up: the fall is cut to {self.fall} updates"
            yield self.warning("decay-cut", cut, "decay_ratio")

    def formula(self, t: Array) -> Array:
        left = self.shape((t + 1 - self.turn) / (self.fall or np.nan))
        falling = self.min_lr_factor + (1 - self.min_lr_factor) * left
        factor = np.where(t < self.rise, (t + 1) / (self.rise or 1), np.where(t < self.turn, 1.0, falling))
        return self.lr * factor

    def shape(self, p: Array) -> Array:
        """What is left when a share of the fall is over."""
        if self.decay_type == "cosine":
            return raised_cosine(p)
        return 1 - (np.sqrt(np.maximum(p, 0)) if self.decay_type == "sqrt" else p)
