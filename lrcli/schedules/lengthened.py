"""What becomes of a schedule that was made for one length when it is made for another."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from lrcli.clock import half_up
from lrcli.schedules.around import Around, Stepped
from lrcli.schedules.chain import Repeat, Take, Then
from lrcli.schedules.filling import spans_in
from lrcli.schedules.spans import Length

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli.schedules.schedule import Schedule
    from lrcli.schedules.scope import Scope

FAR = 10**7
"""No more epochs are tried."""


def lengthened(given: Schedule, old: Scope, new: Scope) -> Schedule:
    """The same for the slot of `new`, if it was made for the slot of `old`: where it ends with that.

    A piece that fills its slot needs no change. One whose own length ends with the slot fills it from then on. What has
    numbers of its own, a scheduler of a framework, and what reads its length elsewhere makes itself anew (`made_for`).
    """
    slot = old.slot
    if slot is None or new.slot is None or slot == new.slot:
        return given
    if isinstance(given, Then):
        return _chain(given, old, new)
    if isinstance(given, Take):
        return _uncut(given, old, new)
    own = None if given.facts else given.span(old)
    if own is None:
        return _around(given, old, new) if isinstance(given, Around) else _made(given, old, new)
    if half_up(own) != slot or isinstance(given, Repeat | Stepped):
        return given
    if isinstance(given, Around):
        body = given.body.span(old)
        inside = old.within(slot if body is None else half_up(body))
        return given.replace(
            body=lengthened(given.body, inside, new.within((inside.slot or 0) + new.slot - slot)),
        )
    return given.replace(**{name: None for name, field in given.fields.items() if isinstance(field.kind, Length)})


def reread(given: Schedule, scope: Scope) -> Schedule:
    """What is read from elsewhere, read for the length of a slot."""
    if given.facts:
        return _made(given, scope, scope)
    if not isinstance(given, Around) or given.inside(scope) is not scope:
        return given
    return _with_body(given, reread(given.body, scope))


def _made(given: Schedule, old: Scope, new: Scope) -> Schedule:
    """What makes itself anew."""
    made: Schedule = given.made_for(old, new)
    return made


def _around(given: Around, old: Scope, new: Scope) -> Schedule:
    """What is around an open schedule, with that made for its part of the slot."""
    before, after = given.inside(old), given.inside(new)
    if before is None or after is None:
        return given
    longer = _with_body(given, lengthened(given.body, before, after))
    if longer is given and isinstance(given, Stepped):  # its body may be made for the run, which it is through too soon
        return _with_body(given, lengthened(given.body, old, new))
    return longer


def _with_body(given: Around, body: Schedule) -> Schedule:
    """The same around another schedule."""
    return given if body is given.body else given.replace(body=body)


def _chain(given: Then, old: Scope, new: Scope) -> Schedule:
    """A chain whose last piece, or the open one, is longer or shorter by what the slot is."""
    spans = spans_in(given.pieces, old)
    place = spans.index(None) if None in spans else len(spans) - 1
    own = spans[place]
    if own is not None and half_up(sum((span for span in spans if span is not None), Fraction(0))) != old.slot:
        return given
    piece = given.pieces[place]
    longer = lengthened(piece, *(_part(scope, spans_in(given.pieces, scope), place) for scope in (old, new)))
    return type(given)((*given.pieces[:place], longer, *given.pieces[place + 1 :]))


def _part(scope: Scope, spans: list[Fraction | None], place: int) -> Scope:
    """The part of a slot that is left to one of the pieces of a chain."""
    others = [Fraction(0) if index == place else span or Fraction(0) for index, span in enumerate(spans)]
    left = None if scope.slot is None else max(scope.slot - half_up(sum(others, Fraction(0))), 1)
    return scope.within(left, half_up(sum(others[:place], Fraction(0))))


def _uncut(given: Take, old: Scope, new: Scope) -> Schedule:
    """A part of a schedule without its end, if that is the slot's, and with what is in it made for the new slot."""
    own = None if given.length is None else given.span(old)
    if own is not None and half_up(own) != old.slot:
        return given
    if given.start is None:
        return lengthened(given.body, old, new)
    return _around(given if own is None else given.replace(length=None), old, new)


def fitted(end: Callable[[int], int | None], wanted: int) -> int | None:
    """The least whole number whose end, which grows with it, is no less than what is wanted."""
    low, high = 0, 1
    while high < FAR and (end(high) or 0) < wanted:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if (end(middle) or 0) < wanted else (low, middle)
    return high if high < FAR else None
