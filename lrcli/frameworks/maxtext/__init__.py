"""MaxText's one schedule: maxtext.utils.maxtext_utils.create_learning_rate_schedule."""

from lrcli.frameworks.maxtext import schedule

__all__ = ["MODULES", "VERSION", "schedule"]

VERSION = "e591f30c"
"""The commit of MaxText whose behaviour this is."""

MODULES = ("utils", "maxtext_utils")
"""The modules that people import its schedulers from."""
