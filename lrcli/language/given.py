"""What comes with texts from outside of them: values of what pasted code does not tell, and what reading found out.

In `CosineAnnealingLR(optimizer, T_max=len(loader) * epochs)` two values are not known, and may be given:
`--set 'len(loader)=391' --set epochs=90`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lrcli.catalogue import Meaning
    from lrcli.language.rates import MainRate
    from lrcli.schedules.schedule import Schedule

OPENING, CLOSING, QUOTES = "([{", ")]}", "\"'"


class Given:
    """The values that a call gives for texts in it. One object is passed to all texts of a call.

    values    by the text that they stand for, each a text, a number or whatever else an argument may be
    warmup    whether a warm-up is added to every schedule
    rate      the rate of calls that have none of their own
    facts     what the call tells of the run, by the names of the fields that take it
    words     the values again, as they were typed: NAME=VALUE
    asked     the texts that were asked for: those given, and those that are not known
    meanings  the names of schedulers that several frameworks have, and what each was taken for
    told      what there is to say of how a text was read, in sentences
    """

    def __init__(
        self, values: Mapping[str, Any] | None = None, *, warmup: bool = False, rate: MainRate | None = None
    ) -> None:
        self.values = {normal(name): value for name, value in (values or {}).items()}
        self.warmup = warmup
        self.rate = rate
        self.facts: dict[str, Any] = {}
        self.words: tuple[str, ...] = ()
        self.asked: dict[str, str] = {}
        self.meanings: dict[str, Meaning] = {}
        self.told: list[str] = []

    @classmethod
    def of(cls, values: Mapping[str, Any] | Given | None) -> Given:
        """What was passed: values alone, or all of it."""
        return values if isinstance(values, Given) else cls(values)

    def knows(self, text: str) -> bool:
        """Whether a text has a value. It is noted that it was asked for."""
        name = normal(text)
        if name in self.values:
            self.wants(text)
        return name in self.values

    def wants(self, text: str) -> None:
        """Notes that a text was asked for."""
        self.asked[normal(text)] = text

    def value(self, text: str) -> Any:
        """The value of a text that has one."""
        return self.values[normal(text)]

    def facts_for(self, kind: type[Schedule], given: Collection[str]) -> dict[str, Any]:
        """What fills the fields of a call that take what is told of the run, and were not given."""
        if not kind.facts:
            return {}
        self.asked.update({name: name for name in self.values})
        told = {**self.facts, **({"set": self.words} if self.words else {})}
        return {name: value for name, value in told.items() if name in kind.facts and name not in given}

    @property
    def unasked(self) -> list[str]:
        """The names that have a value for which no text asked."""
        return [name for name in self.values if name not in self.asked]

    @property
    def wanted(self) -> list[str]:
        """The texts that were asked for, as they were written."""
        return list(self.asked.values())


def normal(text: str) -> str:
    """A text without its own way to set blanks and quotes: `len( loader )*10` is `len(loader) * 10`."""
    try:
        return ast.unparse(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return text.strip()


def name_and_value(text: str) -> tuple[str, str] | None:
    """`len(x)=391` as the name and the value, parted at the last `=` outside of brackets and quotes; None without."""
    depth, quote, place = 0, "", None
    for index, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in QUOTES:
            quote = letter
        elif letter in OPENING:
            depth += 1
        elif letter in CLOSING:
            depth -= 1
        elif letter == "=" and depth == 0:
            place = index
    if place is None or not text[:place].strip() or not text[place + 1 :].strip():
        return None
    return text[:place].strip(), text[place + 1 :].strip()
