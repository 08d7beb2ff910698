"""lrcli diff"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.length import brings, shortest_run
from lrcli.analysis.several import by_schedule, group_by_group, on_one_run
from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import encoded, save, save_json, say
from lrcli.cli.pictures import bounded, look, text_chart
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.language.flags import read_field
from lrcli.schedules.around import Around
from lrcli.schedules.declare import Field
from lrcli.schedules.kinds import Number
from lrcli.schedules.schedule import Placed

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.cli.verb import Call
    from lrcli.schedules.schedule import Schedule

RULE = f"\n{'-' * 60}\n"
"""What is between the reports of two parameter groups."""
TOLERANCE = Field(Number(least=0), None, "learning rate")


def run(call: Call) -> int:
    from lrcli.analysis.compared import compared  # the help of all commands does without
    from lrcli.render.records.diff import report

    if call.on("json") and call.on("plot"):
        raise UsageFault("--json and --plot exclude one another: choose one")
    tolerance = tolerance_given(call)
    both = curves(call, shortest_run)
    count = len(by_schedule(both))
    if count != 2:
        raise UsageFault(f"diff compares two schedules, and {count} {'is' if count == 1 else 'are'} given")
    try:
        pairs = group_by_group(both)
    except ValueError as error:
        raise UsageFault(f"diff compares group by group: {error}") from None
    bounded(both)
    tell_run(call, pairs[0])
    records = [compared(pair, tolerance) for pair in pairs]
    if call.on("json"):
        save_json(call, records[0] if len(records) == 1 else records)
    else:
        texts = [report(record, chosen=tolerance is not None) for record in records]
        drawn = [charts(pair, call) for pair in pairs] if call.on("plot") else [""] * len(pairs)
        save(call.output(), [encoded(RULE.join(map("".join, zip(texts, drawn, strict=True))))])
    return SAID_NO if any(record.differ for record in records) else DONE


def tell_run(call: Call, both: Curves) -> None:
    """Say where the run comes from, when it was a schedule's."""
    if call.text("epochs") or call.text("steps") or not on_one_run(both):
        return
    curves = zip("AB", both.curves, strict=True)
    placed = [(mark, curve.given) for mark, curve in curves if isinstance(curve, Placed) and curve.given.natural_run()]
    brought = [(mark, family_of(schedule)) for mark, schedule in placed if brings(schedule, both.run)]
    if brought:
        counted = f"{both.run.ticks} {both.run.moves}{'' if both.run.ticks == 1 else 's'}"
        names = " and ".join(dict.fromkeys(family for _, family in brought))
        if len(brought) < len(placed):
            names = f"{brought[0][0]} ({names}), the shorter of the two"
        say(f"lrcli: compared on {counted}, the length of {names}")


def family_of(schedule: Schedule) -> str:
    """The family whose length a schedule has: what is around it leaves that as it is."""
    while schedule.operator or isinstance(schedule, Around):
        schedule = schedule.inner()[0]
    return schedule.family


def tolerance_given(call: Call) -> float | None:
    text = call.text("tol")
    try:
        value = None if text is None else read_field(TOLERANCE, text)
        return None if value is None else TOLERANCE.check(value)
    except ValueError as error:
        raise UsageFault(f"--tol: {error}; give a learning rate, such as 1e-6") from None


def charts(both: Curves, call: Call) -> str:
    """A chart of both, and below it one of their difference."""
    from lrcli.analysis.compared import difference_curve
    from lrcli.analysis.curves import Curves

    difference = Curves([("", difference_curve(both))], both.run)
    screen = look(call)
    return f"\n{text_chart(both, screen)}\n{text_chart(difference, screen)}"


VERB = Verb(
    name="diff",
    summary="Compare two schedules: where and by how much they differ. Exit code 1 when they do.",
    examples=(
        ("lrcli diff 'cosine(0.1)' '0.5 * cosine(0.2)'", "the same but for rounding: exit code 0"),
        ("lrcli diff 'cosine(0.1)' 'linear(0.1)' --tol 0.02 --plot", "close enough; both, and their difference"),
        ("lrcli diff 'linear(0, 0.1, 5) >> cosine(0.1)' 'warmup(cosine, 5)' --json", "the same facts as JSON"),
    ),
    run=run,
    flags=(
        Flag(
            "tol",
            "LR by which they may differ.  [default: 1e-12 of the peak, so that rounding is no difference]",
            metavar="LR",
        ),
        Flag("json", "The same facts as JSON.", switch=True),
        Flag("plot", "Draw both, and below them their difference.", switch=True),
        OUTPUT,
    ),
    words=("[NAME=]SCHEDULE", "Two: families by name, or schedules in the notation; - and @FILE read lines."),
)
