"""--group: a column for each parameter group, with its own factor and perhaps more that is its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.analysis.variants import WrongArgument, for_groups
from lrcli.cli.errors import UsageFault

if TYPE_CHECKING:
    from lrcli.analysis.variants import Named
    from lrcli.cli.verb import Call

NEXT = re.compile(r",(?=\s*[A-Za-z][\w-]*\s*=)")
"""The comma before the next NAME=; others are inside of a value."""
EXAMPLE = "as in: --group head=10 --group backbone=0.1,floor=1e-5"


def group_names(call: Call) -> list[str]:
    """The names of the parameter groups that a call asks for, in order; none without --group."""
    return list(groups(call))


def in_groups(call: Call, named: list[Named]) -> list[Named]:
    """Each schedule in each parameter group, when --group is given."""
    asked = groups(call)
    if not asked:
        return named
    if call.text("layer_decay") or call.text("layers"):
        raise UsageFault("--group and --layer-decay both make columns of a schedule: choose one")
    try:
        return for_groups(named, {name: (factor, changes) for name, (_, factor, changes) in asked.items()})
    except WrongArgument as error:
        typed = f" {asked[error.argument][0]}" if error.argument in asked else ""
        raise UsageFault(f"--group{typed}: {error.reason}") from None


def groups(call: Call) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Each group by its name: what was typed for it, its factor, and what else is its own."""
    every: dict[str, tuple[str, str, dict[str, str]]] = {}
    for text in call.given.get("group") or ():
        first, *more = NEXT.split(text)
        name, equals, factor = (part.strip() for part in first.partition("="))
        if not (name and equals and factor):
            raise UsageFault(f"--group {text}: give it a name and a factor, {EXAMPLE}")
        if name in every:
            raise UsageFault(f"--group {text}: there is a group {name} already; give each a name of its own")
        changes: dict[str, str] = {}
        for each in more:
            field, _, value = (part.strip() for part in each.partition("="))
            if field in changes or not value:
                fault = f"{field} is given twice" if field in changes else f"{field} has no value"
                raise UsageFault(f"--group {text}: {fault}, {EXAMPLE}")
            changes[field] = value
        every[name] = (text, factor, changes)
    return every
