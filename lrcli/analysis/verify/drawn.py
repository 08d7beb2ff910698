"""What was meant and what was logged as curves, and the difference below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.curves import Curves
from lrcli.schedules.curve import Beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array
    from lrcli.analysis.verify.search import Searched
    from lrcli.clock import Run
    from lrcli.schedules.curve import Curve


def drawn(searched: Searched, curve: Curve, run: Run) -> Curves:
    """Both on the run, with their difference below; a seam is where it begins."""
    first = searched.record.first
    begun = [] if first is None else [first.tick]
    logged = Beside("logged", _between(searched.ticks, searched.logged), lambda end: [at for at in begun if at < end])
    apart = _between(searched.ticks, searched.logged - searched.meant)
    both = Curves([("meant", curve), ("logged", logged)], run)
    difference = Beside("logged - meant", apart, lambda end: [at for at in begun if at < end])
    both.below = [Curves([("logged - meant", difference)], run)]
    return both


def _between(ticks: Array, values: Array) -> Callable[[Array, str], Array]:
    """Straight between logged rows, with nothing before the first and after the last."""
    order = np.argsort(ticks, kind="stable")
    at, rates = ticks[order], values[order]
    return lambda t, _: np.interp(t, at, rates, left=np.nan, right=np.nan)
