"""timm's schedulers: timm.scheduler. All but PlateauLRScheduler are functions of a time that they are told.

The training loop calls `step(epoch)` after each epoch and `step_update(updates)` after each optimizer update. A
scheduler listens to one of them: to epochs, or with t_in_epochs=False to updates.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.timm import cycles, steps, wsd, plateau, factory  # isort: skip

__all__ = ["MODULES", "VERSION", "cycles", "factory", "plateau", "steps", "wsd"]

VERSION = "1.0.31"
"""Of timm, whose behaviour this is."""

MODULES = ("scheduler", "scheduler_factory")
"""The modules that people import its schedulers from."""
