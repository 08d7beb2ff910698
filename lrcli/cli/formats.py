"""What formats are to the command: flags for their options, and the one that a call asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import COLOR, COLUMNS, MOMENTUM, OUTPUT, Flag
from lrcli.cli.output import say
from lrcli.cli.verb import PLAIN_TEXT
from lrcli.language.errors import listed
from lrcli.render.writers import Sheet, ending_of, unpacked, writer_for, writers
from lrcli.schedules.curve import DRIVEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcli.cli.verb import Call
    from lrcli.render.choice import Rows
    from lrcli.render.writers import Option, Writer


def option_flags(verb: str) -> list[Flag]:
    """The options of all formats that a verb writes, as flags; one that several have is one flag."""
    options = {option.name: option for writer in writers(verb) for option in writer.options}
    return [*map(flag_for, options.values())]


def flag_for(option: Option) -> Flag:
    """The flag of an option."""
    return Flag(
        option.name,
        option.help,
        metavar=option.metavar or "TEXT",
        switch=option.switch,
        negation=option.negation,
        choices=option.choices,
    )


def output_flag(verb: str, *explained: str) -> Flag:
    """-o. Its help adds the formats that can be asked for by the name of a file alone.

    `explained` are the names of the other formats: the verb's usual one, and those of which other flags tell.
    """
    own = writers(verb)
    others = [writer for writer in own if writer.name not in explained]
    told = [f"FILE.{ending}: {writer.summary}." for writer in others for ending in writer.endings[:1]]
    packed = [f"FILE.{writer.suffixes[-1]} is compressed." for writer in own if writer.packs]
    return OUTPUT._replace(help=" ".join([OUTPUT.help, *told, *packed[:1]]))


def endings(*verbs: str) -> list[str]:
    """What the names of files end in that verbs write."""
    return [ending for verb in verbs for writer in writers(verb) for ending in writer.suffixes]


def promised(path: str, verb: str) -> Writer | None:
    """The format of a verb that the name of a file promises; None where it promises none."""
    writer = writer_for(ending_of(path))
    return writer if writer and writer.verb == verb else None


def refuse_ending(flag: str, path: str, writes: str, written: Sequence[str], plain: bool = True) -> None:
    """UsageFault for the name of a file that ends as nothing does that a flag writes; any text may end `plain`."""
    if ending_of(path) not in ("", *written, *([PLAIN_TEXT] if plain else [])):
        raise UsageFault(f"{flag} {path}: {writes} writes {listed([f'.{each}' for each in written])}")


def refuse_other_format(path: str, named: str) -> None:
    """UsageFault for the name of a file that promises another format than --format names."""
    writer = writer_for(named)
    own = [ending for ending in writer.suffixes if unpacked(ending) == named] if writer else [named]
    plain = not writer or PLAIN_TEXT not in endings(writer.verb)  # there it is a format of its own
    refuse_ending("-o", path, f"--format {named}", own, plain)


def refuse_idle(call: Call, written: Sequence[Writer], *others: Writer) -> None:
    """UsageFault for what does nothing for the formats that are written: --color, and options that only others have."""
    names = dict.fromkeys(option.name for writer in others for option in writer.options)
    for name in (COLOR.name, *names):
        if call.given.get(name.replace("-", "_")) and not any(changes(name, writer) for writer in written):
            owners = [writer.name for writer in others if changes(name, writer)]
            right = f"the format{'' if len(owners) == 1 else 's'} {listed(owners)}" if owners else "charts and tables"
            raise UsageFault(f"--{name} is for {right}, not for {listed([writer.name for writer in written])}")


def changes(name: str, writer: Writer) -> bool:
    """Whether an option, or --color, does something for a format."""
    return writer.colored if name == COLOR.name else any(option.name == name for option in writer.options)


def sheet_for(call: Call, writer: Writer, path: str = "-", rows: Rows | None = None) -> Sheet:
    """What is asked of a format, and which rows."""
    beside = driven(call) if is_long(call) else ()
    return Sheet(rows, asked(call, writer), ending=unpacked(ending_of(path)), beside=beside, say=say_remark)


def driven(call: Call) -> tuple[str, ...]:
    """What is asked for of what schedulers drive beside the rate, as --columns and --momentum say."""
    names = [name.strip().lower().replace("-", "_") for name in (call.text(COLUMNS.name) or "").split(",")]
    names += [MOMENTUM.name] if call.on(MOMENTUM.name) else []
    for name in names:
        if name not in ("", "lr", *DRIVEN):
            raise UsageFault(f"--columns {name}: give {' or '.join(DRIVEN)}, or both with a comma")
    return tuple(dict.fromkeys(name for name in names if name in DRIVEN))


def is_long(call: Call) -> bool:
    """Whether each schedule gets lines of its own."""
    return call.on("long")


def say_remark(text: str) -> None:
    """Say what there is to know of what is written."""
    say(f"lrcli: {text}")


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
