"""What there is to know about a schedule on a run, as a record: parameters, phases, figures, remarks, source."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.analysis.elsewhere import MOST, elsewhere
from lrcli.analysis.files import files
from lrcli.analysis.measures import figures
from lrcli.analysis.records import (
    ElsewhereFact,
    Explained,
    Lasting,
    MatchFact,
    Part,
    PhaseFact,
    ReductionFact,
    SeamFact,
    Setting,
    ValueFacts,
    about_run,
    point_fact,
)
from lrcli.analysis.several import by_run
from lrcli.analysis.told import seams_left, told_phases
from lrcli.clock import Ticks, plain
from lrcli.schedules.filling import scope_on
from lrcli.schedules.marks import NOTE, Remark
from lrcli.schedules.schedule import Placed, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.curves import Curves
    from lrcli.analysis.measures import Figures
    from lrcli.clock import Run
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.declare import Field


def facts(curves: Curves) -> list[Explained]:
    """The facts of each curve."""
    return [explained(part, column, figure) for part in by_run(curves) for column, figure in enumerate(figures(part))]


def explained(curves: Curves, column: int, figure: Figures) -> Explained:
    """The facts of one curve."""
    curve, run, end = curves.curves[column], curves.run, curves.ends[column]
    matches = elsewhere(curve, run) if isinstance(curve, Placed) else []
    return Explained(
        label=curves.labels[column],
        spec=curves.specs[column],
        run=about_run(run),
        read=files(curve),
        parts=[about_part(*part, run) for part in parts(curve)],
        phases=phases(curve, end),
        phases_left=told_phases(curve, end)[1],
        seams=seams(curve, curves.rows),
        seams_left=seams_left(curve.joints(curves.rows)),
        reductions=reductions(curve, curves.rows),
        values=about_values(figure, run, end),
        notes=[*why_ended(curves, column), *about_ends(figure, run, curve)],
        elsewhere=ElsewhereFact(
            compared=min(curves.rows, MOST * run.hold),
            same=[MatchFact(repr(match.schedule), match.first, match.last) for match in matches],
        ),
    )


def parts(curve: Curve) -> list[tuple[Schedule, Schedule]]:
    """The schedule itself if it is a family, else the families it is made of: as written and in ticks."""
    return list(paired(curve.given, curve.exact)) if isinstance(curve, Placed) else []


def paired(given: Schedule, exact: Schedule) -> Iterator[tuple[Schedule, Schedule]]:
    """Each family in a schedule as it was written, or as its file has it, and in ticks."""
    given, exact = given.meant(), exact.meant()
    if type(exact) is not type(given):  # an open piece of a chain was cut to its slot
        exact = exact.inner()[0]
    if not given.operator:
        yield given, exact
    for pair in zip(given.inner(), exact.inner(), strict=True):
        yield from paired(*pair)


def about_part(given: Schedule, exact: Schedule, run: Run) -> Part:
    """One family with its parameters, as written and as they come out on the run."""
    doc = described(type(given))
    values = ((field, getattr(given, name), getattr(exact, name)) for name, field in given.fields.items())
    shown = [each for each in values if each[2] is not None and not isinstance(each[2], Schedule)]
    parameters = [about_parameter(*each, run) for each in shown]
    return Part(given.family, repr(given), doc["summary"], doc["formula"], doc["source"], parameters)


def described(kind: type[Schedule]) -> dict[str, Any]:
    """A family's docstring: summary, lines of the formula, explanation, source."""
    doc = inspect.cleandoc(kind.__doc__ or "")
    summary, _, rest = doc.partition("\n\n")
    formula = [line.strip() for line in rest.splitlines() if line.startswith("    ")]
    body, _, source = rest.partition("\nSource: ")
    text = "\n".join(line for line in body.splitlines() if not line.startswith("    ")).strip()
    return {"summary": summary, "formula": formula, "text": text, "source": re.sub(r"\s+", " ", source).strip()}


def about_parameter(field: Field, given: Any, exact: Any, run: Run) -> Setting | Lasting:
    """A parameter: what was written, and for durations the ticks that it came to."""
    if isinstance(exact, Ticks):
        written = None if given is None else str(given).strip('"')
        return Lasting(field.name, field.help, written, as_whole(exact), spelled([exact], run))
    if isinstance(exact, tuple) and exact and isinstance(exact[0], Ticks):
        listed = [str(item).strip('"') for item in given]
        return Lasting(field.name, field.help, listed, [as_whole(item) for item in exact], spelled(list(exact), run))
    return Setting(field.name, field.help, list(exact) if isinstance(exact, tuple) else exact)


def as_whole(ticks: float) -> float:
    """A number of ticks, as an int where it is whole."""
    return int(ticks) if float(ticks).is_integer() else float(ticks)


def spelled(ticks: list[Ticks], run: Run) -> str:
    """Ticks in words, in both units where both are known: `5 epochs = 1955 steps`."""
    per, by_epoch = run.steps_per_epoch, ticks[0].unit == "ep"
    words = []
    if by_epoch or per:
        words.append(in_words([float(tick) / (1 if by_epoch else per or 1) for tick in ticks], "epoch"))
    if not by_epoch or per:
        words.append(in_words([float(tick) * ((per or 1) if by_epoch else 1) for tick in ticks], "step"))
    return " = ".join(words)


def in_words(counts: list[float], unit: str) -> str:
    """Counts with their unit: 1 epoch, 2.5 epochs, 30, 60 epochs."""
    shown = [plain(count) if count.is_integer() else f"{count:.6g}" for count in counts]
    return f"{', '.join(shown)} {unit}{'' if counts == [1] else 's'}"


def phases(curve: Curve, rows: int) -> list[PhaseFact]:
    """The phases in the first rows, in order, as far as they are told."""
    ordered, left = told_phases(curve, rows)
    after = rows if left == 0 else curve.phases(rows)[-1].start
    ends = [*(phase.start for phase in ordered[1:]), after]
    edges = [(phase.start, end) for phase, end in zip(ordered, ends, strict=True)]
    rates = curve(np.array(edges, dtype=np.int64).reshape(-1, 2) - (0, 1)).tolist()
    return [PhaseFact(phase.name, *edge, *pair) for phase, edge, pair in zip(ordered, edges, rates, strict=True)]


def about_values(figure: Figures, run: Run, rows: int) -> ValueFacts:
    """First, peak, lowest, last and end LR with their rows, and the sum."""
    first, peak, low, last = (
        point_fact(point.lr, point.row, run) for point in (figure.first, figure.peak, figure.low, figure.last)
    )
    end = None if figure.end is None else point_fact(figure.end.lr, figure.end.row, run)
    return ValueFacts(first, peak, low, last, end, figure.sum, figure.sum / rows)


def seams(curve: Curve, rows: int) -> list[SeamFact]:
    """Where pieces meet."""
    joints = (joint for joint in curve.joints(rows) if joint.best is None)
    return [SeamFact(joint.at, joint.before, joint.after, joint.after - joint.before) for joint in joints]


def reductions(curve: Curve, rows: int) -> list[ReductionFact]:
    """Where a metric lowered the LR."""
    return [ReductionFact(each.at, each.before, each.after, each.best) for each in curve.reductions(rows - 1)]


def remarks_of(curve: Curve, end: int) -> list[Remark]:
    """What a curve has to say, each remark once: warnings before notes."""
    return sorted(dict.fromkeys(curve.remarks(end)), key=lambda remark: remark.level == NOTE)


def why_ended(curves: Curves, column: int) -> list[Remark]:
    """That a curve ends before the run does, and why."""
    reason = curves.why_ended(column)
    return [Remark("ends", NOTE, "", "", reason)] if reason else []


def about_ends(figure: Figures, run: Run, curve: Curve) -> Iterator[Remark]:
    """What a user should know: its remarks, rows that train at 0, a schedule cut short, a final value no row gets."""
    row = run.tick
    own = remarks_of(curve, run.rows or 0)
    yield from own
    if figure.first.lr == 0 and figure.peak.lr > 0 and not own:
        yield Remark("starts-at-0", NOTE, "", "", f"{row} 0 trains at an LR of 0")
    if figure.last.lr == 0 and figure.peak.lr > 0:
        yield Remark("ends-at-0", NOTE, "", "", f"the last {row} trains at an LR of 0")
    if not isinstance(curve, Placed):
        return
    scope = scope_on(curve.exact, run)
    span, ticks = curve.exact.span(scope), scope.slot or 0
    if span is not None and span > ticks:
        text = f"it is cut: it takes {float(span):.12g} {scope.run.moves}s, and the run has {ticks}"
        yield Remark("cut", NOTE, "", "length", text)
    if span == ticks and figure.end is not None and figure.end.lr != figure.last.lr:
        text = f"it arrives at {figure.end.lr:.6g} after the last {row}, which trains at {figure.last.lr:.6g}"
        yield Remark("arrives-after", NOTE, "", "", text)
