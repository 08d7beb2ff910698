"""The errors of a text that is not a schedule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.cells import pointed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EXAMPLES = {r"\blen\(|per_epoch": "391", "epoch": "90", "step": "1000", r"\b(lr|learning_rate)\b": "0.1"}
"""Values that show how something is given, by what is found in its text."""


class NotationError(ValueError):
    """A text that is not a schedule. `str` is the reason, the line it stands in and a caret under the spot."""

    def __init__(self, reason: str, text: str = "", start: int = 0, end: int | None = None) -> None:
        self.reason = reason
        self.text = text
        self.start = max(0, min(start, len(text)))
        self.end = max(self.start + 1, len(text) if end is None else end)
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.reason}\n{self.excerpt}" if self.text.strip() else self.reason

    @property
    def excerpt(self) -> str:
        """The line with the fault, cut to what a terminal shows, and a caret line under it."""
        begin = self.text.rfind("\n", 0, self.start) + 1
        stop = self.text.find("\n", self.start)
        stop = len(self.text) if stop < 0 else stop
        end = min(self.end, max(stop, self.start + 1))
        return "\n".join(pointed(self.text[begin : self.start], self.text[self.start : end], self.text[end:stop]))


class UnknownSchedule(NotationError):
    """A name that no schedule has."""


class UnknownValues(NotationError):
    """Texts that stand where a value is needed, and that nobody knows here. `names` are these texts.

    `samples` has for each of them a value that could stand there, as text; empty where nothing is known of it.
    """

    def __init__(self, samples: Mapping[str, str], text: str = "", start: int = 0, end: int | None = None) -> None:
        self.samples = dict(samples)
        self.names = tuple(self.samples)
        super().__init__(not_known(self.samples), text, start, end)


def together(errors: list[UnknownValues]) -> UnknownValues:
    """What several texts ask for, in one error."""
    first = errors[0]
    text, start, end = (first.text, first.start, first.end) if len(errors) == 1 else ("", 0, None)
    return UnknownValues({name: each for error in errors for name, each in error.samples.items()}, text, start, end)


def not_known(samples: Mapping[str, str]) -> str:
    """The sentence that asks for what is not known."""
    names = tuple(samples)
    flags = (as_word(f"{name}={example_for(name, sample)}") for name, sample in samples.items())
    are = "are" if len(names) > 1 else "is"
    return f"{listed(names)} {are} not known here: {' '.join(f'--set {flag}' for flag in flags)}"


def as_word(text: str) -> str:
    """A text as one word of a shell; in double quotes where it has single ones."""
    import shlex  # only mistakes need it

    return f'"{text}"' if "'" in text and not set(text) & set('"$`!\\') else shlex.quote(text)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: `a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def few_of(names: Sequence[str]) -> str:
    """Names in a sentence; of more than three the first two, and how many there are more."""
    return listed(names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"])


def example_for(name: str, sample: str = "") -> str:
    """A value that shows how something is given: a number by its name, where a number could stand there."""
    if sample and not re.fullmatch(r"[\d.e+-]+", sample):
        return sample
    return next((value for part, value in EXAMPLES.items() if re.search(part, name)), sample or "VALUE")
