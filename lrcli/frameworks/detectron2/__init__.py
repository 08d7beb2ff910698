"""Detectron2's warm-up: detectron2.solver.WarmupParamScheduler, around a scheduler of fvcore."""

from lrcli.frameworks.detectron2 import warmup

__all__ = ["MODULES", "VERSION", "warmup"]

VERSION = "02b5c4e2"
"""The commit of Detectron2 whose behaviour this is."""

MODULES = ("solver", "lr_scheduler")
"""The modules that people import its schedulers from."""
