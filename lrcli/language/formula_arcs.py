"""The arcs of a formula: the stretches in which it goes one way, or comes again and again."""

from __future__ import annotations

from lrcli.language.again import arcs_again
from lrcli.language.one_way import Counted, reach_of
from lrcli.schedules.arcs import LEAPS, Arc, arcs_between, unknown

LEAF = 8_192
"""Ticks of a stretch that is not divided: they are looked at one by one."""
MOST_ASKED = 1_500
"""Stretches that are looked into: of a formula that goes up and down more often nothing is known."""


def arcs_of_formula(formula: Counted, end: int) -> list[Arc]:
    """The arcs of a formula before tick `end`.

    Stretches are divided until it goes one way in each, or comes again in many periods. In what is left it leaps, or
    nothing is known of it.
    """
    found: list[Arc] = []
    waiting, asked = [(0, end)] if end else [], 0
    again = arcs_again(formula)
    while waiting:
        halves: list[tuple[int, int]] = []
        for first, last in waiting:
            known, asked = reach_of(formula.tree, formula.names(first, last - 1)), asked + 1
            if known.way is not None and not known.leaps:
                found += arcs_between((), first, last)
            elif arcs := again(first, last):
                found += arcs
            elif last - first > LEAF and asked + len(halves) < MOST_ASKED:
                middle = (first + last) // 2
                halves += [(first, middle), (middle, last)]
            elif last - first > LEAF and known.way is not None:
                found.append(Arc(first, last, form=LEAPS))
            else:
                found += unknown(first, last)
        waiting = halves
    return sorted(found, key=lambda arc: arc.begin)
