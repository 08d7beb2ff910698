"""When a learning rate is passed: positions for scripts, words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.measures import extremes, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli.analysis.curves import Curves
    from lrcli.analysis.records import Crossed


def cells(bounds: Sequence[Sequence[Crossed]], apart: bool = False) -> str:
    """Positions as --at reads them: a column for each schedule, a line for each passage.

    With `apart` a blank line stands between one bound and the next: each may have several lines.
    """
    blocks = ["".join(f"{line}\n" for line in cell_lines(records)) for records in bounds]
    return ("\n" if apart else "").join(blocks)


def cell_lines(records: Sequence[Crossed]) -> Iterator[str]:
    """The lines of one bound; a schedule that never passes it says so in the first."""
    columns = [[passage.at for passage in record.found] or ["never"] for record in records]
    for index in range(max(map(len, columns))):
        yield "\t".join(column[index] if index < len(column) else "" for column in columns)


def words(records: Sequence[Crossed], curves: Curves) -> Iterator[str]:
    """One bound for people: a line for each schedule and passage, that says which is which."""
    for record in records:
        where = [place(passage.point.row, curves.run) for passage in record.found] or ["never"]
        yield from (f"{record.label} {bound_text(record)}: {each}" for each in where)


def bound_text(record: Crossed) -> str:
    """The bound in words: `below 0.01`, `below 10% of the peak, 0.01`."""
    share = "" if record.share is None else f"{record.share} of the peak, "
    return f"{record.side} {share}{record.bound:.12g}"


def why_never(bounds: Sequence[Sequence[Crossed]], curves: Curves, after: int) -> Iterator[str]:
    """Why a bound was not passed: where schedules end before the run does, and how low and how high the others go."""
    for label, end, rows in zip(curves.labels, curves.ends, curves.lengths, strict=True):
        if end < rows:
            yield f"{label} has no learning rate from {place(end, curves.run)} on"
    reach = extremes(curves, after)
    for column in sorted({column for records in bounds for column, each in enumerate(records) if not each.found}):
        if curves.ends[column] <= after:
            if curves.ends[column] == curves.lengths[column]:
                yield f"{curves.labels[column]} is over before {place(after, curves.run)}"
            continue
        low, high = reach[column]
        length = f"on {curves.lengths[column]} {curves.run.tick}s"
        where = f"in {place(after, curves.run)} and later" if after else length
        yield f"{curves.labels[column]} goes from {low:.6g} to {high:.6g} {where}"


def why_again(bounds: Sequence[Sequence[Crossed]], curves: Curves, after: int) -> Iterator[str]:
    """Of schedules that are beyond a bound from the first: that they get there again, which was perhaps meant."""
    for record in (record for records in bounds for record in records if record.again):
        gets = "falls below" if record.side == "below" else "rises above"
        there = f"is {bound_text(record)} at {place(after, curves.run)}" if after else f"starts {bound_text(record)}"
        yield f"{record.label} {there}, and {gets} it again later: --last, --all or --after tells when"
