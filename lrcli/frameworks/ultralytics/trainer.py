"""The rate of Ultralytics' trainer: a warm-up by batches, in which updates grow rarer, then one rate for each epoch."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.cosines import NOISE
from lrcli.frameworks._kit.declare import count, flag, number, rate, word
from lrcli.frameworks.ultralytics.updates import Updates, updates_of
from lrcli.schedules.arcs import (
    HELD,
    LEAPS,
    MOST_ARCS,
    MOST_STAIRS,
    Arc,
    arc_with,
    arcs_between,
    near,
    rounds,
    unknown,
)
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.declare import number as declared
from lrcli.schedules.marks import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

MOST_BEHIND = 10**9
"""Batches behind an update."""
MOST_GROWN = 2**20
"""Batches behind an update that they grow to in a warm-up which is longer."""


class BaseTrainer(Scheduler, family="ultralytics.BaseTrainer"):
    """A warm-up by batches, then a straight line or half a cosine, held within each epoch.

        lr(t) = start + i / nw * (lr0 * f(e) - start),     i <= nw
        lr(t) = lr0 * f(e),                                i > nw
        f(e) = max(1 - e / E, 0) * (1 - lrf) + lrf, or with cos_lr max((1 - cos(pi * e / E)) / 2, 0) * (lrf - 1) + 1

    t counts updates. i is the batch of update t, from 0, e = floor(i / batches) its epoch, E is epochs. nw is
    min(warmup_epochs, E - 1) * batches, rounded. start is 0, for the group of the biases warmup_bias_lr. An update
    comes with batch i when a batches have passed since the last one: a = max(round(nbs / batch), 1), in the warm-up
    max(1, round(1 + i / nw * (nbs / batch - 1))). The momentum rises in the warm-up from warmup_momentum to
    last_momentum, which is momentum there.

    Source: Ultralytics 8.4.190, ultralytics.engine.trainer.BaseTrainer.
    """

    run_unit = "steps"
    example = "batches=10, epochs=10"

    lr0: float = rate(0.01, "LR of the first epoch", role="base")
    lrf: float = number(0.01, "LR of the last epoch as a share of lr0", role="final-share", least=0)
    cos_lr: bool = flag(False, "half a cosine in place of a straight line")
    epochs: int = count(100, "epochs of the run", role="length", counts="epochs", least=1)
    batches: int = count(REQUIRED, "batches in an epoch", counts="", least=1)
    batch: float = number(16, "samples in a batch", above=0)
    nbs: float = number(64, "samples behind an update", above=0)
    warmup_epochs: float = number(3.0, "epochs of the warm-up", role="warmup", least=0)
    warmup_bias_lr: float = rate(0.1, "LR at which the biases start", role="")
    warmup_momentum: float = number(0.8, "momentum at the start", role="momentum")
    last_momentum: float = declared(0.937, "momentum after the warm-up", aliases=("momentum",))
    group: str = word("weight", "the group whose LR it is", "weight", "bias", error="ValueError: no group is called {}")

    @property
    def drives(self) -> tuple[str, ...]:
        return ("momentum",)

    @property
    def warm(self) -> int:
        """The last batch of the warm-up; -1 without one."""
        return round(min(self.warmup_epochs, self.epochs - 1) * self.batches) if self.warmup_epochs > 0 else -1

    @property
    def between(self) -> int:
        """Batches from one update to the next, after the warm-up."""
        return max(round(self.nbs / self.batch), 1)

    def check(self) -> None:
        if self.epochs * self.batches > LONGEST:
            reason = f"{self.epochs} epochs of {self.batches} batches: at most {LONGEST:.0e} in all"
            raise self.refuse("batches", reason, "together")
        behind = self.nbs / self.batch
        if behind > MOST_BEHIND:
            raise self.refuse("nbs", f"{behind:.6g} batches behind an update: at most {MOST_BEHIND}", "together")
        if min(behind, self.warm) > MOST_GROWN:
            reason = f"{behind:.6g} batches behind an update after a warm-up of {self.warm}: at most {MOST_GROWN}"
            raise self.refuse("nbs", reason, "together")

    @cached_property
    def updates(self) -> Updates:
        """Which batches update the weights."""
        return updates_of(self.warm, self.nbs / self.batch, self.between)

    @property
    def risen(self) -> int:
        """The first update after the warm-up."""
        return int(self.updates.firsts[-1])

    @property
    def in_all(self) -> int:
        """The updates of the run: what is left of batches at its end makes none."""
        return int(self.updates.from_batch(np.array([self.epochs * self.batches]))[0])

    def horizon(self) -> int | None:
        return max(self.in_all, 1)

    def phases(self, end: int) -> list[Phase]:
        over = self.risen
        parts = [(0, "warm-up")] * (over > 0) + [(over, "decay")]
        return [Phase(start, name) for start, name in parts if start < end]

    def goes_one_way(self) -> bool:
        return False

    def arcs(self, end: int) -> list[Arc]:
        """From epoch to epoch; after the warm-up the rate is held within each, and goes one way while they last."""
        over = min(self.risen + 1, end)
        flat = end if self.cos_lr else max(min(self.in_all + 1, end), over)
        turns, stairs = self.begun(0, over), self.begun(over, flat)
        warm = unknown(0, over) if turns is None else arc_with(np.append(turns, self.updates.firsts), 0, over)
        if stairs is not None:
            after = arc_with(stairs, over, flat, HELD)
        elif self.cos_lr and end > self.in_all:
            after = waves(self, over, end)
        else:
            after = [Arc(over, flat, form=LEAPS)]
        return [*warm, *after, *arcs_between((), flat, end)]

    def begun(self, begin: int, end: int) -> Ints | None:
        """The updates from one to before another with which an epoch begins; None where they are very many."""
        first, last = (self.updates.batch_of(np.array([begin, end - 1])) // self.batches).tolist()
        if last - first > MOST_STAIRS:
            return None
        return self.updates.from_batch(np.arange(first + 1, last + 1) * self.batches)

    def driven_arcs(self, end: int) -> list[Arc]:
        return arcs_between(near(self.risen), 0, end)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        yield self.note("by-batch", "t counts updates, which are uneven in the warm-up: the LR is set by the batch")

    def factor(self, epoch: Array) -> Array:
        """The rate of an epoch as a share of lr0."""
        if self.cos_lr:
            return np.maximum((1 - np.cos(epoch * np.pi / self.epochs)) / 2, 0) * (self.lrf - 1) + 1
        return np.maximum(1 - epoch / self.epochs, 0) * (1.0 - self.lrf) + self.lrf

    def formula(self, t: Array) -> Array:
        batch = self.updates.batch_of(t)
        rate = self.lr0 * self.factor(np.floor(batch / self.batches))
        return self.rising(batch, self.warmup_bias_lr if self.group == "bias" else 0.0, rate)

    def momentum_formula(self, t: Array) -> Array:
        batch = self.updates.batch_of(t)
        return self.rising(batch, self.warmup_momentum, np.full_like(batch, self.last_momentum))

    def rising(self, batch: Array, start: float, goal: Array) -> Array:
        """From a start to a goal while the warm-up lasts, as numpy.interp has it."""
        slope = (goal - start) / max(self.warm, 1)
        return np.where(batch < self.warm, slope * batch + start, goal)


def waves(made: BaseTrainer, begin: int, end: int) -> list[Arc]:
    """The arcs of a cosine that goes on, from a tick after the warm-up to another: it comes again in two runs.

    Of runs of very many epochs only the turns are told: between them it goes one way, in small steps.
    """
    both = 2 * made.epochs * made.batches
    period = both // math.gcd(both, made.between)
    count = period * made.between // made.batches
    first, last = made.updates.batch_of(np.asarray([float(begin), float(end)]))
    if count > MOST_ARCS:
        run = made.epochs * made.batches
        turns = made.updates.from_batch(np.arange(first // run, last // run + 1).astype(np.int64) * run)
        return arc_with(turns, begin, end, LEAPS, noise=math.pi / 2 / made.epochs)
    begun = (first // made.batches + np.arange(1.0, count + 1)) * made.batches
    ticks = np.unique(np.ceil((begun - first) / made.between) % period)
    whole = made.updates.batch_of(begin + ticks) // made.batches % made.epochs == 0
    turns, limits = (each.astype(np.int64).tolist() for each in (ticks, ticks[whole]))
    noise = NOISE * float(last) / (made.batches * made.epochs)
    return rounds(begin, end, period, sorted({0, *turns}), noise=noise, limits=limits)
