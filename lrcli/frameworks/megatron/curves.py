"""The rates of Megatron-Core's scheduler, and its weight decay, as functions of the number of samples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.schedules.arcs import arcs_between, near
from lrcli.schedules.marks import Phase, Stop
from lrcli.schedules.shapes import raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc

STYLES = ("constant", "linear", "cosine", "inverse-square-root", "WSD")
ENDS = {"linear": "linear", "cosine": "cosine", "exponential": "", "minus_sqrt": "one_minus_sqrt"}
"""The curves of the fall of WSD, and what natives call them."""
GROWTHS = ("constant", "linear", "cosine")


class Falling(Scheduler, abstract=True):
    """A straight rise, then a fall in one of several styles."""

    init_lr: float
    max_lr: float
    min_lr: float
    lr_warmup_steps: float
    lr_decay_steps: float | None
    lr_decay_style: str
    wsd_decay_steps: float | None
    lr_wsd_decay_style: str | None

    one_way = True

    def failing(self) -> tuple[float, str, str] | None:
        """The number of samples from which on a style has no rate, of which argument, and the error; None for others.

        None as well where the end comes first.
        """
        begin, end = max(self.lr_warmup_steps, 0), self.lr_decay_steps or 0
        first = 0 if begin == 0 else math.floor(begin) + 1
        if self.lr_decay_style not in STYLES:
            error = f"Exception: {self.lr_decay_style} decay style is not supported."
            return (first, "lr_decay_style", error) if first <= end else None
        if self.lr_decay_style == "WSD" and self.lr_wsd_decay_style not in ENDS:
            first = max(first, math.floor(self.fall_begin) + 1)
            return (first, "lr_wsd_decay_style", "AssertionError: coeff is not None") if first <= end else None
        return None

    @property
    def fall_begin(self) -> float:
        """The last number of samples before the fall of WSD."""
        return (self.lr_decay_steps or 0) - (self.wsd_decay_steps or 0)

    def stop(self) -> Stop | None:
        failing = self.failing()
        return failing and Stop(int(failing[0]), f"{self.family} raises {failing[2]}")

    def phases(self, end: int) -> list[Phase]:
        begin, last = max(self.lr_warmup_steps, 0), self.lr_decay_steps or 0
        style, fall = self.lr_decay_style, self.fall_begin
        after = {"constant": "constant", "WSD": "stable"}.get(style, "decay")
        parts = {0: "warm-up"} if begin else {}
        parts[math.floor(begin) + 1 if begin else 0] = after
        if style == "WSD":
            parts[max(math.floor(max(fall, begin)) + 1, 0)] = "decay"
        if style != "constant":
            parts[math.floor(last) + 1] = "past the end"
        return [Phase(start, name) for start, name in sorted(parts.items()) if start < end]

    def formula(self, t: Array) -> Array:
        begin, end, top = self.lr_warmup_steps, self.lr_decay_steps or 0, self.max_lr
        warm = (t <= begin) & (begin > 0)
        if self.lr_decay_style == "constant":
            after: Array | float = top
        elif self.lr_decay_style == "inverse-square-root":
            root = top * max(begin, 1) ** 0.5 / np.maximum(t, 1) ** 0.5
            after = np.where(t > end, self.min_lr, np.maximum(self.min_lr, root))
        else:
            after = np.where(t > end, self.min_lr, self.min_lr + self.left(t) * (top - self.min_lr))
        return np.where(warm, self.init_lr + (top - self.init_lr) * t / (begin or 1), after)

    def left(self, t: Array) -> Array:
        """The share of the height that is left after so many samples."""
        begin, end = self.lr_warmup_steps, self.lr_decay_steps or 0
        if self.lr_decay_style != "WSD":
            return ending(self.lr_decay_style, np.clip((t - begin) / (end - begin), 0, 1))
        over = np.clip((t - self.fall_begin) / (self.wsd_decay_steps or np.inf), 0, 1)
        return np.where(t <= self.fall_begin, 1.0, ending(self.lr_wsd_decay_style or "", over))


class GrowingWeightDecay(Scheduler, abstract=True):
    """A weight decay that goes from one value to another."""

    start_wd: float
    end_wd: float
    wd_incr_steps: float | None
    wd_incr_style: str

    @property
    def drives(self) -> tuple[str, ...]:
        return ("weight_decay",)

    def weight_decay_formula(self, t: Array) -> Array:
        start, end, length = self.start_wd, self.end_wd, self.wd_incr_steps or 0
        if self.wd_incr_style == "constant":
            return np.full_like(t, end)
        z = np.minimum(t / (length or np.inf), 1)
        grown = z if self.wd_incr_style == "linear" else raised_cosine(1 - z)
        return np.where(t > length, end, start + grown * (end - start))

    def driven_arcs(self, end: int) -> list[Arc]:
        return arcs_between(near(self.wd_incr_steps or 0), 0, end)

    def check_weight_decay(self) -> None:
        """Refuse what the first step of the constructor does."""
        if self.wd_incr_steps is not None and self.wd_incr_steps < 0:
            return
        if self.wd_incr_style == "constant":
            if self.start_wd != self.end_wd:
                self.raises("wd_incr_style", "AssertionError: start_wd == end_wd")
        elif self.wd_incr_steps == 0:
            self.raises("wd_incr_steps", "ZeroDivisionError: float division by zero")
        elif self.wd_incr_style not in GROWTHS:
            error = f"Exception: {self.wd_incr_style} weight decay increment style is not supported."
            self.raises("wd_incr_style", error)


def ending(style: str, z: Array) -> Array:
    """The share of the height that is left of a curve when a share of its time is over."""
    if style == "cosine":
        return raised_cosine(z)
    if style == "exponential":
        return 2.0 * np.power(0.5, z) - 1.0
    return 1.0 - (np.sqrt(z) if style == "minus_sqrt" else z)
