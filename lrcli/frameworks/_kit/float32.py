"""What Keras and Optax share: both compute in float32, and where that decides something it is done here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from lrcli._lazy import Array


def single(number: float) -> float:
    """A number rounded to float32."""
    with np.errstate(over="ignore"):
        return float(np.float32(number))


def quotient(t: Array, steps: float) -> Array:
    """`t / steps` divided in float32: its floor tells the stair or cycle that a tick is on."""
    shares: Array = (t.astype(np.float32) / np.float32(steps)).astype(np.float64)
    return shares
