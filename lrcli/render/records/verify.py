"""What a log holds beside what was meant, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cells import Heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.verify.search import Verified


def report(record: Verified) -> Iterator[str]:
    yield Heading(f"{record.verdict} {record.fault} {record.detail}")
