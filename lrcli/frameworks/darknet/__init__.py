"""Darknet's one schedule: get_current_rate of network.c, by the keys of a [net] section."""

from lrcli.frameworks.darknet import schedule

__all__ = ["MODULES", "VERSION", "schedule"]

VERSION = "f6afaabc"
"""The commit of Darknet whose behaviour this is."""

MODULES = ("network",)
"""The modules that people import its schedulers from."""
