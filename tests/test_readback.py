"""What is read is printed so that it reads back: at the limits too, and whatever is in a text."""

import pytest
from grouped import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import NotationError, formula, parse, plateau, python, recorded
from lrcli.frameworks.keras.cosines import CosineDecay
from lrcli.frameworks.torch.steps import LambdaLR
from lrcli.language.syntax import NESTED, NOTATION


def nested(deep, before, after, inside):
    return before * (deep - 1) + inside + after * (deep - 1)


GROWN = {  # what is put around a schedule, and what is inside
    "scale": ("2 * (", ")", "cosine"),
    "divided": ("(", ")/3", "piecewise"),
    "chain": ("(", "[:-1 + 6] >> step)", "cosine"),
    "piece": ("", "[2%:5ep]", "plateau(metrics=[-1, -inf])"),
    "warm-up": ("warmup(body=", ", length=3)", "one_cycle"),
    "repeat": ("repeat((", ")[:5])", "multistep"),
    "members": ("torch.SequentialLR(schedulers=[", "], milestones=[], lr=1)", "torch.LinearLR()"),
    "optax": (
        "optax.join_schedules(boundaries=[5], schedules=[optax.constant_schedule(1), ",
        "])",
        "optax.sgdr_schedule([{'init_value': 1, 'peak_value': 1, 'warmup_steps': 2, 'decay_steps': 9}])",
    ),
}


@pytest.mark.parametrize("name", GROWN)
def test_what_is_nested_as_deep_as_can_be_reads_back(name):
    """Whatever is read has a text that is read, however deep: defaults and signs add no depth."""
    read = 0
    for deep in range(1, 2 * NESTED):
        try:
            schedule = parse(nested(deep, *GROWN[name]))
        except NotationError as error:
            assert error.reason == f"schedules are nested more than {NESTED} deep"
            break
        assert parse(repr(schedule)) == schedule
        read = deep
    assert NESTED // 2 <= read <= NESTED


@pytest.mark.parametrize(
    "text",
    [
        "piecewise >> " * 2500 + "cosine",
        f"({'cosine >> ' * 700}cosine) >> ({'step >> ' * 700}step)",
        f"plateau(metrics=[{'1/3, ' * 4000}])",
        f"multistep(milestones=[{', '.join(f'{date}e9st' for date in range(1, 9000))}])",
    ],
    ids=["chain", "two chains", "numbers", "durations"],
)
def test_a_long_text_reads_back_or_is_refused_at_once(text):
    try:
        schedule = parse(text)
    except NotationError as error:
        assert f"at most {NOTATION.characters} are read" in error.reason or "too long a chain" in error.reason
        assert len(text) > NOTATION.characters / 10
    else:
        assert parse(repr(schedule)) == schedule


def test_a_list_of_metrics_as_long_as_can_be_reads_back():
    schedule = plateau(0.1, metrics=[-1.2345678901234567e-100] * 4000)
    assert parse(repr(schedule)) == schedule


ANY = st.text(st.characters(exclude_characters="\0"), min_size=1).filter(lambda text: text.strip())
TEXTS = [
    """both: it's a "name\"""",
    "'''\"\"\"'",
    "back\\slash\\",
    "\\'",
    "line\nend\r\n\x85\u2028\t\x1b[31m",
    "5ep, 10%) # no comment",
    "\ud800 \U0001f600 \u202e é",
    "{x} $y$ `z` %s = 3",
]


def reads_back(text):
    for schedule in (python(f"{text}.py:f"), recorded(text, column=text), CosineDecay(0.1, 10, name=text)):
        assert parse(repr(schedule)) == schedule
        assert parse(repr(schedule[:5] >> schedule)) == schedule[:5] >> schedule


@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_read_back(text):
    reads_back(text)


@settings(max_examples=examples(200), deadline=None)
@given(ANY)
def test_any_text_reads_back(text):
    reads_back(text)


@pytest.mark.parametrize("text", ["(0.1 *\n t)", '0.1 * t # it\'s "x"', "\t0.1 if t % 30 == 0 else 5"])
def test_formulas_read_back(text):
    assert parse(repr(formula(text))) == formula(text)
    function = LambdaLR(lr=0.1, lr_lambda=text.strip())
    assert parse(repr(function)) == function
