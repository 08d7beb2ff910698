"""NeMo's schedulers: nemo.core.optim.lr_scheduler, by the names of its configurations.

The rate during an update is the one that its class gives for the number of updates before it.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.nemo import policies, annealing, cosine, noam, holding  # isort: skip

__all__ = ["MODULES", "VERSION", "annealing", "cosine", "holding", "noam", "policies"]

VERSION = "3.0.0"
"""Of NeMo, whose behaviour this is."""

MODULES = ("core", "optim", "lr_scheduler")
"""The modules that people import its schedulers from."""
