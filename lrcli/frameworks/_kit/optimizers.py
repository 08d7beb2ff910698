"""The names of optimizers, which tell where a momentum is that a scheduler may drive."""

from __future__ import annotations

from typing import Any

from lrcli.frameworks._kit.declare import word

WITH_BETAS = ("adam", "adamw", "adamax", "nadam", "radam", "sparseadam")
WITH_MOMENTUM = ("sgd", "rmsprop", "muon")
WITH_NEITHER = ("adadelta", "adafactor", "adagrad", "asgd", "lbfgs", "rprop")


def optimizer_name(default: str = "sgd", more: tuple[str, ...] = ()) -> Any:
    """Declare the name of the optimizer, one of PyTorch's or of some more."""
    return word(default, "what holds the momentum", *WITH_MOMENTUM, *WITH_BETAS, *more, *WITH_NEITHER)
