"""Screens: what is printed on a terminal fits it, whatever its size; and nothing that was typed steers it."""

import re
import unicodedata

import numpy as np
import pytest
from conftest import succeeded
from grouped import sample
from test_streams import on_a_terminal, shell

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.cells import cells
from lrcli.render.table import chosen, phase_names, rows_that_fit, table
from lrcli.render.writers import Sheet

SIZES = [(24, 80), (20, 60), (40, 120)]
LONG = "torch.OneCycleLR(max_lr=0.1, total_steps=100)"
CHAIN = "linear(0, 0.1, 5) >> cosine(0.1) >> constant(0.01)[:20]"


def plain(text):
    return re.sub(r"\x1b\[[\d;]*m", "", text)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "words",
    [
        ("plot", "wsd"),
        ("plot", "cosine", "step", "linear", "wsd", "exponential", "restarts"),
        ("table", "wsd"),
        ("table", LONG, CHAIN, "x=wsd", "--steps-per-epoch", "391"),
    ],
)
def test_it_fits(words, size):
    code, text = on_a_terminal(*words, size=size)
    lines = plain(text).splitlines()
    assert code == 0
    assert len(lines) < size[0], "and a line for the prompt"
    assert max(map(cells, lines)) <= size[1]


@pytest.mark.parametrize("words", [("plot", "cosine", "step"), ("table", "cosine")])
def test_a_terminal_that_tells_no_size_has_80_columns_and_24_lines(words):
    assert on_a_terminal(*words, size=(0, 0)) == on_a_terminal(*words, size=(24, 80))


def test_what_is_asked_for_goes_before_what_fits():
    assert len(on_a_terminal("table", "cosine", "--all", size=(20, 60))[1].splitlines()) == 104
    lines = plain(on_a_terminal("plot", "cosine", "--height", "30", size=(20, 60))[1]).splitlines()
    assert len(lines) == 34


@pytest.mark.parametrize(
    "words",
    [
        ("lint", "step(0.1)", "linear(0.01, 0.1, 5) >> cosine(0.1)", "--epochs", "90", "--steps-per-epoch", "391"),
        ("explain", CHAIN),
        ("diff", CHAIN, LONG),
        ("plot", f"{CHAIN} >> cosin(0.1) >> {CHAIN}"),
        ("plot", "cosine", "--lerning-rate", "3", "--bad", "--worse"),
        ("table", "cosine"),
        ("when", "cosine", CHAIN, "--below", "0.01"),
    ],
)
def test_words_wrap_and_are_whole(words):
    width = 44
    _, text = on_a_terminal(*words, size=(24, width), env={"NO_COLOR": "1"})
    assert max(map(cells, text.splitlines())) <= width
    if words[0] in ("lint", "explain"):
        wide = set(on_a_terminal(*words, size=(24, 100), env={"NO_COLOR": "1"})[1].split())
        cut = [word for word in text.split() if word.isalpha() and len(word) < width // 2 and word not in wide]
        assert not cut, "no word is cut"


def test_the_caret_stands_below_its_spot_at_any_width():
    for width in (30, 100):
        _, text = on_a_terminal("plot", f"{CHAIN} >> cosin(0.1) >> {CHAIN}", size=(24, width))
        line, carets = text.splitlines()[-2:]
        assert line[carets.index("^") :].startswith("cosin("), text
        assert carets.strip() == "^^^^^"


def test_nothing_is_wrapped_in_a_pipe(called):
    done = called("lint", "linear(0.01, 0.1, 5) >> cosine(0.1)", "step(0.1)", "--epochs", "90")
    assert len(done.stdout.splitlines()) == 2
    done = called("plot", "cosine", "--lerning-rate", "3")
    assert len(done.stderr.splitlines()) == 1
    assert len(called("explain", LONG).stdout.splitlines()) < len(on_a_terminal("explain", LONG)[1].splitlines())


EVIL = "\x1b[31m\x9b1mh\u202ex\u2028"


def steers(text):
    return {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char not in "\n\t"}


@pytest.mark.parametrize(
    "words",
    [
        ("plot", "cosine", "step", "--group", f"{EVIL}=1", "--group", "b=1"),
        ("plot", "cosine", "--title", EVIL),
        ("table", "cosine", "--group", f"{EVIL}=1", "--group", "b=1"),
        ("explain", "cosine", "--group", f"{EVIL}=1", "--group", "b=1"),
        ("when", "cosine", "--group", f"{EVIL}=1", "--group", "b=1", "--below", "0.01"),
        ("csv", "cosine", "--epochs", "2", "--group", f"{EVIL}=1", "--group", "b=1"),
        ("json", "cosine", "--epochs", "2", "--group", f"{EVIL}=1", "--group", "b=1"),
        ("plot", EVIL),
        ("csv", f"@/nowhere/{EVIL}\n"),
        ("list", EVIL),
        (EVIL,),
    ],
)
def test_nothing_that_was_typed_steers_a_terminal(words, called):
    _, text = on_a_terminal(*words, env={"NO_COLOR": "1"})
    assert not steers(text)
    assert not steers(called(*words).stderr)
    if words[0] in ("plot", "explain"):
        assert not steers(called(*words).stdout), "nor whoever looks at the file later"


def test_data_stay_as_they_are_in_a_pipe(out):
    assert out("csv", "cosine", "--epochs", "1", "--group", "\x1bh=1", "--group", "b=1").startswith("epoch,\x1bh,b\n")


# --- colours ---


@pytest.mark.parametrize(
    ("env", "colored"),
    [
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({}, False),
    ],
)
def test_colours_are_forced(env, colored):
    assert ("\x1b" in shell("lrcli plot cosine step", **env).stdout) == colored
    assert "\x1b" not in shell("lrcli plot cosine step --color never", **env).stdout


def test_a_terminal_of_few_colours_has_no_other():
    few = on_a_terminal("plot", "cosine", "step", "linear", "wsd", "restarts", env={"TERM": "xterm"})[1]
    assert set(re.findall(r"\x1b\[([\d;]+)m", few)) == {"94", "31", "35", "90", "0"}
    assert re.search("[a-e]", "".join(line[12:] for line in plain(few).splitlines()[1:9])), "a fifth needs letters"
    many = on_a_terminal("plot", "cosine", "step")[1]
    assert set(re.findall(r"\x1b\[([\d;]+)m", many)) == {"38;5;33", "38;5;196", "0"}


def test_headings_stand_out_where_colours_do(lrcli):
    assert "\x1b[1mLearning rate\x1b[0m" in on_a_terminal("explain", "cosine")[1]
    assert "\x1b" not in succeeded(lrcli, "explain", "cosine")


# --- tables ---


def drawn(*specs, width=80, height=None, rows=None, epochs=100, unicode=True):
    named = [
        (spec.partition("=")[0], parse(spec.partition("=")[2])) if "=" in spec.split("(")[0] else ("", parse(spec))
        for spec in specs
    ]
    curves, said = Curves(named, Run(epochs=epochs)), []
    sheet = Sheet(width=width, height=height, unicode=unicode, say=said.append)
    fit = rows_that_fit(
        curves, sheet, "87 of 100 rows are not shown; --all shows them, --rows N, --stride N or --at choose"
    )
    lines = table(curves, chosen(curves, fit or 200) if rows is None else rows, sheet).splitlines()
    assert max(map(cells, lines)) <= width
    return lines, said


def test_long_headings_are_letters_with_a_key():
    lines, said = drawn(LONG, CHAIN, "x=wsd")
    assert lines[:2] == [f"  a  {LONG}", f"  b  {parse(CHAIN)!r}"]
    assert lines[3].split() == ["│", "epoch", "│", "a", "│", "b", "│", "x", "│"]
    assert not said
    lines, _ = drawn(LONG, CHAIN, "a=wsd")
    assert lines[3].split()[3:-1:2] == ["b", "c", "a"], "a letter that is a name already is no key"
    assert drawn("cosine", "step")[0][1].split()[3:-1:2] == ["cosine(0.1)", "step(0.1)"]


def test_the_bar_is_the_last_to_come():
    wide = drawn("wsd", width=60)[0]
    assert "phase" in wide[1]
    assert "█" in "".join(wide)
    narrow = drawn("wsd", width=40)[0]
    assert "phase" in narrow[1]
    assert "█" not in "".join(narrow)
    assert drawn("wsd", width=24)[0][1].split() == ["│", "epoch", "│", "lr", "│"]


def test_phases_that_are_not_told_have_points():
    curves = Curves([("", parse("restarts(0.1, period=10)"))], Run(steps=10**6))
    assert phase_names(curves, np.array([0, 5, 10, 9989, 9990, 5000, 999_999])) == [
        "cycle 1",
        "",
        "cycle 2",
        "cycle 999",
        "...",
        "cycle 501",
        "...",
    ]


@pytest.mark.parametrize("width", sample("tables", [20, 24, 30, 45, 60, 80, 120]))
@pytest.mark.parametrize("count", [1, 2, 4, 24])
@pytest.mark.parametrize("height", [12, 23, None])
def test_a_table_is_never_refused_and_its_numbers_are_whole(width, count, height):
    lines, said = drawn(
        *(f"layer {n}=0.{n:02} * cosine(0.123456)" for n in range(1, count + 1)), width=width, height=height
    )
    numbers = {f"{0.123456 * float(f'0.{n:02}'):.6g}" for n in range(1, count + 1)}
    assert numbers & set(" ".join(lines).split())
    assert height is None or len(lines) < height + 1
    if count == 24 and width < 120:
        (told,) = said
        assert re.match(r"\d+ of 24 columns have no room here; ", told)


def test_few_rows_stand_side_by_side_where_columns_have_no_room():
    lines, said = drawn("cosine", "linear", "wsd", "restarts", width=44, rows=np.array([0, 50, 99]))
    assert not said
    assert lines[1].split() == ["│", "epoch", "│", "0", "│", "50", "│", "99", "│"]
    assert [line.split()[1] for line in lines[3:-1]] == ["cosine(0.1)", "linear(0.1)", "wsd(0.1)", "restarts(0.1)"]


def test_wide_headings_keep_their_columns():
    lines, _ = drawn("日本語=cosine", "👍🏽=step")
    assert len({cells(line) for line in lines}) == 1
