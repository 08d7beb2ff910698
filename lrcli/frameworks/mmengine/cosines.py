"""Schedulers along half cosines, which rise again or restart."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.cosines import cosine_arcs, flat_at
from lrcli.frameworks._kit.declare import argument, calls, counts, native, numbers, rate
from lrcli.frameworks.mmengine.base import INF
from lrcli.frameworks.mmengine.single import Single
from lrcli.schedules.arcs import arcs_between, unknown
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Number
from lrcli.schedules.shapes import blend, raised_cosine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

LEAST = 1e-3
"""The share of a cosine from which on the rate that it began at can be told."""


class Cosine(Single, abstract=True):
    """A scheduler that goes along half cosines to eta_min, which may be a share of the optimizer's rate."""

    eta_min: float | None
    eta_min_ratio: float | None

    @property
    def multiplies(self) -> bool:
        return False

    @property
    def lowest(self) -> float:
        """The lowest rate."""
        return (self.eta_min or 0.0) if self.eta_min_ratio is None else self.lr * self.eta_min_ratio

    def ratio_of_heights(self, height: Array, before: Array) -> Array:
        """What a call multiplies what is above the lowest rate by; where that is nothing it stays so."""
        return np.divide(height, before, out=np.ones_like(height), where=before != 0)


class CosineAnnealingLR(Cosine):
    """Half a cosine from the rate that it finds down to eta_min, and up again.

        lr(t) = eta_min + (lr - eta_min) * (1 + cos(pi * (t - begin) / T_max)) / 2,  begin <= t < end

    t counts calls of step(): epochs, or iterations with by_epoch=False. eta_min is 0 if not given, or eta_min_ratio
    times the optimizer's lr. Without T_max it is end - begin: eta_min would come in call end, at which it acts no
    more, so that it is never reached. After T_max it rises again, to the optimizer's lr, whatever it found at begin.
    From end on the rate is held.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.CosineAnnealingLR.
    """

    shows_arrival = True
    example = "T_max=50"

    natively = (
        native("cosine(lr, 0, T_max)", begin=0, eta_min=None, eta_min_ratio=None),
        native("cosine(lr, eta_min, T_max)", begin=0, eta_min_ratio=None),
        native("cosine(lr, lr * eta_min_ratio, T_max)", begin=0, eta_min=None),
        native("cosine(lr, 0, end)", begin=0, T_max=None, eta_min=None, eta_min_ratio=None),
    )

    T_max: float | None = calls(None, "calls of the way down", role="length")
    eta_min: float | None = rate(None, "lowest LR", role="floor")
    eta_min_ratio: float | None = argument(Number(), None, "the same as a share of the optimizer's", role="final-share")

    late = ("begin", "end", "last_step", "by_epoch", "verbose", "eta_min_ratio")
    in_epochs = ("T_max",)

    def check(self) -> None:
        if self.eta_min is not None and self.eta_min_ratio is not None:
            error = "Either `eta_min` or `eta_min_ratio should be specified"
            self.raises("eta_min_ratio", f"AssertionError: {error}")
        super().check()

    @property
    def half(self) -> float:
        """The calls of the way down."""
        return self.T_max or (self.end - self.begin)

    def failure(self) -> tuple[int, str] | None:
        flat = flat_at(self.half)
        return None if flat is None else (flat + 1, "ZeroDivisionError: float division by zero")

    def height(self, u: Array) -> Array:
        """The share of what is above the lowest rate."""
        return raised_cosine((u % abs(2 * self.half)) / abs(self.half))

    def alone(self, v: float, since: float, u: Array) -> Array | None:
        turn = abs(self.half)
        if since >= 0:
            height = float(self.height(np.full(1, since))[0])
            if since >= turn or height < LEAST:
                return None
            v = self.lowest + (v - self.lowest) / height
        rates = blend(self.height(u), v, self.lowest)
        again = v != self.lr and turn % 1 == 0
        return np.where(u > turn, blend(self.height(u), self.lr, self.lowest), rates) if again else rates

    def lines(self, u: Array) -> Lines:
        half = np.float64(self.half)
        turn = (u - 1 - half) % (2 * half) == 0
        gain = self.ratio_of_heights(*(1 + np.cos(np.pi * call / half) for call in (u, u - 1)))
        gain = np.where((u == 0) | turn, 1.0, gain)
        rise = (self.lr - self.lowest) * (1 - np.cos(np.pi / half)) / 2
        return gain, np.where(turn & (u > 0), rise, self.lowest * (1 - gain))

    def horizon(self) -> int | None:
        arrives = self.first + int(abs(self.half)) + 1
        return None if self.half >= INF else min(arrives, self.last)

    def arrives(self) -> bool:
        return self.first + abs(self.half) < self.last

    def parts(self, calls: int) -> list[tuple[int, str]]:
        return [(0, "cosine")]

    def own_arcs(self, calls: int) -> list[Arc]:
        return cosine_arcs(self.half, calls)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        acts = min(self.last, end) - self.first
        if not self.T_max and self.end == INF:
            sentence = "neither T_max nor end is given: it would arrive after 1000000000 calls"
            yield self.warning("no-end", sentence, "T_max")
        elif not self.T_max and acts >= self.calls:
            predicate = f"never arrives at {self.lowest:.6g}: the last call before {self.shown('end')} is one too early"
            yield self.note("never-arrives", predicate, "end")
        elif acts > abs(self.half) + 1:
            predicate = f"rises again after {self.shown('T_max')}: it acts for {scope.counted(acts)}"
            yield self.note("rises-again", predicate, "T_max")


class CosineRestartLR(Cosine):
    """Half a cosine from a share of the optimizer's rate towards eta_min, then a restart, in each period.

        lr(t) = eta_min + (lr * restart_weights[i] - eta_min) * (1 + cos(pi * v / periods[i])) / 2,  begin <= t < end

    t counts calls of step(): epochs, or iterations with by_epoch=False; v counts them in period i. lr is the
    optimizer's, whatever is found at begin. eta_min is never reached: the restart takes its place. After the last
    period, and from end on, the rate is held. One of eta_min and eta_min_ratio, a share of the optimizer's lr, is
    needed. Where a restart would come between two calls there is none.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.CosineRestartLR.
    """

    example = "periods=[50], eta_min=0.0"

    periods: tuple[float, ...] = counts(REQUIRED, "calls of each period", role="period")
    restart_weights: tuple[float, ...] = numbers((1.0,), "where each begins, a share of the optimizer's", role="factor")
    eta_min: float | None = rate(None, "LR that each leads to", role="floor")
    eta_min_ratio: float | None = argument(Number(), None, "the same as a share of the optimizer's", role="final-share")

    in_epochs = ("periods",)

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        lowest = () if {"eta_min", "eta_min_ratio"} & set(given) else ("eta_min",)
        return (*super().wanted(given), *lowest)

    def check(self) -> None:
        if self.eta_min is None and self.eta_min_ratio is None:
            reason = "eta_min, or eta_min_ratio, is not given: MMEngine raises AssertionError"
            raise self.refuse("eta_min", reason, "missing", "AssertionError, without eta_min_ratio too")
        if self.eta_min is not None and self.eta_min_ratio is not None:
            self.raises("eta_min_ratio", "AssertionError, beside eta_min")
        if len(self.periods) != len(self.restart_weights):
            error = "periods and restart_weights should have the same length."
            self.raises("restart_weights", f"AssertionError: {error}")
        super().check()

    @cached_property
    def ends(self) -> list[float]:
        """Where the periods end."""
        return list(accumulate(self.periods))

    @property
    def over(self) -> float:
        """The own call from which on it is held."""
        return max(self.ends, default=0)

    @property
    def whole(self) -> bool:
        """Whether each period begins with a call."""
        return all(period > 0 and period % 1 == 0 for period in self.periods)

    @property
    def dates(self) -> list[int]:
        return [int(end) for end in self.ends] if self.whole else []

    def place(self, u: Array) -> tuple[Ints, Array, Array]:
        """The period of each call, the calls since it began, and its length; call `over` and later are in none."""
        reached = np.maximum.accumulate(np.asarray(self.ends))
        i = np.searchsorted(reached, np.minimum(u, self.over), side="right")
        i = np.minimum(i, len(self.periods) - 1)
        begins = np.asarray([0.0, *self.ends[:-1]])
        return i, u - begins[i], np.asarray(self.periods, dtype=np.float64)[i]

    def alone(self, v: float, since: float, u: Array) -> Array | None:
        if not self.whole or since >= 0:
            return None
        if not self.periods:
            return np.full_like(u, v)
        i, since_begin, period = self.place(np.minimum(u, self.over - 1))
        w = raised_cosine(since_begin / period)
        return self.lr * np.asarray(self.restart_weights)[i] * w + self.lowest * (1 - w)

    def lines(self, u: Array) -> Lines:
        if not self.periods:
            return np.ones_like(u), np.zeros_like(u)
        i, since, period = self.place(u)
        gain = self.ratio_of_heights(*(1 + np.cos(np.pi * call / period) for call in (since, since - 1)))
        held, sets = (u >= self.over) | (u < 0), (since == 0) & (u < self.over)
        gain = np.where(held, 1.0, np.where(sets, 0.0, gain))
        tops = self.lr * np.asarray(self.restart_weights)[i]
        return gain, np.where(held, 0.0, np.where(sets, tops, self.lowest * (1 - gain)))

    def horizon(self) -> int | None:
        return max(self.first + int(min(self.over, self.calls)), 1)

    def parts(self, calls: int) -> list[tuple[int, str]]:
        if not self.whole:
            return [(0, "cosines")]
        starts = [0, *map(int, self.ends[:-1])]
        named = [(start, f"cycle {i}") for i, start in enumerate(starts, 1) if start < calls]
        return [*named, *([(int(self.over), "hold")] if self.over < calls else [])]

    def own_arcs(self, calls: int) -> list[Arc]:
        starts = [*map(int, self.ends)]
        return arcs_between(starts, 0, calls) if self.whole else unknown(0, calls)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.whole and end >= self.first + (self.periods or (end,))[0]:
            predicate = f"never arrives at {self.lowest:.6g}: the restart, or the end, takes its place"
            yield self.note("never-arrives", predicate, "eta_min")
