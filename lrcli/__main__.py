"""The entry point. Signals are handled before anything is imported, so that Ctrl-C is quiet from the start."""

import _signal  # type: ignore[import-not-found]  # the built-in part of `signal`: the other takes a millisecond to import
import os
import sys

TYPE_CHECKING = False  # `typing` would come before signals are handled
if TYPE_CHECKING:
    from typing import Any

ENDING = ("INT", "TERM", "HUP", "QUIT", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "XCPU", "XFSZ")
"""Signals that end a process and can be caught."""


def _end(number: int, _frame: "Any") -> None:
    """End at once, with nothing temporary left behind and no traceback."""
    output = sys.modules.get("lrcli.cli.output")
    if output is not None and hasattr(output, "remove_unfinished"):
        output.remove_unfinished()
    os._exit(128 + number)


def _handle_signals() -> None:
    """End quietly at each of them that is not ignored."""
    for name in ENDING:
        number = getattr(_signal, f"SIG{name}", None)
        if number is not None and _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, _end)


def main() -> None:
    """Run the command line and exit."""
    _handle_signals()
    import gc

    gc.set_threshold(50_000)  # most of what a call makes stays until it ends: looking for garbage is 4 % of a start
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # no matrix is multiplied: numpy's threads would start for nothing
    from lrcli.cli.main import run

    code = run(sys.argv[1:])
    gc.freeze()  # else Python looks for garbage once more before it ends: 7 % of a start
    sys.exit(code)


if __name__ == "__main__":
    main()
