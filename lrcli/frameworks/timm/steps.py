"""timm's schedulers that drop the rate: at regular intervals, or at given times."""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import argument, native, number
from lrcli.frameworks.timm.base import Timed
from lrcli.frameworks.timm.kinds import prefix, times
from lrcli.schedules.arcs import HELD, LEAPS, Arc, arcs_at, arcs_between, arcs_of_stairs, rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count, Listed
from lrcli.schedules.marks import MOST_PHASES
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class StepLRScheduler(Timed):
    """Multiplied by decay_rate every decay_t.

        lr(t) = lr * decay_rate ** floor(u / decay_t)
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. u is t - warmup_t, or t without warmup_prefix. The default of
    decay_rate is 1: no drops. A decay_t that is not whole is legal; with 0 the first call raises ZeroDivisionError.

    Source: timm 1.0.31, timm.scheduler.StepLRScheduler.
    """

    example = "decay_t=30, decay_rate=0.3"

    natively = (
        native("step(lr, decay_rate, decay_t)", warmup_t=0),
        native("linear(warmup_lr_init, lr, warmup_t) >> step(lr, decay_rate, decay_t)", warmup_prefix=True),
    )

    decay_t: float = times(REQUIRED, "time between drops", "period")
    decay_rate: float = number(1.0, "factor at each drop", role="factor")
    warmup_prefix: bool = prefix(True)

    def horizon(self) -> int | None:
        return max(math.ceil(5 * self.decay_t + max(self.shift, 0)), 100)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.decay_rate == 1:
            yield self.note("never-drops", "never drops: the default of decay_rate is 1", "decay_rate")

    def drops(self, u: Any) -> Any:
        """How many drops there were."""
        return u // self.decay_t

    def risk(self, u: float) -> Any:
        return self.decay_rate ** self.drops(u)

    def parts(self, end: int) -> list[tuple[int, str]]:
        late = self.decay_t < 0  # then floor makes the drop come just after
        dates = np.arange(1, MOST_PHASES) * abs(self.decay_t) + self.shift
        dates = np.floor(dates) + 1 if late else np.ceil(dates)
        return self.flat(self.formula, [int(date) for date in dates if date < end and self.decay_rate != 1])

    def goes_one_way(self) -> bool:
        return self.noise is None and self.decay_rate >= 0

    def arcs(self, end: int) -> list[Arc]:
        every, shift = self.decay_t, self.shift
        first = min(self.begin, end)
        if not self.goes_one_way() or every <= 0 or (end - shift) / every < MOST_PHASES - 1 or first == end:
            return super().arcs(end)
        if every % 1 == shift % 1 == 0:
            return [*arcs_between((), 0, first), *rounds(int(shift), end, int(every), (0,), first)]
        stairs = arcs_of_stairs(lambda t: self.drops(t - shift), shift, every, first, end, self.formula)
        return [*arcs_between((), 0, first), *(stairs or [Arc(first, end, form=LEAPS)])]

    def body(self, u: Array) -> Array:
        return self.lr * powers(self.decay_rate, self.drops(u))


class MultiStepLRScheduler(Timed):
    """Multiplied by decay_rate at given times, one before each of decay_t.

        lr(t) = lr * decay_rate ** (number of decay_t <= u + 1)
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. u is t - warmup_t, or t without warmup_prefix. PyTorch's MultiStepLR
    drops one later. At t = 0 there is no drop yet. The default of decay_rate is 1: no drops. decay_t must ascend: timm
    looks others up by bisection all the same, as is done here.

    Source: timm 1.0.31, timm.scheduler.MultiStepLRScheduler.
    """

    example = "decay_t=[30, 60, 90], decay_rate=0.3"

    natively = (
        native("multistep(lr, decay_rate, decay_t - 1)", warmup_t=0),
        native("linear(warmup_lr_init, lr, warmup_t) >> multistep(lr, decay_rate, decay_t - 1)", warmup_prefix=True),
    )

    decay_t: tuple[float, ...] = argument(
        Listed(Count()), REQUIRED, "times of the drops, plus 1; ascending", role="dates", counts="calls"
    )
    decay_rate: float = number(1.0, "factor at each drop", role="factor")
    warmup_prefix: bool = prefix(True)

    def horizon(self) -> int | None:
        return math.ceil(1.25 * max(*self.decay_t, 80) + max(self.shift, 0))

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if list(self.decay_t) != sorted(self.decay_t):
            yield self.warning("not-ascending", "decay_t does not ascend, and timm counts its drops wrong", "decay_t")
        yield from super().remarks(scope, end)
        yield self.note("off-by-one", "drops one call before each of decay_t", "decay_t")

    @cached_property
    def dates(self) -> list[float]:
        return sorted(set(self.decay_t))

    def drops(self, u: Any) -> Any:
        """How many drops there were."""
        dates, counts = self.table
        return counts[np.searchsorted(dates, u + 1, side="right")]

    @cached_property
    def table(self) -> tuple[Array, Ints]:
        """The dates, and how many drops there were before the first and at each of them."""
        counts = [bisect_right(self.decay_t, date) for date in (-math.inf, *self.dates)]
        return np.asarray(self.dates, dtype=np.float64), np.asarray(counts)

    def risk(self, u: float) -> Any:
        return self.decay_rate ** int(self.drops(u))

    def parts(self, end: int) -> list[tuple[int, str]]:
        return self.flat(self.formula, self.calls if self.decay_rate != 1 else [])

    @property
    def calls(self) -> list[int]:
        """The calls of the drops."""
        return [math.ceil(date - 1 + self.shift) for date in self.dates]

    def arcs(self, end: int) -> list[Arc]:
        if self.noise is not None:
            return super().arcs(end)
        first = min(self.begin, end)
        return [*arcs_between((), 0, first), *arcs_at(self.calls, first, end, HELD)]

    def body(self, u: Array) -> Array:
        return self.lr * powers(self.decay_rate, self.drops(u))
