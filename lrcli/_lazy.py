"""Modules that are imported when first used: the one place that defers an import."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


class Lazy:
    """Stands for the module `name` and imports it at the first attribute that is asked for."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)  # inspection must not import anything
        value = getattr(import_module(self._name), attribute)
        self.__dict__[attribute] = value  # the next look-up is an ordinary one
        return value


if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import orjson

    Array = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]
else:
    np = Lazy("numpy")
    orjson = Lazy("orjson")

__all__ = ["Lazy", "np", "orjson"]
