"""MLX's schedules: mlx.optimizers.schedulers. They are functions of the number of updates, in float32.

They are like Optax's, with other arguments; where rounding to float32 decides, it is done here as well.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.mlx import decays, lines, joined  # isort: skip

__all__ = ["MODULES", "VERSION", "decays", "joined", "lines"]

VERSION = "0.32.4"
"""Of MLX, whose behaviour this is."""

MODULES = ("optimizers", "schedulers")
"""The modules that people import its schedulers from."""
