"""Texts in a picture: one line of printable characters, and no wider than the room that there is."""

from __future__ import annotations

LONGEST_TEXT = 500  # characters that could ever fit


def plain_text(text: str) -> str:
    """A text on one line, of characters that can be printed (an SVG must not hold others)."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def without_glyph(text: str) -> list[str]:
    """The letters of a text that the font of pictures does not have, nor what stands in for it."""
    others = list(dict.fromkeys(mark for mark in text if not mark.isascii()))
    if not others:
        return []
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties, findfont, get_font

    paths = [findfont(FontProperties(family=[family])) for family in mpl.rcParams["font.family"]]
    known = set().union(*(get_font(path).get_charmap() for path in paths))
    return [mark for mark in others if ord(mark) not in known]


def is_mathematics(text: str) -> bool:
    """Whether matplotlib reads what stands between $ and $ as mathematics: they go in pairs, in each line."""
    from matplotlib.cbook import is_math_text
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    lines = [line for line in text.split("\n") if "$" in line and is_math_text(line)]
    try:
        for line in lines:
            MathTextParser("path").parse(line, 72, FontProperties())
    except (ValueError, RecursionError):
        return False
    return bool(lines)


def text_width(text: str, points: float, mathematics: bool = False) -> float:
    """The width of a text in points, in the font of pictures."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=points), mathematics)
    return float(width)


def shortened(text: str, room: float, points: float) -> str:
    """The text, its middle left out where it is wider than `room` points."""
    if len(text) <= LONGEST_TEXT and text_width(text, points) <= room:
        return text
    fits, fails = 0, min(len(text), LONGEST_TEXT)
    while fails - fits > 1:
        kept = (fits + fails) // 2
        if text_width(_ends(text, kept), points) <= room:
            fits = kept
        else:
            fails = kept
    return _ends(text, fits)


def _ends(text: str, kept: int) -> str:
    """The first and the last characters of a text, `kept` in all."""
    return text[: kept - kept // 2] + "…" + text[len(text) - kept // 2 :]


def wrapped(text: str, room: float, points: float, most: int = 2) -> list[str]:
    """The text in at most `most` lines of `room` points, broken at spaces; its middle left out if need be."""
    budget = most * room
    while True:
        lines: list[str] = []
        for word in shortened(text, budget, points).split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and text_width(longer, points) <= room:
                lines[-1] = longer
            else:
                lines.append(shortened(word, room, points))
        if len(lines) <= most:
            return lines
        budget *= 0.95
