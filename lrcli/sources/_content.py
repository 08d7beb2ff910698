"""What a file holds, told by its content: a log, a configuration, or neither."""

from __future__ import annotations

import os
import re

from lrcli.reading.bounded import PACKED
from lrcli.reading.columns import EPOCHS, RATES, STEPS
from lrcli.reading.csv_text import separator_of
from lrcli.reading.documents import ARCHIVE, JSON, PYTHON, TEXT, Document, read_document
from lrcli.reading.forms import Content
from lrcli.reading.json_text import are_lines
from lrcli.sources.configs._format import ELSE, format_of
from lrcli.sources.logs._events import is_events

LOG, CONFIG, NEITHER = "recorded", "config", ""
"""The families that read the one and the other."""
LOOKED_AT = 1 << 16
"""Bytes at the beginning of a file by which a log may be told."""
LONGEST = 1_000_000
"""Bytes of a configuration."""
HISTORIES = ("log_history", "metrics")
"""Keys under which a JSON object has rows."""


def family_of(path: str) -> str:
    """The family that reads a file: LOG, CONFIG, or NEITHER for a program. OSError where it cannot be read."""
    if path != "-" and (os.path.isdir(path) or begins_as_log(path)):
        return LOG
    try:
        document = read_document(path)
    except ValueError:
        return LOG  # no text, or broken: whoever reads it as a log says what is wrong
    if document.kind == TEXT or holds_rows(document):
        return LOG
    found = format_of(document)
    if document.kind == PYTHON and (found is None or found.order == ELSE):
        return NEITHER
    return CONFIG


def begins_as_log(path: str) -> bool:
    """Whether the beginning of a file tells that it is a log: a table's header, JSON lines, events, what is packed.

    No configuration is as long as a log may be, but for a model in an archive.
    """
    with open(path, "rb") as file:
        head = file.read(LOOKED_AT)
        size = os.fstat(file.fileno()).st_size
    if head[:2] == PACKED or is_events(head) or (size > LONGEST and not head.startswith(ARCHIVE)):
        return True
    content = Content(path, head)
    try:
        if not content.is_json:
            return is_table(content)
        return are_lines(content.text)
    except ValueError:
        return False


def is_table(content: Content) -> bool:
    """Whether a text begins as a CSV with a column that numbers its rows, or one with rates, and a row of numbers."""
    header = content.header()
    if len(header) < 2:
        return False
    names = [name.lower() for name in header]
    rates = any(re.fullmatch(pattern, name) for pattern in RATES for name in names)
    if not rates and not {*STEPS, *EPOCHS} & set(names):
        return False
    lines = content.text.lstrip("\n").split("\n")
    second = lines[1] if len(lines) > 1 else ""
    return second.count(separator_of(lines[0])) >= len(header) - 1


def holds_rows(document: Document) -> bool:
    """Whether it is a list of rows, or an object that has one."""
    tree = document.tree
    if not isinstance(tree, dict):
        return document.kind == JSON
    rows = any(isinstance(tree.get(key), list) for key in HISTORIES) or "train_runtime" in tree
    return rows or (bool(tree) and all(isinstance(value, list) and value for value in tree.values()))
