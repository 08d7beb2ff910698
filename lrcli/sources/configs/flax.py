"""The configurations of Flax' examples, as ml_collections writes them: in JSON or YAML.

They name no schedule: that is in the code of each example. Those of imagenet and of lm1b are known by their keys.

Source: Flax 18f8f311, examples/imagenet/train.py, examples/lm1b/train.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._ends import warn_of_cut, warn_of_end, warn_of_warmup
from lrcli.sources.configs._format import Format, never
from lrcli.sources.configs._settings import ConfigError, Plan, keys

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

SAME = "num_epochs alone"
FIELDS = "_fields"
"""Where ml_collections keeps the values when it writes YAML."""
MATTER = keys("learning_rate warmup_epochs num_epochs batch_size warmup_steps num_train_steps")


def tree(document: Document) -> dict[str, Any]:
    """The keys of the configuration."""
    found = document.tree
    if isinstance(found, dict) and isinstance(found.get(FIELDS), dict):
        found = found[FIELDS]
    return dict(found) if isinstance(found, dict) else {}


def read(settings: Settings) -> Plan:
    """What the example makes of its configuration."""
    for fact in ("devices", "accumulate", "seq_len", "tokens"):
        settings.fact(fact)
    settings.warn_near(MATTER)
    if settings.has("warmup_epochs") or settings.has("num_epochs"):
        return imagenet(settings)
    if settings.has("warmup_steps"):
        return lm1b(settings)
    raise ConfigError(
        f"{settings.document.name} is none of the Flax examples that are known: imagenet has warmup_epochs and "
        "num_epochs, lm1b has warmup_steps; the schedule of any other is in its code alone"
    )


def required(settings: Settings, key: str, means: str, **bounds: float) -> Any:
    """A number that the example does not do without."""
    found = settings.number(key, None, means, **bounds)
    if found is None:
        raise ConfigError(f"{settings.document.name} has no {key}: the example needs it, as in --set {key}=VALUE")
    return found


def imagenet(settings: Settings) -> Plan:
    """A straight warm-up from 0 and half a cosine to 0, both in epochs; the rate is for a batch of 256."""
    rate = required(settings, "learning_rate", "the rate for a batch of 256", least=0)
    size = settings.overridden("batch_size", "batch_size", None, "samples of a batch", least=1)
    if size is None:
        required(settings, "batch_size", "samples of a batch")
    warmup = required(settings, "warmup_epochs", "epochs of the warm-up", least=0)
    epochs = settings.fact("epochs", "as num_epochs") or required(settings, "num_epochs", "epochs of the run", above=0)
    per_epoch = settings.fact("steps_per_epoch", "updates of an epoch")
    samples = settings.fact("samples", "samples of the training set")
    if per_epoch is None and samples is None:
        settings.want("samples", instead="--steps-per-epoch")
        settings.ask()
    per_epoch = per_epoch or samples // size
    if not per_epoch:
        settings.refuse("batch_size", f"{samples} samples do not fill a batch of {size}")
    lr = rate * size / 256.0
    settings.came_to("learning_rate", f"{rate:.12g} * {size} / 256 = {lr:.12g}")
    settings.came_to("batch_size", f"{per_epoch} updates an epoch")
    rise = warmup * per_epoch
    fall = max(epochs - warmup, 1) * per_epoch
    told = settings.fact("steps", "as num_train_steps") or settings.whole("num_train_steps", -1)
    total = told if told > 0 else int(per_epoch * epochs)
    if not total:
        settings.refuse("num_epochs", f"{epochs:.12g} epochs of {per_epoch} updates are less than one update")
    warn_of_warmup(settings, "warmup_epochs", rise, total, lr)
    if told > 0:
        warn_of_cut(settings, "num_epochs", rise + fall, total, SAME)
        warn_of_end(settings, "num_epochs", rise + fall, total, "the LR is 0 from there on", SAME)
    schedule = settings.made(
        "optax.warmup_cosine_decay_schedule",
        "warmup_epochs",
        init_value=0.0,
        peak_value=lr,
        warmup_steps=rise,
        decay_steps=rise + fall,
    )
    return Plan(schedule, Run(steps=total, steps_per_epoch=per_epoch))


def lm1b(settings: Settings) -> Plan:
    """A straight warm-up from 0, then down with the square root of the updates."""
    lr = float(required(settings, "learning_rate", "the LR after the warm-up", least=0))
    warmup = settings.whole("warmup_steps", None, "updates of the warm-up", above=0)
    total = settings.overridden("num_train_steps", "steps", None, "updates of the run", least=1)
    for fact in ("samples", "batch_size", "epochs"):
        settings.fact(fact)
    if total is None:
        settings.want("steps")
        settings.ask()
    warn_of_warmup(settings, "warmup_steps", warmup, total, lr)
    schedule = settings.made("inverse_sqrt", "warmup_steps", peak=lr, warmup=f"{warmup}st")
    return Plan(schedule, Run(steps=total, steps_per_epoch=settings.fact("steps_per_epoch")))


FORMAT = Format("flax", "the Flax examples", 62, never, read, tree)
