"""DeepSpeed's JSON; `beside` holds the TrainingArguments that fill its "auto".

Source: DeepSpeed 0.19.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.sources.configs._deepspeed import alone, combined, is_deepspeed
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._hugging import LR, argument_tree, trained
from lrcli.sources.configs._settings import ConfigError, Settings

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Plan


def fits(document: Document) -> bool:
    """An optimizer or a scheduler of {type, params}, or keys of DeepSpeed's own."""
    return is_deepspeed(document.tree)


def read(settings: Settings) -> Plan:
    """What DeepSpeed makes of its file, alone or with the arguments beside it."""
    beside = settings.beside
    if beside is None:
        return combined(settings, None, LR, lambda: alone(settings))
    tree = argument_tree(beside)
    if not tree:
        raise ConfigError(f"{beside.name} has no TrainingArguments")
    arguments = Settings(beside, tree, "Hugging Face TrainingArguments", settings.facts)
    arguments.entries, arguments.remarks = settings.entries, settings.remarks
    arguments.missing, arguments.used = settings.missing, settings.used
    return combined(settings, arguments, LR, lambda: trained(arguments, LR))


FORMAT = Format("deepspeed", "DeepSpeed", 45, fits, read)
