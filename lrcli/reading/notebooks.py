"""The code of a Jupyter notebook, as the program that its cells make one after another; nothing is executed."""

from __future__ import annotations

import re
from typing import Any

START = re.compile(rb'\s*\{\s*"cells"\s*:\s*\[')
"""How a notebook begins."""
MAGIC = re.compile(r"^(\s*)[%!?].*", re.MULTILINE)
"""A line that is the notebook's own, and no Python."""
HARMLESS = ("%%time", "%%timeit", "%%capture")
"""What a cell of Python may begin with; any other `%%` is of another language."""


def is_notebook(tree: Any) -> bool:
    """Whether what JSON holds is a notebook."""
    return isinstance(tree, dict) and isinstance(tree.get("cells"), list) and "nbformat" in tree


def code_of(tree: dict[str, Any]) -> str:
    """The code in the cells of a notebook."""
    cells = [cell for cell in tree["cells"] if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    return "\n\n".join(filter(None, (code_in(cell.get("source")) for cell in cells)))


def code_in(source: Any) -> str:
    """The Python in a cell, a `pass` in place of each line that is the notebook's own."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    first = (source.split() or [""])[0]
    return "" if first.startswith("%%") and first not in HARMLESS else MAGIC.sub(r"\1pass", source)
