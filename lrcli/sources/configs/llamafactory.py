"""LLaMA-Factory: the arguments of Hugging Face's Trainer, read by OmegaConf, so that 1e-5 is a number.

Source: LLaMA-Factory 0.9.5, hparams.parser.read_args and _parse_args, train.trainer_utils.create_custom_scheduler, on
Transformers 4.57.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._deepspeed import driven
from lrcli.sources.configs._flags import flags_of, is_command
from lrcli.sources.configs._format import Format, has
from lrcli.sources.configs._hugging import (
    ARGUMENTS,
    LR,
    WSD,
    arguments,
    by_name,
    read_rate,
    refuse_slips,
    tell_packing,
    updates,
    warmup,
)
from lrcli.sources.configs._references import follow
from lrcli.sources.configs._settings import Plan, keys
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

TELLS = "finetuning_type"
OWN = keys("stage finetuning_type do_train dataset template cutoff_len packing streaming")


def fits(document: Document) -> bool:
    """What says how it fine-tunes."""
    return has(document, TELLS) or is_command(document, lambda command: TELLS in command.flags)


def tree(document: Document) -> dict[str, Any]:
    """The arguments, of a script those of its command."""
    return flags_of(document, ARGUMENTS | OWN, short=True)


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments, and LLaMA-Factory of a warmup_stable_decay without any of its own."""
    follow(settings)
    refuse_slips(settings, OWN)
    if settings.switch("streaming") and settings.whole("max_steps", -1) < 0 and settings.facts.steps is None:
        settings.refuse("streaming", "streaming: true needs max_steps: give it, or --steps")
    tell_packing(settings, "packing", default=settings.get("stage") == "pt")
    return driven(settings, LR, lambda: of_arguments(settings))


def of_arguments(settings: Settings) -> Plan:
    """What the arguments come to, where no block of DeepSpeed drives the LR."""
    lr = read_rate(settings, LR)
    total, per_epoch = updates(settings)
    steps = warmup(settings, total, old=True)
    name = settings.word("lr_scheduler_type", "linear")
    more = arguments(settings)
    if name == WSD:
        rest = total - steps
        more = {"num_stable_steps": rest // 3, "num_decay_steps": rest - rest // 3, **more}
        settings.note_default(
            "lr_scheduler_kwargs", f"num_stable_steps {rest // 3}, num_decay_steps {rest - rest // 3}"
        )
    schedule = by_name(settings, "lr_scheduler_type", name, lr, steps, total, more)
    return Plan(schedule, Run(steps=total, steps_per_epoch=per_epoch))


FORMAT = Format("llamafactory", "LLaMA-Factory", 52, fits, read, tree, flat, once=True)
