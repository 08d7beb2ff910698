"""The laws on arcs: what a curve says of its ticks is so, and what follows from it is what all rows give."""

import math
from itertools import pairwise

import numpy as np

from lrcli.analysis import added, searched, two
from lrcli.analysis import closed as module
from lrcli.analysis.closed import closed
from lrcli.analysis.envelope import envelope
from lrcli.analysis.measures import (
    Bound,
    all_crossings,
    crossings,
    extremes,
    figures,
    last_crossings,
)
from lrcli.schedules.arcs import BLURRED, FALLS, HELD

DIGITS = 4e-15
"""Share of the highest rate by which rounding may turn a curve."""


def goes_one_way(rates, noise=0):
    """Whether rates only rise or only fall, in each line, but for their last digits or for what rounding makes of them."""
    steps = np.diff(rates)
    room = DIGITS * np.abs(rates).max(axis=-1, initial=0, keepdims=True) + noise
    return bool(((steps >= -room).all(axis=-1) | (steps <= room).all(axis=-1)).all())


def is_near_one_way(rates, blur):
    """Whether rates are as near as that to what only rises or only falls."""
    risen, fallen = rates - np.minimum.accumulate(rates), np.maximum.accumulate(rates) - rates
    return bool(min(risen.max(), fallen.max()) <= 2 * blur)


def assert_arcs(curve, end):
    """They follow one another up to the end, and in each the rates go one way."""
    arcs = curve.arcs(end)
    assert arcs[0].begin == 0
    assert arcs[-1].end == end
    assert all(arc.begin < arc.end for arc in arcs)
    assert [arc.end for arc in arcs[:-1]] == [arc.begin for arc in arcs[1:]]
    for arc in arcs:
        rates = curve.gapped(np.arange(arc.begin, arc.end))
        if arc.known and np.isfinite(rates).all():
            assert_arc(arc, rates)


def parts_of(arc):
    """The parts of an arc without a period, in ticks from its begin: in each the rate goes one way."""
    edges = [*(np.asarray(arc.begins()) - arc.begin).tolist(), arc.end - arc.begin]
    assert edges == sorted(set(edges))
    return list(pairwise(edges))


def assert_rule(arc, rates):
    """The ticks that a rule tells have the lowest and the highest rate of each stretch, and their rates add up."""
    random = np.random.default_rng(0)
    begins = random.integers(arc.begin, arc.end, 100)
    ends = np.minimum(begins + random.choice([1, 2, 30, 1000, 10**6], 100), arc.end)
    numbers, ticks = arc.rule.telling(begins, ends, lambda ticks: rates[ticks - arc.begin])
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        every, told = rates[begin - arc.begin : end - arc.begin], ticks[numbers == number] - arc.begin
        assert (rates[told].min(), rates[told].max()) == (every.min(), every.max())
    if counted := arc.rule.counted(arc.begin, arc.end):
        ticks, counts = counted
        assert counts.sum() == len(rates)
        assert math.isclose((rates[ticks - arc.begin] * counts).sum(), rates.sum(), rel_tol=1e-12)


def assert_arc(arc, rates):
    if arc.like:
        others = arc.like.rates(np.arange(arc.begin, arc.end))
        assert math.isclose(arc.like.total(arc.begin, arc.end), others.sum(), rel_tol=1e-8)
    if arc.rule:
        assert_rule(arc, rates)
        return
    if not arc.period:
        parts = [rates[first:last] for first, last in parts_of(arc)]
        blur = arc.noise * np.abs(rates).max()
        assert all(is_near_one_way(part, blur) if arc.form == BLURRED else goes_one_way(part) for part in parts), arc
        assert arc.form != HELD or all((part == part[0]).all() for part in parts), arc
        return
    edges, noise = [*arc.turns, arc.period], 0 if arc.form == FALLS else arc.noise * np.abs(rates).max()
    assert edges == sorted(set(edges))
    assert edges[0] == 0
    assert all(rates[limit] in (rates.min(), rates.max()) for limit in arc.limits), arc
    whole = len(rates) // arc.period * arc.period
    periods, rest = rates[:whole].reshape(-1, arc.period), rates[whole:]
    assert goes_one_way(periods.T[len(rest) :], noise), arc
    assert goes_one_way(np.vstack([periods[:, : len(rest)], rest]).T, noise), arc
    for first, last in pairwise(edges):
        assert goes_one_way(periods[:, first:last], noise), (arc, first)
        assert goes_one_way(rest[first:last], noise), (arc, first)


def is_flat(curve, end):
    """Whether a curve has an arc in which it moves by roundings alone: which row is the highest is then nobody's word."""
    for arc in curve.arcs(end):
        rates = curve.gapped(np.arange(arc.begin, arc.end))
        for first, last in [(0, len(rates))] if arc.period else parts_of(arc):
            part = rates[first:last]
            if 0 < part.max() - part.min() <= DIGITS * part.max():
                return True
    return False


MANY = 1000
"""Crossings of a curve that are compared one by one, the last of all: each is looked for by itself."""


def bounds_of(found):
    """Both ways beyond the highest and the lowest rate of curves, and beyond what lies between."""
    rates = {each.peak.lr for each in found} | {each.low.lr for each in found}
    finite = {lr for lr in rates if math.isfinite(lr)}
    middle = sum(finite) / len(finite) if finite == rates else 1000 * max(finite)
    return [Bound(lr, below) for lr in sorted(rates | {middle}) for below in (False, True)]


def late(curves):
    """A row after which curves have as many crossings as are compared one by one."""
    try:
        every = all_crossings(curves, bounds_of(figures(curves)))
    except ValueError:  # more than are told
        return 0
    rows = sorted(row for line in every for column in line for row in column)
    return rows[-MANY] if len(rows) > MANY else 0


def told(curves, after):
    """All that is told of curves: figures without their sums, the sums, crossings, extremes, what a drawing needs.

    Every crossing is told from a row on.
    """
    found = figures(curves)
    bounds = bounds_of(found)
    third = curves.rows // 3
    try:
        every = all_crossings(curves, bounds, after)
    except ValueError as error:  # more than are told
        every = str(error)
    return {
        "figures": [each._replace(sum=0.0) for each in found],
        "first": [crossings(curves, bounds, after) for after in (0, third)],
        "last": [last_crossings(curves, bounds, after) for after in (0, third)],
        "every": every,
        "extremes": [extremes(curves, after) for after in (0, third)],
        "drawn": [values.tolist() for values in map(np.nan_to_num, envelope(curves, 37))],
    }, [each.sum for each in found]


def assert_seen_as_walked(monkeypatch, curves, leaf=256, drawn=0, near=1e-12):
    """What is told out of arcs is what all rows tell, to the last digit; sums to twelve or fewer. Whether any had arcs.

    What is drawn may be off by as much as rounding moves a rate.
    """
    after = late(curves)
    with monkeypatch.context() as patched:
        for each in (module, two):
            patched.setattr(each, "WALKED", 0)
        for each in (module, added, searched):
            patched.setattr(each, "LEAF", leaf)
        some = any(closed(*each) for each in zip(curves.columns, curves.ends, strict=True))
        seen, sums = told(curves, after)
    walked, whole = told(curves, after)
    for key in ("drawn", "extremes") if drawn else ():
        for one, other in zip(seen.pop(key), walked.pop(key), strict=True):
            assert np.allclose(one, other, rtol=0, atol=drawn, equal_nan=True)
    assert seen == walked or repr(seen) == repr(walked)  # a nan is not equal to itself
    pairs = zip(sums, whole, strict=True)
    assert all(one == other or abs(one - other) <= near * abs(other) for one, other in pairs), (sums, whole)
    return some


def assert_rows_told(monkeypatch, curves, rows):
    """The arcs of a curve hold, and out of them all but sums is told as out of all its rows."""
    assert_arcs(curves.curves[0], rows)
    after = late(curves)
    walked, _ = told(curves, after)
    for each in (module, two):
        monkeypatch.setattr(each, "WALKED", 0)
    for each in (module, searched):
        monkeypatch.setattr(each, "LEAF", 256)
    seen, _ = told(curves, after)
    assert seen == walked
