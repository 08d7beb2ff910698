"""Paddle's schedulers: paddle.optimizer.lr. Each holds its own base rate, learning_rate."""

# in the order in which `list` shows their families
from lrcli.frameworks.paddle import decays, steps, cosines, cycles, warmup, plateau  # isort: skip

__all__ = ["MODULES", "VERSION", "cosines", "cycles", "decays", "plateau", "steps", "warmup"]

VERSION = "3.3.1"
"""Of Paddle, whose behaviour this is."""

MODULES = ("optimizer", "lr")
"""The modules that people import its schedulers from."""
