"""The verbs, one file each. To add one: its file, and its name here where the help is to show it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcli.cli.verb import Verb

NAMES = ("list", "explain", "table", "plot", "csv", "json", "value", "budget", "completions")


def load(name: str) -> Verb:
    """The verb of this name."""
    verb: Verb = import_module(f"lrcli.cli.verbs.{name}").VERB
    return verb
