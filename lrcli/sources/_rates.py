"""What a source from outside may give: a rate is finite and at least 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array


def refuse_wrong_rates(lr: Array, places: Array, where: Callable[[str], str]) -> None:
    """ValueError for a rate that is none; `where` says what gives it, from the number of its epoch or step."""
    wrong = ~(np.isfinite(lr) & (lr >= 0))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ValueError(
            f"{where(f'{places[first]:.15g}')} is {lr[first]:.6g}: a learning rate is finite and at least 0"
        )
