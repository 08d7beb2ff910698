"""lrcli explain"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cells import blocks
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.jumps import tell_of_jumps
from lrcli.cli.output import paged, save_json, save_text, width_for
from lrcli.cli.pictures import bounded
from lrcli.cli.verb import Verb
from lrcli.cli.words import silent_curves

if TYPE_CHECKING:
    from lrcli.cli.verb import Call

WIDEST = 100
"""Longer lines are hard to read."""


def run(call: Call) -> None:
    from lrcli.analysis.facts import facts  # the help of all commands does without
    from lrcli.render.records.explain import report

    curves = silent_curves(call)
    bounded(curves)
    tell_of_jumps(curves)
    records = facts(curves)
    if call.on("json"):
        save_json(call, records)
        return
    width = width_for(call, WIDEST)
    save_text(call, paged(call, blocks((report(each, width) for each in records), width), WIDEST))


VERB = Verb(
    name="explain",
    summary="Tell all about a schedule: parameters, formula, phases, first, peak and last LR, notes, source.",
    examples=(
        ("lrcli explain cosine --warmup 5 --epochs 90 --steps-per-epoch 391", "what each parameter came to"),
        ("lrcli explain 'linear(0, 0.1, 5) >> cosine(0.1)'", "the pieces and where they meet"),
        ("lrcli explain step --json", "the same facts as JSON"),
    ),
    run=run,
    flags=(Flag("json", "The same facts as JSON.", switch=True), OUTPUT),
)
