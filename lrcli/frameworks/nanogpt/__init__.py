"""nanoGPT's one schedule: get_lr of its train.py."""

from lrcli.frameworks.nanogpt import schedule

__all__ = ["MODULES", "VERSION", "schedule"]

VERSION = "3adf61e1"
"""The commit of nanoGPT whose behaviour this is."""

MODULES = ("train",)
"""The modules that people import its schedulers from."""
