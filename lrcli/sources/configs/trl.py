"""TRL: the arguments of Hugging Face's Trainer with defaults of its own, made numbers by argparse.

Source: TRL 1.16.0, scripts.utils.TrlParser and the configs of its trainers, on Transformers 5.23.0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.sources.configs._calls import Called
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

RATES = {
    "SFTConfig": 2e-5,
    "DPOConfig": 1e-6,
    "KTOConfig": 1e-6,
    "RewardConfig": 1e-4,
    "GRPOConfig": 1e-6,
    "CPOConfig": 1e-6,
    "ORPOConfig": 1e-6,
    "BCOConfig": 5e-7,
    "OnlineDPOConfig": 5e-7,
    "PRMConfig": 1e-5,
    "RLOOConfig": 1e-6,
}
"""The learning_rate of the configs."""
GENERATE = ("GRPOConfig", "RLOOConfig", "OnlineDPOConfig")
"""Those of trainers that train on what they generate."""
SIGNS = {
    "GRPOConfig": keys("num_generations generation_batch_size steps_per_generation max_completion_length"),
    "RewardConfig": keys("center_rewards_coefficient"),
    "KTOConfig": keys("desirable_weight undesirable_weight"),
    "DPOConfig": keys("beta ld_alpha f_divergence_type use_weighting discopop_tau label_smoothing"),
}
"""Keys that the config of one trainer alone has."""


COMMANDS = {
    "sft": "SFTConfig",
    "dpo": "DPOConfig",
    "kto": "KTOConfig",
    "reward": "RewardConfig",
    "grpo": "GRPOConfig",
    "rloo": "RLOOConfig",
}
"""The commands of `trl`, and the scripts of the same names."""
EXAMPLES = {
    "cpo": "CPOConfig",
    "orpo": "ORPOConfig",
    "bco": "BCOConfig",
    "prm": "PRMConfig",
    "online_dpo": "OnlineDPOConfig",
    "dpo_online": "OnlineDPOConfig",
    "reward_modeling": "RewardConfig",
    **{f"{name}_vlm": COMMANDS[name] for name in ("sft", "dpo", "grpo", "rloo")},
}
"""Scripts of TRL's examples."""
SCRIPT = re.compile(r"(.*/)?(trl|examples)/scripts/(\w+)\.py")


def called(words: Sequence[str]) -> str:
    """The command of TRL that words call: `trl sft`, trl.scripts.sft, trl/scripts/sft.py; empty for any other."""
    for index, word in enumerate(words):
        if word.rpartition("/")[2] == "trl":
            return "".join(words[index + 1 : index + 2])
        if word.startswith("trl.scripts."):
            return word.rpartition(".")[2]
        if script := SCRIPT.fullmatch(word):
            return script[3]
    return ""


def fits(document: Document) -> bool:
    """A script that calls trl; its YAML tells nothing of it."""
    return is_command(document, lambda command: called(command.words) in COMMANDS | EXAMPLES)


def config_of(settings: Settings) -> tuple[str, bool]:
    """The config that reads the arguments, and whether that is told."""
    tree = settings.tree
    if isinstance(tree, Called):
        return tree.name, True
    command = called(tree.before) if isinstance(tree, Flags) else ""
    if command in COMMANDS | EXAMPLES:
        return (COMMANDS | EXAMPLES)[command], True
    return next((name for name, signs in SIGNS.items() if signs.intersection(tree)), "SFTConfig"), False


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments."""
    refuse_slips(settings)
    warn_texts(settings, nested=True)
    config, told = config_of(settings)
    if not told and not settings.has("learning_rate"):
        settings.tell("config-trainer", "", f"it does not say which trainer reads it: the default is that of {config}")
    tell_packing(settings, "packing")
    if config in GENERATE and settings.facts.steps is None and settings.whole("max_steps", -1) <= 0:
        settings.want("steps", instead="max_steps, as the updates depend on what is generated")
        settings.ask()
    return driven(settings, RATES[config])


FORMAT = Format(
    *("trl", "TRL", 98, fits, read, argument_tree, flat),
    starts=by_python,
    calls=dict.fromkeys(RATES, ("output_dir",)),
)
