"""lrcli json"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import MOMENTUM, Flag
from lrcli.cli.formats import asked, endings, option_flags, output_flag, promised
from lrcli.cli.output import save
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns
from lrcli.render.writers import Sheet, ending_of, writer_named

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    path = call.output(*endings("json"))
    writer = writer_named("jsonl") if call.on("lines") else promised(path, "json") or writer_named("json")
    sheet = Sheet(asked=asked(call, writer), ending=ending_of(path))
    writer.check(sheet)
    curves = columns(call)
    if writer.most is not None and curves.rows > writer.most:
        limit = f"at most {writer.most}, or any number with --lines"
        raise UsageFault(f"{curves.rows} rows in {writer.summary}: {limit}")
    save(path, writer.write(curves, sheet))


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
        MOMENTUM,
        *option_flags("json"),
    ),
)
