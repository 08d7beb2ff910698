"""torchtitan's one schedule: torchtitan.components.lr_scheduler.build_lr_schedulers."""

from lrcli.frameworks.torchtitan import schedule

__all__ = ["MODULES", "VERSION", "schedule"]

VERSION = "0.2.0"
"""Of torchtitan, whose behaviour this is."""

MODULES = ("components", "lr_scheduler")
"""The modules that people import its schedulers from."""
