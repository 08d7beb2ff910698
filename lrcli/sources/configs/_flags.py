"""The flags of a script's command, as the mapping that a format reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.reading.documents import SHELL
from lrcli.reading.shell_text import Untold
from lrcli.reading.yaml_text import plain_value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from lrcli.reading.documents import Document
    from lrcli.reading.shell_text import Command


LEAST = 4
"""Letters of a beginning that stands for a flag."""


class Flags(dict[str, Any]):
    """The flags of a command by their names, with the line of each.

    lines   the line of each flag, by its path
    script  the name of the program
    before  the words before its flags: the program, and what launches it
    env     the variables that it sees, as far as the script sets them
    alike   the commands of the script that are as good: this one is the first of them
    lost    flags after it that stand alone: the shell takes them for another command
    """

    lost: tuple[str, ...] = ()

    def __init__(self, command: Command, dashed: bool, alike: int) -> None:
        self.lines: dict[tuple[Any, ...], int] = {
            (spelled(str(name), dashed),): line for (name, *_), line in command.lines.items()
        }
        super().__init__({spelled(name, dashed): valued(found) for name, found in command.flags.items()})
        self.script, self.alike = command.script, alike
        self.before, self.env = tuple(command.words), command.env or {}


def spelled(name: str, dashed: bool = False) -> str:
    """The name of a flag, with underscores, or with dashes where `dashed` says so."""
    return name.replace("_", "-") if dashed else name.replace("-", "_")


def valued(found: Any) -> Any:
    """What a flag has: numbers, texts, true for a flag alone; what the script does not tell stays as it is."""
    if isinstance(found, list):
        return [valued(each) for each in found]
    return plain_value(found) if isinstance(found, str) and not isinstance(found, Untold) else found


def is_command(document: Document, fits: Callable[[Command], bool]) -> bool:
    """Whether a document is a script with a command that fits."""
    return document.kind == SHELL and any(map(fits, document.tree))


def flags_of(document: Document, known: Collection[str], dashed: bool = False, short: bool = False) -> dict[str, Any]:
    """The flags of the command of a script that has most of some flags; the tree itself of any other document.

    known   the names of the flags, spelled as `dashed` says
    short   whether a beginning of one of them stands for it, as argparse has it unless it is told not to
    """
    if document.kind != SHELL:
        return document.tree if isinstance(document.tree, dict) else {}

    def count(command: Command) -> int:
        return len({spelled(name, dashed) for name in command.flags}.intersection(known))

    best = max(document.tree, key=count)
    flags = Flags(best, dashed, sum(count(each) == count(best) for each in document.tree))
    after = document.tree[document.tree.index(best) + 1 :] if best.words else []
    flags.lost = tuple(name for each in after if not each.words for name in each.flags)
    for key in [key for key in flags if short and key not in known]:
        longer = [name for name in known if name.startswith(key)]
        if len(key) >= LEAST and len(longer) == 1 and longer[0] not in flags:
            flags[longer[0]] = flags.pop(key)
            flags.lines[(longer[0],)] = flags.lines.pop((key,))
    return flags
