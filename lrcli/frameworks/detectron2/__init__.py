"""Detectron2's schedules: its warm-up around a scheduler of fvcore, and what build_lr_scheduler makes of SOLVER."""

from lrcli.frameworks.detectron2 import warmed, warmup

__all__ = ["BUILT_ON", "MODULES", "VERSION", "warmed", "warmup"]

VERSION = "02b5c4e2"
"""The commit of Detectron2 whose behaviour this is."""

MODULES = ("solver", "lr_scheduler")
"""The modules that people import its schedulers from."""

BUILT_ON = ("fvcore",)
"""The frameworks whose schedulers it uses, which are loaded with it."""
