"""Warm-ups that are none, and warm-ups that leave room for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import per_step
from lrcli.analysis.lint.predicates import ends_at_peak, is_peak
from lrcli.analysis.lint.roles import is_optional_warmup, is_warmup
from lrcli.analysis.lint.tree import of_framework

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

LONG = 0.9
"""Share of the run: a warm-up of that length leaves nothing to warm up for."""
RISE = 2
"""A first tick whose rate is below the peak by more than this factor counts as a warm-up."""


def warm_up(case: Case) -> Iterator[Finding]:
    """A warm-up that is none, or nothing else."""
    unit, ticks, short = case.run.moves, case.run.ticks or 0, False
    for part, name, field in warm_ups(case):
        length, foreign = float(getattr(part, name)), of_framework(part)
        if foreign and not confirmed(case, length):
            continue
        more = lengthened(name, field, ticks, foreign)
        if length == 0 and not is_optional_warmup(part, field):
            effect = f"{unit} 0 trains at the full LR at once"
            yield Finding("warm-up", part.family, "its warm-up has no length", effect, (more,))
        elif length == 1:
            short = True
            yield one_tick(case, part.family, more)
        elif length >= LONG * ticks:
            less = Mend(f"a smaller {name}", field=name) if foreign else more
            yield Finding(
                "warm-up",
                part.family,
                f"its warm-up is {length:g} {unit}s long, and the run {ticks}",
                "the LR rises nearly all the time" if length < ticks else "the LR rises all the time",
                (Mend("a longer run"), less._replace(text=f"a shorter warm-up: {less.text}")),
            )
    move = case.run.hold
    if not short and case.rows > 2 * move and any(joint.at == move for joint in case.joints):
        start, there = case.curve.gapped([0, move]).tolist()
        if start < there / RISE and is_peak(case, there):
            yield one_tick(case, "", Mend("a longer first piece"))


def one_tick(case: Case, part: str, more: Mend) -> Finding:
    """A warm-up of one tick."""
    unit = case.run.moves
    finer = [] if unit == "step" else [per_step(case, "it rises step by step")]
    effect = f"from {unit} 1 on it is over: a jump, no ramp"
    return Finding("warm-up", part, f"its warm-up is 1 {unit} long", effect, (*finer, more))


def warm_ups(case: Case) -> Iterator[tuple[Schedule, str, Field]]:
    """Fields that hold the length of a warm-up."""
    for part in case.parts:
        for name, field in part.fields.items():
            if is_warmup(field) and getattr(part, name) is not None:
                yield part, name, field


def lengthened(name: str, field: Field, ticks: int, foreign: bool) -> Mend:
    """A warm-up of a share of the run that gives it at least two ticks."""
    share = f"{min(max(5, -(-200 // max(ticks, 1))), 50)}%"
    if field.flag:
        return Mend(f"--{field.flag} {share}", flag=field.flag, value=share)
    if foreign:
        return Mend(f"a larger {name}", field=name)
    return Mend(f'{name}="{share}"', field=name, value=share)


def confirmed(case: Case, length: float) -> bool:
    """Whether the curve shows it: frameworks count warm-ups in units of their own."""
    if not case.rows:
        return False
    if length != 1:
        return length > 1 and ends_at_peak(case)
    early, late = case.curve.gapped([0, min(case.run.hold, case.rows - 1)]).tolist()
    return bool(early < 0.9 * case.peak <= late)


RULES = (warm_up,)
