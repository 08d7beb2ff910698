"""lrcli explain"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.jumps import tell_of_jumps
from lrcli.cli.output import emit, save, save_json
from lrcli.cli.pictures import bounded
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.cli.words import silent_curves

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


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
    screen = terminal(call.text("color") or "auto")
    text = f"\n{'-' * 60}\n".join(report(each, min(screen.width, 100)) for each in records)
    path = call.output()
    if path == "-":
        emit(text)
    else:
        save(path, [text.encode()])


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
