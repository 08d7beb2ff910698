"""The rules: each gives its findings for a case, a schedule on its run.

To add a rule: its function, and its name in RULES.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lrcli._lazy import np
from lrcli.clock import Duration, Ticks, plain
from lrcli.lint.case import TINY, Case, leaves, tree
from lrcli.measures import known
from lrcli.schedules.algebra import Floor, Warmup
from lrcli.schedules.fields import Number, Rate, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli.curves import Curves
    from lrcli.schedules.base import Schedule
    from lrcli.schedules.fields import Field

EARLY = 0.9
"""Share of the run: a schedule whose last change comes before that ends early."""
EARLY_LEVELS = 0.5
"""The same for one that goes from level to level: the last of three is often the longest."""
JUMP = 2


class Finding(NamedTuple):
    """What a rule found: what it saw, what that does to the run, and the flag or argument that mends it."""

    rule: str
    saw: str
    effect: str
    mend: str


def horizon(case: Case) -> Iterator[Finding]:
    """A length in epochs where the LR moves every step."""
    per, length = case.run.steps_per_epoch, case.length
    if not per or per == 1 or case.run.moves != "step" or length is None:
        return
    epochs = -(-(case.run.rows or 0) // per)
    over = min(row for row in (case.settled, case.turn, case.limit) if row is not None)
    if not length[0] <= epochs <= length[1] or over > length[1] + 1:
        return
    then = f"stays at {case.final:.6g}" if case.turn is None else "rises and falls again and again"
    yield Finding(
        "horizon",
        f"it is over after {over} steps, the number of epochs, but the LR moves every step",
        f"after {over / per:.3g} of {epochs} epochs it {then if case.limit is None else 'raises an error'}",
        f'--update epoch, or give its length in steps, {case.run.rows}, or as "{epochs}ep" where it takes durations',
    )


def ends_early(case: Case) -> Iterator[Finding]:
    """The last change long before the end, at a rate it has come down to."""
    row, hold = case.settled, case.run.hold
    levels = any(phase.start * hold >= row for phase in case.schedule.phases(case.run.ticks or 0))
    least = EARLY_LEVELS if levels or case.schedule.is_dated() else EARLY
    if not row or row >= least * case.rows or case.final >= case.peak * (1 - TINY) or any(horizon(case)):
        return
    clamped = any(isinstance(part, Floor) and part.low == case.final for part in tree(case.schedule))
    if clamped or any(joint.at * hold >= row for joint in case.schedule.joints()):  # the end is a piece of its own
        return
    mend = "later dates, or shares of the run as dates" if least == EARLY_LEVELS else case.fill
    yield Finding(
        "ends-early",
        f"it changes for the last time at {case.where(row)}, {100 * row / case.rows:.2g}% of the way "
        f"(at least {least:.0%} is usual)",
        f"the other {case.count(case.rows - row)} train at an LR of {case.final:.6g}",
        f"{mend}, or a run of {case.count(row)}{case.by_step}",
    )


def cut(case: Case) -> Iterator[Finding]:
    """A length of its own, or dates, that the run does not get to."""
    ticks, length = case.run.ticks or 0, case.length
    if length is not None and length[0] > ticks:
        yield Finding(
            "cut",
            f"it is {length[0]} {case.run.moves}s long, and the run {ticks}",
            f"training stops on the way, at an LR of {case.final:.6g}",
            f"{case.fill}, or make the run as long as it",
        )
    for part in leaves(case.schedule):
        for name in part.fields:
            dates = getattr(part, name)
            if not isinstance(dates, tuple):
                continue
            past = [date for date in dates if isinstance(date, Ticks) and date >= ticks]
            if past:
                yield Finding(
                    "cut",
                    f"{len(past)} of the {len(dates)} {name} of {part.family} lie past the run, "
                    f"from {case.where(int(past[0]) * case.run.hold)} on",
                    f"what should change there never does: the last {case.run.tick} trains at {case.final:.6g}",
                    f'a longer run, or shares of it as {name}, such as ["30%", "60%"]',
                )


def warm_up(case: Case) -> Iterator[Finding]:
    """A warm-up that is none, or nothing else."""
    unit, ticks = case.run.moves, case.run.ticks or 0
    for part, name, field in warm_ups(case.schedule):
        length, native = float(getattr(part, name)), "." not in part.family
        longer = f"--{field.flag} 5%" if field.flag else f'{name}="5%"' if native else f"a larger {name}"
        if not native and not confirmed(case, length):
            continue
        if length == 0 and not goes_without(field):
            yield Finding("warm-up", "its warm-up has no length", f"{unit} 0 trains at the full LR at once", longer)
        elif length == 1:
            yield Finding(
                "warm-up",
                f"its warm-up is 1 {unit} long",
                f"from {unit} 1 on it is over: a jump, no ramp",
                longer if unit == "step" else f"{case.finer}, with which it rises step by step, or {longer}",
            )
        elif length >= ticks:
            yield Finding(
                "warm-up",
                f"its warm-up is {length:g} {unit}s long, and the run {ticks}",
                "the LR rises all the time and never comes down",
                f"a longer run, or a shorter warm-up: {longer if native else f'a smaller {name}'}",
            )


def warm_ups(schedule: Schedule) -> Iterator[tuple[Schedule, str, Field]]:
    """Fields that hold the length of a warm-up."""
    for part in tree(schedule):
        for name, field in part.fields.items():
            value = getattr(part, name)
            length = isinstance(value, Ticks) or (isinstance(field.kind, Whole) and value is not None)
            if length and ("warmup" in name or field.flag == "warmup"):
                yield part, name, field


def goes_without(field: Field) -> bool:
    """Whether a family goes without a warm-up unless it is asked for one; to ask for one of 0 is another thing."""
    return field.flag != "warmup" and not (isinstance(field.default, Duration) and field.default.number)


def confirmed(case: Case, length: float) -> bool:
    """Whether the curve shows it: frameworks count warm-ups in units of their own."""
    if not case.rows:
        return False
    early, late = known(case.schedule, np.asarray([0, min(case.run.hold, case.rows - 1)])).tolist()
    return early < 0.9 * case.peak <= late if length == 1 else length > 1 and case.final >= case.peak * (1 - TINY)


def zero_epoch(case: Case) -> Iterator[Finding]:
    """A whole epoch at an LR of 0."""
    size, (edges, low, high, finite) = case.epoch, case.parts
    if size is None or not case.rows:
        return
    begins = np.flatnonzero(edges[:-1] % size == 0)
    dead = np.logical_and.reduceat((low == 0) & (high == 0) & finite, begins)
    rows = edges[begins][dead & (np.diff(np.append(edges[begins], case.rows)) >= size)]
    if case.schedule.natural_run() == case.run:
        rows = rows[rows + size < case.rows]  # the run that shows where it arrives
    if any(horizon(case)) or any(ends_early(case)):
        rows = rows[rows < case.settled]
    if case.turn is not None:
        rows = rows[rows + size <= case.turn]
    if not rows.size:
        return
    more = f", and so do {len(rows) - 1} more" if len(rows) > 1 else ""
    begin = "start above 0 (a start of its own, or --warmup-from for --warmup)"
    finer = f", or {case.finer}, with which the LR moves within the epoch" if case.run.moves == "epoch" else ""
    yield Finding(
        "zero-epoch",
        f"epoch {rows[0] // size} trains at an LR of 0 from its beginning to its end{more}",
        "nothing is learnt in that time",
        f"a final LR above 0, a floor (--floor LR), or {case.fill}" if rows[0] else f"{begin}{finer}",
    )


def rises_again(case: Case) -> Iterator[Finding]:
    """A scheduler that is not stopped where it was to end, and turns back."""
    if case.turn is None or any(horizon(case)):
        return
    row, unit = case.turn, case.run.tick
    low = float(case.rates(row, row + 1)[0])
    yield Finding(
        "rises-again",
        f"it comes down to {low:.6g} at {case.where(row)} and then rises again, as it does when it is not stopped",
        f"the last {unit} trains at an LR of {case.final:.6g}, {case.final / case.peak:.0%} of the peak",
        f"{case.fill}, or hold it there: (...)[:{row // case.run.hold}]{case.by_step}",
    )


def raises(case: Case) -> Iterator[Finding]:
    """A scheduler that refuses to go on before the run is over."""
    if case.limit is None or case.limit >= (case.run.rows or 0) or any(horizon(case)):
        return
    try:
        reason = f"it has no learning rate from {case.schedule(case.limit):g} on"
    except ValueError as error:
        reason = str(error)
    yield Finding(
        "raises",
        f"it ends at {case.where(case.limit)} of {case.run.rows}: {reason}",
        "training stops there with an error",
        f"{case.fill}, or a run of {case.count(case.limit)}{case.by_step}",
    )


def jump(case: Case) -> Iterator[Finding]:
    """Pieces that do not meet."""
    hold = case.run.hold
    for joint in case.schedule.joints():
        row, high, low = joint.at * hold, max(joint.before, joint.after), min(joint.before, joint.after)
        asked = getattr(joint, "best", None) is not None  # by a metric
        if asked or not 0 < row < case.rows or high < 0.01 * case.peak or high <= JUMP * low:
            continue
        around = np.clip([row - 2 * hold, row - hold, row, row + hold], 0, case.rows - 1)
        if joint.after < joint.before and len(set(known(case.schedule, around).tolist())) == 2:  # stairs, built by hand
            continue
        rising = joint.after > joint.before
        meet = f"let the next begin at {joint.before:.6g}, or the one before arrive at {joint.after:.6g}"
        held = any(
            isinstance(p, Warmup) and p.shape == "constant" and int(p.length) == joint.at for p in tree(case.schedule)
        )
        yield Finding(
            "jump",
            f"at {case.where(row)} one piece arrives at {joint.before:.6g} and the next begins at {joint.after:.6g}",
            "a sudden rise can undo what was learnt" if rising else "the way down between them is left out",
            "--warmup-shape linear" if held else meet,
        )


def not_a_number(case: Case) -> Iterator[Finding]:
    """A rate that is not finite."""
    broken = np.flatnonzero(~case.parts.finite)
    if broken.size:
        row = case.first(int(broken[0]), lambda lr: ~np.isfinite(lr))
        yield Finding(
            "not-a-number",
            f"its LR is {float(case.rates(row, row + 1)[0])} at {case.where(row)}",
            "one update with it and every weight is lost",
            f"a run that ends before ({case.count(row)}), or arguments that keep it finite",
        )


def negative(case: Case) -> Iterator[Finding]:
    """A rate below 0."""
    below = np.flatnonzero(case.parts.low < 0)
    if below.size:
        row = case.first(int(below[0]), lambda lr: lr < 0)
        yield Finding(
            "negative",
            f"its LR is {float(case.rates(row, row + 1)[0]):.6g} at {case.where(row)}",
            "an update with it goes up the loss instead of down",
            f"a floor (--floor 0), or a run of {case.count(row)}" if row else "a floor: --floor 0",
        )


def tiny(case: Case) -> Iterator[Finding]:
    """Most of the run at next to nothing."""
    edges, _, high, _ = case.parts
    asleep = high < TINY * case.peak
    share = float(np.diff(edges)[asleep].sum()) / max(case.rows, 1)
    if share <= 0.5 or any(horizon(case)) or any(ends_early(case)):
        return
    yield Finding(
        "tiny",
        f"its LR is below {TINY:g} of its peak, {case.peak:.6g}, for {share:.0%} of the run",
        "training stands still in that time",
        f"a slower decay, fewer drops or a floor (--floor LR){case.by_step}",
    )


def percent(case: Case) -> Iterator[Finding]:
    """A second rate that was meant as a share of the main one."""
    for part in leaves(case.schedule):
        main = getattr(part, part.main) if part.main else None
        for name, field in part.fields.items():
            value = getattr(part, name)
            if not main or name == part.main or not isinstance(field.kind, Rate) or not value:
                continue
            if value == main and field.default != value:
                yield Finding(
                    "percent",
                    f"{name}={plain(value)} of {part.family} is its {part.main} itself",
                    "between the two the LR does not change",
                    f'a share of it is written {name}="{min(value * 100, 10):g}%"',
                )
            # an LR range test starts far below what trains, a warm-up does not go up to 1
            elif value >= max(1, 10 * main) and main >= 1e-4:
                yield Finding(
                    "percent",
                    f"{name}={plain(value)} of {part.family} is {value / main:.6g} times its {part.main}",
                    f"the LR goes to {plain(value)}, at which most training diverges",
                    f'a share of it is written {name}="{plain(value) if value <= 100 else 10}%"',
                )


def factor(case: Case) -> Iterator[Finding]:
    """A factor that multiplies where it was to divide, or a divisor that multiplies."""
    for part in leaves(case.schedule):
        for name, field in part.fields.items():
            value, words = getattr(part, name), (name, *field.aliases)
            plain_number = isinstance(field.kind, Number) and not isinstance(field.kind, Rate | Whole)
            named = any(word == "gamma" or word.endswith("factor") for word in words)
            if not plain_number or not named or value is None:
                continue
            divides = "div" in name
            if (0 < value < 1) if divides else value >= 2:
                yield Finding(
                    "factor",
                    f"{name}={plain(value)} of {part.family} is a {'divisor below' if divides else 'factor above'} 1",
                    f"it makes the LR larger; {case.peak:.6g} is the highest of the run",
                    f"{name}={plain(float(f'{1 / value:.6g}'))}",
                )


def noted(case: Case) -> Iterator[Finding]:
    """What a part of the schedule has to say itself, but for the start of a warm-up, which is a rule of its own."""
    for part in tree(case.schedule):
        inside = {note for inner in part.inner() for note in inner.notes()}
        if not isinstance(part, Warmup):
            yield from (Finding("noted", note, "", "") for note in part.notes() if note not in inside)


RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    horizon,
    ends_early,
    cut,
    warm_up,
    zero_epoch,
    rises_again,
    raises,
    jump,
    not_a_number,
    negative,
    tiny,
    percent,
    factor,
    noted,
)


def lint(curves: Curves) -> list[dict[str, str]]:
    """What there is to warn of, schedule by schedule."""
    told = []
    for label, spec, schedule in zip(curves.labels, curves.specs, curves.schedules, strict=True):
        case = Case(schedule, curves.run, curves.watch)
        found = [finding for rule in RULES for finding in rule(case)]
        told += [{"label": label, "spec": spec, **finding._asdict()} for finding in found]
    return told
