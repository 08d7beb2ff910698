"""The entry point. Signals are handled before anything is imported, so that Ctrl-C is quiet from the start."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any


def _end(number: int, _frame: Any) -> None:
    """End at once, with nothing temporary left behind and no traceback."""
    output = sys.modules.get("lrcli.cli.output")
    if output is not None and hasattr(output, "remove_unfinished"):
        output.remove_unfinished()
    os._exit(128 + number)


def _handle_signals() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def main() -> None:
    """Run the command line and exit."""
    _handle_signals()
    from lrcli.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
