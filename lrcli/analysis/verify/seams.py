"""Hypotheses about a moment: up to a row all is as meant, from there on by another rule; or the other way round."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.verify.found import Found, factor_of, varied
from lrcli.analysis.verify.pace import stretched
from lrcli.analysis.verify.totals import other_total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rows
    from lrcli.analysis.verify.meant import Meant

MOST_RESTARTS = 64
MOST_LAGS = 2000
LOOKED_BACK = 3


def seams(meant: Meant, rows: Rows) -> Iterator[Found]:
    """What happened at a row."""
    near = rows.near(meant(rows.ticks))
    if near.all():
        return
    off = np.flatnonzero(~near)
    begin, end = int(off[0]), int(off[-1]) + 1
    yield from _from_there_on(meant, rows, begin)
    yield from _up_to_there(meant, rows, end)
    if begin > 0 and end < len(near):
        part = rows.of(slice(begin, end))
        factor = factor_of(part, meant(part.ticks))
        if factor is not None and (len(part.rates) <= 2 or varied(part)) and len(part.rates) <= len(near) / 2:
            until = int(rows.ticks[end])
            yield Found("changed", {"at": int(part.ticks[0]), "until": until, "factor": factor})


def moved(meant: Meant, rows: Rows) -> Iterator[Found]:
    """The schedule's own time is another from the first row that is off."""
    begin = int(np.argmin(rows.near(meant(rows.ticks))))
    at = int(rows.ticks[begin])
    before = int(rows.ticks[:begin][rows.ticks[:begin] < at].max(initial=-1))
    for each in _by_shift(meant, rows, rows.of(slice(begin, None)), before, at):
        yield each._replace(detail={"at": at} | each.detail)


def _from_there_on(meant: Meant, rows: Rows, begin: int) -> Iterator[Found]:
    """As meant up to a row; it and what follows, but for one row that is stale, by another rule."""
    if begin < 1 or len(rows.rates) - begin < 2:
        return
    for stale in (0, 1):
        part = rows.of(slice(begin + stale, None))
        if len(part.rates) < 2:
            return
        at = int(part.ticks[0])
        earlier = rows.ticks[: begin + stale]
        before = int(earlier[earlier < at].max(initial=-1))
        detail = {"at": int(rows.ticks[begin]), **({"stale": 1} if stale else {})}
        found = (
            list(_stopped(meant, part, before, at))
            + list(_by_factor(meant, part))
            + list(_by_shift(meant, rows, part, before, at))
        )
        if not found or stale:
            found += _restarted_times(meant, part, before, at)
        found += _by_total(meant, part)
        if not found and len(part.rates) >= 3 and not varied(part):
            found += [Found("changed", {"rate": float(part.rates[0])})]
        if found:
            yield from (each._replace(detail=detail | each.detail) for each in found)
            return


def _stopped(meant: Meant, part: Rows, before: int, at: int) -> Iterator[Found]:
    """Held from there on: the schedule was at its end, or is not stepped any more."""
    rate = float(part.rates[0])
    if len(part.rates) < 2 or (np.abs(part.rates - rate) > 2 * part.tolerance).any():
        return
    between = np.arange(before, at + 1, dtype=np.float64)
    own = meant(between[between >= 0])
    if len(own) and float(np.min(own)) - part.tolerance[0] <= rate <= float(np.max(own)) + part.tolerance[0]:
        yield Found("past-end", {"held": rate}, None)
        yield Found("total", {}, None)
        yield Found("not-stepped", {}, None)


def _by_factor(meant: Meant, part: Rows) -> Iterator[Found]:
    own = meant(part.ticks)
    factor = factor_of(part, own)
    if factor is not None:
        yield Found("changed", {"factor": factor}, lambda ticks: factor * meant(ticks))
        return
    low = float(meant.every[-1])
    if low > 0:
        above = factor_of(part._replace(rates=part.rates - low), own - low)
        if above is not None:
            yield Found("changed", {"factor": above, "of": low}, lambda ticks: low + above * (meant(ticks) - low))


def _by_shift(meant: Meant, rows: Rows, part: Rows, before: int, at: int) -> Iterator[Found]:
    """A shift of the schedule's own time; a restart where its tick 0 falls between two rows."""
    shifts = _shifts(meant, part)
    if not shifts:
        return
    restarts = [each for each in shifts if before < each <= max(at, before)]
    sooner = [] if restarts else [each for each in shifts if 0 < each <= at and _held_since(meant, rows, each)]
    if restarts or sooner:
        restarts = restarts or sooner
        yield Found(
            "restart", {"restarted_at": restarts[0], "shift": restarts[0]}, partial(_shifted, meant, restarts[0])
        )
    others = [each for each in shifts if each not in restarts or each in sooner]
    if others:
        least = min(others, key=abs)
        yield Found("shift", {"shift": least}, partial(_shifted, meant, least))


def _held_since(meant: Meant, rows: Rows, shift: int) -> bool:
    later = rows.of(rows.ticks >= shift)
    return bool(later.near(meant(later.ticks - shift)).all())


def _shifted(meant: Meant, shift: int, ticks: Array) -> Array:
    return meant(np.maximum(ticks - shift, 0))


def _shifts(meant: Meant, part: Rows) -> list[int]:
    """The shifts of own time that explain rows, those to the back and by few first."""
    every = meant.every
    some = part.sample()
    picked = np.unique(np.linspace(0, len(some.rates) - 1, 12).astype(int))
    counts = [int((np.abs(every - some.rates[index]) <= some.tolerance[index]).sum()) for index in picked]
    if not counts or min(counts) == 0:
        return []
    index = picked[int(np.argmin(counts))]
    own = np.flatnonzero(np.abs(every - some.rates[index]) <= some.tolerance[index])
    found = []
    for shift in np.unique(some.ticks[index] - own).astype(int).tolist():
        at = some.ticks - shift
        if shift and (at >= 0).all() and some.near(meant(at)).all() and part.near(meant(part.ticks - shift)).all():
            found.append(shift)
    return found


def _restarted_times(meant: Meant, part: Rows, before: int, at: int) -> Iterator[Found]:
    """The schedule from its tick 0, times a factor: what a chain of multiplications does that lost its count."""
    low = float(meant.every[-1])
    starts = range(at, max(before, at - MOST_RESTARTS), -1)
    for start in starts:
        own = meant(part.ticks - start)
        factor = factor_of(part, own)
        if factor is not None and factor > 0 and varied(part):
            yield Found("restart", {"restarted_at": start, "factor": factor}, None)
            return
        above = factor_of(part._replace(rates=part.rates - low), own - low) if low > 0 else None
        if above is not None and varied(part):
            yield Found("restart", {"restarted_at": start, "factor": above, "of": low}, None)
            return


def _by_total(meant: Meant, part: Rows) -> Iterator[Found]:
    for each in other_total(meant, part):
        if each.fault == "total":
            detail = {
                name: value for name, value in each.detail.items() if name in ("total", "right", "factor", "past_end")
            }
            yield Found("resumed-total", detail, each.rates)
            return


def _up_to_there(meant: Meant, rows: Rows, end: int) -> Iterator[Found]:
    """As meant from a row on; what is before it, but for one row, made for another total."""
    if end >= len(rows.rates) or end < 2:
        return
    for stale in (0, 1):
        part = rows.of(slice(0, end - stale))
        if len(part.rates) < 2:
            return
        for each in [*other_total(meant, part), *stretched(meant, part)]:
            if each.fault == "total":
                detail = {"at": int(rows.ticks[end]), "old_total": each.detail["total"], "new_total": meant.end}
                yield Found("resumed-total", detail | ({"stale": 1} if stale else {}))
                return


def lags(meant: Meant, rows: Rows) -> Iterator[Found]:
    """A schedule that falls behind by a step now and then: updates that were skipped do not move it."""
    if (np.diff(rows.ticks) < 0).any():
        return
    lag, at, jumps = 0, 0, 0
    starts: list[int] = []
    while at < len(rows.rates):
        rest = rows.of(slice(at, None))
        near = rest.near(meant(np.maximum(rest.ticks - lag, 0)))
        good = len(near) if near.all() else int(np.argmin(near))
        if good == len(near):
            break
        at += good
        most = lag + 1 + int(rows.ticks[at] - (rows.ticks[at - 1] if at else 0))
        one = rows.of(slice(at, at + LOOKED_BACK))
        behind = next((each for each in range(lag + 1, most + 1) if _holds_one(meant, one, each)), None)
        if behind is None or jumps >= MOST_LAGS or rows.ticks[at] < behind:
            return
        jumps, lag = jumps + 1, behind
        starts.append(int(rows.ticks[at]))
    if jumps > 1 and len(rows.rates) >= 3 * jumps:
        yield Found("shift", {"grows": True, "shift": lag, "times": jumps, "at": starts[0]}, None)


def _holds_one(meant: Meant, rows: Rows, lag: int) -> bool:
    first = rows.of(slice(0, 1))
    return bool(first.near(meant(np.maximum(first.ticks - lag, 0))).all())
