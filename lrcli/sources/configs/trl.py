"""TRL: the arguments of Hugging Face's Trainer with defaults of its own, made numbers by argparse.

Source: TRL 1.16.0, scripts.utils.TrlParser and the configs of its trainers, on Transformers 5.23.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.sources.configs._deepspeed import driven
from lrcli.sources.configs._devices import by_python
from lrcli.sources.configs._flags import Flags, is_command
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._hugging import argument_tree, refuse_slips, tell_packing, warn_texts
from lrcli.sources.configs._settings import keys
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Plan, Settings

RATES = {"SFTConfig": 2e-5, "DPOConfig": 1e-6, "KTOConfig": 1e-6, "RewardConfig": 1e-4, "GRPOConfig": 1e-6}
"""The learning_rate of the configs. RLOOConfig and DistillationConfig have that of GRPOConfig."""
SIGNS = {
    "GRPOConfig": keys("num_generations generation_batch_size steps_per_generation max_completion_length"),
    "RewardConfig": keys("center_rewards_coefficient"),
    "KTOConfig": keys("desirable_weight undesirable_weight"),
    "DPOConfig": keys("beta ld_alpha f_divergence_type use_weighting discopop_tau label_smoothing"),
}
"""Keys that the config of one trainer alone has."""


COMMANDS = {"sft": "SFTConfig", "dpo": "DPOConfig", "kto": "KTOConfig", "reward": "RewardConfig", "grpo": "GRPOConfig"}
"""The commands of `trl` whose configs are known; rloo and distillation have the rate of GRPOConfig."""


def called(words: Sequence[str]) -> str:
    """The command of TRL that words call, `trl sft` or the module trl.scripts.sft; empty for any other program."""
    for index, word in enumerate(words):
        if word.rpartition("/")[2] == "trl":
            return "".join(words[index + 1 : index + 2])
        if word.startswith("trl.scripts."):
            return word.rpartition(".")[2]
    return ""


def fits(document: Document) -> bool:
    """A script that calls trl; its YAML tells nothing of it."""
    return is_command(document, lambda command: called(command.words) in COMMANDS)


def config_of(settings: Settings) -> tuple[str, bool]:
    """The config that reads the arguments, and whether that is told."""
    tree = settings.tree
    command = called(tree.before) if isinstance(tree, Flags) else ""
    if command in COMMANDS:
        return COMMANDS[command], True
    return next((name for name, signs in SIGNS.items() if signs.intersection(tree)), "SFTConfig"), False


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments."""
    refuse_slips(settings)
    warn_texts(settings, nested=True)
    config, told = config_of(settings)
    if not told and not settings.has("learning_rate"):
        settings.tell("config-trainer", "", f"it does not say which trainer reads it: the default is that of {config}")
    tell_packing(settings, "packing")
    if config == "GRPOConfig" and settings.facts.steps is None and settings.whole("max_steps", -1) <= 0:
        settings.want("steps", instead="max_steps, as the updates depend on what is generated")
        settings.ask()
    return driven(settings, RATES[config])


FORMAT = Format("trl", "TRL", 98, fits, read, argument_tree, flat, starts=by_python)
