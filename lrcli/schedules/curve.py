"""What charts, tables and rules ask of a curve on a run. Schedules on a run are curves; so is what goes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array


class Curve(Protocol):
    """A value for each row of a run."""

    def __call__(self, rows: Any) -> Any:
        """Its values; ValueError for rows that have none."""

    def gapped(self, rows: Any) -> Array:
        """The same, with NaN where there is none."""

    def seams(self, end: int) -> list[int]:
        """Ticks before `end` at which one phase gives way to the next."""

    def limit(self) -> int | None:
        """The first row without a value; None when every row has one."""


class Beside:
    """A curve that goes with others: what they drive, react to, or differ by. No schedule: it has no fields."""

    def __init__(
        self,
        spec: str,
        values: Callable[[Any], Array],
        limit: Callable[[], int | None] = lambda: None,
        seams: Callable[[int], list[int]] = lambda end: [],  # noqa: ARG005  # it has none
    ) -> None:
        self.spec, self.gapped, self.limit, self.seams = spec, values, limit, seams

    def __repr__(self) -> str:
        return self.spec

    def __call__(self, rows: Any) -> Any:
        values = self.gapped(np.atleast_1d(rows))
        return float(values[0]) if np.ndim(rows) == 0 else values
