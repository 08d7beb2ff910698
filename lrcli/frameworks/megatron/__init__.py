"""Megatron-Core's scheduler: megatron.core.optimizer_param_scheduler. It drives the weight decay as well."""

from lrcli.frameworks.megatron import scheduler

__all__ = ["MODULES", "VERSION", "scheduler"]

VERSION = "0.16.1"
"""Of Megatron-Core, whose behaviour this is."""

MODULES = ("core", "optimizer_param_scheduler")
"""The modules that people import its scheduler from."""
