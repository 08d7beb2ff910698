"""One schedule after another, a part of one, one again and again."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property
from itertools import count, islice
from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.clock import Ticks, half_up
from lrcli.schedules.arcs import HELD, MOST_ARCS, arcs_between, rounds, turns_seen
from lrcli.schedules.around import Around, grouped
from lrcli.schedules.declare import bodies, body, field, whole
from lrcli.schedules.errors import FieldError
from lrcli.schedules.filling import spans_in
from lrcli.schedules.marks import WARNING, Phase, Remark
from lrcli.schedules.schedule import Joined, Schedule, exact_in, opened_from, settled
from lrcli.schedules.scope import exact_ticks
from lrcli.schedules.slots import MOST_STEPS, Slot, rate_at
from lrcli.schedules.spans import Span
from lrcli.schedules.value import BEFORE, DEFAULT, with_rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.marks import Joint, Stop
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope


class Then(Schedule, operator=">>"):
    """One schedule after another, written `a >> b`.

        lr(t) = piece_i(t - start_i),  start_i <= t < start_i+1

    Each piece begins at its own tick 0. One piece may be open (without a length): it gets what the others leave of the
    run. Past its end the last piece does what it does. A later piece whose family starts at its main rate, and that was
    given none, starts where the piece before it ended: in `cosine(0.1, length=100)[:80] >> linear` the line goes on
    from cosine(80).

    Source: Matteo Hessel et al., "Optax" (join_schedules), 2020.
    """

    pieces: tuple[Schedule, ...] = bodies("the schedules, one after another")

    def __init__(self, pieces: tuple[Schedule, ...]) -> None:
        flat = [p for piece in pieces for p in (piece.pieces if isinstance(piece, Then) else (piece,))]
        super().__init__((*flat[:1], *(opened_from(piece, BEFORE, DEFAULT) for piece in flat[1:])))

    def __repr__(self) -> str:
        return " >> ".join(repr(piece) for piece in self.pieces)

    def first_piece(self) -> Schedule:
        first: Schedule = self.pieces[0].first_piece()
        return first

    def with_first_piece(self, schedule: Schedule) -> Schedule:
        return type(self)((self.pieces[0].with_first_piece(schedule), *self.pieces[1:]))

    def span(self, scope: Scope) -> Fraction | None:
        spans = self._spans(scope)
        return None if None in spans else sum((span for span in spans if span is not None), Fraction(0))

    def _spans(self, scope: Scope) -> list[Fraction | None]:
        spans = spans_in(self.pieces, scope)
        opened = [piece for piece, span in zip(self.pieces, spans, strict=True) if span is None]
        if len(opened) > 1:
            names = " and ".join(repr(piece) for piece in opened)
            both = "both pieces are open" if len(opened) == 2 else "these pieces are open"
            reason = f"{both}: {names}; all but one need a length, such as {opened[0]!r}[:10]"
            raise self.refuse("pieces", reason, "together")
        return spans

    def _parts(self, scope: Scope) -> Iterator[tuple[Schedule, Scope, bool]]:
        """Each piece with its scope, and whether it is an open one that others follow: it is cut at its end."""
        spans, start = self._spans(scope), 0
        for piece, span, end in zip(self.pieces, spans, allot(self, spans, scope), strict=True):
            slot = None if end is None else end - start
            yield piece, scope.within(slot, start), span is None and slot is not None and piece is not self.pieces[-1]
            start = end or start

    def exact(self, scope: Scope) -> Self:
        known = [part.curve.exact for part in self._placed(scope)] if self._takes_over() else None
        pieces = []
        for index, (piece, place, cut) in enumerate(self._parts(scope)):
            exact = known[index] if known else exact_in(piece, place)
            pieces.append(Take(exact, Ticks(place.slot or 0, scope.run.suffix)) if cut else exact)
        return type(self)(tuple(pieces))

    def settle(self, scope: Scope) -> Placed:
        parts = self._placed(scope)
        ends = [slot.begin for _, slot in parts[1:]]
        slots = [slot._replace(end=end) for (_, slot), end in zip(parts, [*ends, math.inf], strict=True)]
        return Chain(self, scope, self.exact(scope), slots)

    def _takes_over(self) -> bool:
        """Whether a piece starts where the one before it ended."""
        return any(piece.first_piece().rate_from == BEFORE for piece in self.pieces[1:])

    def _placed(self, scope: Scope) -> list[PlacedPiece]:
        """The pieces on the run, each of which may start where the one before ended; the last are kept."""
        kept: tuple[Scope, list[PlacedPiece]] | None = vars(self).get("kept")
        if kept and kept[0] == scope:
            return kept[1]
        parts: list[PlacedPiece] = []
        for piece, place, cut in self._parts(scope):
            begin = place.begin - scope.begin
            if parts and piece.first_piece().rate_from == BEFORE:
                before = parts[-1].slot
                piece = started(piece, rate_at(before.body, before.inside(np.array([float(begin)]))))  # noqa: PLW2901
            curve = settled(piece, place)
            most = place.slot if cut and place.slot is not None else math.inf
            parts.append(PlacedPiece(curve, Slot(curve, begin, most=most)))
        if self._takes_over():  # the exact chain needs them, too, and chains may lie inside chains
            vars(self)["kept"] = scope, parts
        return parts


class PlacedPiece(NamedTuple):
    """A piece of a chain on its run, and the slot in which it speaks; where that ends is not known yet."""

    curve: Placed
    slot: Slot


class Chain(Joined):
    """A chain on a run: where its pieces meet they may be meant to go on from one another."""

    given: Then

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from super().remarks(end)
        for piece, slot in zip(self.given.pieces, self.slots(), strict=True):
            if piece.first_piece().rate_from != BEFORE or slot.begin >= end:
                continue
            rows = np.floor(np.linspace(slot.begin, min(slot.end, end) - 1, 3))
            if not slot.body.values(slot.inside(rows)).any():
                text = f"{piece!r} stays at 0: it starts where the piece before it ended"
                yield Remark("stays-at-0", WARNING, piece.first_piece().family, "", text)

    def _meeting(self, before: Slot, slot: Slot) -> Joint:
        return super()._meeting(before, slot)._replace(chained=True)


def started(piece: Schedule, rate: float) -> Schedule:
    """A piece that starts at the rate at which the one before it ended. FieldError where it can't."""
    first = piece.first_piece()
    try:
        return piece.with_first_piece(with_rate(first, rate))
    except FieldError as error:
        reason = f"{error.of_field}; it starts where the piece before it ended, at {rate:.6g}"
        raise FieldError(error.family, error.fields, f"{reason}: give it a rate of its own") from None


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
                raise schedule.refuse("pieces", "an open piece before others needs a run with an end", "together")
            ends.append(None)
            continue
        share = (scope.slot or 0) - known if span is None else span
        if span is None and share <= 0:
            raise _nothing_left(schedule, known, scope)
        exact += share
        end = max(half_up(exact), end + 1 if share else end)
        if last and None not in spans and scope.slot is not None:
            end = max(scope.slot, end)
        ends.append(end)
    if None in spans and scope.slot is not None and end > scope.slot:
        raise _nothing_left(schedule, known, scope)
    return ends


def _nothing_left(schedule: Schedule, known: Fraction, scope: Scope) -> ValueError:
    taken = f"the others take {float(known):.12g} of {scope.counted(scope.slot or 0)}"
    return schedule.refuse("pieces", f"nothing is left for the open piece: {taken}", "together")


class Take(Around, operator="[:]"):
    """A part of a schedule, written `a[:n]`, `a[k:]` or `a[k:n]`.

        lr(t) = body(min(start + t, stop))

    start is k, or 0; stop is n. An open body fills the n ticks; one with a length of its own is cut there. Then the
    rate is held. Without n the part is as long as what is left of the body.

    Source: Python's slices.
    """

    body: Schedule = body()
    length: Ticks = field(Span(), None, "the tick at which it ends", role="length")
    start: Ticks = field(Span(zero=True), None, "the tick at which it begins", role="delay")

    def check(self) -> None:
        if self.length is None and self.start is None:
            raise self.refuse("length", "a piece of a schedule is written a[:n] or a[k:]", "together")
        if self.length is not None and self.start is not None and self.start.unit == self.length.unit:
            begin, end = (float(getattr(date, "number", date)) for date in (self.start, self.length))
            self._refuse_empty(begin, end)

    def _refuse_empty(self, begin: float, end: float) -> None:
        if begin >= end:
            raise self.refuse("start", f"a piece that begins at {begin:.12g} cannot end at {end:.12g}", "together")

    def __repr__(self) -> str:
        start, stop = (
            "" if value is None else self.fields["length"].show(value) for value in (self.start, self.length)
        )
        return f"{grouped(self.body)}[{start}:{stop}]"

    def first_piece(self) -> Schedule:
        return super().first_piece() if self.start is None else self  # it starts in the middle

    def with_first_piece(self, schedule: Schedule) -> Schedule:
        return super().with_first_piece(schedule) if self.start is None else schedule

    def _first(self, scope: Scope) -> Fraction:
        return Fraction(0) if self.start is None else exact_ticks(self.start, scope)

    def span(self, scope: Scope) -> Fraction | None:
        first = self._first(scope)
        stop = self.body.span(scope) if self.length is None else exact_ticks(self.length, scope)
        if stop is not None:
            self._refuse_empty(float(first), float(stop))
        return None if stop is None else stop - first

    def _inside(self, scope: Scope) -> tuple[Scope, int, int | None]:
        """The scope of the body, and the ticks of it between which the part lies."""
        first = half_up(self._first(scope))
        own = self.span(scope)
        slot = scope.slot if scope.slot is not None or own is None else half_up(own)
        stop = None if slot is None else first + slot
        inside = scope._replace(whole=stop, slot=stop)
        length = self.body.span(inside)
        return inside if length is None else inside.within(max(half_up(length), 1)), first, stop

    def inside(self, scope: Scope) -> Scope | None:
        return self._inside(scope)[0]

    def exact(self, scope: Scope) -> Self:
        inside, first, stop = self._inside(scope)
        suffix = scope.run.suffix
        ends = None if stop is None or self.length is None else Ticks(stop, suffix)
        return self.replace(
            body=self.body.exact(inside), length=ends, start=None if self.start is None else Ticks(first, suffix)
        )

    def slots(self, scope: Scope) -> list[Slot]:
        inside, first, stop = self._inside(scope)
        most = math.inf if stop is None or self.length is None else stop
        return [Slot(self.body.settle(inside), first=first, most=most)]


class Repeat(Around):
    """A schedule with a length, over and over.

        lr(t) = body(t mod L),  t < times * L

    L is the length of the body in ticks. After `times` rounds it stays at the body's end value; without `times` it goes
    on for ever.

    Source: Leslie N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2017.
    """

    example = "body=cosine[:10]"

    body: Schedule = body("a schedule with a length")
    times: int | None = whole(None, "rounds; without it, for ever", least=1)

    def _size(self, scope: Scope) -> int:
        own = self.body.span(scope)
        if own and scope.uneven and self.body.span(scope.full_batch) != own:
            reason = f"{self.body!r} has no fixed number of steps where the batch grows: give its length in steps"
            raise self.refuse("body", reason, "together")
        if not own:
            reason = f"{self.body!r} is open: give what is repeated a length, such as [:10]"
            raise self.refuse("body", reason, "together")
        return max(half_up(own), 1)

    def span(self, scope: Scope) -> Fraction | None:
        size = self._size(scope)
        return None if self.times is None else Fraction(size * self.times)

    def inside(self, scope: Scope) -> Scope | None:
        return None

    def exact(self, scope: Scope) -> Self:
        return self.replace(body=self.body.exact(scope.within(self._size(scope))))

    def settle(self, scope: Scope) -> Placed:
        size = self._size(scope)
        return Rounds(self, scope, self.exact(scope), self.body.settle(scope.within(size)), size)


MOST_LOOKED, FEW_ROUNDS = 2**20, 16
"""Ticks of a round that are looked at for where it turns, and rounds up to which they are told one by one instead."""


class Rounds(Joined):
    """A schedule again and again: a slot for each round, and one after the last."""

    def __init__(self, given: Repeat, scope: Scope, exact: Repeat, body: Placed, size: int) -> None:
        super().__init__(given, scope, exact, ())
        self.body, self.size, self.times = body, size, given.times

    def slots(self) -> Iterator[Slot]:
        for number in count() if self.times is None else range(self.times):
            yield Slot(self.body, number * self.size, (number + 1) * self.size)
        yield Slot(self.body, (self.times or 0) * self.size, first=self.size, most=self.size)

    @cached_property
    def _met(self) -> Joint:
        """Where the first round meets the second: all others meet as they do."""
        first, second = islice(self.slots(), 2)
        return super()._meeting(first, second)

    def _meeting(self, before: Slot, slot: Slot) -> Joint:
        return super()._meeting(before, slot) if slot.first else self._met._replace(at=int(slot.begin))

    def inner(self) -> tuple[Curve, ...]:
        return (self.body,)

    def stop(self) -> Stop | None:
        """It stops in its first round, or at the end of the last where that is held."""
        stop = self.body.stop()
        if stop is None or stop.tick > self.size:
            return None
        if stop.tick < self.size:
            return stop
        return stop._replace(tick=self.times * self.size) if self.times else None

    def values(self, t: Array, of: str = "lr") -> Array:
        rounds = np.floor(t / self.size)
        local = t - rounds * self.size
        ended = rounds >= (math.inf if self.times is None else self.times)
        if ended.any():
            local[ended] = self.size
        values = self.body.values(local, of)
        if of == "metric":
            return np.where(ended, np.nan, values)
        if of != "lr" and np.isnan(values).any():  # not set yet in this round: what the round before left
            left = self.body.values(np.array([self.size - 1.0]), of)
            return np.where(np.isnan(values) & (rounds > 0), left, values)
        return values

    def phases(self, end: int) -> list[Phase]:
        """The phases of each round; a body of one phase has a phase a round."""
        if len(self.body.phases(self.size)) > 1:
            return super().phases(end)
        slots = self.until(end)
        return [
            Phase(int(slot.begin), "end" if slot.end == math.inf and self.times else f"round {number}")
            for number, slot in enumerate(slots, 1)
        ]

    def phase_count(self, end: int) -> int | None:
        over = end if self.times is None else min(self.times * self.size, end)
        inside, part = (
            self.body.phase_count(self.size),
            self.body.phase_count(over % self.size) if over % self.size else 0,
        )
        return None if inside is None or part is None else over // self.size * inside + part + (over < end)

    def arcs(self, end: int) -> list[Arc]:
        over = end if self.times is None else min(self.times * self.size, end)
        turns = self._turns(over)
        return [*rounds(0, over, self.size, turns), *arcs_between((), over, end)] if turns else super().arcs(end)

    def _turns(self, over: int) -> list[int]:
        """The ticks of a round between which it goes one way; none where it is told round by round."""
        body = self.body.arcs(self.size)
        if all(arc.known and arc.form in ("", HELD) and not (arc.period or arc.rule) for arc in body):
            turns: list[int] = np.concatenate([arc.begins() for arc in body]).tolist()
            if len(turns) <= MOST_ARCS:
                return turns
        if self.size > MOST_LOOKED or over < FEW_ROUNDS * self.size:
            return []
        rates = self.body.gapped(np.arange(self.size))
        turns = turns_seen(rates) if np.isfinite(rates).all() else []
        return turns if len(turns) <= MOST_STEPS else []

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from self.exact.remarks(self.scope, end)
        yield from self.body.remarks(min(end, self.size))
