"""Hugging Face's TrainingArguments, in YAML or JSON, or as flags of a script.

Source: Transformers 5.23.0 and 4.57.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.reading.documents import SHELL
from lrcli.sources.configs._deepspeed import driven
from lrcli.sources.configs._devices import by_python
from lrcli.sources.configs._flags import spelled
from lrcli.sources.configs._format import ELSE, Format
from lrcli.sources.configs._hugging import ARGUMENTS, LR, MATTER, argument_tree, refuse_slips, refuse_untold, warn_texts
from lrcli.sources.configs._names import keys, nearest
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Plan, Settings

OUTPUT = "output_dir"
OWN = keys(
    """lr_scheduler_type lr_scheduler_kwargs num_train_epochs per_device_train_batch_size per_gpu_train_batch_size
    dataloader_drop_last do_train"""
)
"""Arguments that no other program has."""
SHARED = {"gradient_accumulation_steps"}
"""Arguments that launchers, and other programs, have as well."""
COMMON = keys("learning_rate warmup_steps optim weight_decay max_grad_norm seed bf16 fp16 run_name save_steps debug")
"""Those that very many programs have."""
OF_OTHERS = keys("train_batch_size lr_scheduler lr_warmup_steps num_warmup_steps max_train_steps total_episodes")
"""Flags of scripts with a loop of their own, which the Trainer's parser refuses."""


def fits(document: Document) -> bool:
    """A mapping, or script, with arguments of the Trainer: what no other format is, and so only with a sign of it."""
    if document.kind == SHELL:
        alone = {flag for each in document.tree if not each.words for flag in each.flags}
        return any(is_trainer(each.flags) and not OF_OTHERS & {*each.flags, *alone} for each in document.tree)
    return isinstance(document.tree, dict) and (is_trainer(document.tree) or is_launcher(document.tree))


def is_trainer(tree: dict[Any, Any]) -> bool:
    """Whether arguments are those of the Trainer.

    One that no other program has says so; one that others have as well, such as learning_rate, does where output_dir is
    there too, or where most of the others are the Trainer's and not all of these are common.
    """
    names = {spelled(key) for key in tree if isinstance(key, str)}
    if names & OWN:
        return True
    known = names & ARGUMENTS
    slips = [name for name in names - ARGUMENTS if nearest(name, MATTER)]
    if OUTPUT not in names and (2 * len(known) < len(names) or (known <= COMMON and not names <= known | {*slips})):
        return False
    return bool(names & MATTER - SHARED or slips)


def is_launcher(tree: dict[Any, Any]) -> bool:
    """Whether a mapping is the configuration of accelerate launch."""
    return tree.keys() >= {"compute_environment", "distributed_type"}


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments."""
    if is_launcher(settings.tree):
        count = settings.get("num_processes")
        devices = f"; its num_processes is --devices {count}" if isinstance(count, int) else ""
        text = f"this is a configuration of accelerate launch, which sets no LR{devices}"
        settings.refuse("compute_environment", f"{text}: give the one of the training script")
    refuse_slips(settings)
    refuse_untold(settings)
    warn_texts(settings)
    return driven(settings, LR)


CALLS = ("TrainingArguments", "Seq2SeqTrainingArguments")

FORMAT = Format(
    *("hf", "Hugging Face TrainingArguments", ELSE, fits, read, argument_tree, flat),
    starts=by_python,
    calls=dict.fromkeys(CALLS, (OUTPUT,)),
)
