"""What a file holds, told by its content: a log, a configuration, or neither."""

from __future__ import annotations

import os

from lrcli.reading.documents import JSON, PYTHON, TEXT, Document, read_document
from lrcli.sources.configs._format import ELSE, format_of

LOG, CONFIG, NEITHER = "recorded", "config", ""
"""The families that read the one and the other."""
HISTORIES = ("log_history", "metrics")
"""Keys under which a JSON object has rows."""


def family_of(path: str) -> str:
    """The family that reads a file: LOG, CONFIG, or NEITHER for a program. OSError where it cannot be read."""
    if os.path.isdir(path):
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


def holds_rows(document: Document) -> bool:
    """Whether it is a list of rows, or an object that has one."""
    tree = document.tree
    if not isinstance(tree, dict):
        return document.kind == JSON
    rows = any(isinstance(tree.get(key), list) for key in HISTORIES)
    return rows or (bool(tree) and all(isinstance(value, list) and value for value in tree.values()))
