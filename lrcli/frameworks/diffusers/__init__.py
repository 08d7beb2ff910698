"""Diffusers' schedulers: diffusers.optimization, by the names of get_scheduler and of its functions.

They are Transformers', with differences that their classes tell. get_scheduler hands `num_cycles` and `power` to one
scheduler each; of the others that have such an argument the function has a name of its own here.
"""

# in the order in which `list` shows their families
from lrcli.frameworks.diffusers import chosen, functions  # isort: skip

__all__ = ["CHOOSERS", "MODULES", "VERSION", "chosen", "functions"]

VERSION = "0.42.1"
"""Of Diffusers, whose behaviour this is."""

CHOOSERS = {
    "get_scheduler": (
        *("name", "optimizer", "step_rules", "num_warmup_steps"),
        *("num_training_steps", "num_cycles", "power", "last_epoch"),
    )
}
"""The functions that make a scheduler of a given name, with their arguments."""

MODULES = ("optimization",)
"""The modules that people import its schedulers from."""
