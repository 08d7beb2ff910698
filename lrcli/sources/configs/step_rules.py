"""The step rules of diffusers, as text: `1:10,0.1:20,0.005`, factors of the LR and the steps at which each ends.

Source: diffusers 0.42.1, diffusers.optimization.get_piecewise_constant_schedule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._ends import warn_of_dates
from lrcli.sources.configs._format import Format, never
from lrcli.sources.configs._settings import Plan

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

SMALL = 1e-2
"""A factor that is rather meant as a rate."""


def tree(document: Document) -> dict[str, Any]:
    """The rules, under the name that the function has for them."""
    return {"step_rules": "".join(document.text.split("\n")).strip()}


def read(settings: Settings) -> Plan:
    """What the function makes of the rules."""
    rules = settings.word("step_rules", None, "factors of the LR, each until a step; the last without one")
    for piece in rules.split(",")[:-1]:
        factor, colon, step = piece.partition(":")
        if not colon or not is_float(factor) or not is_whole(step):
            settings.refuse("step_rules", f"{piece.strip()!r:.40} is no rule: write FACTOR:STEP, as in 0.1:20")
    last = rules.split(",")[-1]
    if not is_float(last):
        said = f"the last entry, {last.strip()!r:.40}, is to be a factor alone, for all steps that are left"
        settings.refuse("step_rules", f"{said}: 1:10,0.1:20,0.005")
    lr = settings.fact("lr", "the rate that the factors multiply")
    steps = settings.fact("steps", "steps of the run")
    settings.want(*(name for name, value in (("lr", lr), ("steps", steps)) if value is None))
    settings.ask()
    settings.came_to("step_rules", "factors, not rates: each until a step that counts from the start")
    schedule = settings.made("diffusers.piecewise_constant", "step_rules", lr=lr, step_rules=rules)
    dates = [int(piece.partition(":")[2]) for piece in rules.split(",")[:-1]]
    warn_of_dates(settings, "step_rules", dates, steps, "steps")
    if dates != sorted(dates):
        text = "the steps do not ascend: diffusers sorts them, each with its factor"
        settings.warn("config-not-ascending", "step_rules", text, "steps that ascend")
    if all(float(piece.partition(":")[0]) < SMALL for piece in rules.split(",")):
        text = f"these are factors of the LR {lr:.12g}, and no rates: those of the web UI are format=rate:step"
        settings.warn("config-rates-or-factors", "step_rules", text, "factors, as in 1:10,0.1:20,0.005")
    return Plan(schedule, Run(steps=steps))


def is_float(text: str) -> bool:
    """Whether Python's float() takes a text for a finite number."""
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False


def is_whole(text: str) -> bool:
    """Whether Python's int() takes a text."""
    try:
        return int(text) is not None
    except ValueError:
        return False


FORMAT = Format("step_rules", "diffusers' step_rules", 61, never, read, tree)
