"""The value of a field from the text of a flag, in which quotes and brackets may be left out."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from lrcli.language.errors import NotationError
from lrcli.language.syntax import TOO_LARGE
from lrcli.schedules.kinds import Body, Choice, Listed

if TYPE_CHECKING:
    from lrcli.schedules.declare import Field
    from lrcli.schedules.kinds import Kind


def read_field(field: Field, text: str) -> Any:
    """A field's value from a flag's text: lists are separated by commas. ValueError when it is not one.

    So are values for several parameter groups, where the field takes them.
    """
    kind = field.kind
    if field.groups and isinstance(values := literal(text), list):
        return field.check(values)
    if kind.takes_text(text):
        return kind.check(text)
    text = text.strip()
    if not isinstance(kind, Listed):
        return _item(kind, text)
    text = text.removeprefix("[").removesuffix("]")
    if isinstance(kind.item, Body):  # schedules have commas of their own
        from lrcli.language.reader import read_value  # help does without

        return kind.check(read_value(f"[{text}]"))
    return kind.check([_item(kind.item, item.strip()) for item in text.split(",") if item.strip()])


def literal(text: str) -> Any:
    """A flag's value: a number, list or word. Arithmetic of numbers is done; any other text stands for itself."""
    if text in ("nan", "inf", "-inf", "True", "False", "None"):
        return text
    if re.fullmatch(r"[-+]?[\d.]+[eE]\+?\d+", text) and math.isinf(float(text)):
        raise ValueError(f"{text} is too large: {TOO_LARGE}")
    from lrcli.language.reader import read_value

    try:
        return read_value(text)
    except NotationError:
        return text


def _item(kind: Kind, text: str) -> Any:
    if isinstance(kind, Body):
        from lrcli.language.reader import read_schedule

        return read_schedule(text)
    if isinstance(kind, Choice):
        return kind.check(text)
    value = literal(text)
    return value if isinstance(value, str) and value.endswith("%") else kind.check(value)
