"""Hugging Face's TrainingArguments, in YAML or JSON, or as flags of a script.

Source: Transformers 5.23.0 and 4.57.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.reading.documents import SHELL
from lrcli.sources.configs._flags import flags_of
from lrcli.sources.configs._format import ELSE, Format
from lrcli.sources.configs._hugging import ARGUMENTS, MATTER, read_rate, scheduled, updates, warmup, warn_texts
from lrcli.sources.configs._settings import ConfigError, Plan, nearest
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

LR = 5e-5
"""The learning_rate of TrainingArguments."""


def fits(document: Document) -> bool:
    """Any mapping, or script with flags: what no other format is."""
    return isinstance(document.tree, dict) or document.kind == SHELL


def tree(document: Document) -> dict[str, Any]:
    """The arguments, of a script those of its command."""
    return flags_of(document, ARGUMENTS)


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments."""
    refuse_slips(settings)
    warn_texts(settings)
    lr = read_rate(settings, LR)
    total, per_epoch = updates(settings)
    schedule = scheduled(settings, lr, warmup(settings, total), total)
    return Plan(schedule, Run(steps=total, steps_per_epoch=per_epoch))


def refuse_slips(settings: Settings) -> None:
    """ConfigError for a key that is nearly one of the Trainer's, and for a mapping that has none of them.

    The parser refuses every key that no dataclass of the program has; a program has others beside these.
    """
    keys = [key for key in settings.tree if isinstance(key, str)]
    for key in keys:
        if key not in ARGUMENTS and (near := nearest(key, MATTER)):
            settings.refuse(key, f"TrainingArguments has no {key}: did you mean {near}?")
    if not ARGUMENTS.intersection(keys):
        raise ConfigError(f"{settings.document.name} is no configuration that is known: lrcli help configs lists them")


FORMAT = Format("hf", "Hugging Face TrainingArguments", ELSE, fits, read, tree, flat)
