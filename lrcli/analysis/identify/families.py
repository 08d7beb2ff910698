"""Pieces as text: each by itself, and those that are a family together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.identify.decimals import evenly, rounded
from lrcli.clock import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli.analysis.identify.pieces import Piece

FALLS = {"linear": "linear", "cosine": "cosine", "one_minus_sqrt": "one_minus_sqrt", "exponential": "exponential"}
"""Families that a cooldown may be, and what wsd calls its shape."""
EVEN = 64
"""What the width of a model is a multiple of."""


def texts(chain: list[Piece]) -> Iterator[str]:
    """What a chain of pieces may be written as: whole families for some or all of its pieces, or each by itself."""
    count = len(chain)
    for first in range(count):
        for last in range(count, first + 1, -1):
            for together in TOGETHER:
                for text in together(chain[first:last]):
                    before = [alone(piece, chain[index + 1].begin) for index, piece in enumerate(chain[:first])]
                    body = text if last == count else f"{text}[:{chain[last].begin - chain[first].begin}]"
                    after = rest(chain, last)
                    yield " >> ".join([*before, body, *after])
                    if last < count:
                        yield " >> ".join([*before, text])  # a family may hold what comes after it, too
        if first == 1:
            yield from over(chain)
    yield " >> ".join(rest(chain, 0))


def rest(chain: list[Piece], first: int) -> list[str]:
    """The pieces from one on, each by itself; the last is left out where the one before it holds its rate anyhow."""
    ends = [*(piece.begin for piece in chain[1:]), None]
    told = [alone(piece, end) for piece, end in zip(chain[first:], ends[first:], strict=True)]
    if len(told) > 1 and chain[-1].family == "constant":
        before = chain[-2]
        arrived = before.over and before.start + before.over == chain[-1].begin
        rises = before.last > before.first
        if arrived and before.last == chain[-1].first and not rises:
            return told[:-1]
    return told


def alone(piece: Piece, end: int | None) -> str:
    """One piece, cut to its slot."""
    body = call(piece.family, piece.given)
    begin = piece.begin - piece.start
    stop = None if end is None or end - piece.start == piece.over else end - piece.start
    if begin or stop is not None:
        return f"{body}[{begin or ''}:{'' if stop is None else stop}]"
    return body


def call(family: str, given: dict[str, float | bool]) -> str:
    """A family with its arguments: the first ones by place, as long as none is left out."""
    words = list[str]()
    by_place = True
    for index, (name, value) in enumerate(given.items()):
        if (name == "final" and value == 0 and family != "exponential") or (
            name == "warmup" and family == "wsd" and value is None
        ):
            by_place = False
            continue
        shown = number(value)
        words.append(shown if by_place and index < PLACED.get(family, 1) else f"{name}={shown}")
    return f"{family}({', '.join(words)})"


PLACED = {"linear": 3, "cosine": 1, "polynomial": 1}


def number(value: object) -> str:
    """A number as it is written; lists in brackets, words as they are."""
    if isinstance(value, list):
        return f"[{', '.join(map(number, value))}]"
    if isinstance(value, str | bool):
        return str(value)
    return plain(value) if isinstance(value, int | float) else str(value)


def over(chain: list[Piece]) -> Iterator[str]:
    """A warm-up that lies over the first ticks of what comes after it."""
    rise, body = chain[0], chain[1]
    if rise.family not in ("linear", "cosine", "constant") or rise.begin or not rise.over:
        return
    start = "" if not rise.first else f", start={plain(rise.first)}"
    shape = "" if rise.family == "linear" else f", shape={rise.family}"
    if body.start == 0 and len(chain) == 2:
        yield f"warmup({call(body.family, body.given)}, {rise.over}{start}{shape}, place=over)"
    if all(piece.family == "constant" for piece in chain[1:]) and len(chain) > 2:
        moved = [chain[1]._replace(begin=0, start=0), *chain[2:]]
        for text in stairs(moved):
            yield f"warmup({text}, {rise.over}{start}{shape})"


def with_plateau(chain: list[Piece]) -> Iterator[str]:
    """A warm-up, a constant rate and a cooldown."""
    parts = list(chain)
    rise = parts.pop(0) if parts[0].family == "linear" and parts[0].last >= parts[0].first else None
    if len(parts) not in (2, 3) or parts[0].family != "constant" or parts[1].family not in FALLS:
        return
    stable, fall = parts[0], parts[1]
    if len(parts) == 3 and parts[2].family != "constant":
        return
    if not fall.over or fall.start != fall.begin or fall.last > fall.first:
        return
    origin = chain[0].begin
    given: dict[str, object] = {"peak": stable.first, "warmup": rise.over if rise else 0, "cooldown": fall.over}
    given["length"] = fall.begin + fall.over - origin
    if rise and rise.first:
        given["start"] = rise.first
    if fall.last:
        given["final"] = fall.last
    shape = FALLS[fall.family]
    words = [plain(stable.first), *(f"{name}={number(value)}" for name, value in list(given.items())[1:])]
    yield f"wsd({', '.join([*words, *([f'shape={shape}'] if shape != 'linear' else [])])})"


def one_cycle(chain: list[Piece]) -> Iterator[str]:
    """A rise to the peak and a fall below the start, both half a cosine or both a line."""
    if len(chain) not in (2, 3) or (len(chain) == 3 and chain[2].family != "constant"):
        return
    rise, fall = chain[0], chain[1]
    if rise.family != fall.family or rise.family not in ("cosine", "linear") or not 0 < rise.first < rise.last:
        return
    if fall.last >= rise.first or rise.last != fall.first or rise.start != rise.begin or fall.start != fall.begin:
        return
    words = [plain(rise.last), f"length={rise.over + fall.over}", f"warmup={rise.over}"]
    factor = float(f"{rise.first / rise.last:.12g}")
    words += [] if factor == 0.04 else [f"start_factor={plain(factor)}"]
    factor = float(f"{fall.last / rise.first:.12g}")
    words += [] if factor == 1e-4 else [f"end_factor={plain(factor)}"]
    yield f"one_cycle({', '.join([*words, *(['shape=linear'] if rise.family == 'linear' else [])])})"


def restarts(chain: list[Piece]) -> Iterator[str]:
    """Half a cosine again and again."""
    if any(piece.family != "cosine" or piece.start != piece.begin or piece.first <= piece.last for piece in chain):
        return
    one, two = chain[0], chain[1]
    final = one.last
    if any(piece.last != final for piece in chain[:-1]) or one.first == final:
        return
    period = two.begin - one.begin
    words = [plain(one.first), *([f"final={plain(final)}"] if final else []), f"period={period}"]
    decay = float(f"{(two.first - final) / (one.first - final):.10g}")
    later = [three.begin - two.begin for three in chain[2:3]]
    if len(chain) == 2:
        later = [two.over]
    for growth in dict.fromkeys([1.0, *near(later[0] / period, 3)]):
        told = [*words, *([] if growth == 1 else [f"growth={plain(growth)}"])]
        if decay <= 1:
            yield f"restarts({', '.join([*told, *([] if decay == 1 else [f'decay={plain(decay)}'])])})"


def near(value: float, digits: int) -> list[float]:
    """A number with one digit, with two, and so many."""
    return [each for each, _ in zip(rounded(value), range(digits), strict=False)]


def triangular(chain: list[Piece]) -> Iterator[str]:
    """A rise and a fall again and again."""
    if len(chain) < 3 or any(piece.family != "linear" for piece in chain):
        return
    rise, fall, again = chain[0], chain[1], chain[2]
    if not rise.first < rise.last or fall.first != rise.last or fall.last != rise.first:
        return
    high, low = rise.last, rise.first
    up, down = fall.begin - rise.begin, again.begin - fall.begin
    words = [plain(high), *([] if low == 0.001 else [f"low={plain(low)}"]), f"up={up}"]
    words += [] if up == down else [f"down={down}"]
    yield f"triangular({', '.join(words)})"
    yield f"triangular({', '.join([*words, 'mode=halving'])})"


def rise_and_root(chain: list[Piece]) -> Iterator[str]:
    """A linear rise and a fall as one over the square root of the time, both from one tick 0."""
    if len(chain) != 2 or chain[0].family != "linear" or chain[1].family != "inverse_sqrt":
        return
    rise, fall = chain
    warm = fall.begin - rise.begin
    if fall.start == rise.begin and rise.first == 0:
        yield f"inverse_sqrt({plain(rise.last)}, warmup={warm})"
        yield f"inverse_sqrt({plain(fall.first)}, warmup={warm})"
    if fall.start == rise.begin - 1 and rise.begin == 0:
        factor = fall.given["peak"] * fall.given["warmup"] ** 0.5
        width = round(factor**-2)
        if width % EVEN == 0:
            yield from (f"noam({width}, {at})" for at in (warm + 1, warm, warm + 2))


def stairs(chain: list[Piece]) -> Iterator[str]:
    """Constant rates one after another."""
    if any(piece.family != "constant" for piece in chain):
        return
    origin = chain[0].begin
    levels = [piece.first for piece in chain]
    dates = [piece.begin - origin for piece in chain[1:]]
    even = evenly([piece.may for piece in chain[1:]], origin)
    count = len(levels)
    if levels[0] and all(levels[:-1]):
        ratio = levels[-1] / levels[0] if levels[-1] else 0.0
        exact = ratio ** (1 / (count - 1)) if ratio else 0.0
        for factor in dict.fromkeys([*near(levels[1] / levels[0], 4), *near(exact, 12)]):
            if factor and abs(factor / (levels[1] / levels[0]) - 1) < 0.02:
                start = ", ".join([plain(levels[0]), *([] if factor == 0.1 else [f"rate={plain(factor)}"])])
                for every in even:
                    yield f"step({start}, every={every})"
                    yield f"multistep({start}, milestones={number([every * index for index in range(1, count)])})"
                yield f"multistep({start}, milestones={number(dates)})"
    values = number([*levels])
    for every in even:
        yield f"piecewise({values}, {number([every * index for index in range(1, count)])}, inclusive=no)"
    if min(dates) >= 1:
        for every in evenly([piece.may for piece in chain[1:]], origin + 1):
            yield f"piecewise({values}, {number([every * index for index in range(1, count)])})"
        yield f"piecewise({values}, {number([date - 1 for date in dates])})"
    yield f"piecewise({values}, {number(dates)}, inclusive=no)"


TOGETHER: tuple[Callable[[list[Piece]], Iterator[str]], ...] = (
    with_plateau,
    one_cycle,
    restarts,
    triangular,
    rise_and_root,
    stairs,
)
