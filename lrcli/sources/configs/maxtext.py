"""MaxText's configurations, in YAML.

Source: MaxText e591f30c, maxtext.utils.maxtext_utils.create_learning_rate_schedule, maxtext.configs.types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.sources.configs._ends import warn_of_cut, warn_of_end
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._settings import Plan, keys, nearest

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

FAMILY = "maxtext.create_learning_rate_schedule"
SIGNS = ("base_config", "learning_rate_schedule_steps", "warmup_steps_fraction", "lr_schedule_type")
TOTAL = "learning_rate_schedule_steps"
FINAL, FORMER = "learning_rate_final_fraction", "cosine_learning_rate_final_fraction"
MATTER = keys(
    """learning_rate steps learning_rate_schedule_steps warmup_steps_fraction learning_rate_final_fraction
    lr_schedule_type wsd_decay_steps_fraction wsd_decay_style cosine_learning_rate_final_fraction"""
)
STEPS = 150_001
"""The steps of base.yml."""


def fits(document: Document) -> bool:
    return isinstance(document.tree, dict) and any(sign in document.tree for sign in SIGNS)


def read(settings: Settings) -> Plan:
    """What MaxText makes of its keys; what the file does not have is base.yml's."""
    for key in settings.tree:
        if (
            isinstance(key, str)
            and key not in MATTER
            and (near := nearest(key, MATTER))
            and not key.endswith("s_steps")
        ):
            settings.refuse(key, f"MaxText has no key {key}, and refuses it: did you mean {near}?")
    for fact in ("samples", "devices", "batch_size", "accumulate", "seq_len", "epochs", "tokens"):
        settings.fact(fact)
    lr = settings.rate("learning_rate", 3e-5, "the rate")
    steps, total = lengths(settings)
    share = settings.number("warmup_steps_fraction", 0.1, "share of the schedule that the rise takes", least=0, most=1)
    settings.came_to("warmup_steps_fraction", f"int({total} * {share:.12g}) = {int(total * share)} updates")
    kind = settings.word("lr_schedule_type", "cosine", "what follows the rise", ("cosine", "wsd"))
    given = {"warmup_steps_fraction": share, FINAL: final(settings), "lr_schedule_type": kind}
    if kind == "wsd":
        given["wsd_decay_steps_fraction"] = settings.number("wsd_decay_steps_fraction", 0.1, least=0, most=1)
        given["wsd_decay_style"] = settings.word("wsd_decay_style", "linear", "", ("linear", "cosine"))
    else:
        for key in ("wsd_decay_steps_fraction", "wsd_decay_style"):
            settings.ignored(key, f"lr_schedule_type is {kind}")
    schedule = settings.made(FAMILY, "lr_schedule_type", learning_rate=lr, learning_rate_schedule_steps=total, **given)
    warn_of_end(settings, TOTAL, total, steps, "the LR is 0 from there on")
    warn_of_cut(settings, TOTAL, total, steps)
    return Plan(schedule, Run(steps=steps, steps_per_epoch=settings.fact("steps_per_epoch")))


def lengths(settings: Settings) -> tuple[int, int]:
    """The updates of the run, and those of the schedule; -1 for one of them is the other."""
    steps = settings.overridden("steps", "steps", STEPS, "updates of the run")
    total = settings.whole(TOTAL, -1, "updates of the schedule")
    if total == -1:
        total = steps
    elif steps == -1:
        steps = total
    for key, value in (("steps", steps), (TOTAL, total)):
        if value < 1:
            settings.refuse(key, f"{key} is {value}: 1 or more is allowed, or -1 for one of steps and {TOTAL}")
    return steps, total


def final(settings: Settings) -> float:
    """The rate at the end as a share; its key had a longer name once."""
    if settings.has(FORMER) and not settings.has(FINAL):
        text = f"{FORMER} is {FINAL} in MaxText of today, and read as that"
        settings.tell("config-version", FORMER, text)
        return float(settings.number(FORMER, None, "the LR at the end as a share", least=0))
    return float(settings.number(FINAL, 0.1, "the LR at the end as a share", least=0))


FORMAT = Format("maxtext", "MaxText", 51, fits, read, once=True)
