"""Optax's schedules, and its transformation contrib.reduce_on_plateau.

A schedule is a function of the count of updates. Optax computes in float32, and this in float64: where rounding
decides something (which stair, whether a metric is better) it is done in float32 here as well.
"""

from lrcli.frameworks.optax import (  # noqa: F401, I001  # in the order in which `lrcli list optax` shows them
    transitions,
    piecewise,
    decays,
    onecycle,
    warmups,
    composites,
    plateau,
)

VERSION = "0.2.8"
"""Of Optax, whose behaviour this is."""

MODULES = ("schedules", "contrib")
"""The modules that people import its schedulers from."""
