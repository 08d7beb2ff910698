"""lrcli csv"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import MOMENTUM, OUTPUT, Flag
from lrcli.cli.output import save
from lrcli.cli.verb import Verb
from lrcli.cli.words import columns
from lrcli.render.formats.csv import csv

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    path = call.output("csv", "tsv")
    separator = call.text("sep") or ("tab" if path.endswith(".tsv") else ",")
    separator = {"tab": "\t", "\\t": "\t"}.get(separator, separator)
    decimal = call.text("decimal") or "."
    if len(separator) != 1 or not separator.isascii() or separator.isalnum() or separator in '."+-\r\n':
        raise UsageFault(f"--sep {separator!r}: give one character that stands in no number, such as ; or tab")
    if decimal not in (".", ","):
        raise UsageFault(f"--decimal {decimal!r}: it is a point or a comma")
    if separator == decimal:
        raise UsageFault("--decimal , needs another separator, such as --sep ';'")
    save(path, csv(columns(call), separator, decimal))


VERB = Verb(
    name="csv",
    summary="Print or save the value of every epoch or step as CSV.",
    examples=(
        ("lrcli csv cosine --lr 0.1 --epochs 90 --warmup 5 -o lr.csv", "a file for a spreadsheet"),
        ("lrcli csv cosine --steps 1e6 | head", "a stream of any length"),
        ("lrcli csv 'step(0.1)' best='cosine(0.3)' --sep ';'", "two columns, one of them named"),
    ),
    run=run,
    flags=(
        OUTPUT,
        MOMENTUM,
        Flag("sep", "Separator between columns; tab is a tab.  [default: , or a tab for FILE.tsv]", metavar="CHAR"),
        Flag("decimal", "Mark before the decimals, for spreadsheets that want a comma.  [default: .]", metavar="CHAR"),
    ),
)
