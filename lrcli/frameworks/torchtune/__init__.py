"""torchtune's one schedule: torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup."""

from lrcli.frameworks.torchtune import cosine

__all__ = ["MODULES", "VERSION", "cosine"]

VERSION = "0.6.1"
"""Of torchtune, whose behaviour this is."""

MODULES = ("training", "modules", "lr_schedulers")
"""The modules that people import its schedulers from."""
