"""What a schedule drives along with the rate, as a curve of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.schedules.base import Schedule

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.clock import Run
    from lrcli.schedules.base import Stop


class Momentum(Schedule, abstract=True):
    """The momentum (Adam's beta1) that a schedule drives. ValueError for one that drives none."""

    body: Schedule

    def __init__(self, body: Schedule, run: Run | None = None) -> None:
        super().__init__()
        body.momentum_formula(np.zeros(1))
        self.__dict__.update(body=body, run=run)

    def __repr__(self) -> str:
        return f"momentum of {self.body!r}"

    def on(self, run: Run) -> Self:
        return type(self)(self.body.on(run), run)

    def stop(self) -> Stop | None:
        return self.body.stop()

    def formula(self, t: Array) -> Array:
        return self.body.momentum_formula(t)
