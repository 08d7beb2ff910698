"""kohya's sd-scripts: flags of a training script, in TOML, whose sections are only decoration.

Source: sd-scripts 48d368fa, library.train_util (read_config_from_file, get_optimizer, get_scheduler_fix),
train_network.
"""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.catalogue import find
from lrcli.clock import Run
from lrcli.reading.documents import SHELL, TOML
from lrcli.sources.configs._devices import counted_samples, devices_of, told_devices
from lrcli.sources.configs._ends import ENDS, warn_of_arguments
from lrcli.sources.configs._flags import flags_of, is_command
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._hugging import names, rounded_up, stepped
from lrcli.sources.configs._settings import Plan, keys, meant
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.reading.shell_text import Command
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

LR, STEPS = 2e-6, 1600
"""The defaults of learning_rate and max_train_steps."""
MAX_STEPS = "--steps, which is max_train_steps"
SIGNS = keys("learning_rate max_train_steps max_train_epochs unet_lr")
OWN = keys("network_module network_dim dataset_config save_model_as max_data_loader_n_workers cache_latents_to_disk")
"""Flags that its scripts alone have."""
SCRIPTS = keys(
    """anima_train anima_train_network fine_tune flux_train flux_train_control_net flux_train_network
    hunyuan_image_train_network lumina_train lumina_train_network sd3_train sd3_train_network sdxl_train
    sdxl_train_control_net sdxl_train_control_net_lllite sdxl_train_network sdxl_train_textual_inversion
    train_control_net train_db train_network train_textual_inversion train_textual_inversion_XTI"""
)
MATTER = keys(
    """learning_rate unet_lr text_encoder_lr lr_scheduler lr_scheduler_type lr_scheduler_args lr_warmup_steps
    lr_decay_steps lr_scheduler_num_cycles lr_scheduler_power lr_scheduler_timescale lr_scheduler_min_lr_ratio
    max_train_steps max_train_epochs train_batch_size gradient_accumulation_steps optimizer_type optimizer_args"""
)
KNOWN = keys(
    """learning_rate_te learning_rate_te1 learning_rate_te2 learning_rate_te3 gradient_checkpointing
    network_train_unet_only network_train_text_encoder_only vae_batch_size save_every_n_steps
    save_every_n_epochs sample_every_n_steps sample_every_n_epochs"""
)
ENCODERS = ("learning_rate_te", "learning_rate_te1", "learning_rate_te2", "learning_rate_te3")
"""Rates of text encoders in fine-tuning."""
WITHOUT = ("cosine_warmup_with_min_lr", "reduce_lr_on_plateau", "greedy")
"""Schedulers of Transformers that get_scheduler_fix gives arguments which they do not take."""
CYCLED = ("cosine_with_restarts", "cosine_with_min_lr", "warmup_stable_decay")
ADAFACTOR, PIECES, CONSTANT = "adafactor", "piecewise_constant", "constant"
SCALED = (None, CONSTANT, "linear", "cosine", "cosine_with_restarts", "cosine_with_min_lr", "polynomial")
"""Schedulers that have the same rates for any number of processes where there is no warm-up."""

PREPARED = {**ENDS, "total_steps": "accelerate steps it no further, and its last rate is held"}
"""What comes after the end of a scheduler that accelerate prepares."""


class Counts(NamedTuple):
    """Numbers of steps of the scheduler: in all, of the warm-up and of the decay; and the processes that step it."""

    total: int
    warmup: int
    decay: int
    processes: int


def flattened(tree: Any) -> dict[str, Any]:
    """The keys of a mapping and of its sections, those of a section inside another one left alone."""
    flat_: dict[str, Any] = {}
    for key, value in (tree if isinstance(tree, dict) else {}).items():
        flat_.update(value if isinstance(value, dict) else {key: value})
    return flat_


def fits(document: Document) -> bool:
    """TOML with a rate or a length under kohya's names, at the top or in any section; a call of one of its scripts."""
    if document.kind == SHELL:
        return is_command(document, is_own)
    return document.kind == TOML and bool(SIGNS.intersection(flattened(document.tree)))


def is_own(command: Command) -> bool:
    """Whether a command is one of kohya's scripts, by its name or by a flag."""
    return command.script.removesuffix(".py") in SCRIPTS or bool(OWN & set(command.flags))


def tree(document: Document) -> dict[str, Any]:
    """The keys without their sections; of a script the flags of its command."""
    return flags_of(document, MATTER, short=True) if document.kind == SHELL else flattened(document.tree)


def read(settings: Settings) -> Plan:
    """What the training script makes of its flags."""
    if settings.document.kind == SHELL and (elsewhere := settings.get("config_file")):
        text = (
            f"the rest of its arguments is in {elsewhere!s:.60}: give that file, and what the command sets with --set"
        )
        settings.refuse("config_file", text)
    settings.warn_near(MATTER, KNOWN)
    for path in settings.document.texts:
        if path[-1] in MATTER and path not in settings.changed and isinstance(settings.get(path[-1]), str):
            text = f"{path[-1]} is a text to the program, which does not make a number of it: it is read as one"
            settings.warn("config-text-number", path[-1], text, "without quotes")
    warn_of_sections(settings)
    refuse_relative(settings)
    base = settings.rate("learning_rate", LR, "the rate")
    unet = settings.rate("unet_lr")
    steps, per_epoch = length(settings)
    counts = counts_of(settings, steps)
    make = maker(settings, counts)
    schedule = make(base if unet is None else unet)
    parts = encoders(settings, base)
    if unet is not None and unet != base:
        settings.came_to("unet_lr", "the rate of the UNet, in place of learning_rate")
        warn_of_parts(settings, unet, base, dict(parts))
    others = tuple((name, make(rate)) for name, rate in parts)
    return Plan(schedule, Run(steps=steps, steps_per_epoch=per_epoch), others)


def warn_of_parts(settings: Settings, unet: float, base: float, parts: dict[str, float]) -> None:
    """Warn of a learning_rate that is not that of the UNet."""
    if not settings.has("learning_rate"):
        return
    rest = f"learning_rate {base:.12g} is that of the text encoder" if base in parts.values() else ""
    text = f"unet_lr {unet:.12g} is the rate of the UNet: {rest or f'learning_rate {base:.12g} is never used'}"
    settings.warn("config-rate-of-part", "unet_lr", text, f"learning_rate = {unet:.12g}, and no unet_lr")


def warn_of_sections(settings: Settings) -> None:
    """Warn of keys that two sections have, and of sections inside of others, which the program leaves alone."""
    found = settings.document.tree if settings.document.kind == TOML else {}
    sections = [inside for inside in found.values() if isinstance(inside, dict)]
    for key in sorted(MATTER):
        values = [inside[key] for inside in (*sections, found) if key in inside]
        if len(values) > 1 and (key,) not in settings.changed:
            text = f"{key} is in several sections, of which the program makes one: {settings.get(key)} counts"
            settings.warn("config-twice", key, text, "leave one of them out")
    for key, inside in settings.tree.items():
        lost = sorted(MATTER.intersection(inside)) if isinstance(inside, dict) else []
        if lost:
            text = f"{', '.join(lost)} of the section {key} inside another one: the program reads no such section"
            settings.warn("config-nested", lost[0], text, "one section for each key, or none")


def refuse_relative(settings: Settings) -> None:
    """ConfigError for Adafactor's relative step, which depends on the weights."""
    optimizer = settings.word("optimizer_type") or ""
    given = settings.get("optimizer_args")
    told = [str(each).replace(" ", "").lower() for each in given] if isinstance(given, list) else []
    if optimizer.lower() == ADAFACTOR and "relative_step=false" not in told:
        settings.refuse(
            "optimizer_type",
            "AdaFactor has a relative step, so that the program takes the scheduler adafactor, whose rate depends on "
            'the weights: optimizer_args = ["relative_step=False"] leaves it to lr_scheduler',
        )


def encoders(settings: Settings, base: float) -> list[tuple[str, float]]:
    """The rates of the text encoders, by their names."""
    if settings.get("network_train_unet_only"):
        return []
    found = settings.value("text_encoder_lr")
    given = found if isinstance(found, list) else [] if found is None else [found]
    rates = [settings.as_number("text_encoder_lr", each, least=0) for each in given]
    if not rates and (settings.has("unet_lr") or settings.has("network_module")):
        rates = [base]
    numbered = [(f"text_encoder_{index + 1}" if len(rates) > 1 else "text_encoder", r) for index, r in enumerate(rates)]
    tuned = [(key.replace("learning_rate_te", "text_encoder"), settings.rate(key)) for key in ENCODERS]
    return [*numbered, *((name, rate) for name, rate in tuned if rate is not None)]


def length(settings: Settings) -> tuple[int, int | None]:
    """The updates of the run, and those of an epoch: max_train_epochs goes before max_train_steps."""
    steps = settings.fact("steps", "as max_train_steps")
    by_epoch = steps is None and (settings.has("max_train_epochs") or settings.facts.epochs is not None)
    per_epoch = epoch(settings, by_epoch)
    if steps is not None:
        if settings.has("max_train_steps"):
            settings.overridden("max_train_steps", "steps")
        return steps, per_epoch
    if not by_epoch:
        return settings.whole("max_train_steps", STEPS, least=1), per_epoch
    epochs = settings.overridden_number("max_train_epochs", "epochs", least=1)
    settings.ignored("max_train_steps", "max_train_epochs goes before it")
    total = math.ceil(epochs * (per_epoch or 0))
    settings.came_to("max_train_epochs", f"{epochs:.12g} * {per_epoch} = {total} updates")
    return total, per_epoch


def epoch(settings: Settings, needed: bool) -> int | None:
    """The updates of an epoch: ceil(batches / processes / accumulation); samples are counted with their repeats."""
    told: int | None = settings.fact("steps_per_epoch")
    samples = settings.fact("samples", "with their repeats")
    if told is not None:
        return told
    samples = counted_samples(settings, samples, needed, MAX_STEPS)
    if samples is None:
        return None
    batch = settings.overridden("train_batch_size", "batch_size", 1, least=1)
    accumulate = settings.overridden("gradient_accumulation_steps", "accumulate", 1, least=1)
    per_process: float = rounded_up(samples, batch) / devices_of(settings, instead=MAX_STEPS)
    updates: int = math.ceil(per_process / accumulate)
    return updates


def counts_of(settings: Settings, steps: int) -> Counts:
    """The scheduler's own numbers of steps: it is stepped once for every process at each update."""
    warmup, decay = (share_or_steps(settings, key) for key in ("lr_warmup_steps", "lr_decay_steps"))
    by_ranks = warmup or decay or settings.get("lr_scheduler_type") or settings.get("lr_scheduler") not in SCALED
    ranks = devices_of(settings, instead="") if by_ranks else told_devices(settings) or 1
    total = steps * ranks
    counted = [int(each * total) if isinstance(each, float) else int(each) for each in (warmup, decay)]
    for key, each, count in zip(("lr_warmup_steps", "lr_decay_steps"), (warmup, decay), counted, strict=True):
        if isinstance(each, float) and each >= 1:
            text = f"{key} {each} is no whole number, so that it is a share: {each:.12g} times the run, {count} steps"
            settings.warn("config-share", key, text, f"{key} = {each:.0f}")
        if isinstance(each, float) and each:
            settings.came_to(key, f"int({each:.12g} * {total}) = {count} steps")
        elif each and ranks > 1:
            settings.came_to(key, f"{each} steps of {ranks} processes: {each / ranks:.12g} updates")
    return Counts(total, counted[0], counted[1], ranks)


def share_or_steps(settings: Settings, key: str) -> float:
    """A share of the run, where it is a float, or a number of steps."""
    found = settings.get(key)
    if isinstance(found, str) and found.endswith("%"):
        settings.value(key)
        return float(settings.as_number(key, found[:-1])) / 100
    number: float = settings.number(key, 0, least=0)
    typed = settings.document.kind == SHELL or settings.path(key) in settings.changed
    if typed and isinstance(number, float) and number >= 1:
        settings.refuse(key, f"{key} is a share below 1, or a whole number, not {number}")
    return number


def maker(settings: Settings, counts: Counts) -> Any:
    """What makes the schedule of a rate."""
    name = settings.word("lr_scheduler", CONSTANT)
    optimizer = str(settings.get("optimizer_type") or "").lower()
    if optimizer.endswith("schedulefree"):
        settings.warn(
            "config-no-scheduler",
            "optimizer_type",
            f"with {settings.get('optimizer_type')} there is no scheduler: lr_scheduler is not read",
            "leave lr_scheduler out",
        )
        return lambda lr: settings.made(CONSTANT, "learning_rate", initial=lr)
    kind = settings.word("lr_scheduler_type")
    own = own_arguments(settings)
    if kind:
        settings.ignored("lr_scheduler", "lr_scheduler_type goes before it")
        return of_class(settings, kind, own, counts)
    if name.startswith(ADAFACTOR):
        settings.refuse("lr_scheduler", f"{name}: the rate is Adafactor's relative step, which depends on the weights")
    if name == PIECES:
        made = {**own}
        rules = made.pop("step_rules", None)
        if not isinstance(rules, str):
            settings.refuse("lr_scheduler_args", f"{PIECES} needs step_rules: [\"step_rules='1:10,0.1:20,0.01'\"]")
        return paced(settings, counts, "diffusers.piecewise_constant", {"step_rules": rules, **made})
    known = [each for each in names() if each not in WITHOUT]
    if name not in known:
        why = "is given arguments that it does not take" if name in WITHOUT else "is no scheduler of Transformers"
        settings.refuse("lr_scheduler", f"lr_scheduler {name!r} {why}{meant(name, known)}: {', '.join(known)}")
    if name == CONSTANT:
        refuse_warmup(settings, name, counts)
    return paced(settings, counts, f"transformers.{name}", {**filled(settings, name, counts), **own}, own)


def refuse_warmup(settings: Settings, name: str, counts: Counts) -> None:
    """ConfigError for a warm-up that the program refuses."""
    if counts.warmup:
        text = f"{name} takes no warm-up, and the program refuses lr_warmup_steps: leave it out"
        settings.refuse("lr_warmup_steps", text)


def filled(settings: Settings, name: str, counts: Counts) -> dict[str, Any]:
    """What get_scheduler_fix gives a scheduler of Transformers."""
    cycles = settings.whole("lr_scheduler_num_cycles", 1) if name in CYCLED else 1
    ratio = settings.number("lr_scheduler_min_lr_ratio", None)
    warmup = {} if name == CONSTANT else {"num_warmup_steps": counts.warmup}
    total = {"num_training_steps": counts.total}
    match name:
        case "constant" | "constant_with_warmup":
            return warmup
        case "inverse_sqrt":
            scale = settings.whole("lr_scheduler_timescale")
            return warmup if scale is None else {**warmup, "timescale": scale}
        case "cosine_with_restarts":
            return {**warmup, **total, "num_cycles": cycles}
        case "polynomial":
            return {**warmup, **total, "power": settings.number("lr_scheduler_power", 1)}
        case "cosine_with_min_lr":
            if ratio is None:
                settings.refuse(
                    "lr_scheduler", f"{name} needs lr_scheduler_min_lr_ratio: lr_scheduler_min_lr_ratio = 0.1"
                )
            return {**warmup, **total, "num_cycles": cycles / 2, "min_lr_rate": ratio}
        case "warmup_stable_decay":
            stable = counts.total - counts.warmup - counts.decay
            of_decay = {"num_stable_steps": stable, "num_decay_steps": counts.decay}
            return {**warmup, **of_decay, "num_cycles": cycles / 2, "min_lr_ratio": ratio or 0.0}
    return {**warmup, **total}


def own_arguments(settings: Settings) -> dict[str, Any]:
    """What lr_scheduler_args hold: texts like T_max=100, of which the second half is a literal of Python."""
    found = settings.value("lr_scheduler_args")
    made: dict[str, Any] = {}
    if found is None:
        return made
    for each in found if isinstance(found, list) else [found]:
        name, equals, value = str(each).partition("=")
        if not equals or "=" in value or len(value) > 1000:
            settings.refuse("lr_scheduler_args", f'lr_scheduler_args are texts like "T_max=100", not {each!r:.40}')
        try:
            made[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            text = f"lr_scheduler_args: {value!r:.40} is no literal of Python"
            settings.refuse("lr_scheduler_args", f"{text}: a text is quoted, as in \"mode='min'\"")
    return made


def of_class(settings: Settings, name: str, own: dict[str, Any], counts: Counts) -> Any:
    """What makes the schedule of a class of PyTorch."""
    module, _, short = name.rpartition(".")
    kind = find(f"torch.{short}") if module in ("", "torch.optim.lr_scheduler") else None
    if kind is None:
        what = f"is a class of {module}, which is not read" if module else "is no class of torch.optim.lr_scheduler"
        settings.refuse("lr_scheduler_type", f"lr_scheduler_type {name} {what}")
    if "metrics" in kind.fields or "lr_lambda" in kind.fields:
        what = "a metric" if "metrics" in kind.fields else "a function"
        settings.refuse("lr_scheduler_type", f"{short} needs {what}, which no configuration has")
    refuse_warmup(settings, short, counts)
    epochs, each = own.get("epochs"), own.get("steps_per_epoch")
    ends = {"total_steps": epochs * each, **own} if isinstance(epochs, int) and isinstance(each, int) else own
    warn_of_arguments(settings, "lr_scheduler_args", ends, counts.total, PREPARED, '"{}={:.0f}"')
    return paced(settings, counts, kind.family, own, own)


def paced(
    settings: Settings, counts: Counts, family: str, arguments: dict[str, Any], own: dict[str, Any] | None = None
) -> Any:
    """What makes a schedule of a family, stepped as often as there are processes."""
    key = "lr_scheduler_args" if own else "lr_scheduler"
    if "lr" in arguments:
        settings.refuse(key, "lr_scheduler_args gives lr, which no scheduler takes: TypeError")

    def make(lr: float) -> Schedule:
        return stepped(settings, settings.made(family, key, lr=lr, **arguments), counts.processes)

    if counts.warmup > counts.total and arguments.get("num_warmup_steps"):
        text = f"a warm-up of {counts.warmup} steps is longer than the run of {counts.total}"
        settings.warn("config-warmup-too-long", "lr_warmup_steps", text, "a shorter warm-up")
    return make


FORMAT = Format("kohya", "sd-scripts", 21, fits, read, tree, flat)
