"""Text in cells: what a terminal obeys is shown, and widths are those of the screen."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.cells import Heading, cells, cut, fitted, message, padded, page, pointed, split_at, visible, wrapped
from lrcli.render.palette import FEW, MANY, palette, switch

TEXTS = st.text(st.sampled_from("ab 日本é\u0301👍🏽\u200d\u200b\x1b\u202e\n\u2028…─"), max_size=40)
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def harmless(text):
    return not {unicodedata.category(char) for char in text} & OBEYED


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cosine(0.1)", "cosine(0.1)"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("a\0b\x07", r"a\x00b\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202egnp.exe\u2066", r"\u202egnp.exe\u2066"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("a\u200bb\ufeff\xad", r"a\u200bb\ufeff\xad"),
        ("\U000e0001", r"\U000e0001"),
        ("\udc80", r"\udc80"),
        ("日本 é e\u0301 👍🏽 \u3000", "日本 é e\u0301 👍🏽 \u3000"),
    ],
)
def test_what_a_terminal_obeys_is_shown(text, shown):
    assert visible(text) == shown
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), ("é", 1), ("👍", 2), ("─┤█⣿…", 5), ("", 0), ("한글", 4), ("ｶﾅ", 2)],
)
def test_cells(text, width):
    assert cells(text) == width


@given(TEXTS, st.integers(4, 30))
def test_whatever_is_cut_or_wrapped_fits(text, width):
    shown = visible(text)
    assert cells(cut(shown, width)) <= width
    assert cells(padded(cut(shown, width), width)) == width
    head, rest = split_at(shown, width)
    assert head + rest == shown
    assert cells(head) <= width
    lines = wrapped(text, max(width, 8), "  ")
    assert all(cells(line) <= max(width, 8) and harmless(line) for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown.split())
    assert cells(fitted(text, width, unicode=True)) <= width
    assert fitted(text, width, unicode=False).isascii()


@given(TEXTS, st.integers(20, 80))
def test_whatever_is_said_is_harmless_and_fits(text, width):
    said = message(f"lrcli: {text}", width)
    assert all(cells(line) <= width and harmless(line) for line in said.split("\n"))
    assert harmless(message(text).replace("\n", " "))


def test_words_are_not_cut():
    text = "lrcli: torch.MultiStepLR counts steps here: milestones=[100, 200] comes to 0.16 epochs"
    assert message(text, 40).split("\n") == [
        "lrcli: torch.MultiStepLR counts steps",
        "  here: milestones=[100, 200] comes to",
        "  0.16 epochs",
    ]
    assert message(text) == text


def test_an_end_of_line_that_was_typed_is_shown():
    assert message("lrcli: no schedule is called a\nb") == r"lrcli: no schedule is called a\nb"


@pytest.mark.parametrize("width", [30, 50, 78, 200])
@pytest.mark.parametrize("before", ["", "ab" * 3, "日本" * 30, "x" * 100, "\x1b[31m"])
@pytest.mark.parametrize("after", ["", "y" * 200, "漢"])
def test_carets_stand_below_what_is_marked(width, before, after):
    line, carets = pointed(before, "FAULT", after, width)
    assert max(cells(line), len(carets)) <= width
    at = carets.index("^")
    assert split_at(split_at(line, at)[1], carets.count("^"))[0] == "FAULT"[: carets.count("^")]
    again = message(f"lrcli: wrong\n{line}\n{carets}", 30).split("\n")[1:]
    at = again[1].index("^")
    assert split_at(again[0], at)[1].startswith("FAULT")
    assert cells(again[0]) <= 30


def test_a_page():
    lines = [Heading("Phases"), "  a  1", f"  {'word ' * 10}"]
    assert page(lines) == f"Phases\n  a  1\n  {'word ' * 10}\n"
    assert page(lines, 30, bold=True).startswith("\x1b[1mPhases\x1b[0m\n  a  1\n  word ")
    assert page([Heading("a\x1b[0m")], bold=True) == "\x1b[1ma\\x1b[0m\x1b[0m\n"


def test_tables_of_other_alphabets_are_loaded_for_them_alone():
    code = "import sys; from lrcli.cells import cells, visible; cells(visible('cosine é …')); print('rich' in sys.modules); cells('日'); print('rich' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "False\nTrue\n"
    )


# --- colours ---

BASE = "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
"""The first sixteen colours of xterm."""


def rgb(number):
    if number < 16:
        return tuple(bytes.fromhex(BASE.split()[number]))
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    levels = (0, 95, 135, 175, 215, 255)
    return tuple(levels[(number - 16) // size % 6] for size in (36, 6, 1))


def luminance(number):
    """Relative luminance, as WCAG 2 defines it."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb(number)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("number", [*MANY, *FEW])
def test_colours_are_seen_on_black_and_on_white(number):
    assert (luminance(number) + 0.05) / 0.05 >= 3
    assert 1.05 / (luminance(number) + 0.05) >= 3


def test_colours_differ():
    for numbers in (MANY, FEW):
        assert all(
            sum(abs(a - b) for a, b in zip(rgb(x), rgb(y), strict=False)) >= 90
            for x in numbers
            for y in numbers
            if x < y
        )
    assert palette(256) == MANY
    assert palette(16) == palette(8) == FEW
    assert [switch(n) for n in (12, 1, 33)] == ["\x1b[94m", "\x1b[31m", "\x1b[38;5;33m"]
