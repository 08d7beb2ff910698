"""A stretch as a piece of a schedule: a native family with round numbers that holds its rows, each within what it may.

Every piece has a start and a slot: its curve may have begun before the slot, and may end after it.
"""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.identify.decimals import length, rounded, roundest, shortest
from lrcli.analysis.identify.fits import LOWERS, UPPER
from lrcli.schedules.shapes import half_cosine, one_minus_sqrt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.identify.fits import Fit
    from lrcli.analysis.identify.rows import Rows

MOST_LENGTHS = 24
"""Lengths that are tried for a curve whose end the log does not fix."""
MOST_GIVEN, MOST_COMPARED = 3, 8
"""Curves that are told of a stretch, and those that are compared where its rates are rounded."""
FEW_DIGITS = 8
"""Digits that a rate may have where those of the log are rounded."""
TIMES = (1, 10, 100, 1000, 5, 20, 25, 30, 50, 200, 500, 2000, 5000, 10000, 100000)
"""Times for which a rate of decay may have been meant."""


class Piece(NamedTuple):
    """A family with its numbers, and the ticks in which it speaks.

    family  the native family
    given   its arguments by name
    start   the tick that is its own tick 0
    begin   the first tick of its slot
    first   its rate there
    last    the rate at which it arrives
    over    its own ticks until it arrives; 0 for one that never does
    may     the first and the last tick at which its slot may begin as well, by the log; None for the first
    rates   its rates at these two
    """

    family: str
    given: dict[str, float | bool]
    start: int
    begin: int
    first: float
    last: float
    over: int
    may: tuple[int, int] | None = None
    rates: tuple[float, float] = (0.0, 0.0)


class Slot(NamedTuple):
    """Where a piece stands.

    begin   its first tick
    end     the first tick of the next piece; None for the last
    total   the length of the run, where it is known
    known   rates that the pieces next to it have: they are tried first
    """

    begin: int
    end: int | None
    total: int | None
    known: tuple[float, ...]


def pieces(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    """What a stretch may be in native notation: the likeliest first."""
    with np.errstate(all="ignore"):
        yield from MAKERS[fit.shape](fit, rows, slot)


def constant(_: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    low, high = float((rows.rates - rows.within).max()), float((rows.rates + rows.within).min())
    level = next((each for each in slot.known if low <= each <= high), shortest(low, high))
    if level is not None and level >= 0:
        yield Piece("constant", {"initial": level}, slot.begin, slot.begin, level, level, 0)


def linear(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    start = slot.begin
    found = list[tuple[int, Piece]]()
    for size in open_lengths(fit, rows, slot):

        def left(t: Array, size: int = size) -> Array:
            return np.clip(1 - (t - start) / size, 0, 1)

        ends = two(left, rows, slot.known)
        if ends and min(ends) >= 0:
            piece = Piece("linear", {"initial": ends[0], "final": ends[1], "length": size}, start, start, *ends, size)
            found.append((length(ends[0]) + length(ends[1]) + length(start + size), piece))
    yield from (piece for _, piece in sorted(found, key=lambda each: each[0])[:3])


def open_lengths(fit: Fit, rows: Rows, slot: Slot) -> Iterator[int]:
    """How long a curve may be whose end the log does not fix: up to the next piece, to the run's end, to 0."""
    if slot.end is not None:
        yield slot.end - slot.begin
        return
    last = int(rows.at[-1])
    gap = int(rows.at[-1] - rows.at[-2]) if len(rows.at) > 1 else 1
    zero = zero_of(fit, last)
    ends = [slot.total, zero, last + 1, last, last + gap]
    for end in dict.fromkeys(each for each in ends if each is not None and each >= last and each > slot.begin):
        yield end - slot.begin


def zero_of(fit: Fit, last: int) -> int | None:
    """The tick at which a line comes to 0 after the log's last row, where that is a whole one and not far away."""
    base = float(fit.curve(np.array([float(last)]))[0])
    slope = float(fit.curve(np.array([last + 1.0]))[0]) - base
    if slope >= 0 or not math.isfinite(base / slope):
        return None
    zero = last - base / slope
    return round(zero) if last <= zero < 20 * last + 20 else None


def cosine(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    yield from arc(rows, slot, "cosine", half_cosine, own_starts(fit, rows, slot), fit.size)


def own_starts(fit: Fit, rows: Rows, slot: Slot) -> list[int]:
    """Where half a cosine may begin: with the slot, or at the wave's last turn before it."""
    turn = fit.at + math.floor((slot.begin - fit.at) / fit.size + 1e-6) * fit.size
    nearest = round(turn)
    starts = [slot.begin] if abs(turn - slot.begin) < 0.25 * fit.size or not rows.exact else []
    if nearest <= slot.begin and (slot.begin - nearest) < fit.size:
        starts.append(nearest)
    return list(dict.fromkeys(starts))


def power(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    raised = fit.size
    for close in dict.fromkeys([1.0, *rounded(raised)]):
        if abs(close - raised) > 0.05 * raised:
            continue
        found = False
        family = "linear" if close == 1 else "polynomial"

        def height(left: Array, close: float = close) -> Array:
            return np.asarray(left**close)

        for piece in arc(rows, slot, family, height, [slot.begin], fit.at - slot.begin):
            yield piece if family == "linear" else piece._replace(given={**piece.given, "power": close})
            found = True
        if found:
            return


def rex(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    yield from arc(rows, slot, "rex", lambda left: left / (0.5 + left / 2), [slot.begin], (fit.at - slot.begin) / 2)


def tanh(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    def height(left: Array) -> Array:
        return np.where(left > 0, (1 - np.tanh(UPPER - (UPPER - fit.size) * left)) / 2, 0)

    for piece in arc(rows, slot, "tanh", height, [slot.begin], fit.at):
        yield piece if fit.size == LOWERS[0] else piece._replace(given={**piece.given, "lower": fit.size})


def root(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    found = list[tuple[int, Piece]]()
    start = slot.begin
    for size in open_lengths(fit, rows, slot):

        def height(t: Array, size: int = size) -> Array:
            return one_minus_sqrt(np.clip(1 - (t - start) / size, 0, 1))

        ends = two(height, rows, slot.known)
        if ends and min(ends) >= 0:
            given = {"initial": ends[0], "final": ends[1], "length": size}
            piece = Piece("one_minus_sqrt", given, start, start, *ends, size)
            found.append((length(ends[0]) + length(ends[1]) + length(start + size), piece))
    yield from (piece for _, piece in sorted(found, key=lambda each: each[0])[:3])


def arc(
    rows: Rows,
    slot: Slot,
    family: str,
    shape: Callable[[Array], Array],
    starts: Iterable[int],
    size: float,
) -> Iterator[Piece]:
    """A curve from one rate to another whose length the log fixes, more or less."""
    found = list[tuple[int, Piece]]()
    most = MOST_GIVEN if rows.exact else MOST_COMPARED
    for start in starts:
        for whole in lengths(rows, slot, start, size):

            def height(t: Array, start: int = start, whole: int = whole) -> Array:
                return shape(np.clip(1 - (t - start) / whole, 0, 1))

            ends = two(height, rows, slot.known)
            if ends is None or min(ends) < 0:
                continue
            here = float(height(np.array([float(slot.begin)]))[0])
            first = ends[0] if here == 1 else ends[1] + (ends[0] - ends[1]) * here
            numbers = {"initial": ends[0], "final": ends[1], "length": whole}
            digits = 0 if rows.exact else roundness(ends, slot.known) + min(length(whole), length(start + whole))
            found.append((digits, Piece(family, numbers, start, slot.begin, first, ends[1], whole)))
            if len(found) == most:
                break
    yield from (piece for _, piece in sorted(found, key=lambda each: each[0])[:MOST_GIVEN])


def lengths(rows: Rows, slot: Slot, start: int, near: float) -> list[int]:
    """Whole lengths near one that was found: that of the slot or of the run first, then the roundest."""
    if not math.isfinite(near) or near > 1e12:
        near = float(rows.at[-1]) - start + 1
    meant = [end - start for end in (slot.end, slot.total) if end is not None]
    around = max(2, 0 if rows.exact else int(0.06 * near) + 1)
    low, high = max(round(near) - around, 1), round(near) + around
    if rows.exact:
        meant = [size for size in meant if abs(size - near) <= 1 + 1e-3 * near]
        others = sorted(range(low, high + 1), key=lambda each: abs(each - near))
    else:
        last = int(rows.at[-1]) - start
        meant += [size for size in (last, last + 1) if abs(size - near) <= around]
        ends = roundest(low + start, high + start, near + start, MOST_LENGTHS // 2)
        others = [round(near), *(end - start for end in ends), *roundest(low, high, near, MOST_LENGTHS)]
    return [size for size in dict.fromkeys([*meant, *others]) if size >= 1]


def exponential(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    t, low, high = rows.at - slot.begin, rows.rates - rows.within, rows.rates + rows.within
    middle = float(fit.curve(np.array([float(slot.begin)]))[0])
    later = t > 0
    for first in [*slot.known, *rounded(middle)]:
        if first <= 0 or ((~later).any() and not ((low[~later] <= first) & (first <= high[~later])).all()):
            continue
        logs = np.where(low > 0, np.log(np.maximum(low, 1e-300) / first), -np.inf)[later] / t[later]
        most = np.log(high[later] / first) / t[later]
        slow, fast = (float(logs.max()), float(most.min())) if later.any() else (0.0, 0.0)
        if slow > fast:
            continue
        numbers = speeds(slow, fast, slot, first)
        last = first * math.exp((slow + fast) / 2 * ((slot.end or int(rows.at[-1])) - slot.begin))
        for each in numbers:
            over = int(each.get("length", 0))
            end = float(each.get("final", last))
            yield Piece("exponential", {"initial": first, **each}, slot.begin, slot.begin, first, end, over)
        return


def speeds(slow: float, fast: float, slot: Slot, first: float) -> list[dict[str, float | bool]]:
    """How the factor per tick may be written, of which the logarithm is between two: with the fewest digits first."""
    found = list[tuple[float, dict[str, float | bool]]]()
    for every in TIMES:
        if slow * every < -700 or fast * every > 700:
            continue
        gamma = shortest(math.exp(slow * every), math.exp(fast * every))
        rate = shortest(-fast * every, -slow * every)
        if gamma and gamma != 1:
            times = {} if every == 1 else {"every": every}
            found.append((length(gamma) + 0.5 * (every > 1) + 0.01 * length(every), {"gamma": gamma, **times}))
        if rate and rate > 0:
            found.append((length(rate) + 0.6, {"rate": rate, "every": every}))
    if fast < 0:
        half = shortest(math.log(0.5) / slow, math.log(0.5) / fast)
        if half and half >= 1 and half == int(half):
            found.append((length(half) + 0.4, {"half_life": int(half)}))
    for end in (slot.end, slot.total):
        if end is not None:
            size = end - slot.begin
            final = shortest(first * math.exp(slow * size), first * math.exp(fast * size))
            if final:
                found.append((length(final) + 0.3, {"final": final, "length": size}))
    return [numbers for _, numbers in sorted(found, key=lambda each: each[0])[:3]]


def inverse(fit: Fit, rows: Rows, slot: Slot) -> Iterator[Piece]:
    """One over a power of the time: with power 1/2 that is inverse_sqrt, from the tick that is its own 0."""
    pole = round(fit.at)
    last = float(fit.curve(np.array([float(rows.at[-1])]))[0])
    if fit.size == 0.5 and pole <= slot.begin:
        own = np.maximum(rows.at - pole, 1)
        for warm in dict.fromkeys([slot.begin - pole, 1, 10000, 4000, 1000]):
            if not 1 <= warm <= max(slot.begin - pole, 1):
                continue
            factor = np.sqrt(own / warm)
            low = float(((rows.rates - rows.within) * factor).max())
            high = float(((rows.rates + rows.within) * factor).min())
            peak = next((each for each in slot.known if each and low <= each <= high), shortest(low, high))
            if peak:
                given: dict[str, float | bool] = {"peak": peak, "warmup": warm}
                first = peak * math.sqrt(warm / max(slot.begin - pole, 1))
                yield Piece("inverse_sqrt", given, pole, slot.begin, first, last, 0)
    t = rows.at - slot.begin
    middle = float(fit.curve(np.array([float(slot.begin)]))[0])
    for first in [*slot.known, *rounded(middle)]:
        if first <= 0:
            continue
        most = ((np.maximum(rows.rates - rows.within, 1e-300) / first) ** (-1 / fit.size) - 1) / np.maximum(t, 1e-9)
        least = (((rows.rates + rows.within) / first) ** (-1 / fit.size) - 1) / np.maximum(t, 1e-9)
        at_start = t == 0
        if (np.abs(rows.rates - first) > rows.within)[at_start].any() or at_start.all():
            continue
        slow, fast = float(least[~at_start].max()), float(most[~at_start].min())
        if slow > fast:
            continue
        told = [(length(rate), every, rate) for every in TIMES if (rate := shortest(slow * every, fast * every))]
        for _, every, rate in sorted(told)[:2]:
            raised = {} if fit.size == 1 else {"power": fit.size}
            numbers = {"initial": first, "rate": rate, "every": every, **raised}
            yield Piece("inverse", numbers, slot.begin, slot.begin, first, last, 0)
        return


def two(shape: Callable[[Array], Array], rows: Rows, known: Iterable[float]) -> tuple[float, float] | None:
    """The rates at the start and the end of a curve, as round as its rows allow; None where none hold all of them.

    The curve is shape(t) of the first and the rest of the second.
    """
    w = shape(rows.at)
    weights = 1 / rows.within
    matrix = np.stack([w, 1 - w], axis=1) * weights[:, None]
    solved = np.linalg.lstsq(matrix, rows.rates * weights, rcond=None)[0]
    if (((matrix @ solved - rows.rates * weights) ** 2).mean()) > 1:
        return None  # where one holds every row the best does so on average
    start, end = (float(each) for each in solved)
    low, high = rows.rates - rows.within, rows.rates + rows.within
    best: tuple[float, float] | None = None
    found = 0
    from_start = not (w > 1e-9).any()
    for near, mine in ((end, w), (start, 1 - w)) if not from_start else ((start, 1 - w),):
        found = 0
        for one in dict.fromkeys([*known, 0.0, *islice(rounded(near), None if rows.exact else FEW_DIGITS)]):
            other = other_end(one, mine, low, high, known)
            if other is None or min(one, other) < 0:
                continue
            pair = (other, one) if mine is w else (one, other)
            if best is None or roundness(pair, known) < roundness(best, known):
                best = pair
            found += 1
            if found == 2:
                break
    return best


def roundness(pair: tuple[float, float], known: Iterable[float]) -> int:
    """How many digits two rates have that are not known from elsewhere."""
    return sum(length(each) for each in pair if each not in known)


def other_end(one: float, w: Array, low: Array, high: Array, known: Iterable[float]) -> float | None:
    """The roundest rate at one end of a curve, when that at the other end is given."""
    free = w > 1e-9
    rest = one * (1 - w)
    if not ((low[~free] <= rest[~free]) & (rest[~free] <= high[~free])).all():
        return None
    if not free.any():
        return one
    least = float(((low - rest)[free] / w[free]).max())
    most = float(((high - rest)[free] / w[free]).min())
    if least > most:
        return None
    return next((each for each in (*known, 0.0) if least <= each <= most), shortest(least, most))


MAKERS = {
    "constant": constant,
    "linear": linear,
    "exponential": exponential,
    "inverse": inverse,
    "cosine": cosine,
    "root": root,
    "power": power,
    "rex": rex,
    "tanh": tanh,
}
