"""lrcli json"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import MOMENTUM, OUTPUT, Flag
from lrcli.cli.output import save
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns
from lrcli.render.formats.json import json, json_lines

if TYPE_CHECKING:
    from lrcli.cli.verb import Call

LONGEST = 10**6


def run(call: Call) -> None:
    path = call.output("json", "jsonl", "ndjson")
    lines = call.on("lines") or path.endswith((".jsonl", ".ndjson"))
    found = columns(call)
    if found.rows > LONGEST and not lines:
        raise UsageFault(f"{found.rows} rows in one JSON document: at most {LONGEST}, or any number with --lines")
    save(path, json_lines(found) if lines else json(found))


VERB = Verb(
    name="json",
    summary="Print or save the values as JSON.",
    examples=(
        ("lrcli json cosine --epochs 90", "one document: unit, schedules, rows"),
        ("lrcli json cosine --steps 1e6 --lines | head -3", "one row a line, at any length"),
    ),
    run=run,
    flags=(
        OUTPUT,
        Flag("lines", "The rows alone, one JSON object a line; so are they in FILE.jsonl.", switch=True),
        MOMENTUM,
    ),
)
