"""Detectron2's configurations: SOLVER in YAML, over the file that _BASE_ names and the defaults.

Source: Detectron2 02b5c4e2, detectron2.solver.build.build_lr_scheduler, detectron2.config.defaults,
detectron2.engine.defaults.DefaultTrainer.auto_scale_workers; fvcore 0.1.5.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.reading.documents import YAML
from lrcli.sources.configs._ends import warn_of_warmup
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._inherited import built
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import Plan, keys, meant

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

BASE = "_BASE_"
SOLVER = "SOLVER"
NAMES = ("WarmupMultiStepLR", "WarmupCosineLR", "WarmupStepWithFixedGammaLR")
KNOWN = keys(
    """LR_SCHEDULER_NAME MAX_ITER BASE_LR BASE_LR_END MOMENTUM NESTEROV WEIGHT_DECAY WEIGHT_DECAY_NORM GAMMA STEPS
    NUM_DECAYS WARMUP_FACTOR WARMUP_ITERS WARMUP_METHOD RESCALE_INTERVAL CHECKPOINT_PERIOD IMS_PER_BATCH
    REFERENCE_WORLD_SIZE BIAS_LR_FACTOR WEIGHT_DECAY_BIAS CLIP_GRADIENTS AMP OPTIMIZER BACKBONE_MULTIPLIER
    LR_MULTIPLIER LR_MULTIPLIER_NAME POLY_LR_POWER POLY_LR_CONSTANT_ENDING"""
)
"""The keys of SOLVER, those of its projects among them."""


def fits(document: Document) -> bool:
    tree = document.tree
    return document.kind == YAML and isinstance(tree, dict) and (isinstance(tree.get(SOLVER), dict) or BASE in tree)


def tree_of(document: Document) -> dict[str, Any]:
    """The configuration over the file that it builds on."""
    return built(document, BASE, merged)


def merged(below: dict[Any, Any], above: dict[Any, Any]) -> dict[Any, Any]:
    """A mapping laid over another, key by key."""
    made = dict(below)
    for key, value in above.items():
        under = made.get(key)
        made[key] = merged(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return made


def read(settings: Settings) -> Plan:
    """What build_lr_scheduler makes of SOLVER."""
    solver = settings.section(SOLVER)
    solver.refuse_unknown(KNOWN, what="Non-existent config key: SOLVER has no")
    name = solver.word("LR_SCHEDULER_NAME", "WarmupMultiStepLR")
    if name not in NAMES:
        solver.refuse("LR_SCHEDULER_NAME", f"Unknown LR scheduler: {name}{meant(name, NAMES)}; {', '.join(NAMES)}")
    scale, world = workers(solver)
    settings.ask()
    lr = solver.rate("BASE_LR", 0.001, THE_RATE) * scale
    length = scaled(solver.whole("MAX_ITER", 40_000, least=1), scale)
    rise = scaled(solver.whole("WARMUP_ITERS", 1000, least=0), scale)
    if world is not None and scale != 1:
        solver.came_to("BASE_LR", f"{THE_RATE}, times {scale:g} for {world} workers: {lr:g}")
    rows = solver.fact("steps", "iterations in all") or length
    warn_of_warmup(solver, "WARMUP_ITERS", rise, length, lr)
    body = scheduled(solver, name, length, scale, lr)
    share = min(rise / length, 1.0)
    factor = solver.number("WARMUP_FACTOR", 0.001)
    method = solver.word("WARMUP_METHOD", "linear")
    rescale = solver.switch("RESCALE_INTERVAL")
    schedule = solver.made(
        "detectron2.WarmupParamScheduler",
        "WARMUP_METHOD",
        scheduler=body,
        warmup_factor=factor,
        warmup_length=share,
        warmup_method=method,
        rescale_interval=rescale,
    )
    made: Schedule = lr * schedule if lr > 0 else solver.made("constant", "BASE_LR", initial=lr)
    if rows != length:
        solver.tell("config-length", "MAX_ITER", f"the run has {rows} iterations, and MAX_ITER is {length}")
        made = made[:length] if rows < length else made
    return Plan(made, Run(steps=rows if rows < length else length))


def workers(solver: Settings) -> tuple[float, int | None]:
    """What the rate is multiplied by for the workers there are."""
    reference = solver.whole("REFERENCE_WORLD_SIZE", 0, least=0)
    if not reference:
        return 1.0, None
    devices: int | None = solver.fact("devices", "workers")
    if devices is None:
        solver.want("devices")
        return 1.0, None
    return devices / reference, devices


def scaled(count: int, scale: float) -> int:
    """A number of iterations for the workers there are."""
    return count if scale == 1 else round(count / scale)


def scheduled(solver: Settings, name: str, length: int, scale: float, lr: float) -> Schedule:
    """The scheduler of fvcore."""
    if name == "WarmupCosineLR":
        end = solver.rate("BASE_LR_END", 0.0)
        if lr <= 0:
            solver.refuse("BASE_LR", "BASE_LR is 0: BASE_LR_END is divided by it")
        return solver.made("fvcore.CosineParamScheduler", "BASE_LR_END", start_value=1, end_value=end / lr)
    gamma = solver.number("GAMMA", 0.1)
    if name == "WarmupStepWithFixedGammaLR":
        decays = solver.whole("NUM_DECAYS", 3)
        given = {"base_value": 1.0, "num_decays": decays, "gamma": gamma, "num_updates": length}
        return solver.made("fvcore.StepWithFixedGammaParamScheduler", "NUM_DECAYS", **given)
    dates = [scaled(date, scale) for date in steps_of(solver)]
    kept = [date for date in dates if date <= length]
    if len(kept) < len(dates):
        late = ", ".join(str(date) for date in dates if date > length)
        text = f"STEPS {late} come after MAX_ITER {length}, and are dropped"
        solver.warn("config-date-after-end", "STEPS", text, f"STEPS before {length}")
    if kept != sorted(kept):
        solver.refuse("STEPS", f"STEPS {kept} do not ascend")
    values = [gamma**k for k in range(len(kept) + 1)]
    return solver.made(
        "fvcore.MultiStepParamScheduler", "STEPS", values=values, milestones=kept or None, num_updates=length
    )


def steps_of(solver: Settings) -> list[int]:
    """STEPS: a list, or a text of Python that is one."""
    found = solver.value("STEPS", "(30000,)")
    if isinstance(found, str):
        try:
            found = ast.literal_eval(found)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            solver.refuse("STEPS", f"STEPS is a list of iterations, not {found!r:.40}")
    found = [found] if isinstance(found, int) else found
    if not isinstance(found, list | tuple) or not all(isinstance(date, int) and date >= 0 for date in found):
        solver.refuse("STEPS", f"STEPS is a list of iterations, not {found!r:.40}")
    return list(found)


FORMAT = Format("detectron2", "Detectron2", 41, fits, read, tree=tree_of)
