"""LLM Foundry's one schedule of its own: llmfoundry.optim.scheduler. Its others are Composer's."""

from lrcli.frameworks.llmfoundry import scheduler

__all__ = ["MODULES", "VERSION", "scheduler"]

VERSION = "0.22.0"
"""Of LLM Foundry, whose behaviour this is."""

MODULES = ("optim", "scheduler")
"""The modules that people import its schedulers from."""
