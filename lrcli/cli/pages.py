"""The pages of the help: of the command, of a verb, of a family, of a topic. Short ones fit on one screen."""

from __future__ import annotations

import inspect
import os
import re
from typing import TYPE_CHECKING

from lrcli.catalogue import frameworks, natives
from lrcli.cells import visible
from lrcli.cli import topics, verbs
from lrcli.cli.blocks import (
    INDENT,
    NARROWEST,
    WIDEST,
    WORD,
    Heading,
    column_of,
    command,
    entry,
    finished,
    paragraph,
    terms,
)
from lrcli.cli.errors import MEANINGS, SAID_NO, STREAM, USAGE, UsageFault
from lrcli.cli.flags import field_flags
from lrcli.cli.layout import layout
from lrcli.cli.meaning import RATE, bare
from lrcli.cli.sections import HELP_FLAGS, fields_of, fitted, full, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lrcli.cli.layout import Layout
    from lrcli.cli.terminal import Terminal
    from lrcli.cli.verb import Verb
    from lrcli.schedules.schedule import Schedule

SCREEN = 40
"""Lines of a short page at 80 columns."""
EXAMPLES = (
    ("lrcli plot exponential --initial 0.1 --half-life 20", "a chart"),
    ("lrcli plot 'linear(0, 0.1, 5) >> cosine(0.1)' -o lr.png", "a picture"),
    ("lrcli value wsd --lr 3e-4 --steps 10k --at 50%", "one number"),
    ("lrcli csv 'OneCycleLR(opt, max_lr=0.1, total_steps=900)'", "pasted code"),
)
FEW = 2
"""The examples of the short help."""
NOTATION = (
    ("cosine --lr 0.1", "a family by name, its fields as flags"),
    ("'cosine(0.1)'", "the same as an expression: in quotes"),
    ("'a >> b'", "a, then b"),
    ("'0.5 * a'", "half of a"),
    ("'a[:30]'", "a up to 30; a[30:] is a from 30 on"),
    ("mine=cosine", "a schedule with a name"),
    ("@FILE, -", "schedules from the lines of a file, or from a pipe"),
)
DURATION = "A length of time: 5 (in the run's unit), 5ep, 500st or 10%; 2k is 2000."
WHERE = "A place in the run: 30 (in its unit), 30ep, 500st, 50%, first, last, end."
MARKS = (("DURATION", DURATION, "durations"), ("WHERE", WHERE, "durations"))
"""Values of flags that the help of a verb explains, and the topics that tell more."""


def width_for(screen: Terminal) -> int:
    """How wide a page is."""
    return max(NARROWEST, min(screen.width, WIDEST))


def page_of(words: Sequence[str], screen: Terminal) -> str:
    """What `lrcli help` shows for the words after it. UsageFault where there is no page."""
    if not words:
        return root_page(screen, short=False)
    first, *rest = words
    if first in verbs.NAMES:
        verb = verbs.load(first)
        return verb_page(verb, layout(verb, rest), rest, screen, short=False)
    if (name := "-".join(words)) in topics.names():
        return topic_page(name, screen)
    if not rest and (kind := bare(first)):
        return family_page(kind, screen)
    from lrcli.cli.unknown import no_page

    raise UsageFault(no_page(words))


def root_page(screen: Terminal, short: bool) -> str:
    """What `lrcli -h` and `lrcli --help` show."""
    width = width_for(screen)
    every = [verbs.load(name) for name in verbs.NAMES]
    column = column_of([verb.name for verb in every], width)
    lines = [
        *paragraph("Usage: lrcli COMMAND SCHEDULE... [FLAGS]", width),
        "",
        *paragraph("See the learning rate that every epoch or step of a training run will get.", width),
        "",
        *examples(EXAMPLES[: FEW if short else None], width, short),
        "",
        Heading("Commands:"),
        *(line for verb in every for line in entry(verb.name, verb.summary, column, width)),
        "",
        *listing("Schedules", [kind.family for kind in natives()], width),
        *listing("Frameworks", frameworks(), width, "; see lrcli list torch."),
    ]
    if short:
        lines += [
            *listing("Topics", topics.names(), width),
            *paragraph("lrcli plot --help shows all flags, lrcli help notation a topic.", width),
        ]
    else:
        codes = [(str(code), text) for code, text in MEANINGS.items()]
        about = [(f"lrcli help {name}", f"{topics.about(name)}.") for name in topics.names()]
        more = [
            ("lrcli help plot", "The same as lrcli plot --help."),
            ("lrcli plot cosine -h", "A short help. It knows the schedule that was typed."),
        ]
        flags = [*HELP_FLAGS, ("--version", "Show the version.")]
        for title, told in (
            ("How a schedule is written:", NOTATION),
            ("How long something lasts:", [("DURATION", DURATION)]),
            ("Exit codes:", codes),
            ("More help:", [*more, *about]),
            ("Flags:", flags),
        ):
            lines += ["", Heading(title), *(line for each in terms(told, width) for line in each)]
    return finished(lines, screen.color)


def verb_page(verb: Verb, applied: Layout, words: Sequence[str], screen: Terminal, short: bool) -> str:
    """What `lrcli VERB -h` and `lrcli VERB --help` show, for the words that were typed."""
    width = width_for(screen)
    named = f" {verb.words[0]}{'...' if verb.schedules else ''}" if verb.words else ""
    lines = [
        *paragraph(f"Usage: lrcli {verb.name}{named} [FLAGS]", width, hang=INDENT),
        "",
        *paragraph(verb.summary, width),
        "",
    ]
    shown = suited(verb, words, width - 2 * len(INDENT)) or list(verb.examples)
    own = grouped(verb, [flag for flag in applied.flags if flag in verb.flags])
    shared = grouped(None, [flag for flag in applied.flags if flag not in verb.flags and not flag.field])
    fields = [(kind, fields_of(kind, applied.flags)) for kind in applied.kinds]
    if short:
        typed = " ".join([verb.name, *(kind.family for kind in applied.kinds)])
        ending = ["", *paragraph(f"lrcli {typed} --help tells all.", width)]
        groups = [own, [section for _, section in fields], shared]
        for count, words_too, parts in ((None, True, 1), (None, True, 0), (1, True, 0), (1, False, 0)):
            told = explained(verb, applied, width) if words_too else []
            head = [*lines, *examples(shown[:count], width, short), *([""] if told else []), *told, ""]
            formulas = [["", *mathematics(kind, width, parts)] for kind, _ in fields]
            room = SCREEN - len(head) - len(ending) - sum(map(len, formulas))
            drawn = fitted(groups, room, width)
            if sum(len(part) for group in drawn for part in group) <= room:
                break
        head += [line for part in (*drawn[0], *drawn[2]) for line in part]
        head += [line for pair in zip(formulas, drawn[1], strict=True) for part in pair for line in part]
        return finished([*head, *ending], screen.color)
    lines += [*examples(shown, width, short), "", *explained(verb, applied, width)]
    for section in (*own, *shared):
        lines += ["", *full(section, width)]
    for kind, section in fields:
        lines += ["", *mathematics(kind, width), *(["", *full(section, width)] if section.flags else [])]
    return finished(lines, screen.color)


def family_page(kind: type[Schedule], screen: Terminal) -> str:
    """What `lrcli help cosine` shows."""
    width = width_for(screen)
    typed = as_words([kind.family])
    shown = [(f"lrcli plot {typed}", "its shape"), (f"lrcli explain {typed}", "all about it")]
    lines = [
        *paragraph(f"Usage: lrcli COMMAND {kind.family} [FLAGS]", width),
        "",
        *mathematics(kind, width),
        "",
        *examples(shown, width, short=False),
        "",
        *full(fields_of(kind, field_flags(kind)), width),
    ]
    return finished(lines, screen.color)


def topic_page(name: str, screen: Terminal) -> str:
    """What `lrcli help TOPIC` shows."""
    from lrcli.cli.known import known
    from lrcli.cli.prose import prose

    return finished(prose(topics.text(name), width_for(screen), known), screen.color)


def listing(title: str, names: Iterable[str], width: int, more: str = "") -> list[str]:
    """Names in one paragraph."""
    return paragraph(f"{title}: {', '.join(names)}{more}", width, hang=INDENT)


def examples(pairs: Iterable[tuple[str, str]], width: int, short: bool) -> list[str]:
    """Commands and what they do, the meaning beside or below each."""
    pairs = list(pairs)
    lines: list[str] = [Heading("Examples:")]
    column = max(len(line) for line, _ in pairs) + 4
    beside = short and all(column + len(meaning) <= width for _, meaning in pairs)
    for line, meaning in pairs:
        if beside:
            lines.append(f"{INDENT}{line}".ljust(column) + meaning)
        else:
            lines += [*command(line, width), *paragraph(meaning, width, 3 * INDENT)]
    return lines


def suited(verb: Verb, words: Sequence[str], width: int) -> list[tuple[str, str]]:
    """The examples with the schedules that were typed; none where they are no schedules, or too long for a line."""
    if not verb.typed or not words or not all(map(is_schedule, words)):
        return []
    text = visible(as_words(words))
    if any(len(word) > width for word in re.findall(WORD, text)):
        return []
    if verb.pair and len(words) == 1:
        text += f" {verb.pair}"
    return [(line.replace("{}", text), meaning) for line, meaning in verb.typed]


def is_schedule(word: str) -> bool:
    """Whether a word is one, as far as it tells without a look into a file."""
    from lrcli.language.notation import parse, split_label  # for schedules alone

    if word == "-" or word.startswith("@") or bare(word) or os.path.exists(split_label(word)[1]):
        return True
    try:
        parse(split_label(word)[1])
    except ValueError:
        return False
    return True


def as_words(words: Sequence[str]) -> str:
    """Schedules as they are typed, with a rate and what else those named by themselves cannot do without."""
    import shlex

    from lrcli.cli.rates import flag_of, flag_text
    from lrcli.language.missing import example_arguments

    flags: dict[str, str] = {}
    for kind in filter(None, (bare(word) for word in words if word != "-")):
        wanted = kind.wanted(())
        arguments = example_arguments(kind)
        if kind.rate_field() and kind.rate_field(wanted) not in wanted:
            flags.setdefault(f"--{RATE}", "0.1")
        for name in wanted:
            flags.setdefault(flag_of(name), flag_text(kind, name, arguments.get(name, "0.1")))
    return shlex.join([*words, *(part for pair in flags.items() for part in pair)])


def explained(verb: Verb, applied: Layout, width: int) -> list[str]:
    """What the words, the values and the exit codes of a verb are."""
    told = []
    if verb.words:
        more = " See: lrcli help notation." if verb.schedules else ""
        told.append((verb.words[0], verb.words[1] + more))
    valued = {mark for flag in applied.flags for mark in flag.metavar.replace("|", ",").split(",") if not flag.switch}
    told += [(mark, f"{text} See: lrcli help {topic}.") for mark, text, topic in MARKS if mark in valued]
    meanings = {0: MEANINGS[0], **({SAID_NO: verb.says_no} if verb.says_no else {})}
    codes = ", ".join(f"{code} {text}" for code, text in {**meanings, USAGE: MEANINGS[USAGE]}.items())
    told.append(("Exit codes", f"{codes}, {STREAM} {MEANINGS[STREAM]}."))
    return [line for each in terms(told, width) for line in each]


def mathematics(kind: type[Schedule], width: int, parts: int | None = None) -> list[str]:
    """What a family is: its docstring, formulas as they are written; or no more than its first line and some parts."""
    lines: list[str] = []
    first, *rest = inspect.cleandoc(kind.__doc__ or "").split("\n\n")
    lines += [Heading(line) for line in paragraph(f"{kind.family}: {first}", width)]
    for part in rest[:parts]:
        if parts is None:
            lines.append("")
        if part.startswith(" "):
            lines += [line for each in part.splitlines() for line in formula(each, width)]
        else:
            lines += paragraph(" ".join(part.split()), width)
    return lines


def formula(line: str, width: int) -> list[str]:
    """A formula as it is written; what goes with it on the next line, where it is too long."""
    if len(line) <= width:
        return [line]
    told, *more = re.split(r" {2,}(?=\S)", line.strip())
    lines = paragraph(told, width, 2 * INDENT, 4 * INDENT)
    return [*lines, *(each for part in more for each in paragraph(part, width, 4 * INDENT))]
