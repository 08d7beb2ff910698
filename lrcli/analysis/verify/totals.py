"""Hypotheses about the total that a schedule was made for: the run's, or a length that a field of it holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.verify.found import Found, spread
from lrcli.analysis.verify.pace import FOLDED, HELD, falling, folded, rising, stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rates, Rows
    from lrcli.analysis.verify.meant import Meant

MOST_TRIED = 400


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
    right = {spot: number for spot in meant.lengths if (number := meant.ticks_of(spot)) is not None}
    for number in dict.fromkeys(right.values()):
        same = [spot for spot, value in right.items() if value == number]
        for group in [same] if len(same) == 1 else [same, *([spot] for spot in same)]:
            yield Total(number, group[0].field.name, partial(meant.put, group))
    if not right and meant.fills:
        yield Total(float(meant.end), "", meant.total)


def other_total(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Another total, the warm-up as meant or in proportion, as the schedule itself has it."""
    last, tried = float(rows.ticks.max()), list[int]()
    for own in own_totals(meant):
        tried = tried or totals(meant, rows)
        beyond = meant.end - own.right
        for total in of_fields(meant, own.right, tried) if own.field else tried:
            curve = own.with_(total)
            if curve is None:
                continue
            ways = [("", curve)]
            if total < last and not own.field:
                ways += [(HELD, partial(_until, curve, total)), (FOLDED, partial(folded, curve, meant.risen, total))]
            for name, way in ways:
                if rows.held_by(way):
                    detail = told(meant, own, total)
                    if total + beyond < last:
                        detail |= {"ran": int(last) + 1, "past_end": name}
                        yield Found("past-end", detail, way)
                        yield Found("resumed-total", detail)
                    yield Found("total", detail, way)
                    return


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


def of_fields(meant: Meant, right: float, every: list[int]) -> list[int]:
    """What a field holds whose length is `right`, where the whole is of other totals.

    It may be the whole itself, or a part of it that begins at 0, at the highest rate, or moves as the end does.
    """
    end, top, found = meant.end, meant.top, list[int]()
    for total in every:
        found.append(round(right + total - end))
        if right != end:
            share = (total - top) / (end - top) if end > top else total / end
            found += [round(right * share), round(top + (right - top) * share), round(right * total / end)]
    return [each for each in dict.fromkeys(found) if each > 0 and each != right][:MOST_TRIED]


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
    per = meant.run.steps_per_epoch or 1
    for side in (rising(meant, rows), part):
        if side is not None:
            ticks, early, late = side
            some = ticks > 0
            if some.any():
                ratio = np.sort((early + late)[some] / 2 / ticks[some])
                near = round(end / max(float(ratio[len(ratio) // 2]), 1e-9)) if ratio[len(ratio) // 2] > 0 else 0
                found += range(max(near - 4, 1), min(near, 64 * end) + 5)
                found += spread(int(end / ratio[-1]) - 2, int(min(end / max(ratio[0], 1e-9), 64 * end)) + 2, 16)
    usual = [end - meant.risen, end + meant.risen, end - 1, end + 1, end * per, end // per]
    usual += [end * times for times in range(2, 17)] + [end // times for times in range(2, 17)]
    low, high = stretch(meant, rows)
    if 0 < low <= high:
        found += spread(int(end / high) - 1, int(end / low) + 2)
    return [total for total in dict.fromkeys([*found, *usual]) if total > 0 and total != end]


def _until(curve: Rates, end: int, ticks: Array) -> Array:
    return curve(np.minimum(ticks, end))
