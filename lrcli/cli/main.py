"""One call of the command: words in, exit code out."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from lrcli.cli import errors
from lrcli.cli.command import Root
from lrcli.cli.output import emit, say
from lrcli.cli.scan import HELP
from lrcli.cli.terminal import terminal


def run(args: list[str]) -> int:
    """Run the command line and say what went wrong, if anything did, in one line on stderr."""
    try:
        if sys.stdout is not None and not terminal().unicode:
            sys.stdout.reconfigure(encoding="ascii", errors="replace")  # type: ignore[union-attr]  # a text stream
        if all(word in HELP for word in args):
            from lrcli.cli.pages import root_page  # for help alone

            emit(root_page(terminal(), short=HELP[-1] not in args))
            return errors.DONE
        code = typer.main.get_command(_app()).main(args, prog_name="lrcli", standalone_mode=False)
        sys.stdout and sys.stdout.flush()
        return code or errors.DONE
    except (errors.PipeClosed, BrokenPipeError, SystemExit):
        _abandon_stdout()
        return errors.PIPE_CLOSED
    except errors.StreamFault as fault:
        say(f"lrcli: {fault}")
        _abandon_stdout()
        return errors.STREAM
    except (errors.UsageFault, ValueError) as fault:
        from lrcli.cli.pointers import with_topic  # mistakes alone need it

        say(f"lrcli: {with_topic(fault)}")
        return errors.USAGE
    except typer.TyperException as fault:
        say(f"lrcli: {fault.format_message()}")
        return errors.USAGE
    except OSError as fault:
        say(f"lrcli: {fault.strerror or fault}")
        _abandon_stdout()
        return errors.STREAM
    except Exception as fault:
        if os.environ.get("LRCLI_DEBUG"):
            raise
        say(f"lrcli: a fault of ours, please report it: {type(fault).__name__}: {fault} (LRCLI_DEBUG=1 shows where)")
        return errors.FAULT


def _app() -> typer.Typer:
    """The root of the command line. The command that runs is built by `Root`."""
    app = typer.Typer(
        cls=Root,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"ignore_unknown_options": True},
    )

    @app.callback(invoke_without_command=True, add_help_option=False)
    def root(version: Annotated[bool, typer.Option("--version", is_eager=True)] = False) -> None:
        if version:
            from lrcli._version import __version__

            emit(f"lrcli {__version__}\n")
            raise typer.Exit

    return app


def _abandon_stdout() -> None:
    """Keep Python from writing what is left in its buffers when it ends."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
    except OSError:
        pass
