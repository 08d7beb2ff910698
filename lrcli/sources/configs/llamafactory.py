"""LLaMA-Factory: the arguments of Hugging Face's Trainer, read by OmegaConf, so that 1e-5 is a number.

Source: LLaMA-Factory 0.9.5, hparams.parser.read_args and _parse_args, train.trainer_utils.create_custom_scheduler, on
Transformers 4.57.6; launcher.launch; v1.core.base_trainer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._deepspeed import driven
from lrcli.sources.configs._devices import on_visible, processes
from lrcli.sources.configs._flags import flags_of, is_command
from lrcli.sources.configs._format import Format, has
from lrcli.sources.configs._hugging import (
    ARGUMENTS,
    LR,
    MATTER,
    WSD,
    arguments,
    by_name,
    read_rate,
    refuse_slips,
    tell_packing,
    updates,
    warmup,
)
from lrcli.sources.configs._notes import Started
from lrcli.sources.configs._references import follow
from lrcli.sources.configs._settings import Plan, keys
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._flags import Flags
    from lrcli.sources.configs._settings import Settings

TELLS = "finetuning_type"
FIRST = keys("micro_batch_size dist_config sample_backend kernel_config model_class quant_config peft_config")
"""Keys of the new trainer."""
PLUGIN = "lr_scheduler_config"
CLI = ("llamafactory-cli", "lmf")
OTHERS = {"USE_RAY", "USE_KT", "USE_MCA", "USE_MEGATRON_BRIDGE"}
"""Variables with which other programs start the processes."""
OWN = keys("stage finetuning_type do_train dataset template cutoff_len packing streaming")


def fits(document: Document) -> bool:
    """What says how it fine-tunes."""
    return (
        has(document, TELLS) or is_first(document.tree) or is_command(document, lambda command: TELLS in command.flags)
    )


def tree(document: Document) -> dict[str, Any]:
    """The arguments, of a script those of its command."""
    return flags_of(document, ARGUMENTS | OWN, short=True)


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments, and LLaMA-Factory of a warmup_stable_decay without any of its own."""
    follow(settings)
    if is_first(settings.tree):
        return of_first(settings)
    refuse_slips(settings, OWN)
    if settings.switch("streaming") and settings.whole("max_steps", -1) < 0 and settings.facts.steps is None:
        settings.refuse("streaming", "streaming: true needs max_steps: give it, or --steps")
    tell_packing(settings, "packing", default=settings.get("stage") == "pt")
    return driven(settings, LR, lambda: of_arguments(settings))


def is_first(tree: Any) -> bool:
    """Whether it is of LLaMA-Factory's new trainer, which it calls v1."""
    return isinstance(tree, dict) and tree.keys() >= {"model", "train_dataset"} and bool(FIRST & tree.keys())


def of_first(settings: Settings) -> Plan:
    """What the new trainer makes of it: the rate is the same all the time, as long as no scheduler is added to it."""
    if settings.get(PLUGIN) is not None:
        settings.refuse(PLUGIN, f"{PLUGIN} names a scheduler that code of your own adds, which is not read")
    settings.warn_near(keys("learning_rate num_train_epochs max_steps"), ARGUMENTS - MATTER)
    lost = sorted(set(settings.tree) & (MATTER - FIRST - {"learning_rate", "num_train_epochs", "max_steps"}))
    for key in lost:
        settings.refuse(key, f"the new trainer of LLaMA-Factory (v1) has no {key}, and refuses it")
    lr = read_rate(settings, 1e-4)
    steps = settings.overridden("max_steps", "steps", None, least=1)
    if steps is None:
        settings.want("steps", instead="max_steps, as the batches are counted at the run")
        settings.ask()
    schedule = settings.made("constant", "learning_rate", initial=lr)
    return Plan(schedule, Run(steps=steps, steps_per_epoch=settings.fact("steps_per_epoch")))


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


def starts(flags: Flags) -> Started | None:
    """The devices of `llamafactory-cli train`, which starts a process for each of those that it sees.

    NPROC_PER_NODE goes before those that it sees, and NNODES times that. Ray and KTransformers start others.
    """
    command = [word.rpartition("/")[2] for word in flags.before]
    if not any(each in CLI and "train" in command[index:] for index, each in enumerate(command)):
        return None
    if OTHERS.intersection(flags.env):
        return None
    seen, forced = on_visible(flags), flags.env.get("FORCE_TORCHRUN", "0").lower() in ("1", "true", "y")
    told = {name: flags.env[name] for name in ("NPROC_PER_NODE", "NNODES") if name in flags.env}
    if not forced and (seen is None or seen.devices == 1):
        return seen
    if not all(re.fullmatch(r"[1-9]\d{0,4}", value) for value in told.values()):
        return None
    if "NPROC_PER_NODE" not in told and seen is None:
        return None
    each = int(told.get("NPROC_PER_NODE") or (seen.devices if seen else 1))
    count = each * int(told.get("NNODES", 1))
    if not told:
        return seen
    return Started(count, f"{' '.join(f'{name}={value}' for name, value in told.items())} starts {processes(count)}")


FORMAT = Format("llamafactory", "LLaMA-Factory", 52, fits, read, tree, flat, once=True, starts=starts)
