"""What is warned of in every format: a warm-up, and a schedule, that do not fit the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcli.sources.configs._settings import Settings


def warn_of_warmup(settings: Settings, key: str, steps: float, total: int, peak: float | None = None) -> None:
    """Warn of a warm-up that is longer than the run."""
    if steps > total:
        never = "" if peak is None else f": the LR never gets to {peak:g}"
        text = f"a warm-up of {steps:.15g} updates is longer than the run of {total}{never}"
        settings.warn("config-warmup-too-long", key, text, f"a warm-up of fewer than {total} updates")


def warn_of_end(settings: Settings, key: str, end: float, total: int, then: str, mend: str = "") -> None:
    """Warn of a schedule that ends before the run; `then` says what the rate is from there on."""
    if end < total:
        text = f"the schedule ends after {end:.15g} of the {total} updates of the run: {then}"
        settings.warn("config-ends-early", key, text, mend or f"{key} {total}")


def warn_of_cut(settings: Settings, key: str, end: float, total: int, mend: str = "") -> None:
    """Warn of a run that ends before its schedule."""
    if end > total:
        text = f"the run of {total} updates ends before its schedule of {end:.15g}"
        settings.warn("config-cut", key, text, mend or f"{key} {total}")
