"""YAML to plain values, with the lines of keys. Numbers are those of YAML 1.2, so 2e-5 is one; tags build nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_VALUES = 200_000
"""Values of a text, those that aliases repeat among them."""
MOST_DEEP = 100
NULL = re.compile(r"~|null|Null|NULL|")
TRUE = re.compile(r"true|True|TRUE|yes|Yes|YES|on|On|ON")
FALSE = re.compile(r"false|False|FALSE|no|No|NO|off|Off|OFF")
WHOLE = re.compile(r"[-+]?[0-9][0-9_]*|0x[0-9a-fA-F_]+|0o[0-7_]+")
REAL = re.compile(r"[-+]?(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?")
OLD_REAL = re.compile(r"[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+][0-9]+)?")
"""What YAML 1.1, and with it PyYAML, reads as a number that is not whole."""
BEYOND = {".inf": "inf", "-.inf": "-inf", "+.inf": "inf", ".nan": "nan"}
MERGE = "<<"

Path = tuple[Any, ...]


class Yaml(NamedTuple):
    """What a YAML text holds.

    tree     mappings, lists, texts, numbers, True, False and None
    lines    the line of each key, by the keys that lead to it
    texts    keys whose number is a text for YAML 1.1: 2e-5, and what is in quotes
    twice    keys that a mapping has twice; the last counts
    """

    tree: Any
    lines: dict[Path, int]
    texts: set[Path]
    twice: list[Path]


def read_yaml(name: str, text: str) -> Yaml:
    """What a YAML text holds. ValueError for any other text, and for one that is too large."""
    import yaml  # for configurations alone

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" line {mark.line + 1}" if mark else ""
        raise ValueError(f"{name}{where} is no YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        reason = "it is too deeply nested" if isinstance(error, RecursionError) else str(error).partition("\n")[0]
        raise ValueError(f"{name} is no YAML: {reason}") from None
    walk = Walk(name)
    return Yaml(None if node is None else walk.value(node, ()), walk.lines, walk.texts, walk.twice)


class Walk:
    """Makes plain values of YAML's nodes."""

    def __init__(self, name: str) -> None:
        self.name, self.left = name, MOST_VALUES
        self.lines: dict[Path, int] = {}
        self.texts: set[Path] = set()
        self.twice: list[Path] = []

    def value(self, node: Any, path: Path) -> Any:
        self.left -= 1
        if self.left < 0 or len(path) > MOST_DEEP:
            raise ValueError(
                f"{self.name} holds more than {MOST_VALUES} values, or is nested more than {MOST_DEEP} deep"
            )
        match node.id:
            case "scalar":
                return self.scalar(node, path)
            case "sequence":
                return [self.value(each, (*path, index)) for index, each in enumerate(node.value)]
        return self.mapping(node, path)

    def mapping(self, node: Any, path: Path) -> dict[Any, Any]:
        merged: dict[Any, Any] = {}
        own: dict[Any, Any] = {}
        for key, each in node.value:
            name = self.scalar(key, (*path, None)) if key.id == "scalar" else str(self.value(key, (*path, None)))
            if name == MERGE:
                for more in self.merged(each, path):
                    merged = {**more, **merged}
                continue
            if name in own:
                self.twice.append((*path, name))
            self.lines[*path, name] = key.start_mark.line + 1
            own[name] = self.value(each, (*path, name))
        return {**merged, **own}

    def merged(self, node: Any, path: Path) -> Iterator[dict[Any, Any]]:
        """The mappings that << names."""
        for each in node.value if node.id == "sequence" else [node]:
            if each.id == "mapping":
                yield self.mapping(each, path)

    def scalar(self, node: Any, path: Path) -> Any:
        text: str = node.value
        if node.style in ("'", '"', "|", ">"):
            if REAL.fullmatch(text):
                self.texts.add(path)
            return text
        if NULL.fullmatch(text):
            return None
        if TRUE.fullmatch(text) or FALSE.fullmatch(text):
            return TRUE.fullmatch(text) is not None
        if WHOLE.fullmatch(text):
            return whole(text)
        if REAL.fullmatch(text):
            if not OLD_REAL.fullmatch(text):
                self.texts.add(path)
            return float(text.replace("_", ""))
        return float(BEYOND[text.lower()]) if text.lower() in BEYOND else text


def whole(text: str) -> int | str:
    """A whole number; the text itself where it has more digits than any."""
    plain = text.replace("_", "")
    base = 16 if "x" in plain else 8 if "o" in plain else 10
    return int(plain, base) if len(plain) < 100 else text


def plain_value(text: str) -> Any:
    """What a text is as a value of YAML: a number, true, null, a list; the text itself where it is none of them."""
    try:
        return read_yaml("", text).tree
    except ValueError:
        return text
