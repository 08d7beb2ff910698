"""Curves that several of Optax's schedules follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.curves import cosine_line
from lrcli.frameworks.optax.kinds import boundaries_and_factors
from lrcli.schedules.shapes import raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array


def cosine_decay(u: Array, start: float, length: float, alpha: float, exponent: float) -> Array:
    """Half a cosine of `length` updates to a power, from `start` to alpha * start."""
    return cosine_line(u, start, start * alpha, length, exponent)


def interpolate(t: Array, curve: str, start: float, scales: tuple[tuple[float, float], ...] | None) -> Array:
    """From level to level between boundaries. What is shorter than one update counts as one."""
    dates, factors = boundaries_and_factors(scales)
    values = np.cumprod([start, *factors])
    if not dates:
        return np.full_like(t, start)
    j = np.searchsorted(dates, t, side="right")
    begins, sizes = np.asarray([0.0, *dates]), np.maximum(np.diff([0.0, *dates]), 1)
    x = (t - begins[j]) / np.append(sizes, np.inf)[j]
    w = raised_cosine(x) if curve == "cosine" else 1 - x
    following = np.append(values, values[-1])[j + 1]
    return values[j] * w + following * (1 - w)
