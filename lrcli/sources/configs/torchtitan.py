"""torchtitan's job configuration, in TOML.

Source: torchtitan 0.2.0, torchtitan.config.job_config, torchtitan.components.lr_scheduler.build_lr_schedulers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.reading.documents import TOML
from lrcli.sources.configs._format import Format, has
from lrcli.sources.configs._settings import Plan, keys, nearest

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

FAMILY = "torchtitan.build_lr_schedulers"
DECAYS = ("linear", "sqrt", "cosine")
KNOWN = {
    "lr_scheduler": keys("warmup_steps decay_ratio decay_type min_lr_factor"),
    "optimizer": keys("name lr beta1 beta2 eps weight_decay implementation early_step_in_backward"),
    "training": keys(
        """dataset dataset_path local_batch_size global_batch_size seq_len max_norm steps enable_cpu_offload dtype
        mixed_precision_param mixed_precision_reduce gc_freq gc_debug seed deterministic debug_moe_force_load_balance"""
    ),
}
"""The keys of the tables on which the LR depends."""
RENAMED = {"lr_min": "min_lr_factor", "batch_size": "local_batch_size"}


def fits(document: Document) -> bool:
    return document.kind == TOML and (has(document, "training.steps") or has(document, "optimizer", "lr_scheduler"))


def read(settings: Settings) -> Plan:
    """What torchtitan makes of the tables."""
    for table in settings.tree:
        if table not in KNOWN and (near := nearest(table, KNOWN)):
            settings.refuse(table, f"torchtitan has no table [{table}], and refuses it: did you mean [{near}]?")
    for table, known in KNOWN.items():
        refuse_unknown(settings, table, known)
    for fact in ("samples", "devices", "batch_size", "accumulate", "seq_len", "epochs", "tokens"):
        settings.fact(fact)
    given = {"lr": settings.rate("optimizer.lr", 8e-4, "the rate")}
    total = settings.overridden("training.steps", "steps", 10_000, "updates of the run", least=1)
    warmup = settings.whole("lr_scheduler.warmup_steps", 200, "updates of the warm-up", least=0)
    share = settings.number("lr_scheduler.decay_ratio", None, "share of the run that the fall takes", least=0)
    given |= {"warmup_steps": warmup, "decay_ratio": share, "training_steps": total}
    given["decay_type"] = settings.word("lr_scheduler.decay_type", "linear", "the curve of the fall", DECAYS)
    least = settings.number("lr_scheduler.min_lr_factor", 0.0, "the LR at the end as a share of the rate")
    schedule = settings.made(FAMILY, "lr_scheduler.warmup_steps", min_lr_factor=least, **given)
    warn(settings, warmup, share, total)
    return Plan(schedule, Run(steps=total, steps_per_epoch=settings.fact("steps_per_epoch")))


def refuse_unknown(settings: Settings, table: str, known: frozenset[str]) -> None:
    """ConfigError for a key that the table does not have, as torchtitan refuses it."""
    section = settings.section(table)
    for key in section.tree:
        if key in RENAMED and key not in known:
            new = f"it was renamed, and is {RENAMED[key]} now"
            section.refuse(key, f"torchtitan 0.2.0 has no key {table}.{key}: {new}")
    section.refuse_unknown(known, what=f"torchtitan has no key in [{table}] called")


def warn(settings: Settings, warmup: int, share: float | None, total: int) -> None:
    """What torchtitan cuts."""
    if warmup > total:
        text = f"a warm-up of {warmup} updates is longer than the run of {total}: torchtitan cuts it to the run"
        settings.warn("config-warmup-too-long", "lr_scheduler.warmup_steps", text, f"warmup_steps = {total // 5}")
    if share is None and warmup < total:
        text = (
            f"there is no decay_ratio, and torchtitan lets the LR fall right after the warm-up, from update {warmup} on"
        )
        settings.warn("config-default-decay", "lr_scheduler.decay_ratio", text, "decay_ratio = 0.2, for a stable part")
    elif share is not None and min(warmup, total) + round(total * share) > total:
        kept = total - min(warmup, total)
        text = f"a fall of {round(total * share)} updates does not fit after the warm-up: torchtitan cuts it to {kept}"
        settings.warn("config-decay-cut", "lr_scheduler.decay_ratio", text, f"decay_ratio = {kept / total:.3g}")


FORMAT = Format("torchtitan", "torchtitan", 30, fits, read)
