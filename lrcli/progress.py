"""The bar that long work shows."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    T = TypeVar("T")


def watched(items: Iterable[T], total: int, each: int = 1) -> Iterator[T]:
    """The same items, with a progress bar on stderr when that is a terminal and the work takes over a second.

    There are `total` things to do in all, and every item is `each` of them.
    """
    live = sys.stderr is not None and sys.stderr.isatty()
    begun = shown = time.monotonic()
    drawn = False
    for number, item in enumerate(items):
        yield item
        now = time.monotonic()
        if live and now - begun > 1 and now - shown > 0.1:
            share = min(number * each / total, 1)
            filled = round(30 * share)
            sys.stderr.write(f"\r{'#' * filled}{'.' * (30 - filled)} {share:4.0%}")
            sys.stderr.flush()
            shown, drawn = now, True
    if drawn:
        sys.stderr.write(f"\r{' ' * 36}\r")
        sys.stderr.flush()
