"""Hugging Face's TrainingArguments, in YAML or JSON, or as flags of a script.

Source: Transformers 5.23.0 and 4.57.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.documents import SHELL
from lrcli.sources.configs._deepspeed import combined, is_deepspeed
from lrcli.sources.configs._format import ELSE, Format
from lrcli.sources.configs._hugging import LR, argument_tree, refuse_slips, trained, warn_texts
from lrcli.sources.configs._settings import Settings
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Plan

DEEPSPEED = "deepspeed"


def fits(document: Document) -> bool:
    """Any mapping, or script with flags: what no other format is."""
    return isinstance(document.tree, dict) or document.kind == SHELL


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments."""
    refuse_slips(settings)
    warn_texts(settings)
    block = block_of(settings)
    return trained(settings, LR) if block is None else combined(block, settings, LR)


def block_of(settings: Settings) -> Settings | None:
    """The configuration of DeepSpeed that the arguments name, where it is at hand: beside them, or in them."""
    beside = settings.beside
    if beside is not None and is_deepspeed(beside.tree):
        block = Settings(beside, beside.tree, "DeepSpeed", settings.facts)
        block.entries, block.remarks = settings.entries, settings.remarks
        block.missing, block.used = settings.missing, settings.used
        return block
    found = settings.get(DEEPSPEED)
    if isinstance(found, dict):
        return settings.section(DEEPSPEED)
    if isinstance(found, str):
        text = f"{found} is not read: where it has a scheduler block, that drives the LR (beside={found!r})"
        settings.tell("config-deepspeed", DEEPSPEED, text)
    return None


FORMAT = Format("hf", "Hugging Face TrainingArguments", ELSE, fits, read, argument_tree, flat)
