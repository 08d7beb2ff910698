"""The rules of Hugging Face's Trainer, which several programs share: the length of the run, the warm-up, the schedule.

Source: Transformers 5.23.0 and 4.57.6, trainer.Trainer.set_initial_training_values, TrainingArguments.get_warmup_steps,
optimization.get_scheduler.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.catalogue import schedulers
from lrcli.clock import Run
from lrcli.reading.shell_text import Untold
from lrcli.schedules.around import is_guarded
from lrcli.sources.configs._devices import counted_samples, devices_of
from lrcli.sources.configs._flags import flags_of
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import ConfigError, Plan, keys, nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli.reading.documents import Document
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

FAMILY = "transformers."
OF_METRIC = ("reduce_lr_on_plateau", "greedy")
"""Schedulers that react to a metric, which no configuration has."""
WSD = "warmup_stable_decay"
WITHOUT_OWN = ("constant", "constant_with_warmup")
"""Schedulers that get_scheduler makes without any arguments of their own."""
ARGUMENTS = keys(
    """output_dir per_device_train_batch_size num_train_epochs max_steps learning_rate lr_scheduler_type
    lr_scheduler_kwargs warmup_steps warmup_ratio optim optim_args weight_decay adam_beta1 adam_beta2 adam_epsilon
    optim_target_modules gradient_accumulation_steps average_tokens_across_devices max_grad_norm label_smoothing_factor
    bf16 fp16 bf16_full_eval fp16_full_eval tf32 activation_checkpointing activation_checkpointing_kwargs
    gradient_checkpointing gradient_checkpointing_kwargs torch_compile torch_compile_backend torch_compile_mode
    use_liger_kernel liger_kernel_config use_cache neftune_noise_alpha torch_empty_cache_steps auto_find_batch_size
    logging_strategy logging_steps logging_first_step log_on_each_node logging_nan_inf_filter logging_dir
    include_num_input_tokens_seen include_tokens_per_second log_level log_level_replica disable_tqdm report_to run_name
    project eval_strategy evaluation_strategy eval_steps eval_delay per_device_eval_batch_size prediction_loss_only
    eval_on_start eval_do_concat_batches eval_use_gather_object eval_accumulation_steps include_for_metrics
    batch_eval_metrics save_only_model save_strategy save_steps save_on_each_node save_total_limit save_safetensors
    enable_jit_checkpoint push_to_hub hub_token hub_private_repo hub_model_id hub_strategy hub_always_push hub_revision
    load_best_model_at_end metric_for_best_model greater_is_better ignore_data_skip full_determinism seed data_seed
    use_cpu no_cuda use_ipex use_mps_device jit_mode_eval accelerator_config parallelism_config dataloader_drop_last
    dataloader_num_workers dataloader_pin_memory dataloader_persistent_workers dataloader_prefetch_factor
    remove_unused_columns label_names group_by_length train_sampling_strategy length_column_name
    ddp_find_unused_parameters ddp_bucket_cap_mb ddp_broadcast_buffers ddp_static_graph ddp_backend ddp_timeout fsdp
    fsdp_config fsdp_min_num_params fsdp_transformer_layer_cls_to_wrap deepspeed debug skip_memory_metrics do_train
    do_eval do_predict resume_from_checkpoint local_rank overwrite_output_dir past_index torchdynamo ray_scope
    fp16_opt_level fp16_backend half_precision_backend tpu_num_cores tpu_metrics_debug push_to_hub_model_id
    push_to_hub_organization push_to_hub_token mp_parameters restore_callback_states_from_checkpoint
    eval_use_gather_object dispatch_batches split_batches per_gpu_train_batch_size per_gpu_eval_batch_size"""
)
"""The arguments of the Trainer in versions 4 and 5."""
BATCH = "per_device_train_batch_size"
MATTER = keys(
    """learning_rate lr_scheduler_type lr_scheduler_kwargs warmup_steps warmup_ratio num_train_epochs max_steps
    per_device_train_batch_size gradient_accumulation_steps dataloader_drop_last"""
)
"""Those on which the LR depends."""


COUNTED = {"num_train_epochs": "epochs", BATCH: "batch_size", "gradient_accumulation_steps": "accumulate"}
"""Those that count the updates where the run does not tell them, and the flags that go before them."""
SHORT = {
    "lr": "learning_rate",
    "scheduler": "lr_scheduler_type",
    "lr_scheduler": "lr_scheduler_type",
    "scheduler_type": "lr_scheduler_type",
}
"""What people write for an argument that has another name."""


LR = 5e-5
"""The learning_rate of TrainingArguments."""
MAX_STEPS = "--steps, which is max_steps"


class Updates(NamedTuple):
    """How many updates a run has: in all, and in an epoch where it counts epochs."""

    total: int
    per_epoch: int | None


def argument_tree(document: Document) -> dict[str, Any]:
    """The arguments, of a script those of its command."""
    return flags_of(document, ARGUMENTS, short=True)


def trained(settings: Settings, default: float) -> Plan:
    """What the Trainer makes of its arguments, where their rate is `default` if they have none."""
    lr = read_rate(settings, default)
    total, per_epoch = updates(settings)
    schedule = scheduled(settings, lr, warmup(settings, total), total)
    return Plan(schedule, Run(steps=total, steps_per_epoch=per_epoch))


def read_rate(settings: Settings, default: float, key: str = "learning_rate") -> float:
    """The rate."""
    rate: float = settings.rate(key, default, THE_RATE)
    return rate


def warn_texts(settings: Settings, nested: bool = False) -> None:
    """Warns of numbers that are texts to the program, which fails on them: 2e-5 in YAML, and what is in quotes.

    `nested` says that the program makes numbers of them, but for those inside of another key.
    """
    for path in sorted(settings.document.texts, key=str):
        if path[0] not in MATTER or path[:1] in settings.changed or (len(path) == 1 and nested) or not written(path):
            continue
        key = ".".join(path)
        value = settings.get(key)
        text = f"{key} {value!r} is a text to the program, which fails on it: it is read as the number"
        settings.warn("config-text-number", key, text, f"{key}: {as_float(value)}")


def written(path: tuple[Any, ...]) -> bool:
    """Whether the keys that lead to a value are texts."""
    return all(isinstance(key, str) for key in path)


def as_float(value: Any) -> str:
    """A number as every reader of YAML takes it for one: 2.0e-05."""
    text = f"{float(value)!r}"
    return text if "." in text else text.replace("e", ".0e")


def refuse_slips(settings: Settings, own: Collection[str] = ()) -> None:
    """ConfigError for a key that is nearly one of the Trainer's, and for a mapping that has none of them.

    The parser refuses every key that no dataclass of the program has; a program has others beside these. `own` are
    those that are known.
    """
    keys = [key for key in settings.tree if isinstance(key, str)]
    for key in keys:
        if key in ARGUMENTS or key in own:
            continue
        near = nearest(key, MATTER)
        if near or key.startswith(("lr_", "warmup", "learning_rate")) or key in SHORT:
            known = f": did you mean {near or SHORT.get(key)}?" if near or key in SHORT else ""
            settings.refuse(key, f"{settings.program} has no {key}, and the parser refuses it{known}")


def refuse_untold(settings: Settings) -> None:
    """ConfigError for all the arguments that matter and are not told, in one line, where they are several."""
    most = settings.get("max_steps")
    counted = settings.facts.steps is not None or (isinstance(most, int) and most > 0)
    told = {key for key, fact in COUNTED.items() if counted or getattr(settings.facts, fact) is not None}
    matter = [key for key in settings.tree if key in MATTER and key not in told]
    untold = [key for key in matter if isinstance(settings.tree[key], Untold)]
    if len(untold) > 1:
        asked = " ".join(f"--set {key}=VALUE" for key in untold)
        settings.refuse(untold[0], f"the file does not tell {', '.join(untold)}: give {asked}")


def updates(settings: Settings) -> Updates:
    """How many updates the Trainer makes.

    max_steps, where it is above 0. Else, of ceil(samples / batch) batches (floor where dataloader_drop_last is set),
    each of the devices has its share, rounded the same way; of those accumulation makes ceil(share / accumulation)
    updates an epoch, at least one; in all ceil(epochs * that).
    """
    written = settings.get("max_steps")
    most = settings.fact("steps", "updates in all, as max_steps")
    if most is None:
        most = settings.whole("max_steps", -1)
    elif isinstance(written, int) and written > 0:
        settings.overridden("max_steps", "steps")
    if most == 0:
        settings.refuse(
            "max_steps", "max_steps is 0, so that the Trainer makes no update: -1 lets num_train_epochs count"
        )
    if most > 0:
        if settings.facts.epochs is not None:
            key = "max_steps" if settings.facts.steps is None else "--steps"
            settings.tell("config-overridden", "max_steps", f"{key} {most} goes before --epochs")
        elif settings.has("num_train_epochs"):
            settings.ignored("num_train_epochs", "max_steps goes before it")
        return Updates(most, of_epoch(settings, needed=False))
    epochs = settings.overridden_number("num_train_epochs", "epochs", 3.0, above=0)
    per_epoch = of_epoch(settings)
    total = math.ceil(epochs * (per_epoch or 0))
    settings.came_to("num_train_epochs", f"ceil({epochs:.12g} * {per_epoch}) = {total} updates")
    return Updates(total, per_epoch)


def tell_packing(settings: Settings, key: str, default: bool = False) -> None:
    """Tells that samples are counted after packing, which puts several into one."""
    if settings.switch(key, default) and settings.facts.steps is None and (settings.get("max_steps") or -1) == -1:
        text = f"{key} puts several samples into one: --samples is taken as the number of those that it makes"
        settings.tell("config-assumed", key, text)


def of_epoch(settings: Settings, needed: bool = True) -> int | None:
    """The updates of an epoch; where they are not needed, None where nobody tells the samples or the devices."""
    told: int | None = settings.fact("steps_per_epoch")
    samples: int | None = settings.fact("samples")
    if told is not None:
        return told
    samples = counted_samples(settings, samples, needed, MAX_STEPS)
    if samples is None:
        return None
    old = "per_gpu_train_batch_size"  # of version 4; where it is there it counts
    size = settings.overridden(old if settings.get(old) else BATCH, "batch_size", 8, least=1)
    accumulate = settings.overridden("gradient_accumulation_steps", "accumulate", 1, least=1)
    devices = devices_of(settings, instead=MAX_STEPS)
    drop = settings.switch("dataloader_drop_last")
    share = samples // size // devices if drop else rounded_up(rounded_up(samples, size), devices)
    return max(1, rounded_up(share, accumulate))


def rounded_up(count: int, size: int) -> int:
    """How many parts of a size something has, the last of which may be smaller."""
    return -(-int(count) // int(size))


def stepped(settings: Settings, schedule: Schedule, times: int) -> Schedule:
    """A schedule that accelerate prepares: at each update it is stepped once for every process.

    One with total_steps it does not step past them.
    """
    moving = (times > 1 and schedule.family.rpartition(".")[2] != "constant") or is_guarded(schedule)
    return settings.made("stepped", body=schedule, times=times) if moving else schedule


def warmup(settings: Settings, total: int, old: bool = False) -> int:
    """The updates of the warm-up.

    warmup_steps of 1 or more, cut to a whole number; below 1 a share of the total, rounded up (version 5 alone); else
    the share warmup_ratio of the total, rounded up (version 4 alone, which `old` says that it is).
    """
    steps, ratio = "warmup_steps", "warmup_ratio"
    number = settings.number(steps, 0, least=0) or 0
    share = settings.number(ratio, None, least=0, most=1) or 0
    if 0 < number < 1 and share:
        settings.refuse(
            ratio,
            f"{steps} {number:.12g} is a share of the run in Transformers 5 alone, and {ratio} is read by 4 alone",
        )
    if number and share:
        settings.warn(
            "config-two-warmups",
            ratio,
            f"{ratio} and {steps} are both given: {steps} {number:.12g} counts, {ratio} {share:.12g} is not read",
            f"leave {ratio} out",
        )
        settings.ignored(ratio, f"{steps} goes before it")
    if number >= 1:
        return int(number)
    if number:
        settings.tell("config-version", steps, f"{steps} {number:.12g} is a share of the run, as Transformers 5 has it")
    elif share and not old:
        settings.tell("config-version", ratio, f"{ratio} is read as Transformers 4 does; version 5 refuses it")
    key = steps if number else ratio
    result = math.ceil(total * (number or share))
    if number or share:
        settings.came_to(key, f"ceil({total} * {number or share:.12g}) = {result} updates")
    return result


def scheduled(settings: Settings, lr: float, steps: int, total: int, default: str = "linear") -> Schedule:
    """What get_scheduler makes of the names in a configuration."""
    name = settings.word("lr_scheduler_type", default)
    return by_name(settings, "lr_scheduler_type", name, lr, steps, total, arguments(settings))


def arguments(settings: Settings, key: str = "lr_scheduler_kwargs") -> dict[str, Any]:
    """The scheduler's own arguments: a mapping, or JSON text of one."""
    found = settings.value(key)
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            settings.refuse(key, f"{key} is a mapping, or a text of JSON that is one, not {found!r:.40}")
    if found is not None and not isinstance(found, dict):
        settings.refuse(key, f"{key} is a mapping, not {found!r:.40}")
    return {str(name): value for name, value in (found or {}).items()}


def names() -> list[str]:
    """What get_scheduler knows."""
    return [kind.family.removeprefix(FAMILY) for kind in schedulers("transformers")]


def by_name(
    settings: Settings,
    key: str,
    name: str,
    lr: float,
    steps: int,
    total: int,
    more: dict[str, Any],
    source: str = "lr_scheduler_kwargs",
) -> Schedule:
    """The scheduler of a name in Transformers, with a warm-up and a total, as far as it takes them.

    key     has the name
    more    arguments of the scheduler's own
    source  the key that has them
    """
    from lrcli.catalogue import find
    from lrcli.sources.configs._settings import meant

    kind = find(FAMILY + name) if name in names() else None
    if kind is None:
        known = names()
        settings.refuse(key, f"{key} {name!r} is no scheduler of Transformers{meant(name, known)}: {', '.join(known)}")
    if name in OF_METRIC:
        raise ConfigError(
            f"{settings.where(key)}: {name} reacts to a metric, which no configuration has: "
            f"lrcli plot '{kind.family}(lr={lr:.12g}, metrics=\"losses.csv\")'"
        )
    needs: tuple[str, ...] = getattr(kind, "needs", ())
    takes = {"num_warmup_steps": steps, "num_training_steps": total}
    filled = {field: value for field, value in takes.items() if field in needs or name == WSD}
    if more and name in WITHOUT_OWN:
        settings.ignored(source, f"{name} takes no arguments of its own")
        settings.warn("config-ignored", source, f"{name} does not read {source}: {', '.join(more)} is ignored", "")
        more = {}
    for field in ("lr", *takes):
        if field in more:
            settings.refuse(source, f"{source} gives {field}, which the Trainer gives {name} too: TypeError")
    if steps and "num_warmup_steps" not in needs:
        text = f"{name} takes no warm-up: the {steps} updates of it are not made"
        settings.warn("config-no-warmup", key, text, "constant_with_warmup")
    if steps > total and "num_warmup_steps" in filled:
        text = f"a warm-up of {steps} updates is longer than the run of {total}: the LR never gets to {lr:.12g}"
        settings.warn("config-warmup-too-long", key, text, "a shorter warm-up")
    if name == WSD and more.get("min_lr_ratio") and steps:
        text = f"min_lr_ratio {more['min_lr_ratio']} is where the warm-up begins too, not 0"
        settings.warn("config-lifted-start", source, text, "min_lr_ratio: 0")
    return settings.made(kind.family, source if more else key, lr=lr, **filled, **more)
