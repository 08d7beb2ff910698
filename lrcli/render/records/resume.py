"""What a resume does to a rate, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli.cells import Heading, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrcli.analysis.resumption import Leap, Resumption, Seen, Way

NAMES = 13
"""Characters for the name of a way, and a blank."""


def report(record: Resumption, means: Mapping[str, str], width: int | None = None) -> Iterator[str]:
    """The lines of one schedule's resume; `means` says what each way is."""
    yield from map(Heading, wrapped(_title(record), width, "    "))
    unit = record.unit
    done = f"{record.row} of {record.was} {unit}s {'is' if record.row == 1 else 'are'} done"
    yield f"{done}; the run now has {record.total}"
    if record.made:
        yield from wrapped(f"the schedule for {record.total} {unit}s is {record.made}", width, "    ")
    yield ""
    if len(record.ways) == 1:
        yield from _alone(record, record.ways[0], means, width)
    else:
        yield from _table(record, means, width)


def _alone(record: Resumption, way: Way, means: Mapping[str, str], width: int | None) -> Iterator[str]:
    """The lines of the only way."""
    unit = record.unit
    yield from wrapped(f"{way.how}: {means[way.how]}", width, "    ")
    yield from wrapped(way.spec, width, "    ")
    yield ""
    for name, each in (("before", way.before), ("at", way.at), ("after", way.after)):
        if each is not None:
            yield f"  {name:9}  LR {each.lr:<12.6g} {unit} {each.row}"
    yield from wrapped(f"  jump       {jump_text(way.jump, unit)}", width, " " * 13)
    area = f"  area left  {way.area:.6g} (LR times {unit}s){_share(record, way)}"
    yield from wrapped(area, width, " " * 13)


def _table(record: Resumption, means: Mapping[str, str], width: int | None) -> Iterator[str]:
    """A line for each way, and below what each is."""
    unit, first = record.unit, record.ways[0]
    if first.before is not None:
        yield f"before, at {unit} {first.before.row}: LR {first.before.lr:.6g}"
        yield ""
    second = next((way.after.row for way in record.ways if way.after), None)
    after = "" if second is None else f"{unit} {second}"
    yield f"  {'':{NAMES}} {f'{unit} {record.row}':11} {after:11} {'jump':12} {'area left':11} x planned".rstrip()
    for way in record.ways:
        cells = (
            f"{_rate(way.at):11}",
            f"{_rate(way.after):11}",
            f"{_short(way.jump, 'x'):12}",
            f"{way.area:<11.6g}",
            "-" if way.ratio is None else f"{way.ratio:.4g}",
        )
        yield f"  {way.how:{NAMES}} {' '.join(cells)}".rstrip()
    yield ""
    for way in record.ways:
        yield from wrapped(f"  {way.how:{NAMES}} {means[way.how]}", width, " " * (NAMES + 3))


def jump_text(jump: Leap | None, unit: str) -> str:
    """A jump in a sentence's words: `up 1.41 times at step 51, to 0.000235 where 0.000163 was planned`."""
    if jump is None:
        return "none: the rate there is the one that was planned"
    return f"{_short(jump)} at {unit} {jump.row}, to {jump.lr:.6g} where {jump.planned:.6g} was planned"


def _short(jump: Leap | None, times: str = " times") -> str:
    """How far a jump goes: `up 1.41 times`, `up 1.41x`."""
    if jump is None:
        return "none"
    if math.isinf(jump.size):
        return "up from 0" if not jump.planned else "down to 0"
    size = next((text for digits in (4, 7, 11) if (text := f"{jump.size:.{digits}g}") != "1"), "1")
    return f"{'up' if jump.lr > jump.planned else 'down'} {size}{times}"


def _rate(each: Seen | None) -> str:
    return "-" if each is None else f"{each.lr:.6g}"


def _share(record: Resumption, way: Way) -> str:
    """The area beside that of the old plan."""
    if way.ratio is None:
        return "; the old plan has nothing left"
    times = "as much as" if way.ratio == 1 else f"{way.ratio:.4g} times"
    return f", {times} the {record.area:.6g} of the old plan"


def _title(record: Resumption) -> str:
    return record.spec if record.label == record.spec else f"{record.label} = {record.spec}"
