"""From a document to its format and its settings."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from lrcli.reading.documents import SHELL, TEXT
from lrcli.sources.configs._calls import Called, arguments_of
from lrcli.sources.configs._flags import Flags
from lrcli.sources.configs._format import HANDED, call_of, format_of, formats
from lrcli.sources.configs._settings import ConfigError, MissingError, Settings, meant
from lrcli.sources.configs._words import laid_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli.reading.documents import Document
    from lrcli.sources.configs._format import Format
    from lrcli.sources.configs._settings import Facts, Plan

TRIED = ({"samples": 1_000_000, "devices": 1, "steps": 100_000}, {"samples": 999_983, "devices": 2, "steps": 99_991})
"""Two runs with which a file is tried that does not tell its own."""


def planned(format: Format, settings: Settings, anew: Callable[[Facts], tuple[Format, Settings]]) -> Plan:
    """What a format makes of settings. ConfigError where its program refuses them, and for all that is missing.

    What the program refuses whatever is missing comes first: it is what both of the runs tried come to.
    """
    try:
        plan = format.read(settings)
        settings.ask()
    except MissingError as missing:
        if settings.missing.keys() <= TRIED[0].keys():
            told = [settings.facts._replace(**{name: run[name] for name in settings.missing}) for run in TRIED]
            refused = {refusal(format, anew(facts)[1]) for facts in told}
            if len(refused) == 1 and None not in refused:
                raise ConfigError(*refused) from None
        raise missing from None
    return plan


def refusal(format: Format, settings: Settings) -> str | None:
    """What a program says that refuses settings; None where it takes them, or where still more is missing."""
    try:
        format.read(settings)
    except MissingError:
        return None
    except ConfigError as error:
        return str(error)
    return None


def settings_of(
    document: Document, name: str | None, words: tuple[str, ...], facts: Facts, beside: Document | None = None
) -> tuple[Format, Settings]:
    """The format of a document, and its settings with `words` of the program's command line laid over them."""
    if name is not None and name not in formats():
        raise ConfigError(f"no format is called {name}{meant(name, formats())}; there are {', '.join(formats())}")
    found = formats()[name] if name else format_of(document)
    if found is None:
        handed = HANDED.search(document.text) if document.kind in (SHELL, TEXT) else None
        if handed:
            raise ConfigError(f"{document.name} sets no LR; it hands {handed[0]} to its program: give that file")
        raise ConfigError(f"{document.name} is no configuration that is known: lrcli help configs lists them")
    tree = mapping_of(document, found)
    if not isinstance(tree, dict):
        raise ConfigError(f"{document.name} is no {found.program}: it holds no keys")
    if isinstance(tree, Flags):
        document = document._replace(lines=tree.lines)
    if isinstance(tree, Called):
        document = document._replace(lines=tree.lines, texts=tree.texts)
    settings = Settings(document, tree, found.program, facts, beside)
    settings.starts = found.starts
    if isinstance(tree, Flags) and tree.alike > 1:
        settings.tell("config-commands", "", f"it has {tree.alike} such commands: the first is read")
    if isinstance(tree, Flags) and tree.lost:
        told = ", ".join(f"--{name}" for name in tree.lost[:5])
        text = f"{told} come after the end of the command, as after a comment in it: the shell does not hand them on"
        settings.warn("config-lost-flags", "", text, "the comment above the command")
    if words:
        try:
            settings.changed = (found.words or laid_over)(tree, words)
        except ValueError as error:
            raise ConfigError(f"--set {error}") from None
    look_for_twins(settings, found)
    return found, settings


def mapping_of(document: Document, format: Format) -> Any:
    """The mapping that a document is to a format: the arguments of its call, where it makes one."""
    call = call_of(document) if format.calls else None
    if call is not None and call.name in format.calls:
        return arguments_of(document, call, format.calls[call.name])
    return deepcopy(format.tree(document) if format.tree else document.tree)


def look_for_twins(settings: Settings, format: Format) -> None:
    """Warn of keys that are there twice, which some programs refuse."""
    for path in settings.document.twice:
        key = ".".join(map(str, path))
        if format.once:
            settings.refuse(key, f"{key} is there twice, and {format.program} refuses that: leave one of them out")
        settings.warn("config-twice", key, f"{key} is there twice: the last counts", "leave one of them out")
