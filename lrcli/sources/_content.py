"""What a file holds, told by its content: a log, a configuration, or neither."""

from __future__ import annotations

import os
import re

from lrcli.language.errors import NotationError, UnknownValues
from lrcli.language.labels import without_comment
from lrcli.language.notation import parse, split_label, whole_lines
from lrcli.language.pasted import scheduler_in
from lrcli.reading.bounded import PACKED, STANDARD_INPUT, beginning_of_input, beginning_of_pipe
from lrcli.reading.columns import EPOCHS, RATES, STEPS
from lrcli.reading.documents import ARCHIVE, JSON, PYTHON, TEXT, Document, read_document
from lrcli.reading.forms import LAST, Content, NoRates, forms
from lrcli.reading.json_text import are_lines
from lrcli.reading.notebooks import START
from lrcli.reading.openings import BLANK, opening_of
from lrcli.sources.configs._format import ELSE, HANDED, call_of, format_of
from lrcli.sources.configs._notes import ConfigError
from lrcli.sources.logs._events import is_events
from lrcli.sources.logs.trainer import RESULTS

LOG, CONFIG, NEITHER = "recorded", "config", ""
"""The families that read the one and the other."""
LOOKED_AT = 1 << 16
"""Bytes at the beginning of a file by which a log may be told."""
LEAST_LINES = 2
"""Lines that must look like those of a log."""
LONGEST = 1_000_000
"""Bytes of a configuration."""
FEW_LINES = 5
"""Lines that a short script has at most."""
HISTORIES = ("log_history", "metrics")
"""Keys under which a JSON object has rows."""


def family_of(path: str) -> str:
    """The family that reads a file: LOG, CONFIG, or NEITHER for a program. OSError where it cannot be read."""
    if os.path.isdir(path) or begins_as_log(path):
        return LOG
    try:
        document = read_document(path)
    except ValueError:
        return LOG  # no text, or broken: whoever reads it as a log says what is wrong
    if makes_config(document):
        return CONFIG
    if document.kind == PYTHON and makes_scheduler(document):
        return NEITHER
    if holds_rows(document):
        return LOG
    found = format_of(document)
    if document.kind == TEXT:
        return LOG if found is None and not is_script(document) else CONFIG
    if document.kind == PYTHON and (found is None or found.order == ELSE):
        return NEITHER
    return CONFIG


def makes_config(document: Document) -> bool:
    """Whether a document is a program that makes a configuration by a call."""
    try:
        return call_of(document) is not None
    except ConfigError:
        return True  # it makes several


def makes_scheduler(document: Document) -> bool:
    """Whether a document is a program that makes a scheduler: then its numbers are no configuration."""
    try:
        return scheduler_in(document.text) is not None
    except NotationError:
        return True  # it makes several


def is_script(document: Document) -> bool:
    """Whether a text is a script without flags: it says that it is one, or is short and names a configuration."""
    few = len(document.text.split("\n", FEW_LINES + 1)) <= FEW_LINES + 1
    return document.text.startswith("#!") or (few and HANDED.search(document.text) is not None)


def is_known_config(path: str) -> bool:
    """Whether a file is a configuration of a program that is known."""
    from lrcli.sources.configs._hugging import ARGUMENTS  # where something is wrong

    document = read_document(path)
    found = format_of(document)
    own = not isinstance(document.tree, dict) or bool(ARGUMENTS.intersection(document.tree))
    return found is not None and (found.order != ELSE or own)


def begins_as_log(path: str) -> bool:
    """Whether the beginning of a file tells that it is a log: a table's header, JSON lines, events, what is packed.

    No configuration is as long as a log may be, but for a model in an archive, and a notebook with pictures.
    """
    head, size = beginning(path)
    if START.match(head):
        return False
    if head[:2] == PACKED or is_events(head) or (size > LONGEST and not head.startswith(ARCHIVE)):
        return True
    content = Content(path, head, whole=size <= len(head))
    try:
        if not content.is_json:
            return is_table(content) or is_console(content)
        return are_lines(content.text)
    except ValueError:
        return False


def beginning(path: str) -> tuple[bytes, int]:
    """The first bytes of a file, and how many it has; of standard input so many that it shows whether it is long."""
    if path == STANDARD_INPUT:
        content = beginning_of_input(LONGEST + 1)
        return bytes(content[:LOOKED_AT]), len(content)
    if not os.path.isfile(path):
        content = beginning_of_pipe(path, LONGEST + 1)
        return bytes(content[:LOOKED_AT]), len(content)
    with open(path, "rb") as file:
        return file.read(LOOKED_AT), os.fstat(file.fileno()).st_size


def family_of_lines(path: str) -> str:
    """The family that reads what may be schedules, one a line: LOG, CONFIG, or NEITHER for such lines.

    What begins as no schedule does is a log or a configuration, whatever else is wrong with it.
    """
    if os.path.isdir(path):
        return LOG
    head, size = beginning(path)
    if head[:2] == PACKED or is_events(head):
        return LOG
    if head.startswith(ARCHIVE):
        return CONFIG
    content = Content(path, head, whole=size <= len(head))
    try:
        text = content.text
    except ValueError:
        return NEITHER
    if "(" not in "".join(opening_of(text).names) and is_table(content):
        return LOG
    if text.lstrip()[0] not in "{[" and begins_as_schedule(text):
        return CONFIG if goes_on_as_program(text) and makes_config(read_document(path)) else NEITHER
    if is_console(content) or is_numbers(text):
        return LOG
    family = family_of(path)
    return NEITHER if family == LOG and not content.is_json else family


def goes_on_as_program(text: str) -> bool:
    """Whether a text whose first line is a schedule is a program, and no schedules, one a line."""
    lines = [line for _, line in whole_lines(text.splitlines())]
    return len(lines) > 1 and not all(map(begins_as_schedule, lines))


def begins_as_schedule(text: str) -> bool:
    """Whether the first line of a text is a schedule, if perhaps one with a mistake in it."""
    line = next((line for _, line in whole_lines(text.splitlines())), "")
    try:
        parse(split_label(without_comment(line).strip())[1])
    except UnknownValues:
        return True
    except NotationError:
        return False
    except ValueError:
        return True
    return True


def is_numbers(text: str) -> bool:
    """Whether the first line of a text, but for comments, is a row of numbers."""
    begin = opening_of(text).begin
    return re.fullmatch(r"[-+.\deE,;\t |]*\d[-+.\deE,;\t |]*", text[begin:].lstrip().partition("\n")[0]) is not None


def is_console(content: Content) -> bool:
    """Whether a text begins with several lines of a format of logs."""
    for form in forms():
        try:
            table = form.table(content) if form.order < LAST else None
        except NoRates:
            return True
        if table is not None and len(table.cells(table.columns[:1])[0]) >= LEAST_LINES:
            return True
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
    opening = opening_of(content.text)
    second = content.text[opening.begin if opening.comment else opening.after :].lstrip("\n").partition("\n")[0]
    return len(second.split(None if opening.separator == BLANK else opening.separator)) >= len(header)


def holds_rows(document: Document) -> bool:
    """Whether it is a list of rows, or an object that has one; the lists of a program are no rows."""
    tree = document.tree
    if document.kind == PYTHON:
        return False
    if not isinstance(tree, dict):
        return document.kind == JSON
    rows = any(isinstance(tree.get(key), list) for key in HISTORIES) or not RESULTS.isdisjoint(tree)
    return rows or (bool(tree) and all(isinstance(value, list) and value for value in tree.values()))
