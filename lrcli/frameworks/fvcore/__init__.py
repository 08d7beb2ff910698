"""fvcore's schedulers, which detectron2 and others use: fvcore.common.param_scheduler.

They are functions of the share of training that is over, `where`, which is t / N in a run, or a part of one, of N
ticks. fvcore means them for shares below 1; what they do from there on each class tells.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.fvcore import curves, steps, composite  # isort: skip

__all__ = ["MODULES", "VERSION", "composite", "curves", "steps"]

VERSION = "0.1.5"
"""Of fvcore, whose behaviour this is; its last release is 0.1.5.post20221221."""

MODULES = ("common", "param_scheduler")
"""The modules that people import its schedulers from."""
