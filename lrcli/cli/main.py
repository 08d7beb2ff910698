"""One call of the command: words in, exit code out."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated

import typer

from lrcli.catalogue import frameworks, natives
from lrcli.cli import errors, verbs
from lrcli.cli.command import Root
from lrcli.cli.output import emit, say
from lrcli.cli.scan import HELP
from lrcli.cli.terminal import terminal
from lrcli.schedules.errors import TOO_EXTREME

EXAMPLES = (
    "lrcli plot exponential --initial 0.1",
    "lrcli table 'linear(0, 0.1, 5) >> cosine(0.1)' --epochs 90",
    "lrcli csv cosine --lr 0.1 --epochs 90 --warmup 5 -o lr.csv",
    "lrcli value cosine --at 30",
)


def run(args: list[str]) -> int:
    """Run the command line and say what went wrong, if anything did, in one line on stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # numpy's, of numbers that we tell in our own words
        return _run(args)


def _run(args: list[str]) -> int:
    try:
        if sys.stdout is None and (not args or any(word in args for word in HELP)):
            emit("")  # Typer prints its help without a look
        if sys.stdout is not None and not terminal().unicode:
            sys.stdout.reconfigure(encoding="ascii", errors="replace")  # type: ignore[union-attr]  # a text stream
        code = typer.main.get_command(_app(args)).main(args or ["--help"], prog_name="lrcli", standalone_mode=False)
        sys.stdout and sys.stdout.flush()
        return code or errors.DONE
    except (errors.PipeClosed, BrokenPipeError, SystemExit):  # Typer exits when the reader of its help is gone
        _abandon_stdout()
        return errors.PIPE_CLOSED
    except errors.StreamFault as fault:
        say(f"lrcli: {fault}")
        _abandon_stdout()
        return errors.STREAM
    except (errors.UsageFault, ValueError) as fault:
        say(f"lrcli: {fault}")
        return errors.USAGE
    except typer.TyperException as fault:
        say(f"lrcli: {fault.format_message()}")
        return errors.USAGE
    except ArithmeticError as fault:
        say(f"lrcli: {TOO_EXTREME}: {fault}")
        return errors.USAGE
    except MemoryError:
        say("lrcli: there is not enough memory for that")
        _abandon_stdout()
        return errors.STREAM
    except OSError as fault:
        say(f"lrcli: {fault.strerror or fault}")
        _abandon_stdout()
        return errors.STREAM
    except Exception as fault:
        if os.environ.get("LRCLI_DEBUG"):
            raise
        say(f"lrcli: a fault of ours, please report it: {type(fault).__name__}: {fault} (LRCLI_DEBUG=1 shows where)")
        return errors.FAULT


def _app(args: list[str]) -> typer.Typer:
    """The root of the command line."""
    app = typer.Typer(
        cls=Root,
        add_completion=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": list(HELP), "ignore_unknown_options": True},
    )

    helps = _shows_help(args)

    @app.callback(invoke_without_command=True, help=_help() if helps else None, add_help_option=helps)
    def root(
        version: Annotated[bool, typer.Option("--version", is_eager=True, help="Show the version.")] = False,
    ) -> None:
        if version:
            from lrcli._version import __version__

            emit(f"lrcli {__version__}\n")
            raise typer.Exit

    for name in verbs.NAMES if helps else ():
        app.command(name, help=verbs.load(name).summary)(_placeholder)
    return app


def _shows_help(args: list[str]) -> bool:
    return not args or args[0] in HELP or (args != ["--version"] and not any(word in verbs.NAMES for word in args))


def _placeholder() -> None:
    """Stands in the help; the command that runs is built by `Root`."""


def _help() -> str:
    """The root's help: examples first, then what there is by name."""
    names = ", ".join(kind.family for kind in natives())
    parts = [
        "See the learning rate that every epoch or step of a training run will get.",
        "\b\n[bold]Examples[/bold]\n" + "\n".join(f"  {line}" for line in EXAMPLES),
        f"[bold]Schedules[/bold]: {names}. Their fields are flags: lrcli plot cosine --help.",
    ]
    if frameworks():
        parts.append(
            f"[bold]Frameworks[/bold]: {', '.join(frameworks())}; lrcli list torch shows a framework's schedulers."
        )
    return "\n\n".join(parts)


def _abandon_stdout() -> None:
    """Keep Python from writing what is left in its buffers when it ends."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
    except OSError:
        pass
