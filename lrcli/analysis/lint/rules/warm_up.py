"""Warm-ups that are none, and warm-ups that leave room for nothing else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.lint.findings import Finding, Mend
from lrcli.analysis.lint.mends import other_value, per_step
from lrcli.analysis.lint.pieces import replaced
from lrcli.analysis.lint.predicates import is_peak, warm_ups
from lrcli.analysis.lint.profile import TINY
from lrcli.analysis.lint.roles import is_optional_warmup
from lrcli.analysis.lint.tree import of_framework

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.lint.case import Case
    from lrcli.analysis.lint.pieces import Piece
    from lrcli.schedules.declare import Field

HALF = 0.5
"""Share of the run: a longer warm-up is a mistake where the LR falls afterwards."""
LONG = 0.9
"""Share of the run: a warm-up of that length leaves nothing to warm up for."""
RISE = 2
"""A first tick whose rate is below the peak by more than this factor counts as a warm-up."""


def warm_up(case: Case) -> Iterator[Finding]:
    """A warm-up that is none, or nothing else."""
    found, short = [], False
    for piece, name, field in warm_ups(case):
        part, length = piece.schedule, float(getattr(piece.schedule, name))
        more = lengthened(case, piece, field)
        if length == 0 and not of_framework(part) and not is_optional_warmup(part, field):
            effect = f"{case.run.moves} 0 trains at the full LR at once"
            found.append(Finding("warm-up", part.family, "its warm-up has no length", effect, (more,)))
        elif length == 1 and (not of_framework(part) or is_jump(case, piece)):
            short = True
            found.append(one_tick(case, part.family, more))
        elif length > 1 and (finding := too_long(case, piece, field, more)):
            found.append(finding)
    yield from found
    move = case.run.hold
    if not short and case.rows > 2 * move and any(joint.at == move for joint in case.joints):
        start, there = case.curve.gapped([0, move]).tolist()
        if start < there / RISE and is_peak(case, there):
            yield one_tick(case, "", Mend("a longer first piece"))
    if not found:
        yield from late_peak(case)


def too_long(case: Case, piece: Piece, field: Field, less: Mend) -> Finding | None:
    """A warm-up that leaves too little of the run; None for one that does not."""
    part, length, rows = piece.schedule, float(getattr(piece.schedule, field.name)), case.rows
    took = piece.row(length) - piece.begin
    falls = case.final < case.peak * (1 - TINY)
    if of_framework(part) and piece.rate(0) >= piece.rate(math.ceil(min(length, piece.tick(rows))) - 1):
        return None  # it does not show
    if took < LONG * rows and not (took > HALF * rows and falls):
        return None
    return Finding(
        "warm-up",
        part.family,
        f"its warm-up is {length:.12g} {case.unit(piece)}s long, and {case.room(piece)}",
        rises_for(took / rows),
        (Mend("a longer run"), less._replace(text=f"a shorter warm-up: {less.text}")),
    )


def rises_for(share: float) -> str:
    """What a long warm-up does."""
    if share >= 1:
        return "the LR rises all the time"
    return "the LR rises nearly all the time" if share >= LONG else f"the LR rises for {share:.0%} of the run"


def late_peak(case: Case) -> Iterator[Finding]:
    """A rise that takes more than half of the run, whatever makes it, before the LR falls."""
    tops = np.flatnonzero(case.sections.high >= case.peak * (1 - TINY))
    if not tops.size or case.final >= case.peak * (1 - TINY) or case.flat:
        return
    top = case.first(int(tops[0]), lambda lr: lr >= case.peak * (1 - TINY))
    if top <= HALF * case.rows or any(part.outside for part in case.leaves):
        return
    way = case.curve.gapped(np.linspace(0, top, 9).astype(np.int64))
    if (np.diff(way) > 0).all():
        shares = [name for part in case.leaves for name, field in part.fields.items() if field.role == "warmup-share"]
        earlier = other_value(shares[0], "0.3") if shares else Mend("a shorter rise")
        yield Finding(
            "warm-up",
            "",
            f"its LR rises up to {case.where(top)}, and {case.room()}",
            rises_for(top / case.rows),
            (Mend("a longer run"), earlier),
        )


def is_jump(case: Case, piece: Piece) -> bool:
    """Whether the LR is much lower in the first tick of a scheduler than in the next."""
    early, late = piece.rate(0), piece.rate(1)
    return early < 0.9 * case.peak <= late


def one_tick(case: Case, part: str, more: Mend) -> Finding:
    """A warm-up of one tick."""
    unit = case.run.moves
    finer = [] if unit == "step" else [per_step(case, "it rises step by step")]
    effect = f"from {unit} 1 on it is over: a jump, no ramp"
    return Finding("warm-up", part, f"its warm-up is 1 {unit} long", effect, (*finer, more))


def lengthened(case: Case, piece: Piece, field: Field) -> Mend:
    """A warm-up of a share of the run that gives it at least two ticks."""
    ticks, foreign = case.run.ticks or 0, of_framework(piece.schedule)
    percents = min(max(5, -(-200 // max(ticks, 1))), 50)
    if field.flag:
        return Mend(f"--{field.flag} {percents}%", flag=field.flag, value=f"{percents}%")
    if foreign:
        own = piece.tick(case.rows) - piece.tick(piece.begin)
        ticks = max(round(own * percents / 100), 2)
        other = replaced(piece.schedule, field.name, ticks)
        return other_value(field.name, str(ticks) if other is None else field.show(getattr(other, field.name)))
    return Mend(f'{field.name}="{percents}%"', field=field.name, value=f"{percents}%")


RULES = (warm_up,)
