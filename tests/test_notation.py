"""The notation: what is read, what is refused, and in which words."""

import pytest
from counted import lines_run
from grouped import examples, sample
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import NotationError, parse, python, recorded
from lrcli.catalogue import combinators, natives
from lrcli.frameworks.keras.cosines import CosineDecay
from lrcli.language import notation
from lrcli.language.flags import literal
from lrcli.language.notation import parse_lines, split_label
from lrcli.language.syntax import NOTATION
from lrcli.schedules.schedule import Schedule

ERRORS = {
    "cosin": """
        no schedule is called cosin; did you mean cosine?
          cosin
          ^^^^^
    """,
    "cosine(0.1, lenght=3)": """
        cosine: no argument lenght; did you mean length?
          cosine(0.1, lenght=3)
                      ^^^^^^
    """,
    "cosine(0.1, 0.2, 0)": """
        cosine: length: a duration of 0 makes no sense here
          cosine(0.1, 0.2, 0)
                           ^
    """,
    "2 * cosine(-1)": """
        cosine: initial: -1 is out of range: at least 0
          2 * cosine(-1)
                     ^^
    """,
    "cosine(0.1, length=0.3)": """
        cosine: length: 0.3 of what? 30 %? 0.3ep?
          cosine(0.1, length=0.3)
                             ^^^
    """,
    "cosine(lr=0.1, initial=0.2)": """
        cosine: initial is given twice
          cosine(lr=0.1, initial=0.2)
                         ^^^^^^^
    """,
    "exponential(gamma=0.9, half_life=3)": """
        exponential: gamma and half_life exclude one another: choose one
          exponential(gamma=0.9, half_life=3)
                                           ^
    """,
    "cosine(0.1": """
        not a schedule: '(' was never closed
          cosine(0.1
                ^
    """,
    "linear(0, 0.1, 5) >>\ncosine(0.1, fin=3)": """
        cosine: no argument fin; did you mean final?
          linear(0, 0.1, 5) >> cosine(0.1, fin=3)
                                           ^^^
    """,
    "päck(1)": """
        no schedule is called päck; lrcli list shows what there is
          päck(1)
          ^^^^
    """,
    "constant('ä') >> cosin(1)": """
        constant: initial: 'ä' is not a number
          constant('ä') >> cosin(1)
                   ^^^
    """,
    "step >> cosine[5:2]": """
        a piece that begins at 5 cannot end at 2
          step >> cosine[5:2]
                           ^
    """,
    "cosine[None:2]": """
        a piece of a schedule is written a[:n] or a[k:]
          cosine[None:2]
                 ^^^^
    """,
    "cosine[1:'5ep':2]": """
        a piece of a schedule is written a[:n] or a[k:]
          cosine[1:'5ep':2]
          ^^^^^^^^^^^^^^^^^
    """,
    "cosine(0.1,\rfin=3)": """
        cosine: no argument fin; did you mean final?
          cosine(0.1, fin=3)
                      ^^^
    """,
    "(step(0.1) # first\r\n >> cosine(0.1, fin=3))": """
        cosine: no argument fin; did you mean final?
           >> cosine(0.1, fin=3))
                          ^^^
    """,
    "2 * 3": """
        this is a value, not a schedule
          2 * 3
          ^^^^^
    """,
}


@pytest.mark.parametrize("text", ERRORS, ids=list(ERRORS))
def test_errors_show_the_spot(text):
    lines = ERRORS[text].strip("\n").rstrip().splitlines()
    expected = "\n".join(line[8:] for line in lines)
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("cosine(0.1, 1, 2, 3)", "at most 3 values, 4 given: initial, final, length"),
        ("cosine * cosine", "k * a, a / k"),
        ("0 * cosine", "above 0"),
        ("-1 * cosine", "above 0"),
        ("cosine + cosine", "a >> b"),
        ("cosine >> 3", "joins schedules"),
        ("3[:2]", "cuts a schedule"),
        ("cosine[2:1]", "a piece that begins at 2 cannot end at 1"),
        ("cosine[3]", "a[:n]"),
        ("cosine(*[1])", "* is not read"),
        ("cosine(**{})", "** is not read"),
        ("piecewise([1, 2], [5, 6])", "one value more than boundaries"),
        ("piecewise([1, 2, 3], [6, 5])", "ascend"),
        ("step(0.1, every='x')", "not a duration"),
        ("constant(nan)", "nan makes no sense here"),
        ("constant(1e999)", "up to 1e+300"),
        ("constant(9 ** 9 ** 9)", "up to 1e+300"),
        ("constant(1 / 0)", "division by zero"),
        ("constant(1j)", "complex"),
        ("constant(True)", "not a number"),
        ("constant(None)", "not a number"),
        ("warmup(0.1, 5)", "not a schedule"),
        ("warmup(shape=cosine)", "needs body"),
        ("exponential(length=3)", "needs final"),
        ("x.y(1)", "no schedule is called x.y"),
        ("(" * 300 + "1" + ")" * 300, "not"),
        ("2 * (" * 60 + "cosine" + ")" * 60, "deep"),
        ("-" * 130 + "1", "deep"),
        ("9" * 5000, "not"),
        ("a" * (NOTATION.characters + 1), "characters"),
        ("cosine(\x00)", "not"),
        ("cosine(\ud800)", "characters"),
        ("cosine[:None]", "a[:n]"),
        ("cosine[:'x']", "not a duration"),
        ("cosine[:]", "a[:n]"),
        ("cosine[::2]", "a[:n]"),
        ("cosine[:1, :2]", "a[:n]"),
        ("formula('t<1<1<1<1<1<1<1<1<1<1 in 1')", "only arithmetic is read"),
    ],
)
def test_what_is_refused(text, reason):
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert reason in str(caught.value).splitlines()[0]


ESCAPES = [
    "__import__('os').system('true')",
    "cosine.__class__",
    "().__class__.__bases__[0].__subclasses__()",
    "cosine(0.1).__init__.__globals__",
    "[x for x in (1,)]",
    "(lambda: 1)()",
    "f'{1}'",
    "exec('1')",
    "eval('1')",
    "open('/etc/passwd')",
    "cosine if True else step",
    "(a := 3)",
    "cosine(0.1)(3)",
    "step or cosine",
    "{1, 2}",
    "...",
    "'a' * 10 ** 9",
    "await x",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_is_evaluated(text):
    with pytest.raises(NotationError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("cosine", "cosine(0.1)"),
        ("cosine()", "cosine(0.1)"),
        ("cosine(lr=3e-4, final='10%')", "cosine(0.0003, final=3e-05)"),
        ("step(gamma=0.5)", "step(0.1, rate=0.5)"),
        ("decay(1/4, every='30')", "step(0.25, every=30)"),
        ("poly(0.1, length=100.0)", "polynomial(0.1, length=100)"),
        ("exponential(half_life='2.5ep')", 'exponential(0.1, half_life="2.5ep")'),
        ("exponential(gamma=0.9, every=2)", "exponential(0.1, every=2, gamma=0.9)"),
        ("exponential(1e-7, final=1)", "exponential(1e-07, final=1)"),
        ("piecewise((1, 0.5), (30,), inclusive=False)", "piecewise([1, 0.5], boundaries=[30], inclusive=False)"),
        ("multistep(milestones=['30%', '60%'])", 'multistep(0.1, milestones=["30%", "60%"])'),
        ("warmup(step, 3, shape=cosine)", 'warmup(step(0.1), length=3, shape="cosine")'),
        ("step(0.1, every='100k')", "step(0.1, every=100000)"),
        ("2 * 3 * cosine", "6 * cosine(0.1)"),
        ("  cosine ( 0.1 )  ", "cosine(0.1)"),
    ],
)
def test_the_canonical_text(text, canonical):
    assert repr(parse(text)) == canonical
    assert repr(parse(canonical)) == canonical


WORDS = [
    *(kind.family for kind in [*natives(), *combinators()]),
    *"( ) [ ] { } , : = >> * + - / ** . ' \" # \\ \n nan inf 0 1 0.1 1e5 1e400 5ep 10% lr initial final length None True".split(
        " "
    ),
    "lambda",
    "__class__",
    "é",
    "\x00",
    "9" * 50,
]


def read(text):
    """A schedule, a NotationError, or an OSError for a file that is not there, and never anything else."""
    try:
        assert isinstance(parse(text), Schedule)
    except (NotationError, OSError) as error:
        assert str(error)


@settings(max_examples=examples(400), deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map("".join)))
def test_any_text_is_a_schedule_or_an_error_at_once(text):
    read(text)  # what is loaded at its first use does not count
    _, lines = lines_run(read, text)
    assert lines < 200_000


@pytest.mark.parametrize(
    "unit", sample("long", ["(", "[", "-", "2*", "cosine>>", "cosine[", "{", "a.", "not ", "1+", "f'"])
)
def test_long_texts_end_too(unit):
    read(unit * 1000)
    read(unit * (NOTATION.characters // len(unit)))
    assert NOTATION.depth < 1000


def of_the_grammar():
    """The examples at the end of the grammar."""
    return notation.__doc__.partition("Examples:")[2].split("\n")[1:]


@pytest.mark.parametrize("text", [line.strip() for line in of_the_grammar() if line.strip()])
def test_the_examples_of_the_grammar_are_read(text):
    assert parse(repr(parse(text))) == parse(text)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("cosine[:5]", (None, 5)),
        ("cosine[2:]", (2, None)),
        ("cosine['2ep':1 + 4]", ("2ep", 5)),
    ],
)
def test_a_cut_is_pythons_own(text, bounds, monkeypatch):
    cuts = []
    monkeypatch.setattr(Schedule, "__getitem__", lambda body, cut: cuts.append(cut) or body)
    assert parse(text) == parse("cosine")
    assert cuts == [slice(*bounds)]


@pytest.mark.parametrize(
    ("text", "spot"), [("cosine[77:5]", "77"), ("cosine[77:99]", "77"), ("cosine[2:99]", "99"), ("cosine[5:3]", "3")]
)
def test_the_bound_at_fault_is_marked(text, spot, monkeypatch):
    def cut(body, piece):
        if piece.start == 77 or piece.stop == 99 or (piece.stop or 99) < (piece.start or 0):
            raise ValueError("no such piece")
        return body

    monkeypatch.setattr(Schedule, "__getitem__", cut)
    with pytest.raises(NotationError, match="no such piece") as caught:
        parse(text)
    assert text[caught.value.start : caught.value.end] == spot


QUOTED = ["plain", "it's", 'a "name"', """both: it's a "name\"""", "back\\slash", "\\'", "line\nend"]


@pytest.mark.parametrize("text", QUOTED)
def test_a_text_is_printed_so_that_it_reads_back(text):
    """A file may be called anything, and so may a scheduler in Keras."""
    for schedule in (python(f"{text}.py:f"), recorded(text), CosineDecay(0.1, 10, name=text)):
        assert parse(repr(schedule)) == schedule


def test_nested_arithmetic_is_read_once():
    added, lines = lines_run(parse, f"constant({'+'.join(['1'] * 45)})")
    assert added.initial == 45
    assert lines < 20_000
    multiplied, lines = lines_run(parse, f"{'*'.join(['1'] * 45)} * constant(2)")
    assert multiplied.factor == 1
    assert lines < 20_000


def test_labels_and_lines():
    assert split_label("best=cosine(0.1)") == ("best", "cosine(0.1)")
    assert split_label("cosine(initial=0.1)") == ("", "cosine(initial=0.1)")
    assert split_label("a-b.c = cosine") == ("a-b.c", "cosine")
    lines = parse_lines(["# two schedules", "", "a=cosine(0.1)", "  step(0.1)  # tenfold", "   "])
    assert [(label, repr(schedule)) for label, schedule in lines] == [("a", "cosine(0.1)"), ("", "step(0.1)")]
    with pytest.raises(NotationError, match="lr.txt line 2: no schedule is called cosin"):
        parse_lines(["cosine", "cosin"], "lr.txt")


def test_flag_values():
    assert literal("1/25") == 0.04
    assert literal("10%") == "10%"
    assert literal("losses.csv") == "losses.csv"
    assert literal("1e5") == 1e5
