"""The part of a drawing's plane that is asked for: --xlim and --ylim, and the rows that it shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.clock import UNITS, Duration, plain, plain_decimal
from lrcli.language.flags import literal
from lrcli.render.axes import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrcli._lazy import Array
    from lrcli.clock import Run

ENDS = ("first", "last", "end")


class Bound(NamedTuple):
    """A value, or a share of the highest one."""

    number: float
    is_share: bool = False

    def of(self, highest: float) -> float:
        """The value."""
        return self.number * highest if self.is_share else self.number


class View(NamedTuple):
    """Where the axes begin and end.

    low, high    rows of the run, also between two
    bottom, top  of the axis of values; None for where the data end
    """

    low: float
    high: float
    bottom: Bound | None = None
    top: Bound | None = None

    def of_rows(self) -> View:
        """The same rows, with all values of them."""
        return self._replace(bottom=None, top=None)

    def places(self, count: int) -> Array:
        """The rows where `count` equal parts of the axis begin."""
        return np.linspace(self.low, self.high, count, endpoint=False)

    def between(self, low: float, high: float, highest: float) -> tuple[float, float]:
        """The ends of the axis of values; `low` and `high` fit the data. ValueError where the first is not below."""
        if not self.bottom and not self.top:
            return low, high
        ends = self.bottom.of(highest) if self.bottom else low, self.top.of(highest) if self.top else high
        if not ends[0] < ends[1]:
            told = f"it would go from {ends[0]:.12g} to {ends[1]:.12g}"
            raise ValueError(f"--ylim: the axis must end above where it begins, and {told}")
        return ends

    @property
    def window(self) -> tuple[int, int]:
        """The rows that are seen: the first, and the one after the last."""
        first = math.floor(self.low)
        return first, max(math.ceil(self.high), first + 1)


def asked_view(run: Run, asked: Mapping[str, str]) -> View | None:
    """The view that options ask for; None for all there is."""
    xlim, ylim = asked.get("xlim"), asked.get("ylim")
    return None if xlim is None and ylim is None else view_for(run, xlim, ylim, log="log" in asked)


def view_for(run: Run, xlim: str | None, ylim: str | None, *, log: bool = False) -> View:
    """The view that texts ask for, such as `0,2k` and `0,1e-3`; all there is where they are None.

    Either end may be left out: `,2k`. ValueError for what is no such pair or past the run, and on a logarithmic axis
    for values that it has no place for.
    """
    low, high = (0.0, float(run.rows or 1)) if xlim is None else rows_between(run, xlim)
    bottom, top = (None, None) if ylim is None else values_between(ylim)
    if log and any(end is not None and end.number <= 0 for end in (bottom, top)):
        raise ValueError(f"--ylim {ylim}: a log axis has no place for 0 and below")
    return View(low, high, bottom, top)


def pair(flag: str, text: str, example: str) -> tuple[str, str]:
    """The two ends of an axis, one of which may be left out."""
    ends = [part.strip() for part in text.strip().strip("()[]").split(",")]
    if len(ends) != 2 or not any(ends):
        raise ValueError(f"{flag} {text}: give where the axis begins and ends, such as {flag} {example}")
    return ends[0], ends[1]


def rows_between(run: Run, text: str) -> tuple[float, float]:
    """The rows where the axis of epochs or steps begins and ends."""
    first, last = pair("--xlim", text, "0,2k or 10%,50%")
    low = row_of(run, first, text) if first else 0.0
    high = row_of(run, last, text) if last else float(run.rows or 1)
    if not low < high:
        raise ValueError(f"--xlim {text}: the axis must end after it begins")
    return low, high


def row_of(run: Run, part: str, text: str) -> float:
    """The row that one end names, also one between two rows."""
    rows = run.rows or 1
    if part.lower() in ENDS:
        return float({"first": 0, "last": rows - 1, "end": rows}[part.lower()])
    try:
        duration = Duration(part)
    except ValueError:
        if not unitless_share(part):
            raise ValueError(
                f"--xlim {text}: {part} is no place in the run; write 30, 2k, 5ep, 500st, 10% or end"
            ) from None
        return float(part) * float(run.per("") * run.hold)
    try:
        exact = duration.ticks(run, run.rows)
    except ValueError as error:
        raise ValueError(f"--xlim {text}: {error}") from None
    row = float(exact if duration.unit == "%" else exact * run.hold)
    if row > rows:
        raise ValueError(f"--xlim {text}: {past(run, part, duration)}")
    return row


def unitless_share(part: str) -> bool:
    """Whether it is a part of the first epoch or step. No length may be written so, but a place may."""
    try:
        return 0 < float(part) < 1
    except ValueError:
        return False


def past(run: Run, part: str, duration: Duration) -> str:
    """That one end is past the run, how long that is, and how it would be written in the unit of the rows."""
    unit = UNITS[duration.unit] or run.unit
    counts = {run.tick: float(run.rows or 1)}
    if run.steps_per_epoch:
        counts["epoch"] = (run.rows or 1) / run.steps_per_epoch
    length = ", ".join(f"{plain(count)} {name}{'' if count == 1 else 's'}" for name, count in counts.items())
    fits = not duration.unit and run.unit != run.tick and duration.number <= (run.rows or 1)
    return f"{unit} {plain_decimal(duration.number)} is past the run of {length}" + (
        f"; {part}st counts {run.tick}s" if fits else ""
    )


def values_between(text: str) -> tuple[Bound | None, Bound | None]:
    """Where the axis of rates begins and ends."""
    bottom, top = (value_of(part, text) for part in pair("--ylim", text, "0,1e-3"))
    if bottom and top and bottom.is_share == top.is_share and not bottom.number < top.number:
        raise ValueError(f"--ylim {text}: the axis must end above where it begins")
    return bottom, top


def value_of(part: str, text: str) -> Bound | None:
    """The value that one end names; None where it is left out."""
    if not part:
        return None
    share = part.endswith("%")
    number = literal(part.removesuffix("%"))
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < LARGEST:
        raise ValueError(f"--ylim {text}: {part} is no rate; write 0.1, 1e-3, or 50% of the highest")
    return Bound(number / 100 if share else number, share)
