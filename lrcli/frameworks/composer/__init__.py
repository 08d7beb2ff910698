"""Composer's schedulers: composer.optim. Each is a factor on the optimizer's rate, a function of the time of training.

Times have units of their own, such as "20ba", "2ep", "0.8dur", "1e9tok" and "512sp", and are read against the run.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.composer import steps, curves, restarts, warmups  # isort: skip

__all__ = ["MODULES", "VERSION", "curves", "restarts", "steps", "warmups"]

VERSION = "0.32.1"
"""Of Composer, whose behaviour this is."""

MODULES = ("optim", "scheduler")
"""The modules that people import its schedulers from."""
