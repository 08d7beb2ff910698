"""The rules: each gives its findings for a case, a schedule on its run.

To add a rule: its function, and its name in RULES.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lrcli._lazy import np
from lrcli.analysis.lint.case import TINY, Case, counts_calls, leaves, tree
from lrcli.analysis.measures import known
from lrcli.clock import Duration, Ticks, plain, plain_decimal
from lrcli.schedules.around import Floor, Scale
from lrcli.schedules.kinds import Number, Rate, Whole
from lrcli.schedules.marks import Joint
from lrcli.schedules.warmup import Warmup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from lrcli.analysis.curves import Curves
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

EARLY = 0.9
"""Share of the run: a schedule whose last change comes before that ends early."""
EARLY_LEVELS = 0.5
"""The same for one that goes from level to level: the last of three is often the longest."""
JUMP = 2
LONG = 0.9
"""Share of the run: a warm-up of that length leaves nothing to warm up for."""
SLIGHT = 0.01
"""Share of the peak: a rate that rises again by less does no harm."""
COUNTED = " counts steps here: "
"""What schedulers say of numbers that come to less than an epoch."""
UNIT_FLAG = "--update epoch"
FRACTION = 0.5
"""Percent: who writes less probably wrote a fraction of 1."""


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
    longer = case.fill if case.foreign else f'its length in epochs, "{epochs}ep"'
    then = f"stays at {case.final:.6g}" if case.turn is None else "rises and falls again and again"
    yield Finding(
        "horizon",
        f"it is over after {over} steps, the number of epochs, but the LR moves every step",
        f"after {over / per:.3g} of {epochs} epochs it {then if case.limit is None else 'raises an error'}",
        f"{UNIT_FLAG}, or {longer}",
    )


def ends_early(case: Case) -> Iterator[Finding]:
    """The last change long before the end, at a rate it has come down to."""
    row, hold = case.settled, case.run.hold
    levels = any(phase.start * hold >= row for phase in case.schedule.phases(case.run.ticks or 0))
    least = EARLY_LEVELS if levels or case.schedule.is_dated() else EARLY
    if not row or row >= least * case.rows or case.final >= case.peak * (1 - TINY) or any(horizon(case)):
        return
    if case.length is None and share(case, case.asleep, row) > 0.5:  # it fades away: tiny says it
        return
    clamped = any(isinstance(part, Floor) and 0 < part.low == case.final for part in tree(case.schedule))
    if clamped or any(joint.at * hold >= row for joint in case.schedule.joints()):  # the end is a piece of its own
        return
    dates = "later dates" if case.foreign else "later dates, or shares of the run as dates"
    mend = dates if least == EARLY_LEVELS else case.fill
    yield Finding(
        "ends-early",
        f"it changes for the last time at {case.where(row)}, {100 * row / case.rows:.2g}% of the way "
        f"(at least {least:.0%} is usual)",
        f"the other {case.count(case.rows - row)} train at an LR of {case.final:.6g}",
        f"{mend}, or a run of {case.count(row)}{case.by_step}",
    )


def cut(case: Case) -> Iterator[Finding]:
    """A length of its own, or dates, that the run does not get to."""
    ticks, length, unit = case.run.ticks or 0, case.length, case.run.moves
    if length is not None and length[0] > ticks:
        long = f"its {case.argument[0]} is {case.argument[1]}" if case.argument else f"it is {length[0]} {unit}s long"
        yield Finding(
            "cut",
            f"{long}, and the run has {ticks} {unit}s",
            f"training stops on the way, at an LR of {case.final:.6g}",
            f"{case.fill}, or make the run as long as it",
        )
    late = [(part, *found) for part in leaves(case.schedule) for found in dates_past(part, ticks)]
    for part, name, past, count in late:
        shares = "earlier ones" if "." in part.family else f'shares of it as {name}, such as ["30%", "60%"]'
        yield Finding(
            "cut",
            f"{len(past)} of the {count} {name} of {part.family} lie past the run, "
            f"from {case.where(int(past[0]) * case.run.hold)} on",
            f"what should change there never does: the last {case.run.tick} trains at {case.final:.6g}",
            f"a longer run, or {shares}",
        )
    if not late and length is None and case.rows and case.flat and (row := first_change(case)):
        yield Finding(
            "cut",
            f"its LR is {case.final:.6g} all the time: the first change comes at {case.where(row)}, after the run",
            "it never does what it is made for",
            f"a longer run, or an earlier change{case.by_step}",
        )


def dates_past(part: Schedule, ticks: int) -> Iterator[tuple[str, list[float], int]]:
    """Lists of dates of which some lie past the run: name, those dates, and how many there are in all."""
    for name, field in part.fields.items():
        dates = getattr(part, name)
        if isinstance(dates, tuple):
            counted = [date for date in dates if isinstance(date, Ticks) or counts_calls(field)]
            if past := [date for date in counted if date >= ticks]:
                yield name, past, len(dates)


def first_change(case: Case) -> int | None:
    """The row after a run in which nothing changes that brings a change; None when none comes for long."""
    if any(part.outside for part in leaves(case.schedule)):  # what is past a log or a metric says nothing
        return None
    later = case.rows * 2 ** np.arange(1, 11)
    changed = np.flatnonzero(known(case.schedule, later) != case.final)
    if not changed.size:
        return None
    same, other = case.rows - 1, int(later[changed[0]])
    while other - same > 1:
        middle = (same + other) // 2
        same, other = (same, middle) if known(case.schedule, np.asarray([middle]))[0] != case.final else (middle, other)
    return other


def warm_up(case: Case) -> Iterator[Finding]:
    """A warm-up that is none, or nothing else."""
    unit, ticks = case.run.moves, case.run.ticks or 0
    share = f"{min(max(5, -(-200 // max(ticks, 1))), 50)}%"  # at least two ticks of it
    short = False
    for part, name, field in warm_ups(case.schedule):
        length, native = float(getattr(part, name)), "." not in part.family
        longer = f"--{field.flag} {share}" if field.flag else f'{name}="{share}"' if native else f"a larger {name}"
        if not native and not confirmed(case, length):
            continue
        short = short or length == 1
        if length == 0 and not goes_without(field):
            yield Finding("warm-up", "its warm-up has no length", f"{unit} 0 trains at the full LR at once", longer)
        elif length == 1:
            yield one_tick(case, longer)
        elif length >= LONG * ticks:
            yield Finding(
                "warm-up",
                f"its warm-up is {length:g} {unit}s long, and the run {ticks}",
                "the LR rises nearly all the time" if length < ticks else "the LR rises all the time",
                f"a longer run, or a shorter warm-up: {longer if native else f'a smaller {name}'}",
            )
    if not short and case.rows > 2 * case.run.hold and any(joint.at == 1 for joint in meetings(case)):
        start, there = known(case.schedule, np.asarray([0, case.run.hold])).tolist()
        if start < there / JUMP and there >= case.peak * (1 - TINY):
            yield one_tick(case, "a longer first piece")


def one_tick(case: Case, longer: str) -> Finding:
    """A warm-up of one tick."""
    unit = case.run.moves
    return Finding(
        "warm-up",
        f"its warm-up is 1 {unit} long",
        f"from {unit} 1 on it is over: a jump, no ramp",
        longer if unit == "step" else f"{case.finer}, with which it rises step by step, or {longer}",
    )


def warm_ups(schedule: Schedule) -> Iterator[tuple[Schedule, str, Field]]:
    """Fields that hold the length of a warm-up."""
    for part in tree(schedule):
        for name, field in part.fields.items():
            value = getattr(part, name)
            counted = isinstance(field.kind, Whole) or (isinstance(field.kind, Number) and name.endswith("steps"))
            if (isinstance(value, Ticks) or (counted and value is not None)) and (
                "warmup" in name or field.flag == "warmup"
            ):
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
    if any(horizon(case)) or any(ends_early(case)) or any(tiny(case)):
        rows = rows[rows < case.settled]
    if case.turn is not None:
        rows = rows[rows + size <= case.turn]
    if not rows.size:
        return
    more = f", and so do {len(rows) - 1} more" if len(rows) > 1 else ""
    modified = any(isinstance(part, Warmup) for part in tree(case.schedule))
    begin = "a start above 0: --warmup-from LR" if modified else "a start above 0"
    finer = f", or {case.finer}, with which the LR moves within the epoch" if case.run.moves == "epoch" else ""
    yield Finding(
        "zero-epoch",
        f"epoch {rows[0] // size} trains at an LR of 0 from its beginning to its end{more}",
        "nothing is learnt in that time",
        "a higher final LR, or a floor: --floor LR" if rows[0] else f"{begin}{finer}",
    )


def rises_again(case: Case) -> Iterator[Finding]:
    """A scheduler that is not stopped where it was to end, and turns back."""
    if case.turn is None or any(horizon(case)) or any(raises(case)):
        return
    row, unit = case.turn, case.run.tick
    low = float(case.rates(row, row + 1)[0])
    if case.highest(row, case.rows) < SLIGHT * case.peak:
        return
    yield Finding(
        "rises-again",
        f"it comes down to {low:.6g} at {case.where(row)} and then rises again, as it does when it is not stopped",
        f"the last {unit} trains at an LR of {case.final:.6g}, {case.final / case.peak:.0%} of the peak",
        f"{case.fill}, or hold it there: (...)[:{row // case.run.hold}]{case.by_step}",
    )


def raises(case: Case) -> Iterator[Finding]:
    """A scheduler that refuses to go on before the run is over, or when it is."""
    rows = case.run.rows or 0
    if case.limit is None or case.limit > rows or any(horizon(case)):
        return
    try:
        reason = f"it has no learning rate from {case.schedule(case.limit):g} on"
    except ValueError as error:
        stop = case.schedule.stop()
        reason = stop.error if stop else str(error)
    where = (
        f"it ends at {case.where(case.limit)} of {rows}"
        if case.limit < rows
        else f"its step() after the last {case.run.tick}"
    )
    yield Finding(
        "raises",
        f"{where}: {reason}",
        "training stops there with an error",
        f"{case.fill}, or a run of {case.count(case.limit - 1)}{case.by_step}",
    )


def jump(case: Case) -> Iterator[Finding]:
    """Pieces that do not meet."""
    hold = case.run.hold
    for joint in meetings(case):
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


def meetings(case: Case) -> list[Joint]:
    """Where pieces meet; in a framework's composite the rates just before and at its dates."""
    body, run = case.schedule, case.run
    while isinstance(body, Scale | Floor):
        body = body.body
    if "." not in body.family or not body.inner():
        return case.schedule.joints()
    dates = {
        int(date)
        for name, field in body.fields.items()
        if counts_calls(field) and isinstance(found := getattr(body, name), tuple)
        for date in found
        if 0 < date < (run.ticks or 0)
    }
    rates = [(date, known(case.schedule, np.asarray([date - 1, date]) * run.hold)) for date in sorted(dates)]
    return [Joint(date, *lr.tolist()) for date, lr in rates if np.isfinite(lr).all()]


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
    part = share(case, case.asleep, case.rows)
    if part <= 0.5 or any(horizon(case)) or any(ends_early(case)) or any(factor(case)):
        return
    rises = case.final >= case.peak * (1 - TINY)
    yield Finding(
        "tiny",
        f"its LR is below {TINY:g} of its peak, {case.peak:.6g}, for {part:.0%} of the run",
        "training stands still in that time",
        "a slower rise" if rises else f"a slower decay, fewer drops or a floor (--floor LR){case.by_step}",
    )


def share(case: Case, chosen: npt.NDArray[np.bool_], rows: int) -> float:
    """Which share of the first rows is in some of the parts."""
    edges = np.minimum(case.parts.edges, rows)
    return float(np.diff(edges)[chosen].sum()) / max(rows, 1)


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
                    f"{name}={plain(value)} of {part.family} equals its {part.main}",
                    "between the two the LR does not change",
                    mended(part, name, main, min(value * 100, 10)),
                )
            # an LR range test starts far below what trains, a warm-up does not go up to 1
            elif value >= max(1, 10 * main) and main >= 1e-4:
                yield Finding(
                    "percent",
                    f"{name}={plain(value)} of {part.family} is {value / main:.6g} times its {part.main}",
                    f"the LR goes to {plain(value)}, at which most training diverges",
                    mended(part, name, main, value if value <= 100 else 10),
                )
    yield from modified(case)
    yield from fractions(case)


def modified(case: Case) -> Iterator[Finding]:
    """A floor or the start of a warm-up that was meant as a share of the LR."""
    for part in tree(case.schedule):
        if isinstance(part, Floor) and case.flat and case.peak == part.low:
            yield Finding(
                "percent",
                f"its floor, {plain(part.low)}, is as high as anything that the schedule gives",
                f"the LR is {plain(part.low)} all the time",
                f"a lower floor, such as --floor {part.low / 100:.3g}",
            )
        if isinstance(part, Warmup) and part.length and part.start >= part.target and part.shape != "constant":
            yield Finding(
                "percent",
                f"its warm-up starts at {plain(part.start)} and leads to {part.target:.6g}",
                "it is no rise",
                f"a lower start, such as --warmup-from {part.target / 100:.3g}",
            )


def fractions(case: Case) -> Iterator[Finding]:
    """A share that was typed as a fraction and a percent at once: 0.05% for 5%."""
    for part in tree(case.given):
        for name in part.fields:
            value = getattr(part, name)
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Duration) and each.unit == "%" and 0 < each.number < FRACTION:
                    yield Finding(
                        "percent",
                        f"{each} as {name} of {part.family} is 1 part in {100 / each.number:.0f}",
                        "it comes to almost nothing",
                        f"{plain_decimal(each.number * 100)}%, if it was meant as a fraction of the whole",
                    )


def mended(part: Schedule, name: str, main: float, percents: float) -> str:
    """A second rate as a share of the main one; frameworks take the number."""
    if "." in part.family:
        return f"a rate, such as {name}={main * percents / 100:.6g}"
    return f'a share of it is written {name}="{plain(percents)}%"'


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


def unit(case: Case) -> Iterator[Finding]:
    """Numbers of a framework's scheduler that come to less than an epoch."""
    told = [note for note in all_notes(case.schedule) if COUNTED in note]
    if told:
        more = f", and {len(told) - 1} more such" if len(told) > 1 else ""
        yield Finding(
            "unit",
            f"{told[0]}{more}",
            f"if it was to be epochs, all happens {case.run.steps_per_epoch} times too soon",
            f"{UNIT_FLAG}, or numbers {case.run.steps_per_epoch} times as large",
        )


def noted(case: Case) -> Iterator[Finding]:
    """What a part of the schedule has to say itself, but for what is a rule of its own."""
    yield from (Finding("noted", note, "", "") for note in all_notes(case.schedule) if COUNTED not in note)


def all_notes(schedule: Schedule) -> Iterator[str]:
    """What parts say themselves; not the start of a warm-up, nor what was found in a file, which is no mistake."""
    for part in tree(schedule):
        inside = {note for inner in part.inner() for note in inner.notes()}
        if not isinstance(part, Warmup) and not part.outside:
            yield from (note for note in part.notes() if note not in inside)


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
    unit,
    noted,
)


def lint(curves: Curves, given: Sequence[Schedule] | None = None) -> list[dict[str, str]]:
    """What there is to warn of, schedule by schedule; `given` are the schedules as they were written."""
    told = []
    for label, spec, placed, written in zip(
        curves.labels, curves.specs, curves.schedules, given or curves.schedules, strict=True
    ):
        case = Case(placed, curves.run, curves.watch, written)
        found = [finding for rule in RULES for finding in rule(case)]
        if any(UNIT_FLAG in finding.mend for finding in found if finding.rule != "unit"):
            found = [finding for finding in found if finding.rule != "unit"]  # it was said already
        told += [{"label": label, "spec": spec, **finding._asdict()} for finding in found]
    return told
