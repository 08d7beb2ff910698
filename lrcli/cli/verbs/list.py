"""lrcli list"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import combinators, frameworks, names, natives, schedulers, summary, version
from lrcli.cli.errors import UsageFault
from lrcli.cli.output import emit
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.clock import Run
from lrcli.language.notation import parse
from lrcli.render.spark import spark

if TYPE_CHECKING:
    from lrcli.cli.terminal import Terminal
    from lrcli.cli.verb import Call
    from lrcli.schedules.schedule import Schedule


EXAMPLE = 100
"""Ticks of an example."""
LEAST = 24
"""Characters that a summary has at least."""


def run(call: Call) -> None:
    if len(call.words) > 1:
        raise UsageFault("give one pattern, such as cos or torch")
    pattern = call.words[0].lower() if call.words else ""
    screen = terminal(call.text("color") or "auto")
    if not pattern:
        emit(listing([about(kind) for kind in (*natives(), *combinators())], screen))
        emit(("\n" if screen.live else "") + listing([about_framework(name) for name in frameworks()], screen))
        return
    kinds = matching(pattern)
    if not kinds:
        there = ", ".join(frameworks())
        raise UsageFault(f"nothing has {pattern} in its name or summary; the frameworks are {there}")
    drawn = pattern in frameworks()
    emit(
        listing([(kind.family, shape(kind, screen), summary(kind)) if drawn else about(kind) for kind in kinds], screen)
    )


def about(kind: type[Schedule]) -> tuple[str, str, str]:
    """A family with its other names, without those that are names of functions of a framework."""
    return kind.family, ", ".join(alias for alias in kind.aliases if "." not in alias), summary(kind)


def matching(pattern: str) -> list[type[Schedule]]:
    """The families whose name, alias or summary holds the pattern; a framework's name gives its schedulers."""
    if pattern in frameworks():
        return schedulers(pattern)
    kinds = [*natives(), *combinators(), *(kind for framework in frameworks() for kind in schedulers(framework))]
    return [kind for kind in kinds if any(pattern in text.lower() for text in (*names(kind), summary(kind)))]


def about_framework(framework: str) -> tuple[str, str, str]:
    """A framework with the number of its schedulers, and the version whose behaviour they have."""
    count = len(schedulers(framework))
    return framework, version(framework), f"{count} schedulers: lrcli list {framework}"


def shape(kind: Any, screen: Terminal) -> str:
    """The example of a framework's scheduler as a line of characters."""
    placed = parse(kind.example_text()).on(Run(steps=EXAMPLE))
    return spark(placed.gapped(range(EXAMPLE)), unicode=screen.unicode)


def listing(rows: list[tuple[str, str, str]], screen: Terminal) -> str:
    """One line each: in columns for people, wrapped to the width; separated by tabs in a pipe."""
    if not screen.live:
        return "".join("\t".join(row) + "\n" for row in rows)
    first, second = (max(len(row[column]) for row in rows) + 2 for column in (0, 1))
    shown = []
    for name, other, text in rows:
        head = f"{name:{first}}{other:{second}}"
        wrapped = textwrap.wrap(text, max(screen.width - len(head), LEAST))
        shown += [f"{head}{wrapped[0]}", *(" " * len(head) + line for line in wrapped[1:])]
    return "\n".join(shown) + "\n"


VERB = Verb(
    name="list",
    summary="List the schedules there are, each with one line.",
    examples=(
        ("lrcli list", "the families, and the frameworks whose schedulers are known"),
        ("lrcli list torch", "PyTorch's schedulers, each with its shape"),
        ("lrcli list cos", "whatever has cos in its name or summary"),
    ),
    run=run,
    schedules=False,
    words=("[PATTERN]", "Part of a name or summary, or the name of a framework."),
)
