"""lrcli list"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import combinators, frameworks, names, natives, schedulers, summary, version
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import JSON, OUTPUT, Flag
from lrcli.cli.output import encoded, save, save_json
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.clock import Run
from lrcli.language.notation import parse
from lrcli.render.spark import spark

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    if call.on("names") and call.as_json():
        raise UsageFault("--names and --json are two forms of the list: choose one")
    pattern = call.words[0].lower() if call.words else ""
    path = call.output()
    kinds = matching(pattern) if pattern else [*natives(), *combinators()]
    if not kinds:
        there = ", ".join(frameworks())
        raise UsageFault(f"nothing has {pattern} in its name or summary; the frameworks are {there}")
    if call.as_json():
        shown = [name for name in frameworks() if pattern in ("", name)]
        save_json(call, {"schedules": [*map(schedule_data, kinds)], "frameworks": [*map(framework_data, shown)]})
    elif call.on("names"):
        save(path, ["".join(f"{kind.family}\n" for kind in kinds).encode()])
    else:
        screen = terminal(call.text("color") or "auto")
        screen = screen._replace(live=screen.live and path == "-")
        save(path, [text.encode() if path != "-" else encoded(text) for text in shown_lists(kinds, pattern, screen)])


def shown_lists(kinds: list[type[Schedule]], pattern: str, screen: Terminal) -> Iterator[str]:
    """The list: what was found, with the shapes of a framework's; without a pattern the frameworks as well."""
    drawn = pattern in frameworks()
    yield listing(
        [(kind.family, shape(kind, screen), summary(kind)) if drawn else about(kind) for kind in kinds], screen
    )
    if not pattern:
        yield "\n" * screen.live + listing([about_framework(name) for name in frameworks()], screen)


def schedule_data(kind: type[Schedule]) -> dict[str, Any]:
    """A schedule as data; the default of a field is as it is written."""
    framework, dot, _ = kind.family.rpartition(".")
    return {
        "name": kind.family,
        "aliases": list(kind.aliases),
        "summary": summary(kind),
        "framework": framework if dot else None,
        "fields": [
            {"name": name, "help": field.help, "default": field.default_text or None}
            for name, field in kind.fields.items()
        ],
    }


def framework_data(framework: str) -> dict[str, Any]:
    """A framework as data."""
    return {"name": framework, "version": version(framework), "schedulers": len(schedulers(framework))}


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
        ("lrcli list --names", "one name a line, for scripts"),
    ),
    run=run,
    flags=(Flag("names", "The names alone, one a line.", switch=True), JSON, OUTPUT),
    schedules=False,
    words=("[PATTERN]", "Part of a name or summary, or the name of a framework."),
)
