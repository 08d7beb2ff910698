"""What was meant and what was logged as curves, and the difference below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.analysis.curves import Curves, Moment
from lrcli.schedules.curve import Beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array
    from lrcli.analysis.verify.search import Searched
    from lrcli.clock import Run
    from lrcli.schedules.curve import Curve


def drawn(searched: Searched, curve: Curve, run: Run, begun: str) -> Curves:
    """Both on the run, with their difference below; both panels are marked where it begins, with what is said of it."""
    first = searched.record.first
    logged = Beside("logged", _between(searched.ticks, searched.logged))
    apart = _between(searched.ticks, searched.logged - searched.meant)
    both = Curves([("meant", curve), ("logged", logged)], run)
    below = Curves([("logged - meant", Beside("logged - meant", apart))], run)
    both.below = [below]
    both.moments = below.moments = [] if first is None else [Moment(first.tick, begun)]
    return both


def _between(ticks: Array, values: Array) -> Callable[[Array, str], Array]:
    """Straight between logged rows, with nothing before the first and after the last."""
    order = np.argsort(ticks, kind="stable")
    at, rates = ticks[order], values[order]
    return lambda t, _: np.interp(t, at, rates, left=np.nan, right=np.nan)
