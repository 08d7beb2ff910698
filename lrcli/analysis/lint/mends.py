"""What mends the faults of a case, where more than one rule needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import IN_EPOCHS, Mend
from lrcli.schedules.around import Stepped

if TYPE_CHECKING:
    from lrcli.analysis.lint.case import Case

FLOOR = Mend("a floor: --floor LR", flag="floor")


def longer(case: Case) -> tuple[Mend, ...]:
    """How a schedule is made as long as the run."""
    run = case.run
    stepped = next((part for part in case.parts if isinstance(part, Stepped)), None)
    if stepped:
        split = Mend("split the batches (--split-batches)", flag="split-batches")
        return Mend(f"make it {stepped.times} times as long"), split
    if not case.from_framework:
        return (Mend("leave its length out, so that it fills the run"),)
    if case.length_argument:
        return (other_value(case.length_argument[0], str(run.ticks)),)
    return (Mend(f"give it the length of the run, {run.ticks} {run.moves}s"),)


def other_value(name: str, value: str) -> Mend:
    """An argument of the schedule with another value."""
    return Mend(f"{name}={value}", field=name, value=value)


def per_step(case: Case, then: str) -> Mend:
    """An LR that moves every step, where it moves once an epoch; `then` is what that changes."""
    if case.run.steps_per_epoch:
        return Mend(f"--update step, with which {then}", flag="update", value="step")
    return Mend(f"--steps-per-epoch K, with which {then}", flag="steps-per-epoch")


def perhaps_epochs(case: Case) -> tuple[Mend, ...]:
    """What to try where numbers that count steps may have been meant in epochs; empty where that cannot be."""
    counts_steps = case.run.unit == "step" or case.from_framework
    if not counts_steps or case.run.moves != "step" or not case.run.steps_per_epoch:
        return ()
    return (IN_EPOCHS._replace(text=f"{IN_EPOCHS.text} if its numbers count epochs"),)
