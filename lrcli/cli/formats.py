"""What formats are to the command: flags for their options, and the one that a call asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.flags import OUTPUT, Flag
from lrcli.render.writers import ending_of, writer_for, writers

if TYPE_CHECKING:
    from lrcli.cli.verb import Call
    from lrcli.render.writers import Writer


def option_flags(verb: str) -> list[Flag]:
    """The options of all formats that a verb writes, as flags; one that several have is one flag."""
    options = {option.name: option for writer in writers(verb) for option in writer.options}
    return [
        Flag(
            option.name,
            option.help,
            metavar=option.metavar or "TEXT",
            switch=option.switch,
            negation=option.negation,
            choices=option.choices,
        )
        for option in options.values()
    ]


def output_flag(verb: str, *explained: str) -> Flag:
    """-o. Its help adds the formats that can be asked for by the name of a file alone.

    `explained` are the names of the other formats: the verb's usual one, and those of which other flags tell.
    """
    others = [writer for writer in writers(verb) if writer.name not in explained]
    names = [f"FILE.{ending}: {writer.summary}." for writer in others for ending in writer.endings[:1]]
    return OUTPUT._replace(help=" ".join([OUTPUT.help, *names]))


def endings(*verbs: str) -> list[str]:
    """What the names of files end in that verbs write."""
    return [ending for verb in verbs for writer in writers(verb) for ending in writer.endings]


def promised(path: str, verb: str) -> Writer | None:
    """The format of a verb that the name of a file promises; None where it promises none."""
    writer = writer_for(ending_of(path))
    return writer if writer and writer.verb == verb else None


def asked(call: Call, *formats: Writer) -> dict[str, str]:
    """What the flags ask of formats, by the names of their options."""
    texts = {}
    for option in (option for each in formats for option in each.options):
        value = call.given.get(option.name.replace("-", "_"))
        if value is False:
            value = "no" if option.negation else None
        if value is not None:
            texts[option.name] = str(value)
    return texts
