"""The example scripts of Diffusers, as shell scripts call them. Each has a rule of its own, told by its name.

Source: the examples of Diffusers at 58eb52c0, with get_scheduler of Diffusers 0.42.1 and the scheduler that accelerate
prepares, which is stepped once for every process at each update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.catalogue import schedulers
from lrcli.clock import Run
from lrcli.sources.configs._devices import devices_of, tell_no_epochs, told_devices, want_samples
from lrcli.sources.configs._diffusers import (
    ACCUMULATION,
    PLAIN,
    PROCESSES,
    SHARDED,
    STEPS,
    UNCONDITIONAL,
    Script,
    scripts,
)
from lrcli.sources.configs._flags import Flags, flags_of, is_command
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._hugging import rounded_up, stepped
from lrcli.sources.configs._settings import Plan, keys, meant, nearest
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

MAX_STEPS = "--steps, which is max_train_steps"
WARMUP = 500
"""The default of lr_warmup_steps in each of them."""
MATTER = keys(
    """learning_rate scale_lr lr_scheduler lr_warmup_steps lr_num_cycles lr_power num_train_epochs num_epochs
    max_train_steps train_batch_size gradient_accumulation_steps"""
)
OTHERS = keys("max_train_samples disc_learning_rate disc_lr_scheduler discr_learning_rate discr_lr_scheduler")
"""Flags that are like one of them, and another."""
FAMILY, RULES, CONSTANT = "diffusers.", "piecewise_constant", "constant"
UNKNOWN = Script(SHARDED, 1e-4, CONSTANT, 100, 16, True)
"""What a script is taken for that is none of the examples."""


class Totals(NamedTuple):
    """The scheduler's own steps, in all and of the warm-up; the updates of the run, and of an epoch; the processes."""

    total: int
    warmup: int
    rows: int
    per_epoch: int | None
    processes: int


def fits(document: Document) -> bool:
    """A script that calls one of the examples."""
    return is_command(document, lambda command: command.script in scripts())


def tree(document: Document) -> dict[str, Any]:
    """The flags of the command."""
    return flags_of(document, MATTER, short=True)


def read(settings: Settings) -> Plan:
    """What the example makes of its flags."""
    refuse_slips(settings)
    name = settings.tree.script if isinstance(settings.tree, Flags) else ""
    script = scripts().get(name, UNKNOWN)
    if script is UNKNOWN:
        text = f"{name or 'it'} is none of the examples: it is read as train_text_to_image.py would be"
        settings.tell("config-assumed", "", text)
    accumulate = settings.overridden("gradient_accumulation_steps", "accumulate", 1, least=1)
    batch = settings.overridden("train_batch_size", "batch_size", script.batch, least=1)
    totals = totals_of(settings, script, batch, accumulate)
    lr = settings.rate("learning_rate", script.lr, "the rate")
    if settings.switch("scale_lr"):
        ranks = devices_of(settings, instead="")
        lr *= accumulate * batch * ranks
        settings.came_to("scale_lr", f"learning_rate * {accumulate} * {batch} * {ranks} = {lr:.12g}")
    schedule = scheduled(settings, script, lr, totals)
    return Plan(schedule, Run(steps=totals.rows, steps_per_epoch=totals.per_epoch))


def refuse_slips(settings: Settings) -> None:
    """ConfigError for a flag that is nearly one that matters: argparse refuses what it does not know."""
    for key in settings.tree:
        near = None if key in MATTER | OTHERS else nearest(key, MATTER)
        if near and not key.startswith(("text_encoder", "unet")):
            settings.refuse(key, f"the script has no --{key}, and argparse refuses it: did you mean --{near}?")


def totals_of(settings: Settings, script: Script, batch: int, accumulate: int) -> Totals:
    """How many steps the scheduler has, and how many updates the run.

    Of b batches, accumulation A and P processes the run has epochs * ceil(ceil(b / P) / A) updates, or max_train_steps.
    sharded: as many times P. processes: from epochs ceil(b / A) * epochs times P, so that with P above 1 it is not done
    at the end. steps: as processes, and refused without max_train_steps. plain: as processes, not times P.
    accumulation: as processes, times A in place of P. unconditional: b * epochs, which no accumulation divides.
    """
    rule, unconditional = script.rule, script.rule == UNCONDITIONAL
    steps = None if unconditional else given_steps(settings)
    alike = steps is not None and (
        rule in (SHARDED, PROCESSES, STEPS) or (settings.get("lr_scheduler") or script.scheduler) == CONSTANT
    )
    instead = "" if steps is not None or unconditional else MAX_STEPS
    samples = settings.fact("samples")
    if steps is None and samples is None:
        want_samples(settings, instead)
    told = told_devices(settings)
    if alike and told is None:
        if samples is not None:
            tell_no_epochs(settings)
        samples, ranks = None, 1
    else:
        ranks = devices_of(settings, instead=instead)
    batches = rounded_up(samples or 0, batch)
    per_epoch = rounded_up(rounded_up(batches, ranks), accumulate) if samples else None
    warmup = settings.whole("lr_warmup_steps", WARMUP, least=0)
    scale = {PLAIN: 1, ACCUMULATION: accumulate, UNCONDITIONAL: accumulate}.get(rule, ranks)
    if steps is not None:
        return Totals(steps * scale, warmup * scale, steps, per_epoch, ranks)
    key = "num_epochs" if unconditional else "num_train_epochs"
    epochs = settings.overridden(key, "epochs", script.epochs, least=1)
    epochs = settings.as_number(key, epochs, least=1)
    if rule == STEPS:
        settings.refuse("max_train_steps", "the script fails without --max_train_steps: TypeError; give it, or --steps")
    rows = int(epochs * (per_epoch or 0))
    settings.came_to(key, f"{epochs:.12g} * {per_epoch} = {rows} updates")
    if unconditional:
        rows = min(rows, settings.fact("steps", "updates of the run") or rows)
        return Totals(int(batches * epochs), warmup * scale, rows, per_epoch, ranks)
    alone = rows if rule == SHARDED else int(epochs * rounded_up(batches, accumulate))
    return Totals(alone * scale, warmup * scale, rows, per_epoch, ranks)


def given_steps(settings: Settings) -> int | None:
    """The updates of the run, where they are given: --steps, or max_train_steps."""
    given: int | None = settings.fact("steps", "as max_train_steps")
    if given is None:
        given = settings.whole("max_train_steps", least=1)
    elif settings.has("max_train_steps"):
        settings.overridden("max_train_steps", "steps")
    if given is not None and settings.facts.epochs is not None:
        settings.tell("config-overridden", "max_train_steps", "max_train_steps goes before --epochs")
    return given


def scheduled(settings: Settings, script: Script, lr: float, totals: Totals) -> Schedule:
    """What get_scheduler makes."""
    known = [kind.family.removeprefix(FAMILY) for kind in schedulers("diffusers")]
    known = [name for name in known if not name.startswith("get_")]
    name = settings.word("lr_scheduler", script.scheduler)
    if name not in known:
        settings.refuse("lr_scheduler", f"lr_scheduler {name!r} is none of {', '.join(known)}{meant(name, known)}")
    if name == RULES:
        settings.refuse("lr_scheduler", f"{RULES} needs step_rules, which the script does not give it")
    arguments: dict[str, Any] = {}
    if name != CONSTANT:
        arguments["num_warmup_steps"] = totals.warmup
    if name not in (CONSTANT, "constant_with_warmup"):
        arguments["num_training_steps"] = totals.total
    for key, field, of in (
        ("lr_num_cycles", "num_cycles", "cosine_with_restarts"),
        ("lr_power", "power", "polynomial"),
    ):
        if name == of and script.cycles:
            arguments[field] = settings.number(key, 1)
        elif settings.has(key):
            settings.ignored(key, f"{name} does not read it")
            if settings.number(key) != 1:
                text = f"--{key} {settings.get(key)} is not read with {name}"
                settings.warn("config-ignored", key, text, f"leave --{key} out")
                settings.ignored(key, f"{name} does not read it")
    schedule = stepped(settings, settings.made(FAMILY + name, "lr_scheduler", lr=lr, **arguments), totals.processes)
    warn_ends(settings, name, totals)
    return schedule


def warn_ends(settings: Settings, name: str, totals: Totals) -> None:
    """Warns of a warm-up that is not made or too long, and of a schedule that does not end with the run."""
    if name == CONSTANT:
        if settings.has("lr_warmup_steps") and totals.warmup:
            text = "constant takes no warm-up: lr_warmup_steps is not read"
            settings.warn("config-no-warmup", "lr_warmup_steps", text, "constant_with_warmup")
        return
    warmup, total = totals.warmup / totals.processes, totals.total / totals.processes
    if warmup > totals.rows:
        default = "" if settings.has("lr_warmup_steps") else ", the default,"
        text = f"a warm-up of {warmup:.12g} updates{default} is longer than the run of {totals.rows}"
        settings.warn("config-warmup-too-long", "lr_warmup_steps", text, "a shorter warm-up: lr_warmup_steps=0")
    if name != "constant_with_warmup" and total != totals.rows:
        what = "the run ends before its schedule" if total > totals.rows else "the schedule ends before the run"
        text = f"{what}: {totals.rows} updates, and the scheduler counts {total:.12g}"
        settings.warn("config-ends", "gradient_accumulation_steps", text, "gradient_accumulation_steps=1")


FORMAT = Format("diffusers", "a Diffusers example", 22, fits, read, tree, flat)
