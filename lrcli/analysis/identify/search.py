"""The schedule that holds the rows of a log, found and proven."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.identify.chains import Chaining
from lrcli.analysis.identify.decimals import length
from lrcli.analysis.identify.families import texts
from lrcli.analysis.identify.periodic import JUMP, restarts, stairs, triangles
from lrcli.analysis.identify.stretches import splits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Ints
    from lrcli.analysis.identify.pieces import Piece
    from lrcli.analysis.identify.rows import Rows
    from lrcli.clock import Run
    from lrcli.schedules.schedule import Placed, Schedule

FEW_ROWS = 3000
"""Rows that are all looked at; of more some are, until what is found in them holds all."""
LOOKED_AT = 1000
BETWEEN = 64
"""Rows that are looked at in a longer log at first, and between two of them where something changes."""
ROUNDS = 4
SLACK = (1e-4, 1e-2, 0.1, 0.51)
"""Shares of the highest rate within which a schedule is looked for where none holds the rows."""
NEAR_ROWS, MOST_NEAR = 80, 6
"""Rows that are looked at for it, and stretches that it has at most: more come near anything."""


class Found(NamedTuple):
    """A schedule that holds rows, or comes near.

    schedule  it
    placed    on its run
    chain     the pieces that it was put together from; none of a framework's call
    off       how far it is at most from a rate, in what that may be off: up to 1 it holds all
    """

    schedule: Schedule
    placed: Placed
    chain: list[Piece]
    off: float


def identified(rows: Rows, run: Run, length_known: bool) -> Found | None:
    """The simplest schedule that holds all rows; None where there is none."""
    if len(rows.at) <= FEW_ROWS:
        return simplest(rows, rows, run, length_known)
    chosen = looked_at(rows)
    for number in range(ROUNDS):
        found = simplest(rows.only(chosen), rows, run, length_known)
        if found is None and number:
            return None
        if found and found.off <= 1:
            return found
        more = between_stretches(rows, chosen)
        if found:  # what it misses most is looked at, too
            off = rows.off(found.placed.values)
            more = np.union1d(more, np.argsort(off)[-BETWEEN:])
        wider = np.union1d(chosen, more)
        if len(wider) == len(chosen):
            return found
        chosen = wider
    return None


def as_called(rows: Rows, run: Run) -> Found | None:
    """A framework's own call that holds all rows, where no native schedule does; None where there is none."""
    from lrcli.analysis.identify.calls import called  # where nothing else holds them

    with np.errstate(all="ignore"):
        schedule = called(rows, run)
    return None if schedule is None else Found(schedule, schedule.on(run), [], 0.0)


def looked_at(rows: Rows) -> Ints:
    """The indices of the rows of a long log to look at first: spread over it, at its jumps, where few change."""
    count = len(rows.at)
    chosen = np.unique(np.linspace(0, count - 1, LOOKED_AT).round().astype(np.int64))
    moves = np.diff(rows.rates)
    jumps = np.flatnonzero(np.abs(moves) > JUMP * float(rows.rates.max()))
    if len(jumps) <= LOOKED_AT:
        chosen = np.union1d(chosen, np.append(jumps, jumps + 1))
    changes = np.flatnonzero(moves)
    return np.union1d(chosen, np.append(changes, changes + 1)) if len(changes) <= LOOKED_AT else chosen


def between_stretches(rows: Rows, chosen: Ints) -> Ints:
    """The indices of rows between those that were looked at, where one stretch gives way to the next."""
    more = [chosen[:0]]
    for way in splits(rows.only(chosen)):
        for a, b in pairwise(way):
            low, high = sorted((int(chosen[b.begin - 1]), int(chosen[min(a.end, len(chosen) - 1)])))
            more.append(np.unique(np.linspace(low, high, BETWEEN).round().astype(np.int64)))
        break
    return np.unique(np.concatenate(more))


def nearest(rows: Rows, run: Run, length_known: bool) -> Found | None:
    """A schedule that comes near some of the rows, with the least slack with which one is found."""
    peak = float(np.abs(rows.rates).max())
    some = rows.only(np.unique(np.linspace(0, len(rows.at) - 1, NEAR_ROWS).round().astype(np.int64)))
    for share in SLACK:
        loose = some._replace(within=np.maximum(some.within, share * peak), exact=False)
        if (loose.within > some.within).any() and (found := simplest(loose, loose, run, length_known, MOST_NEAR)):
            return found
    return None


def simplest(rows: Rows, all_rows: Rows, run: Run, length_known: bool, most: int | None = None) -> Found | None:
    """The simplest schedule of at most so many stretches that all rows hold; else the one that comes nearest."""
    best: Found | None = None
    for chain in chains(rows, run.rows if length_known else None, most):
        for text in sorted(set(texts(chain)), key=cost):
            found = proven(text, chain, rows, run)
            if found and found.off <= 1:
                found = found if rows is all_rows else proven(text, chain, all_rows, run)
            if found and found.off <= 1:
                return found
            if found and (best is None or found.off < best.off):
                best = found
    return best


def chains(rows: Rows, total: int | None, most: int | None = None) -> Iterator[list[Piece]]:
    """The pieces that some rows tell of, in every way."""
    yield from stairs(rows)
    yield from restarts(rows)
    yield from triangles(rows)
    for way in splits(rows, most):
        if chain := Chaining(rows, way, total, most is not None).chain():
            yield chain


def proven(text: str, chain: list[Piece], rows: Rows, run: Run) -> Found | None:
    """A text with how far it is from the rows; None for one that is no schedule."""
    from lrcli.language.notation import parse

    with suppress(ValueError, ArithmeticError), np.errstate(all="ignore"):
        schedule = parse(text)
        placed = schedule.on(run)
        off = rows.off(placed.values)
        return Found(schedule, placed, chain, float(np.where(np.isfinite(off), off, np.inf).max()))
    return None


def cost(text: str) -> int:
    """How simple a text is: numbers with several digits count most, then its length."""
    return 3 * sum(length(each) ** 2 for each in numbers_in(text)) + len(text)


def longest_number(text: str) -> int:
    """The digits of the longest number in a text."""
    return max(map(length, numbers_in(text)), default=0)


def numbers_in(text: str) -> list[float]:
    """The numbers in a text."""
    return [float(each) for each in re.findall(r"\d+\.?\d*(?:e[+-]?\d+)?", text)]
