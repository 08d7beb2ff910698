"""The root of the command line: finds the verb and the family that were typed, and builds that one command.

Typer's groups can't take flags in any order, so this is no nested group: `resolve_command` looks the words
over first, then builds a plain command with just the flags that apply. Only the flags that were typed are declared,
which saves their set-up at each start. Help declares none: its pages are ours (`pages`).
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from lrcli.catalogue import closest, natives
from lrcli.cli import verbs
from lrcli.cli.as_typed import AsTyped
from lrcli.cli.asked import refuse_unknown_names
from lrcli.cli.errors import UsageFault
from lrcli.cli.files import refuse_two_inputs
from lrcli.cli.flags import COLOR, EVERYWHERE, QUIET, SHARED_FLAGS, Flag, field_flags, modifier_flags
from lrcli.cli.layout import layout, switches
from lrcli.cli.meaning import bare, meant, same, twice
from lrcli.cli.output import emit, hushed
from lrcli.cli.scan import HELP, Typed, asks_for_help, dashed, scan
from lrcli.cli.switches import answered, joined, refuse_file
from lrcli.cli.synonyms import other_word
from lrcli.cli.verb import Call, Verb

if TYPE_CHECKING:
    from lrcli.cli.layout import Layout
    from lrcli.cli.scan import Scan


class Root(TyperGroup):
    """The root group. Its commands stand in the help; the one that runs is built for the words typed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, typed = find_verb(joined(dashed(args), _every_flag))
        verb = verbs.load(name)
        command, words = build(verb, answered(typed, lambda: layout(verb, typed).flags))
        return name, command, words


def root() -> typer.Typer:
    """The root of the command line."""
    app = typer.Typer(
        cls=Root,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"ignore_unknown_options": True},
    )

    @app.callback(invoke_without_command=True, add_help_option=False)
    def alone(version: Annotated[bool, typer.Option("--version", is_eager=True)] = False) -> None:
        if version:
            from lrcli._version import __version__

            emit(f"lrcli {__version__}\n")
            raise typer.Exit

    return app


def find_verb(args: list[str]) -> tuple[str, list[str]]:
    """The verb among the words, and the words without it. UsageFault when there is none."""
    if args[0] in verbs.NAMES:
        return args[0], args[1:]
    from lrcli.cli.unknown import no_verb, without_verb  # mistakes alone need it, and unusual orders

    known = _every_flag()
    typed = scan(args, switches(tuple(known)))
    if not typed.words:
        if asks_for_help(args):
            return "help", []
        raise UsageFault(without_verb(typed.typed, {word for flag in known for word in flag.words}, args))
    index = typed.words[0]
    word = args[index]
    if word in verbs.NAMES:
        return word, args[:index] + args[index + 1 :]
    if asks_for_help(args) and bare(word):
        return "help", [word]
    raise UsageFault(no_verb(word))


def _every_flag() -> list[Flag]:
    """All flags that could be typed before the words that tell which ones apply."""
    own = [flag for name in verbs.NAMES for flag in verbs.load(name).flags]
    fields = [flag for kind in natives() for flag in field_flags(kind)]
    return [*own, *EVERYWHERE, *SHARED_FLAGS, *modifier_flags(), *fields]


def build(verb: Verb, rest: list[str]) -> Any:
    """The command for a verb and the words after it, and the words that Typer reads."""
    applied = layout(verb, rest)
    typed = scan(rest, switches((*applied.common, *applied.flags)))
    words = [rest[index] for index in typed.words]
    if typed.helped:
        shown = verb._replace(run=lambda _: show_page(verb, applied, words, typed), words=None)
        return command_for(shown, applied, [], ()), []
    refuse_file(rest, typed.words)
    told = meant(applied.common, applied.kinds, typed.typed, applied.calls)
    if told.wrong:
        refuse_flags(verb, applied, words, told.wrong)
    refuse_two_inputs(words)
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


def show_page(verb: Verb, applied: Layout, words: list[str], typed: Scan) -> None:
    """Print the help of a verb: with -h the short one."""
    from lrcli.cli.pages import verb_page  # for help alone
    from lrcli.cli.terminal import terminal

    color = next((each.value for each in typed.typed if each.flag == f"--{COLOR.name}"), None) or "auto"
    short = not any(each.flag == HELP[-1] for each in typed.typed)
    emit(verb_page(verb, applied, words, terminal(color), short))


def command_for(
    verb: Verb, applied: Layout, shown: list[Flag], fields: tuple[Typed, ...], line: tuple[str, ...] = ()
) -> Any:
    """The command of a verb with the flags that were typed."""

    def command(**values: Any) -> int | None:
        from lrcli.cli.watched import watched  # not for help

        given = {flag.key: values[f"flag_{flag.key}"] for flag in shown}
        for flag in shown:
            given[flag.key] = other_word(flag.name, given[flag.key])
            refuse_other_choice(flag, given[flag.key])
        with hushed(bool(given.get(QUIET.key))), watched():
            return verb.run(Call(list(values.get("words") or ()), given, applied.common, applied.kind, fields, line))

    parameters = [*([_words()] if verb.words else []), *(_option(flag) for flag in shown)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # Typer reads it
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name=verb.name, cls=AsTyped, add_help_option=False)(command)
    return typer.main.get_command(app)


def _words() -> inspect.Parameter:
    kind = Annotated[list[str] | None, typer.Argument()]
    return inspect.Parameter("words", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def _option(flag: Flag) -> inspect.Parameter:
    spellings = list(flag.spellings)
    if flag.negation:
        spellings[0] += f"/--{flag.negation}"
    option = typer.Option(*spellings)
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
