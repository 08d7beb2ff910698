"""Axolotl: names of its own for the Trainer's arguments, another total, another warm-up, and schedulers of its own.

Source: Axolotl 0.19.0, core.builders.base (_configure_warmup_and_logging, _configure_scheduler, max_steps),
core.trainers.mixins.scheduler, utils.data.sft, utils.trainer.calculate_total_num_steps.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.clock import Run
from lrcli.sources.configs._devices import devices_of, tell_no_epochs, told_devices, want_samples
from lrcli.sources.configs._format import Format, has
from lrcli.sources.configs._hugging import MAX_STEPS, arguments, by_name, rounded_up
from lrcli.sources.configs._settings import Plan, keys
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

SHARE, MOST = 0.03, 100
"""The warm-up where none is given: a share of the run, and the most steps of it."""
OWN = "axolotl."
GENERATED = ("grpo", "ebft")
"""Values of rl whose number of updates depends on what is generated."""
MATTER = keys(
    """learning_rate lr_scheduler lr_scheduler_kwargs warmup_steps warmup_ratio cosine_min_lr_ratio
    cosine_constant_lr_ratio lr_quadratic_warmup num_epochs max_steps micro_batch_size gradient_accumulation_steps
    batch_size sample_packing"""
)
KNOWN = keys("eval_sample_packing eval_batch_size save_steps eval_steps logging_steps lr_groups warmup_dataset")


class Length(NamedTuple):
    """The updates of the run, those that the data makes (None where nobody knows), and those of an epoch."""

    total: int
    data: int | None
    per_epoch: int | None


def fits(document: Document) -> bool:
    """What names a model and a micro-batch."""
    return has(document, "base_model", "micro_batch_size")


def read(settings: Settings) -> Plan:
    """What Axolotl's builder and scheduler make of a configuration."""
    settings.warn_near(MATTER, KNOWN)
    if settings.get("jagged_restart_steps"):
        settings.refuse("jagged_restart_steps", "jagged_restart_steps restarts the LR in jags, which is not read")
    refuse_two(settings)
    if not settings.has("learning_rate"):
        settings.refuse("learning_rate", "learning_rate is needed: learning_rate: 2e-4")
    lr = settings.rate("learning_rate", means="the rate")
    length = length_of(settings)
    schedule = scheduled(settings, lr, warmup(settings, length), length.total)
    return Plan(schedule, Run(steps=length.total, steps_per_epoch=length.per_epoch))


def refuse_two(settings: Settings) -> None:
    """ConfigError for keys of which the schema takes one."""
    if settings.get("warmup_steps") and settings.get("warmup_ratio"):
        settings.refuse("warmup_ratio", "warmup_steps and warmup_ratio exclude one another: leave one of them out")
    if settings.get("gradient_accumulation_steps") and settings.get("batch_size"):
        settings.refuse(
            "batch_size", "gradient_accumulation_steps and batch_size exclude one another: leave batch_size out"
        )


def length_of(settings: Settings) -> Length:
    """How many updates there are: max_steps, else ceil(samples * num_epochs / batch), once for the whole run.

    The batch is micro_batch_size * gradient_accumulation_steps * devices.
    """
    most = settings.overridden("max_steps", "steps", least=0, means="updates in all") or 0
    generated = settings.get("rl") in GENERATED
    packed = settings.switch("sample_packing")
    endless = bool(settings.get("streaming") or settings.get("pretraining_dataset"))
    if not most and (packed or generated or endless):
        why = "sample_packing puts several into one" if packed else "it streams" if endless else "rl generates them"
        settings.want("steps", instead=f"max_steps, as the number of batches is not in the file: {why}")
        settings.ask()
    samples = settings.fact("samples")
    if samples is None or packed or generated or endless:
        if not most:
            want_samples(settings, MAX_STEPS)
        return Length(most, None, None)
    if most and settings.has("warmup_steps") and told_devices(settings) is None:
        tell_no_epochs(settings)
        return Length(most, None, None)
    micro = settings.overridden("micro_batch_size", "batch_size", 1, least=1)
    if settings.get("batch_size"):
        accumulate = settings.whole("batch_size", least=micro) // micro
    else:
        accumulate = settings.overridden("gradient_accumulation_steps", "accumulate", 1, least=1)
    devices = devices_of(settings, instead=MAX_STEPS)
    shared = settings.whole("context_parallel_size", least=1) or 1
    shared *= settings.whole("tensor_parallel_size", least=1) or 1
    ranks = max(devices // shared, 1)
    epochs = settings.overridden_number("num_epochs", "epochs", 1.0, above=0)
    data = math.ceil(samples * epochs / (micro * accumulate * ranks))
    settings.came_to(
        "num_epochs", f"ceil({samples} * {epochs:.12g} / ({micro} * {accumulate} * {ranks})) = {data} updates"
    )
    per_epoch = rounded_up(rounded_up(rounded_up(samples, micro), ranks), accumulate)
    if most > data:
        text = f"max_steps {most} is more than the {data} updates of num_epochs {epochs:.12g}: max_steps counts"
        settings.tell("config-longer-run", "max_steps", text)
    return Length(most or data, data, per_epoch)


def warmup(settings: Settings, length: Length) -> int:
    """The updates of the warm-up.

    warmup_steps; else warmup_ratio of the run, cut to a whole number; else 3 hundredths of it, at most 100 updates. 1
    becomes 2. The run is here what the data makes, or max_steps where that is less; with rl what the data makes.
    """
    if settings.has("warmup_steps"):
        given: int = settings.whole("warmup_steps", least=0)
        if given == 1:
            settings.came_to("warmup_steps", "1 becomes 2")
        return 2 if given == 1 else given
    known = length.data
    base = length.total if known is None else known if settings.get("rl") else min(length.total, known)
    share = settings.number("warmup_ratio", None, least=0)
    if settings.get("rl") in GENERATED:
        steps = math.ceil(base * (SHARE if share is None else share))
        text = f"ceil({base} * {SHARE if share is None else share:.12g}) = {steps} updates"
    elif share is None:
        steps = min(int(SHARE * base), MOST)
        text = f"min(int({SHARE} * {base}), {MOST}) = {steps} updates"
    else:
        steps = int(share * base)
        text = f"int({share:.12g} * {base}) = {steps} updates"
    if steps == 1:
        steps, text = 2, f"{text}, which becomes 2"
    settings.note_default("warmup_steps", steps, text)
    if known is None and settings.facts.steps is None and steps:
        text = f"the warm-up is a share of max_steps {base}, as if the data made no fewer updates"
        settings.tell("config-assumed", "max_steps", text)
    return steps


def scheduled(settings: Settings, lr: float, steps: int, total: int) -> Schedule:
    """The first that fits of one_cycle, rex, a cosine of Axolotl's own, and Transformers' schedulers."""
    name = settings.word("lr_scheduler", "cosine")
    low = settings.number("cosine_min_lr_ratio", None, least=0, most=1)
    held = settings.number("cosine_constant_lr_ratio", None, least=0, most=1)
    quadratic = settings.switch("lr_quadratic_warmup")
    more = arguments(settings)
    takes = {"num_warmup_steps": steps, "num_training_steps": total}
    cosine = name == "cosine"
    ignore(settings, "cosine_min_lr_ratio", name, low and not (name == "rex" or (cosine and not quadratic)))
    ignore(settings, "cosine_constant_lr_ratio", name, held and not (cosine and low and not quadratic))
    ignore(settings, "lr_quadratic_warmup", name, quadratic and not cosine)
    own = name == "rex" or (cosine and (quadratic or low))
    ignore(settings, "lr_scheduler_kwargs", name, more and own)
    if name == "constant" and not (settings.has("warmup_steps") or settings.has("warmup_ratio")):
        steps = 0  # of the default, which nobody asked for
    if steps > total and own:
        text = f"a warm-up of {steps} updates is longer than the run of {total}: the LR never gets to {lr:.12g}"
        settings.warn("config-warmup-too-long", "warmup_steps", text, "a shorter warm-up")
    if name == "one_cycle":
        filled = {"pct_start": steps / total, "anneal_strategy": "cos", **more}
        for field in ("max_lr", "total_steps"):
            if field in more:
                settings.refuse("lr_scheduler_kwargs", f"lr_scheduler_kwargs gives {field}, as Axolotl does: TypeError")
        return settings.made("torch.OneCycleLR", "lr_scheduler", max_lr=lr, total_steps=total, **filled)
    if name == "rex":
        ends = {"max_lr": lr, "min_lr": lr * (low or 0), "total_steps": total, "num_warmup_steps": steps}
        return settings.made(OWN + "RexLR", "lr_scheduler", lr=lr, **ends)
    if cosine and quadratic:
        return settings.made(OWN + "get_cosine_schedule_with_quadratic_warmup", "lr_scheduler", lr=lr, **takes)
    if cosine and low and held:
        takes |= {"constant_lr_ratio": held, "min_lr_ratio": low}
        return settings.made(OWN + "get_cosine_schedule_with_warmup_decay_constant", "lr_scheduler", lr=lr, **takes)
    if cosine and low:
        return settings.made("transformers.cosine_with_min_lr", "lr_scheduler", lr=lr, min_lr_rate=low, **takes)
    return by_name(settings, "lr_scheduler", name, lr, steps, total, more)


def ignore(settings: Settings, key: str, name: str, whether: Any) -> None:
    """Warn of a key that the scheduler does not read."""
    if whether:
        settings.ignored(key, f"{name} does not read it")
        settings.warn("config-ignored", key, f"{key} is not read with lr_scheduler {name}", f"leave {key} out")


FORMAT = Format("axolotl", "Axolotl", 53, fits, read, words=flat)
