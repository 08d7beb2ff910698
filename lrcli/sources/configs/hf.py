"""Hugging Face's TrainingArguments, in YAML or JSON, or as flags of a script.

Source: Transformers 5.23.0 and 4.57.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.documents import SHELL
from lrcli.sources.configs._deepspeed import driven
from lrcli.sources.configs._devices import by_python
from lrcli.sources.configs._format import ELSE, Format
from lrcli.sources.configs._hugging import LR, argument_tree, refuse_slips, warn_texts
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Plan, Settings


def fits(document: Document) -> bool:
    """Any mapping, or script with flags: what no other format is."""
    return isinstance(document.tree, dict) or document.kind == SHELL


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments."""
    refuse_slips(settings)
    warn_texts(settings)
    return driven(settings, LR)


FORMAT = Format("hf", "Hugging Face TrainingArguments", ELSE, fits, read, argument_tree, flat, starts=by_python)
