"""timm's schedulers, without the rest of it."""

import importlib
import importlib.util
import sys
import types

import pytest


def schedulers_of_timm():
    """The module timm.scheduler. Skips the test, or the file of tests, where timm is not installed."""
    found = importlib.util.find_spec("timm")
    if found is None:
        pytest.skip("timm is not installed", allow_module_level=True)
    if "timm" not in sys.modules:  # its __init__ loads the models, which need torchvision
        package = types.ModuleType("timm")
        package.__path__ = list(found.submodule_search_locations)
        package.__spec__ = found
        sys.modules["timm"] = package
    return importlib.import_module("timm.scheduler")
