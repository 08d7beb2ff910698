"""The mathematics of schedules. What combines them is loaded with it: the operators of every schedule make it."""

from lrcli.schedules import around, chain, warmup

__all__ = ["around", "chain", "warmup"]
