"""Keras' PiecewiseConstantDecay."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import native, numbers
from lrcli.frameworks.keras.base import KerasSchedule, floats, label
from lrcli.schedules.declare import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class PiecewiseConstantDecay(KerasSchedule):
    """Given rates between given steps.

        lr(t) = values[j],  j = number of boundaries < t

    t counts steps. At a boundary the old value still holds, unlike in PyTorch and Optax. A boundary that is not whole
    is cut to the whole number below. One value more than boundaries. Boundaries that do not ascend are not refused:
    the stretches between them are taken as they stand, and where some overlap their values are added up.

    Source: Keras 3.15.1, keras.optimizers.schedules.PiecewiseConstantDecay.
    """

    shows_arrival = True
    example = "boundaries=[30, 60, 90], values=[0.1, 0.06, 0.03, 0.01]"

    natively = (native("piecewise(values, boundaries, True)"),)

    boundaries: tuple[float, ...] = numbers(
        REQUIRED, "last steps of the values, ascending", role="dates", counts="updates"
    )
    values: tuple[float, ...] = floats("LRs, floats, one more than boundaries")
    name: str = label("PiecewiseConstant")

    def check(self) -> None:
        dates, rates = len(self.boundaries), len(self.values)
        if dates != rates - 1:
            error = "ValueError: The length of boundaries should be 1 less than the length of values."
            received = f"Received: boundaries of length {dates}, and values of length {rates}."
            self.raises("boundaries", f"{error} {received}")
        if not dates:
            self.raises("boundaries", "IndexError: list index out of range")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if any(earlier >= later for earlier, later in pairwise(self.whole)):
            overlap = "boundaries that do not ascend: Keras adds values up where their stretches overlap"
            yield self.warning("not-ascending", overlap, "boundaries")
        late = "changes one step after each boundary, where PyTorch and Optax change at it"
        yield self.note("off-by-one", late, "boundaries")
        yield from super().remarks(scope, end)

    def horizon(self) -> int | None:
        return int(1.25 * max(*self.whole, 80)) + 1

    def changes(self, end: int) -> Sequence[int]:
        return [date + 1 for date in self.whole]

    @cached_property
    def whole(self) -> list[int]:
        """The boundaries as ints."""
        return [int(date) for date in self.boundaries]

    @cached_property
    def stretches(self) -> tuple[Array, Array]:
        """The boundaries in ascending order, and the rate up to each of them and after the last."""
        dates = np.unique(np.asarray(self.whole, dtype=np.float64))
        edges = [0, *np.searchsorted(dates, self.whole, side="right").tolist(), len(dates) + 1]
        rates = np.zeros(len(dates) + 1)
        for (start, end), value in zip(pairwise(edges), self.values, strict=True):
            rates[start:end] += value
        return dates, rates

    def formula(self, t: Array) -> Array:
        dates, rates = self.stretches
        return rates[np.searchsorted(dates, t, side="left")]
