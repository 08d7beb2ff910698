"""Hypotheses about the total that a schedule was made for: the run's, or a length that a field of it holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.verify.fields import solved
from lrcli.analysis.verify.found import Found, spread
from lrcli.analysis.verify.meant import read_again, ticks_of, with_total
from lrcli.analysis.verify.pace import FOLDED, HELD, falling, folded, rising, stretch, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rates, Rows
    from lrcli.analysis.verify.meant import Meant, Spot

SOME = 3
"""Rows that are as meant not just by chance."""


class Total(NamedTuple):
    """A total that may be another one.

    right  what it is, in ticks
    field  the name of the field that holds it; empty for the run
    with_  the rates with another one in its place
    """

    right: float
    field: str
    with_: Callable[[int], Rates | None]


def own_totals(meant: Meant) -> Iterator[Total]:
    """What may be another total: each length that fields hold, in all of them and in one; else that of the run."""
    right = {spot: number for spot in meant.lengths if (number := ticks_of(meant, spot)) is not None}
    numbers = dict.fromkeys(right.values())
    if meant.read:  # a configuration makes more of its total than one number
        whole = [spot for spot, value in right.items() if value == meant.end]
        yield Total(float(meant.end), "", _short_cut(meant, whole))
        numbers.pop(float(meant.end), None)
    for number in numbers:
        same = [spot for spot, value in right.items() if value == number]
        for group in [same] if len(same) == 1 else [same, *([spot] for spot in same)]:
            yield Total(number, group[0].field.name, partial(meant.put, group))
    if meant.follows and not meant.read:
        yield Total(float(meant.end), "", partial(with_total, meant))


def _short_cut(meant: Meant, whole: list[Spot]) -> Callable[[int], Rates | None]:
    """How a configuration is read for another total: by its fields or the run alone where that comes to the same."""
    key = "short cut", len(whole)
    if key not in meant.kept_ways:
        ways: list[Callable[[int], Rates | None]] = [partial(with_total, meant)]
        ways += [partial(meant.put, whole)] if whole else []
        probes = [(total, read_again(meant, total)) for total in _tried(meant)]
        same = (way for way in ways if all(_same(meant, read, way(total)) for total, read in probes))
        meant.kept_ways[key] = next(same, partial(read_again, meant))
    return meant.kept_ways[key]


def _tried(meant: Meant) -> tuple[int, ...]:
    """Totals at which two ways of reading show whether they are one."""
    return (2 * meant.end, meant.end + 7, max(meant.end * 2 // 3, 1), 64 * meant.end + 1)


def _same(meant: Meant, one: Rates | None, other: Rates | None) -> bool:
    at = np.arange(0, 2 * meant.end + 1, max(meant.end // 100, 1), dtype=np.float64)
    return one is not None and other is not None and np.array_equal(one(at), other(at))


def other_total(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Another total, the warm-up as meant or in proportion, as the schedule itself has it."""
    last, tried = float(rows.ticks.max()), list[int]()
    for own in own_totals(meant):
        tried = tried or ([] if own.field else totals(meant, rows))
        beyond = meant.end - own.right
        for total in _values(meant, rows, own, tried):
            curve = own.with_(total)
            if curve is None:
                continue
            ways = [("", curve)]
            if total + beyond < last:
                ways.append((HELD, partial(until, curve, int(total + beyond))))
            if total < last and not own.field:
                ways.append((FOLDED, partial(folded, curve, meant.risen, total)))
            for name, way in ways:
                if rows.held_by(way):
                    detail = told(meant, own, total)
                    if total + beyond < last:
                        detail |= {"ran": int(last) + 1, "past_end": name}
                        yield Found("past-end", detail, way)
                        yield Found("resumed-total", detail)
                    yield Found("total", detail, way)
                    if (begun := _begun_later(meant, rows)) is not None and total + beyond >= last:
                        yield Found("resumed-total", detail | {"at": begun})
                    return


def _values(meant: Meant, rows: Rows, own: Total, tried: list[int]) -> Iterator[int]:
    """Totals that may be, the likeliest first; then those at which a row that is off has its rate."""
    likely = of_fields(meant, own.right) if own.field else tried
    yield from likely
    off = np.flatnonzero(~rows.near(meant(rows.ticks)))
    looked_at = [len(off) // 2, -1, len(off) // 4] if own.field else [len(off) // 2]
    for index in dict.fromkeys(off[looked_at].tolist() if len(off) else []):
        at = rows.ticks[index : index + 1]

        def rate(value: float, at: Array = at) -> float:
            curve = own.with_(round(value)) if round(value) > 0 else None
            return float(curve(at)[0]) if curve else np.nan

        around = solved(rate, own.right, float(rows.rates[index]), float(rows.tolerance[index]), whole=True)
        yield from (int(value) for value in around if value > 0 and int(value) not in likely)


def _begun_later(meant: Meant, rows: Rows) -> int | None:
    """The first tick that is off, where rows behind the warm-up are as meant: the total may be another since then."""
    near = rows.near(meant(rows.ticks))
    begin = int(np.argmin(near))
    return int(rows.ticks[begin]) if int((rows.ticks[:begin] > meant.risen).sum()) >= SOME else None


def told(meant: Meant, own: Total, total: int) -> dict[str, Any]:
    """The numbers of another total, and what is known of it."""
    right = int(own.right) if own.right == int(own.right) else own.right
    detail: dict[str, Any] = {"total": total, "right": right, "factor": total / right}
    if own.field:
        detail["parameter"] = own.field
    if meant.risen and total == right - meant.risen:
        detail["without_warmup"] = meant.risen
    elif right % total and total % right and len(str(total).rstrip("0")) <= 2:
        detail["constant"] = True
    return detail


def of_fields(meant: Meant, right: float) -> list[int]:
    """What a field may hold whose length is `right`: the usual mistakes, in it or in the whole that it is a part of."""
    every = usual(meant)
    found = [round(right + total - meant.end) for total in every]
    found += [round(right * total / meant.end) for total in every] if right != meant.end else []
    return [each for each in dict.fromkeys(found) if each > 0 and each != right]


def usual(meant: Meant) -> list[int]:
    """Totals that a run has by a usual mistake."""
    end, per = meant.end, meant.run.steps_per_epoch or 1
    found = [end - meant.risen, end + meant.risen, end - 1, end + 1, end * per, end // per]
    return found + [end * times for times in range(2, 17)] + [end // times for times in range(2, 17)]


def totals(meant: Meant, rows: Rows) -> list[int]:
    """Totals that the rows on their way down may be from, the warm-up being as meant; then the usual mistakes."""
    end, top = meant.end, meant.top
    found: list[int] = []
    part = falling(meant, rows)
    if part is not None and end > top:
        ticks, early, late = part
        with np.errstate(divide="ignore", invalid="ignore"):
            low = float(np.nanmax(top + (ticks - top) * (end - top) / np.maximum(late - top, 1e-9)))
            high = float(np.nanmin(np.where(early > top, top + (ticks - top) * (end - top) / (early - top), np.inf)))
            middle = float(np.median(top + (ticks - top) * (end - top) / np.maximum((early + late) / 2 - top, 1e-9)))
        moved = round(float(np.median(end + ticks - (early + late) / 2)))  # the decay as long as meant, at another end
        found += range(max(moved - 2, 1), moved + 3)
        if np.isfinite(low) and low <= high + 4:
            found += spread(max(int(low) - 2, 1), int(min(high, 64.0 * end)) + 3)
        if np.isfinite(middle):
            found += range(max(round(middle) - 2, 1), round(middle) + 3)
    for side in (rising(meant, rows), part):
        if side is not None:
            ticks, early, late = side
            some = ticks > 0
            if some.any():
                ratio = np.sort((early + late)[some] / 2 / ticks[some])
                near = round(end / max(float(ratio[len(ratio) // 2]), 1e-9)) if ratio[len(ratio) // 2] > 0 else 0
                found += range(max(near - 4, 1), min(near, 64 * end) + 5)
                found += spread(int(end / ratio[-1]) - 2, int(min(end / max(ratio[0], 1e-9), 64 * end)) + 2, 16)
    low, high = stretch(meant, rows)
    if 0 < low <= high:
        found += spread(int(end / high) - 1, int(end / low) + 2)
    return [total for total in dict.fromkeys([*found, *usual(meant)]) if total > 0 and total != end]
