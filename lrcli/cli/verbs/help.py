"""lrcli help"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli import topics, verbs
from lrcli.cli.output import emit
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    from lrcli.cli.pages import page_of  # it shows verbs, of which this is one

    emit(page_of(call.words, terminal(call.text("color") or "auto")))


VERB = Verb(
    name="help",
    summary="Explain a command, a schedule or a topic.",
    examples=(
        ("lrcli help", "all commands and topics"),
        ("lrcli help plot cosine", "the same as lrcli plot cosine --help"),
        ("lrcli help durations", "what 5, 5ep, 500st and 10% are"),
    ),
    run=run,
    schedules=False,
    words=("[COMMAND|TOPIC]", f"A command, with a schedule or without, or one of {', '.join(topics.names())}."),
    offers=(*verbs.NAMES, *topics.names()),
)
