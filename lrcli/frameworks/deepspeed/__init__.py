"""DeepSpeed's schedulers: deepspeed.runtime.lr_schedules. Each is stepped after every optimizer update."""

# in the order in which `list` shows their families
from lrcli.frameworks.deepspeed import range_test, cycle, warmups  # isort: skip

__all__ = ["MODULES", "VERSION", "cycle", "range_test", "warmups"]

VERSION = "0.19.8"
"""Of DeepSpeed, whose behaviour this is."""

MODULES = ("runtime", "lr_schedules")
"""The modules that people import its schedulers from."""
