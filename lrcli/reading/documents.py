"""A configuration as a tree: from YAML, JSON, TOML, Python's assignments, a shell script, an archive of Keras.

What a text is is told by its content, never by its name. Nothing in it is executed, imported or built.
"""

from __future__ import annotations

import json
import os
import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.reading.bounded import MOST_OF_TEXT, STANDARD_INPUT, content_of, standard_input
from lrcli.reading.notebooks import code_of, is_notebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

Path = tuple[Any, ...]

YAML, JSON, TOML, PYTHON, SHELL, TEXT = "yaml", "json", "toml", "python", "shell", "text"
ARCHIVE = b"PK\x03\x04"
IN_ARCHIVE = "config.json"
"""Of a .keras archive: the model."""
MOST_DEEP = 100


class Document(NamedTuple):
    """What a file holds.

    name   the file, as errors call it
    path   where it is; empty for a text and for standard input
    kind   yaml, json, toml, python, shell or text
    tree   mappings, lists, texts, numbers, True, False and None; of a shell script its commands (`shell_text`), of a
           text None
    text   all of it
    lines  the line of each key, by the keys that lead to it, where they were told as it was read
    texts  the keys whose number is a text for the program: 2e-5 in YAML 1.1, and what is in quotes
    twice  keys that are there twice; the last counts
    """

    name: str
    path: str
    kind: str
    tree: Any
    text: str
    lines: dict[Path, int] = {}
    texts: frozenset[Path] = frozenset()
    twice: tuple[Path, ...] = ()

    def line(self, path: Path) -> int | None:
        """The line of a key; of a text without lines the one where its keys come one after another."""
        if path in self.lines or self.kind not in (JSON, TOML):
            return self.lines.get(path)
        place = 0
        for key in path:
            if isinstance(key, str):
                found = re.compile(rf"""["']?\b{re.escape(key)}["']?\s*[:=\].]""").search(self.text, place)
                if found is None:
                    return None
                place = found.start() + 1
        return self.text.count("\n", 0, place) + 1


def read_document(path: str) -> Document:
    """What a file holds; `-` is standard input. OSError where it cannot be read, ValueError where it is no text."""
    if path == STANDARD_INPUT:
        return _input(sys.stdin)
    try:
        status = os.stat(path)
        return _file(path, status.st_mtime_ns, status.st_size, status.st_ino)
    except OSError as error:
        raise OSError(error.errno, f"cannot read {path}: {error.strerror}") from None


@lru_cache(maxsize=32)
def _file(path: str, *_stamp: int) -> Document:
    return document_of(path, bytes(content_of(path, MOST_OF_TEXT)), path)


@lru_cache(maxsize=1)
def _input(_: TextIO | None) -> Document:
    return document_of("standard input", bytes(standard_input(MOST_OF_TEXT)))


def document_of(name: str, content: bytes, path: str = "") -> Document:
    """What a content holds. ValueError where it is no text, or empty."""
    if content.startswith(ARCHIVE):
        content = in_archive(name, content)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not UTF-8 text") from None
    return document_of_text(name, text.replace("\r\n", "\n").replace("\r", "\n"), path)


def document_of_text(name: str, text: str, path: str = "") -> Document:
    """What a text holds: the first of the readers below that can read it."""
    if not text.strip():
        raise ValueError(f"{name} is empty")
    for reader in READERS:
        document = reader(name, text, path)
        if document is not None:
            return document
    return Document(name, path, TEXT, None, text)


def lines_of_notebook(name: str, content: bytearray) -> list[str]:
    """The lines of code in a notebook."""
    return document_of(name, bytes(content)).text.splitlines()


def in_archive(name: str, content: bytes) -> bytes:
    """The configuration of the model in an archive of Keras, which is a zip file."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(IN_ARCHIVE) as file:
            found = file.read(MOST_OF_TEXT + 1)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise ValueError(f"{name} is an archive without {IN_ARCHIVE}: it is none of Keras") from None
    if len(found) > MOST_OF_TEXT:
        raise ValueError(f"{name}: its {IN_ARCHIVE} has more than {MOST_OF_TEXT} bytes, which is the limit")
    return found


def of_json(name: str, text: str, path: str) -> Document | None:
    """JSON; one that is broken is an error, where it begins as no other text does."""
    if text.lstrip()[0] not in "{[":
        return None
    twice: list[Path] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            twice.extend((key,) for index, (key, _) in enumerate(items) if key in dict(items[:index]))
        return made

    try:
        tree = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        if text.lstrip()[0] == "[" or is_flow(text):
            return None  # a table of TOML, or YAML's own way to write a mapping
        raise ValueError(f"{name} line {error.lineno} is no JSON: {error.msg}") from None
    except RecursionError:
        raise ValueError(f"{name} is too deeply nested") from None
    if is_notebook(tree):
        return of_python(f"the code of {name}", code_of(tree), path)
    texts = frozenset(path for path, value in leaves(tree) if isinstance(value, str) and is_number(value))
    return Document(name, path, JSON, tree, text, texts=texts, twice=tuple(twice))


def is_flow(text: str) -> bool:
    """Whether a mapping in braces has keys without quotes, as YAML allows."""
    return re.match(r"\s*\{\s*[A-Za-z_]", text) is not None


OF_DARKNET = ("net", "network")
"""Sections of another form, which may have a key twice."""


def of_toml(name: str, text: str, path: str) -> Document | None:
    """TOML."""
    if "=" not in text:
        return None
    import tomllib

    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        section = re.search(r"^\[([\w.-]+)\]\s*$", text, re.MULTILINE)
        if "overwrite" in str(error) and section and section[1] not in OF_DARKNET:
            raise ValueError(
                f"{name} is no TOML: a key is there twice, {str(error).rpartition('(')[2].rstrip(')')}"
            ) from None
        return None
    texts = frozenset(path for path, value in leaves(tree) if isinstance(value, str) and is_number(value))
    return Document(name, path, TOML, tree, text, texts=texts)


def of_python(name: str, text: str, path: str) -> Document | None:
    """Python's assignments."""
    if "=" not in text and "import" not in text:
        return None
    from lrcli.reading.python_text import read_python

    read = read_python(text)
    return None if read is None else Document(name, path, PYTHON, read.tree, text, read.lines)


def of_shell(name: str, text: str, path: str) -> Document | None:
    """A shell script: commands with flags."""
    if not re.search(r"(^|[\s(\"'])--?[A-Za-z]", text):
        return None
    from lrcli.reading.shell_text import read_shell

    commands = read_shell(text)
    return None if commands is None else Document(name, path, SHELL, commands, text)


def of_yaml(name: str, text: str, path: str) -> Document | None:
    """YAML that is a mapping or a list; a broken one is an error where lines begin with keys."""
    from lrcli.reading.yaml_text import read_yaml

    try:
        read = read_yaml(name, text)
    except ValueError:
        if re.search(r"^[\w.-]+:(\s|$)", text, re.MULTILINE):
            raise
        return None
    if not isinstance(read.tree, dict | list):
        return None
    return Document(name, path, YAML, read.tree, text, read.lines, frozenset(read.texts), tuple(read.twice))


READERS: tuple[Callable[[str, str, str], Document | None], ...] = (of_json, of_toml, of_python, of_yaml, of_shell)


def leaves(tree: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """The values of a tree that hold no others, each with the keys that lead to it."""
    if len(path) > MOST_DEEP:
        return []
    if isinstance(tree, dict):
        return [leaf for key, value in tree.items() for leaf in leaves(value, (*path, key))]
    if isinstance(tree, list):
        return [leaf for index, value in enumerate(tree) for leaf in leaves(value, (*path, index))]
    return [(path, tree)]


def is_number(text: str) -> bool:
    """Whether a text is a number."""
    return re.fullmatch(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", text) is not None
