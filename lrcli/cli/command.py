"""The root of the command line: finds the verb and the family that were typed, and builds that one command.

Typer's groups can't take flags in any order, so this is no nested group: `resolve_command` looks the words
over first, then builds a plain command with just the flags that apply. Only the flags that were typed are declared
(all of them when help is asked for), which saves their set-up at each start.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from lrcli.catalogue import closest, combinators, find, natives
from lrcli.cli import verbs
from lrcli.cli.as_typed import AsTyped
from lrcli.cli.asked import refuse_unknown_names
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import COLOR, SHARED_FLAGS, Flag, field_flags, modifier_flags
from lrcli.cli.switches import answered, joined
from lrcli.cli.verb import Call, Verb
from lrcli.language.notation import split_label

if TYPE_CHECKING:
    from lrcli.schedules.schedule import Schedule

HELP = ("-h", "--help")


class Root(TyperGroup):
    """The root group. Its commands stand in the help; the one that runs is built for the words typed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, typed = find_verb(joined(dashed(args)))
        verb = verbs.load(name)
        rest = answered(typed, lambda: layout(verb, typed).flags)
        command = build(verb, rest)
        return name, command, rest


def dashed(args: list[str]) -> list[str]:
    """The words with underscores in flags as dashes: --steps_per_epoch is as good as --steps-per-epoch."""
    end = args.index("--") if "--" in args else len(args)
    flag = re.compile(r"--[^=]+")
    return [
        flag.sub(lambda m: m[0].replace("_", "-"), arg, count=1) if flag.match(arg) else arg for arg in args[:end]
    ] + args[end:]


def find_verb(args: list[str]) -> tuple[str, list[str]]:
    """The verb among the words, and the words without it. UsageFault when there is none."""
    if args[0] in verbs.NAMES:
        return args[0], args[1:]
    index = next(iter(scan(args, _every_flag()).words), None)
    if index is None:
        raise UsageFault(f"a command is missing: {', '.join(verbs.NAMES)}")
    word = args[index]
    if word in verbs.NAMES:
        return word, args[:index] + args[index + 1 :]
    if find(word) or "(" in word or find(split_label(word)[1]):
        raise UsageFault(f"{word} is a schedule: say what to do with it, as in: lrcli plot {shell_quoted(word)}")
    close = closest(word, verbs.NAMES)
    hint = f"did you mean {close}?" if close else f"there are {', '.join(verbs.NAMES)}"
    raise UsageFault(f"no command is called {word}; {hint}")


def shell_quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _every_flag() -> list[Flag]:
    """All flags that could be typed before the words that tell which ones apply."""
    own = [flag for name in verbs.NAMES for flag in verbs.load(name).flags]
    fields = [flag for kind in natives() for flag in field_flags(kind)]
    return [*own, COLOR, *SHARED_FLAGS, *modifier_flags(), *fields]


class Scan(NamedTuple):
    """What the words of a command line are, before Typer reads them."""

    words: list[int]  # where the positional words stand
    flags: list[str]  # the flags typed, without their values
    helped: bool


def scan(args: list[str], flags: list[Flag]) -> Scan:
    """Tell positional words from flags and their values. An unknown flag is taken to have a value."""
    switches = {*HELP, "--version", *(word for flag in flags if flag.switch for word in flag.words)}
    words: list[int] = []
    typed: list[str] = []
    index = 0
    while index < len(args):
        arg = args[index]
        if arg == "--":
            words += range(index + 1, len(args))
            break
        if arg == "-" or not arg.startswith("-"):
            words.append(index)
            index += 1
            continue
        name = arg.partition("=")[0] if arg.startswith("--") else arg[:2]
        typed.append(name)
        index += 1 if name != arg or name in switches else 2
    helped = any(arg in HELP for arg in args[: args.index("--") if "--" in args else None])
    return Scan(words, typed, helped)


class Layout(NamedTuple):
    """The flags that apply to a verb and its first word."""

    flags: list[Flag]
    kind: type[Schedule] | None


def layout(verb: Verb, rest: list[str]) -> Layout:
    """Which flags apply: the verb's own; for schedules also the first family's fields, the run's and the modifiers'."""
    if not verb.schedules:
        return Layout([*verb.flags, COLOR], None)
    shared = [*SHARED_FLAGS, *modifier_flags(), *verb.flags, COLOR]
    words = scan(rest, [*shared, *(flag for kind in natives() for flag in field_flags(kind))]).words
    kind = find(split_label(rest[words[0]])[1]) if words else None
    if kind is None or kind in combinators():
        return Layout(shared, None)
    fields = field_flags(kind)
    taken = {word for flag in fields for word in flag.words}
    own = {flag.modifier for flag in modifier_flags() if taken & flag.words}  # the family has a warm-up itself
    taken.update(word for flag in modifier_flags() if flag.modifier in own for word in flag.words)
    return Layout([*fields, *(flag for flag in shared if not taken & flag.words)], kind)


def build(verb: Verb, rest: list[str]) -> Any:
    """The command for a verb and the words after it."""
    applied = layout(verb, rest)
    typed = scan(rest, applied.flags)
    if not typed.helped:
        refuse_unknown(verb, applied, typed.flags, [rest[index] for index in typed.words])
        if typed.words and not verb.words:
            raise UsageFault(f"{verb.name} takes flags alone, not {rest[typed.words[0]]}")
    shown = [flag for flag in applied.flags if typed.helped or not flag.words.isdisjoint(typed.flags)]

    def command(**values: Any) -> int | None:
        given = {flag.key: values[f"flag_{flag.key}"] for flag in shown}
        for flag in shown:
            refuse_other_choice(flag, given[flag.key])
        return verb.run(Call(list(values.get("words") or ()), given, applied.flags, applied.kind))

    parameters = [*([_words(verb)] if verb.words else []), *(_option(flag) for flag in shown)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # Typer reads it
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    app = typer.Typer(add_completion=False, rich_markup_mode="rich")
    app.command(
        name=verb.name,
        cls=TyperCommand if typed.helped else AsTyped,
        help=help_text(verb, applied.kind) if typed.helped else None,
        context_settings={"help_option_names": list(HELP)},
    )(command)
    return typer.main.get_command(app)


def _words(verb: Verb) -> inspect.Parameter:
    metavar = verb.words[0] if verb.words else ""
    kind = Annotated[list[str] | None, typer.Argument(metavar=f"{metavar}...", hidden=True)]
    return inspect.Parameter("words", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def _option(flag: Flag) -> inspect.Parameter:
    spellings = list(flag.spellings)
    if flag.negation:
        spellings[0] += f"/--{flag.negation}"
    metavar = None if flag.switch else flag.metavar
    option = typer.Option(
        *spellings, help=escaped(flag.help), rich_help_panel=flag.panel, metavar=metavar, show_default=False
    )
    kind: Any = bool | None if flag.switch else list[str] | None if flag.repeat else str | None
    return inspect.Parameter(
        f"flag_{flag.key}", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option]
    )


def refuse_unknown(verb: Verb, applied: Layout, typed: list[str], words: list[str]) -> None:
    """UsageFault for a flag that does not apply here, with what it may have been meant for."""
    known = {word for flag in applied.flags for word in flag.words}
    if verb.schedules and not known.issuperset(typed):
        refuse_unknown_names(words)  # a wrong name is told before a wrong flag
    for word in typed:
        if word in known:
            continue
        owners = [kind.family for kind in natives() if any(word in flag.words for flag in field_flags(kind))]
        if owners and verb.schedules and applied.kind is None:
            example = f"lrcli {verb.name} {owners[0]} {word} ..."
            raise UsageFault(f"{word} belongs to a family named by itself, as in: {example}")
        if owners and applied.kind:
            raise UsageFault(f"{applied.kind.family} has no {word}; it is a field of {', '.join(owners)}")
        close = closest(word, known)
        hint = f"; did you mean {close}?" if close else f"; lrcli {verb.name} --help shows what there is"
        raise UsageFault(f"{applied.kind.family if applied.kind else verb.name} has no {word}{hint}")


def refuse_other_choice(flag: Flag, value: str | None) -> None:
    """UsageFault for a word that is not one of the flag's; a family's fields have rules of their own."""
    if value is not None and flag.choices and not flag.field and value not in flag.choices:
        close = closest(value, flag.choices)
        hint = f"; did you mean {close}?" if close else ""
        raise UsageFault(f"--{flag.name} {value}: give one of {', '.join(flag.choices)}{hint}")


def escaped(text: str) -> str:
    """Text in which rich sees no markup."""
    return text.replace("[", "\\[")


def help_text(verb: Verb, kind: type[Schedule] | None) -> str:
    """The help of a command: examples first, then what the verb does, then the family's mathematics."""
    examples = "\n".join(f"  {command}\n      {meaning}" for command, meaning in verb.examples)
    parts = [f"\b\n{verb.summary}\n\n[bold]Examples[/bold]\n{escaped(examples)}"]
    if verb.words:
        parts.append(f"{escaped(verb.words[0])}: {escaped(verb.words[1])}")
    if kind is not None:
        parts.append(f"\b\n[bold]{kind.family}[/bold]: {escaped(inspect.cleandoc(kind.__doc__ or ''))}")
    return "\n\n".join(parts)
