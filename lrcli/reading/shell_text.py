"""The commands of a shell script, with their flags; nothing is executed.

Comments, continued lines, quotes, variables, arrays and sums of whole numbers are read as a shell reads them. What the
script does not tell (a variable that it does not set, or sets in one branch alone; what a command prints) is `Untold`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.reading.shell_words import CLOSE, ENDS, OPEN, Expansion, Variables, raw_words, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+?)=(.*)", re.DOTALL)
DECLARES = frozenset({"export", "declare", "local", "readonly", "typeset"})
OPENS = frozenset({"if", "for", "while", "until", "case", "select"})
TURNS = frozenset({"else", "elif"})
CLOSES = frozenset({"fi", "done", "esac"})
PASSED = frozenset({"then", "do", "{", "}", "!", "function", "time"})
FLAG = re.compile(r"--?[A-Za-z]")
SHELLS = re.compile(r"(.*/)?(ba|z|da)?sh")
PRINTS = frozenset({"echo", "printf", "set", "test", "[", "[["})
"""Commands whose words are no flags of a program."""
MOST_NESTED = 5


class Untold(str):
    """A value in which the script has something that it does not tell; as text it is as written, `${LR}`."""

    __slots__ = ()

    @property
    def names(self) -> list[str]:
        """The names of what it does not tell."""
        return re.findall(r"\$\{([^}]*)\}", self)


class Command(NamedTuple):
    """A command that has flags.

    words  those before the flags of the program: the program itself, what launches it with its flags; none where flags
           stand alone, as after a comment in the middle of a command
    flags  what each flag of the program has: a text, a list of several, True where it stands alone; the last counts.
           Their names are without the dashes before them.
    lines  the line of each flag
    env    the variables that it sees, as far as the script sets them
    """

    words: list[str]
    flags: dict[str, Any]
    lines: dict[tuple[Any, ...], int]
    env: dict[str, str] | None = None

    @property
    def script(self) -> str:
        """The name of the program: of `torchrun --standalone tools/train.py` train.py."""
        return self.words[-1].rpartition("/")[2] if self.words else ""


def read_shell(text: str) -> list[Command] | None:
    """The commands of a script that have flags; None for a text that has none."""
    text = text.replace(OPEN, "").replace(CLOSE, "")
    try:
        commands = list(commands_of(text, Expansion(), 1, 0))
    except (ValueError, RecursionError):
        return None
    once = flags_there_once(text)
    for command in commands:
        command.lines.update({path: once[path[0]] for path in command.lines if path[0] in once})
    return commands or None


def flags_there_once(text: str) -> dict[str, int]:
    """The lines of the flags that a script has once: of those in an array, the line where they stand in it."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for name in re.findall(r"(?<![\w-])--?([A-Za-z][\w.-]*)", line.partition(" #")[0]):
            found.setdefault(name, []).append(number)
    return {name: numbers[0] for name, numbers in found.items() if len(numbers) == 1}


def commands_of(text: str, expansion: Expansion, first: int, depth: int) -> Iterator[Command]:
    """The commands of a script, in order, with the variables as they are at each."""
    branches = Branches(expansion)
    statement: list[tuple[str, int]] = []
    for raw, line in (*raw_words(text), ("\n", 0)):
        if raw not in ENDS:
            statement.append((raw, line))
            continue
        if raw == ")" and branches.in_case():
            statement = []  # a pattern
            continue
        yield from command_of(statement, expansion, branches, first, depth)
        if raw == ";;":
            branches.turn()
        statement = []


class Branches:
    """The branches of a script that one is in: what one of them sets is not known after it."""

    def __init__(self, expansion: Expansion) -> None:
        self.expansion = expansion
        self.open: list[tuple[str, Variables, set[str]]] = []

    def in_case(self) -> bool:
        return bool(self.open) and self.open[-1][0] == "case"

    def enter(self, word: str) -> None:
        self.open.append((word, dict(self.expansion.variables), set()))

    def turn(self) -> None:
        """At `else`: what is known is what was known before."""
        if self.open:
            _, before, changed = self.open[-1]
            now = self.expansion.variables
            changed.update(name for name in now if now[name] != before.get(name))
            self.expansion.variables = dict(before)

    def leave(self) -> None:
        if self.open:
            self.turn()
            _, before, changed = self.open.pop()
            self.expansion.variables = {**before, **{name: unknown(name) for name in changed}}


def command_of(
    statement: list[tuple[str, int]], expansion: Expansion, branches: Branches, first: int, depth: int
) -> Iterator[Command]:
    """The command of a statement; its assignments are made."""
    while statement and (statement[0][0] in OPENS | TURNS | CLOSES | PASSED):
        word = statement[0][0]
        if word in OPENS:
            branches.enter(word)
            if word == "for" and len(statement) > 1:
                expansion.variables[statement[1][0]] = unknown(statement[1][0])
            if word in ("for", "case", "select"):
                return
        elif word in TURNS:
            branches.turn()
        elif word in CLOSES:
            branches.leave()
        statement = statement[1:]
    if statement and statement[0][0] == "export":
        expansion.exported.update(raw.partition("=")[0].removesuffix("+") for raw, _ in statement[1:])
    settings = all(ASSIGNMENT.fullmatch(raw) or FLAG.match(raw) or raw in DECLARES for raw, _ in statement)
    if settings and not (statement and FLAG.match(statement[0][0])):
        for raw, _ in statement:
            assign(raw, expansion)
        return
    words = list(words_of(statement, expansion))
    yield from nested(words, expansion, first, depth)
    command = command_from(words, first)
    if command is not None:
        yield command._replace(env=environment(statement, expansion))


def environment(statement: list[tuple[str, int]], expansion: Expansion) -> dict[str, str]:
    """The variables that a command sees: those exported before it, and those set at its beginning."""
    seen = {name: expansion.variables[name] for name in expansion.exported if name in expansion.variables}
    for raw, _ in statement:
        found = ASSIGNMENT.fullmatch(raw)
        if found is None and raw != "env":
            break
        if found is not None:
            seen[found[1]] = expansion.text(found[3])
    return {name: plain(value) for name, value in seen.items() if isinstance(value, str)}


def assign(raw: str, expansion: Expansion) -> None:
    """Make an assignment."""
    found = ASSIGNMENT.fullmatch(raw)
    if found is None:
        return
    name, more, value = found.groups()
    before = expansion.variables.get(name)
    made: str | list[str]
    if value.startswith("("):
        made = expansion.array(value)
        if more:
            made = [*(before if isinstance(before, list) else [before] if before else []), *made]
    else:
        made = expansion.text(value)
        if more:
            made = ("".join(before[:1]) if isinstance(before, list) else before or "") + made
    expansion.variables[name] = made


def words_of(statement: list[tuple[str, int]], expansion: Expansion) -> Iterator[tuple[str, int]]:
    """The words of a statement, without assignments before it and without what it redirects."""
    skip, begun = False, False
    for raw, line in statement:
        if raw == ">":
            skip = True
        elif skip:
            skip = False
        elif begun or not ASSIGNMENT.fullmatch(raw):
            begun = True
            yield from ((word, line) for word in expansion.words(raw))


def nested(words: list[tuple[str, int]], expansion: Expansion, first: int, depth: int) -> Iterator[Command]:
    """The commands in a text that is handed to a shell: `eval "..."`, `bash -c "..."`."""
    if depth >= MOST_NESTED:
        return
    for index, (word, line) in enumerate(words):
        text = ""
        if word == "eval" and index == 0:
            text = " ".join(each for each, _ in words[1:])
        elif re.fullmatch(r"-\w*c", word) and index and SHELLS.fullmatch(words[index - 1][0]):
            text = "".join(each for each, _ in words[index + 1 : index + 2])
        if text:
            yield from commands_of(text, expansion, first + line - 1, depth + 1)
            words.clear()
            return


def command_from(words: list[tuple[str, int]], first: int) -> Command | None:
    """The command that words make; None for one without flags."""
    if words and words[0][0] in PRINTS:
        return None
    begin = first_flag([word for word, _ in words])
    flags: dict[str, list[Any]] = {}
    lines: dict[tuple[Any, ...], int] = {}
    name = ""
    for word, line in words[begin:]:
        if word == "--":
            break
        if FLAG.match(word):
            name, equals, value = word.partition("=")
            name = name.lstrip("-")
            flags[name] = [value] if equals else []
            lines[name,] = first + line - 1
        elif name and not (flags[name] and word.startswith(OPEN) and word.count(OPEN) == 1):
            flags[name].append(word)
    if not flags:
        return None
    return Command(
        [plain(word) for word, _ in words[:begin]], {key: held(found) for key, found in flags.items()}, lines
    )


def first_flag(words: list[str]) -> int:
    """Where the flags of the program begin: after its script or module, whatever launches it."""
    for index, word in enumerate(words):
        if word.endswith(".py") and not FLAG.match(word):
            return index + 1
    modules = [index for index, word in enumerate(words[:-1]) if word in ("-m", "--module")]
    if modules:
        return modules[-1] + 2
    return next((index for index, word in enumerate(words) if FLAG.match(word)), len(words))


def held(found: list[str]) -> Any:
    """What a flag has."""
    texts = [plain(text) for text in found]
    return True if not texts else texts[0] if len(texts) == 1 else texts


def plain(text: str) -> str:
    """A text; `Untold` where something in it is."""
    if OPEN not in text:
        return text
    return Untold(text.replace(OPEN, "${").replace(CLOSE, "}"))
