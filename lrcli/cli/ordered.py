"""Which curves of a call are a set with an order: a sweep, layers, parameter groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.analysis.curves import Member
from lrcli.cli.groups import group_names
from lrcli.cli.sweeps import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.analysis.curves import Column
    from lrcli.cli.sweeps import Variant
    from lrcli.cli.verb import Call
    from lrcli.clock import Run
    from lrcli.schedules.schedule import Schedule


class Drawn(NamedTuple):
    """A schedule of a call with its label, the variant of the call that it belongs to, and its run.

    swept  the label without what was swept, where that changes it; else None
    """

    label: str
    schedule: Schedule
    variant: Variant
    run: Run
    swept: str | None = None


def members(call: Call, every: Sequence[Drawn], count: int) -> list[Member | None]:
    """The place of each of `count` schedules, as many from each that was drawn; None where there is no order."""
    names = group_names(call)
    several = count // len(every)
    places: list[Member | None] = []
    for each in every:
        name = "" if len(every) == 1 else each.label or repr(each.schedule)
        if names:
            places += [Member("group", group, name) for group in names]
        elif call.text("layers"):
            places += [Member("layer", str(layer), name) for layer in range(1, several + 1)]
        elif each.swept is not None:
            *outer, (of, value) = each.variant.values
            places.append(Member(of, value, " ".join(filter(None, (each.swept, in_words(outer))))))
        else:
            places.append(None)
    return places


def placed_among(columns: list[Column], place: Member | None) -> list[Column]:
    """The columns of one schedule with their place: one, or one for each of the groups that its lists tell."""
    if len(columns) == 1:
        group = place.value if place and place.of == "group" else ""
        return [column._replace(member=place, group=column.group or group) for column in columns]
    if place is None:
        series = columns[0].label.removesuffix(columns[0].group).removesuffix("/")
        return [column._replace(member=Member("group", column.group, series)) for column in columns]
    return [
        column._replace(member=place._replace(series=f"{place.series}/{column.group}".strip("/"))) for column in columns
    ]
