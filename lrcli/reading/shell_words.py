"""The words of a shell script, and what its variables make of them; nothing is executed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the name of what a script does not tell, while its words are put together."""
ENDS = frozenset({"\n", ";", "&", "|", ";;", "&&", "||", "|&", "(", ")"})
"""Operators after which another command begins."""
REDIRECT = re.compile(r"&>>|&>|\d*(>>|>&|>\||<<<|<&|<>|<(?!\()|>(?!\())")
OPERATOR = re.compile(r";;|&&|\|\||\|&|[;&|()<>\n]")
HEREDOC = re.compile(r"<<(-?)[ \t]*(['\"]?)(\w+)\2")
NAME = re.compile(r"[A-Za-z_]\w*")
SIMPLE = re.compile(r"\$([A-Za-z_]\w*|[0-9@*#?$!])")
INSIDE = re.compile(r"([A-Za-z_]\w*|[0-9]+|[@*])(?:\[([^\]]*)\])?(?:(:?[-=+?])(.*))?", re.DOTALL)
MOST_WORDS, MOST_LETTERS = 100_000, 10_000_000
"""Words of a script, and their letters, those that its variables make among them."""
PAIRS = {"(": ")", "{": "}", "[": "]"}

Variables = dict[str, str | list[str]]


def unknown(name: str) -> str:
    """What stands for something that the script does not tell."""
    return f"{OPEN}{' '.join(name.split())[:60]}{CLOSE}"


def raw_words(text: str) -> Iterator[tuple[str, int]]:
    """The words and operators of a script as they are written, each with its line; without comments and continuations.

    A word of an array (`NAME=( ... )`) has its brackets and all in them.
    """
    place, line, size = 0, 1, len(text)
    waiting: list[tuple[str, bool]] = []
    while place < size:
        char = text[place]
        if text.startswith("\\\n", place):
            place, line = place + 2, line + 1
        elif char in " \t":
            place += 1
        elif char == "#":
            place = end_of_line(text, place)
        elif found := HEREDOC.match(text, place):
            waiting.append((found[3], found[1] == "-"))
            place = found.end()
        elif found := REDIRECT.match(text, place):
            yield ">", line
            place = found.end()
        elif found := OPERATOR.match(text, place):
            yield found[0], line
            place = found.end()
            if found[0] == "\n":
                line += 1
                for end, tabs in waiting:
                    after = past_heredoc(text, place, end, tabs)
                    line += text.count("\n", place, after)
                    place = after
                waiting.clear()
        else:
            after = end_of_word(text, place)
            yield text[place:after], line
            line += text.count("\n", place, after)
            place = after


def end_of_line(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def past_heredoc(text: str, place: int, end: str, tabs: bool) -> int:
    """Where the text after `<<END` is over."""
    while place < len(text):
        after = end_of_line(text, place)
        line = text[place:after]
        place = after + 1
        if (line.lstrip("\t") if tabs else line) == end:
            break
    return min(place, len(text))


def end_of_word(text: str, place: int) -> int:
    """Where the word that begins at a place ends."""
    begin = place
    while place < len(text):
        char = text[place]
        if char in "\"'`\\$":
            place = end_of_part(text, place)
        elif char == "(" and re.fullmatch(r"[A-Za-z_]\w*\+?=", text[begin:place]):
            place = end_of_group(text, place)
        elif char in " \t\n;&|()<>":
            break
        else:
            place += 1
    return max(place, begin + 1)


def end_of_part(text: str, place: int) -> int:
    """Where a quoted, an escaped or an expanded part of a word ends."""
    char, size = text[place], len(text)
    if char == "\\":
        return min(place + 2, size)
    if char == "'":
        found = text.find("'", place + 1)
        return size if found < 0 else found + 1
    if char in '"`':
        place += 1
        while place < size and text[place] != char:
            place = end_of_part(text, place) if text[place] in "\\$" or (char == '"' == text[place]) else place + 1
        return min(place + 1, size)
    following = text[place + 1 : place + 2]
    if following in PAIRS and following:
        return end_of_group(text, place + 1)
    return place + 1


def end_of_group(text: str, place: int) -> int:
    """Where the brackets that open at a place are closed."""
    opening, depth = text[place], 0
    while place < len(text):
        char = text[place]
        if char == "#" and opening == "(" and text[place - 1] in " \t\n(":
            place = end_of_line(text, place)
            continue
        if char in "\"'`\\":
            place = end_of_part(text, place)
            continue
        depth += (char == opening) - (char == PAIRS[opening])
        place += 1
        if depth == 0:
            break
    return place


class Known:
    """The variables of a script, as far as it tells them; `exported` are those that its commands see."""

    def __init__(self) -> None:
        self.variables: Variables = {}
        self.exported: set[str] = set()

    def named(self, name: str, index: str | None = None) -> list[str]:
        """The value of a variable; what stands for it where the script does not set it."""
        if name in ("@", "*"):
            return []  # words of whoever calls the script
        found = self.variables.get(name)
        if found is None:
            return [unknown(name)]
        if index in ("@", "*"):
            return found if isinstance(found, list) else [found]
        many = found if isinstance(found, list) else [found]
        number = int(index) if index and re.fullmatch(r"\d{1,6}", index) else 0
        if index and not index.isdigit():
            return [unknown(name)]
        return many[number : number + 1]

    def sum_of(self, text: str) -> str:
        """What a sum of whole numbers comes to."""
        from lrcli.reading.shell_sums import whole_number

        if OPEN in text:
            return OPEN + text.partition(OPEN)[2].partition(CLOSE)[0] + CLOSE

        def value(name: str) -> str:
            found = self.variables.get(name)
            return found if isinstance(found, str) else unknown(name)

        found: Any = whole_number(text, value)
        return found if isinstance(found, str) else str(found)


class Expansion(Known):
    """What the variables of a script make of its words."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.letters = MOST_WORDS, MOST_LETTERS

    def words(self, raw: str) -> list[str]:
        """The words that a word as written makes: none, one, or many."""
        made: list[str] = []
        open_ = False
        for text, quoted in self.parts(raw):
            for index, part in enumerate(text):
                pieces = [part] if quoted else re.split(r"[ \t\n]+", part)
                for number, piece in enumerate(pieces):
                    if open_ and index == 0 and number == 0:
                        made[-1] += piece
                    elif piece or quoted:
                        made.append(piece)
                    open_ = bool(piece) or quoted
        self.spend(len(made), sum(map(len, made)))
        return made

    def spend(self, words: int, letters: int) -> None:
        """Count what was made. ValueError where it is too much."""
        self.left, self.letters = self.left - words, self.letters - letters
        if min(self.left, self.letters) < 0:
            raise ValueError("the script makes too many words")

    def text(self, raw: str) -> str:
        """A word as written as one text, as in an assignment."""
        made = "".join(" ".join(text) for text, _ in self.parts(raw))
        self.spend(0, len(made))
        return made

    def array(self, raw: str) -> list[str]:
        """The words inside of `( ... )`."""
        return [word for each, _ in raw_words(raw[1:-1]) if each != "\n" for word in self.words(each)]

    def parts(self, raw: str, quoted: bool = False) -> Iterator[tuple[list[str], bool]]:
        """The parts of a word: the texts that each comes to, and whether they stay whole."""
        place = 0
        while place < len(raw):
            char = raw[place]
            after = end_of_part(raw, place) if char in "\"'`\\$" else place + 1
            piece = raw[place:after]
            if char == "\\":
                kept = piece if quoted and piece[1:] not in ('"', "\\", "$", "`", "\n") else piece[1:]
                yield ["" if piece == "\\\n" else kept], True
            elif char == "'" and not quoted:
                yield [piece[1:].removesuffix("'")], True
            elif char == '"' and not quoted:
                yield from self.quotes(piece[1:].removesuffix('"'))
            elif char == "`":
                yield [self.command(piece.strip("`"))], quoted
            elif char == "$":
                found = SIMPLE.match(raw, place)
                after = found.end() if found else after
                yield self.expanded(raw[place:after]), quoted
            else:
                while after < len(raw) and raw[after] not in "\"'`\\$":
                    after += 1
                yield [raw[place:after]], True
            place = after

    def quotes(self, raw: str) -> Iterator[tuple[list[str], bool]]:
        """What stands in double quotes: one word, but for the words of an array."""
        yield [""], not re.fullmatch(r"\$\{\w+\[@\]\}|\$@|\$\{@\}", raw)
        yield from ((texts, True) for texts, _ in self.parts(raw, quoted=True))

    def expanded(self, raw: str) -> list[str]:
        """What `$NAME`, `${NAME...}`, `$((...))` or `$(...)` comes to: the words of an array, else one text."""
        if raw.startswith("$(("):
            return [self.arithmetic(raw[3:].removesuffix(")").removesuffix(")"))]
        if raw.startswith("$["):
            return [self.arithmetic(raw[2:].removesuffix("]"))]
        if raw.startswith("$("):
            return [self.command(raw[2:].removesuffix(")"))]
        if raw.startswith("${"):
            return self.braces(raw[2:].removesuffix("}"))
        return self.named(raw[1:]) if len(raw) > 1 else [raw]

    def braces(self, raw: str) -> list[str]:
        """`${NAME}`, with an index, a default or an alternative."""
        found = INSIDE.fullmatch(raw)
        if found is None:
            first = NAME.search(raw)
            return [unknown(first[0] if first else raw)]
        name, index, operator, other = (str(found[1]), *found.group(2, 3, 4))
        value = self.variables.get(name)
        there = value is not None and (bool(value) or not (operator or "").startswith(":"))
        if operator and operator[-1] == "+":
            return [self.text(other)] if there else []
        if operator and operator[-1] in "-=" and not there:
            text = self.text(other)
            if operator[-1] == "=":
                self.variables[name] = text
            return [text]
        return self.named(name, index)

    def command(self, raw: str) -> str:
        """What a command would print: of expr and of bc, whose sums are plain; of others nobody knows."""
        words = raw.split()
        if words[:1] == ["expr"]:
            return self.arithmetic(raw.strip().removeprefix("expr").replace("\\", ""))
        return unknown(f"$({raw.strip()})")

    def arithmetic(self, raw: str) -> str:
        """What whole numbers come to."""
        return self.sum_of(self.text(raw))
