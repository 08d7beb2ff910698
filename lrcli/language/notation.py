"""Text to schedule. `repr` is the way back.

The notation is written in Python's syntax, and means less: no text is ever executed, and a name that the catalogue does
not know is an error. A text is a schedule, and these are its rules; `|` is "or", and words in capitals are Python's.

    schedule  =  schedule >> schedule >> ...          one after another
              |  number * schedule                    every rate is multiplied
              |  schedule[:end]                       its beginning, up to the duration `end`
              |  schedule[begin:]                     its rest, from the duration `begin` on
              |  schedule[begin:end]                  a part of it
              |  family                               with the defaults of all its arguments
              |  family(argument, ...)
              |  (schedule)
    family    =  NAME | NAME.NAME                     a name in `lrcli list`, or another name of it
    argument  =  value                                by its place; these come first
              |  NAME=value                           by its name, or another name of it; each once
    value     =  number | text | word | list | mapping | schedule | True | False | None
    number    =  NUMBER | +number | -number | (number)
              |  number + number | number - number | number * number | number / number | number ** number
    text      =  STRING                               "5ep", '10%'; no bytes, no f-string
    word      =  NAME                                 where the argument is one of a few words: shape=cosine
              |  nan | inf                            where it is a metric
    list      =  [value, ...] | (value, ...)          (value) alone is no list, (value,) is one
    mapping   =  {key: value, ...}                    each key once
    key       =  value                                but not a list or a mapping

The family says which of these values each argument takes. Operators bind as in Python: first calls and [ ], then **,
then signs, then * and /, then + and -, and >> last. So `2 * a[:5] >> b` is `(2 * (a[:5])) >> b`. A duration is a
number, or a text such as "5ep", "100st", "10%".

There may be spaces and line breaks between any two words. A `#` begins a comment, which ends with its line. A text with
a comment may have line breaks only inside brackets. The limits (length of the text, depth of brackets, size of
numbers) are in `syntax`.

Examples:
    cosine
    linear(0, 0.1, 5) >> cosine(0.1)
    2 * cosine(lr=1e-2/8, final="10%")[:"20ep"]
    piecewise([1, 0.5, -1 + 2**-3 + 1], boundaries=[30, 60])
    warmup(step, 3, shape=cosine)
    plateau(0.1, metrics=(1, nan, inf, 0.5))
    repeat(cosine[:5] >> constant(1e-3)[:2])
    torch.StepLR(lr=0.1, step_size=30)
    optax.piecewise_constant_schedule(0.1, {30: 0.5, 60: 0.1})

"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from lrcli.language.errors import NotationError
from lrcli.language.reader import notation_source, read_schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.language.rates import MainRate
    from lrcli.schedules.schedule import Schedule

_LABEL = r"(?s:([^\W\d][\w.-]*)=(?!=)(.+))"


def parse(text: str, rate: MainRate | None = None) -> Schedule:
    """The schedule that a text describes, such as `linear(0, 0.1, 5) >> cosine(0.1)`.

    A family's bare name stands for the family with its defaults. A rate goes to every call that has a main rate and
    was given none. NotationError for any other text.
    """
    return read_schedule(text, rate)


def parse_lines(lines: Iterable[str], name: str = "", rate: MainRate | None = None) -> list[tuple[str, Schedule]]:
    """Labels and schedules from lines with one schedule each; blank lines and `#` comments are passed over."""
    schedules = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        label, text = split_label(line.strip())
        try:
            schedules.append((label, parse(text, rate)))
        except NotationError as error:
            where = f"{name} line {number}".strip()
            raise NotationError(f"{where}: {error.reason}", error.text, error.start, error.end) from None
    return schedules


def called(text: str) -> str:
    """The name in a text that is one call of a family, such as `cosine(0.1)`; empty for any other text."""
    try:
        tree = notation_source(text).tree
    except NotationError:
        return ""
    return ast.unparse(tree.func) if isinstance(tree, ast.Call) else ""


def split_label(word: str) -> tuple[str, str]:
    """`best=cosine(0.1)` as label and text; without a name the label is empty."""
    match = re.fullmatch(_LABEL, word)
    return (match[1], match[2].strip()) if match else ("", word)
