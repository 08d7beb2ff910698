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
from lrcli.sources.configs._hugging import argument_tree, refuse_slips, refuse_untold, tell_packing, warn_texts
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
OF_UNSLOTH = "UnslothTrainingArguments"
UNSLOTH = re.compile(rf"^\s*(?:from|import)\s+unsloth\b|\b{OF_UNSLOTH}\b", re.MULTILINE)
"""What tells that a program uses Unsloth, which changes TRL's configs as it is imported."""
EMBEDDINGS = "embedding_learning_rate"
WARMUPS = ("warmup_steps", "warmup_ratio")
LENGTHS = {
    "num_train_epochs": "epochs",
    "per_device_train_batch_size": "batch_size",
    "gradient_accumulation_steps": "accumulate",
}
"""The keys by which a run is counted that does not tell its updates, and the flags for them."""
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


def ask_what_unsloth_sets(settings: Settings, config: str) -> None:
    """ConfigError for keys that are not there in a program with Unsloth, which has defaults of its own for them.

    They differ from version to version.
    """
    if not isinstance(settings.tree, Called) or not UNSLOTH.search(settings.document.text):
        return
    if settings.has(EMBEDDINGS):
        text = f"{EMBEDDINGS} is the rate of the embeddings, where they are trained: the same curve from that rate"
        settings.tell("config-groups", EMBEDDINGS, text)
    counted = settings.facts.steps is not None or (settings.get("max_steps") or -1) != -1
    needed = [each for each in (LENGTHS if not counted else {}) if getattr(settings.facts, LENGTHS[each]) is None]
    warmed = any(settings.has(key) for key in WARMUPS)
    absent = [key for key in ("learning_rate", *needed) if not settings.has(key)] + ([] if warmed else [WARMUPS[0]])
    if absent:
        asked = " ".join(f"--set {key}=VALUE" for key in absent)
        settings.refuse("", f"Unsloth has defaults of its own in place of those of {config}: give {asked}")


def read(settings: Settings) -> Plan:
    """What the Trainer makes of its arguments."""
    config, told = config_of(settings)
    refuse_slips(settings)
    refuse_untold(settings)
    ask_what_unsloth_sets(settings, config)
    warn_texts(settings, nested=True)
    if not told and not settings.has("learning_rate"):
        settings.tell("config-trainer", "", f"it does not say which trainer reads it: the default is that of {config}")
    tell_packing(settings, "packing")
    if config in GENERATE and settings.facts.steps is None and settings.whole("max_steps", -1) <= 0:
        settings.want("steps", instead="max_steps, as the updates depend on what is generated")
        settings.ask()
    return driven(settings, RATES.get(config, RATES["SFTConfig"]))


FORMAT = Format(
    *("trl", "TRL", 98, fits, read, argument_tree, flat),
    starts=by_python,
    calls={**dict.fromkeys(RATES, ("output_dir",)), OF_UNSLOTH: ()},
)
