"""Labels: whatever stands before the last = with a schedule behind it, and how outputs show them."""

import csv
import io
import json
import os
import re
from xml.etree import ElementTree as ET

import pytest
from grouped import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import NotationError
from lrcli.language.notation import parse_lines, split_label
from lrcli.render.lettering import is_mathematics

LABELS = [
    "best",
    "wsd, floor 10 %",
    "a=b",
    "Adam's run",
    'a "quoted, = name"',
    '5" disk',
    r"$\eta_{max} = 10^{-3}$",
    r"$\frac{1}{$",
    "cost $5",
    "Lernrate für später",
    "学習率 π",
    "run #3",
    "cosine #3",
    "cosine(0.1)",
    "[0, 1) % 30",
    "a >= b, c == d, e != f",
    "lr*2; \\ & < > |",
    "x.y-z_1",
]
SPECS = ["cosine", "cosine(lr=0.1)", 'formula("0.1 if t == 3 else t >= 2")', "2 * step >> linear(final=10%)"]


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("equals", ["=", " = ", "\t=\n"])
def test_a_label_is_what_stands_before_the_last_equals(label, spec, equals):
    assert split_label(f"{label}{equals}{spec}") == (label, spec)


@pytest.mark.parametrize(
    ("word", "label", "text"),
    [
        ("cosine", "", "cosine"),
        ("cosine(initial=0.1)", "", "cosine(initial=0.1)"),
        ("f(x=cosine", "", "f(x=cosine"),
        ("x == cosine", "", "x == cosine"),
        ("x<=cosine", "", "x<=cosine"),
        ("best=cosin(0.1)", "best", "cosin(0.1)"),
        ("scheduler = StepLR(optimizer, n)", "scheduler", "StepLR(optimizer, n)"),
        ("a=b=StepLR(optimizer, n=3)", "a=b", "StepLR(optimizer, n=3)"),
        ("cosine # a=b", "", "cosine # a=b"),
        ("x = step # lr=0.1", "x", "step # lr=0.1"),
        ("formula('x=cosine # ')", "", "formula('x=cosine # ')"),
        ('x = python("a=b.py:f")', "x", 'python("a=b.py:f")'),
        ('the "best=cosine', 'the "best', "cosine"),
    ],
)
def test_what_is_no_label(word, label, text):
    assert split_label(word) == (label, text)


def test_a_word_that_is_a_file_is_that_file(here):
    for name in ("lr=cosine", "a=b.csv"):
        here(name, "epoch,lr\n0,0.1\n")
        assert split_label(name) == ("", name)
        assert split_label(f"x=y={name}") == (("x=y=lr", "cosine") if name == "lr=cosine" else ("x=y", name))
    os.remove("lr=cosine")
    assert split_label("lr=cosine") == ("lr", "cosine")


@pytest.mark.parametrize("word", ["=cosine", "  =  cosine", "=", "==cosine=step"])
def test_a_label_with_nothing_in_it_is_refused(word):
    if word.startswith("=="):
        assert split_label(word) == ("==cosine", "step")
        return
    with pytest.raises(NotationError, match="the label before = is empty: write NAME=SCHEDULE") as caught:
        split_label(word)
    assert word[caught.value.start : caught.value.end] == "="


@pytest.mark.parametrize("mark", ["\x1b", "\x00", "\u202e", "\x9b"])
def test_a_label_holds_nothing_that_a_terminal_obeys(mark):
    with pytest.raises(NotationError, match="a label has letters, signs and blanks alone"):
        split_label(f"a{mark}b=cosine")


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=30), st.sampled_from(["cosine", "=cosine", " = step(0.1)", "==cosine", "=", ""]))
def test_any_word_has_a_label_or_an_error(text, rest):
    try:
        label, spec = split_label(text + rest)
    except NotationError as error:
        assert str(error)
    else:
        assert (text + rest).strip().startswith(label)
        assert (text + rest).strip().endswith(spec.strip())


def test_lines_with_labels_and_comments():
    lines = [
        "# wsd = cosine",
        "   # indented",
        "wsd, floor 10 % = wsd(3e-4, final=10%)  # tenfold",
        "run#3 = step(0.1)# ends here, too",
        "$\\eta$ #1 = cosine",
        'plateau(0.1, metrics="run #3.csv") # a file',
        "päck 'n' go=linear(0, 0.1, 5ep) >> cosine # a=b",
        "piecewise([1, 0.5], # two\t",
    ]
    read = parse_lines([*lines[:4], *lines[5:7]])
    assert [(label, repr(schedule)) for label, schedule in read] == [
        ("wsd, floor 10 %", "wsd(0.0003, final=3e-05)"),
        ("run#3", "step(0.1)"),
        ("", 'plateau(0.1, metrics="run #3.csv")'),
        ("päck 'n' go", 'linear(0, final=0.1, length="5ep") >> cosine()'),
    ]
    with pytest.raises(NotationError, match="a.txt line 1: "):
        parse_lines(lines[4:5], "a.txt")
    with pytest.raises(NotationError, match="'\\(' was never closed"):
        parse_lines(lines[7:])


def test_tables_carry_labels_as_typed(called):
    labels = [label for label in LABELS if "\\ &" not in label]
    words = [f"{label} = constant" for label in labels]
    header = next(csv.reader(io.StringIO(called("csv", *words, "--epochs", 1).stdout)))
    assert header == ["epoch", *labels]
    told = json.loads(called("json", *words, "--epochs", 1).stdout)
    assert [each["label"] for each in told["schedules"]] == labels
    assert list(told["rows"][0]) == header
    assert called("value", "my run=cosine", "--lr", "0.3", "--at", "0").stdout == "0.3\n"


def test_an_empty_label_in_a_file_is_told(called, here):
    name = here("specs.txt", "a = cosine\n\n= step\n")
    done = called("csv", f"@{name}")
    assert done.returncode == 2
    assert "the label before = is empty" in done.stderr


MATHEMATICS = {
    r"$\eta_{max}$": True,
    r"LR of $3 \times 10^{-4}$, twice $\sqrt{2}$": True,
    r"cost \$5, $x$": True,
    "cost $5": False,
    "a $x$ and $y": False,
    r"$\frac{1}{$": False,
    r"$\nosuchcommand$": False,
    "$" + "{" * 2000 + "$": False,
    "no mathematics": False,
    "one $x$\ntwo $\\bad$": False,
}


@pytest.mark.parametrize("text", MATHEMATICS, ids=lambda text: text[:20])
def test_mathematics_is_what_can_be_read(text):
    assert is_mathematics(text) == MATHEMATICS[text]


def shown(svg):
    """The texts of a picture, with a mark for those that are mathematics."""
    space = "{http://www.w3.org/2000/svg}"
    return [" ".join("".join(node.itertext()).split()) for node in ET.fromstring(svg).iter(f"{space}text")]


def test_pictures_show_mathematics_and_what_is_none(called, here):
    name = here("a$b$c.csv", "epoch,lr\n0,0.1\n1,0.2\n")
    words = [r"$\eta_{m}$ = cosine", "cost $5 = step", r"$\bad$ = linear", f'recorded("{name}")']
    done = called("plot", *words, "--epochs", "2", "--title", r"All $\eta$", "-o", "x.svg")
    assert (done.returncode, done.stdout) == (0, "")
    with open("x.svg", encoding="utf-8") as file:
        svg = file.read()
    texts = shown(svg)
    assert {"cost $5", r"$\bad$", f'recorded("{name}")'} <= set(texts)
    assert not any(r"\eta" in text for text in texts)
    assert len(re.findall("η|&#951;", svg)) >= 2
