"""Flags in a page of the help, under their headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.cli.blocks import INDENT, Heading, paragraph, terms
from lrcli.cli.flags import BATCH_PANEL, LAYER_PANEL, MODIFIER_PANEL, OUTPUT_PANEL, RUN_PANEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.cli.flags import Flag
    from lrcli.cli.verb import Verb
    from lrcli.schedules.schedule import Schedule

PANELS = (RUN_PANEL, MODIFIER_PANEL, LAYER_PANEL, BATCH_PANEL)
"""The order of what verbs share."""
SHARED_PANEL = "Every command"
HELP_FLAGS = (
    ("-h", "Show a short help, on one screen."),
    ("--help", "Show this help."),
)


class Section(NamedTuple):
    """Flags under one heading."""

    title: str
    flags: list[Flag]


def grouped(verb: Verb | None, flags: list[Flag]) -> list[Section]:
    """Flags by their panels: a verb's own in their order, or those that verbs share."""
    order = list(dict.fromkeys(flag.panel for flag in flags))
    if verb is None:
        order = [*(panel for panel in PANELS if panel in order), *(panel for panel in order if panel not in PANELS)]
    title = SHARED_PANEL if verb is None else f"Flags of lrcli {verb.name}"
    return [
        Section(title if panel == OUTPUT_PANEL else panel, [flag for flag in flags if flag.panel == panel])
        for panel in order
    ]


def fields_of(kind: type[Schedule], flags: Sequence[Flag]) -> Section:
    """The flags among these that are a family's fields."""
    title = f"Fields of {kind.family}"
    return Section(title, [flag for flag in flags if flag.panel == title])


def term_of(flag: Flag) -> str:
    """Every way to type a flag, and its value."""
    spellings = sorted(flag.spellings, key=lambda word: word.startswith("--"))
    negation = [f"--{flag.negation}"] if flag.negation else []
    return ", ".join([*spellings, *negation]) + ("" if flag.switch else f" {flag.metavar}")


def full(section: Section, width: int) -> list[str]:
    """A section with all that there is to say."""
    pairs = [(term_of(flag), flag.help) for flag in section.flags]
    if section.title == SHARED_PANEL:
        pairs += HELP_FLAGS
    return [Heading(f"{section.title}:"), *(line for each in terms(pairs, width) for line in each)]


def fitted(groups: list[list[Section]], room: int, width: int) -> list[list[list[str]]]:
    """The lines of sections, in so many lines if they can be: flags are explained while there is room, else named.

    The first two groups take turns, the third has what they leave. What is needed most stands first in a section.
    """
    sections = [section for group in groups for section in group]
    entries = [terms([(term_of(flag), flag.help) for flag in section.flags], width) for section in sections]
    counts = [0] * len(sections)

    def drawn(index: int) -> list[str]:
        title, flags = sections[index].title, [flag.spellings[0] for flag in sections[index].flags[counts[index] :]]
        if not sections[index].flags:
            return []
        if not counts[index]:
            return paragraph(f"{title}: {' '.join(flags)}", width, hang=INDENT)
        told = [line for each in entries[index][: counts[index]] for line in each]
        also = paragraph(f"also {' '.join(flags)}", width, INDENT, 2 * INDENT) if flags else []
        return [*([""] if index else []), Heading(f"{title}:"), *told, *also]

    sizes = [len(drawn(index)) for index in range(len(sections))]

    def explain_one_more(index: int) -> bool:
        counts[index] += 1
        size = len(drawn(index))
        if sum(sizes) - sizes[index] + size > room:
            counts[index] -= 1
            return False
        sizes[index] = size
        return True

    last = len(groups[0]) + len(groups[1])
    for some in (range(last), range(last, len(sections))):
        waiting = [index for index in some if sections[index].flags]
        while waiting:
            fits = [index for index in waiting if explain_one_more(index)]
            waiting = [index for index in fits if counts[index] < len(sections[index].flags)]
    lines = iter([drawn(index) for index in range(len(sections))])
    return [[next(lines) for _ in group] for group in groups]
