"""Any record as JSON."""

from __future__ import annotations

from typing import Any

from lrcli._lazy import orjson


def json(record: Any, indent: bool = False) -> bytes:
    """A record, or plain data with records in it, as JSON on one line or with indents.

    The names of the fields are the keys. What JSON has no number for, nan and inf, is null.
    """
    text: bytes = orjson.dumps(record, default=as_data, option=orjson.OPT_INDENT_2 if indent else None)
    return text + b"\n"


def as_data(record: Any) -> Any:
    """A record as a dict of its fields, or as what it says itself that JSON shows; a schedule as its text."""
    if hasattr(record, "json"):
        return record.json()
    if hasattr(record, "_asdict"):
        return {name.rstrip("_"): value for name, value in record._asdict().items()}
    return repr(record)
