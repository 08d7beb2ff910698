"""How long what is said can get, whatever was typed or stands in a file."""

from __future__ import annotations

import re

WORD, BEGIN, END = 400, 200, 60
"""Characters that a word may have, and of a longer one those of its beginning and its end that are shown."""
WHOLE = 4000
"""Characters of a message."""
RAW = re.compile("[\udc80-\udcff]")
"""Bytes of a file's name that are no UTF-8, as Python has them."""


def bounded(text: str) -> str:
    """The text with its longest words cut, and cut itself where it is still too long."""
    text = RAW.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text)
    if len(text) <= WORD:
        return text
    text = re.sub(rf"\S{{{WORD},}}", lambda word: f"{word[0][:BEGIN]}...{word[0][-END:]}", text)
    return text if len(text) <= WHOLE else f"{text[:WHOLE]} ..."
