"""lrcli list"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.catalogue import combinators, frameworks, natives, schedulers
from lrcli.cli.errors import UsageFault
from lrcli.cli.output import emit
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb

if TYPE_CHECKING:
    from lrcli.cli.verb import Call
    from lrcli.schedules.base import Schedule


def run(call: Call) -> None:
    if len(call.words) > 1:
        raise UsageFault("give one pattern, such as cos or torch")
    pattern = call.words[0].lower() if call.words else ""
    found = matching(pattern)
    if not found:
        known = f"; the frameworks are {', '.join(frameworks())}" if frameworks() else ""
        raise UsageFault(f"nothing is called {pattern} or has it in its name or summary{known}")
    emit(lines(found, terminal(call.text("color") or "auto").live))


def matching(pattern: str) -> list[type[Schedule]]:
    """The families whose name, alias or summary holds the pattern; a framework's name gives its schedulers."""
    if pattern in frameworks():
        return schedulers(pattern)
    known = [*natives(), *combinators()]
    return [kind for kind in known if any(pattern in text.lower() for text in (*names(kind), summary(kind)))]


def names(kind: type[Schedule]) -> tuple[str, ...]:
    return (kind.family, *kind.aliases)


def summary(kind: type[Schedule]) -> str:
    """The first line of a family's docstring."""
    return (kind.__doc__ or "").partition("\n")[0].rstrip(".")


def lines(found: list[type[Schedule]], aligned: bool) -> str:
    """One line a family: name, other names, summary; in columns for people, separated by tabs in a pipe."""
    rows = [(kind.family, ", ".join(kind.aliases), summary(kind)) for kind in found]
    if not aligned:
        return "".join("\t".join(row) + "\n" for row in rows)
    first, second = (max(len(row[column]) for row in rows) + 2 for column in (0, 1))
    return "".join(f"{name:{first}}{others:{second}}{told}".rstrip() + "\n" for name, others, told in rows)


VERB = Verb(
    name="list",
    summary="List the schedules there are, each with one line.",
    examples=(
        ("lrcli list", "all families"),
        ("lrcli list cos", "those with cos in their name or summary"),
    ),
    run=run,
    schedules=False,
    words=("[PATTERN]", "Part of a name or summary, or the name of a framework."),
)
