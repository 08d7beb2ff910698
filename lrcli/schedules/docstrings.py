"""The docstrings of families, where Python runs without any (-OO): the mathematics stands in them."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache

WITHOUT = sys.flags.optimize > 1
"""Whether Python left out all docstrings."""


def docstring(kind: type) -> str | None:
    """The docstring of a class: from its source where Python left it out."""
    return _docstrings(kind.__module__).get(kind.__qualname__) if kind.__doc__ is None and WITHOUT else kind.__doc__


@lru_cache(maxsize=1)  # the classes of a module come one after another
def _docstrings(module: str) -> dict[str, str]:
    """The docstrings of a module's classes; none where it has no source."""
    loader = getattr(sys.modules.get(module), "__loader__", None)
    try:
        source = loader.get_source(module)  # type: ignore[union-attr]  # told by the error
    except (AttributeError, ImportError, OSError):
        return {}
    classes = [node for node in ast.parse(source or "").body if isinstance(node, ast.ClassDef)]
    return {node.name: text for node in classes if (text := ast.get_docstring(node, clean=False))}
