"""What a call lacks, and how one that would work is written."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from lrcli.language.errors import listed
from lrcli.schedules.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from lrcli.schedules.schedule import Schedule

LONG = 5
"""A list of more items is shown by its first three."""
LENGTHY = 80
"""An argument with a longer text is shown by that of the example."""


def example_arguments(kind: type[Schedule], given: Collection[str] = ()) -> dict[str, str]:
    """Arguments of a family that works beside those that are given, as text."""
    call = ast.parse(f"f({kind.example})", mode="eval").body
    arguments = {"lr": "0.1"} if "lr" in kind.wanted(()) else {}
    for keyword in call.keywords if isinstance(call, ast.Call) else ():
        value = keyword.value
        if isinstance(value, ast.List) and len(value.elts) > LONG:
            value.elts = value.elts[:3]
        arguments[keyword.arg or ""] = ast.unparse(value)
    rate = kind.rate_field(given)
    if rate in arguments and arguments[rate] in ("0", "0.0"):  # where a warm-up starts, which is not given here
        arguments[rate] = "0.1"
    return arguments


def sample(kind: type[Schedule], name: str) -> str:
    """A value that an argument could have, as text: that of the example, or its default; empty where there is none."""
    if text := example_arguments(kind).get(name):
        inner = text[1:-1]  # a shell's quotes around it are single ones
        return f'"{inner}"' if text == f"'{inner}'" and '"' not in inner else text
    field = kind.fields.get(name)
    return repr(field.default) if field and isinstance(field.default, int | float | str | tuple) else ""


def refused(kind: type[Schedule], given: Mapping[str, Any]) -> FieldError | None:
    """The error of the first argument that its field does not take, whatever else is missing; None where all fit."""
    for word, value in given.items():
        field = kind.fields.get(kind.field_named(word) or word)
        try:
            if field is not None and value is not None:
                field.kind.check(value)
        except ValueError as error:
            return FieldError(kind.family, (kind.field_named(word) or word,), str(error))
    return None


def call_text(kind: type[Schedule], arguments: Mapping[str, str]) -> str:
    """A call as it is written."""
    return f"{kind.family}({', '.join(f'{name}={arguments[name]}' for name in kind.fields if name in arguments)})"


def told(kind: type[Schedule], missing: Iterable[str], given: Mapping[str, str], error: str = "") -> str:
    """What a call lacks, all of it, the framework's own words for it, and the call as it would work."""
    examples = example_arguments(kind, given)
    wanted = list(missing)
    written = {name: text if len(text) <= LENGTHY else examples.get(name, text) for name, text in given.items()}
    works = call_text(kind, {**{name: examples[name] for name in wanted}, **written})
    own_words = f" ({error})" if error else ""
    return f"{kind.family} needs {listed(wanted)}{own_words}, as in: {works}"
