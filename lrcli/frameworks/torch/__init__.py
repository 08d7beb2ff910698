"""PyTorch's schedulers: torch.optim.lr_scheduler, and SWALR of torch.optim.swa_utils."""

from lrcli.frameworks.torch import (  # noqa: F401, I001  # in the order in which `lrcli list torch` shows them
    steps,
    decays,
    cosines,
    onecycle,
    cyclic,
    averaging,
    plateau,
    composites,
)

VERSION = "2.13.0"
"""Of PyTorch, whose behaviour this is."""

MODULES = ("optim", "lr_scheduler", "swa_utils")
"""The modules that people import its schedulers from."""
