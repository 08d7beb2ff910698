"""What combines schedules: each says which schedule speaks in which stretch of time; all else follows from that."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import count, islice, takewhile
from typing import TYPE_CHECKING, NamedTuple, Self

from lrcli._lazy import np
from lrcli.clock import Run, Ticks, half_up
from lrcli.schedules.base import MOST_PHASES, Joint, Phase, Schedule, Stop
from lrcli.schedules.fields import Field, Number, Scope, Span, bodies, body, choice, exact_ticks, lr, whole
from lrcli.schedules.shapes import ramp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrcli._lazy import Array


class Slot(NamedTuple):
    """A stretch in which one schedule speaks: ticks `begin` to before `end`.

    At tick `begin` it is at its own tick `first`; from there it goes on by `pace` of its own ticks at each, to `most`.
    """

    body: Schedule
    begin: int = 0
    end: float = math.inf
    first: int = 0
    pace: int = 1
    most: float = math.inf

    def inside(self, t: Array) -> Array:
        """The body's ticks at ticks `t`."""
        return np.minimum(self.first + self.pace * (t - self.begin), self.most)

    def outside(self, tick: float) -> float:
        """The tick at which the body has come to its own tick."""
        return self.begin + -(-(tick - self.first) // self.pace)

    def ahead(self, end: float) -> float:
        """How far the body gets before tick `end`."""
        last = min(self.end, end)
        return min(self.first + self.pace * (last - 1 - self.begin) + 1, self.most)


class Combined(Schedule, abstract=True):
    """A schedule made of others."""

    def slots(self) -> Iterable[Slot]:
        """Who speaks when, in order; may have no end."""
        raise NotImplementedError

    def value(self, lr: Array) -> Array:
        """What becomes of a rate."""
        return lr

    def until(self, end: float) -> list[Slot]:
        return list(islice(takewhile(lambda slot: slot.begin < end, self.slots()), MOST_PHASES))

    def phases(self, end: int) -> list[Phase]:
        found: list[Phase] = []
        for slot in self.until(end):
            inner = slot.body.phases(max(math.ceil(slot.ahead(end)), 1))
            running = [phase for phase in inner if phase.start <= slot.first][-1]
            later = [Phase(int(slot.outside(p.start)), p.name) for p in inner if p.start > slot.first]
            found += [Phase(slot.begin, running.name), *(p for p in later if p.start < min(slot.end, end))]
        return found[:MOST_PHASES]

    def quirks(self, end: int) -> list[str]:
        return [told for slot in self.until(end) for told in slot.body.quirks(math.ceil(slot.ahead(end)))]

    def stop(self) -> Stop | None:
        for slot in islice(self.slots(), MOST_PHASES):
            stop = slot.body.stop()
            if stop is not None and stop.tick <= slot.most and slot.outside(stop.tick) < slot.end:
                return stop._replace(tick=int(slot.outside(stop.tick)))
        return None

    def joints(self) -> list[Joint]:
        found: list[Joint] = []
        before: Slot | None = None
        for slot in islice(self.slots(), MOST_PHASES):
            if before is not None:
                arrives = at(before.body, float(before.inside(np.array([float(slot.begin)]))[0]))
                found.append(self.joint(Joint(slot.begin, arrives, at(slot.body, slot.first))))
            inner = (
                j._replace(at=int(slot.outside(j.at))) for j in slot.body.joints() if slot.first < j.at < slot.most
            )
            found += [self.joint(j) for j in inner if j.at < slot.end]
            before = slot
        return found

    def joint(self, j: Joint) -> Joint:
        before, after = self.value(np.asarray([j.before, j.after])).tolist()
        return j._replace(before=before, after=after)

    @property
    def metrics_on_run(self) -> Array:
        parts = []
        for slot in islice(self.slots(), MOST_PHASES):
            seen = slot.body.metrics_on_run
            seen = seen[(seen[:, 0] >= slot.first) & (seen[:, 0] < slot.most)]
            times = slot.begin + (seen[:, 0] - slot.first) / slot.pace
            parts.append(np.column_stack([times, seen[:, 1]])[times < slot.end])
        return np.concatenate(parts)

    def along(self, t: Array, formula: str) -> Array:
        lr = np.empty_like(t)
        for slot in self.until(float(t.max(initial=0)) + 1):
            here = (t >= slot.begin) & (t < slot.end)
            if here.any():
                lr[here] = getattr(slot.body, formula)(slot.inside(t[here]))
        return lr

    def formula(self, t: Array) -> Array:
        return self.value(self.along(t, "formula"))

    def momentum_formula(self, t: Array) -> Array:
        return self.along(t, "momentum_formula")


class _Around(Combined, abstract=True):
    """A schedule around one other, which decides its length, dates and natural run."""

    body: Schedule

    def span(self, scope: Scope) -> Fraction | None:
        return self.body.span(scope)

    def is_dated(self) -> bool:
        return self.body.is_dated()

    def natural_run(self) -> Run | None:
        return self.body.natural_run()

    def slots(self) -> Iterable[Slot]:
        return [Slot(self.body)]


class Then(Combined, operator=">>"):
    """One schedule after another, written `a >> b`.

        lr(t) = piece_i(t - start_i),  start_i <= t < start_i+1

    Each piece begins at its own tick 0. One piece may be open (without a length): it gets what the others leave of the
    run. Past its end the last piece does what it does.

    Source: Matteo Hessel et al., "Optax" (join_schedules), 2020.
    """

    pieces: tuple[Schedule, ...] = bodies("the schedules, one after another")
    starts: tuple[int, ...]

    def __init__(self, pieces: tuple[Schedule, ...]) -> None:
        flat = [p for piece in pieces for p in (piece.pieces if isinstance(piece, Then) else (piece,))]
        super().__init__(tuple(flat))

    def __repr__(self) -> str:
        return " >> ".join(repr(piece) for piece in self.pieces)

    def span(self, scope: Scope) -> Fraction | None:
        spans = self._spans(scope)
        return None if None in spans else sum((span for span in spans if span is not None), Fraction(0))

    def _spans(self, scope: Scope) -> list[Fraction | None]:
        spans = [piece.span(scope) for piece in self.pieces]
        opened = [piece for piece, span in zip(self.pieces, spans, strict=True) if span is None]
        if len(opened) > 1:
            names = " and ".join(repr(piece) for piece in opened)
            both = "both pieces are open" if len(opened) == 2 else "these pieces are open"
            raise self.refuse("pieces", f"{both}: {names}; all but one need a length, such as {opened[0]!r}[:10]")
        return spans

    def settle(self, scope: Scope) -> Self:
        spans = self._spans(scope)
        ends = allot(self, spans, scope)
        settled = object.__new__(type(self))
        pieces, start = [], 0
        for piece, span, end in zip(self.pieces, spans, ends, strict=True):
            slot = None if end is None else end - start
            placed = piece.settle(scope._replace(slot=slot))
            if span is None and slot is not None and piece is not self.pieces[-1]:
                placed = Take(placed, Ticks(slot, scope.run.suffix))
            pieces.append(placed)
            start = end or start
        settled.__dict__.update(pieces=tuple(pieces), starts=(0, *(end for end in ends[:-1] if end is not None)))
        return settled

    def slots(self) -> Iterable[Slot]:
        return map(Slot, self.pieces, self.starts, (*self.starts[1:], math.inf))


def allot(schedule: Schedule, spans: list[Fraction | None], scope: Scope) -> list[int | None]:
    """The tick at which each piece ends: exact boundaries rounded half up, a piece that is not empty at least one tick.

    The open piece gets what the others leave of the slot; without an end to the run it may only be the last.
    """
    known = sum((span for span in spans if span is not None), Fraction(0))
    exact, end = Fraction(0), 0
    ends: list[int | None] = []
    for index, span in enumerate(spans):
        last = index == len(spans) - 1
        if span is None and scope.slot is None:
            if not last:
                raise schedule.refuse("pieces", "an open piece before others needs a run with an end")
            ends.append(None)
            continue
        share = (scope.slot or 0) - known if span is None else span
        if span is None and share <= 0:
            raise schedule.refuse("pieces", f"nothing is left for the open piece: {_needs(known, scope)}")
        exact += share
        end = max(half_up(exact), end + 1 if share else end)
        if last and None not in spans and scope.slot is not None:
            end = max(scope.slot, end)
        ends.append(end)
    if None in spans and scope.slot is not None and end > scope.slot:
        raise schedule.refuse("pieces", f"nothing is left for the open piece: {_needs(known, scope)}")
    return ends


def _needs(known: Fraction, scope: Scope) -> str:
    unit = scope.run.moves
    return f"the others take {float(known):g} of {scope.slot} {unit}{'' if scope.slot == 1 else 's'}"


def at(schedule: Schedule, tick: float) -> float:
    """The rate of a schedule on a run at one tick."""
    return float(schedule.rates(np.asarray([tick], dtype=np.float64))[0])


class Scale(_Around, operator="*"):
    """A schedule times a number, written `k * a`.

        lr(t) = factor * body(t)

    Source: Priya Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017 (linear scaling).
    """

    factor: float = Field(Number(above=0), 1.0, "factor on every LR", flag="scale")  # type: ignore[assignment]  # a Field declares
    body: Schedule = body()

    def __repr__(self) -> str:
        inner = f"({self.body!r})" if isinstance(self.body, Then | Scale) else repr(self.body)
        return f"{self.fields['factor'].show(self.factor)} * {inner}"

    def value(self, lr: Array) -> Array:
        return self.factor * lr


class Take(_Around, operator="[:]"):
    """The first ticks of a schedule, written `a[:n]`.

        lr(t) = body(min(t, length))

    An open body fills the `length` ticks; one with a length of its own is cut there. Then the rate is held.

    Source: Python's slices.
    """

    body: Schedule = body()
    length: Ticks = Field(Span(), None, "how many ticks of it")  # type: ignore[assignment]  # a Field declares

    def __repr__(self) -> str:
        inner = f"({self.body!r})" if isinstance(self.body, Then | Scale) else repr(self.body)
        return f"{inner}[:{self.fields['length'].show(self.length)}]"

    def span(self, scope: Scope) -> Fraction | None:
        return exact_ticks(self.length, scope)

    def settle(self, scope: Scope) -> Self:
        slot = scope.slot if scope.slot is not None else half_up(exact_ticks(self.length, scope))
        inside = Scope(scope.run, slot, slot)
        own = self.body.span(inside)
        placed = self.body.settle(inside if own is None else inside._replace(slot=max(half_up(own), 1)))
        settled = object.__new__(type(self))
        settled.__dict__.update(body=placed, length=Ticks(slot, scope.run.suffix))
        return settled

    def slots(self) -> Iterable[Slot]:
        return [Slot(self.body, most=int(self.length))]


class Repeat(_Around):
    """A schedule with a length, over and over.

        lr(t) = body(t mod L),  t < times * L

    L is the length of the body in ticks. After `times` rounds it stays at the body's end value; without `times` it goes
    on for ever.

    Source: Leslie N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2017.
    """

    body: Schedule = body("a schedule with a length")
    times: int | None = whole(None, "rounds; without it, for ever", least=1)

    def _round(self, scope: Scope) -> Fraction:
        own = self.body.span(scope)
        if not own:
            raise self.refuse("body", f"{self.body!r} is open: give what is repeated a length, such as [:10]")
        return own

    def span(self, scope: Scope) -> Fraction | None:
        own = self._round(scope)
        return None if self.times is None else max(half_up(own), 1) * Fraction(self.times)

    def settle(self, scope: Scope) -> Self:
        size = max(half_up(self._round(scope)), 1)
        settled = object.__new__(type(self))
        settled.__dict__.update(body=self.body.settle(scope._replace(slot=size)), times=self.times, size=size)
        return settled

    def slots(self) -> Iterator[Slot]:
        size: int = self.__dict__["size"]
        for number in count() if self.times is None else range(self.times):
            yield Slot(self.body, number * size, (number + 1) * size)
        yield Slot(self.body, (self.times or 0) * size, first=size, most=size)

    def along(self, t: Array, formula: str) -> Array:
        size: int = self.__dict__["size"]
        rounds = np.floor(t / size)
        local = t - rounds * size
        found: Array = getattr(self.body, formula)(
            local if self.times is None else np.where(rounds < self.times, local, size)
        )
        return found


class Floor(_Around):
    """A schedule that never falls below a rate.

        lr(t) = max(body(t), low)

    It clamps; to rescale a curve so that it ends at a rate, use its `final`.

    Source: Keras, `keras.callbacks.ReduceLROnPlateau` (min_lr), 2016.
    """

    body: Schedule = body()
    low: float = lr(0.0, "never below this LR", flag="floor")

    def value(self, lr: Array) -> Array:
        return np.maximum(lr, self.low)


class Stepped(_Around):
    """A schedule that goes on by several of its own ticks at each tick.

        lr(t) = body(times * t)

    The body is made for the same run, of which it gets through `times` times too fast. One that refuses to go on holds
    its last rate instead. This is what becomes of a scheduler that accelerate prepares: at each update it is stepped
    once for every process, unless batches are split between them.

    Source: Hugging Face Accelerate, `accelerate.scheduler.AcceleratedScheduler`, 2021.
    """

    body: Schedule = body()
    times: int = whole(1, "ticks of the schedule in one of the run", least=1)
    last: float

    def span(self, scope: Scope) -> Fraction | None:
        own = self.body.span(scope)
        return own if own is None else own / self.times

    def settle(self, scope: Scope) -> Self:
        own = self.body.span(scope)
        placed = self.body.settle(scope if own is None else scope._replace(slot=max(half_up(own), 1)))
        stop = placed.stop()
        settled = object.__new__(type(self))
        settled.__dict__.update(body=placed, times=self.times, last=np.inf if stop is None else stop.tick - 1)
        return settled

    def slots(self) -> Iterable[Slot]:
        return [Slot(self.body, pace=self.times, most=self.last)]


class Warmup(_Around):
    """A rise to a schedule's own rate.

        lr(t) = start + (target - start) * shape(t / W),  t < W

    W is `length` in ticks; shape is z, (1 - cos(pi z)) / 2, or for exponential start * (target / start) ** z; constant
    holds start. Placed `before`, the body begins at t = W with its tick 0, the target being its first rate, and fills
    the rest; placed `over`, the body runs from t = 0 and the target is its rate at W, so that its dates stay. Placed
    `auto` it lies over bodies whose dates are the point (step, multistep, piecewise) and before all others.

    Source: Priya Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017.
    """

    body: Schedule = body()
    length: Ticks = Field(Span(zero=True), 0, "rise to the schedule's own LR in this time", flag="warmup")  # type: ignore[assignment]  # a Field declares
    start: float = lr(0.0, "LR at which the warm-up starts", flag="warmup-from")
    shape: str = choice(
        "linear", "curve of the warm-up", "linear", "cosine", "exponential", "constant", flag="warmup-shape"
    )
    place: str = choice("auto", "before the schedule, or over its first ticks", "auto", "before", "over")
    target: float

    def check(self) -> None:
        if self.shape in ("exponential", "constant") and not self.start:
            raise self.refuse("start", f"a warm-up of shape {self.shape} needs a start above 0 (--warmup-from)")

    @property
    def over(self) -> bool:
        """Whether it lies over the body's first ticks instead of before them."""
        return self.place == "over" or (self.place == "auto" and self.body.is_dated())

    def span(self, scope: Scope) -> Fraction | None:
        own = self.body.span(scope)
        return own if own is None or self.over else own + exact_ticks(self.length, scope)

    def settle(self, scope: Scope) -> Self:
        ticks = self.resolved("length", scope)
        rest = scope.slot if self.over or scope.slot is None else scope.slot - int(ticks)
        if rest is not None and (rest < 1 or (self.over and ticks >= rest)):
            unit = f"{scope.run.moves}{'' if ticks == 1 else 's'}"
            raise self.refuse(
                "length",
                f"a warm-up of {ticks:g} {unit} does not fit: there are {scope.slot}, and the schedule needs one",
            )
        placed = self.body.settle(scope._replace(slot=rest))
        target = at(placed, ticks if self.over else 0)
        if ticks and not target:
            raise self.refuse("body", f"a warm-up leads to the schedule's own LR, but {self.body!r} starts at 0")
        settled = object.__new__(type(self))
        settled.__dict__.update(
            body=placed, length=ticks, start=self.start, shape=self.shape, place=self.place, target=target
        )
        return settled

    def notes(self) -> list[str]:
        ramp = self.length and not self.start and self.length.unit == "ep"
        told = ["epoch 0 trains at an LR of 0, the start of the warm-up: --warmup-from sets it"] if ramp else []
        return told + super().notes()

    def slots(self) -> Iterable[Slot]:
        warm = int(self.length)
        rise = [Slot(_Rise(self), 0, warm)] if warm else []
        return [*rise, Slot(self.body, warm, first=warm if self.over else 0)]


class _Rise(Schedule, family="warm-up", abstract=True):
    """The ramp of a warm-up."""

    def __init__(self, of: Warmup) -> None:
        self.__dict__["of"] = of

    def formula(self, t: Array) -> Array:
        of: Warmup = self.__dict__["of"]
        if of.shape == "constant":
            return np.full_like(t, of.start)
        return ramp(of.shape, np.minimum(t / of.length, 1), of.start, of.target)

    @property
    def metrics_on_run(self) -> Array:
        of: Warmup = self.__dict__["of"]
        return of.body.metrics_on_run if of.over else np.empty((0, 2))

    def momentum_formula(self, t: Array) -> Array:
        of: Warmup = self.__dict__["of"]
        return of.body.momentum_formula(t if of.over else np.zeros_like(t))
