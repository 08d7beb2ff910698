"""The flags of torchvision's reference script for classification, in a shell script.

Source: torchvision, references/classification/train.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._devices import tell_no_epochs, told_devices
from lrcli.sources.configs._ends import warn_of_warmup
from lrcli.sources.configs._flags import flags_of, is_command
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._settings import Plan, keys, meant, nearest
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.reading.shell_text import Command
    from lrcli.sources.configs._settings import Settings

MATTER = keys(
    """lr lr_scheduler lr_warmup_epochs lr_warmup_method lr_warmup_decay lr_step_size lr_gamma lr_min epochs
    batch_size"""
)
OTHERS = keys(
    """data_path model device b j workers opt momentum wd weight_decay norm_weight_decay bias_weight_decay
    transformer_embedding_decay label_smoothing mixup_alpha cutmix_alpha print_freq output_dir resume start_epoch
    cache_dataset sync_bn test_only auto_augment ra_magnitude augmix_severity random_erase amp world_size dist_url
    model_ema model_ema_steps model_ema_decay use_deterministic_algorithms interpolation val_resize_size val_crop_size
    train_crop_size clip_grad_norm ra_sampler ra_reps weights backend use_v2"""
)
SIGNS = frozenset({"lr_warmup_epochs", "lr_warmup_method", "lr_warmup_decay", "lr_step_size", "lr_gamma", "lr_min"})
"""Flags that no other script of those that are known has."""
SCHEDULERS = ("steplr", "cosineannealinglr", "exponentiallr")
METHODS = ("linear", "constant")


def fits(document: Document) -> bool:
    """A script with one of the signs."""

    def signed(command: Command) -> bool:
        return bool(SIGNS & {name.replace("-", "_") for name in command.flags})

    return is_command(document, signed)


def tree(document: Document) -> dict[str, Any]:
    """The flags of the command."""
    return flags_of(document, MATTER | OTHERS, short=True)


def read(settings: Settings) -> Plan:
    """What the script makes of its flags: the LR moves once an epoch."""
    for key in settings.tree:
        if key not in MATTER | OTHERS and (near := nearest(key, MATTER)):
            settings.refuse(
                key, f"the script has no flag --{key.replace('_', '-')}: did you mean --{near.replace('_', '-')}?"
            )
    lr = settings.rate("lr", 0.1, "the rate")
    epochs = settings.overridden("epochs", "epochs", 90, "epochs of the run", least=1)
    if epochs != int(epochs):
        settings.refuse("epochs", f"epochs is a whole number, not {epochs:.12g}")
    warmup = settings.whole("lr_warmup_epochs", 0, "epochs of the warm-up", least=0)
    name = settings.word("lr_scheduler", "steplr", "the scheduler").lower()
    if name not in SCHEDULERS:
        settings.refuse(
            "lr_scheduler",
            f"the script has no scheduler {name!r:.40}{meant(name, SCHEDULERS)}: {', '.join(SCHEDULERS)}",
        )
    main, arguments = main_of(settings, name, int(epochs), warmup)
    per_epoch = of_epoch(settings)
    run = Run(epochs=int(epochs), steps_per_epoch=per_epoch, update="epoch" if per_epoch else "step")
    if not warmup:
        return Plan(settings.made(main, "lr_scheduler", lr=lr, **arguments), run)
    warn_of_warmup(settings, "lr_warmup_epochs", warmup, int(epochs), lr, "epochs")
    method = settings.word("lr_warmup_method", "constant", "the curve of the warm-up")
    decay = settings.number("lr_warmup_decay", 0.01, "the share of the LR at which it begins")
    if method not in METHODS:
        settings.refuse("lr_warmup_method", f"the script has no warm-up {method!r:.40}: {', '.join(METHODS)}")
    if method == "linear":
        first = settings.made("torch.LinearLR", "lr_warmup_decay", start_factor=decay, total_iters=warmup)
    else:
        first = settings.made("torch.ConstantLR", "lr_warmup_decay", factor=decay, total_iters=warmup)
    second = settings.made(main, "lr_scheduler", **arguments)
    joined = settings.made("torch.SequentialLR", "lr_scheduler", lr=lr, schedulers=[first, second], milestones=[warmup])
    return Plan(joined, run)


def main_of(settings: Settings, name: str, epochs: int, warmup: int) -> tuple[str, dict[str, Any]]:
    """The scheduler after the warm-up, and its arguments."""
    if name == "cosineannealinglr":
        settings.came_to("lr_scheduler", f"T_max {epochs} - {warmup} = {epochs - warmup} epochs")
        low = settings.rate("lr_min", 0.0, "the LR at the end")
        return "torch.CosineAnnealingLR", {"T_max": epochs - warmup, "eta_min": low}
    gamma = settings.number("lr_gamma", 0.1, "the factor of each drop")
    if name == "exponentiallr":
        return "torch.ExponentialLR", {"gamma": gamma}
    return "torch.StepLR", {"step_size": settings.whole("lr_step_size", 30, "epochs between drops"), "gamma": gamma}


def of_epoch(settings: Settings) -> int | None:
    """The updates of an epoch, where the samples are told: ceil(ceil(samples / devices) / batch)."""
    told: int | None = settings.fact("steps_per_epoch", "updates of an epoch")
    samples, devices = settings.fact("samples"), told_devices(settings)
    if told is not None or samples is None:
        return told
    if devices is None:
        tell_no_epochs(settings)
        return None
    size = settings.overridden("batch_size", "batch_size", 32, least=1)
    share = -(-samples // devices)
    updates: int = -(-share // size)
    return updates


FORMAT = Format("torchvision", "torchvision's reference script", 24, fits, read, tree, flat)
