"""timm's curves that may come in cycles: cosine, power, hyperbolic tangent."""

from __future__ import annotations

import math
from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.cycles import cycle_turns, grown_cycle, scaled, within_grown
from lrcli.frameworks._kit.declare import native, number, rate, run_length, unordered
from lrcli.frameworks._kit.even_cycles import EvenCycles
from lrcli.frameworks.timm.base import Timed, TimmScheduler
from lrcli.frameworks.timm.kinds import cycle_count, prefix, times
from lrcli.schedules.arcs import arc_with, arcs_between, unknown
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import MOST_PHASES, Stop
from lrcli.schedules.phased import most_about, ticks_about_jump
from lrcli.schedules.shapes import powers, raised_cosine, whole_powers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


FIRST_LOOKED_AT, MOST_LOOKED_AT = 2**20, 2**14
"""Calls among which a late stop is looked for first, then among four times as many; how many may be it at most."""


class Cyclic(Timed, abstract=True):
    """A curve from the base rate towards lr_min, once or in cycles; then lr_min for good."""

    shows_arrival = True

    t_initial: float = run_length(
        Count(above=0),
        "length of the first cycle",
        error="AssertionError: assert t_initial > 0",
        none=unordered(">"),
    )
    lr_min: float = rate(0.0, "lowest LR", role="floor", least=0, error="AssertionError: assert lr_min >= 0")
    cycle_mul: float = number(1.0, "growth of the cycles", role="growth")
    cycle_decay: float = number(1.0, "factor on the highest LR at each restart", role="growth")
    cycle_limit: int = cycle_count()
    warmup_prefix: bool = prefix(False)

    late = ("lr_min", "cycle_mul", "cycle_decay", "cycle_limit", *TimmScheduler.late)
    shape: ClassVar[str] = ""
    """The name of the curve."""
    decays_on: ClassVar[bool] = True
    """Whether timm goes on raising cycle_decay to powers after the last cycle."""

    @abstractmethod
    def curve(self, c: Any, length: Any) -> Any:
        """The height, from 1 towards 0, at time `c` of a cycle of some length: arrays, or numbers of Python's."""

    def horizon(self) -> int | None:
        if self.left_out():
            return None
        return math.ceil(min(float(self.starting(np.asarray([min(max(self.cycle_limit, 1), 3)]))[0]), 1e9)) + 1

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.begin > 1 and not self.warmup_prefix and self.begin < end:
            lr = float(self.body(np.asarray([float(self.begin)]))[0])
            head = f"warms up over the head of the curve: at t = {self.begin} the LR is {lr:.6g} (warmup_prefix)"
            yield self.note("warmup-overlaps", head, "warmup_prefix")
        over = float(self.starting(np.asarray([float(max(self.cycle_limit, 0))]))[0])
        if self.cycle_mul == 1 and over < end:
            good = f"is at {self.shown('lr_min')} for good from t = {math.ceil(over)} on"
            yield self.note("held-at-end", good, "lr_min")

    def starting(self, i: Array) -> Array:
        """The exact time at which cycle `i` starts, warm-up included."""
        grown = i if self.cycle_mul == 1 else (powers(self.cycle_mul, i) - 1) / (self.cycle_mul - 1)
        return self.t_initial * grown + self.shift

    def cycle_length(self) -> float:
        cycles, grown = max(self.cycle_limit, 1), self.t_initial
        if self.cycle_mul == 1:
            grown *= cycles
        else:
            grown = math.floor(-grown * (self.cycle_mul**cycles - 1) / (1 - self.cycle_mul))
        return grown + (self.warmup_t if self.warmup_prefix else 0)

    def starts(self, end: int) -> list[int]:
        """The first calls of the cycles after the first, and of what follows the last, that are before `end`."""
        if self.cycle_mul <= 0:
            return []
        with np.errstate(all="ignore"):
            exact = self.starting(np.arange(1.0, max(min(self.cycle_limit, MOST_PHASES), 0) + 1))
            number = np.arange(1.0, len(exact) + 1)[exact < end][:, None]
            near = np.maximum(np.ceil(exact[exact < end])[:, None] + np.arange(-2.0, 3), 0)
            begun = self.cycle((near - self.shift).ravel()).reshape(near.shape) >= number
        calls = near[np.arange(len(near)), begun.argmax(axis=1)][begun.any(axis=1)]
        return [int(call) for call in calls if call < end]

    def parts(self, end: int) -> list[tuple[int, str]]:
        if self.cycle_limit < 1:
            return [(0, "lr_min")]
        starts = [0, *self.starts(end)]
        names = [f"cycle {i}" if self.cycle_limit > 1 else self.shape for i in range(1, len(starts) + 1)]
        names[self.cycle_limit :] = ["lr_min"] * (len(starts) - self.cycle_limit)
        return list(zip(starts, names, strict=True))

    def cycle(self, u: Array) -> Array:
        """The number of the cycle, from 0 on."""
        if self.cycle_mul == 1:
            return np.asarray(u // self.t_initial)
        return grown_cycle(u, self.t_initial, self.cycle_mul)

    def risk(self, u: float) -> Any:
        growth = self.cycle_mul
        over = u // self.t_initial if growth == 1 else math.log(scaled(u, self.t_initial, growth), growth)
        i = math.floor(over) if self.decays_on else min(math.floor(over), self.cycle_limit - 1)
        return self.cycle_decay ** max(i, 0)

    def within(self, u: Array, i: Array) -> tuple[Any, Any]:
        """The time since the start of cycle `i`, and the cycle's length."""
        if self.cycle_mul == 1:
            return u - self.t_initial * i, np.float64(self.t_initial)
        return within_grown(u, i, self.t_initial, self.cycle_mul)

    def goes_one_way(self) -> bool:
        return self.noise is None

    def arcs(self, end: int) -> list[Arc]:
        """The arcs of each cycle, or of periods in which very many cycles come again."""
        length, shift, limit = self.t_initial, self.shift, self.cycle_limit
        if limit <= MOST_PHASES - 2 or not self.goes_one_way() or self.cycle_mul <= 0:
            return super().arcs(end)
        over = float(self.starting(np.asarray([float(limit)]))[0]) if self.cycle_mul >= 1 else math.inf
        last = min(end, math.ceil(min(over, end)) + 2)
        if self.cycle_mul == 1 and over <= 2**53:
            sure, ends = max(last - 4, 1), range(last - 4, last + 1)
            return [*self.even_cycles().arcs(self.begin, sure), *arcs_between([self.begin, *ends], sure, end)]
        turns = cycle_turns(self.cycle, length, self.cycle_mul, shift, last)
        return unknown(0, end) if turns is None else arc_with([self.opening, *turns, last], 0, end)

    def even_cycles(self) -> EvenCycles:
        """The cycles, which are all of one length."""
        length, floor = self.t_initial, self.lr_min / self.lr if self.lr else math.inf
        return EvenCycles(length, self.shift, self.cycle, lambda c: self.curve(c, length), self.cycle_decay, floor)

    def body(self, u: Array) -> Array:
        rates = np.full_like(u, self.lr_min)
        i = self.cycle(u)
        here = i < self.cycle_limit
        decay = whole_powers(self.cycle_decay, i[here]) if self.cycle_decay != 1 else 1.0
        height = self.curve(*self.within(u[here], i[here]))
        rates[here] = self.lr_min + (self.lr * decay - self.lr_min) * height
        return rates


class Delayed(Cyclic, abstract=True):
    """Cycles with k-decay, whose powers Python may refuse where a cycle begins or ends, by rounding there as well."""

    k_decay: float = number(1.0, "power of the time in a cycle")

    complex_error: ClassVar[str]
    """What a complex number leads to, which Python makes of a fractional power of a negative one."""

    @cached_property
    def end(self) -> Stop | None:
        """Its stop: a fault of a whole cycle shows at its ends, as one of the ends alone does."""
        end = super().end
        last = end.tick if end else LONGEST
        edges = (self.begin, *(edge for start in self.starts(last) for edge in (start - 1, start)))
        u = np.asarray([float(call) for call in edges if self.begin <= call < last]) - self.shift
        with np.errstate(all="ignore"):
            u = u[self.cycle(u) < self.cycle_limit]
            c, length = self.within(u, self.cycle(u))
        for time, one, whole in zip(u.tolist(), c.tolist(), np.broadcast_to(length, c.shape).tolist(), strict=True):
            if error := self.fault(one, whole):
                return self.ended(round(time + self.shift), error)
        return self._late_stop(last) or end

    def _late_stop(self, last: int) -> Stop | None:
        """Its stop before a call in cycles after those that are told: there rounding may take a time out of its cycle.

        It does so next to where a cycle begins, if that is no whole number of calls.
        """
        if self.cycle_mul != 1 or self.cycle_limit < MOST_PHASES or not self.t_initial % 1 or not self.may_fail():
            return None
        last = int(min(last, self.starting(np.asarray([float(self.cycle_limit)]))[0] + 2))
        rule, begin, size = self.even_cycles().phased(last), self.begin, FIRST_LOOKED_AT
        while begin < last and most_about(rule, size) <= MOST_LOOKED_AT:
            calls = ticks_about_jump(rule, 0, begin, min(begin + size, last))
            u = np.asarray(calls - self.shift, dtype=np.float64)
            u = u[self.cycle(u) < self.cycle_limit]
            c, length = self.within(u, self.cycle(u))
            with np.errstate(all="ignore"):
                failed = np.flatnonzero(~np.isfinite(self.curve(c, length)))
            for place in failed.tolist():
                if error := self.fault(float(c[place]), float(length)):
                    return self.ended(round(float(u[place]) + self.shift), error)
            begin, size = begin + size, 4 * size
        return None

    def may_fail(self) -> bool:
        """Whether a power of a negative number may be no number."""
        return bool(self.k_decay % 1)

    def fault(self, c: float, length: float) -> str:
        """What timm raises at time `c` of a cycle; empty if nothing."""
        try:
            return self.complex_error if isinstance(self.curve(c, length), complex) else ""
        except ArithmeticError as error:
            return f"{type(error).__name__}: {error}"

    def goes_one_way(self) -> bool:
        return super().goes_one_way() and self.k_decay > 0

    def share(self, c: Any, length: Any) -> Any:
        """The share of a cycle that is over, as k-decay sees it."""
        return c**self.k_decay / length**self.k_decay


class CosineLRScheduler(Delayed):
    """Half a cosine down to lr_min, once or in cycles.

        lr(t) = lr_min + (lr * cycle_decay ** i - lr_min) * (1 + cos(pi * (c / T) ** k_decay)) / 2,  i < cycle_limit
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. c is the time since the start of cycle i, T = t_initial *
    cycle_mul ** i its length. After cycle_limit cycles it is lr_min for good. Without warmup_prefix the warm-up lies
    over the head of the cosine: it leads to lr, and the next rate is the cosine's own. With cycle_mul i comes from
    logarithms, so that a restart may come a call late: lr_min is in its place.

    Source: timm 1.0.31, timm.scheduler.CosineLRScheduler.
    """

    example = "t_initial=100, warmup_t=10"

    natively = (
        native("cosine(lr, lr_min, t_initial)", warmup_t=0, cycle_limit=1, k_decay=1.0),
        native(
            "linear(warmup_lr_init, lr, warmup_t) >> cosine(lr, lr_min, t_initial)",
            warmup_prefix=True,
            cycle_limit=1,
            k_decay=1.0,
        ),
        native("restarts(lr, lr_min, t_initial, cycle_mul, cycle_decay)", warmup_t=0, k_decay=1.0),
    )

    shape = "cosine"
    complex_error = "TypeError: must be real number, not complex"

    def curve(self, c: Any, length: Any) -> Any:
        share = self.share(c, length)
        return share if isinstance(share, complex) else raised_cosine(share)


class PolyLRScheduler(Delayed):
    """To lr_min as a power of the time that is left, once or in cycles.

        lr(t) = lr_min + (lr * cycle_decay ** i - lr_min) * (1 - (c / T) ** k_decay) ** power,  i < cycle_limit
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. c is the time since the start of cycle i, T = t_initial *
    cycle_mul ** i its length. After cycle_limit cycles it is lr_min for good. The default of power is 0.5, steepest at
    the end. Without warmup_prefix the warm-up lies over the head of the curve: it leads to lr, and the next rate is the
    curve's own. With cycle_mul i comes from logarithms, so that a restart may come a call late; 1 - c / T may then be
    rounded to less than 0, and the rate is a complex number, which no optimizer takes.

    Source: timm 1.0.31, timm.scheduler.PolyLRScheduler.
    """

    example = "t_initial=100, power=2.0"

    natively = (
        native("polynomial(lr, lr_min, t_initial, power)", warmup_t=0, cycle_limit=1, k_decay=1.0),
        native(
            "linear(warmup_lr_init, lr, warmup_t) >> polynomial(lr, lr_min, t_initial, power)",
            warmup_prefix=True,
            cycle_limit=1,
            k_decay=1.0,
        ),
    )

    power: float = number(0.5, "power of the time that is left", role="power")

    shape = "power"
    complex_error = "RuntimeError in the optimizer: the LR is a complex number"

    def may_fail(self) -> bool:
        return super().may_fail() or bool(self.power % 1)

    def curve(self, c: Any, length: Any) -> Any:
        return (1 - self.share(c, length)) ** self.power


class TanhLRScheduler(Cyclic):
    """Hyperbolic-tangent decay to near lr_min, once or in cycles.

        lr(t) = lr_min + (lr * cycle_decay ** i - lr_min) * (1 - tanh(lb * (1 - x) + ub * x)) / 2,  i < cycle_limit
        lr(t) = warmup_lr_init + (a - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. x is the share of cycle i that is over; cycle i is t_initial *
    cycle_mul ** i long. After cycle_limit cycles it drops to lr_min for good. At t = 0 it is exactly lr, of which the
    curve has not quite all. Without warmup_prefix the warm-up lies over the head of the curve and leads to a, the
    curve's own rate at warmup_t; else a is lr. With cycle_mul i comes from logarithms, so that a restart may come a
    call late.

    Source: timm 1.0.31, timm.scheduler.TanhLRScheduler.
    """

    example = "t_initial=100"

    natively = (native("tanh(lr, lr_min, t_initial, lb, ub)", warmup_t=0, cycle_limit=1),)

    lb: float = number(-7.0, "argument of tanh at the start of a cycle")
    ub: float = number(3.0, "argument of tanh at the end of a cycle")
    warmup_t: float = times(0, "length of the warm-up", "warmup", least=0, error="AssertionError: assert warmup_t >= 0")
    warmup_lr_init: float = rate(
        0.0, "LR at its start", role="start", least=0, error="AssertionError: assert warmup_lr_init >= 0"
    )
    cycle_limit: int = cycle_count(least=0, error="AssertionError: assert cycle_limit >= 0")

    shape = "tanh"
    decays_on = False

    def check(self) -> None:
        super().check()
        if self.lb >= self.ub:
            self.raises("lb", "AssertionError: assert lb < ub")
        if self.warmup_t and not self.warmup_prefix and not self.left_out() and (error := self.error(self.begin)):
            self.raises("warmup_t", error)

    def target(self) -> float:
        return self.lr if self.warmup_prefix else float(self.body(np.asarray([float(self.warmup_t)]))[0])

    def curve(self, c: Any, length: Any) -> Any:
        x = c / length
        return 0.5 * (1 - np.tanh(self.lb * (1 - x) + self.ub * x))
