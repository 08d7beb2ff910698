"""What MMEngine's schedulers do to the running rate of one parameter group when there are several.

They are constructed one after another, each making its first call. Later calls come after each iteration, then after
each epoch, then after each validation, and in each of these in the order of the list. Between the ticks at which one of
them begins, ends, or lowers the rate for a metric, who acts stays the same: that is a stretch.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.stepping import Path
from lrcli.frameworks.mmengine.group import Group
from lrcli.schedules.marks import Joint, Stop, earliest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lrcli._lazy import Array, Ints
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.frameworks.mmengine.plateau import ReduceOnPlateauLR
    from lrcli.frameworks.mmengine.single import Single


class Actor(NamedTuple):
    """A scheduler on a group, called every `hold` ticks."""

    scheduler: Single
    hold: int

    @property
    def begin(self) -> int:
        """The first tick at which it acts."""
        return self.scheduler.first * self.hold

    @property
    def end(self) -> int:
        """The first tick that is after its last call, and when the next would come."""
        return self.scheduler.last * self.hold

    @property
    def period(self) -> int:
        """The ticks from one at which it may change the rate to the next such; 0 where only dates tell them."""
        return self.scheduler.every * self.hold

    def jumps(self, first: int, last: int) -> Ints:
        """The ticks at which it jumps, from one tick to before another, if it does not change the rate at each."""
        if self.period > 1:
            return np.arange(first + (self.begin - first) % self.period, last, self.period)
        ticks = self.begin + self.hold * np.array(self.scheduler.dates, dtype=np.int64)
        return ticks[(ticks >= first) & (ticks < last)]

    def calls(self, t: Array | float) -> Array:
        """Its own calls up to ticks `t`."""
        return np.floor(np.asarray(t, dtype=np.float64) / self.hold) - self.scheduler.first

    def lines(self, t: Array) -> Lines:
        """What it does at ticks `t` of a stretch in which it acts."""
        gain, shift = self.scheduler.lines(self.calls(t))
        called = t % self.hold == 0
        return np.where(called, gain, 1.0), np.where(called, shift, 0.0)

    def stop(self) -> Stop | None:
        stop = self.scheduler.stop()
        return stop and stop._replace(tick=stop.tick * self.hold)


class Reduced(NamedTuple):
    """A tick at which a metric asks for a lower rate, the best one so far, and who reacts."""

    tick: int
    best: float
    scheduler: ReduceOnPlateauLR

    def lower(self, rate: float) -> float:
        """The rate that it leads to."""
        there = self.scheduler
        lower = max(rate * there.factor, there.min_value)
        return lower if rate - lower > there.eps else rate


class Stretch(NamedTuple):
    """Ticks from `begin` on in which the same schedulers act.

    start  the rate at `begin`
    rates  those at any of its ticks
    path   the same from its begin on, where each is computed from the one before
    """

    begin: int
    start: float
    rates: Callable[[Array], Array]
    path: Path | None = None


class Timeline:
    """The rates of a group from tick 0 on."""

    def __init__(self, lr: float, members: Iterable[tuple[Single, int]], reductions: Iterable[Reduced]) -> None:
        self.lr = lr
        group = Group(lr)
        actors = []
        for scheduler, hold in members:
            actor = Actor(scheduler.join(group), hold)
            actors.append(actor)
            if actor.begin == 0 < actor.end and not scheduler.still:
                group.running = float(applied([actor], group.running, 0))
        if group.levels:
            actors = [actor._replace(scheduler=actor.scheduler.sharing(group.levels)) for actor in actors]
        self.running = group.running
        self.actors = sorted(actors, key=lambda actor: actor.hold)  # iterations come before epochs
        self.reductions = sorted(reductions, key=lambda each: each.tick)
        turns = {tick for actor in actors if actor.begin < actor.end for tick in (actor.begin, actor.end)}
        self.begins = sorted({0, *turns, *(each.tick for each in self.reductions)})
        self.stretches: list[Stretch] = []

    def rates(self, t: Array) -> Array:
        """The rates at ticks `t`."""
        rates = np.full_like(t, np.nan)
        last = t.max(initial=0)
        for index, begin in enumerate(self.begins):
            if begin > last:
                break
            end = self.begins[index + 1] if index + 1 < len(self.begins) else math.inf
            here = (t >= begin) & (t < end)
            if here.any():
                rates[here] = self.stretch(index).rates(t[here])
        return rates

    def stretch(self, index: int) -> Stretch:
        """A stretch by its number."""
        while len(self.stretches) <= index:
            self.stretches.append(self._next(len(self.stretches)))
        return self.stretches[index]

    def acting(self, begin: int) -> list[Actor]:
        """Who acts in the stretch that begins at a tick."""
        return [actor for actor in self.actors if actor.begin <= begin < actor.end]

    def _next(self, index: int) -> Stretch:
        begin = self.begins[index]
        actors = [actor for actor in self.acting(begin) if not actor.scheduler.still]
        before = self.before(index)
        reduced = [each for each in self.reductions if each.tick == begin]
        if len(actors) == 1 and not reduced and actors[0].begin == begin:
            (actor,) = actors
            rates = from_call(actor, before, -1)
            if rates is not None:
                start = self.running if begin == 0 else float(rates(np.full(1, float(begin)))[0])
                return Stretch(begin, start, rates)
        start = self.running if begin == 0 else applied(actors, before, begin)
        for each in reduced:
            start = each.lower(start)
        rates = following(actors, start, begin)
        if rates is not None:
            return Stretch(begin, start, rates)
        path = path_of(actors, start, begin)
        return Stretch(begin, start, lambda t: path.at(t - begin), path)

    def before(self, index: int) -> float:
        """The rate in the tick before a stretch."""
        if index == 0:
            return self.lr
        return float(self.stretch(index - 1).rates(np.full(1, self.begins[index] - 1.0))[0])

    def joints(self, end: int) -> list[Joint]:
        """Where a scheduler begins to act, and where a metric lowers the rate, up to tick `end`."""
        begins = {actor.begin for actor in self.actors if actor.begin < actor.end}
        best = {each.tick: each.best for each in self.reductions}
        joints = []
        for index, begin in enumerate(self.begins):
            if 0 < begin <= end and (begin in begins or begin in best):
                before, after = self.before(index), self.stretch(index).start
                if begin in begins or after != before:
                    joints.append(Joint(begin, before, after, None if begin in begins else best[begin]))
        return joints

    def stop(self) -> Stop | None:
        """Where it ends."""
        return earliest(*(actor.stop() for actor in self.actors))


def applied(actors: list[Actor], rate: float, tick: int) -> float:
    """A rate after the calls that come at a tick."""
    for gain, shift in (actor.lines(np.full(1, float(tick))) for actor in actors):
        rate = float(gain[0] * rate + shift[0]) if gain[0] else float(shift[0])
    return rate


def from_call(actor: Actor, rate: float, since: float) -> Callable[[Array], Array] | None:
    """The rates at ticks when one scheduler acts from its own call `since` on, at `rate`; None if by steps alone."""
    if actor.scheduler.alone(rate, since, np.full(1, max(since, 0.0))) is None:
        return None

    def rates(t: Array) -> Array:
        calls = actor.calls(t)
        there: Any = actor.scheduler.alone(rate, since, calls)
        return np.where(calls == since, rate, there)

    return rates


def following(actors: list[Actor], start: float, begin: int) -> Callable[[Array], Array] | None:
    """The rates at ticks from `begin` on, where there is `start`, when these act; None if by steps alone."""
    since = [float(actor.calls(begin)) for actor in actors]
    if len(actors) == 1 and (alone := from_call(actors[0], start, since[0])) is not None:
        return alone
    if not all(actor.scheduler.multiplies for actor in actors):
        return None

    def rates(t: Array) -> Array:
        product = np.full_like(t, start)
        for actor, call in zip(actors, since, strict=True):
            product *= actor.scheduler.ratio(actor.calls(t), call)
        return product

    return rates


def path_of(actors: list[Actor], start: float, begin: int) -> Path:
    """The rates from tick `begin` on, where there is `start`, when these act: each from the one before."""

    def lines(j: Array) -> Lines:
        gain, shift = np.ones_like(j), np.zeros_like(j)
        for actor in actors:
            factor, more = actor.lines(begin + j)
            gain, shift = gain * factor, np.where(factor == 0, 0, shift * factor) + more
        return gain, shift

    return Path(start, lines)
