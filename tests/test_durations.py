"""Durations, switches and choices without quotes: read as they are with quotes, and nothing else is changed."""

import re

import pytest
from grouped import examples
from hypothesis import given, settings
from strategies import compositions

from lrcli import NotationError, parse
from lrcli.language.durations import DurationSource
from lrcli.language.flags import read_field
from lrcli.language.syntax import NOTATION
from lrcli.schedules.declare import switch

BARE = {
    "wsd(3e-4, warmup=10%)": 'wsd(0.0003, warmup="10%")',
    "wsd(3e-4, warmup=2000st)": 'wsd(0.0003, warmup="2000st")',
    "wsd(warmup=2k, cooldown=1.5k)": "wsd(0.1, warmup=2000, cooldown=1500)",
    "cosine(0.1, length=100M)": "cosine(0.1, length=100000000)",
    "cosine(0.1, length=2Btok)": 'cosine(0.1, length="2Btok")',
    "cosine(0.1, length=500ksp)": 'cosine(0.1, length="500ksp")',
    "cosine(0.1, length=3 epochs)": 'cosine(0.1, length="3ep")',
    "cosine(0.1, length=5 ep , final=10 % )": 'cosine(0.1, final=0.01, length="5ep")',
    "cosine(0.1, length=+5ep)": 'cosine(0.1, length="5ep")',
    "cosine(0.1, length=1_000st)": 'cosine(0.1, length="1000st")',
    "cosine(0.1, length=1e3st)": 'cosine(0.1, length="1000st")',
    "cosine(0.1, length=.5ep)": 'cosine(0.1, length="0.5ep")',
    "(cosine)[:30ep]": 'cosine(0.1)[:"30ep"]',
    "cosine[:30%]": 'cosine(0.1)[:"30%"]',
    "cosine[ 10 % : 2k ]": 'cosine(0.1)["10%":2000]',
    "linear(0, 0.1, 5ep) >> cosine": 'linear(0, final=0.1, length="5ep") >> cosine()',
    "multistep(milestones=[30%, 60%])": 'multistep(0.1, milestones=["30%", "60%"])',
    "wsd(0.1, # 5ep\n warmup=10%\n)": 'wsd(0.1, warmup="10%")',
    "cosine # first\n >> step": "cosine(0.1) >> step()",
    "# only now\ncosine[:5] \\\n >> step": "cosine(0.1)[:5] >> step()",
    "repeat(cosine[:5], times=2k)": "repeat(cosine(0.1)[:5], times=2000)",
    "torch.StepLR(lr=0.1, step_size=2k)": "torch.StepLR(lr=0.1, step_size=2000)",
    "torch.MultiStepLR(lr=0.1, milestones=[1k, 1.5k])": "torch.MultiStepLR(lr=0.1, milestones=[1000, 1500])",
    "transformers.cosine(lr=1, num_warmup_steps=.5k, num_training_steps=2k)": (
        "transformers.cosine(lr=1, num_warmup_steps=500, num_training_steps=2000)"
    ),
    "timm.StepLRScheduler(lr=1, decay_t=1k)": "timm.StepLRScheduler(lr=1, decay_t=1000)",
    "optax.piecewise_constant_schedule(1, {2k: 0.1, 30: 0.5})": (
        "optax.piecewise_constant_schedule(init_value=1, boundaries_and_scales={30: 0.5, 2000: 0.1})"
    ),
    "piecewise([1, .5], [30ep], inclusive=no)": 'piecewise([1, 0.5], boundaries=["30ep"], inclusive=False)',
    "piecewise([1, .5], [30], inclusive=TRUE)": "piecewise([1, 0.5], boundaries=[30])",
    "torch.OneCycleLR(max_lr=1, total_steps=9, three_phase=yes, anneal_strategy=linear)": (
        'torch.OneCycleLR(max_lr=1, total_steps=9, anneal_strategy="linear", three_phase=True)'
    ),
    "triangular(mode=halving)": 'triangular(0.1, mode="halving")',
    "timm.PlateauLRScheduler(lr=1, metrics=[1, nan, -inf], mode=min)": (
        'timm.PlateauLRScheduler(lr=1, mode="min", metrics=[1, nan, -inf])'
    ),
    "transformers.warmup_stable_decay(lr=1, num_warmup_steps=1, num_decay_steps=1, num_stable_steps=1, "
    "decay_type=1-sqrt)": (
        "transformers.warmup_stable_decay(lr=1, num_warmup_steps=1, num_decay_steps=1, num_stable_steps=1, "
        'decay_type="1-sqrt")'
    ),
    "cosine*0.5": "0.5 * cosine(0.1)",
    "cosine/2": "0.5 * cosine(0.1)",
    "cosine(1e-3) / 2": "0.5 * cosine(0.001)",
    "0.5 * cosine * 4": "4 * (0.5 * cosine(0.1))",
    "step >> cosine / 2": "step(0.1) >> 0.5 * cosine()",
}


@pytest.mark.parametrize("text", BARE)
def test_what_needs_no_quotes(text):
    assert repr(parse(text)) == BARE[text]
    assert repr(parse(BARE[text])) == BARE[text]


UNITS = ["5ep", "500st", "10%", "2k", "+5ep", "1_000st", "1e3st", ".5ep", "5 ep", "1.5k", "2Btok", "3 steps"]


@pytest.mark.parametrize("duration", [*UNITS, "-5ep", "-2k", "- 5ep", "0ep", "101%", "1e9Ttok", "0.3"])
@pytest.mark.parametrize("place", ["wsd(0.1, warmup={})", "cosine[:{}]", "multistep(milestones=[{}])", "noam({})"])
def test_quotes_make_no_difference(place, duration):
    def read(text):
        try:
            return parse(text)
        except NotationError as error:
            return error.reason

    quoted, bare = read(place.format(f'"{duration}"')), read(place.format(duration))
    if place.startswith("noam") and duration == "0.3":  # a number alone is one
        assert "0.3 is out of range" in bare
    else:
        assert bare == quoted


@settings(max_examples=examples(150), deadline=None)
@given(compositions())
def test_a_canonical_text_reads_the_same_without_its_quotes(schedule):
    text = repr(schedule)
    assert parse(re.sub(r'"([\d.]+(?:ep|st|%))"', r"\1", text)) == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        'formula("0.1 * (t % 30)")',
        "formula('0.1 if t % 20 < 10 else 5')",
        'recorded("run 5ep, 10%).csv", column="10%")',
        'torch.LambdaLR(lr=1, lr_lambda="lambda e: 0.95 ** (e % 30)")',
        "constant(1e-5)",
        "constant(0x10)",
        "constant(1e+5)",
        "a5ep(b10)",
        "f(lambda e: 0.95 ** (e % 30), x)",
        "f(lambda e, k=(1, 2): [5 % 3, 30 % e])",
        "f('''a\"5ep''', \"it's 10%\")",
        "cosine(5 % 3, 10 % -3, t % 30)",
    ],
)
def test_nothing_else_is_touched(text):
    source = DurationSource.__new__(DurationSource)
    source.unquoted = {}
    assert source.python(text) == text
    assert not source.unquoted


def test_behind_a_lambda_it_is_read_again():
    source = DurationSource("f(lambda e: e % 30, 30%, x={30: lambda a, b: 5 % 3, 5ep: 10%})", NOTATION)
    assert list(source.unquoted.values()) == ["30%", "5ep", "10%"]
    assert [source.text[at:].startswith(text) for at, text in source.unquoted.items()] == [True] * 3


ERRORS = [
    ("2k * cosine", "2k is a count, and a factor is a plain number: write 2000 * cosine", "2k"),
    ("10% * cosine(0.1)", "10% is a share, and a factor is a plain number: write 0.1 * cosine(0.1)", "10%"),
    ("cosine * 10 %", "10 % is a share, and a factor is a plain number: write 0.1 * cosine", "10 %"),
    ("cosine / 2k", "2k is a count, and a factor is a plain number: write cosine / 2000", "2k"),
    ("5ep * cosine", "5ep is a duration, and a factor is a plain number", "5ep"),
    ("cosine(1/3%)", "3% is a share, and a term is a plain number: write 0.03", "3%"),
    ("cosine(2k + 3)", "2k is a count, and a term is a plain number: write 2000", "2k"),
    ("step >> cosine / 0", "division by zero", "0"),
    ("cosine / cosine", "schedules are combined with a >> b, k * a, a / k, a[:n] and a[k:]", "cosine / cosine"),
    ("2 / cosine", "schedules are combined with a >> b, k * a, a / k, a[:n] and a[k:]", "2 / cosine"),
    ("cosine * -2", "factor: -2 is out of range: above 0", "-2"),
    ("max(cosine(0.1), 0.01)", "a lowest rate is written floor(a, 0.01), for max(a, 0.01)", "max"),
    ("tf.maximum(cosine(0.1), 0.01)", "a lowest rate is written floor(a, 0.01)", "tf.maximum"),
    ("foo(cosine(0.1), 3)", "no schedule is called foo", "foo"),
    ("sqrt(cosine(0.1))", "no schedule is called sqrt", "sqrt"),
    ("max(cosine, 0.01)", "a lowest rate is written floor(a, 0.01), for max(a, 0.01)", "max"),
    ("cosine(0.1, length=5foo)", "not a schedule: 5foo is neither a number nor a duration such as", "5foo"),
    ("cosine(0.1, length=0.3)", "cosine: length: 0.3 of what? 30 %? 0.3ep?", "0.3"),
    ("cosine(0.1, length=-5ep)", "cosine: length: -5ep is negative", "-5ep"),
    ("step(0.1, every=5 ep) >> linear(x=10%)", "linear: no argument x", "x"),
    ("step(column='ä', every=10%)", "step: no argument column", "column"),
    ("cosine[:'ä'] >> cosin(10%)", "ä is not a duration", "'ä'"),
    ("constant('ä', x=5ep)", "constant: no argument x", "x"),
    ("torch.StepLR(lr=1, step_size=30ep)", "30ep has a unit, and this is a plain number, such as 30 or 2k", "30ep"),
    ("plateau(0.1, patience=1.2345k)", "1.2345k is not a whole number", "1.2345k"),
    ("optax.piecewise_constant_schedule(1, {2k: 1, 2000: 1})", "2000 is given twice", "{2k: 1, 2000: 1}"),
    ("piecewise([1, 2], [3], inclusive=maybe)", "piecewise: inclusive: 'maybe' is neither yes nor no", "maybe"),
    ("triangular(mode=halvin)", "triangular: mode: 'halvin' is not one of plain, halving, exponential", "halvin"),
    ("(step(0.1, every=5 ep) # 10%\n >> cosine(fin=3))", "cosine: no argument fin", "fin"),
    ("step(every=5ep) >> päck(10%)", "no schedule is called päck", "päck"),
    ("5ep", "this is a value, not a schedule", "5ep"),
]


@pytest.mark.parametrize(("text", "reason", "spot"), ERRORS)
def test_carets_point_into_the_text_as_typed(text, reason, spot):
    with pytest.raises(NotationError) as caught:
        parse(text)
    error = caught.value
    assert reason in error.reason
    assert error.text == text
    assert error.text[error.start : error.end] == spot


@pytest.mark.parametrize("word", ["yes", "no", "true", "False", "YES"])
def test_flags_answer_in_the_same_words(word):
    field = switch(True, "it")
    assert read_field(field, word) is (word.lower() in ("yes", "true"))
    with pytest.raises(ValueError, match="neither yes nor no"):
        read_field(field, "maybe")
