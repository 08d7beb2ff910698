"""Keras' schedules: keras.optimizers.schedules, called with the optimizer's step, and the callbacks that set its rate.

Keras computes in float32, and this in float64: where rounding decides something (which stair, which cycle) it is done
in float32 here as well.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.keras import exponential, piecewise, polynomial, inverse, cosines, plateau, scheduler  # isort: skip

__all__ = ["MODULES", "VERSION", "cosines", "exponential", "inverse", "piecewise", "plateau", "polynomial", "scheduler"]

VERSION = "3.15.1"
"""Of Keras, whose behaviour this is."""

MODULES = ("tf", "tensorflow", "optimizers", "schedules", "experimental", "callbacks")
"""The modules that people import its schedulers from."""
