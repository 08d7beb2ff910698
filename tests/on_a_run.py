"""What a schedule on a run has to say, for tests: its metrics, reductions and remarks, and why it is refused."""

import math

import numpy as np
import pytest

from lrcli import NotationError, Run, parse
from lrcli.schedules.errors import FieldError


def on(text, **run):
    schedule = parse(text)
    natural = schedule.natural_run()
    by_default = Run(epochs=100) if natural is None else natural.run
    return schedule.on(Run(**run) if run else by_default)


def metrics_shown(curve):
    """The metrics on the run of a curve, each with its row; one row after the run is looked at as well."""
    values = curve(np.arange(curve.run.rows + 1), "metric").tolist()
    return [[row, value] for row, value in enumerate(values) if not math.isnan(value)]


def reductions(curve):
    """Those on the run of a curve and just after it."""
    return curve.reductions(curve.run.rows)


def remarks(curve):
    """The sentences of what a curve has to say of its run."""
    return [remark.text for remark in curve.remarks(curve.run.rows)]


def refused(text, **run):
    """The one line that a schedule is refused with, built or on its run."""
    with pytest.raises((FieldError, ValueError)) as caught:
        on(text, **run)(np.arange(5))
    error = caught.value
    reason = error.reason if isinstance(error, NotationError) else str(error)
    assert "\n" not in reason
    return reason
