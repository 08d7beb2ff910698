"""lrcli json"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import save
from lrcli.cli.verb import Verb
from lrcli.cli.words import curves
from lrcli.curves import CHUNK
from lrcli.progress import watched
from lrcli.render.json import json, json_lines

if TYPE_CHECKING:
    from lrcli.cli.verb import Call

LONGEST = 10**6


def run(call: Call) -> None:
    found = curves(call)
    if found.rows > LONGEST and not call.on("lines"):
        raise UsageFault(f"{found.rows} rows in one JSON document: at most {LONGEST}, or any number with --lines")
    content = json_lines(found) if call.on("lines") else json(found)
    save(call.text("output") or "-", watched(content, found.rows, CHUNK))


VERB = Verb(
    name="json",
    summary="Print or save the values as JSON.",
    examples=(
        ("lrcli json cosine --epochs 90", "one document: unit, schedules, rows"),
        ("lrcli json cosine --steps 1e6 --lines | head -3", "one row a line, at any length"),
    ),
    run=run,
    flags=(OUTPUT, Flag("lines", "The rows alone, one JSON object a line.", switch=True)),
)
