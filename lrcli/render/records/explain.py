"""Facts about schedules as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.analysis.records import Lasting
from lrcli.cells import Heading, cells, padded, wrapped
from lrcli.clock import epochs_text
from lrcli.render.axes import rounded_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.files import FileFact
    from lrcli.analysis.records import Explained, Part, RunFact, Setting

SHOWN_PHASES = 12
SHOWN_VALUES = 20


def report(record: Explained, width: int | None = None) -> Iterator[str]:
    """The lines of one schedule's facts; without a width as long as they are."""
    width = width and max(width, 20)
    title = record.spec if record.label == record.spec else f"{record.label} = {record.spec}"
    yield from map(Heading, wrapped(title, width, "    "))
    yield f"on {_run(record.run)}"
    for file in record.read:
        yield ""
        yield from _file(file, width)
    for part in record.parts:
        yield ""
        yield from _part(part, width, named=len(record.parts) > 1)
    if len(record.phases) > 1:
        yield ""
        yield from _phases(record)
    if record.seams:
        yield ""
        yield from _seams(record)
    if record.reductions:
        yield ""
        yield from _reductions(record)
    yield ""
    yield from _values(record)
    for note in record.notes:
        yield from wrapped(f"Note: {note.text}.", width, "      ")
    if record.elsewhere.same:
        yield ""
        yield from _elsewhere(record, width)
    sources = list(dict.fromkeys(part.source for part in record.parts if part.source))
    if sources:
        yield ""
    for source in sources:
        yield from wrapped(f"Source: {source}", width, "        ")


def _run(run: RunFact) -> str:
    rows, unit = run.rows, run.row
    text = f"{rows} {unit}{'' if rows == 1 else 's'}"
    if run.steps_per_epoch:
        text += f", {run.steps_per_epoch} steps an epoch ({epochs_text(rows / run.steps_per_epoch)} epochs)"
        text += ", the LR held within each epoch" if run.update == "epoch" else ""
    return f"{text}, {rounded_count(run.tokens)} tokens" if run.tokens else text


ORIGINS = {"default": "the program's default", "set": "set here", "flag": "a flag", "ignored": "not read"}


def _file(file: FileFact, width: int | None) -> Iterator[str]:
    """What was read in a configuration: each key that mattered, where it stands, and what it came to."""
    yield Heading(f"Read from {file.file} ({file.program})")
    names = max((cells(key.key) for key in file.keys), default=0)
    values = min(max((cells(key.value) for key in file.keys), default=0), 30)
    for key in file.keys:
        place = f"line {key.line}" if key.line is not None else ""
        words = [word for word in (ORIGINS.get(key.origin, ""), place, key.means) if word]
        line = f"  {padded(key.key, names)}  {padded(key.value, values)}  {', '.join(words)}"
        yield from wrapped(line.rstrip(), width, " " * (names + 4))


def _part(part: Part, width: int | None, named: bool) -> Iterator[str]:
    yield from wrapped(f"{part.family}: {part.summary}" if named else part.summary, width)
    for line in part.formula:
        yield from wrapped(f"    {line}", width, " " * 8)
    rows = [(item.name, _parameter(item), item.help) for item in part.parameters]
    first = max((len(name) for name, _, _ in rows), default=0)
    second = max(min(max((cells(value) for _, value, _ in rows), default=0), (width or 80) - first - 30), 1)
    for name, value, help in rows:
        if cells(value) <= second:
            yield from wrapped(f"  {name:{first}}  {padded(value, second)}  {help}", width, " " * (first + second + 6))
        else:
            yield from wrapped(f"  {name:{first}}  {value}", width, " " * (first + 4))


def _parameter(item: Setting | Lasting) -> str:
    """A parameter's value; of a duration what was written, and what it came to where that says more."""
    if isinstance(item, Lasting):
        written, means = item.written, item.means
        listed = ", ".join(written) if isinstance(written, list) else written
        return means if listed is None or means.startswith(f"{listed} ") else f"{listed} = {means}"
    value = item.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, list):
        return _short(value)
    more = f", ... {len(value)} values" if len(value) > SHOWN_VALUES else ""
    return ", ".join(_short(entry) for entry in value[:SHOWN_VALUES]) + more


def _short(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _phases(record: Explained) -> Iterator[str]:
    """The phases with their rows, and the jump where one does not meet the next."""
    unit, entries = record.run.row, record.phases
    few, left = entries[: SHOWN_PHASES - 2], record.phases_left
    shown = entries if len(entries) <= SHOWN_PHASES else [*few, None, *([entries[-1]] if left == 0 else [])]
    rows = []
    for phase in shown:
        if phase is None:
            rows.append((_more(len(entries) - len(few) - (left == 0), left), "", "", ""))
            continue
        rates = f"{phase.first:.6g}"
        if phase.last != phase.first:
            rates += f" to {phase.last:.6g}"
        rows.append((phase.name, str(phase.from_), str(phase.to - 1), rates))
    widths = [max(cells(row[column]) for row in rows) for column in range(3)]
    yield Heading(f"Phases ({unit}s, LR)")
    for name, start, stop, rates in rows:
        dash = "-" if start else " "
        yield f"  {padded(name, widths[0])}  {start:>{widths[1]}} {dash} {stop:>{widths[2]}}  {rates}".rstrip()


def _seams(record: Explained) -> Iterator[str]:
    """Where pieces meet, and the jump where they do not."""
    unit = record.run.row
    yield Heading("Seams")
    for seam in record.seams[:SHOWN_PHASES]:
        before, after = seam.before, seam.after
        if abs(after - before) <= 1e-9 * max(abs(after), abs(before)):
            yield f"  {unit} {seam.at}: meet at {after:.6g}"
        else:
            factor = f", times {after / before:.4g}" if before else ""
            yield f"  {unit} {seam.at}: {before:.6g} jumps to {after:.6g}{factor}"
    if len(record.seams) > SHOWN_PHASES:
        yield f"  {_more(len(record.seams) - SHOWN_PHASES, record.seams_left)}"


def _more(known: int, left: int | None) -> str:
    """That there are more than are shown: so many that are listed elsewhere, and those that are not."""
    return f"... more than {known} more" if left is None else f"... {known + left} more"


def _reductions(record: Explained) -> Iterator[str]:
    """Where a metric lowered the LR, and the best one by then."""
    unit, entries = record.run.row, record.reductions
    yield Heading("Reductions")
    for each in entries[:SHOWN_PHASES]:
        yield f"  {unit} {each.at}: {each.from_:.6g} to {each.to:.6g}, best metric so far {each.best:.6g}"
    if len(entries) > SHOWN_PHASES:
        yield f"  ... {len(entries) - SHOWN_PHASES} more"


def _elsewhere(record: Explained, width: int | None) -> Iterator[str]:
    """The same schedule in other notations, and the rows of which that is true where it is not all."""
    unit, rows, compared = record.run.row, record.run.rows, record.elsewhere.compared
    part = f", {unit}s 0 - {compared - 1}" if compared < rows else ""
    yield Heading(f"The same elsewhere (within 1e-9 of the peak{part})")
    for match in record.elsewhere.same:
        first, last = match.from_, match.to
        where = "" if last - first + 1 >= compared else f"{unit}s {first} - {last} only"
        lines = wrapped(f"  {match.spec}", width, "      ")
        if where and (width is None or cells(lines[-1]) + len(where) + 2 <= width):
            lines[-1] += f"  {where}"
        elif where:
            lines.append(f"      {where}")
        yield from lines


def _values(record: Explained) -> Iterator[str]:
    unit, values = record.run.row, record.values
    yield Heading("Learning rate")
    points = {"first": values.first, "peak": values.peak, "lowest": values.low, "last": values.last, "end": values.end}
    for name, point in points.items():
        if point is None:
            continue
        where = f"{unit} {point.row}"
        if unit == "step" and point.epoch is not None:
            where += f" (epoch {epochs_text(point.epoch)})"
        if name == "end":
            where = f"just after the last {unit}"
        yield f"  {name:6}  {point.lr:<12.6g} {where}"
    yield f"  {'sum':6}  {values.sum:<12.6g} mean {values.mean:.6g}"
