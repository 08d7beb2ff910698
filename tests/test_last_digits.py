"""Rates that differ by their last digits alone: rounding moves what is between the ends of a part of a long curve."""

import numpy as np
import pytest
from arcs_laws import assert_seen_as_walked

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.measures import figures


def test_crossings_between_such_rates(monkeypatch):
    text = "linear(0, 0.1, 4504) >> restarts(0.1, 0.05, 115.084, decay=0.975)"
    assert assert_seen_as_walked(monkeypatch, Curves([("", parse(text))], Run(steps=200_003)), leaf=64, drawn=1e-16)


@pytest.mark.parametrize("text", ["polynomial(0.1, 0.05, power=10)", "2 * polynomial(0.1, 0.05, power=10)"])
def test_the_first_row_of_an_extreme_that_is_come_to_slowly(text):
    curves = Curves([("", parse(text))], Run(steps=1_500_000))
    rates = curves.columns[0].gapped(np.arange(1_500_000))
    (found,) = figures(curves)
    assert (found.peak.row, found.low.row) == (np.argmax(rates), np.argmin(rates))
