"""What a format is, and which there are: one file each in `formats/`. To add one: its file."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.catalogue import modules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lrcli.analysis.curves import Curves
    from lrcli.render.choice import Rows

FOLDER = "lrcli.render.formats"
KNOWN = {
    "csv": "csv",
    "json": "json",
    "jsonl": "json",
    "table": "table",
    "markdown": "table",
    "chart": "plot",
    "png": "plot",
    "svg": "plot",
    "pdf": "plot",
    "eps": "plot",
    "jpg": "plot",
    "webp": "plot",
}
"""The order of the help, and the verb of each: a command loads no formats of others. What else lies there follows."""
PACKED = ".gz"
"""What the name of a compressed file ends in, after the ending of its format."""
LOOKED_THROUGH = 10**9
"""Rows that are looked through for a drawing or a report: about a minute of work."""


def ignore(_: object) -> None:
    """Nothing is done."""


class Option(NamedTuple):
    """What a format can be asked for: a flag of the command that writes it."""

    name: str
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    switch: bool = False
    negation: str = ""  # of a switch: what says no


class Sheet(NamedTuple):
    """What is to be written, and for whom.

    rows           the rows to write, in any order; None for all of them. A drawing shows the whole run
    asked          the texts of the format's options by their names; a switch that is on has any text, and "no" where
                   it is off because that was asked for
    width          characters that there is room for
    height         lines that there is room for, None for any number of them
    color          whether colours can be seen
    colors         how many colours there are where they can
    unicode        whether more than ASCII can be seen
    ending         what the name of the file ends in, where one format has several; "" for its first
    beside         quantities beside the rate, where each schedule has its own lines: ("momentum",)
    jobs           processes that work on its rows
    say            is told in a sentence what was left out
    """

    rows: Rows | None = None
    asked: Mapping[str, str] = {}
    width: int = 80
    height: int | None = None
    color: bool = False
    colors: int = 256
    unicode: bool = True
    ending: str = ""
    beside: tuple[str, ...] = ()
    jobs: int = 1
    say: Callable[[str], object] = ignore

    def encoded(self, text: str) -> bytes:
        """A text for people, as bytes that can be seen."""
        return text.encode("utf-8" if self.unicode else "ascii", errors="replace")


class Writer(NamedTuple):
    """A format.

    name      its name, and that of the file that declares it
    endings   what the name of a FILE of it ends in, the usual one first; none for what goes to a terminal alone
    verb      the command that writes it
    summary   what it is, in a few words, for the help
    write     the bytes of curves, in chunks; ValueError before the first one where they cannot be had
    options   what it can be asked for
    binary    it is not for a terminal
    packs     FILE.x.gz is written as well, compressed
    colored   --color changes it
    most      rows that it can hold; None for any number
    check     ValueError for a sheet that makes no sense, before there are curves; `write` refuses it as well
    """

    name: str
    endings: tuple[str, ...]
    verb: str
    summary: str
    write: Callable[[Curves, Sheet], Iterator[bytes]]
    options: tuple[Option, ...] = ()
    binary: bool = False
    packs: bool = False
    colored: bool = False
    most: int | None = None
    check: Callable[[Sheet], object] = ignore

    @property
    def suffixes(self) -> list[str]:
        """All that the name of a FILE of it may end in."""
        return [*self.endings, *(f"{ending}{PACKED}" for ending in self.endings if self.packs)]


def format_names() -> list[str]:
    """The names of all formats. A file whose name begins with _ declares none."""
    return list(modules("render.formats", tuple(KNOWN), folders=False))


def writer_named(name: str) -> Writer:
    """The format of this name."""
    writer: Writer = import_module(f"{FOLDER}.{name}").WRITER
    return writer


def writers(verb: str = "") -> list[Writer]:
    """All formats, or those that a verb writes."""
    own = (writer_named(name) for name in format_names() if not verb or KNOWN.get(name, verb) == verb)
    return [writer for writer in own if not verb or writer.verb == verb]


def writer_for(ending: str) -> Writer | None:
    """The format of files whose name ends so; None where there is none.

    A file called like the ending is looked at first, and no more of the others than need be.
    """
    plain = unpacked(ending)
    if not plain:
        return None
    if plain in format_names() and ending in (writer := writer_named(plain)).suffixes:
        return writer
    return next((writer for writer in map(writer_named, format_names()) if ending in writer.suffixes), None)


def ending_of(path: str) -> str:
    """What the name of a file ends in, without the dot and in small letters: csv, csv.gz; empty where there is none."""
    stem, dot, ending = os.path.basename(path).lower().rpartition(".")
    if not dot:
        return ""
    inner = stem.rpartition(".")[2] if "." in stem else ""
    return f"{inner}{PACKED}" if f".{ending}" == PACKED and inner else ending


def unpacked(ending: str) -> str:
    """An ending without that of what is compressed."""
    return ending.removesuffix(PACKED)
