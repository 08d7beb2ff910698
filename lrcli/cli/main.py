"""One call of the command: words in, exit code out."""

from __future__ import annotations

import os
import sys
import warnings

from lrcli.cli import errors
from lrcli.cli.output import emit, say
from lrcli.cli.scan import HELP
from lrcli.cli.terminal import terminal
from lrcli.schedules.errors import TOO_EXTREME


def run(args: list[str]) -> int:
    """Run the command line and say what went wrong, if anything did, in one line on stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # numpy's, of numbers that we tell in our own words
        return _run(args)


def _run(args: list[str]) -> int:
    try:
        if sys.stdout is not None and not terminal().unicode:
            sys.stdout.reconfigure(encoding="ascii", errors="replace")  # type: ignore[union-attr]  # a text stream
        if all(word in HELP for word in args):
            from lrcli.cli.pages import root_page  # for help alone

            emit(root_page(terminal(), short=HELP[-1] not in args))
            return errors.DONE
        code = _called(args)
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


def _called(args: list[str]) -> int | None:
    """Run the command that the words name."""
    import typer  # the help of all commands does without

    from lrcli.cli.command import root

    try:
        code: int | None = typer.main.get_command(root()).main(args, prog_name="lrcli", standalone_mode=False)
    except typer.TyperException as fault:
        raise errors.UsageFault(fault.format_message()) from None
    return code


def _abandon_stdout() -> None:
    """Keep Python from writing what is left in its buffers when it ends."""
    try:
        if sys.stdout is not None and sys.stdout.fileno() != 1:
            return
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
    except OSError:
        pass
