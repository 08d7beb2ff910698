"""What a verb is: its words, its flags, and what it does with a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.cli.errors import UsageFault
from lrcli.language.errors import listed
from lrcli.render.writers import ending_of, writer_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lrcli.cli.flags import Flag
    from lrcli.cli.scan import Typed
    from lrcli.schedules.schedule import Schedule


class Verb(NamedTuple):
    """One command.

    name       the word that is typed
    summary    one line, for the list of commands
    examples   command and what it does, shown first in the help
    typed      the same for schedules that were typed, for which {} stands; they are true of every schedule
    pair       what a verb for two schedules compares with, where one was typed
    says_no    when the exit code is 1
    run        does it; returns an exit code, or None for 0
    flags      its own, beside the run's and the modifiers'
    schedules  takes schedules, and with them the run's flags, the modifiers and the first word's fields
    words      how the help names its positional words, and what they are; None when it takes none
    offers     what completions offer for these words, where they are no schedules; else what `words` spells out
    """

    name: str
    summary: str
    examples: tuple[tuple[str, str], ...]
    run: Callable[[Call], int | None]
    flags: tuple[Flag, ...] = ()
    schedules: bool = True
    words: tuple[str, str] | None = (
        "[NAME=]SCHEDULE",
        "A family by name, or an expression: a >> b, 0.5 * a, a[:30]; - and @FILE read lines.",
    )
    typed: tuple[tuple[str, str], ...] = ()
    pair: str = ""
    says_no: str = ""
    offers: tuple[str, ...] = ()


class Call(NamedTuple):
    """What was typed for a verb: its positional words and its flags by name (`steps_per_epoch`).

    kind     of the first word, when that is a bare family
    fields   the flags that each bare family, or each schedule without a rate, takes in its own way
    line     the whole command line
    """

    words: list[str]
    given: dict[str, Any]
    flags: list[Flag]
    kind: type[Schedule] | None = None
    fields: tuple[Typed, ...] = ()
    line: tuple[str, ...] = ()

    def text(self, name: str) -> str | None:
        """A flag's text; None when it was not given."""
        value: str | None = self.given.get(name)
        return value

    def on(self, name: str) -> bool:
        """Whether a switch was given."""
        return bool(self.given.get(name))

    def as_json(self) -> bool:
        """Whether a verb with --json writes JSON: it was given, or -o names a file that ends so."""
        return self.on("json") or ending_of(self.text("output") or "") == "json"

    def output(self, *endings: str) -> str:
        """The path that -o gives, `-` without it. UsageFault for a name whose ending is not written.

        `endings` are those that are, beside that of any text and, for verbs with --json, that of JSON.
        """
        path = self.text("output")
        if path is None:
            return "-"
        ending = ending_of(path)
        has_json = any(flag.name == "json" for flag in self.flags)
        written = ("json",) if self.on("json") else (*endings, PLAIN_TEXT, *(["json"] if has_json else []))
        if ending and ending not in written:
            raise UsageFault(f"-o {path}: {self.why_not(ending, written)}")
        return path

    def why_not(self, ending: str, written: Sequence[str]) -> str:
        """Why a verb does not write files of a name with this ending."""
        writer = writer_for(ending)
        if self.on("json"):
            return f"--json writes {listed([f'.{each}' for each in written])}"
        if writer and writer.verb not in self.line[1:2]:
            return f"a .{ending} is what lrcli {writer.verb} writes"
        verb = " ".join(self.line[:2]) or "it"
        return f"{verb} writes {listed([f'.{each}' for each in written])}"


FILES = ("@",)
"""What completions offer where a word is the name of a file."""
PLAIN_TEXT = "txt"
"""The name of any text may end so: it promises no format."""
