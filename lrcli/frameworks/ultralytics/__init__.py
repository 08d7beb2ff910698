"""Ultralytics' one schedule: that of ultralytics.engine.trainer.BaseTrainer."""

from lrcli.frameworks.ultralytics import trainer

__all__ = ["MODULES", "VERSION", "trainer"]

VERSION = "8.4.190"
"""Of Ultralytics, whose behaviour this is."""

MODULES = ("engine", "trainer")
"""The modules that people import its schedulers from."""
