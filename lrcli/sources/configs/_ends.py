"""What is warned of in every format: a warm-up, and a schedule, that do not fit the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lrcli.sources.configs._settings import Settings

ENDS = {
    "T_max": "it rises again, along its cosine",
    "total_steps": "PyTorch raises ValueError after them",
    "total_iters": "it is 0 from there on",
}
"""Arguments of PyTorch's schedulers that end a schedule, and what comes after it."""


def warn_of_warmup(
    settings: Settings, key: str, steps: float, total: int, peak: float | None = None, unit: str = "updates"
) -> None:
    """Warn of a warm-up that is longer than the run."""
    if steps > total:
        never = "" if peak is None else f": the LR never gets to {peak:.12g}"
        text = f"a warm-up of {steps:.15g} {unit} is longer than the run of {total}{never}"
        settings.warn("config-warmup-too-long", key, text, f"a warm-up of fewer than {total} {unit}")


def warn_of_default_warmup(settings: Settings, key: str, steps: float, unit: str = "updates") -> None:
    """Warn of a warm-up that the file does not have, and the program makes all the same."""
    if steps and not settings.has(key):
        text = f"there is no {key}, and {settings.program} warms up for {steps:.12g} {unit} by default"
        settings.warn("config-default-warmup", key, text, f"{key}: 0, or as many as are meant")


def warn_of_dates(settings: Settings, key: str, dates: Iterable[float], total: float, unit: str = "updates") -> None:
    """Warn of dates at which the rate changes, and that come after the run."""
    late = [date for date in dates if date >= total]
    if late:
        text = f"the run of {total:.15g} {unit} is over before {', '.join(f'{date:.15g}' for date in late)}"
        settings.warn("config-late-dates", key, text, f"{key} inside the run")


def warn_of_end(
    settings: Settings, key: str, end: float, total: int, then: str, mend: str = "", unit: str = "updates"
) -> None:
    """Warn of a schedule that ends before the run; `then` says what the rate is from there on."""
    if end < total:
        text = f"the schedule ends after {end:.15g} of the {total} {unit} of the run: {then}"
        settings.warn("config-ends-early", key, text, mend or f"{key} {total}")


def warn_of_cut(settings: Settings, key: str, end: float, total: int, mend: str = "", unit: str = "updates") -> None:
    """Warn of a run that ends before its schedule."""
    if end > total:
        text = f"the run of {total} {unit} ends before its schedule of {end:.15g}"
        settings.warn("config-cut", key, text, mend or f"{key} {total}")


def warn_of_arguments(
    settings: Settings,
    key: str,
    arguments: dict[str, Any],
    total: float,
    ends: Mapping[str, str] = ENDS,
    mend: str = "{}: {:.12g}",
) -> None:
    """Warn of the arguments of a scheduler of PyTorch that do not fit a run of `total` of its steps.

    `mend` is how a value of one of them is written.
    """
    for name, then in ends.items():
        end = arguments.get(name)
        if not isinstance(end, int | float) or (name == "total_iters" and "power" not in arguments):
            continue
        better = mend.format(name, total)
        if end > total:
            text = f"{name} {end:.12g} is more than the {total:.12g} steps of the run, which ends before its schedule"
            settings.warn("config-cut", key, text, better)
        elif end < total - 1:  # at the last step it is there
            text = f"{name} {end:.12g} is less than the {total:.12g} steps of the run: {then}"
            settings.warn("config-ends-early", key, text, better)
    dates = arguments.get("milestones")
    if isinstance(dates, list):
        warn_of_dates(settings, key, [date for date in dates if isinstance(date, int | float)], total, "steps")
