"""The verbs, one file each. To add one: its file. A file whose name begins with `_` is no verb."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from lrcli.catalogue import modules

if TYPE_CHECKING:
    from lrcli.cli.verb import Verb

ORDER = (
    "list",
    "explain",
    "when",
    "diff",
    "lint",
    "table",
    "plot",
    "csv",
    "json",
    "value",
    "budget",
    "help",
    "completions",
)
"""The order of the help; verbs that are not named here follow."""
NAMES = modules("cli.verbs", ORDER)


def load(name: str) -> Verb:
    """The verb of this name."""
    verb: Verb = import_module(f"lrcli.cli.verbs.{name}").VERB
    return verb
