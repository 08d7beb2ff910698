"""fairseq's schedulers that come in cycles: half cosines, and triangles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.cycles import cycle_turns, grown_cycle, scaled, within_grown
from lrcli.frameworks._kit.declare import endless, flag, native, number, rate, run_length, unordered
from lrcli.frameworks._kit.even_cycles import EvenCycles
from lrcli.frameworks._kit.triangles import alike_rounds
from lrcli.frameworks.fairseq.base import Fails, base_rate, updates, warmup, warmup_start
from lrcli.schedules.arcs import arc_with, unknown
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import MOST_PHASES, Phase
from lrcli.schedules.shapes import raised_cosine, whole_powers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class Cosine(Fails):
    """A straight warm-up, then half a cosine, again and again; each begins and ends lower.

        lr(t) = first + (lr - first) * t / W,                                            t < W
        lr(t) = lr_shrink ** i * (min_lr + (lr - min_lr) * (1 + cos(pi * c / T)) / 2),   t >= W

    W is warmup_updates; t counts updates. c is the time since the start of cycle i, T = lr_period_updates * t_mult ** i
    its length. With a lr_period_updates of 0 or below it is max_update - W; else max_update is ignored. first is
    warmup_init_lr, or min_lr where that is below 0. It has no end: past the first cycle it starts anew, lr_shrink times
    as high. With t_mult i comes from logarithms, so that a cycle may begin an update late.

    Source: fairseq 0.12.2, fairseq.optim.lr_scheduler.cosine_lr_scheduler.
    """

    example = "warmup_updates=10, max_update=100"

    natively = (
        native("cosine(lr, min_lr, max_update)", warmup_updates=0, lr_period_updates=-1),
        native(
            "linear(min_lr, lr, warmup_updates) >> cosine(lr, min_lr, max_update - warmup_updates)",
            lr_period_updates=-1,
            warmup_init_lr=-1,
        ),
        native(
            "linear(warmup_init_lr, lr, warmup_updates) >> cosine(lr, min_lr, max_update - warmup_updates)",
            lr_period_updates=-1,
        ),
        native("restarts(lr, min_lr, lr_period_updates, t_mult, lr_shrink)", warmup_updates=0, min_lr=0.0),
    )

    lr: float = base_rate("cosine")
    warmup_updates: float = warmup()
    warmup_init_lr: float = warmup_start("min_lr")
    min_lr: float = rate(0.0, "LR at the end of the first cycle", role="floor")
    t_mult: float = number(1.0, "growth of the cycles", role="growth")
    lr_period_updates: float = updates(-1, "updates of the first cycle", "period", shown="max_update - warmup_updates")
    lr_shrink: float = number(0.1, "factor on the rates at each restart", role="growth")
    max_update: float = run_length(
        Count(), "updates in all, where lr_period_updates is not given", counts="updates", none=unordered(">")
    )

    def left_out(self) -> str:
        return super().left_out() if self.lr_period_updates <= 0 else ""

    def check_none(self, name: str, given: Collection[str]) -> None:
        period = given.get("lr_period_updates", -1) if isinstance(given, dict) else None
        if isinstance(period, int | float) and period <= 0:
            super().check_none(name, given)

    def check(self) -> None:
        if self.lr <= self.min_lr:
            error = f"AssertionError: max_lr (=[{self.lr}]) must be more than min_lr (={self.min_lr})"
            self.raises("min_lr", error)
        if self.lr_period_updates <= 0 and not self.left_out() and self.max_update <= 0:
            self.raises("max_update", "AssertionError: Either --max_update or --lr-period-updates must be set")
        if not self.left_out() and self.begin == 0 and (error := self.error(0)):
            raise self.refuse("lr_period_updates", error, "together")

    @property
    def first(self) -> float:
        return self.min_lr if self.warmup_init_lr < 0 else self.warmup_init_lr

    @property
    def period(self) -> float:
        """The length of the first cycle."""
        given = self.lr_period_updates
        return given if given > 0 else self.max_update - self.warmup_updates

    def horizon(self) -> int | None:
        return None if self.left_out() else self.begin + max(math.ceil(self.period), 1)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        over = math.ceil(self.warmup_updates + self.period)
        if self.lr_period_updates <= 0 and over + 1 < end:
            height = float(self.formula(np.asarray([float(over)]))[0])
            anew = f"past {self.shown('max_update')} the LR is not held: it starts anew at {height:.6g}"
            yield self.warning("rises-again", anew, "max_update")

    def cycle(self, u: Array) -> Array:
        """The number of the cycle, from 0 on."""
        return np.floor(u / self.period) if self.t_mult == 1 else grown_cycle(u, self.period, self.t_mult)

    def within(self, u: Array, i: Array) -> tuple[Any, Any]:
        """The time since the start of cycle `i`, and the cycle's length."""
        if self.t_mult == 1:
            return u - self.period * i, self.period
        return within_grown(u, i, self.period, self.t_mult)

    def risk(self, update: int) -> Any:
        u = update - self.warmup_updates
        over = u / self.period if self.t_mult == 1 else math.log(scaled(u, self.period, self.t_mult), self.t_mult)
        return self.lr_shrink ** math.floor(over)

    def starts(self, end: int) -> list[int]:
        """The first updates of the cycles after the first that are before one, as many as are told."""
        if self.period <= 0 or self.t_mult <= 0:
            return []
        number = np.arange(1.0, MOST_PHASES)
        with np.errstate(all="ignore"):
            begun = number if self.t_mult == 1 else (whole_powers(self.t_mult, number) - 1) / (self.t_mult - 1)
            exact = begun * self.period + self.warmup_updates
            exact = exact[exact < end]
            near = np.maximum(np.ceil(exact)[:, None] + np.arange(-2.0, 3), 0)
            there = self.cycle(self.later(near.ravel())).reshape(near.shape) >= number[: len(exact)][:, None]
        updates = near[np.arange(len(near)), there.argmax(axis=1)][there.any(axis=1)]
        return sorted({int(update) for update in updates if 0 < update < end})

    def phases(self, end: int) -> list[Phase]:
        limit = self.ended
        starts = self.starts(min(end, LONGEST if limit is None else limit.tick))
        parts = [(self.begin, "cycle 1"), *((start, f"cycle {i}") for i, start in enumerate(starts, 2))]
        return self.named([(0, "warm-up"), *parts], end)[:MOST_PHASES]

    def goes_one_way(self) -> bool:
        return self.period > 0 and self.t_mult > 0

    def arcs(self, end: int) -> list[Arc]:
        if not self.goes_one_way() or self.cycle(self.later(np.asarray([end - 1.0])))[0] < MOST_PHASES - 2:
            return super().arcs(end)
        if self.t_mult == 1 and self.lr_shrink >= 0:
            height, shrink = lambda c: raised_cosine(c / self.period), self.lr_shrink
            return EvenCycles(self.period, self.warmup_updates, self.cycle, height, shrink).arcs(self.begin, end)
        turns = cycle_turns(self.cycle, self.period, self.t_mult, self.warmup_updates, end)
        return unknown(0, end) if turns is None else arc_with([self.begin, *turns], 0, end)

    def formula(self, t: Array) -> Array:
        rates, after = self.warmed(t, 0.0), t >= self.warmup_updates
        rates[after] = self.waves(t[after] - self.warmup_updates)
        return rates

    def waves(self, u: Array) -> Array:
        """The rates at times `u` after the warm-up."""
        i = self.cycle(u)
        c, length = self.within(u, i)
        shrunk = whole_powers(self.lr_shrink, i)
        low, high = self.min_lr * shrunk, self.lr * shrunk
        return np.asarray(low + (high - low) * raised_cosine(c / length))


class Triangular(Fails):
    """Up to max_lr and back in straight lines, again and again, lower each time.

        lr(t) = low + (max_lr * lr_shrink ** i - low) * max(0, 1 - |t / s - 2 * i - 1|)

    s is half of lr_period_updates, rounded down, i = floor(t / (2 * s)) the number of the cycle; t counts updates. low
    is lr, with shrink_min lr * lr_shrink ** i. It has no end.

    Source: fairseq 0.12.2, fairseq.optim.lr_scheduler.triangular_lr_scheduler.
    """

    example = "max_lr=0.5, lr_period_updates=40, lr_shrink=0.5"

    natively = tuple(
        native(f"triangular(max_lr, lr, int(lr_period_updates / 2), int(lr_period_updates / 2), '{mode}')", **fixed)
        for mode, fixed in (("plain", {"lr_shrink": 1.0}), ("halving", {"lr_shrink": 0.5, "shrink_min": False}))
    )

    lr: float = base_rate("triangular")
    max_lr: float = rate(REQUIRED, "highest LR", role="peak")
    lr_period_updates: float = updates(5000, "updates of a cycle", "period")
    lr_shrink: float = number(0.1, "factor on max_lr at each cycle", role="growth")
    shrink_min: bool = flag(False, "also on lr")

    def check(self) -> None:
        if self.max_lr <= self.lr:
            self.raises("max_lr", "AssertionError: max_lr must be more than lr")
        if error := self.error(0):
            self.raises("lr_period_updates", error)

    @property
    def half(self) -> float:
        """The updates of a rise, or of a fall."""
        return self.lr_period_updates // 2

    def horizon(self) -> int | None:
        return endless(self.half)

    def risk(self, update: int) -> Any:
        return self.lr_shrink ** math.floor(update / (2 * self.half))

    def phases(self, end: int) -> list[Phase]:
        if self.half <= 0:
            return super().phases(end)
        ways = range(min(math.ceil(end / self.half), MOST_PHASES))
        names = (("rise", "fall")[way % 2] for way in ways)
        return [Phase(int(way * self.half), f"{name} {way // 2 + 1}") for way, name in zip(ways, names, strict=True)]

    def goes_one_way(self) -> bool:
        return self.half > 0

    def arcs(self, end: int) -> list[Arc]:
        if self.half <= 0 or self.lr_shrink < 0:
            return super().arcs(end)
        half = int(self.half)
        return alike_rounds(2 * half, (0, half), end)

    def formula(self, t: Array) -> Array:
        i = np.floor(t / (2 * self.half))
        shrunk = whole_powers(self.lr_shrink, i)
        low = self.lr * shrunk if self.shrink_min else self.lr
        x = np.abs(t / self.half - 2 * (i + 1) + 1)
        return np.asarray(low + (self.max_lr * shrunk - low) * np.maximum(0, 1 - x))
