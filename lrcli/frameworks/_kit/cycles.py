"""Cycles that grow, each a number of times as long as the one before, as timm and fairseq find them: by a logarithm.

It may come out just below a whole number, so that a cycle begins a step late; so it does here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.schedules.arcs import MOST_TURNS, first_ticks
from lrcli.schedules.shapes import long_cycles, powers, whole_powers

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints


def scaled(u: Any, length: float, growth: float) -> Any:
    """`growth` to the power of the cycles that are over at time `u`, fractions of them included."""
    return 1 - u / length * (1 - growth)


def grown_cycle(u: Array, length: float, growth: float) -> Array:
    """The number of the cycle at time `u`, from 0 on, of which the first has a length."""
    power = scaled(u, length, growth)
    i: Array = np.log(power) / np.log(growth)
    near = np.abs(i - np.rint(i)) <= 1e-12 * np.maximum(np.abs(i), 1)
    # an ulp decides here, and numpy's logarithm need not be the one that Python takes
    each, place = np.unique(power[near], return_inverse=True)
    i[near] = np.array([math.log(one, growth) for one in each.tolist()])[place]
    return np.asarray(np.floor(i))


def within_grown(u: Array, i: Array, length: float, growth: float) -> tuple[Array, Array]:
    """The time since the start of cycle `i`, and the cycle's length."""
    grown = whole_powers(growth, i)
    return u - (1 - grown) / (1 - growth) * length, grown * length


def cycle_turns(cycle: Callable[[Array], Array], length: float, growth: float, shift: float, end: int) -> Ints | None:
    """The ticks before `end` at which cycles begin or may begin; None where they are very many.

    `cycle` gives the number of the cycle at a time, which is what a tick is past `shift`. Cycles that have shrunk to a
    tick or less begin at each; then they are over.
    """
    over = end if growth >= 1 else min(end, math.floor(length / (1 - growth) + shift))
    with np.errstate(all="ignore"):
        last = float(cycle(np.asarray([end - 1.0 - shift]))[0]) if growth >= 1 else long_cycles(length, growth)
        if not last <= MOST_TURNS:
            return None
        n = np.arange(1.0, last + 1)
        begun = n if growth == 1 else (powers(growth, n) - 1) / (growth - 1)
        starts = first_ticks(lambda t: cycle(t - shift), n, begun * length + shift, over)
    if growth >= 1:
        return starts
    shrunk = range(int(starts[-1]) if len(starts) else 0, min(over + 3, end))
    return np.append(starts, np.asarray(shrunk)) if len(shrunk) <= MOST_TURNS else None
