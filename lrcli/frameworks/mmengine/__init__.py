"""MMEngine's schedulers of the learning rate: mmengine.optim.scheduler, alone or in a list.

Each acts while begin <= t < end, t being the number of its calls of step(): one after each epoch, or with
by_epoch=False one after each iteration. What it does is done to the running rate, so that those in a list add up.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.mmengine import decays, steps, cosines, onecycle, plateau, lists  # isort: skip

__all__ = ["MODULES", "VERSION", "cosines", "decays", "lists", "onecycle", "plateau", "steps"]

VERSION = "0.10.7"
"""Of MMEngine, whose behaviour this is."""

MODULES = ("optim", "scheduler", "lr_scheduler")
"""The modules that people import its schedulers from."""
