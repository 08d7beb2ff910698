"""The stretches of a log as pieces, one after another: where they meet, and which numbers hold all their rows."""

from __future__ import annotations

import math
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.identify.decimals import length, roundest, shortest
from lrcli.analysis.identify.fits import SHAPES, held
from lrcli.analysis.identify.pieces import Piece, Slot, pieces
from lrcli.analysis.identify.stretches import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.identify.fits import Fit
    from lrcli.analysis.identify.rows import Rows

MOST_SEAMS = 24
"""Ticks that are tried for a seam which the log does not fix."""
COARSE = 0.02
"""Of the highest rate: where rates may be off by more a longer search finds nothing that they tell."""
MOST_OTHERS = 3
"""Other shapes that are tried for a stretch."""
MOST_TICKS = 4001
"""Ticks of those between two logged rows at which two curves are held against one another."""
FEW_CHOICES = 4
SOME_CHOICES = 10
"""Seams that are compared where the rates are exact, and where they are rounded."""
APART = 4
"""Digits that a piece must be shorter by where it is cut, or does not meet the next."""
MOST_TRIES, FEW_TRIES = 100, 4
"""Slots that are tried for the pieces of a chain."""


class Chaining:
    """The search for pieces that hold the stretches of a log."""

    def __init__(self, rows: Rows, way: list[Stretch], total: int | None, near: bool = False) -> None:
        """`near`: rates are held within more than they may be off, and one chain is as good as another."""
        self.rows, self.total = rows, total
        edges = [0, *(each.end for each in way)], [*(each.begin for each in way[1:]), len(rows.at)]
        self.way = [part for each, *own in zip(way, *edges, strict=False) for part in half_waves(each, rows, *own)]
        self.seams = [seams(a, b, rows) for a, b in pairwise(self.way)]
        if self.seams and (from_zero := rise_end(rows, *self.way[:2])):
            self.seams[0] = list(dict.fromkeys([from_zero, *self.seams[0]]))
        self.tries = 0
        coarse = float(rows.within.max()) > COARSE * float(rows.rates.max())
        self.most = FEW_TRIES if near else MOST_TRIES // 10 if coarse else MOST_TRIES
        self.others: dict[int, list[Fit]] = {}

    def chain(self) -> list[Piece] | None:
        """The pieces; None where some rows are in none."""
        for begin in self._begins():
            found = self._from(0, begin, ())
            if found:
                found = self._joined(found)
                spans = [seam_range(a, b, self.rows) for a, b in pairwise(self.way)]
                told = [found[0]]
                for each, stretch, may in zip(found[1:], self.way[1:], spans, strict=True):
                    with np.errstate(all="ignore"):
                        first, last = stretch.fit.curve(np.array(may, dtype=np.float64)).tolist()
                    told.append(each._replace(may=may, rates=(first, last)))
                return [unlogged_rise(told[0]), *told] if begin else told
        return None

    def _begins(self) -> list[int]:
        """Where the first piece may begin: with the run, or at the turn from which it falls."""
        first = self.way[0]
        at = round(first.fit.at)
        own = first.fit.shape in ("cosine", "root") and 0 < at <= self.rows.at[0]
        return [at, 0] if own else [0]

    def _from(self, index: int, begin: int, before: tuple[float, ...]) -> list[Piece] | None:
        """The pieces from one on, of which it begins at a tick."""
        if index == len(self.way) - 1:
            return next(([piece] for piece in self._pieces(index, begin, None, before)), None)
        for piece, end in self._choices(index, begin, before):
            rest = self._from(index + 1, end, (piece.last,))
            if rest:
                return [piece, *rest]
        return None

    def _choices(self, index: int, begin: int, before: tuple[float, ...]) -> Iterator[tuple[Piece, int]]:
        """A piece and where it ends, those with the roundest numbers first where the log allows several."""
        choices = list[tuple[int, Piece, int]]()
        if index == 0 and begin == 0:
            yield from lone_rises(self.rows, *self.way[:2])
        for end in self.seams[index]:
            if end <= begin or self.tries >= self.most:
                continue
            self.tries += 1
            piece = next(self._pieces(index, begin, end, before), None)
            if piece:
                choices.append((strangeness(self.rows, self.way[index + 1], piece, end, before), piece, end))
                if len(choices) == (FEW_CHOICES if self.rows.exact else SOME_CHOICES):
                    break
        for _, piece, end in sorted(choices, key=lambda each: each[0]):
            yield piece, end

    def _pieces(self, index: int, begin: int, end: int | None, known: tuple[float, ...]) -> Iterator[Piece]:
        """What a stretch may be between two ticks."""
        each = self.way[index]
        at = self.rows.at
        first = int(np.searchsorted(at, begin))
        last = len(at) if end is None else int(np.searchsorted(at, end))
        if first >= last:
            first, last = min(each.begin, len(at) - 1), max(each.end, each.begin + 1)
        part, slot = self.rows.part(first, last), Slot(begin, end, self.total, known)
        yield from islice(pieces(each.fit, part, slot), 3)
        for fit in self._others(index):
            yield from islice(pieces(fit, part, slot), 3)

    def _others(self, index: int) -> list[Fit]:
        """Other shapes that a stretch may have as well: rounded rates allow several."""
        if index not in self.others:
            each = self.way[index]
            part = self.rows.part(each.begin, each.end)
            shapes = [shape for shape in SHAPES if shape != each.fit.shape and not self.rows.exact]
            fits = (fit for shape in shapes if (fit := held(shape, part)))
            self.others[index] = list(islice(fits, MOST_OTHERS))
        return self.others[index]

    def _joined(self, found: list[Piece]) -> list[Piece]:
        """The same with rates that meet where they may."""
        ends = [*(piece.begin for piece in found[1:]), None]
        found = [risen(self.rows, found), *found[1:]]
        for index, piece in enumerate(found):
            before = found[index - 1].last if index else None
            after = found[index + 1].first if index + 1 < len(found) else None
            apart = [
                each for each, own in ((after, piece.last), (before, piece.first)) if each is not None and each != own
            ]
            if not apart:
                continue
            known = tuple(each for each in (before, after) if each is not None)
            for other in self._pieces(index, piece.begin, ends[index], known):
                meets = (other.first == before or before is None) + (other.last == after or after is None)
                met = (piece.first == before or before is None) + (piece.last == after or after is None)
                if meets > met:
                    found[index] = other
                    break
        return found


def strangeness(rows: Rows, next_one: Stretch, piece: Piece, end: int, before: tuple[float, ...]) -> int:
    """How little a piece looks meant: by the digits of its numbers, and whether it meets what is around it."""
    rates = {piece.given.get("initial"), piece.given.get("final")} - {None, *before}
    digits = sum(length(float(rate)) for rate in rates if rate is not None) + length(end)
    with np.errstate(all="ignore"):
        after = float(next_one.fit.curve(np.array([float(end)]))[0])
    allowed = 4 * float(np.interp(end, rows.at, rows.within))
    digits += APART * (abs(after - piece.last) > allowed)
    digits += APART * bool(piece.over and piece.start + piece.over != end)
    return digits + APART * (end not in turns(next_one.fit, end))


def half_waves(each: Stretch, rows: Rows, first_own: int, last_own: int) -> list[Stretch]:
    """A stretch of a cosine that goes through several turns, in the parts between them; any other by itself.

    Turns among the rows that its neighbours hold as well are no turns of it: there one gives way to the other.
    """
    if each.fit.shape != "cosine":
        return [each]
    half, at = each.fit.size, rows.at[each.begin : each.end]
    few = 0 if rows.exact else 2  # rounded rates do not tell a turn to the row
    first = int(np.ceil((at[0] - each.fit.at) / half))
    last = int(np.floor((at[-1] - each.fit.at) / half))
    turns = [round(each.fit.at + number * half) for number in range(first, last + 1)]
    cuts = [each.begin + int(np.searchsorted(at, turn)) for turn in turns if at[0] < turn < at[-1]]
    low, high = max(each.begin, first_own) + few, min(each.end, last_own) - few
    cuts = [cut for cut in cuts if low < cut < high - 1]
    edges = [each.begin, *cuts, each.end]
    return [Stretch(begin, min(end + 1, each.end), each.fit) for begin, end in pairwise(edges)]


def seams(a: Stretch, b: Stretch, rows: Rows) -> list[int]:
    """Ticks at which one stretch may give way to the next, the likeliest first."""
    low, high = seam_range(a, b, rows)
    if high - low > MOST_TICKS:
        ticks = np.unique(np.linspace(low, high, MOST_TICKS).round())
    else:
        ticks = np.arange(low, high + 1, dtype=np.float64)
    with np.errstate(all="ignore"):
        apart = np.abs(a.fit.curve(ticks) - b.fit.curve(ticks))
    allowed = float(np.interp(low, rows.at, rows.within)) * (4 if rows.exact else 2)
    near = int(ticks[int(np.nanargmin(apart))]) if np.isfinite(apart).any() else low
    if a.end - a.begin == 1:
        near = high  # one row tells nothing of when
    own = [round(each.fit.at) for each in (b, a) if each.fit.shape in ("cosine", "root", "power")]
    own += [round(b.fit.at + b.fit.size * turn) for turn in (-1, 1) if b.fit.shape == "cosine"]
    meeting = [int(tick) for tick in ticks[apart <= allowed]]
    first = [near] if rows.exact and meeting else []
    told = [
        *(tick for tick in own if low <= tick <= high),
        *first,
        *(sorted(meeting, key=lambda tick: (length(tick), abs(tick - near)))[:MOST_SEAMS]),
    ]
    if rows.exact and not meeting:
        crossing = crossings(ticks, a, b)
        told += crossing
    others = roundest(low, high, near, MOST_SEAMS)
    return list(dict.fromkeys([*told, *others]))[:MOST_SEAMS]


def turns(fit: Fit, near: int) -> tuple[int, ...]:
    """Where a curve may begin near a tick: a cosine at its turns, any other anywhere."""
    if fit.shape != "cosine":
        return (near,)
    number = round((near - fit.at) / fit.size)
    turn = fit.at + number * fit.size
    return (math.floor(turn), math.ceil(turn)) if abs(turn - round(turn)) > 0.01 else (round(turn),)


def rise_end(rows: Rows, a: Stretch, b: Stretch) -> int | None:
    """Where a line from 0 at tick 0 through the first row meets the next stretch, if that row is all that there is."""
    at, rate = float(rows.at[0]), float(rows.rates[0])
    if a.end > 3 or at <= 0 or rate <= 0:
        return None
    low, high = seam_range(a, b, rows)
    end = at
    for _ in range(4):
        end = at * float(b.fit.curve(np.array([end]))[0]) / rate
    return round(end) if np.isfinite(end) and low <= round(end) <= high else None


def risen(rows: Rows, found: list[Piece]) -> Piece:
    """The first piece; where it is one row below the next piece's first rate, a line through it to that rate."""
    first = found[0]
    if len(found) == 1 or first.family != "constant" or not first.first < found[1].first or first.begin:
        return first
    size, peak = found[1].begin, found[1].first
    here = np.flatnonzero(rows.at < size)
    if len(here) != 1 or size < 2:
        return first
    done, within = float(rows.at[0]) / size, float(rows.within[0])
    low, high = ((float(rows.rates[0]) + side * within - peak * done) / (1 - done) for side in (-1, 1))
    start = shortest(low, high)
    if start is None or start < 0:
        return first
    return Piece("linear", {"initial": start, "final": peak, "length": size}, 0, 0, start, peak, size)


def lone_rises(rows: Rows, first: Stretch, second: Stretch) -> Iterator[tuple[Piece, int]]:
    """Lines from the one row before the second stretch to that, where it is higher: to its roundest rate first."""
    before = rows.part(0, second.begin) if second.begin else rows.part(0, 1)
    if len(before.at) != 1 or before.at[0] != 0 or second.fit.cost >= second.end - second.begin:
        return
    low, high = seam_range(first, second, rows)
    found = list[tuple[int, Piece, int]]()
    for end in roundest(low, high, high, MOST_SEAMS):
        with np.errstate(all="ignore"):
            rate = float(second.fit.curve(np.array([float(end)]))[0])
        allowed = float(rows.within[second.begin])
        peak = shortest(rate - allowed, rate + allowed) if np.isfinite(rate) else None
        start = shortest(float(rows.rates[0] - rows.within[0]), float(rows.rates[0] + rows.within[0]))
        if peak is not None and start is not None and start < peak and end > 1:
            given: dict[str, float | bool] = {"initial": start, "final": peak, "length": end}
            found.append((length(peak) + length(end), Piece("linear", given, 0, 0, start, peak, end), end))
    yield from ((piece, end) for _, piece, end in sorted(found, key=lambda each: each[0])[:2])


def unlogged_rise(piece: Piece) -> Piece:
    """A rise from 0 to a piece that begins later than the run, of which no row is logged."""
    given = {"initial": 0.0, "final": piece.first, "length": piece.begin}
    return Piece("linear", given, 0, 0, 0.0, piece.first, piece.begin)


def crossings(ticks: np.ndarray, a: Stretch, b: Stretch) -> list[int]:
    """Whole ticks next to where two curves cross."""
    with np.errstate(all="ignore"):
        side = np.sign(a.fit.curve(ticks) - b.fit.curve(ticks))
    at = np.flatnonzero(side[1:] * side[:-1] < 0)
    return [int(tick) for place in at[:3] for tick in (ticks[place], ticks[place + 1])]


def seam_range(a: Stretch, b: Stretch, rows: Rows) -> tuple[int, int]:
    """The first and the last tick at which the second may begin: it does not hold the row before that."""
    at = rows.at
    low = int(at[b.begin - 1]) + 1 if b.begin > 0 else 1
    high = int(at[min(a.end, len(at) - 1)])
    low, high = max(min(low, high), 1), max(low, high)
    return low, high
