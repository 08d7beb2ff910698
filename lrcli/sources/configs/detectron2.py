"""Detectron2's configurations: SOLVER in YAML, on top of other files.

Source: Detectron2 02b5c4e2, detectron2.config.defaults, detectron2.solver.build.build_lr_scheduler,
detectron2.engine.defaults.DefaultTrainer.auto_scale_workers; fvcore.common.config.CfgNode.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._ends import warn_of_cut, warn_of_warmup
from lrcli.sources.configs._format import Format, inside
from lrcli.sources.configs._inherited import built
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import Plan, keys, meant, nearest

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

FAMILY = "detectron2."
BASE, SOLVER = "_BASE_", "SOLVER"
ROOT = keys(
    """VERSION MODEL INPUT DATASETS DATALOADER SOLVER TEST OUTPUT_DIR SEED CUDNN_BENCHMARK FLOAT32_PRECISION VIS_PERIOD
    GLOBAL"""
)
DEFAULTS: dict[str, Any] = {
    "LR_SCHEDULER_NAME": "WarmupMultiStepLR",
    "BASE_LR": 0.001,
    "BASE_LR_END": 0.0,
    "STEPS": (30_000,),
    "GAMMA": 0.1,
    "NUM_DECAYS": 3,
    "MAX_ITER": 40_000,
    "WARMUP_ITERS": 1000,
    "WARMUP_FACTOR": 0.001,
    "WARMUP_METHOD": "linear",
    "RESCALE_INTERVAL": False,
    "REFERENCE_WORLD_SIZE": 0,
    "IMS_PER_BATCH": 16,
    "BIAS_LR_FACTOR": 1.0,
}
"""The keys of SOLVER on which the LR depends; a value must be of the type of the default."""
OTHERS = keys(
    """MOMENTUM NESTEROV WEIGHT_DECAY WEIGHT_DECAY_NORM WEIGHT_DECAY_BIAS CHECKPOINT_PERIOD CLIP_GRADIENTS AMP
    OPTIMIZER BACKBONE_MULTIPLIER LR_MULTIPLIER LR_MULTIPLIER_NAME POLY_LR_POWER POLY_LR_CONSTANT_ENDING"""
)
"""Other keys of SOLVER, those of its projects among them."""
OWN: dict[str, dict[str, str]] = {
    "WarmupMultiStepLR": {"GAMMA": "gamma"},
    "WarmupCosineLR": {"BASE_LR_END": "base_lr_end"},
    "WarmupStepWithFixedGammaLR": {"GAMMA": "gamma", "NUM_DECAYS": "num_decays"},
}
"""The schedulers, and the keys that each of them reads alone, with the argument."""


def fits(document: Document) -> bool:
    tree = document.tree
    return isinstance(tree, dict) and (isinstance(inside(tree, SOLVER), dict) or BASE in tree)


def tree_of(document: Document) -> dict[str, Any]:
    """The configuration with the files that it builds on."""
    return built(document, BASE, merged)


def merged(below: dict[Any, Any], above: dict[Any, Any]) -> dict[Any, Any]:
    """A mapping laid over another, key by key."""
    made = dict(below)
    for key, value in above.items():
        under = made.get(key)
        made[key] = merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return made


def read(settings: Settings) -> Plan:
    """What build_lr_scheduler makes of SOLVER: one value for each iteration."""
    for fact in ("samples", "batch_size", "accumulate", "epochs", "seq_len", "tokens"):
        settings.fact(fact)
    for key in settings.tree:
        if key not in ROOT and (near := nearest(str(key), ROOT)):
            settings.refuse(str(key), f"Detectron2 has no key {key}: did you mean {near}?")
    solver = settings.section(SOLVER)
    solver.refuse_unknown({*DEFAULTS, *OTHERS}, what=f"{SOLVER} has no key")
    name = value(solver, "LR_SCHEDULER_NAME")
    if name not in OWN:
        solver.refuse(
            "LR_SCHEDULER_NAME", f"Detectron2 has no LR scheduler {name!r:.40}{meant(name, OWN)}: {', '.join(OWN)}"
        )
    lr, total, rise = value(solver, "BASE_LR", THE_RATE), value(solver, "MAX_ITER"), value(solver, "WARMUP_ITERS")
    steps = value(solver, "STEPS") if name == "WarmupMultiStepLR" else ()
    scale = scaling(solver)
    settings.ask()
    if scale != 1:
        lr, total, rise = lr * scale, round(total / scale), round(rise / scale)
        steps = tuple(round(step / scale) for step in steps)
        for key, found in (("BASE_LR", f"{lr:.12g}"), ("MAX_ITER", total), ("WARMUP_ITERS", rise), ("STEPS", steps)):
            solver.came_to(key, f"{found} for the devices of this run")
    if total < 1:
        solver.refuse("MAX_ITER", f"MAX_ITER is {total}: the run has no iteration")
    if lr <= 0:
        solver.refuse("BASE_LR", f"BASE_LR is {lr:.12g}: a rate above 0 is needed")
    length = min(settings.fact("steps", "iterations of the run") or total, total)
    warn(solver, steps, rise, lr, total, length)
    arguments: dict[str, Any] = {
        argument: value(solver, key)
        for key, argument in {
            "WARMUP_FACTOR": "warmup_factor",
            "WARMUP_METHOD": "warmup_method",
            "RESCALE_INTERVAL": "rescale_interval",
            **OWN[name],
        }.items()
    }
    if name == "WarmupMultiStepLR":
        arguments["steps"] = [step for step in steps if step <= total]
    for key in {key for own in OWN.values() for key in own} | {"STEPS"}:
        if key not in OWN[name] and not (key == "STEPS" and name == "WarmupMultiStepLR"):
            solver.ignored(key, f"{name} does not read it")

    def made(rate: float) -> Schedule:
        return solver.made(
            FAMILY + name, "LR_SCHEDULER_NAME", base_lr=rate, max_iter=total, warmup_iters=rise, **arguments
        )

    bias = value(solver, "BIAS_LR_FACTOR") if solver.has("BIAS_LR_FACTOR") else 1.0
    others = (("bias", made(lr * bias)),) if bias != 1 and bias > 0 else ()
    run = Run(steps=length, steps_per_epoch=settings.fact("steps_per_epoch"))
    return Plan(made(lr), run, others)


def value(solver: Settings, key: str, means: str = "") -> Any:
    """What a key of SOLVER has; a text that is a value of Python is that value, and has to be of the default's type."""
    default = DEFAULTS[key]
    found = solver.value(key, default, means)
    if isinstance(found, str) and not isinstance(default, str):
        found = literal(solver, key, found)
    if isinstance(found, list):
        found = tuple(found)
    if type(found) is not type(default):
        kinds = type(default).__name__, type(found).__name__
        write = f": write {float(found)!r}" if type(found) is int and type(default) is float else ""
        solver.refuse(key, f"{key} is {found!r:.40}: ValueError: type mismatch, {kinds[0]} and {kinds[1]}{write}")
    if isinstance(found, tuple):
        return tuple(int(solver.as_number(key, each)) for each in found)
    return solver.as_number(key, found) if isinstance(found, int | float) and not isinstance(found, bool) else found


def literal(solver: Settings, key: str, text: str) -> Any:
    """The value that a text is in Python: numbers, lists, tuples of them; the text itself where it is none."""
    try:
        return ast.literal_eval(text.strip()[:10_000])
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        solver.refuse(key, f"{key} is {text!r:.40}, and no number, list or tuple of them")


def scaling(solver: Settings) -> float:
    """The devices as a share of those that the file is for."""
    devices = solver.fact("devices", "workers")
    before = value(solver, "REFERENCE_WORLD_SIZE")
    if before == 0:
        return 1
    if devices is None:
        solver.want("devices")
        return 1
    if before < 0 or value(solver, "IMS_PER_BATCH") % before:
        solver.refuse("REFERENCE_WORLD_SIZE", "AssertionError: Invalid REFERENCE_WORLD_SIZE in config!")
    solver.came_to("REFERENCE_WORLD_SIZE", f"{devices} devices in place of {before}")
    return float(devices / before)


def warn(solver: Settings, steps: tuple[int, ...], rise: int, lr: float, total: int, length: int) -> None:
    """What does not fit the run."""
    late = [step for step in steps if step > total]
    if late:
        dates, lie = " and ".join(map(str, late)), "lies" if len(late) == 1 else "lie"
        text = f"STEPS {dates} {lie} after MAX_ITER {total}, and Detectron2 drops what does"
        kept = tuple(step for step in steps if step <= total)
        solver.warn("config-dates-too-late", "STEPS", text, f"STEPS: {kept}")
    warn_of_warmup(solver, "WARMUP_ITERS", rise, min(length, total), lr)
    warn_of_cut(solver, "MAX_ITER", total, length)
    if (solver.facts.steps or 0) > total:
        solver.tell("config-stops", "MAX_ITER", f"Detectron2 stops at MAX_ITER {total}")


FORMAT = Format("detectron2", "Detectron2", 41, fits, read, tree=tree_of)
