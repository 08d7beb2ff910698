"""What is said of rates that no training could use, after they were shown."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from lrcli.analysis.odd import earliest, noticing
from lrcli.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """After a call, one remark names the first row that has such a rate."""
    with noticing() as found:
        yield
    first = earliest(found)
    if first is not None:
        run, more = first.curve.run, len(found) - 1
        whose = f"{first.label}: " if more else ""
        also = f"; {more} more schedule{'' if more == 1 else 's'} too" if more else ""
        where = f"{run.tick} {first.row}, the first {run.tick} without a finite LR of at least 0"
        say(f"lrcli: {whose}the LR is {first.lr:.6g} in {where}{also}")
