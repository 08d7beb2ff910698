"""LLM Foundry's configurations, in YAML: a scheduler of Composer's, whose times are read against the run.

Source: LLM Foundry 0.22.0, llmfoundry.command_utils.train, llmfoundry.optim; Composer 0.32.1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import find
from lrcli.clock import Run
from lrcli.schedules.errors import FieldError
from lrcli.sources.configs._devices import devices_of
from lrcli.sources.configs._format import Format, has
from lrcli.sources.configs._references import follow
from lrcli.sources.configs._settings import Plan, meant

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

SCHEDULERS = {
    "constant_with_warmup": "composer.ConstantWithWarmupScheduler",
    "cosine_with_warmup": "composer.CosineAnnealingWithWarmupScheduler",
    "linear_decay_with_warmup": "composer.LinearWithWarmupScheduler",
    "inv_sqrt_with_warmup": "llmfoundry.InverseSquareRootWithWarmupScheduler",
}
NAME = "scheduler.name"
RATES = {"decoupled_adamw": 1e-3, "decoupled_lionw": 1e-4, "clip_lion": 1e-4, "adalr_lion": 1e-4}
"""The rate of each optimizer that has one of its own."""
WRITTEN = re.compile(r"\s*(\d[\d_]*(?:\.\d*)?(?:e\d+)?)\s*(ep|ba|sp|tok)\s*", re.IGNORECASE)
TIMES = ("t_warmup", "t_max", "t_scale", "t_cooldown")


def fits(document: Document) -> bool:
    return has(document, "max_duration")


def read(settings: Settings) -> Plan:
    """What LLM Foundry makes of the scheduler, the optimizer and the length of the run."""
    follow(settings)
    name = settings.word(NAME, None, "the scheduler")
    if name is None:
        settings.refuse("scheduler", f"scheduler has no name: {', '.join(SCHEDULERS)}")
    if name not in SCHEDULERS:
        known = f"{meant(name, SCHEDULERS)}; it has {', '.join(SCHEDULERS)}"
        settings.refuse(NAME, f"LLM Foundry has no scheduler {name!r:.40}{known}")
    lr = rate(settings)
    amount, unit = duration(settings)
    run = run_of(settings, amount, unit)
    settings.ask()
    schedule = scheduled(settings, SCHEDULERS[name], lr, amount if unit == "sp" else None)
    try:
        schedule.on(run)
    except FieldError as error:  # its times are read against the run, and may not fit it
        settings.refuse(NAME, f"{error}")
    return Plan(schedule, run)


def rate(settings: Settings) -> float:
    """The rate: the optimizer's own, else the one of its class."""
    optimizer = settings.get("optimizer.name")
    lr = settings.rate("optimizer.lr", RATES.get(optimizer) if isinstance(optimizer, str) else None, "the rate")
    if lr is None and (lr := settings.fact("lr")) is None:
        settings.want("lr", instead="--set optimizer.lr=VALUE")
        return 0.0
    return float(lr)


def scheduled(settings: Settings, family: str, lr: float, samples: int | None) -> Schedule:
    """The scheduler; in a run that is counted in samples shares of it are samples."""
    section = settings.section("scheduler")
    kind = find(family)
    assert kind is not None  # noqa: S101  # all of those above are there
    known = {*kind.fields, "name"} - {"lr", "scale_schedule_ratio"}
    section.refuse_unknown(known, what=f"{section.get('name')} takes no")
    given: dict[str, Any] = {}
    for key in section.tree:
        if key == "name" or not section.has(key):
            continue
        found = section.value(key)
        if key in TIMES:
            given[key] = section.word(key)
        elif key == "scale_warmup":
            given[key] = section.switch(key)
        else:
            given[key] = section.as_number(key, found)
    if samples is not None:
        given = {"t_max": "1dur"} | given
        for key in set(TIMES) & set(given):
            share = re.fullmatch(r"\s*([\d.]+(?:e-?\d+)?)\s*dur\s*", given[key], re.IGNORECASE)
            given[key] = f"{int(float(share[1]) * samples)}sp" if share else given[key]
    missing = [key for key in kind.wanted(given) if key not in given and key != "lr"]
    if missing:
        settings.refuse("scheduler", f"{section.get('name')} needs {' and '.join(missing)}, as in {missing[0]}: 100ba")
    return settings.made(family, NAME, lr=lr, **given)


def duration(settings: Settings) -> tuple[int, str]:
    """The length of the run, and its unit."""
    told = [name for name in ("steps", "tokens", "epochs") if getattr(settings.facts, name) is not None]
    if told:
        value = settings.fact(told[0], "as max_duration")
        unit = {"steps": "ba", "tokens": "tok", "epochs": "ep"}[told[0]]
        if settings.has("max_duration") and settings.get("max_duration") != f"{value:g}{unit}":
            settings.tell("config-overridden", "max_duration", f"max_duration is {value:g}{unit}, as was told")
        return int(value), unit
    found = settings.value("max_duration", None, "the length of the run")
    if isinstance(found, int) and not isinstance(found, bool):
        found = f"{found}ep"  # Composer counts epochs where there is no unit
    match = WRITTEN.fullmatch(found) if isinstance(found, str) else None
    if match is None or float(match[1]) != int(float(match[1])) or not float(match[1]):
        settings.refuse(
            "max_duration", f"max_duration is {found!r:.40}: 100ba, 2ep, 1000sp or 1_000_000tok are allowed"
        )
    return int(float(match[1])), match[2].lower()


def run_of(settings: Settings, amount: int, unit: str) -> Run:
    """The run: its length, the batches of an epoch, the samples and tokens of a batch, as far as they are told."""
    size = settings.whole("global_train_batch_size", None, "samples of a batch", least=1)
    told = settings.fact("batch_size", "samples of a batch on a device")
    if size is None and told is not None:
        size = told * devices_of(settings, instead="--set global_train_batch_size=N")
    length = settings.fact("seq_len") or settings.whole("max_seq_len", None, "tokens of a sample", least=1)
    per_epoch = settings.fact("steps_per_epoch", "batches of an epoch")
    samples = settings.fact("samples", "samples of the training set")
    if per_epoch is None and samples is not None and size is not None:
        drop = settings.switch("train_loader.drop_last", False)
        per_epoch = samples // size if drop else -(-samples // size)
        settings.came_to("global_train_batch_size", f"{per_epoch} batches an epoch")
    if not per_epoch and (unit == "ep" or in_epochs(settings)):
        if samples is not None and size is not None:
            settings.refuse("global_train_batch_size", f"{samples} samples do not fill a batch of {size}")
        settings.want("samples", instead="--steps-per-epoch")
    if unit in ("sp", "tok") and size is None:
        settings.want("batch_size", instead="--set global_train_batch_size=N")
    if unit == "tok" and length is None:
        settings.want("seq_len", instead="--set max_seq_len=N")
    settings.ask()
    flow: dict[str, Any] = {}
    if size is not None:
        flow["samples_per_step"] = size
    if size is not None and length is not None:
        flow["tokens_per_step"] = size * length
    if unit == "tok":
        return Run(tokens=amount, steps_per_epoch=per_epoch, **flow)
    if unit == "ep":
        return Run(epochs=amount, steps_per_epoch=per_epoch, **flow)
    steps = -(-amount // (size or 1)) if unit == "sp" else amount
    return Run(steps=steps, steps_per_epoch=per_epoch, **flow)


def in_epochs(settings: Settings) -> bool:
    """Whether a time of the scheduler counts epochs."""
    times = (settings.get(f"scheduler.{key}") for key in TIMES)
    return any(isinstance(time, str) and time.strip().lower().endswith("ep") for time in times)


FORMAT = Format("llm-foundry", "LLM Foundry", 46, fits, read, once=True)
