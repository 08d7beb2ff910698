"""A scheduler that was made for one length, made for another: the numbers that end with it are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.schedules.errors import FieldError
from lrcli.schedules.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.declare import Field
    from lrcli.schedules.scope import Scope

FAR = 10**15
"""No date is later."""


class Counting(Schedule, abstract=True):
    """A scheduler whose lengths are numbers."""

    def made_for(self, old: Scope, new: Scope) -> Schedule:
        return remade(self, old, new)

    def slot_counts(self, scope: Scope) -> list[float | None]:
        """The length of a slot in what its numbers count; several where they may count one or the other."""
        return [scope.slot]


def remade(given: Counting, old: Scope, new: Scope) -> Schedule:
    """A scheduler that was made for the slot of `old`, made for that of `new`: itself where it was not.

    It was where one of its lengths is that of the slot, or where it ends with the slot, and with another number in that
    place with the new one. What it holds between its warm-up and its decay counts where it has no other length.
    """
    lengths = [name for name in given.fields if is_number(given, name, "length")]
    holds = [name for name in given.fields if is_number(given, name, "hold")]
    changes: dict[str, Any] = {}
    for name in lengths or holds:
        value = same_length(given, name, old, new)
        changes[name] = same_end(given, name, old, new) if value is None and not any(changes.values()) else value
    for name in (*holds, *(name for name in given.fields if is_number(given, name, "date"))):
        changes.setdefault(name, same_length(given, name, old, new))
    changes |= members_for(given, old, new)
    changes = {name: value for name, value in changes.items() if value is not None}
    return given.replace(**changes) if changes else given


def is_number(given: Counting, name: str, role: str) -> bool:
    """Whether a field has a role, and a number."""
    value = getattr(given, name)
    return given.fields[name].role == role and isinstance(value, int | float) and not isinstance(value, bool)


def same_length(given: Counting, name: str, old: Scope, new: Scope) -> float | None:
    """The new value of a number that comes to the slot, by itself or behind a delay; None where it does not."""
    value = getattr(given, name)
    delays = [getattr(given, other) for other in given.fields if is_number(given, other, "delay")]
    for before, after in zip(counts(given, name, old), counts(given, name, new), strict=True):
        if before is not None and after is not None and before - value in {0, *delays}:
            return whole(value + after - before)
    return None


def same_end(given: Counting, name: str, old: Scope, new: Scope) -> float | None:
    """The number with which a scheduler that ends with the old slot ends with the new one; None where there is none.

    Of epochs the least that are no shorter.
    """
    if new.slot is None:
        return None
    for place, rows in enumerate(ends(given)):
        if rows != old.slot:
            continue

        def end(value: float, place: int = place) -> int | None:
            try:
                return ends(given.replace(**{name: value}))[place]
            except FieldError:
                return None

        value = whole(getattr(given, name) + new.slot - rows)
        if end(value) == new.slot:
            return value
        from lrcli.schedules.lengthened import fitted  # for a resume alone

        found = fitted(end, new.slot) if given.fields[name].counts == "epochs" else None
        if found is not None:
            return found
    return None


def ends(given: Schedule) -> tuple[int | None, ...]:
    """The ticks after which a scheduler is over, as its natural run has them: with the tick of its arrival, without."""
    natural = given.natural_run()
    return () if natural is None else (natural.run.rows, natural.proper.rows)


def counts(given: Counting, name: str, scope: Scope) -> list[float | None]:
    """A slot in what a field may count."""
    in_epochs, per = given.fields[name].counts == "epochs", scope.run.steps_per_epoch
    if in_epochs and scope.run.moves == "step":
        return [scope.slot / per if scope.slot and per else None]
    return given.slot_counts(scope)


def whole(value: float) -> float:
    """A number as it is written: whole where it is."""
    return int(value) if value == int(value) else value


def members_for(given: Counting, old: Scope, new: Scope) -> dict[str, Any]:
    """The schedulers inside of one, made for their parts of the slots, where that changes them.

    Where they are one after another, it is the last that ends with the slot.
    """
    from lrcli.schedules.lengthened import lengthened  # for a resume alone

    found = {}
    for name, field in given.fields.items():
        value = getattr(given, name)
        if field.role != "members" or not value:
            continue
        if isinstance(value, Schedule):
            made: Any = member_for(value, begins(given, ("warmup",)), old, new)
        elif not all(isinstance(each, Schedule) for each in value):
            continue
        elif dates := begins(given, ("dates",)):
            made = (*value[:-1], member_for(value[-1], dates[-1:], old, new))
        else:
            made = tuple(lengthened(each, old, new) for each in value)
        if made != value:
            found[name] = made
    return found


def member_for(member: Schedule, dates: list[int], old: Scope, new: Scope) -> Schedule:
    """A scheduler that begins at a date inside of another; it may have been made for the whole slot, too."""
    from lrcli.schedules.lengthened import lengthened  # for a resume alone

    for date in (*dates, 0):
        if old.slot is not None and new.slot is not None and date < min(old.slot, new.slot):
            made = lengthened(member, old.within(old.slot - date, date), new.within(new.slot - date, date))
            if made is not member:
                return made
    return member


def begins(given: Counting, roles: tuple[str, ...]) -> list[int]:
    """The whole numbers in fields of some roles, in their order."""
    return [int(number) for name, field in given.fields.items() for number in numbers(given, name, field, roles)]


def numbers(given: Counting, name: str, field: Field, roles: tuple[str, ...]) -> Iterator[float]:
    """The finite numbers of a field that is one, or a list of them, if it has one of some roles."""
    value = getattr(given, name)
    for each in value if isinstance(value, tuple) else (value,):
        if field.role in roles and isinstance(each, int | float) and abs(each) < FAR:
            yield each
