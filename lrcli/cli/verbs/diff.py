"""lrcli diff"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli.analysis.curves import Curves
from lrcli.analysis.facts import about_run
from lrcli.analysis.measures import ROUNDING, difference, known, place
from lrcli.cli.errors import DONE, SAID_NO, UsageFault
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import encoded, save, save_json
from lrcli.cli.pictures import bounded, look, text_chart
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.language.notation import read_field
from lrcli.schedules.curve import Beside
from lrcli.schedules.declare import Field
from lrcli.schedules.kinds import Number

if TYPE_CHECKING:
    from lrcli.analysis.measures import Difference, Gap
    from lrcli.cli.verb import Call
    from lrcli.clock import Run

TOLERANCE = Field(Number(least=0), None, "learning rate")


def run(call: Call) -> int:
    if call.on("json") and call.on("plot"):
        raise UsageFault("--json and --plot exclude one another: choose one")
    tolerance = tolerance_given(call)
    found = curves(call)
    if len(found.schedules) != 2:
        given = f"{len(found.schedules)} {'is' if len(found.schedules) == 1 else 'are'} given"
        raise UsageFault(f"diff compares two schedules, and {given}")
    bounded(found)
    told = difference(found, tolerance)
    if call.on("json"):
        save_json(call, facts(found, told))
    else:
        drawn = charts(found, call) if call.on("plot") else ""
        save(call.output(), [encoded(report(found, told, tolerance) + drawn)])
    return SAID_NO if told.differ else DONE


def tolerance_given(call: Call) -> float | None:
    text = call.text("tol")
    try:
        return None if text is None else float(read_field(TOLERANCE, text))
    except ValueError as error:
        raise UsageFault(f"--tol: {error}; give a learning rate, such as 1e-6") from None


def facts(found: Curves, told: Difference) -> dict[str, Any]:
    """The comparison as plain data; a difference is that of the second from the first."""
    (a, b), specs, run = told.sums, found.specs, found.run
    first, second = ({"label": label, "spec": spec} for label, spec in zip(found.labels, specs, strict=True))
    return {
        "a": first,
        "b": second,
        "run": about_run(run),
        "tolerance": told.tolerance,
        "differ": told.differ,
        "first": gap_facts(told.first, run),
        "largest": gap_facts(told.largest, run),
        "largest_relative": gap_facts(told.relative, run),
        "alone": gap_facts(told.alone, run),
        "shifts": list(told.shifts),
        "sums": {"a": a, "b": b, "ratio": b / a if a else None},
    }


def gap_facts(gap: Gap | None, run: Run) -> dict[str, Any] | None:
    if gap is None:
        return None
    where = {run.tick: gap.row, **({"epoch": gap.row / run.steps_per_epoch} if run.steps_per_epoch else {})}
    return {**where, "a": gap.a, "b": gap.b, "difference": gap.b - gap.a, "relative": gap.share}


def report(found: Curves, told: Difference, tolerance: float | None) -> str:
    """The comparison in words."""
    run, rows = found.run, found.rows
    lines = [
        f"{mark}  {spec if label in (spec, f'{spec} (2)') else f'{label} = {spec}'}"
        for mark, label, spec in zip("AB", found.labels, found.specs, strict=True)
    ]
    lines += [f"on {rows} {run.tick}s" if rows > 1 else f"on 1 {run.tick}", ""]
    limit = f"{told.tolerance:.6g}" + (
        "" if tolerance is not None else f" ({ROUNDING:g} of the peak; less is rounding)"
    )
    if told.first:
        lines.append(f"They differ by more than {limit}.")
    elif told.largest is None or told.largest.size:
        lines.append(f"Nowhere do they differ by more than {limit}.")
    else:
        both = " wherever both have a learning rate" if told.alone else ""
        lines.append(f"They are equal{both}, to the last digit.")
    if told.alone:
        who = "B" if math.isnan(told.alone.a) else "A"
        lines.append(f"Only {who} has a learning rate at {place(told.alone.row, run)}, for the first time.")
    for shift in told.shifts:
        later = "later" if shift > 0 else "earlier"
        lines.append(f"Shifted by one {run.moves} they agree: B is A one {run.moves} {later}, as far as the run goes.")
    lines.append("")
    shown = [
        (name, gap)
        for name, gap in (("first", told.first), ("largest", told.largest), ("relative", told.relative))
        if gap is not None and gap.size
    ]
    for name, gap in shown:
        size = f"{100 * gap.share:.4g}% of the higher" if name == "relative" else f"B - A {gap.b - gap.a:.6g}"
        lines.append(f"  {name:8}  A {gap.a:<12.6g} B {gap.b:<12.6g} {size} at {place(gap.row, run)}")
    a, b = told.sums
    ratio = f" B / A {b / a:.6g}" if a else ""
    lines.append(f"  {'sum':8}  A {a:<12.6g} B {b:<12.6g}{ratio}".rstrip())
    return "\n".join(lines) + "\n"


def charts(found: Curves, call: Call) -> str:
    """A chart of both, and below it one of their difference."""
    difference = apart(found)
    screen = look(call)
    return f"\n{text_chart(found, screen)}\n{text_chart(Curves([('', difference)], found.run), screen)}"


def apart(both: Curves) -> Beside:
    """The second less the first."""
    a, b = both.schedules
    seams = [row // both.run.hold for row in both.seams]
    return Beside(
        "B - A", lambda rows: known(b, rows) - known(a, rows), seams=lambda end: [row for row in seams if row < end]
    )


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
