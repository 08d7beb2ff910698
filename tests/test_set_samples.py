"""What is shown for a value that is asked for could stand there."""

import pytest

from lrcli import parse
from lrcli.language.errors import NotationError, UnknownValues
from lrcli.language.reader import read_given


@pytest.mark.parametrize(
    ("text", "samples"),
    [
        (
            "MultiStepLR(opt, milestones=args.lr_steps, gamma=args.lr_gamma)",
            ["--set 'args.lr_steps=[30, 60, 90]'", "--set args.lr_gamma=0.1"],
        ),
        ("LambdaLR(opt, f)", ["""--set 'f="0.95 ** t"'"""]),
        ("keras.PiecewiseConstantDecay(dates, rates)", ["'dates=[30, 60, 90]'", "'rates=[0.1, 0.06, 0.03, 0.01]'"]),
        ("CosineAnnealingLR(opt, T_max=cfg.epochs)", ["--set cfg.epochs=90"]),
    ],
)
def test_a_sample_is_of_the_argument(text, samples):
    with pytest.raises(UnknownValues) as caught:
        parse(text)
    for sample in samples:
        assert sample in caught.value.reason
    given = {name: read_given(value) for name, value in caught.value.samples.items() if value}
    assert parse(text, given)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("my schedule", "no schedule is called my_schedule; lrcli list shows what there is"),
        ("my-schedule", "no schedule is called my_schedule; lrcli list shows what there is"),
        ("cosin annealing", "no schedule is called cosin_annealing; did you mean cosine?"),
        ("lambda", "formula needs expression, as in: formula(expression='0.1 * 0.97 ** t')"),
        (
            "wsd(0.1, shape=two-sqrt)",
            "wsd: shape: 'two-sqrt' is not one of linear, cosine, one_minus_sqrt, exponential",
        ),
    ],
)
def test_names_of_several_words(text, reason):
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert caught.value.reason == reason
