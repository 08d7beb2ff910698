"""Hypotheses about time: a schedule that moves too fast or too slowly, is held, or made for another total."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.analysis.verify.found import Found, factor_of, plainest, spread, varied
from lrcli.analysis.verify.meant import made_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rates, Rows
    from lrcli.analysis.verify.meant import Meant

MOST_TIMES = 32
HALVINGS = 60
SLACK = 1e-6
"""Ticks by which own time may be off that was found by halving."""
HELD, FOLDED = "held", "comes up again"


def shifted(meant: Meant, rows: Rows, by: Iterable[int] = (1, -1)) -> Iterator[Found]:
    """A step ahead, or behind, all the time."""
    few = rows.few()
    for ahead in by:
        curve = partial(_moved, meant, ahead)
        if not meant.may_be(few, np.maximum(few.ticks + ahead, 0)):
            continue
        if rows.held_by(curve) and (rows.ticks + ahead >= 0).sum() > 1:
            yield Found("shift", {"shift": -ahead}, curve)
            return


def _moved(meant: Meant, ahead: int, ticks: Array) -> Array:
    return meant(np.maximum(ticks + ahead, 0))


def not_stepped(meant: Meant, rows: Rows) -> Iterator[Found]:
    """One rate all the time, where another was meant."""
    low, high = float(rows.rates.min()), float(rows.rates.max())
    if len(rows.rates) < 2 or high - low > 2 * float(rows.tolerance.min()):
        return
    own = meant(rows.ticks)
    at_start = bool(rows.of(slice(0, 1)).near(meant(np.zeros(1))).all())
    if not at_start and float(np.nanmax(own) - np.nanmin(own)) <= 4 * float(rows.tolerance.max()):
        return
    rate = plainest(high - float(rows.tolerance.min()), low + float(rows.tolerance.min())) if high else 0.0
    yield Found("not-stepped", {"stuck_at": rate}, lambda ticks: np.full(len(ticks), rate))


def scaled(meant: Meant, rows: Rows) -> Iterator[Found]:
    """All rates times a factor."""
    own = meant(rows.ticks)
    factor = factor_of(rows, own)
    if factor is not None and factor > 0 and (varied(rows) or np.ptp(own) <= 4 * float(rows.tolerance.max())):
        yield Found("scaled", {"factor": factor}, lambda ticks: factor * meant(ticks))


def paced(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Stepped several times an update, or once in several."""
    per = meant.run.steps_per_epoch or 0
    every = list(dict.fromkeys([*range(2, MOST_TIMES + 1), *([per] if per > 1 else []), *ratios(meant)]))
    found, ways, last, few = 0, ends(meant), float(rows.ticks.max()), rows.few()
    for times in every:
        for offset in sorted({0, times - 1, *range(1, min(times, MOST_TIMES))}):
            if not meant.may_be(few, times * few.ticks + offset):
                continue
            beyond = bool(times * last + offset > meant.end)
            for name, past in ways if beyond else ways[:1]:
                curve = partial(_faster, past, times, offset)
                if rows.held_by(curve):
                    detail: dict[str, Any] = {
                        "times": times,
                        "offset": offset,
                        **({"past_end": name} if beyond else {}),
                    }
                    yield Found("stepped-times", detail, curve)
                    found += 1
                    break
            if found:
                break
        if found:
            break


def slowed(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Stepped once in several updates, or held over several."""
    per = meant.run.steps_per_epoch or 0
    every = [*range(2, MOST_TIMES + 1), *([per] if per > 1 else []), *ratios(meant), *_stays_for(rows)]
    for times in dict.fromkeys(every):
        held = partial(_slower, meant, times)
        if rows.held_by(held):
            yield Found("held" if times != per else "stepped-times", {"every": times, "factor": 1 / times}, held)
            if times == per:
                yield Found("held", {"every": times})
            break
        stays = partial(_stays, meant, times)
        if rows.held_by(stays):
            yield Found("held", {"every": times}, stays)
            break


def _stays_for(rows: Rows) -> list[int]:
    """For how many ticks the rates stay as they are, most of the time."""
    order = np.argsort(rows.ticks, kind="stable")
    ticks, rates = rows.ticks[order], rows.rates[order]
    changes = ticks[1:][np.diff(rates) != 0]
    return [int(np.median(np.diff(changes)))] if len(changes) > 2 and np.median(np.diff(changes)) > 1 else []


def unheld(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Moving every step where it is meant to be held within each epoch."""
    if meant.run.hold > 1:
        moving = meant.changed(meant.given, meant.run.but(update="step"))
        if moving and rows.held_by(moving):
            yield Found("held", {"every": 1, "meant": meant.run.hold}, moving)


def _faster(past: Callable[[Array], Array], times: int, offset: int, ticks: Array) -> Array:
    return past(times * ticks + offset)


def _slower(meant: Meant, times: int, ticks: Array) -> Array:
    return meant(np.floor(ticks / times))


def _stays(meant: Meant, times: int, ticks: Array) -> Array:
    return meant(times * np.floor(ticks / times))


def ratios(meant: Meant) -> list[int]:
    """Whole numbers that the run is made of: the steps in an epoch, and the epochs."""
    per = meant.run.steps_per_epoch
    return [meant.end // per] if per and 1 < meant.end // per <= 1000 else []


def ends(meant: Meant) -> list[tuple[str, Rates]]:
    """What a schedule does past its end: as it says itself, held, and come up again as a cosine does."""
    return [("", meant), (HELD, partial(_held, meant)), (FOLDED, partial(folded, meant, meant.risen, meant.end))]


def _held(meant: Meant, ticks: Array) -> Array:
    return until(meant, meant.end, ticks)


def until(curve: Rates, end: int, ticks: Array) -> Array:
    """The rates up to an end, and that of the end from there on; of a schedule that has none there, its last."""
    has = end if np.isfinite(curve(np.array([float(end)]))).all() else end - 1
    return curve(np.minimum(ticks, has))


def folded(curve: Rates, begin: int, end: int, ticks: Array) -> Array:
    """The last piece, from tick `begin` to `end`, back and forth."""
    span = end - begin
    if span <= 0:
        return curve(ticks)
    inside = np.mod(ticks - begin, 2 * span)
    return curve(np.where(ticks > end, begin + np.minimum(inside, 2 * span - inside), ticks))


def stretched(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Another total, warm-up and all in proportion."""
    low, high = stretch(meant, rows)
    if low > high:
        return
    for factor in _factors(meant, low, high):
        curve = partial(_stretched, meant, factor)
        if factor != 1 and rows.held_by(curve):
            right = made_for(meant)
            total = round(right / factor, 6)
            detail = {"total": total, "right": right, "factor": 1 / factor}
            yield Found("total", detail | ({"all": True} if meant.risen else {}), curve)
            return


def _stretched(meant: Meant, factor: float, ticks: Array) -> Array:
    return meant(ticks * factor)


def _factors(meant: Meant, low: float, high: float) -> Iterator[float]:
    for times in range(2, 65):
        yield from (each for each in (1 / times, float(times)) if low <= each <= high)
    if low > 0 and meant.fills:
        least, most = int(np.ceil(meant.end / high)), int(meant.end / low)
        yield from (meant.end / total for total in spread(least, most, 12))
        yield (low + high) / 2


def stretch(meant: Meant, rows: Rows) -> tuple[float, float]:
    """The bounds of own time by time, of the rows on the way up and down."""
    low, high = 0.0, np.inf
    for part in (rising(meant, rows), falling(meant, rows)):
        if part is not None:
            ticks, early, late = part
            some = ticks > 0
            if some.any():
                low, high = (
                    max(low, float((early[some] / ticks[some]).max())),
                    min(high, float((late[some] / ticks[some]).min())),
                )
    return (low, high) if np.isfinite(high) else (1.0, 0.0)


def falling(meant: Meant, rows: Rows) -> tuple[Array, Array, Array] | None:
    """Rows on their way down: their ticks, and the own time of the schedule's last fall at which it has their rate."""
    rows = rows.sample()
    order = np.argsort(rows.ticks, kind="stable")
    rates, tolerance, ticks = rows.rates[order], rows.tolerance[order], rows.ticks[order]
    piece = meant.every[meant.top :]
    if len(piece) < 2 or np.isnan(piece).any() or (np.diff(piece) > 0).any():
        return None
    begin = len(rates) - 1 - int(np.argmax(rates[::-1] >= rates.max() - 2 * tolerance.max()))
    stop = begin + int(np.argmin(rates[begin:])) + 1
    inside = np.zeros(len(rates), dtype=np.bool_)
    inside[begin + (begin > 0) : stop] = True  # of the highest row it is not known on which side of the peak it is
    inside &= (rates + tolerance < piece[0]) & (rates - tolerance > piece[-1])
    if not inside.any():
        return None
    last = meant.top + len(piece) - 1
    early = own_time(meant, (rates + tolerance)[inside], meant.top, last, -1)
    late = own_time(meant, (rates - tolerance)[inside], meant.top, last, -1)
    return ticks[inside], early - SLACK, late + SLACK


def own_time(meant: Meant, wanted: Array, begin: int, end: int, way: int) -> Array:
    """The own time, between two ticks, at which a schedule that rises (way 1) or falls (-1) passes rates."""
    low, high = np.full(len(wanted), float(begin)), np.full(len(wanted), float(end))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        before = way * (meant(middle) - wanted) < 0
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    return np.asarray((low + high) / 2)


def rising(meant: Meant, rows: Rows) -> tuple[Array, Array, Array] | None:
    """The same of rows on their way up."""
    piece = meant.every[: meant.risen + 1]
    if len(piece) < 2 or np.isnan(piece).any() or (np.diff(piece) <= 0).any():
        return None
    rows = rows.sample()
    order = np.argsort(rows.ticks, kind="stable")
    rates, tolerance, ticks = rows.rates[order], rows.tolerance[order], rows.ticks[order]
    inside = np.arange(len(rates)) < int(np.argmax(rates)) + (rates[-1] == rates.max())
    inside &= (rates - tolerance > piece[0]) & (rates + tolerance < piece[-1])
    if not inside.any():
        return None
    low = own_time(meant, (rates - tolerance)[inside], 0, meant.risen, 1)
    high = own_time(meant, (rates + tolerance)[inside], 0, meant.risen, 1)
    return ticks[inside], low - SLACK, high + SLACK
