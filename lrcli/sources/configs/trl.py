"""TRL: the arguments of Hugging Face's Trainer with defaults of its own, made numbers by argparse.

Source: TRL 1.16.0, scripts.utils.TrlParser and the configs of its trainers, on Transformers 5.23.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._flags import flags_of
from lrcli.sources.configs._format import Format, never
from lrcli.sources.configs._hugging import (
    ARGUMENTS,
    read_rate,
    refuse_slips,
    scheduled,
    tell_packing,
    updates,
    warmup,
    warn_texts,
)
from lrcli.sources.configs._settings import Plan, keys
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

RATES = {"SFTConfig": 2e-5, "DPOConfig": 1e-6, "KTOConfig": 1e-6, "RewardConfig": 1e-4, "GRPOConfig": 1e-6}
"""The learning_rate of the configs. RLOOConfig and DistillationConfig have that of GRPOConfig."""
SIGNS = {
    "GRPOConfig": keys("num_generations generation_batch_size steps_per_generation max_completion_length"),
    "RewardConfig": keys("center_rewards_coefficient"),
    "KTOConfig": keys("desirable_weight undesirable_weight"),
    "DPOConfig": keys("beta ld_alpha f_divergence_type use_weighting discopop_tau label_smoothing"),
}
"""Keys that the config of one trainer alone has."""


def tree(document: Document) -> dict[str, Any]:
    """The arguments, of a script those of its command."""
    return flags_of(document, ARGUMENTS)


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments."""
    refuse_slips(settings)
    warn_texts(settings, nested=True)
    config = next((name for name, signs in SIGNS.items() if signs.intersection(settings.tree)), "SFTConfig")
    lr = read_rate(settings, RATES[config])
    if not settings.has("learning_rate"):
        settings.tell("config-trainer", "", f"it does not say which trainer reads it: the default is that of {config}")
    tell_packing(settings, "packing")
    if config == "GRPOConfig" and settings.facts.steps is None and settings.whole("max_steps", -1) <= 0:
        settings.want("steps", instead="max_steps, as the updates depend on what is generated")
        settings.ask()
    total, per_epoch = updates(settings)
    schedule = scheduled(settings, lr, warmup(settings, total), total)
    return Plan(schedule, Run(steps=total, steps_per_epoch=per_epoch))


FORMAT = Format("trl", "TRL", 98, never, read, tree, flat)
