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
from lrcli.sources.configs._ends import warn_of_cut, warn_of_warmup
from lrcli.sources.configs._format import Format, has
from lrcli.sources.configs._references import follow
from lrcli.sources.configs._settings import Plan, keys, meant

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
TIME = re.compile(r"\s*(\d[\d_]*(?:\.\d*)?(?:e-?\d+)?)\s*(ep|ba|sp|tok|dur)\s*", re.IGNORECASE)
TIMES = ("t_warmup", "t_max", "t_scale", "t_cooldown")
RATIO = "scale_schedule_ratio"
MATTER = keys("scheduler optimizer max_duration global_train_batch_size max_seq_len train_loader")
OTHERS = keys(
    """model models tokenizer tokenizer_name device_train_batch_size device_eval_batch_size eval_loader eval_loaders
    callbacks algorithms loggers save_interval eval_interval seed global_seed run_name variables precision fsdp_config
    device_train_microbatch_size load_path save_folder"""
)
"""Other keys at the top."""
SMALL = 1e-3
"""A share of the rate that is rather meant as a rate."""


def fits(document: Document) -> bool:
    return has(document, "max_duration")


def read(settings: Settings) -> Plan:
    """What LLM Foundry makes of the scheduler, the optimizer and the length of the run."""
    follow(settings)
    warn_of_keys(settings)
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
    warn_of_times(settings, run, lr, f"{amount}{unit}")
    return Plan(schedule, run)


def warn_of_keys(settings: Settings) -> None:
    """Warn of keys that are not read, and of a factor that looks like a rate."""
    settings.warn_near(MATTER, OTHERS)
    if settings.has(RATIO):
        text = f"LLM Foundry does not hand {RATIO} on to Composer, and refuses the key: the schedule is not scaled"
        settings.ignored(RATIO, "LLM Foundry does not read it")
        settings.warn("config-not-read", RATIO, text, "times that are scaled, and no scale_schedule_ratio")
    for key in ("alpha_f", "alpha_f_decay", "alpha_f_cooldown"):
        found = settings.get(f"scheduler.{key}")
        if isinstance(found, int | float) and 0 < found < SMALL:
            text = f"{key} is a factor on the LR, and no LR: {found:.12g} of it is left at the end"
            settings.warn("config-factor-not-rate", f"scheduler.{key}", text, f"{key}: 0.1 for a tenth of the LR")


def warn_of_times(settings: Settings, run: Run, lr: float, length: str) -> None:
    """Warn of a warm-up that is longer than the run, and of a run that ends before its schedule."""
    total = run.rows or 0
    warn_of_warmup(settings, "scheduler.t_warmup", updates_of(settings, "t_warmup", run, length), total, lr)
    warn_of_cut(settings, "scheduler.t_max", updates_of(settings, "t_max", run, length), total)


def updates_of(settings: Settings, key: str, run: Run, length: str) -> float:
    """How many updates a time of the scheduler is, the length of the run being written as told; 0 where it has none."""
    found, rows, per_epoch = settings.get(f"scheduler.{key}"), run.rows or 0, run.steps_per_epoch or 0
    matches = TIME.fullmatch(found) if isinstance(found, str) else None, TIME.fullmatch(length)
    if matches[0] is None or matches[1] is None:
        return 0.0
    (time, unit), (whole, whole_unit) = ((float(match[1]), match[2].lower()) for match in matches if match)
    if unit == whole_unit:
        return time / whole * rows
    return time * {"ba": 1, "ep": per_epoch, "dur": rows}.get(unit, 0)


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
        if settings.has("max_duration") and settings.get("max_duration") != f"{value:.12g}{unit}":
            settings.tell("config-overridden", "max_duration", f"max_duration is {value:.12g}{unit}, as was told")
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
