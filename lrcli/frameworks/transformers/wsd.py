"""Transformers' rise, constant rate and fall."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.clock import plain
from lrcli.frameworks._kit.cosines import wave_arcs
from lrcli.frameworks._kit.declare import native, number
from lrcli.frameworks._kit.factors import waves
from lrcli.frameworks._kit.steps import half_a_wave, started
from lrcli.frameworks._kit.warmed import Multiplied
from lrcli.frameworks.transformers.base import TransformersScheduler
from lrcli.frameworks.transformers.kinds import CURVES, curve, steps
from lrcli.schedules.arcs import arcs_between
from lrcli.schedules.shapes import blend, ramp

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class WarmupStableDecay(Multiplied, TransformersScheduler, function="get_wsd_schedule"):
    """A rise, a constant rate, and a fall.

        lr(t) = lr * (m + (1 - m) * u(t / W)),            t < W
        lr(t) = lr,                                       W <= t < W + S
        lr(t) = lr * (m + (1 - m) * v((t - W - S) / D)),  W + S <= t < W + S + D
        lr(t) = lr * m,                                   t >= W + S + D

    u(p) is p, (1 - cos(pi p)) / 2 or 1 - sqrt(1 - p), v(q) is 1 - q, (1 + cos(2 pi num_cycles q)) / 2 or 1 - sqrt(q). W
    is num_warmup_steps, S is num_stable_steps, D is num_decay_steps, m is min_lr_ratio, which lifts the start too; t
    counts steps. S is num_training_steps - W - D when not given; when it is, num_training_steps is ignored. Where S
    comes out below 0 the fall begins in its midst.

    Source: Transformers 5.23.0, transformers.optimization.get_wsd_schedule.
    """

    example = "num_warmup_steps=10, num_training_steps=100, num_decay_steps=30"

    natively = tuple(
        native(
            "wsd(lr, num_warmup_steps, num_decay_steps, num_training_steps, lr * min_lr_ratio, lr * min_lr_ratio, "
            f"'{CURVES[decay_type]}')",
            decay_type=decay_type,
            warmup_type="linear",
            num_stable_steps=None,
        )
        for decay_type in ("cosine", "linear", "1-sqrt")
    )

    needs = ("num_warmup_steps",)
    leading = ("num_warmup_steps", "num_decay_steps", "num_training_steps")

    num_decay_steps: float | None = steps("steps of the fall", "decay")
    num_stable_steps: float | None = number(
        None, "steps between", role="hold", counts="updates", shown="the rest of num_training_steps"
    )
    warmup_type: str = curve("linear", "curve of the rise", "warmup")
    decay_type: str = curve("cosine", "curve of the fall", "decay")
    min_lr_ratio: float = number(0, "lowest LR as a share of lr", role="final-share")
    num_cycles: float = half_a_wave()
    last_epoch: int = started()

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        decay = () if "num_decay_steps" in given else ("num_decay_steps",)
        return (*super().wanted(given), *decay)

    def check_none(self, name: str, given: Collection[str]) -> None:
        super().check_none(name, given)
        if name == "num_training_steps" and "num_stable_steps" not in given:
            error = "ValueError: Either num_training_steps or num_stable_steps must be specified."
            raise self.refuse(name, error, "framework", "None")

    def check_arguments(self) -> None:
        if self.num_decay_steps is None:
            error = "get_wsd_schedule() missing 1 required positional argument: 'num_decay_steps'"
            self.misses("num_decay_steps", f"TypeError: {error}")

    def left_out(self) -> str:
        unknown = self.num_training_steps is None and self.num_stable_steps is None
        return "num_training_steps" if unknown else ""

    @property
    def stable(self) -> float:
        """Steps at a constant rate."""
        given = self.num_stable_steps
        return self.total - self.begin - (self.num_decay_steps or 0) if given is None else given

    @property
    def end(self) -> float:
        """The first step after the fall."""
        return self.begin + self.stable + (self.num_decay_steps or 0)

    @property
    def over(self) -> int | None:
        if self.left_out():
            return None
        return math.ceil(max(self.end, self.begin + self.stable, self.begin, 0))

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.stable < 0:
            midst = f"num_stable_steps comes out at {self.stable:.12g}: the decay begins in its midst"
            yield self.warning("no-room", midst, "num_stable_steps")
        if None not in (self.num_stable_steps, self.num_training_steps) and self.end != self.total:
            total, stable = self.shown("num_training_steps"), self.shown("num_stable_steps")
            ignored = f"{total} is ignored for {stable}: the decay ends at {plain(self.end)}"
            yield self.warning("ignored", ignored, "num_training_steps")

    def parts(self) -> list[tuple[float, str]]:
        return [(0, "warm-up"), (self.begin, "stable"), (self.begin + max(self.stable, 0), "decay")]

    def goes_one_way(self) -> bool:
        return self.decay_type != "cosine" or abs(self.num_cycles) <= 0.5  # half a wave

    def arcs(self, end: int) -> list[Arc]:
        if self.goes_one_way():
            return super().arcs(end)
        falls = self.begin + self.stable
        begin = min(math.ceil(max(falls, self.begin, 0)), end)
        over = min(max(math.ceil(self.end), begin), end)
        half = max(1, self.num_decay_steps or 0) / (2 * abs(self.num_cycles))
        before, after = arcs_between((math.ceil(self.begin),), 0, begin), arcs_between((), over, end)
        return [*before, *wave_arcs(falls, half, begin, over), *after]

    def factor(self, t: Array) -> Array:
        p = np.minimum(t / max(1, self.begin), 1)
        q = np.clip((t - self.begin - self.stable) / max(1, self.num_decay_steps or 0), 0, 1)
        rise = ramp(CURVES[self.warmup_type], p, self.min_lr_ratio, 1)
        fall = np.where(t < self.end, np.maximum(0.0, blend(self.left(q), 1, self.min_lr_ratio)), self.min_lr_ratio)
        return np.where(t < self.begin, np.maximum(0.0, rise), np.where(t < self.begin + self.stable, 1.0, fall))

    def left(self, q: Array) -> Array:
        """The share of the height that is left when a share of the fall is over."""
        if self.decay_type == "cosine":
            return waves(self.num_cycles, q)
        return 1 - (np.sqrt(q) if self.decay_type == "1-sqrt" else q)
