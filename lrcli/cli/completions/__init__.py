"""Completions for shells: scripts that hold the whole command line as data, so that no TAB starts Python.

To add a shell: its module, and its name here with that of its stored file.
"""

from __future__ import annotations

from importlib import import_module

FILES = {"bash": "lrcli.bash", "zsh": "_lrcli", "fish": "lrcli.fish", "powershell": "lrcli.ps1"}
SHELLS = tuple(FILES)


def script(shell: str) -> str:
    """The script that completes `lrcli` in this shell."""
    from lrcli.cli.completions.scopes import scopes

    text: str = import_module(f"lrcli.cli.completions.{shell}").script(scopes())
    return text
