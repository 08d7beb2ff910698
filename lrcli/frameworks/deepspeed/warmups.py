"""WarmupLR, WarmupDecayLR and WarmupCosineLR: a warm-up, along a line or a logarithm, and what comes after it."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import (
    AnyWord,
    Strict,
    argument,
    endless,
    native,
    number,
    rate,
    run_length,
    unordered,
)
from lrcli.frameworks.deepspeed.base import DeepSpeedScheduler, each_group
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import Phase
from lrcli.schedules.shapes import raised_cosine
from lrcli.schedules.value import by_field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

NOT_WHOLE = "ValueError: warmup_num_steps must be a positive integer, got {}"


def total_steps() -> Any:
    """Declare the number of updates in all."""
    return run_length(Count(), "updates in all", counts="updates", none=unordered("<"))


class Warmed(DeepSpeedScheduler, abstract=True):
    """A warm-up, and something after it."""

    warmup_num_steps: int = argument(
        Strict(least=1),
        1000,
        "updates of the warm-up; 1 counts as 2",
        role="warmup",
        counts="updates",
        error=NOT_WHOLE,
        none=NOT_WHOLE.format(None),
    )
    warmup_type: str = argument(AnyWord("log", "linear"), "log", "curve of the warm-up; any other is log", role="shape")

    total_num_steps: float | None = None
    after_warmup: ClassVar[str] = "constant"

    @property
    def begin(self) -> int:
        """The first update after the warm-up."""
        return max(2, self.warmup_num_steps)

    def over(self) -> float | None:
        """The first update after which it is over; None where it goes on."""
        return None

    def warm(self, k: Array) -> Array:
        """The share of the height of the warm-up after the updates `k`."""
        if self.warmup_type == "linear":
            return k / self.begin
        grown: Array = np.log(np.maximum(k, 0) + 1)
        return 1.0 / math.log(self.begin) * grown

    def phases(self, end: int) -> list[Phase]:
        over = self.over()
        parts = [(0.0, "warm-up"), (self.tick(self.begin), self.after_warmup)]
        parts += [] if over is None else [(self.tick(max(over, self.begin)), "past the end")]
        names = {max(math.ceil(start), 0): name for start, name in parts}
        return [Phase(start, name) for start, name in sorted(names.items()) if start < end]

    def horizon(self) -> int | None:
        total = self.total_num_steps
        return endless(self.begin) if total is None else max(math.ceil(total), self.begin + 1)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.warmup_type not in ("log", "linear"):
            yield self.warning("ignored", f"{self.shown('warmup_type')} is not known, log is taken", "warmup_type")
        if self.warmup_num_steps < self.begin:
            yield self.note("takes-another", f"takes {self.shown('warmup_num_steps')} for 2", "warmup_num_steps")
        total = self.total_num_steps
        if total is not None and total < self.begin:
            room = f"{self.shown('warmup_num_steps')} leaves none of {self.shown('total_num_steps')} after the warm-up"
            yield self.warning("no-room", room, "warmup_num_steps")


class Raised(Warmed, abstract=True):
    """From one rate to another, and perhaps back."""

    warmup_min_lr: float = rate(0.0, "LR at the start", role="start", groups=each_group("min_lr"))
    warmup_max_lr: float | None = rate(None, "LR after the warm-up", role="peak", groups=each_group("max_lr"))

    @property
    def top(self) -> float:
        """The rate after the warm-up."""
        return self.lr if self.warmup_max_lr is None else self.warmup_max_lr

    def sets_rates(self) -> bool:
        return self.warmup_max_lr is not None

    @abstractmethod
    def left(self, k: Array) -> Array | float:
        """The share of the height that is left at the updates `k` after the warm-up."""

    def first(self) -> float:
        return self.warmup_min_lr

    def after(self, k: Array) -> Array:
        low = self.warmup_min_lr
        rates = low + (self.top - low) * np.where(k < self.begin, self.warm(k), self.left(k))
        return np.where(k < 0, low, rates)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if not self.resumed and end > 1:
            twice = f"has {self.shown('warmup_min_lr')} for its first two updates: it begins one late"
            yield self.note("starts-late", twice, "warmup_min_lr")


class WarmupLR(Raised):
    """A warm-up, then one rate.

        lr(t) = warmup_min_lr + (warmup_max_lr - warmup_min_lr) * g,    k < W
        lr(t) = warmup_max_lr,                                          k >= W

    g is log(k + 1) / log(W), or k / W with warmup_type linear; any other warmup_type is log. k is t - 1, where t counts
    updates, and at t = 0 as well the rate is warmup_min_lr. W is warmup_num_steps, or 2 if that is 1. warmup_max_lr is
    the optimizer's lr when not given. The logarithm is at the top one update before k = W. With a last_batch_iteration
    L other than -1 the optimizer keeps its rate for one update, and k is L + t.

    Source: DeepSpeed 0.19.8, deepspeed.runtime.lr_schedules.WarmupLR.
    """

    example = "warmup_num_steps=20"
    leading = ("warmup_min_lr", "warmup_max_lr")

    natively = tuple(
        native(
            f"linear(warmup_min_lr, warmup_min_lr, 1) >> linear(warmup_min_lr, {top}, warmup_num_steps)",
            warmup_type="linear",
            **more,
        )
        for top, more in (("lr", {"warmup_max_lr": None}), ("warmup_max_lr", {}))
    )

    @classmethod
    def rate_field(cls, given: Collection[str] = ()) -> str | None:
        return "warmup_max_lr" if "warmup_max_lr" in given else "lr"

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        return tuple(name for name in super().wanted(given) if name != "lr" or "warmup_max_lr" not in given)

    def left(self, k: Array) -> Array | float:
        return 1.0


class WarmupDecayLR(Raised):
    """A warm-up, then a straight fall back.

        lr(t) = warmup_min_lr + (warmup_max_lr - warmup_min_lr) * g,                                k < W
        lr(t) = warmup_min_lr + (warmup_max_lr - warmup_min_lr) * max(0, (N - k) / max(1, N - W)),  k >= W

    g is log(k + 1) / log(W), or k / W with warmup_type linear; any other warmup_type is log. k is t - 1, where t counts
    updates, and at t = 0 as well the rate is warmup_min_lr. W is warmup_num_steps, or 2 if that is 1; N is
    total_num_steps. So it is back at warmup_min_lr at t = N + 1, which a run of N updates does not have. Where
    warmup_max_lr is None it is the optimizer's lr, which is else ignored. With a last_batch_iteration L other than -1
    the optimizer keeps its rate for one update, and k is L + t.

    Source: DeepSpeed 0.19.8, deepspeed.runtime.lr_schedules.WarmupDecayLR.
    """

    example = "total_num_steps=100, warmup_num_steps=20"
    leading = ("total_num_steps", "warmup_min_lr", "warmup_max_lr")
    ignores_lr = True
    after_warmup = "decay"

    natively = (
        native(
            "linear(warmup_min_lr, warmup_min_lr, 1) >> linear(warmup_min_lr, warmup_max_lr, warmup_num_steps) >> "
            "linear(warmup_max_lr, warmup_min_lr, total_num_steps - warmup_num_steps)",
            warmup_type="linear",
        ),
    )

    total_num_steps: float | None = total_steps()
    warmup_max_lr: float = rate(0.001, "LR after the warm-up", role="peak", groups=each_group("max_lr"))

    def __init__(self, *args: Any, **keywords: Any) -> None:
        given = by_field(type(self), args, keywords)
        if given.get("warmup_max_lr", 0) is None:
            given["warmup_max_lr"] = given.get("lr")
        super().__init__(**{name: value for name, value in given.items() if value is not None or name != "lr"})

    def over(self) -> float | None:
        return self.total_num_steps

    def left(self, k: Array) -> Array | float:
        total = self.total_num_steps or 0
        return np.maximum(0.0, (total - k) / max(1.0, total - self.begin))

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        total = self.total_num_steps
        if not self.resumed and total is not None and self.begin < total == end:
            late = f"is one update late: it is back at {self.shown('warmup_min_lr')} at t = {total + 1:.12g}"
            yield self.note("arrives-late", late, "total_num_steps")


class WarmupCosineLR(Warmed):
    """A warm-up, then half a cosine; both are shares of the optimizer's rate.

        lr(t) = lr * (m + (1 - m) * g),                                                          k < W
        lr(t) = lr * (c + (1 - c) * (1 + cos(pi * min(1, (k - W + 1) / max(1, N - W)))) / 2),    k >= W

    g is log(k + 1) / log(W), or k / W with warmup_type linear; any other warmup_type is log. k is t - 1, where t counts
    updates; at t = 0 the rate is 0, whatever m is. W is warmup_num_steps, or 2 if that is 1; N is total_num_steps, m
    is warmup_min_ratio, c is cos_min_ratio. No rate is below 0 after the warm-up. It arrives at t = N. With a
    last_batch_iteration L other than -1 the optimizer keeps its rate for one update, and k is L + t.

    Source: DeepSpeed 0.19.8, deepspeed.runtime.lr_schedules.WarmupCosineLR.
    """

    example = "total_num_steps=100, warmup_num_steps=20"
    leading = ("total_num_steps", "warmup_min_ratio", "warmup_num_steps", "cos_min_ratio", "warmup_type")
    after_warmup = "decay"

    total_num_steps: float | None = total_steps()
    warmup_min_ratio: float = number(0.0, "share of lr at the start of the warm-up")
    cos_min_ratio: float = number(0.0001, "share of lr at the end", role="final-share")

    @property
    def fall(self) -> float:
        """Updates of the fall."""
        return max(1, (self.total_num_steps or 0) - self.begin)

    def over(self) -> float | None:
        return self.begin - 1 + self.fall

    def first(self) -> float:
        return 0.0

    def after(self, k: Array) -> Array:
        low, end = self.warmup_min_ratio, self.cos_min_ratio
        fall = raised_cosine(np.minimum(1.0, (k - self.begin + 1) / self.fall))
        ratio = np.where(k < self.begin, low + self.warm(k) * (1 - low), np.maximum(0.0, end + (1 - end) * fall))
        return np.where(k < 0, 0.0, self.lr * ratio)

    def goes_one_way(self) -> bool:
        return super().goes_one_way() and 0 <= self.warmup_min_ratio <= 1

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if not self.resumed and end > 1:
            whatever = f", whatever {self.shown('warmup_min_ratio')} is: that comes next"
            zero = f"its first update{whatever}" if self.warmup_min_ratio else "its first two updates"
            yield self.note("starts-at-0", f"has the rate 0 in {zero}", "warmup_min_ratio")
