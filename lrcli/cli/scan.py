"""What the words of a command line are, before Typer reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

HELP = ("-h", "--help")


class Typed(NamedTuple):
    """One flag as it was typed: --final 0.1 or --final=0.1, -o FILE or -oFILE, --log; and its parts.

    no_rate   it could mean the main rate, but is another field in one of the families that were typed
    """

    flag: str
    value: str | None
    raw: tuple[str, ...]
    no_rate: bool = False

    @property
    def word(self) -> str:
        """Without dashes."""
        return self.flag.lstrip("-")

    @property
    def glued(self) -> bool:
        """Whether it is short with more letters right behind it, which are rather a word with one dash: -delimiter."""
        return not self.flag.startswith("--") and self.raw[:1] != (self.flag,) and (self.value or "")[:1].isalpha()


class Scan(NamedTuple):
    """The words of a command line, told apart."""

    words: list[int]  # where the positional words stand
    typed: list[Typed]
    helped: bool


def scan(args: list[str], switches: Collection[str]) -> Scan:
    """Tell positional words from flags and their values.

    A flag that is no switch has a value, be it known or not; but an unknown flag at the end, or before another, has
    none. Whether what follows can be a value is for Typer to say.
    """
    words: list[int] = []
    typed: list[Typed] = []
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
        if name != arg:
            typed.append(Typed(name, arg[len(name) :].removeprefix("=" if arg.startswith("--") else ""), (arg,)))
        elif name in switches or index + 1 == len(args) or args[index + 1].startswith("--"):
            typed.append(Typed(name, None, (arg,)))
        else:
            typed.append(Typed(name, args[index + 1], (arg, args[index + 1])))
        index += len(typed[-1].raw)
    return Scan(words, typed, asks_for_help(args))


def asks_for_help(args: list[str]) -> bool:
    """Whether help is among the words."""
    return any(arg in HELP for arg in args[: args.index("--") if "--" in args else None])


def dashed(args: list[str]) -> list[str]:
    """The words with underscores in flags as dashes: --steps_per_epoch is as good as --steps-per-epoch."""
    end = args.index("--") if "--" in args else len(args)
    flag = re.compile(r"--[^=]+")
    return [
        flag.sub(lambda m: m[0].replace("_", "-"), arg, count=1) if flag.match(arg) else arg for arg in args[:end]
    ] + args[end:]
