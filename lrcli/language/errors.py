"""The error of a text that is not a schedule."""

from __future__ import annotations


class NotationError(ValueError):
    """A text that is not a schedule. `str` is the reason, the line it stands in and a caret under the spot."""

    def __init__(self, reason: str, text: str = "", start: int = 0, end: int | None = None) -> None:
        self.reason = reason
        self.text = text
        self.start = max(0, min(start, len(text)))
        self.end = max(self.start + 1, len(text) if end is None else end)
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.reason}\n{self.excerpt}" if self.text.strip() else self.reason

    @property
    def excerpt(self) -> str:
        """The line with the fault, cut to what a terminal shows, and a caret line under it."""
        begin = self.text.rfind("\n", 0, self.start) + 1
        stop = self.text.find("\n", self.start)
        line = self.text[begin : None if stop < 0 else stop].replace("\t", " ")
        at, width = self.start - begin, min(self.end - self.start, max(1, len(line) - (self.start - begin)))
        left = max(0, at - 40)
        shown = ("..." if left else "") + line[left : left + 70] + ("..." if len(line) > left + 70 else "")
        at -= left - (3 if left else 0)
        return f"  {shown}\n  {' ' * at}{'^' * max(1, min(width, len(shown) - at))}"
