"""The bar that long work shows."""

from __future__ import annotations

import contextlib
import sys
import time


class Progress:
    """A bar on stderr, when that is a terminal, for work that takes more than a second."""

    def __init__(self) -> None:
        self.begun = self.shown = time.monotonic()
        self.drawn = False

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self.drawn and done == total:
            self._write(f"\r{' ' * 36}\r")
            self.drawn = False
        elif done < total and now - self.begun > 1 and now - self.shown > 0.1:
            filled = 30 * done // total
            self._write(f"\r{'#' * filled}{'.' * (30 - filled)} {done / total:4.0%}")
            self.shown, self.drawn = now, True

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def progress() -> Progress | None:
    """A progress bar where there is someone to see it."""
    return Progress() if sys.stderr is not None and sys.stderr.isatty() else None
