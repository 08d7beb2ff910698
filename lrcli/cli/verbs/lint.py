"""lrcli lint"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.analysis.lint.case import tree
from lrcli.analysis.lint.rules import lint
from lrcli.cli.errors import DONE, SAID_NO
from lrcli.cli.flags import OUTPUT, Flag
from lrcli.cli.output import encoded, save, save_json, say
from lrcli.cli.pictures import bounded
from lrcli.cli.verb import Verb
from lrcli.cli.words import named_curves

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> int:
    found, named = named_curves(call)
    bounded(found)
    sources = (part for schedule in found.schedules for part in tree(schedule) if part.outside)
    for note in sorted({note for part in sources for note in part.notes()}):  # said, but no mistake
        say(f"lrcli: {note}")
    told = lint(found, [schedule for _, schedule in named])
    if call.on("json"):
        save_json(call, told)
    else:
        save(call.output(), [encoded("".join(map(warning, told)))])
        if not told:
            say(f"lrcli: nothing to warn of on {found.rows} {found.run.tick}s")
    return SAID_NO if told else DONE


def warning(told: dict[str, str]) -> str:
    """One finding: what was seen, and in a second line what it does and what mends it."""
    saw = f"{told['label']}: {told['saw']} [{told['rule']}]\n"
    return f"{saw}    {told['effect']}. Mend: {told['mend']}\n" if told["effect"] else saw


VERB = Verb(
    name="lint",
    summary="Warn of what can hardly be meant: the mistakes in schedules that cost a training run. Exit code 1 if any.",
    examples=(
        (
            "lrcli lint cosine --warmup 5 --epochs 90 --steps-per-epoch 391",
            "before the run starts; says nothing on stdout",
        ),
        ("lrcli lint 'linear(0.01, 0.1, 5) >> cosine(0.1)' 'step(0.1)'", "several"),
        ("lrcli lint cosine --json", "the warnings as JSON, for a script"),
    ),
    run=run,
    flags=(Flag("json", "The warnings as JSON: rule, what it saw, effect, what mends it.", switch=True), OUTPUT),
)
