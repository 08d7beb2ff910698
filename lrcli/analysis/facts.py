"""What there is to know about a schedule on a run, as plain data: parameters, phases, figures, notes, source."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from lrcli.analysis.elsewhere import MOST, elsewhere
from lrcli.analysis.measures import figures
from lrcli.clock import Run, Ticks, plain
from lrcli.schedules.scope import Scope

if TYPE_CHECKING:
    from lrcli.analysis.curves import Curves
    from lrcli.analysis.measures import Figures, Point
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule


def facts(curves: Curves, given: list[Schedule]) -> list[dict[str, Any]]:
    """The facts of each curve; `given` are its schedules as they were written, before they were put on the run."""
    found = []
    for column, (figure, schedule) in enumerate(zip(figures(curves), given, strict=True)):
        placed = curves.schedules[column]
        found.append(
            {
                "label": curves.labels[column],
                "spec": curves.specs[column],
                "run": about_run(curves.run),
                "parts": [about_part(*part, curves.run) for part in parts(schedule, placed)],
                "phases": phases(placed, curves.ends[column], curves.run.hold),
                "seams": seams(curves, placed),
                "reductions": reductions(curves, placed),
                "values": about_values(figure, curves.run, curves.ends[column]),
                "notes": [
                    *([told] if (told := curves.why_ended(column)) else []),
                    *remarks(figure, curves.run, placed),
                ],
                "elsewhere": {
                    "compared": min(curves.rows, MOST * curves.run.hold),
                    "same": [
                        {"spec": repr(match.schedule), "from": match.first, "to": match.last}
                        for match in elsewhere(placed, curves.run)
                    ],
                },
            }
        )
    return found


def about_run(run: Run) -> dict[str, Any]:
    """The run: rows, what they are, and what a bare duration counts."""
    return {
        "rows": run.rows,
        "row": run.tick,
        "unit": run.unit,
        "steps_per_epoch": run.steps_per_epoch,
        "update": run.moves,
    }


def parts(given: Schedule, placed: Schedule) -> list[tuple[Schedule, Schedule]]:
    """The schedule itself if it is a family, else the families it is made of: as written and as resolved."""
    if type(placed) is not type(given):  # an open piece of a chain was cut to its slot
        placed = placed.inner()[0]
    own = [] if given.operator else [(given, placed)]
    return own + [part for pair in zip(given.inner(), placed.inner(), strict=True) for part in parts(*pair)]


def about_part(given: Schedule, placed: Schedule, run: Run) -> dict[str, Any]:
    """One family with its parameters, as written and as they come out on the run."""
    doc = described(type(given))
    return {
        "family": given.family,
        "spec": repr(given),
        "summary": doc["summary"],
        "formula": doc["formula"],
        "source": doc["source"],
        "parameters": [
            about_parameter(field, getattr(given, name), getattr(placed, name), run)
            for name, field in given.fields.items()
            if getattr(placed, name) is not None and not hasattr(getattr(placed, name), "formula")
        ],
    }


def described(kind: type[Schedule]) -> dict[str, Any]:
    """A family's docstring: summary, lines of the formula, explanation, source."""
    doc = inspect.cleandoc(kind.__doc__ or "")
    summary, _, rest = doc.partition("\n\n")
    formula = [line.strip() for line in rest.splitlines() if line.startswith("    ")]
    body, _, source = rest.partition("\nSource: ")
    text = "\n".join(line for line in body.splitlines() if not line.startswith("    ")).strip()
    return {"summary": summary, "formula": formula, "text": text, "source": re.sub(r"\s+", " ", source).strip()}


def about_parameter(field: Field, given: Any, placed: Any, run: Run) -> dict[str, Any]:
    """A parameter: what was written, and for durations the ticks that it came to."""
    told: dict[str, Any] = {"name": field.name, "help": field.help}
    if isinstance(placed, Ticks):
        told["written"] = None if given is None else str(given).strip('"')
        told["ticks"] = number(placed)
        told["means"] = spelled([placed], run)
    elif isinstance(placed, tuple) and placed and isinstance(placed[0], Ticks):
        told["written"] = [str(item).strip('"') for item in given]
        told["ticks"] = [number(item) for item in placed]
        told["means"] = spelled(list(placed), run)
    else:
        told["value"] = list(placed) if isinstance(placed, tuple) else placed
    return told


def number(ticks: float) -> float:
    """A number of ticks, whole where it is."""
    return int(ticks) if float(ticks).is_integer() else float(ticks)


def spelled(ticks: list[Ticks], run: Run) -> str:
    """Ticks in words, in both units where both are known: `5 epochs = 1955 steps`."""
    per, by_epoch = run.steps_per_epoch, run.moves == "epoch"
    words = []
    if by_epoch or per:
        words.append(counted([float(tick) / (1 if by_epoch else per or 1) for tick in ticks], "epoch"))
    if not by_epoch or per:
        words.append(counted([float(tick) * ((per or 1) if by_epoch else 1) for tick in ticks], "step"))
    return " = ".join(words)


def counted(counts: list[float], unit: str) -> str:
    """Counts with their unit: 1 epoch, 2.5 epochs, 30, 60 epochs."""
    shown = [plain(count) if count.is_integer() else f"{count:.6g}" for count in counts]
    return f"{', '.join(shown)} {unit}{'' if counts == [1] else 's'}"


def phases(placed: Schedule, rows: int, hold: int) -> list[dict[str, Any]]:
    """The phases in order: name, first row, the row after its last, LR at its start, just before its end and after."""
    found = placed.phases(-(-rows // hold))
    told = []
    for phase, following in zip(found, [*found[1:], None], strict=True):
        start = phase.start * hold
        stop = following.start * hold if following else rows
        rates = placed([start, stop - 1]).tolist()
        told.append({"name": phase.name, "from": start, "to": stop, "first": rates[0], "last": rates[1]})
    return told


def about_values(figure: Figures, run: Run, rows: int) -> dict[str, Any]:
    """First, peak, lowest, last and end LR with their rows, and the sum."""
    points = {name: point_of(getattr(figure, name), run) for name in ("first", "peak", "low", "last", "end")}
    return {**points, "sum": figure.sum, "mean": figure.sum / rows}


def point_of(point: Point | None, run: Run) -> dict[str, Any] | None:
    if point is None:
        return None
    told = {"lr": point.lr, run.tick: point.row}
    if run.steps_per_epoch:
        told["epoch"] = point.row / run.steps_per_epoch
    return told


def seams(curves: Curves, placed: Schedule) -> list[dict[str, Any]]:
    """Where pieces meet: the row, what the earlier piece arrives at, what the later one starts at, and the jump."""
    hold = curves.run.hold
    return [
        {"at": joint.at * hold, "before": joint.before, "after": joint.after, "jump": joint.after - joint.before}
        for joint in placed.joints()
        if joint.at * hold <= curves.rows and joint.best is None
    ]


def reductions(curves: Curves, placed: Schedule) -> list[dict[str, Any]]:
    """Where a metric lowered the LR: the row, the LR before and after, and the best metric so far."""
    hold = curves.run.hold
    return [
        {"at": found.at * hold, "from": found.before, "to": found.after, "best": found.best}
        for found in placed.reductions
        if found.at * hold < curves.rows
    ]


def remarks(figure: Figures, run: Run, placed: Schedule) -> list[str]:
    """What a user should know of the ends: rows that train at 0, a schedule cut short, a final value no row gets."""
    row, ticks = run.tick, run.ticks or 0
    told = list(dict.fromkeys([*placed.notes(), *placed.quirks(ticks)]))
    if figure.first.lr == 0 and figure.peak.lr > 0 and not told:
        told.append(f"{row} 0 trains at an LR of 0")
    if figure.last.lr == 0 and figure.peak.lr > 0:
        told.append(f"the last {row} trains at an LR of 0")
    own = placed.span(Scope(run, ticks, ticks))
    if own is not None and own > ticks:
        told.append(f"it is cut: it takes {float(own):g} {run.moves}s, and the run has {ticks}")
    if own == ticks and figure.end is not None and figure.end.lr != figure.last.lr:
        told.append(f"it arrives at {figure.end.lr:.6g} after the last {row}, which trains at {figure.last.lr:.6g}")
    return told
