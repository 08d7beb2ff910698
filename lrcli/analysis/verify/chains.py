"""Hypotheses of two faults, or of one that came several times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.analysis.verify.fields import other_numbers, other_rates, other_warmup
from lrcli.analysis.verify.found import Found, factor_of, plainest, varied
from lrcli.analysis.verify.pace import paced, scaled
from lrcli.analysis.verify.seams import MOST_RESTARTS
from lrcli.analysis.verify.totals import other_total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rates, Rows
    from lrcli.analysis.verify.meant import Meant

MOST_SEAMS = 16
"""Restarts or changes of one log that are told."""
LEAST = 3
"""Rows between two seams that show it was no chance."""
FACTORS = (2.0, 3.0, 4.0, 5.0, 8.0, 10.0, 16.0, 32.0, 64.0, 100.0)
"""Factors that rates often are off by, and so are their roots and what is left of 1."""
NEAR, TRIED = 0.2, 3
"""How near to the factor that the highest rates show another one is tried, and how many are."""
JUMPS = 3
"""The largest jumps of a log that are looked at."""


def begun_again(meant: Meant, rows: Rows) -> Iterator[Found]:
    """A schedule that began anew several times."""
    if (np.diff(rows.ticks) <= 0).any():
        return
    starts, at, begun = list[int](), 0, 0
    while at < len(rows.rates):
        rest = rows.of(slice(at, None))
        good = _agreeing(rest, meant(rest.ticks - begun))
        if good < LEAST:
            return
        at += good
        if at == len(rows.rates):
            break
        last, now = int(rows.ticks[at - 1]), int(rows.ticks[at])
        rest = rows.of(slice(at, None))
        tried = range(now, max(last, now - MOST_RESTARTS), -1)
        begun = max(tried, key=lambda start: _agreeing(rest, meant(rest.ticks - start)))
        starts.append(begun)
        if len(starts) > MOST_SEAMS:
            return
    if len(starts) > 1:
        yield Found("restart", {"restarted_at": starts[0], "shift": starts[0], "again": starts[1:]})


def changed_again(meant: Meant, rows: Rows) -> Iterator[Found]:
    """A rate that was changed several times, each time to a plain factor of what was meant."""
    own = meant(rows.ticks)
    if (np.diff(rows.ticks) <= 0).any() or not (rows.near(own) | (own > 0)).all():
        return
    rows, own = rows.of(own > 0), own[own > 0]  # 0 is 0 times whatever
    low, high = (rows.rates - rows.tolerance) / own, (rows.rates + rows.tolerance) / own
    found, at = list[tuple[int, float]](), 0
    while at < len(own):
        good = np.maximum.accumulate(low[at:]) <= np.minimum.accumulate(high[at:])
        count = len(good) if good.all() else int(np.argmin(good))
        factor = plainest(float(low[at : at + count].max()), float(high[at : at + count].min()))
        if count < LEAST or len(found) > MOST_SEAMS or factor != float(f"{factor:.1e}"):
            return
        found.append((int(rows.ticks[at]), factor))
        at += count
    if len(found) > 2:
        (_, first), *changes = found if found[0][1] != 1 else found[1:]
        at = found[0][0] if found[0][1] != 1 else found[1][0]
        yield Found("changed", {"at": at, "factor": first, "again": [list(each) for each in changes]})


def scaled_too(meant: Meant, rows: Rows) -> Iterator[Found]:
    """All rates times a factor, and something else."""
    ratio = float(rows.rates.max() / np.nanmax(meant.every))
    plain = [each for one in FACTORS for each in (one, 1 / one, one**0.5, one**-0.5)]
    beside = [each for each in plain if ratio > 0 and abs(each / ratio - 1) < NEAR]
    for factor in [ratio, *sorted(beside, key=lambda each: abs(each - ratio))[: TRIED - 1]]:
        if factor <= 0 or abs(factor - 1) < NEAR / 10:
            continue
        part = rows._replace(rates=rows.rates / factor, tolerance=rows.tolerance / factor)
        for second in _of_all(meant, part, (paced, other_total, other_warmup, other_numbers)):
            yield Found("scaled", {"factor": _short(factor), "and": {"fault": second.fault, **second.detail}})
            return


def then_changed(meant: Meant, rows: Rows) -> Iterator[Found]:
    """One fault up to a row, and from there on what it makes times a factor, held, or begun anew."""
    order = np.diff(rows.ticks)
    if (order <= 0).any() or len(rows.rates) < 4 * LEAST:
        return
    jumps = np.abs(np.diff(rows.rates) - np.diff(meant(rows.ticks))) / order
    for begin in sorted((np.argsort(-jumps)[:JUMPS] + 1).tolist()):
        part, rest = rows.of(slice(0, begin)), rows.of(slice(begin, None))
        if min(len(part.rates), len(rest.rates)) < LEAST:
            continue
        for first in _of_all(meant, part, (scaled, paced, other_total, other_warmup, other_rates, other_numbers)):
            second = _after(first.rates, part, rest) if first.rates else None
            if second:
                yield Found(first.fault, first.detail | {"and": second})
                return


def _after(curve: Rates, part: Rows, rest: Rows) -> dict[str, Any] | None:
    """What happened to a curve between two rows."""
    last, at = int(part.ticks[-1]), int(rest.ticks[0])
    factor = factor_of(rest, curve(rest.ticks))
    if factor is not None and varied(rest):
        return {"fault": "changed", "at": at, "factor": factor}
    if not varied(rest):
        return {"fault": "changed", "at": at, "rate": float(rest.rates[0])}
    for start in range(at, max(last, at - MOST_RESTARTS), -1):
        if rest.near(curve(rest.ticks - start)).all():
            return {"fault": "restart", "restarted_at": start}
    return None


def _of_all(meant: Meant, rows: Rows, hypotheses: tuple[Any, ...]) -> Iterator[Found]:
    for hypothesis in hypotheses:
        yield from hypothesis(meant, rows)


def _short(factor: float) -> float:
    return float(f"{factor:.12g}")


def _agreeing(rows: Rows, rates: Array) -> int:
    """How many of the first rows are as they should be."""
    near = rows.near(rates)
    return len(near) if near.all() else int(np.argmin(near))
