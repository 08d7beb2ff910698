"""The command line as plain data, which each shell's module writes down in its own syntax.

A scope is a question that a completion asks, such as `verb csv`: its answer is the words that can be typed.

    verbs, root            the verbs; the flags before them
    verb V                 flags of a verb; of one that takes schedules those that are its own
    words V                the words of a verb that takes no schedules
    shared                 flags of every verb that takes schedules
    schedules, aliases     families by name, frameworks with their dot; other names of families
    schedules F            the schedulers of a framework
    family W, hidden W     a family's fields as flags; the flags that do not apply to it. W is any of its names
    switches               flags without a value that may stand before the words that tell what they belong to
    synonyms               other names of flags after which something is offered; they are not offered themselves
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.catalogue import frameworks, names, natives, schedulers, summary
from lrcli.cli import verbs
from lrcli.cli.flags import Flag, field_flags
from lrcli.cli.layout import beside, layout
from lrcli.cli.scan import HELP
from lrcli.cli.synonyms import BY_WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lrcli.cli.verb import Verb
    from lrcli.schedules.schedule import Schedule

Scopes = dict[tuple[str, ...], list["Entry"]]
"""Answers by the scopes that they answer."""

FILE = "@"


class Entry(NamedTuple):
    """A word that can be typed. A flag that has a value carries what may follow it: --choice=a|b, --path=@, --value="""

    word: str
    help: str = ""
    value: str | None = None

    @property
    def code(self) -> str:
        return self.word if self.value is None else f"{self.word}={self.value}"

    @property
    def line(self) -> str:
        """The code and the help, of which the code has no spaces."""
        return f"{self.code} {self.help}".rstrip()


def scopes() -> Scopes:
    """Every scope with its entries."""
    every = [verbs.load(name) for name in verbs.NAMES]
    plain = {verb.name: layout(verb, []).flags for verb in every}
    takers = [verb for verb in every if verb.schedules]
    shared = [flag for flag in plain[takers[0].name] if all(flag in plain[verb.name] for verb in takers)]
    kinds = [*natives(), *(kind for framework in frameworks() for kind in schedulers(framework))]
    answers: Scopes = {
        ("verbs",): [Entry(verb.name, verb.summary) for verb in every],
        ("root",): [*_help(), Entry("--version", "Show the version.")],
        ("switches",): _switches([*plain.values(), *(field_flags(kind) for kind in natives())]),
        ("synonyms",): _synonyms([flag for flags in plain.values() for flag in flags]),
        ("shared",): _entries(shared),
        ("schedules",): [*_named(natives()), *(Entry(f"{framework}.") for framework in frameworks())],
        ("aliases",): [Entry(alias, summary(kind)) for kind in kinds for alias in kind.aliases],
    }
    for verb in every:
        own = [flag for flag in plain[verb.name] if not (verb.schedules and flag in shared)]
        answers[(f"verb {verb.name}",)] = [*_entries(own), *_help()]
        if not verb.schedules:
            answers[(f"words {verb.name}",)] = _words(verb)
    for framework in frameworks():
        answers[(f"schedules {framework}",)] = _named(schedulers(framework))
    every_plain = list(dict.fromkeys(flag for verb in takers for flag in plain[verb.name]))
    for kind in kinds:
        answers[tuple(f"family {name}" for name in names(kind))] = _entries(field_flags(kind))
        applied, _ = beside([kind], False, every_plain)
        hidden = [flag for flag in every_plain if flag not in applied]
        if hidden:
            answers[tuple(f"hidden {name}" for name in names(kind))] = _entries(hidden)
    return answers


def _entries(flags: Sequence[Flag]) -> list[Entry]:
    """Every spelling of every flag."""
    entries = {}
    for flag in flags:
        value = None if flag.switch else FILE if flag.files else "|".join(flag.choices)
        entries.update({word: Entry(word, flag.help, value) for word in flag.spellings})
        if flag.negation:
            entries[f"--{flag.negation}"] = Entry(f"--{flag.negation}", f"The opposite of {flag.spellings[0]}.")
    return list(entries.values())


def _help() -> list[Entry]:
    return [Entry(word, "Show help.") for word in HELP]


def _switches(groups: Iterable[Sequence[Flag]]) -> list[Entry]:
    words = {word for flags in groups for flag in flags if flag.switch for word in flag.words}
    synonyms = {f"--{word}" for word, synonym in BY_WORD.items() if synonym.switch and not synonym.told}
    return [Entry(word) for word in sorted({*words, *synonyms, *HELP, "--version"})]


def _synonyms(flags: list[Flag]) -> list[Entry]:
    """What may follow the flags that synonyms stand for, where it is known: a file, one of a few words."""
    values = {flag.name: FILE if flag.files else "|".join(flag.choices) for flag in flags}
    long = {word: each for word, each in BY_WORD.items() if not word.startswith("-")}
    taken = [(word, values.get(each.flag, "")) for word, each in long.items() if not each.told and not each.switch]
    return [Entry(f"--{word}", value=value) for word, value in taken if value]


def _named(kinds: list[type[Schedule]]) -> list[Entry]:
    return [Entry(kind.family, summary(kind)) for kind in kinds]


def _words(verb: Verb) -> list[Entry]:
    """What a verb without schedules is about: what it offers, or its placeholder spells out; else what has a name."""
    if verb.words is None:
        return []
    if verb.offers:
        return [Entry(word) for word in verb.offers]
    spelled = verb.words[0].strip("[]").split("|")
    if len(spelled) > 1:
        return [Entry(word) for word in spelled]
    return [*_named(natives()), *(Entry(framework) for framework in frameworks())]
