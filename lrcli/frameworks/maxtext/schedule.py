"""MaxText's schedule: a straight rise, then half a cosine, or a constant rate and a fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import argument, number, rate, run_length
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Choice, Whole
from lrcli.schedules.marks import Phase
from lrcli.schedules.shapes import raised_cosine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

TOO_MUCH = "ValueError: warmup_steps_fraction + wsd_decay_steps_fraction is more than 1"


class CreateLearningRateSchedule(Scheduler, family="maxtext.create_learning_rate_schedule"):
    """A straight rise, then half a cosine, or a constant rate and a fall; the last step has the final rate.

        lr(t) = learning_rate * t / W,                                                 t < W
        lr(t) = learning_rate,                                                         W <= t < S - D
        lr(t) = learning_rate * (f + (1 - f) * c),                                     S - D <= t < S
        lr(t) = 0,                                                                     t >= S

    S is learning_rate_schedule_steps, W is S * warmup_steps_fraction, rounded down, f is learning_rate_final_fraction.
    D is S - W (cosine), or S * wsd_decay_steps_fraction, rounded down (wsd). With p = (t - S + D) / (D - 1), c is
    (1 + cos(pi p)) / 2 for cosine and a wsd_decay_style of cosine, and 1 - p for linear. t counts updates.

    Source: MaxText e591f30c, maxtext.utils.maxtext_utils.create_learning_rate_schedule.
    """

    run_unit = "steps"
    order = ()
    example = "learning_rate=0.1, learning_rate_schedule_steps=100"

    learning_rate: float = rate(REQUIRED, "LR after the rise", role="peak")
    learning_rate_schedule_steps: int | None = run_length(
        Whole(least=1), "updates until the end of the schedule", counts="updates", none="TypeError: unsupported operand"
    )
    warmup_steps_fraction: float = number(
        0.1, "share of them that the rise takes", role="warmup-share", least=0, most=1
    )
    learning_rate_final_fraction: float = number(0.1, "LR at the end as a share of learning_rate", role="final-share")
    lr_schedule_type: str = argument(Choice("cosine", "wsd"), "cosine", "what follows the rise")
    wsd_decay_steps_fraction: float = number(
        0.1, "share of the updates that the fall of wsd takes", role="decay-share", least=0, most=1
    )
    wsd_decay_style: str = argument(Choice("linear", "cosine"), "linear", "curve of the fall of wsd", role="shape")

    def check(self) -> None:
        if self.lr_schedule_type == "wsd" and self.warmup_steps_fraction + self.wsd_decay_steps_fraction > 1:
            self.raises("wsd_decay_steps_fraction", TOO_MUCH)

    @property
    def total(self) -> int:
        return self.learning_rate_schedule_steps or 0

    @property
    def rise(self) -> int:
        """The updates of the rise."""
        return int(self.total * self.warmup_steps_fraction)

    @property
    def fall(self) -> int:
        """The updates of the fall."""
        if self.lr_schedule_type == "cosine":
            return self.total - self.rise
        return int(self.total * self.wsd_decay_steps_fraction)

    def horizon(self) -> int | None:
        return self.learning_rate_schedule_steps

    def phases(self, end: int) -> list[Phase]:
        parts = [(0, "warm-up"), (self.rise, "stable"), (self.total - self.fall, "decay"), (self.total, "past the end")]
        starts = {start: name for start, name in parts if start < end}
        return [Phase(start, name) for start, name in sorted(starts.items())]

    def goes_one_way(self) -> bool:
        return True

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        yield self.note("float32", "computes in float32: up to 2e-6 of the highest LR from these values")
        if end > self.total:
            zero = f"the LR is 0 from {self.shown('learning_rate_schedule_steps')} on"
            yield self.warning("zero-after", zero, "learning_rate_schedule_steps")

    def formula(self, t: Array) -> Array:
        rising = self.learning_rate * (t / (self.rise or 1))
        body = np.where(t < self.total - self.fall, self.learning_rate, self.falling(t))
        return np.where(t >= self.total, 0.0, np.where(t < self.rise, rising, body))

    def falling(self, t: Array) -> Array:
        """The rates of the fall; a straight one of a single step does not begin, and a cosine of one is over."""
        straight = self.lr_schedule_type == "wsd" and self.wsd_decay_style == "linear"
        last = self.learning_rate * self.learning_rate_final_fraction
        if self.fall <= 1:
            return np.full_like(t, self.learning_rate if straight else last)
        over = (t - (self.total - self.fall)) / (self.fall - 1)
        left = 1 - over if straight else raised_cosine(over)
        return self.learning_rate * left + last * (1 - left)
