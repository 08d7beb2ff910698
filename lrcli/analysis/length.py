"""How long a run is: what was asked for, else what shows the schedules best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.clock import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.schedules.schedule import Schedule

DEFAULT_EPOCHS = 100


def natural_run(schedules: Iterable[Schedule]) -> Run:
    """The longest of the schedules' natural runs if they agree on the unit, else the default."""
    runs = [natural.run for schedule in schedules if (natural := schedule.natural_run())]
    if not runs or len({run.unit for run in runs}) > 1:
        return Run(epochs=DEFAULT_EPOCHS)
    return max(runs, key=lambda run: run.rows or 0)


def run_for(
    schedules: Iterable[Schedule],
    epochs: float | str | None = None,
    steps: float | str | None = None,
    steps_per_epoch: float | str | None = None,
    update: str = "step",
) -> Run:
    """The run of this length; without a length the one that shows the schedules best. ValueError as from `Run`."""
    if epochs is None and steps is None:
        natural = natural_run(schedules)
        steps = natural.steps
        epochs = natural.rows if steps is None else None
    return Run(epochs=epochs, steps=steps, steps_per_epoch=steps_per_epoch, update=update)
