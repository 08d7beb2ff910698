"""A learning rate that was logged, as a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.clock import Run
from lrcli.reading.logs import read_log
from lrcli.schedules.declare import REQUIRED, Field, choice, text
from lrcli.schedules.kinds import Path
from lrcli.schedules.schedule import Schedule

if TYPE_CHECKING:
    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.reading.logs import Log
    from lrcli.schedules.scope import Scope

UNIT_NAMES = {"st": "step", "ep": "epoch", "": "row"}


class Recorded(Schedule, outside=True, dated=True):
    """A learning rate that was logged.

        lr(t) = the rate of the last row at or before t

    The file is CSV with a header, JSON lines, or a Hugging Face trainer_state.json; - is standard input. The column is
    the one named lr, learning_rate, lr-Adam, lr/pg0, train/learning_rate or alike, or the one that is given. Rows are
    placed by a column step or epoch (global_step, iteration ...), else they are one for each unit of the run. They may
    be in any order; of several for the same step the last counts. Where rows are missing the rate is held, or with
    gaps="interpolate" goes straight to the next one; before the first and after the last row it is held.

    Source: William Falcon et al., "PyTorch Lightning" (LearningRateMonitor), 2019.
    """

    path: str = Field(Path(), REQUIRED, "log: CSV, JSON lines or trainer_state.json")  # type: ignore[assignment]  # a Field declares
    column: str | None = text(None, "column with the LR", metavar="NAME", shown="lr, learning_rate or alike")
    gaps: str = choice("hold", "what is done where rows are missing", "hold", "interpolate")
    only: str | None = text(None, "name of the run, where the log holds several", metavar="NAME")
    at: Array
    logged: Array
    log_remarks: list[str]

    def settle(self, scope: Scope) -> Self:
        settled = super().settle(scope)
        try:
            log = read_log(self.path, self.column, self.only)
            unit, ticks = placing_unit(log, scope.run)
        except ValueError as error:
            raise self.refuse("path", str(error)) from None
        at = log.places[unit] * ticks
        order = np.argsort(at, kind="stable")
        at, rates = at[order], log.rates[order]
        last = np.append(np.diff(at) > 0, True)
        settled.__dict__.update(
            at=at[last],
            logged=rates[last],
            log_remarks=[
                *log.remarks,
                *self._repeated(log, UNIT_NAMES[unit], rates, last),
                *self._missing(scope, log, at[last]),
            ],
        )
        return settled

    def _repeated(self, log: Log, unit_name: str, rates: Array, last: npt.NDArray[np.bool_]) -> list[str]:
        """How often a step has several rates."""
        other = int((np.diff(rates) != 0)[~last[:-1]].sum())
        return [f"{log.name}: {other} rows give a {unit_name} another LR than the row before: the last counts"] * (
            other > 0
        )

    def _missing(self, scope: Scope, log: Log, at: Array) -> list[str]:
        """How much of the run the log does not tell."""
        slot, unit = scope.slot, scope.run.moves
        if slot is None:
            return []
        inside = len(np.unique(np.ceil(at[at <= slot - 1])))
        between = int(min(at[-1], slot - 1) - at[0]) + 1 > inside
        held = [f"before the first ({unit} {at[0]:.15g})"] if at[0] > 0 else []
        held += [f"after the last ({unit} {at[-1]:.15g})"] if at[-1] < slot - 1 else []
        done = ["interpolated between them"] if between and self.gaps == "interpolate" else []
        held = ["between them", *held] if between and not done else held
        words = [*done, *([f"held {' and '.join(held)}"] if held else [])]
        return [f"{log.name} tells {inside} of {slot} {unit}s: the LR is {', '.join(words)}"] if words else []

    def natural_run(self) -> Run | None:
        try:
            log = read_log(self.path, self.column, self.only)
        except ValueError as error:
            raise self.refuse("path", str(error)) from None
        unit, places = next(iter(log.places.items()))
        count = int(places.max()) + 1
        return Run(steps=count) if unit == "st" else Run(epochs=count)

    def notes(self) -> list[str]:
        return list(self.log_remarks)

    def formula(self, t: Array) -> Array:
        if self.gaps == "interpolate":
            return np.asarray(np.interp(t, self.at, self.logged))
        return np.asarray(self.logged[np.maximum(np.searchsorted(self.at, t, side="right") - 1, 0)])


def placing_unit(log: Log, run: Run) -> tuple[str, float]:
    """The unit in which rows are placed on a run, and the ticks in one. ValueError when the run does not tell."""
    problem: ValueError | None = None
    for unit in log.places:
        try:
            return unit, float(run.per(unit))
        except ValueError as error:
            problem = problem or ValueError(f"{log.name} {error}")
    raise problem or ValueError(f"{log.name} is empty")
