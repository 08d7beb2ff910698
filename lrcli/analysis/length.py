"""How long a run is: what was asked for, else what shows the schedules best. And one run for several curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lrcli.schedules.schedule import Schedule

    Choice = Callable[[Iterable[Schedule]], Run]

DEFAULT_EPOCHS = 100


def rows_of(run: Run) -> int:
    """The number of rows of a run with an end."""
    return run.rows or 0


def length_of(run: Run) -> str:
    """The length of a run, as a duration on it."""
    if run.unit == "epoch" and run.epochs is not None and run.epochs.denominator == 1:
        return str(run.epochs)
    return str(run.ticks) if run.unit == run.moves else f"{run.ticks}{run.suffix}"


def natural_run(schedules: Iterable[Schedule]) -> Run:
    """The longest of the schedules' natural runs if they agree on the unit, else the default.

    The longest that is binding, where one is. The tick that only shows where a schedule arrives is part of it where
    all have the same run.
    """
    every = [schedule.natural_run() for schedule in schedules]
    naturals = [natural for natural in every if natural]
    bound = [natural.run for natural in naturals if natural.binding]
    if bound:
        return max(bound, key=rows_of)
    if naturals and len(naturals) == len(every) and len({natural.run for natural in naturals}) == 1:
        return naturals[0].run
    runs = [natural.proper for natural in naturals]
    return max(runs, key=rows_of) if len({run.unit for run in runs}) == 1 else Run(epochs=DEFAULT_EPOCHS)


def shortest_run(schedules: Iterable[Schedule]) -> Run:
    """The same with the shortest of the natural runs: what there is of all the schedules."""
    every = list(schedules)
    longest = natural_run(every)
    runs = [natural.proper for schedule in every if (natural := schedule.natural_run())]
    same = {run.unit for run in runs} == {longest.unit}
    return min([longest, *runs], key=rows_of) if same and len(set(runs)) > 1 else longest


def brings(schedule: Schedule, run: Run) -> bool:
    """Whether a run is as long as the schedule's natural one."""
    natural = schedule.natural_run()
    own = () if natural is None else (natural.run, natural.proper)
    return any((run.epochs, run.steps) == (each.epochs, each.steps) for each in own)


def run_for(
    schedules: Iterable[Schedule],
    epochs: float | str | None = None,
    steps: float | str | None = None,
    steps_per_epoch: float | str | None = None,
    update: str | None = None,
    choose: Choice = natural_run,
    **taken: Any,
) -> Run:
    """The run of this length; without a length the one that is chosen for the schedules, by default `natural_run`.

    `taken` is the length in tokens, and how many samples and tokens a step takes. ValueError as from `Run`.
    """
    if epochs is not None or steps is not None or taken.get("tokens") is not None:
        return Run(epochs=epochs, steps=steps, steps_per_epoch=steps_per_epoch, update=update or "step", **taken)
    given = {"steps_per_epoch": steps_per_epoch, "update": update, **taken}
    return choose(schedules).but(**{name: value for name, value in given.items() if value is not None})


def together(runs: Sequence[Run]) -> Run:
    """The run whose rows number those of all runs, as long as the longest: what a table or an axis counts.

    Steps where steps are known. Its epochs are known where all have equally many steps in one. ValueError when some
    runs count epochs alone and others steps.
    """
    longest = max(runs, key=rows_of)
    if len({run.tick for run in runs}) > 1:
        raise ValueError("some of these runs count epochs and others steps: --steps-per-epoch brings them together")
    return longest if len({(run.steps_per_epoch, run.flow) for run in runs}) == 1 else in_steps(longest, runs)


def in_steps(run: Run, runs: Iterable[Run]) -> Run:
    """A run in its rows alone, with the steps of an epoch where all of some runs have as many."""
    per = {each.steps_per_epoch for each in runs}
    return Run(steps=run.rows, steps_per_epoch=per.pop() if len(per) == 1 else None)


def planned_run(schedules: Iterable[Schedule]) -> Run:
    """The run that one is made for, without the tick that only shows where a schedule arrives."""
    every = list(schedules)
    chosen = natural_run(every)
    naturals = [natural for schedule in every if (natural := schedule.natural_run())]
    return next((natural.proper for natural in naturals if natural.run == chosen), chosen)
