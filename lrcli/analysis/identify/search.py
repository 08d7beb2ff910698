"""The schedule that holds the rows of a log, found and proven."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.identify.chains import Chaining
from lrcli.analysis.identify.decimals import length
from lrcli.analysis.identify.families import texts
from lrcli.analysis.identify.stretches import splits
from lrcli.clock import Run

if TYPE_CHECKING:
    from lrcli.analysis.identify.pieces import Piece
    from lrcli.analysis.identify.rows import Rows
    from lrcli.schedules.schedule import Schedule


class Found(NamedTuple):
    """A schedule that holds rows, or comes near.

    schedule  it
    run       on which it does
    off       how far it is at most from a rate, in what that may be off: up to 1 it holds all
    """

    schedule: Schedule
    run: Run
    off: float


def identified(rows: Rows, run: Run | None, unit: str = "step") -> Found | None:
    """The simplest schedule that holds all rows; else the nearest that was found; None where nothing was."""
    total = None if run is None else run.rows
    shown = run or Run(**{f"{unit}s": int(rows.at[-1]) + 1})
    best: Found | None = None
    for way in splits(rows):
        chain = Chaining(rows, way, total).chain()
        if not chain:
            continue
        for text in sorted(set(texts(chain)), key=cost):
            found = proven(text, rows, shown)
            if found and (best is None or (found.off, 0) < (best.off, 0)):
                best = found
            if found and found.off <= 1:
                return found
    return best


def proven(text: str, rows: Rows, run: Run) -> Found | None:
    """A text with how far it is from the rows; None for one that is no schedule."""
    from lrcli.language.notation import parse

    with suppress(ValueError, ArithmeticError), np.errstate(all="ignore"):
        schedule = parse(text)
        rates = np.asarray(schedule.on(run)(rows.at))
        off = float(np.nan_to_num(np.abs(rates - rows.rates) / rows.within, nan=np.inf).max())
        return Found(schedule, run, off)
    return None


def cost(text: str) -> int:
    """How simple a text is: the digits of its numbers count most, then its length."""
    numbers = re.findall(r"\d+\.?\d*(?:e[+-]?\d+)?", text)
    return 3 * sum(length(float(each)) for each in numbers) + len(text)
