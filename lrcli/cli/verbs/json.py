"""lrcli json"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import DRIVEN_FLAGS, Flag
from lrcli.cli.formats import (
    asked,
    endings,
    is_long,
    option_flags,
    output_flag,
    promised,
    refuse_ending,
    refuse_idle,
    sheet_for,
)
from lrcli.cli.jobs import JOBS, jobs_for
from lrcli.cli.output import save
from lrcli.cli.selection import ROW_FLAGS, at_ends, selected
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns, curves
from lrcli.render.writers import Sheet, writer_named

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    path = call.output(*endings("json"))
    writer = writer_named("jsonl") if call.on("lines") else promised(path, "json") or writer_named("json")
    if call.on("lines"):
        refuse_ending("-o", path, "--lines", writer.suffixes)
    refuse_idle(call, [writer])
    writer.check(Sheet(asked=asked(call, writer)))
    every = curves(call) if is_long(call) else columns(call)
    rows = selected(call, every)
    count = (every.rows if rows is None else len(rows)) * (len(every.columns) if is_long(call) else 1)
    if writer.most is not None and count > writer.most:
        limit = f"at most {writer.most}, or any number with --lines"
        raise UsageFault(f"{count} rows in {writer.summary}: {limit}")
    sheet = sheet_for(call, writer, path, rows)._replace(jobs=1 if is_long(call) else jobs_for(call, every, rows))
    save(path, writer.write(at_ends(call, every), sheet))


VERB = Verb(
    name="json",
    summary="Print or save the LR of every epoch or step as JSON.",
    examples=(
        ("lrcli json cosine --epochs 90", "one document: unit, schedules, rows"),
        ("lrcli json cosine --steps 1e6 --lines | head -3", "one row a line, at any length"),
    ),
    typed=(
        ("lrcli json {} -o lr.json", "one document: unit, schedules, rows"),
        ("lrcli json {} --lines | head -3", "one row a line, at any length"),
    ),
    run=run,
    flags=(
        output_flag("json", "json", "jsonl"),
        Flag("lines", "The rows alone, one JSON object a line; so are they in FILE.jsonl.", switch=True),
        *ROW_FLAGS,
        *DRIVEN_FLAGS,
        *option_flags("json"),
        JOBS,
    ),
)
