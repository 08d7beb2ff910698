"""Transformers' schedulers: transformers.get_scheduler, by their names there.

All but the last two, which react to a metric, are PyTorch's LambdaLR: the optimizer's rate times a factor. The order
of operations is that of the original: past the end of a cosine a difference in the last digit would grow.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.transformers import straight, waves, powers, lowest, wsd, plateau, greedy  # isort: skip

__all__ = ["CHOOSERS", "MODULES", "VERSION", "greedy", "lowest", "plateau", "powers", "straight", "waves", "wsd"]

VERSION = "5.23.0"
"""Of Transformers, whose behaviour this is."""

CHOOSERS = {
    "get_scheduler": ("name", "optimizer", "num_warmup_steps", "num_training_steps", "**scheduler_specific_kwargs")
}
"""The functions that make a scheduler of a given name, with their arguments; after ** a mapping of those of its own."""

MODULES = ("optimization",)
"""The modules that people import its schedulers from."""
