"""Who speaks when: a curve that is made of others, and all that follows from that.

A combinator says which of its curves speaks from which tick to which, and what its own clock shows meanwhile. Values,
phases, joints, stop and remarks follow here, once for all of them.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from functools import lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.arcs import (
    HELD,
    MOST_ARCS,
    MOST_STAIRS,
    Arc,
    Quickened,
    Rule,
    arc_with,
    arcs_between,
    moved,
    packed,
    rounds,
    unknown,
)
from lrcli.schedules.curve import DRIVEN, Curve
from lrcli.schedules.marks import MOST_PHASES, Joint, Phase, Stop, counted
from lrcli.schedules.uneven import Passed, Uneven

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark

MOST_OF_PIECES = 2**13
"""Arcs that are told of pieces one after another."""
MOST_STEPS = 2**14
"""Turns that are told of a period in which ticks are held, or several of them are one."""


class Slot(NamedTuple):
    """A stretch in which one curve speaks: ticks `begin` to before `end`.

    At tick `begin` its own clock shows `first`; every `hold` ticks it goes on by `pace`, up to `most`. `begin` may be a
    fraction: what is told of it is told at the next whole tick.
    """

    body: Curve
    begin: float = 0
    end: float = math.inf
    first: float = 0
    pace: int = 1
    most: float = math.inf
    hold: int = 1

    def inside(self, t: Array) -> Array:
        """The body's ticks at ticks `t`."""
        if self.begin == self.first and self.pace == self.hold == 1:  # its clock is the outer one
            return t if self.most == math.inf else np.minimum(t, self.most)
        own = t - self.begin
        if self.hold > 1:
            own = np.floor(own / self.hold)
        return np.minimum(self.first + self.pace * own, self.most)

    def outside(self, tick: float) -> int:
        """The tick at which the body has come to its own tick."""
        return math.ceil(self.begin + self.hold * -(-(tick - self.first) // self.pace))

    def ahead(self, end: float) -> int:
        """How many of its own ticks the body has got through before tick `end`."""
        last = max(min(self.end, end) - 1 - self.begin, 0)
        return math.ceil(min(self.first + self.pace * (last // self.hold), self.most)) + 1

    def has(self, tick: float) -> bool:
        """Whether it speaks at a tick."""
        return self.begin <= tick < self.end


class BySlots(Curve):
    """A curve made of others, each of which speaks in its slots."""

    as_seen: ClassVar[bool] = False
    """A piece that holds its rate to the end arrives at that rate, even if it would change it as the next begins."""

    @abstractmethod
    def slots(self) -> Iterable[Slot]:
        """Who speaks when, in order; may have no end."""

    def value(self, lr: Array) -> Array:
        """What becomes of a rate."""
        return lr

    def until(self, end: float) -> list[Slot]:
        """The slots that begin before tick `end`."""
        return list(islice(takewhile(lambda slot: slot.begin < end, self.slots()), MOST_PHASES))

    def inner(self) -> tuple[Curve, ...]:
        return tuple({id(slot.body): slot.body for slot in islice(self.slots(), MOST_PHASES)}.values())

    def tells(self, of: str) -> bool:
        return any(body.tells(of) for body in self.inner())

    def name_of(self, of: str) -> str:
        return next((body.name_of(of) for body in self.inner() if body.tells(of)), super().name_of(of))

    def drives_none(self, of: str) -> str:
        return self.inner()[-1].drives_none(of)

    def values(self, t: Array, of: str = "lr") -> Array:
        slot = alone_in(self.slots(), t)
        direct = slot is not None and of not in DRIVEN and slot.body.tells(of)
        values = slot.body.values(slot.inside(t), of) if slot is not None and direct else self._spoken(t, of)
        return self.value(values) if of == "lr" else values

    def _spoken(self, t: Array, of: str) -> Array:
        """What each slot's body says at its ticks. What is driven is carried on where a body does not set it."""
        values, carried = np.full_like(t, np.nan), np.nan
        last = t.max(initial=0)
        for slot in takewhile(lambda slot: slot.begin <= last, self.slots()):
            here = (t >= slot.begin) & (t < slot.end)
            if here.any() and slot.body.tells(of):
                values[here] = slot.body.values(slot.inside(t[here]), of)
            if of in DRIVEN:
                values[here & np.isnan(values)] = carried
                carried = left_by(slot, of, carried)
        return values

    def driven_first(self, of: str) -> float:
        return next(body.driven_first(of) for body in self.inner() if body.tells(of))

    def phases(self, end: int) -> list[Phase]:
        phases: dict[int, Phase] = {}  # of several that begin in one tick the last one is seen
        of_each = lru_cache(maxsize=4)(lambda body, end: body.phases(end))  # rounds have the same
        for slot in until_told(phases, self.until(end)):
            begin = max(math.ceil(slot.begin), 0)
            inner = of_each(slot.body, slot.ahead(end))
            at_first = slot.first + (-min(slot.begin, 0) if slot.hold == 1 else -min(slot.begin, 0) // slot.hold)
            running = [phase for phase in inner if phase.start <= at_first][-1]
            phases[begin] = running._replace(start=begin)
            later = (phase._replace(start=slot.outside(phase.start)) for phase in inner if phase.start > at_first)
            phases |= {phase.start: phase for phase in later if phase.start < min(slot.end, end)}
        limit = self.limit()
        seen = [phase for phase in phases.values() if limit is None or phase.start < max(limit, 1)]
        return seen[:MOST_PHASES]

    def phase_count(self, end: int) -> int | None:
        told = counted(self.phases(end))
        return phases_in(self.until(end), end) if told is None else told

    def arcs(self, end: int) -> list[Arc]:
        return arcs_in(self.slots(), end, "lr")

    def arcs_of(self, end: int, of: str) -> list[Arc]:
        return self.arcs(end) if of == "lr" else arcs_in(self.slots(), end, of)

    def told_until(self, end: int, of: str) -> int:
        return told_in(self.until(end), end, of) if of == "metric" else end

    def stop(self) -> Stop | None:
        for slot in islice(self.slots(), MOST_PHASES):
            stop = slot.body.stop()
            if stop is not None and stop.tick <= slot.most and slot.outside(stop.tick) < slot.end:
                return stop._replace(tick=max(slot.outside(stop.tick), math.ceil(slot.begin), 0))
        return None

    def joints(self, end: int) -> list[Joint]:
        joints: list[Joint] = []
        before: Slot | None = None
        of_each = lru_cache(maxsize=4)(lambda body, end: body.joints(end))  # a body may be in many slots
        for slot in until_told(joints, self.until(end + 1)):
            if before is not None:
                joints.append(self._joint(self._meeting(before, slot)))
            inner = (
                seen_from(slot, joint)
                for joint in of_each(slot.body, slot.ahead(end + 1))
                if joint.at <= slot.most and (joint.at > slot.first or (before is None and joint.at == slot.first))
            )
            joints += [self._joint(joint) for joint in inner if joint.at < slot.end]
            before = slot
        limit = self.limit()
        return met_once(joint for joint in joints if 0 <= joint.at <= end and (limit is None or joint.at < limit))

    def _meeting(self, before: Slot, slot: Slot) -> Joint:
        """Where one slot gives way to the next."""
        begin = math.ceil(slot.begin)
        arrives, goes_on = (rate_at(each.body, each.inside(np.array([float(begin)]))) for each in (before, slot))
        if self.as_seen and begin - max(before.begin, 0) >= 2:
            held, last = (rate_at(before.body, before.inside(np.array([begin - back]))) for back in (2.0, 1.0))
            arrives = last if held == last else arrives
        return Joint(begin, arrives, goes_on)

    def _joint(self, joint: Joint) -> Joint:
        with np.errstate(all="ignore"):
            before, after = self.value(np.asarray([joint.before, joint.after])).tolist()
        return joint._replace(before=before, after=after)

    def remarks(self, end: int) -> Iterator[Remark]:
        for slot in self.until(end):
            yield from slot.body.remarks(slot.ahead(end))


def until_told(found: Collection[Any], slots: Iterable[Slot]) -> Iterator[Slot]:
    """Slots, as long as no more than are told was found in those before."""
    return takewhile(lambda _: len(found) <= MOST_PHASES, slots)


def alone_in(slots: Iterable[Slot], t: Array) -> Slot | None:
    """The slot that all of the ticks lie in; None when they lie in several."""
    if not t.size:
        return None
    low, high = float(t.min()), float(t.max())
    slot = next((slot for slot in slots if low < slot.end), None)
    return slot if slot is not None and slot.has(low) and slot.has(high) else None


def phases_in(slots: list[Slot], end: int) -> int | None:
    """How many phases the bodies of slots have in them; None where they are not counted."""
    if len(slots) == MOST_PHASES or any(slot.first or slot.begin < 0 for slot in slots):
        return None
    counts = [slot.body.phase_count(slot.ahead(end)) for slot in slots]
    return None if None in counts else sum(each for each in counts if each is not None)


def left_by(slot: Slot, of: str, carried: float) -> float:
    """The last value that is set before the end of a slot."""
    if not slot.body.tells(of) or slot.end == math.inf or slot.end <= slot.begin:
        return carried
    last = np.array([math.ceil(slot.end) - 1.0])
    value = float(slot.body.values(slot.inside(last), of)[0])
    return carried if math.isnan(value) else value


def told_in(slots: list[Slot], end: int, of: str) -> int:
    """A tick from which on none of the bodies of slots has a value of a quantity; `end` for very many slots."""
    if len(slots) == MOST_PHASES:
        return end
    return min(max((last_told(slot, end, of) for slot in slots if slot.body.tells(of)), default=0), end)


def last_told(slot: Slot, end: int, of: str) -> int:
    """A tick outside from which on the body of a slot has no value of a quantity."""
    inside = slot.ahead(end)
    last = slot.body.told_until(inside, of)
    outside = end if last > slot.most or last >= inside else slot.outside(last)
    return int(min(math.ceil(min(slot.end, end)), outside))


def arcs_in(slots: Iterable[Slot], end: int, of: str) -> list[Arc]:
    """The arcs of the bodies of slots, in them: what becomes of a rate only rises with it, and does not jump."""
    arcs: list[Arc] = []
    told = 0
    for number, slot in enumerate(takewhile(lambda slot: slot.begin < end, slots)):
        if len(arcs) >= MOST_OF_PIECES:
            arcs = packed(arcs)
        if number >= MOST_ARCS or len(arcs) >= MOST_OF_PIECES:
            break
        told = end if slot.end == math.inf else int(min(math.ceil(slot.end), end))
        arcs += arcs_in_slot(slot, max(math.ceil(slot.begin), 0), told, of)
    return [*arcs, *unknown(told, end)]


def arcs_in_slot(slot: Slot, begin: int, end: int, of: str) -> list[Arc]:
    """The arcs of a slot's body on the clock outside, from one tick to another."""
    if begin >= end:
        return []
    if any(math.isfinite(tick) and tick % 1 for tick in (slot.begin, slot.first, slot.most)):
        return unknown(begin, end)  # its clock shows fractions
    if not slot.body.tells(of):  # what was set before holds; a metric does not
        return arcs_between((), begin, end) if of in DRIVEN else unknown(begin, end)
    arcs: list[Arc] = []
    for arc in slot.body.arcs_of(slot.ahead(end), of):
        arcs += arcs_of(arc, slot, max(slot.outside(arc.begin), begin), min(slot.outside(arc.end), end))
    told = arcs[-1].end if arcs else begin
    return [*arcs, *arcs_between((), told, end)]  # from there on it stays at its last tick


def arcs_of(arc: Arc, slot: Slot, first: int, last: int) -> list[Arc]:
    """One arc of a slot's body, from one tick outside to another."""
    begin, period = slot.outside(arc.begin), arc.period
    if arc.rule:
        return arcs_of_rule(arc, arc.rule, slot, first, last)
    if not arc.known:
        return unknown(first, last)
    if slot.pace > 1 and slot.hold > 1:
        return unknown(first, last)
    if slot.pace > 1 and period:
        return faster(arc, slot, first, last)
    if not period and (len(arc.turns) or arc.form or (slot.hold > 1 and arc.end - arc.begin <= MOST_ARCS)):
        return turned(arc, slot, first, last)
    if slot.hold == 1:
        if not period:
            return arcs_between((), first, last)
        like = arc.like and arc.like.later(int(slot.first - slot.begin))
        return [each._replace(like=like) for each in moved(arc, begin, first, last)]
    stairs = range(0, (period or 1) * slot.hold, slot.hold)
    if len(stairs) > (MOST_ARCS if arc.end - arc.begin <= MOST_STAIRS else MOST_STEPS):
        return turned(arc._replace(period=0, turns=()), slot, first, last)
    limits = [slot.hold * tick for tick in arc.limits]
    return rounds(begin, last, stairs.stop, stairs, first, arc.noise, limits, arc.form)


def arcs_of_rule(arc: Arc, rule: Rule, slot: Slot, first: int, last: int) -> list[Arc]:
    """An arc that is told by a rule on the clock outside."""
    if first >= last:
        return []
    early = int(slot.first - slot.pace * slot.begin)
    if isinstance(rule, Uneven) and (slot.pace > 1 or slot.hold > 1):
        turns = rule.turns_between(arc.begin, arc.end)
        if turns is None and rule.fall:
            return unknown(first, last)
        if turns is not None:
            passed = Passed.of(rule, early, slot.pace, arc.end)
            if slot.hold == 1 and not rule.fall and passed.is_quick(last):
                return [Arc(first, last, rule=passed)]
            return turned(arc_with(turns, arc.begin, arc.end)[0], slot, first, last)
        rule = rule.phased(arc.end)
    quickens = isinstance(rule, Quickened)
    if slot.hold > 1 or (slot.pace > 1 and not quickens):
        return unknown(first, last)
    running = rule.later(early)
    if isinstance(running, Quickened):
        running = running.faster(slot.pace)
        if not running.is_quick(last):
            return unknown(first, last)
    like = arc.like and arc.like.later(early).faster(slot.pace)
    return [arc._replace(begin=first, end=last, rule=running, like=like)]


def faster(arc: Arc, slot: Slot, first: int, last: int) -> list[Arc]:
    """An arc with a period on a clock outside on which several of its ticks are one."""
    begin, together = slot.outside(arc.begin), math.gcd(arc.period, slot.pace)
    passed, period = slot.pace // together, arc.period // together
    if period > MOST_STEPS < passed * len(arc.turns):
        return unknown(first, last)
    early = slot.first + slot.pace * (begin - slot.begin) - arc.begin
    starts = np.arange(passed)[:, None] * arc.period + np.asarray(arc.turns) - int(early)
    turns = np.unique(-(-starts // slot.pace) % period) if passed * len(arc.turns) < period else np.arange(period)
    return rounds(begin, last, period, sorted({0, *turns.tolist()}), first, arc.noise, form=arc.form)


def turned(arc: Arc, slot: Slot, first: int, last: int) -> list[Arc]:
    """An arc with turns on the clock outside; where ticks are held, each of them is a stair."""
    ticks, form, noise, kinks = arc.begins(), arc.form, arc.noise, np.asarray(arc.kinks, dtype=np.int64)
    if slot.hold > 1 and form != HELD:
        if arc.end - arc.begin > MOST_STAIRS:
            return unknown(first, last)
        ticks, form, noise = np.arange(arc.begin, arc.end), HELD, 0.0
    found = (np.array(slot.begin + slot.hold * -(-(each - slot.first) // slot.pace)) for each in (ticks, kinks))
    arcs = arc_with(next(found), first, last, form, noise, next(found))
    early = int(slot.first - slot.pace * slot.begin)
    like = arc.like.later(early).faster(slot.pace) if arc.like and slot.hold == 1 else None
    return [each._replace(like=like) for each in arcs]


def seen_from(slot: Slot, joint: Joint) -> Joint:
    """A joint of a slot's body on the clock outside.

    Where that has no tick just there, the piece after it goes on from its next rate; a reduction stays what it is.
    """
    at = slot.outside(joint.at)
    inside = slot.inside(np.array([float(at)]))
    exact = inside[0] == joint.at or joint.best is not None
    return joint._replace(at=at, after=joint.after if exact else rate_at(slot.body, inside))


def met_once(joints: Iterable[Joint]) -> list[Joint]:
    """Joints of which several meetings in one tick, as where the pieces are short and passed fast, are one."""
    found: list[Joint] = []
    for joint in joints:
        same = bool(found) and found[-1].at == joint.at and found[-1].best is None and joint.best is None
        found.append(joint._replace(before=found.pop().before) if same else joint)
    return found


def rate_at(curve: Curve, tick: Array) -> float:
    """The rate at one tick, an array of one, which may be a fraction; from its stop on the last rate before."""
    stop = curve.stop()
    if stop is not None:
        tick = np.minimum(tick, max(stop.tick - 1, 0))
    with np.errstate(all="ignore"):
        return float(curve.values(tick)[0])
