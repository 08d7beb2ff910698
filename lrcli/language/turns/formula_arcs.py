"""The arcs of a formula: the stretches in which it goes one way, or comes again and again."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from lrcli.language.turns.many_turns import arcs_of_many_turns, may_turn
from lrcli.language.turns.movements import movement_of
from lrcli.language.turns.one_way import reach_of
from lrcli.language.turns.periods import arcs_of_periods, repeated_in
from lrcli.language.turns.waves import arcs_of_waves, together, waves_of
from lrcli.schedules.arcs import LEAPS, MOST_TURNS, Arc, arcs_between, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli.language.turns.movements import Counted

MOST_UNKNOWN = 2**20
"""Ticks in a row of which nothing is known, up to which no more is asked."""
QUICKLY = 2**17
"""Stretches that are looked at for turns before it is asked what else a formula does."""
IN_VAIN = 64
"""Stretches that are divided once more in vain: if nothing is told of any of so many their turns are looked for."""
LEAF = 8_192
"""Ticks of a stretch that is not divided: they are looked at one by one."""
MOST_ASKED, WORTH = 2_000, 2_000
"""Questions that are asked of a formula at most, and ticks that are looked at one by one in the time of one of them."""


def arcs_of_formula(formula: Counted, end: int) -> list[Arc]:
    """The arcs of a formula before tick `end`.

    Stretches are divided until it goes one way in each, or comes again in many periods. In what is left it leaps, or
    nothing is known of it: where it turns often, and where more questions would take longer than to look at all ticks.
    """
    found: list[Arc] = []
    formula = formula._replace(names=lru_cache(formula.names))
    waiting, asks = [(0, end)] if end else [], iter(range(min(MOST_ASKED, end // WORTH)))
    again = arcs_again(formula, end, asks)

    def turning(first: int, last: int) -> list[Arc]:
        """The arcs between turns, if all of them are soon found."""
        return arcs_of_many_turns(formula, first, last, QUICKLY) if last - first == end > MOST_UNKNOWN else []

    while waiting:
        halves: list[tuple[int, int]] = []
        for first, last in waiting:
            known, may_ask = reach_of(formula.tree, formula.names(first, last - 1)), next(asks, None) is not None
            if known.way is None and may_ask:
                known = movement_of(formula.tree, formula.moving(first, last - 1, last), {}).reach
            if known.way is not None and not known.leaps:
                found += arcs_between((), first, last)
            elif may_ask and (arcs := again(first, last) or turning(first, last)):
                found += arcs
            elif may_ask and last - first > LEAF:
                middle = (first + last) // 2
                halves += [(first, middle), (middle, last)]
            elif last - first > LEAF and known.way is not None:
                found.append(Arc(first, last, form=LEAPS))
            else:
                found += unknown(first, last)
        if len(halves) == 2 * len(waiting) >= 2 * IN_VAIN and may_turn(formula):
            found += [each for half in halves for each in unknown(*half)]
            break
        waiting = halves
    return with_many_turns(formula, sorted(found, key=lambda arc: arc.begin))


def with_many_turns(formula: Counted, arcs: list[Arc]) -> list[Arc]:
    """The same arcs, but those between turns where nothing is known of many ticks."""
    found: list[Arc] = []
    for is_known, some in groupby(arcs, key=lambda arc: arc.known):
        stretch = list(some)
        first, last = stretch[0].begin, stretch[-1].end
        if is_known or last - first <= MOST_UNKNOWN:
            found += stretch
        else:
            found += arcs_of_many_turns(formula, first, last) or stretch
    return found


def arcs_again(formula: Counted, end: int, asks: Iterator[int]) -> Callable[[int, int], list[Arc]]:
    """What gives the arcs of a formula from one tick to before another where it comes again; none where it does not.

    All of them up to the end have not many more turns than are told of one arc.
    """
    repeated, waves = list(repeated_in(formula)), together(waves_of(formula))

    def arcs(first: int, last: int) -> list[Arc]:
        most = 2 * MOST_TURNS * (last - first) // end
        if repeated:
            return arcs_of_periods(formula, repeated, first, last, most, asks)
        return arcs_of_waves(formula, waves, first, last, most, asks) if waves else []

    return arcs
