"""Axolotl's schedulers of its own: axolotl.utils.schedulers. Its other ones are Transformers'."""

from lrcli.frameworks.axolotl import cosines, rex

__all__ = ["MODULES", "VERSION", "cosines", "rex"]

VERSION = "0.19.0"
"""Of Axolotl, whose behaviour this is."""

MODULES = ("utils", "schedulers")
"""The modules that people import its schedulers from."""
