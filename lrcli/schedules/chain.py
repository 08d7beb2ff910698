"""One schedule after another, a part of one, one again and again."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.clock import Ticks, half_up
from lrcli.schedules.declare import Field, bodies, body, whole
from lrcli.schedules.kinds import Span
from lrcli.schedules.scope import Scope, exact_ticks
from lrcli.schedules.slots import Around, Combined, Slot, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.schedule import Schedule


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


class Take(Around, operator="[:]"):
    """The first ticks of a schedule, written `a[:n]`.

        lr(t) = body(min(t, length))

    An open body fills the `length` ticks; one with a length of its own is cut there. Then the rate is held.

    Source: Python's slices.
    """

    body: Schedule = body()
    length: Ticks = Field(Span(), None, "how many ticks of it")  # type: ignore[assignment]  # a Field declares

    def __repr__(self) -> str:
        return f"{grouped(self.body)}[:{self.fields['length'].show(self.length)}]"

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


class Repeat(Around):
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
