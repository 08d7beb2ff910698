"""nanoGPT's configurations: a Python file of assignments that is laid over the defaults of train.py.

Source: nanoGPT 3adf61e1, train.py and configurator.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.reading.documents import PYTHON, TOML
from lrcli.sources.configs._ends import warn_of_default_warmup, warn_of_end, warn_of_warmup
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import Plan, meant
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

DEFAULTS: dict[str, Any] = {
    "learning_rate": 6e-4,
    "max_iters": 600_000,
    "decay_lr": True,
    "warmup_iters": 2000,
    "lr_decay_iters": 600_000,
    "min_lr": 6e-5,
}
"""The globals of train.py on which the LR depends."""
OTHERS: dict[str, type] = {
    **dict.fromkeys(
        ["out_dir", "init_from", "wandb_project", "wandb_run_name", "dataset", "backend", "device", "dtype"], str
    ),
    **dict.fromkeys(["eval_only", "always_save_checkpoint", "wandb_log", "bias", "compile"], bool),
    **dict.fromkeys(["dropout", "weight_decay", "beta1", "beta2", "grad_clip"], float),
    **dict.fromkeys(["eval_interval", "log_interval", "eval_iters", "gradient_accumulation_steps"], int),
    **dict.fromkeys(["batch_size", "block_size", "n_layer", "n_head", "n_embd"], int),
}
"""Its other globals, and their types."""


def fits(document: Document) -> bool:
    """A flat file of Python with what train.py has, and no other program."""
    if document.kind not in (PYTHON, TOML) or not isinstance(document.tree, dict):
        return False
    return len({*DEFAULTS, *OTHERS} & document.tree.keys()) > 1 and bool(
        {"max_iters", "lr_decay_iters"} & document.tree.keys()
    )


def read(settings: Settings) -> Plan:
    """What train.py makes of its globals: updates 0 to max_iters, both included."""
    refuse_types(settings)
    settings.warn_near(DEFAULTS, OTHERS)
    lr = settings.rate("learning_rate", DEFAULTS["learning_rate"], THE_RATE)
    last = settings.whole("max_iters", DEFAULTS["max_iters"], "updates 0 to max_iters", least=0)
    steps = settings.fact("steps", "updates in all") or last + 1
    run = Run(steps=steps)
    if not settings.switch("decay_lr", DEFAULTS["decay_lr"]):
        for key in ("warmup_iters", "lr_decay_iters", "min_lr"):
            settings.ignored(key, "decay_lr is False")
        return Plan(settings.made("constant", "learning_rate", initial=lr), run)
    rise = settings.whole("warmup_iters", DEFAULTS["warmup_iters"], least=0)
    end = settings.whole("lr_decay_iters", DEFAULTS["lr_decay_iters"])
    low = settings.rate("min_lr", DEFAULTS["min_lr"])
    warn_of_default_warmup(settings, "warmup_iters", rise)
    warn_of_warmup(settings, "warmup_iters", rise, steps, lr)
    warn_of_end(settings, "lr_decay_iters", end, steps - 1, f"the LR is {low:.12g} from there on")
    if end > steps:
        text = f"the run of {steps} updates ends before lr_decay_iters {end}: the LR never gets down to {low:.12g}"
        settings.warn("config-cut", "lr_decay_iters", text, f"lr_decay_iters = {steps - 1}")
    arguments = {"learning_rate": lr, "warmup_iters": rise, "lr_decay_iters": end, "min_lr": low}
    return Plan(settings.made("nanogpt.get_lr", "lr_decay_iters", **arguments), run)


def refuse_types(settings: Settings) -> None:
    """ConfigError for a word of the command line that train.py refuses: one of another type, or of no global."""
    for path in settings.changed:
        key = str(path[0])
        if key not in DEFAULTS and key not in OTHERS:
            known = (*DEFAULTS, *OTHERS)
            settings.refuse(key, f"--set {key}: ValueError: Unknown config key: {key}{meant(key, known)}")
        before = (settings.document.tree or {}).get(key, DEFAULTS.get(key))
        kind = OTHERS.get(key) or type(before)
        given = settings.get(key)
        if type(given) is not kind:
            settings.refuse(key, f"--set {key}: {given!r} is no {kind.__name__}, which train.py asserts")


FORMAT = Format("nanogpt", "nanoGPT", 12, fits, read, words=flat)
