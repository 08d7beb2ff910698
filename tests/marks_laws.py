"""What is said about a schedule, and the laws on it: each is where the rates are that it is said of."""

from functools import cache

import numpy as np
import pytest
from grouped import each, examples, framework
from hypothesis import HealthCheck, assume, settings
from strategies import SPECS, example, parsed, special

from lrcli import Run
from lrcli.catalogue import natives
from lrcli.clock import Duration

# --- what a schedule on a run is asked, in rows ---


def rates(placed, rows):
    """Its rates, NaN where it has none."""
    return placed.gapped(rows)


def momentum(placed, rows):
    return placed.momentum(rows)


def phases(placed, end):
    return [tuple(phase) for phase in placed.phases(end)]


def joints(placed, end):
    """Where pieces meet and where a metric changed the rate, up to row `end`."""
    return placed.joints(end)


def reductions(placed, end):
    return placed.reductions(end)


def seams(placed, end):
    return placed.seams(end)


def remarks(placed, end):
    return [remark.text for remark in placed.remarks(end)]


def stop(placed):
    """The first row without a rate, None if all have one."""
    return placed.limit()


# --- schedules ---

END = 120
RUN = Run(steps=END, steps_per_epoch=1)  # no unit of a duration is unknown
NATIVES = [repr(example(kind)) for kind in natives()]
PLACED = [*NATIVES, *SPECS]
every_schedule = each("text", PLACED, framework)
MOMENTUM, METRIC, _ = special()
thorough = settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))


def on(schedule, run=RUN):
    """A schedule on a run; what does not fit is left out of a law."""
    try:
        return schedule.on(run)
    except ValueError:
        assume(False)


def short_run(steps):
    return Run(steps=steps, steps_per_epoch=1)


def has_percents(schedule):
    """Whether a duration in it is a share of something."""
    given = [getattr(part, name) for part in parts(schedule) for name in part.fields]
    items = [item for value in given for item in (value if isinstance(value, tuple) else (value,))]
    return any(isinstance(item, Duration) and item.unit == "%" for item in items)


def parts(schedule):
    """A schedule and all that is inside it."""
    return [schedule, *(part for inner in schedule.inner() for part in parts(inner))]


def last_row(placed, end=END):
    """The row after the last that has a rate."""
    ends = stop(placed)
    return end if ends is None else min(ends, end)


@cache
def on_a_run(text):
    """A schedule of the list on the run, which has room for each of them; the same for every law."""
    return parsed(text).on(RUN)


def assert_phases(placed, end=END):
    """The first begins at 0, each before the next and all before the end; seams are where the others begin."""
    starts = [start for start, _ in phases(placed, end)]
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    assert starts[-1] < end
    assert seams(placed, end) == starts[1:]


def assert_levels(placed, end=END):
    """Where a phase is named by a rate, that is the rate of all its rows."""
    found, lr, last = phases(placed, end), rates(placed, np.arange(end)), last_row(placed, end)
    for (start, name), following in zip(found, [*(start for start, _ in found[1:]), end], strict=True):
        if name.startswith("LR "):
            assert {f"LR {rate:.6g}" for rate in lr[start : min(following, last)]} <= {name}, (start, following)


def assert_joints(placed, end=END):
    """They are in order, and the rate at a joint's row is the `after` of the last one there."""
    found = joints(placed, end)
    assert [joint.at for joint in found] == sorted(joint.at for joint in found)
    assert len({joint.at for joint in found if joint.best is None}) == len([one for one in found if one.best is None])
    last = {joint.at: joint.after for joint in found if 0 < joint.at < last_row(placed, end + 1)}
    assert {row: rates(placed, [row]).tolist() for row in last} == {row: [after] for row, after in last.items()}


def assert_stop(placed, end=END):
    ends = stop(placed)
    rows = np.arange(end if ends is None else min(ends, end))
    assert np.isfinite(placed(rows)).all()
    assert placed(rows).tolist() == rates(placed, rows).tolist()
    for row in [] if ends is None else [ends, ends + 1, ends + 100]:
        assert np.isnan(rates(placed, [row])).all()
        with pytest.raises(ValueError, match=f"no learning rate from tick {ends} on: "):
            placed(row)
    if ends is None:
        assert np.isfinite(placed(end + 1000))


RISING = ("transformers.greedy", "timm.PlateauLRScheduler(")
"""They rise as well: where a metric improves, in a warm-up, by noise."""


def falls(placed, end=END):
    return [int(row) + 1 for row in np.flatnonzero(np.diff(rates(placed, np.arange(end))) < 0)]


def assert_reductions(placed, end=END):
    """At each of their rows the rate changes from `before` to `after`; several may fall into one row."""
    last = last_row(placed, end)
    found = [reduction for reduction in reductions(placed, end) if reduction.at < last]
    for row in {reduction.at for reduction in found}:
        here = [reduction for reduction in found if reduction.at == row]
        assert rates(placed, [row - 1, row]).tolist() == [here[0].before, here[-1].after]
        assert [one.after for one in here[:-1]] == [one.before for one in here[1:]]
