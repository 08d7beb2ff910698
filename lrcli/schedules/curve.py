"""What runs: a value for each row of a run, and what there is to say of it.

Analysis, rules and drawings know curves, and nothing of how they were written. Rows are ticks here: a curve that is
part of another counts its own.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, overload

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.arcs import unknown
from lrcli.schedules.errors import TOO_EXTREME
from lrcli.schedules.marks import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Joint, Phase, Remark, Stop

DRIVEN = ("momentum", "weight_decay")
"""What a scheduler may drive along with the rate."""
QUANTITIES = ("lr", *DRIVEN, "metric")
"""What can be asked of a curve."""
BLOCK = 32_768
"""Ticks that are evaluated at a time: all arrays of a formula are in the processor's cache then."""


class Group(NamedTuple):
    """The curve of a parameter group; the name is empty where there is only one."""

    name: str
    curve: Curve


class Curve(ABC):
    """A value for each row. `of` says of which quantity: "lr", "momentum", "weight_decay" or "metric"."""

    @abstractmethod
    def values(self, t: Array, of: str = "lr") -> Array:
        """The values at ticks `t`, a one-dimensional float64 array of whole numbers >= 0, as float64.

        What is driven is NaN before it is set for the first time, a metric where there is none. Ticks from the stop on
        have no value: what stands there is never shown.
        """

    def tells(self, of: str) -> bool:
        """Whether it has a quantity."""
        return of == "lr"

    def name_of(self, of: str) -> str:
        """What a chart calls a quantity."""
        return of.replace("_", " ")

    def brings(self) -> tuple[str, ...]:
        """What it has beside the rate that a table shows unasked."""
        return ()

    def stop(self) -> Stop | None:
        """Where it ends for good, and why; None for a curve that goes on for ever."""
        return None

    def phases(self, end: int) -> list[Phase]:
        """The phases that begin before tick `end`, in order; the first begins at 0. At most MOST_PHASES."""
        return []

    def phase_count(self, end: int) -> int | None:
        """How many phases begin before tick `end`, told or not; None where they are not counted."""
        return counted(self.phases(end))

    def arcs(self, end: int) -> list[Arc]:
        """In which parts its rate goes one way, up to before tick `end`, in order and without gaps.

        `end` is no later than its stop.
        """
        return unknown(0, end)

    def arcs_of(self, end: int, of: str) -> list[Arc]:
        """The same of a quantity, by default of the rate alone."""
        return self.arcs(end) if of == "lr" else unknown(0, end)

    def told_until(self, end: int, of: str) -> int:
        """A tick from which on a quantity has no value up to tick `end`, which it is if that is not known."""
        return end

    def joints(self, end: int) -> list[Joint]:
        """Where pieces meet and where a metric changed the rate, up to tick `end`."""
        return []

    def remarks(self, end: int) -> Iterator[Remark]:
        """What a user should know of its first `end` ticks."""
        return iter(())

    def inner(self) -> tuple[Curve, ...]:
        """The curves that it is made of."""
        return ()

    def groups(self) -> tuple[Group, ...]:
        """Its parameter groups: by default one, the curve itself."""
        return (Group("", self),)

    # --- what follows ---

    @overload
    def __call__(self, rows: int, of: str = "lr") -> float: ...
    @overload
    def __call__(self, rows: npt.ArrayLike, of: str = "lr") -> Array: ...
    def __call__(self, rows: Any, of: str = "lr") -> Any:
        """The values in effect during `rows`: a float for a number, else an array of the same shape.

        ValueError for rows that are negative or not whole, for those from its limit on, and for a quantity that it
        does not have.
        """
        return self._evaluated(rows, of, gaps=False)

    def gapped(self, rows: npt.ArrayLike, of: str = "lr") -> Array:
        """The same as an array, with NaN from its limit on: what a drawing needs."""
        return np.asarray(self._evaluated(rows, of, gaps=True))

    def momentum(self, rows: Any) -> Any:
        """The momentum (Adam's beta1) that it drives along with the LR. ValueError when it drives none."""
        return self(rows, "momentum")

    def weight_decay(self, rows: Any) -> Any:
        """The weight decay that it drives along with the LR. ValueError when it drives none."""
        return self(rows, "weight_decay")

    def seams(self, end: int) -> list[int]:
        """Ticks after 0 and before `end` at which one phase gives way to the next."""
        return sorted({phase.start for phase in self.phases(end)} - {0})

    def reductions(self, end: int) -> list[Joint]:
        """Where a metric lowered the rate, up to tick `end`."""
        return [joint for joint in self.joints(end) if joint.best is not None and joint.after < joint.before]

    def limit(self) -> int | None:
        """The first row without a value; None when every row has one."""
        stop = self.stop()
        return None if stop is None else stop.tick

    def driven_first(self, of: str) -> float:
        """The first value that is set of what it drives: it is in effect before as well."""
        return float(self.values(np.zeros(1), of)[0])

    def drives_none(self, of: str) -> str:
        """Why it has no such quantity."""
        return f"{self!r} drives no {self.name_of(of)}"

    def _evaluated(self, rows: Any, of: str, gaps: bool) -> Any:
        ticks = as_ticks(rows)
        if not self.tells(of):
            raise ValueError(self.drives_none(of))
        stop = self.stop()
        end = math.inf if stop is None or ticks.max(initial=0) < stop.tick else stop.tick
        if stop is not None and end == stop.tick and not gaps:
            raise ValueError(f"no learning rate from tick {stop.tick} on: {stop.error}")
        keep_memory()
        values = np.empty(len(ticks))
        for block in blocks(len(ticks)):
            t = np.array(ticks[block], dtype=np.float64)
            values[block] = whole_values(self, t, of) if end == math.inf else values_before(self, end, t, of)
        return float(values[0]) if np.ndim(rows) == 0 else values.reshape(np.shape(rows))


class Beside(Curve):
    """A curve that goes with others, such as their difference: a function of rows, with their seams."""

    def __init__(
        self,
        spec: str,
        function: Callable[[Array, str], Array],
        seams: Callable[[int], list[int]] = lambda end: [],  # noqa: ARG005  # it has none
    ) -> None:
        self.spec, self.function, self._seams = spec, function, seams

    def __repr__(self) -> str:
        return self.spec

    def values(self, t: Array, of: str = "lr") -> Array:
        return self.function(t, of)

    def seams(self, end: int) -> list[int]:
        return self._seams(end)


def values_before(curve: Curve, end: float, t: Array, of: str) -> Array:
    """The values of a curve at ticks, with NaN from tick `end` on."""
    values, inside = np.full_like(t, np.nan), t < end
    values[inside] = whole_values(curve, t[inside], of)
    return values


def whole_values(curve: Curve, t: Array, of: str) -> Array:
    """The values at ticks; what is driven has its first value from tick 0 on. A rate may come out as inf or nan."""
    try:
        with np.errstate(all="ignore"):
            values = curve.values(t, of)
    except ArithmeticError as error:
        raise ValueError(f"{TOO_EXTREME}: {error}") from None
    if of in DRIVEN and np.isnan(values).any():
        return np.where(np.isnan(values), curve.driven_first(of), values)
    return values


def as_ticks(rows: Any) -> npt.NDArray[Any]:
    """Ticks in one dimension, all of them whole numbers that a float64, on which formulas work, has exactly."""
    ticks = np.asarray(rows).reshape(-1)
    if not ticks.size:
        return np.empty(0)
    if ticks.dtype.kind not in "iuf":
        raise ValueError(f"ticks are whole numbers, not {ticks.dtype}")
    if not float(ticks.max()) <= 2**53:
        raise ValueError("ticks are counted exactly up to 2**53")
    if not ticks.min() >= 0:
        raise ValueError("ticks count from 0: a negative tick, or one that is not a number, has no learning rate")
    if ticks.dtype.kind == "f" and any((ticks[block] != np.floor(ticks[block])).any() for block in blocks(len(ticks))):
        raise ValueError("ticks are whole numbers: a fraction of a tick has no learning rate")
    return ticks


def keep_memory() -> None:
    """See to it that the memory of arrays of one block is not given back and taken anew each time, page by page.

    The C library keeps what is smaller than the largest piece that was ever given back to the system, and gives it
    back itself only beyond twice that size. So a large piece is asked for, and not touched.
    """
    np.empty(12 * BLOCK)


def blocks(count: int) -> Iterator[slice]:
    """Places 0 to `count` in parts of one block; one part at least."""
    return (slice(start, start + BLOCK) for start in range(0, max(count, 1), BLOCK))
