"""Text to schedule. `repr` is the way back.

The notation is written in Python's syntax, and means less: no text is ever executed, and a name that the catalogue does
not know is an error. A text is a schedule, and these are its rules; `|` is "or", and words in capitals are Python's.

    schedule  =  schedule >> schedule >> ...          one after another
              |  number * schedule | schedule * number | schedule / number
                                                      every rate is multiplied, or divided
              |  schedule[:end]                       its beginning, up to the duration `end`
              |  schedule[begin:]                     its rest, from the duration `begin` on
              |  schedule[begin:end]                  a part of it
              |  family                               with the defaults of all its arguments
              |  family(argument, ...)
              |  PATH.py:NAME                         a function in a file of one's own
              |  (schedule)
    family    =  NAME | NAME.NAME. ...                a name in `lrcli list`, or another name of it
    argument  =  value                                by its place; these come first
              |  NAME=value                           by its name, or another name of it; each once
    value     =  number | duration | text | word | list | mapping | schedule | function | outside | True | False | None
    number    =  NUMBER | +number | -number | (number)
              |  number + number | number - number | number * number | number / number | number ** number
              |  number // number | number % number | FUNCTION(number, ...)      int, round, min, max, math.ceil, ...
    duration  =  NUMBER UNIT | NUMBER %               5ep, 500st, 10%, 2k, 2Btok: as good as "5ep"
    text      =  STRING                               "my.csv", '10%'; no bytes, no f-string
              |  PATH.py:NAME                         without quotes too
    word      =  NAME                                 where the argument is one of a few words: shape=cosine
              |  yes | no | true | false              where it is a switch
              |  nan | inf                            where it is a metric
    list      =  [value, ...] | (value, ...)          (value) alone is no list, (value,) is one
    function  =  lambda NAME: FORMULA                 where the argument is a function of one variable
    outside   =  EXPRESSION                           anything else where a value is needed: `given` has its value
    mapping   =  {key: value, ...}                    each key once
    key       =  value                                but not a list or a mapping

The family says which of these values each argument takes. Operators bind as in Python: first calls and [ ], then **,
then signs, then * and /, then + and -, and >> last. So `2 * a[:5] >> b` is `(2 * (a[:5])) >> b`. A % is
of a duration where `,` `)` `]` `}` `:` or the end follows it. Durations are not calculated with, and `2k` is a count:
where a factor is meant, write 2000.

A framework's scheduler may have its optimizer as the first argument, which is passed over: any name, or a call, whose
`lr` is then that of the schedule. A comma or semicolon at the end is passed over, too. A name may have hyphens before
brackets, or where it is the whole text.

There may be spaces and line breaks between any two words. A `#` begins a comment, which ends with its line. The limits
(length of the text, depth of schedules inside schedules, size of numbers) are in `syntax`.

In front of a schedule there may be its label, and `=`. In a file of schedules, one a line, a `#` begins a comment where
it is the first character or follows a blank, outside of brackets and quotes. So `run#3 = cosine  # the third` has the
label `run#3`.

Examples:
    cosine
    linear(0, 0.1, 5) >> cosine(0.1)
    2 * cosine(lr=1e-2/8, final=10%)[:20ep]
    wsd(warmup=2k, cooldown="10%") / 2
    piecewise([1, 0.5, -1 + 2**-3 + 1], boundaries=[30, 60], inclusive=no)
    warmup(step, 3, shape=cosine)
    plateau(0.1, metrics=(1, nan, inf, 0.5))
    repeat(cosine[:5] >> constant(1e-3)[:2])
    torch.StepLR(lr=0.1, step_size=30)
    torch.optim.lr_scheduler.StepLR(torch.optim.SGD(model.parameters(), lr=0.1), int(0.3 * 90)),
    LambdaLR(self.optimizer, lr_lambda=lambda epoch: 0.95 ** epoch)
    optax.piecewise_constant_schedule(0.1, {30: 0.5, 60: 0.1})

"""

from __future__ import annotations

import ast
import os
import re
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import reader_of
from lrcli.language.errors import NotationError, UnknownValues, together
from lrcli.language.given import CLOSING, OPENING, Given
from lrcli.language.labels import label_ends, without_comment
from lrcli.language.own import own_function

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lrcli.schedules.schedule import Schedule


COMMAND = re.compile(r"(?:^|\s)--[A-Za-z][\w.-]*(?:[\s=]|$)")
"""A flag, by which a text may be the command of a program."""


def parse(text: str, given: Mapping[str, Any] | Given | None = None) -> Schedule:
    """The schedule that a text describes, such as `linear(0, 0.1, 5) >> cosine(0.1)`.

    A family's bare name stands for the family with its defaults, and `my.py:f` for the function f in a file that does
    nothing but define things. `given` are values for what the text does not tell,
    such as {"len(loader)": 391}. UnknownValues for a text that needs others, NotationError for any other text.
    """
    from lrcli.language.reader import read_schedule  # help and bare names do without

    known = Given.of(given)
    if COMMAND.search(text) and (reads := reader_of(text)):
        return reads(text=text, **known.facts_for(reads, ("text",)))
    own = own_function(text, known) if ".py" in text or ":" in text else None
    return read_schedule(text, known) if own is None else own


def parse_lines(
    lines: Iterable[str], name: str = "", given: Mapping[str, Any] | Given | None = None
) -> list[tuple[str, Schedule]]:
    """Labels and schedules from lines with one schedule each; blank lines and `#` comments are passed over.

    A schedule goes on to the line in which its brackets are closed. Lines of a program are the scheduler that it makes.
    """
    schedules, given, unknown = [], Given.of(given), list[UnknownValues]()
    lines = list(lines)
    for number, line in whole_lines(lines):
        label, text = split_label(without_comment(line).strip())
        try:
            schedules.append((label, parse(text, given)))
        except UnknownValues as error:
            unknown.append(error)
        except NotationError as error:
            if (made := parse_program("\n".join(lines), given, name)) is not None:
                return [made]
            where = f"{name} line {number}".strip()
            reason = f"{where}: {error.reason}"
            raise NotationError(reason, error.text, error.start, error.end) from error.__cause__
    if unknown:
        raise together(unknown)
    return schedules


def parse_program(text: str, given: Mapping[str, Any] | Given | None, name: str) -> tuple[str, Schedule] | None:
    """The scheduler that a program makes, with the name that it has there; None for a text that is no program.

    NotationError for a program that makes none.
    """
    from lrcli.language.pasted import inlined, is_program  # for programs alone

    if not is_program(text):
        return None
    if (found := inlined(text)) == text:
        raise NotationError(f"{name} is a program, and makes no scheduler that is known: lrcli help frameworks")
    label, made = split_label(found)
    return label, parse(made, given)


def whole_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The number of its first line and the text of each schedule, which may have line ends inside brackets."""
    held: list[str] = []
    first = 0
    for number, line in enumerate(lines, 1):
        if not held and (not line.strip() or line.lstrip().startswith("#")):
            continue
        first = first if held else number
        held.append(line)
        if not is_open("\n".join(held)):
            yield first, "\n".join(held)
            held = []
    if held:
        yield first, "\n".join(held)


def is_open(text: str) -> bool:
    """Whether a bracket in a text is not closed yet; those in quotes and comments do not count."""
    plain = re.sub(r"""'[^'\n]*'|"[^"\n]*"|#[^\n]*""", "", text)
    return sum(plain.count(each) for each in OPENING) > sum(plain.count(each) for each in CLOSING)


def called(text: str) -> str:
    """The name in a text that is one call of a family, such as `cosine(0.1)`; empty for any other text."""
    from lrcli.language.durations import notation_source

    try:
        tree = notation_source(text).tree
    except NotationError:
        return ""
    return ast.unparse(tree.func) if isinstance(tree, ast.Call) else ""


def split_label(word: str) -> tuple[str, str]:
    """`best = cosine(0.1)` as label and text, blanks around them dropped; without a label it is empty.

    Of pasted statements it is the last scheduler that they make. A label ends at the last `=` with a schedule behind,
    and where there is none, at the last that may end one. A word that is the name of a file has no label. NotationError
    for a label that is empty or cannot be printed.
    """
    if "\n" in word.strip():
        from lrcli.language.pasted import inlined  # most words are one line

        word = inlined(word)
    ends = label_ends(word)
    if not ends or os.path.exists(word) or (COMMAND.search(word) and reader_of(word)):
        return "", word
    end = ends[-1]
    if len(ends) > 1 or "#" in word:  # there is a choice
        end = next((end for end in reversed(ends) if _is_schedule(word[end + 1 :])), end)
        if "#" in word and _is_schedule(word) and not _is_schedule(word[end + 1 :]):
            return "", word
    label = word[:end].strip()
    if not label:
        reason = "the label before = is empty: write NAME=SCHEDULE, or the schedule alone"
        raise NotationError(reason, word, end, end + 1)
    hidden = next((mark for mark in label if not (mark.isprintable() or mark.isspace())), None)
    if hidden:
        raise NotationError(f"a label has letters, signs and blanks alone, not {hidden!r}")
    return label, word[end + 1 :].strip()


def _is_schedule(text: str) -> bool:
    """Whether a text is a schedule, or the name of a file, which may be one."""
    try:
        parse(text)
    except UnknownValues:
        return True
    except OSError:
        return True
    except NotationError:
        return os.path.exists(text.strip())
    return True
