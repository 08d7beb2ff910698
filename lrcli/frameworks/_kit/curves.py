"""Curves from one rate to another over a number of updates, in float32 where that can be seen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.float32 import compiled, rounded, single, where_seen
from lrcli.schedules.shapes import blend, raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array


def straight_line(u: Array, start: float, end: float, length: float) -> Array:
    """A straight line of `length` updates, flat before and after; all flat at its start if it has no length."""
    if length <= 0:
        return np.full_like(u, start)
    return blend(np.clip(u, 0, length) / length, end, start)


def cosine_line(u: Array, start: float, end: float, length: float, exponent: float = 1.0) -> Array:
    """Half a cosine of `length` updates to a power, flat after it."""
    u = np.minimum(u, length)
    height = np.power(raised_cosine(u / length), exponent)
    if 0 < exponent < 1:  # a root makes much of what is rounded
        cosine = rounded(np.cos(rounded(single(np.pi) * compiled(u, length))))
        height = where_seen(np.power((1 + cosine) / 2, exponent), height)
    return blend(height, start, end)


def horizon_at(end: float) -> int:
    """How many ticks show what is over at tick `end`."""
    return max(math.ceil(end), 0) + 1
