"""What becomes of a schedule that was made for one length when it is made for another."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lrcli.clock import half_up
from lrcli.schedules.around import Around, Stepped
from lrcli.schedules.chain import Repeat, Take, Then
from lrcli.schedules.filling import spans_in
from lrcli.schedules.spans import Length

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli.schedules.schedule import Schedule
    from lrcli.schedules.scope import Scope

BEFORE_IT = ("warmup", "delay", "date", "dates")
"""Roles of what may come before the part of a framework's scheduler whose length an argument states."""


def lengthened(given: Schedule, scope: Scope, total: int | None) -> Schedule:
    """The same for a slot of `total` ticks, if it was made for the slot of a scope: where it ends with that.

    A piece that fills its slot needs no change. One whose own length ends with the slot fills it from then on; a number
    with which a scheduler of a framework does so is changed.
    """
    slot = scope.slot
    if slot is None or total is None or slot == total:
        return given
    if isinstance(given, Then):
        return _chain(given, scope, slot, total)
    if isinstance(given, Take):
        return _uncut(given, scope, slot)
    own = given.span(scope)
    if own is None:
        return given if isinstance(given, Around) else _counted(given, slot, total - slot, {0})
    if half_up(own) != slot or isinstance(given, Repeat | Stepped):
        return given
    if isinstance(given, Around):
        body = given.body.span(scope)
        inside = scope.within(slot if body is None else half_up(body))
        return given.replace(body=lengthened(given.body, inside, (inside.slot or 0) + total - slot))
    return given.replace(**{name: None for name, field in given.fields.items() if isinstance(field.kind, Length)})


def _chain(given: Then, scope: Scope, slot: int, total: int) -> Schedule:
    """A chain whose last piece, or the open one, is longer or shorter by what the slot is."""
    spans = spans_in(given.pieces, scope)
    place = spans.index(None) if None in spans else len(spans) - 1
    others = sum((span for index, span in enumerate(spans) if span is not None and index != place), Fraction(0))
    own = spans[place]
    if own is not None and half_up(others + own) != slot:
        return given
    before = sum((span for span in spans[:place] if span is not None), Fraction(0))
    inside = scope.within(slot - half_up(others), half_up(before))
    longer = lengthened(given.pieces[place], inside, (inside.slot or 0) + total - slot)
    return type(given)((*given.pieces[:place], longer, *given.pieces[place + 1 :]))


def _uncut(given: Take, scope: Scope, slot: int) -> Schedule:
    """A part of a schedule without its end, if that is the slot's."""
    own = None if given.length is None else given.span(scope)
    if own is None or half_up(own) != slot:
        return given
    return given.body if given.start is None else given.replace(length=None)


def _counted(given: Schedule, slot: int, more: int, before: Collection[float]) -> Schedule:
    """A scheduler of a framework with the lengths that end with the slot changed, in those inside it, too."""
    own = (getattr(given, name) for name, field in given.fields.items() if field.role in BEFORE_IT)
    known = {*before, *(number for value in own for number in _numbers(value))}
    changes: dict[str, Any] = {}
    for name, field in given.fields.items():
        value = getattr(given, name)
        if field.role == "length" and field.counts and isinstance(value, int | float) and slot - value in known:
            changes[name] = value + more
        elif field.role == "members" and isinstance(value, tuple):
            changes[name] = tuple(_counted(member, slot, more, known) for member in value)
    return given.replace(**changes) if changes else given


def _numbers(value: Any) -> tuple[float, ...]:
    """The numbers of an argument that is one, or a list of them."""
    every = value if isinstance(value, tuple) else (value,)
    return tuple(each for each in every if isinstance(each, int | float))
