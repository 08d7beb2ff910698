"""Hugging Face's TrainingArguments, in YAML or JSON, or as flags of a script.

Source: Transformers 5.23.0 and 4.57.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.reading.documents import SHELL
from lrcli.sources.configs._flags import flags_of
from lrcli.sources.configs._format import ELSE, Format
from lrcli.sources.configs._hugging import ARGUMENTS, read_rate, refuse_slips, scheduled, updates, warmup, warn_texts
from lrcli.sources.configs._settings import Plan
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


FORMAT = Format("hf", "Hugging Face TrainingArguments", ELSE, fits, read, tree, flat)
