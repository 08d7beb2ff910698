"""A curve in one line of characters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from lrcli._lazy import Array

HEIGHTS = "▁▂▃▄▅▆▇█"
ASCII_HEIGHTS = "_.-~=^*#"


def spark(rates: Array, width: int = 16, unicode: bool = True) -> str:
    """The rates, none below 0, as heights of their share of the highest; a gap where there are none (nan)."""
    heights = HEIGHTS if unicode else ASCII_HEIGHTS
    top = np.nanmax(rates, initial=0.0) or 1.0
    parts = np.array_split(rates, min(width, len(rates)))
    shares = [float(part.mean() / top) for part in parts]
    return "".join(" " if math.isnan(share) else heights[round(share * (len(heights) - 1))] for share in shares)
