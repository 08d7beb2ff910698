"""Any record as JSON."""

from __future__ import annotations

from typing import Any

from lrcli._lazy import orjson


def json(record: Any) -> bytes:
    """A record, or plain data with records in it, as JSON with indents. The names of the fields are the keys."""
    text: bytes = orjson.dumps(record, default=plain, option=orjson.OPT_INDENT_2)
    return text + b"\n"


def plain(record: Any) -> dict[str, Any]:
    """A record as a dict, without the `step` or the `epoch` of a place that a run does not count in."""
    fields = record._asdict().items()
    return {name: value for name, value in fields if value is not None or name not in ("step", "epoch")}
