"""Matplotlib, imported without what the user's files and variables have for it: a file needs none of them."""

from __future__ import annotations

import contextlib
import os
import sys
from importlib.util import find_spec


def plainly_imported() -> None:
    """Import matplotlib, if nobody did.

    It reads a matplotlibrc, first of all one in the working folder, and refuses to be imported where that is no UTF-8,
    or where MPLBACKEND names no backend. So it is imported in the folder of its own defaults. The backend is kept for a
    window, where it is one.
    """
    spec = None if "matplotlib" in sys.modules else find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        return
    folder = os.path.join(spec.submodule_search_locations[0], "mpl-data")
    backend = os.environ.pop("MPLBACKEND", None)
    try:
        with contextlib.chdir(folder):
            import matplotlib as mpl
    finally:
        if backend is not None:
            os.environ["MPLBACKEND"] = backend
    if backend:
        with contextlib.suppress(ValueError):
            mpl.rcParams["backend"] = backend
