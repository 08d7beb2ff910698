"""What mends the faults of a case, where more than one rule needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import IN_EPOCHS, Mend
from lrcli.analysis.lint.predicates import is_stepped
from lrcli.schedules.around import Stepped
from lrcli.schedules.chain import Repeat

if TYPE_CHECKING:
    from lrcli.analysis.lint.case import Case
    from lrcli.analysis.lint.pieces import Stated

FLOOR = Mend("a floor: --floor LR", flag="floor")


def longer(case: Case, stated: Stated | None = None) -> tuple[Mend, ...]:
    """How a schedule is made as long as the run; a scheduler in it that states a length as long as it speaks."""
    run, length = case.run, stated or case.stated
    stepped = next((part for part in case.parts if isinstance(part, Stepped)), None)
    argument = None if length is None else length_for(case, length)
    if stepped and stepped.times > 1:
        times = f"make it {stepped.times} times as long"
        split = Mend("split the batches (--split-batches)", flag="split-batches")
        return Mend(times) if argument is None else argument._replace(text=f"{times}: {argument.text}"), split
    if argument:
        return (argument,)
    if any(isinstance(part, Repeat) for part in case.parts):
        return (Mend("more rounds (times)", field="times"),)
    if case.from_framework or any(part.outside for part in case.leaves):
        return (Mend(f"give it the length of the run, {run.ticks} {run.moves}s"),)
    return (Mend("leave its length out, so that it fills the run", field="length"),)


def length_for(case: Case, stated: Stated) -> Mend | None:
    """The argument that makes a scheduler, or its first cycle, as long as the run; None where no value does."""
    piece, name = stated.piece, stated.name
    if piece.schedule.fields[name].role == "period":
        value = piece.schedule.fields[name].show(int(piece.tick(case.rows)))
    else:
        value = stated.for_rows(int(min(piece.end, case.run.rows or 0)))
    return other_value(stated.argument, value) if value else None


def a_run(case: Case, rows: int) -> Mend:
    """A run of another length."""
    run, text = case.run, f"a run of {case.count(rows)}"
    per = run.steps_per_epoch if run.unit == "epoch" and run.tick == "step" else 1
    if not rows or not per or rows % per:
        return Mend(text)
    return Mend(text if per == 1 else f"{text} ({rows // per} epochs)", flag=f"{run.unit}s", value=str(rows // per))


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
    if not counts_steps or is_stepped(case) or case.run.moves != "step" or not case.run.steps_per_epoch:
        return ()
    return (IN_EPOCHS._replace(text=f"{IN_EPOCHS.text} if its numbers count epochs"),)
