"""fairseq's schedulers: fairseq.optim.lr_scheduler, by the names of --lr-scheduler.

The rate during an update is the one that `step_update` sets with the number of updates before it.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.fairseq import decays, stages, cycles, plateau  # isort: skip

__all__ = ["MODULES", "VERSION", "cycles", "decays", "plateau", "stages"]

VERSION = "0.12.2"
"""Of fairseq, whose behaviour this is."""

MODULES = ("optim", "lr_scheduler")
"""The modules that people import its schedulers from."""
