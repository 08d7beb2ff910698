"""The root of the command line: finds the verb and the family that were typed, and builds that one command.

Typer's groups can't take flags in any order, so this is no nested group: `resolve_command` looks the words
over first, then builds a plain command with just the flags that apply. Only the flags that were typed are declared
(all of them when help is asked for), which saves their set-up at each start.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from lrcli.catalogue import closest, find, natives
from lrcli.cli import verbs
from lrcli.cli.as_typed import AsTyped
from lrcli.cli.asked import refuse_unknown_names
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import COLOR, SHARED_FLAGS, Flag, field_flags, modifier_flags
from lrcli.cli.meaning import bare, meant, own_field, same, twice
from lrcli.cli.scan import HELP, Typed, dashed, scan
from lrcli.cli.switches import answered, joined
from lrcli.cli.synonyms import BY_WORD
from lrcli.cli.verb import Call, Verb
from lrcli.language.notation import split_label

if TYPE_CHECKING:
    from lrcli.schedules.schedule import Schedule


class Root(TyperGroup):
    """The root group. Its commands stand in the help; the one that runs is built for the words typed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, typed = find_verb(joined(dashed(args)))
        verb = verbs.load(name)
        command, words = build(verb, answered(typed, lambda: layout(verb, typed).flags))
        return name, command, words


def find_verb(args: list[str]) -> tuple[str, list[str]]:
    """The verb among the words, and the words without it. UsageFault when there is none."""
    if args[0] in verbs.NAMES:
        return args[0], args[1:]
    index = next(iter(scan(args, switches(_every_flag())).words), None)
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


class Layout(NamedTuple):
    """The flags that apply to a verb and its words.

    flags    all of them, fields of families among them
    common   those of the call
    kinds    the families that are named by themselves
    calls    whether there are other schedules
    kind     the family of the first word, when it is named by itself
    """

    flags: list[Flag]
    common: list[Flag]
    kinds: list[type[Schedule]]
    calls: bool
    kind: type[Schedule] | None


def layout(verb: Verb, rest: list[str]) -> Layout:
    """Which flags apply: the verb's own; for schedules also the fields of bare families, the run's, the modifiers'."""
    if not verb.schedules:
        return Layout([*verb.flags, COLOR], [*verb.flags, COLOR], [], False, None)
    common = [*SHARED_FLAGS, *modifier_flags(), *verb.flags, COLOR]
    words = scan(rest, switches([*common, *(flag for kind in natives() for flag in field_flags(kind))])).words
    named = [bare(rest[index]) for index in words]
    kinds = list(dict.fromkeys(kind for kind in named if kind))
    calls = None in named
    owned = {
        flag.modifier for flag in modifier_flags() if kinds and not calls and all(owns(kind, flag) for kind in kinds)
    }
    common = [flag for flag in common if not flag.modifier or flag.modifier not in owned]
    fields: list[Flag] = []
    taken: set[str] = set()
    for flag in (flag for kind in kinds for flag in field_flags(kind)):
        if f"--{flag.name}" not in taken:
            fields.append(flag._replace(synonyms=tuple(word for word in flag.synonyms if f"--{word}" not in taken)))
            taken |= fields[-1].words
    shown = [*fields, *(flag for flag in common if not taken & flag.words)]
    return Layout(shown, common, kinds, calls, named[0] if named else None)


def owns(kind: type[Schedule], flag: Flag) -> bool:
    """Whether a family has a field of a flag's name."""
    return own_field(kind, flag.name) is not None


def switches(flags: list[Flag]) -> set[str]:
    """The flags without a value, synonyms among them."""
    known = {word for flag in flags for word in flag.words}
    synonyms = {f"--{word}" for word, synonym in BY_WORD.items() if synonym.switch} - known
    return {*HELP, "--version", *synonyms, *(word for flag in flags if flag.switch for word in flag.words)}


def build(verb: Verb, rest: list[str]) -> Any:
    """The command for a verb and the words after it, and the words that Typer reads."""
    applied = layout(verb, rest)
    typed = scan(rest, switches([*applied.common, *applied.flags]))
    words = [rest[index] for index in typed.words]
    if typed.helped:
        return command_for(verb, applied, applied.flags, ()), [*words[:1], HELP[-1]]
    told = meant(applied.common, applied.kinds, typed.typed, applied.calls)
    if told.wrong:
        refuse_flags(verb, applied, words, told.wrong)
    if words and not verb.words:
        raise UsageFault(f"{verb.name} takes flags alone, not {words[0]}")
    refuse_twice(told.flags)
    given = list(dict.fromkeys(flag for flag, _, _ in told.flags))
    line = ("lrcli", verb.name, *rest)
    args = [word for flag, each, value in told.flags for word in spelled(flag, each, value)]
    return command_for(verb, applied, given, tuple(told.fields), line), [*args, "--", *words]


def spelled(flag: Flag, typed: Typed, value: str | None) -> list[str]:
    """A flag as Typer reads it: as it was typed, or the one that it is a synonym of."""
    return list(typed.raw) if typed.flag in flag.words else [f"--{flag.name}", *([] if value is None else [value])]


def refuse_flags(verb: Verb, applied: Layout, words: list[str], wrong: list[Typed]) -> NoReturn:
    """UsageFault for flags that there are not; but first for schedules that there are not."""
    from lrcli.cli.unknown import complaint  # only mistakes need it

    if verb.schedules:
        refuse_unknown_names(words)
    raise UsageFault(complaint(verb, applied.common, applied.kinds, words, wrong))


def refuse_twice(flags: list[tuple[Flag, Typed, str | None]]) -> None:
    """UsageFault for a modifier that is given two values; of other flags the last counts."""
    first: dict[Flag, tuple[Typed, str | None]] = {}
    for flag, typed, value in flags:
        old, before = first.setdefault(flag, (typed, value))
        if flag.modifier and not same(before, value):
            raise UsageFault(twice(old, typed))


def command_for(
    verb: Verb, applied: Layout, shown: list[Flag], fields: tuple[Typed, ...], line: tuple[str, ...] = ()
) -> Any:
    """The command of a verb with the flags that were typed; without a line the one that shows the help."""

    def command(**values: Any) -> int | None:
        from lrcli.cli.watched import watched  # not for help

        given = {flag.key: values[f"flag_{flag.key}"] for flag in shown}
        for flag in shown:
            refuse_other_choice(flag, given[flag.key])
        with watched():
            return verb.run(Call(list(values.get("words") or ()), given, applied.common, applied.kind, fields, line))

    parameters = [*([_words(verb)] if verb.words else []), *(_option(flag) for flag in shown)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # Typer reads it
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    app = typer.Typer(add_completion=False, rich_markup_mode="rich")
    app.command(
        name=verb.name,
        cls=AsTyped if line else TyperCommand,
        help=None if line else help_text(verb, applied.kind),
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
