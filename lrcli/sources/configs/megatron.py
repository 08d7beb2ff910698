"""The arguments of Megatron-LM: the flags of a shell script, or MODEL_ARGS in YAML.

Source: Megatron-LM d98e8a64, megatron.training.training.get_optimizer_param_scheduler, megatron.training.arguments;
Megatron-Core 0.16.1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lrcli.batch import Flow, ramped
from lrcli.clock import Run
from lrcli.reading.documents import SHELL
from lrcli.reading.shell_text import Command, Untold
from lrcli.sources.configs._devices import told_devices
from lrcli.sources.configs._ends import warn_of_cut, warn_of_end, warn_of_warmup
from lrcli.sources.configs._flags import Flags, flags_of, is_command
from lrcli.sources.configs._format import Format, inside
from lrcli.sources.configs._settings import Plan, keys, nearest
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

FAMILY = "megatron.OptimizerParamScheduler"
IN_YAML = "MODEL_ARGS"
SIGNS = frozenset({"train_iters", "train_samples", "lr_decay_style"})
RAMP, STEPS = "rampup_batch_size", "step_batch_size_schedule"
RAMPED = ("START", "JUMP", "SAMPLES")
"""What --rampup-batch-size takes."""
STYLES = ("constant", "linear", "cosine", "inverse-square-root", "WSD")
WSD_STYLES = ("exponential", "linear", "cosine", "minus_sqrt")
MATTER = keys(
    """lr min_lr lr_decay_style train_iters train_samples lr_decay_iters lr_decay_samples lr_warmup_iters
    lr_warmup_samples lr_warmup_fraction lr_warmup_init lr_wsd_decay_iters lr_wsd_decay_samples lr_wsd_decay_style
    global_batch_size micro_batch_size"""
)
LIKE_THEM = keys(
    """decoupled_lr decoupled_min_lr eval_iters save_interval exit_interval head_lr_mult eval_global_batch_size
    eval_micro_batch_size rampup_batch_size batch_size warmup step_batch_size_schedule"""
)
"""Arguments of Megatron-LM whose names are near to those that matter."""
PARALLEL = ("tensor_model_parallel_size", "pipeline_model_parallel_size", "context_parallel_size")


def fits(document: Document) -> bool:
    """A script with one of the signs, or a mapping of flags."""

    def signed(command: Command) -> bool:
        return bool(SIGNS & {name.replace("-", "_") for name in command.flags})

    return is_command(document, signed) or isinstance(inside(document.tree, IN_YAML), dict)


def tree(document: Document) -> dict[str, Any]:
    """The arguments, by the names that the program has for them."""
    if document.kind == SHELL or not isinstance(document.tree, dict):
        return flags_of(document, MATTER | SIGNS)
    written = document.tree.get(IN_YAML)
    path = (IN_YAML,) if isinstance(written, dict) else ()
    listed = {
        str(key): untold(value) for key, value in (written if isinstance(written, dict) else document.tree).items()
    }
    lines = {
        (key.lstrip("-"),): line
        for (*before, key), line in document.lines.items()
        if tuple(before) == path and isinstance(key, str)
    }
    return Flags(Command([], {key.lstrip("-"): value for key, value in listed.items()}, lines), False, 1)


def untold(value: Any) -> Any:
    """A value; one with a variable of the shell is not told."""
    return Untold(value) if isinstance(value, str) and "${" in value else value


def read(settings: Settings) -> Plan:
    """What Megatron-LM makes of its arguments: it counts samples, and goes on by a global batch at each update."""
    refuse_slips(settings)
    lr = settings.rate("lr", None, "the LR after the warm-up")
    if lr is None:
        lr = settings.fact("lr")
    low = settings.rate("min_lr", 0.0, "the LR at the end")
    first = settings.rate("lr_warmup_init", 0.0, "the LR at the start of the warm-up")
    style = settings.word("lr_decay_style", "linear", "the curve", STYLES)
    for fact in ("samples", "accumulate", "epochs", "tokens", "seq_len"):
        settings.fact(fact)
    size = global_batch(settings)
    by_samples = bool(settings.get("train_samples")) and not settings.get("train_iters")
    refuse_mixed(settings, by_samples)
    flow = growing(settings, size, by_samples) or size
    length = in_samples(settings, size, flow) if by_samples else in_iterations(settings, size)
    if lr is None:
        settings.want("lr")
    settings.ask()
    assert length is not None and size is not None and flow is not None  # noqa: PT018, S101  # they were asked for
    total, decay, key, counted = length
    warmup = warmup_of(settings, decay, 1 if by_samples else size, "samples" if by_samples else "iters")
    schedule = settings.made(
        FAMILY,
        "lr",
        init_lr=first,
        max_lr=lr,
        min_lr=low,
        lr_warmup_steps=warmup,
        lr_decay_steps=decay,
        lr_decay_style=style,
        increment=None if isinstance(flow, Flow) else size,
        **weight_decay(settings, counted),
        **wsd(settings, style, size, by_samples),
    )
    told = ("lr_warmup_fraction", "lr_warmup_iters", "lr_warmup_samples")
    rise, end = (updates(flow, each) for each in (warmup, decay))
    warn_of_warmup(settings, next(filter(settings.has, told), told[1]), rise, total, lr)
    held = f"the LR stays at {lr if style == 'constant' else low:.12g}"
    if settings.has(key):
        warn_of_end(settings, key, end, total, held)
        warn_of_cut(settings, key, end, total)
    return Plan(schedule, Run(steps=total, samples_per_step=flow))


def refuse_slips(settings: Settings) -> None:
    """ConfigError for what is nearly one of the arguments, which the parser refuses, and for what is not read here."""
    for key in settings.tree:
        if key not in MATTER | LIKE_THEM and (near := nearest(key, MATTER)):
            settings.refuse(key, f"Megatron-LM has no --{dashed(key)}: did you mean --{dashed(near)}?")
    for key, instead in (("batch_size", "micro_batch_size"), ("warmup", "lr_warmup_fraction")):
        if settings.has(key):
            settings.refuse(key, f"--{key} is no longer valid: Megatron-LM wants --{dashed(instead)}")
    if settings.has(STEPS):
        settings.refuse(STEPS, f"with --{dashed(STEPS)} the batch grows, which is not read here: see {FAMILY}")


def dashed(key: str) -> str:
    return key.replace("_", "-")


def global_batch(settings: Settings) -> int | None:
    """The samples of an update: --global-batch-size, else the micro batch times the data-parallel devices."""
    found: int | None = settings.whole("global_batch_size", None, "samples of an update", least=1)
    devices = told_devices(settings)
    told = settings.fact("batch_size", "as --micro-batch-size")
    if found is not None:
        return found
    micro = told or settings.whole("micro_batch_size", None, "samples of a micro batch", least=1)
    if micro is None:
        settings.want("batch_size", instead="--set global_batch_size=N")
    if devices is None:
        settings.want("devices", instead="--set global_batch_size=N")
    if micro is None or devices is None:
        return None
    share = 1
    for key in PARALLEL:
        if settings.has(key):
            share *= settings.whole(key, 1, least=1)
    if devices % share:
        settings.refuse(PARALLEL[0], f"{devices} devices are no multiple of the {share} that share one model")
    size: int = micro * (devices // share)
    settings.tell(
        "config-batch", "micro_batch_size", f"the global batch is {micro} x {devices // share} = {size} samples"
    )
    return size


def growing(settings: Settings, size: int | None, by_samples: bool) -> Flow | None:
    """The samples of each update where the batch grows, as --rampup-batch-size says; None where it does not."""
    if not settings.has(RAMP):
        return None
    found = settings.value(RAMP, None, "the first batch, the jumps, and the samples until the last of them")
    if not by_samples:
        settings.refuse(RAMP, "--rampup-batch-size beside --train-iters: Megatron-LM wants --train-samples for it")
    if not isinstance(found, list) or len(found) != len(RAMPED):
        settings.refuse(RAMP, f"--rampup-batch-size takes three numbers, {', '.join(RAMPED)}: 16 16 300000")
    start, jump, over = (int(settings.as_number(RAMP, each, least=1)) for each in found)
    text = "Megatron-LM of 2026 ignores --rampup-batch-size: it is read as in Megatron-Core 0.16.1"
    settings.tell("config-version", RAMP, text)
    if size is None:
        return None
    try:
        return ramped(start, size, jump, Fraction(over))
    except ValueError as error:
        settings.refuse(RAMP, f"{error}")


def updates(flow: Flow | int, samples: float) -> float:
    """The updates that take so many samples."""
    return float(flow.step(Fraction(samples))) if isinstance(flow, Flow) else samples / flow


def refuse_mixed(settings: Settings, by_samples: bool) -> None:
    """ConfigError where iterations and samples are mixed, as the program refuses it."""
    ours, theirs = ("samples", "iters") if by_samples else ("iters", "samples")
    based = "sample-based" if by_samples else "iteration-based"
    for key, what in (("train", "training"), ("lr_decay", "learning rate decay"), ("lr_warmup", "warmup")):
        name = f"{key}_{theirs}"
        if settings.get(name):
            said = f"training counts {'samples' if by_samples else 'iterations'} (expected {based} {what})"
            settings.refuse(name, f"--{dashed(name)} beside --train-{ours}: {said}")
    count = f"lr_warmup_{ours}"
    if settings.has("lr_warmup_fraction") and settings.get(count):
        settings.refuse(count, f"can only specify one of lr-warmup-fraction and {dashed(count)}")


def in_iterations(settings: Settings, size: int | None) -> tuple[int, int, str, int] | None:
    """The updates of the run, the samples until min_lr, the key that tells them, and the samples of the run."""
    total = settings.overridden("train_iters", "steps", None, "updates of the run", least=1)
    if total is None:
        settings.want("steps", instead="--set train_iters=N")
    decay = settings.whole("lr_decay_iters", None, "updates until min_lr", least=1)
    if total is None or size is None:
        return None
    return total, (decay or total) * size, "lr_decay_iters", total * size


def in_samples(settings: Settings, size: int | None, flow: Flow | int | None) -> tuple[int, int, str, int] | None:
    """The same of a run that counts samples: it has floor(train_samples / global batch) updates.

    Where the batch grows all of them count that begin while it does, and the rest is rounded down.
    """
    samples = settings.whole("train_samples", None, "samples of the run", least=1)
    decay = settings.whole("lr_decay_samples", None, "samples until min_lr", least=1)
    steps: int | None = settings.fact("steps", "updates of the run")
    if size is None:
        return None
    of_file, each = samples // size, f"of {size} samples"
    if isinstance(flow, Flow):
        over = int(settings.as_number(RAMP, settings.get(RAMP)[-1]))
        first = int(flow.step(Fraction(min(over, samples)))) + 1
        of_file = first + max(samples - int(flow.before(first)), 0) // size
        each = f"of {flow.stages[0].each} to {size} samples"
    total = steps or of_file
    if not total:
        settings.refuse("train_samples", f"{samples} samples are less than one update of {size}")
    settings.came_to("train_samples", f"{of_file} updates {each}")
    return total, decay or samples, "lr_decay_samples", samples


def warmup_of(settings: Settings, decay: int, each: int, unit: str) -> float:
    """The samples of the warm-up: a share of those until min_lr, which is not rounded, or a number."""
    share = settings.number("lr_warmup_fraction", None, "share of the updates until min_lr", least=0)
    if share is not None:
        settings.came_to("lr_warmup_fraction", f"{share:.12g} * {decay} = {share * decay:.15g} samples")
        return float(share * decay)
    return float(settings.whole(f"lr_warmup_{unit}", 0, "the warm-up", least=0) * each)


def wsd(settings: Settings, style: str, size: int, by_samples: bool) -> dict[str, Any]:
    """The last part of WSD."""
    key, each = ("lr_wsd_decay_samples", 1) if by_samples else ("lr_wsd_decay_iters", size)
    if style != "WSD":
        for other in ("lr_wsd_decay_iters", "lr_wsd_decay_samples", "lr_wsd_decay_style"):
            settings.ignored(other, f"lr_decay_style is {style}")
        return {}
    length = settings.whole(key, None, "the fall of WSD", least=0)
    if length is None:
        error = "AssertionError: self.wsd_decay_steps is not None"
        settings.refuse("lr_decay_style", f"WSD needs --{dashed(key)} ({error})")
    shape = settings.word("lr_wsd_decay_style", "exponential", "the curve of the fall", WSD_STYLES)
    return {"wsd_decay_steps": length * each, "lr_wsd_decay_style": shape}


def weight_decay(settings: Settings, samples: int) -> dict[str, Any]:
    """The weight decay, which may grow."""
    style = settings.get("weight_decay_incr_style") or "constant"
    if style == "constant":
        fixed = settings.number("weight_decay", 0.01)
        return {"start_wd": fixed, "end_wd": fixed, "wd_incr_steps": samples, "wd_incr_style": "constant"}
    return {
        "start_wd": settings.number("start_weight_decay", 0.0),
        "end_wd": settings.number("end_weight_decay", 0.0),
        "wd_incr_steps": samples,
        "wd_incr_style": settings.word("weight_decay_incr_style", None, "", ("constant", "linear", "cosine")),
    }


FORMAT = Format("megatron", "Megatron-LM", 20, fits, read, tree, flat)
