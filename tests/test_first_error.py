"""Of several errors the first one ends a schedule, at its tick of the run, whatever raises it and however it is put.

`FAILING` makes members that raise an error when their own clock is at a given number, in every framework that has some.
"""

from random import Random

import numpy as np
import pytest

from lrcli import Run, parse

TORCH = {
    "LambdaLR": "torch.LambdaLR(lr_lambda='1 / (t - {0})')",
    "MultiplicativeLR": "torch.MultiplicativeLR(lr_lambda='1 / (t - {0})')",
    "CyclicLR": (
        "torch.CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=3, scale_fn='1 / (x - {0})', scale_mode='iterations', "
        "cycle_momentum=False)"
    ),
    "OneCycleLR": "torch.OneCycleLR(max_lr=0.1, total_steps={0} - 1, cycle_momentum=False)",
    "ConstantLR": "torch.ConstantLR(factor=0, total_iters={0})",
    "PolynomialLR": "torch.PolynomialLR(power=-1, total_iters={0})",
    "MultiStepLR": "torch.MultiStepLR(milestones=[{0}, {0}], gamma=1e200)",
    "ExponentialLR": "torch.ExponentialLR(gamma=0.9 + 0 * {0})",
}
NEVER = ("ExponentialLR",)
FAILING = {
    **{name: text.replace("(", "(lr=0.1, ", 1) for name, text in TORCH.items() if name not in NEVER},
    "torch in torch": "torch.ChainedScheduler(lr=0.1, schedulers=[torch.StepLR(3), torch.LambdaLR('1 / (t - {0})')])",
    "keras pole": "keras.PolynomialDecay(0.1, {0}, power=-1.0, cycle=True)",
    "keras function": "keras.LearningRateScheduler('lambda epoch: 1 / ({0} - epoch)', lr=0.1)",
    "optax pole": "optax.polynomial_schedule(0.1, 0.01, power=-1.0, transition_steps={0})",
    "optax joined": (
        "optax.join_schedules([optax.constant_schedule(0.1), optax.cosine_decay_schedule(0.1, {0} - 3, exponent=-1.0)], [3])"
    ),
}
RUN = Run(steps=60)
SEEDS = range(40)


def call(template, number):
    """A member that raises when its clock is at a number; differences are worked out."""
    text = template.format(number)
    for less in (1, 3):
        text = text.replace(f"{number} - {less}", str(number - less))
    return text.replace(f"0.9 + 0 * {number}", "0.9")


def holds(text, tick):
    """It has rates up to before a tick, and none from there on; None for one that lasts for the run."""
    curve = parse(text).on(RUN)
    limit = curve.limit()
    assert (None if limit is None or limit >= 60 else limit) == tick, text
    assert not np.isnan(curve(np.arange(60 if tick is None else tick))).any()
    if tick is not None:
        for asked in (tick, 59):
            with pytest.raises(ValueError, match=f"^no learning rate from tick {tick} on: .*"):
                curve(asked)


@pytest.mark.parametrize("name", FAILING)
@pytest.mark.parametrize("number", [5, 8, 20])
def test_alone(name, number):
    holds(call(FAILING[name], number), number)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_at_once(seed):
    """A chained scheduler ends with the first of its members that does."""
    random = Random(seed)
    names = random.choices(list(TORCH), k=random.randint(1, 4))
    numbers = random.choices(range(2, 50), k=len(names))
    members = [call(TORCH[name], number) for name, number in zip(names, numbers, strict=True)]
    ends = [number for name, number in zip(names, numbers, strict=True) if name not in NEVER]
    holds(f"torch.ChainedScheduler(lr=0.1, schedulers=[{', '.join(members)}])", min(ends, default=None))


@pytest.mark.parametrize("seed", SEEDS)
def test_in_turn(seed):
    """In a sequence each member begins anew at its milestone, and may be over before it fails."""
    random = Random(seed)
    names = random.choices(list(TORCH), k=random.randint(1, 4))
    numbers = random.choices(range(2, 40), k=len(names))
    begins = [0, *sorted(random.sample(range(1, 50), len(names) - 1)), 60]
    members = [call(TORCH[name], number) for name, number in zip(names, numbers, strict=True)]
    ends = [
        begin + number
        for name, number, begin, end in zip(names, numbers, begins, begins[1:], strict=False)
        if name not in NEVER and begin + number < end
    ]
    text = f"torch.SequentialLR(lr=0.1, schedulers=[{', '.join(members)}], milestones={begins[1:-1]})"
    holds(text, min(ends, default=None))


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_chain(seed):
    """Pieces of any framework, one after another, and what is around them."""
    random = Random(seed)
    pieces, ends, begin = [], [], 0
    for _ in range(random.randint(1, 3)):
        name, number, length = random.choice(list(FAILING)), random.randint(5, 15), random.randint(4, 16)
        pieces.append(f"({call(FAILING[name], number)})[:{length}]")
        ends += [begin + number] if number < length else []
        begin += length
    before, around = random.choice([0, 7]), random.choice(["{}", "0.5 * ({})", "floor({}, 1e-9)"])
    chain = " >> ".join([*([f"constant(0.1)[:{before}]"] if before else []), *pieces, "constant(0.1)"])
    holds(around.format(chain), min(ends) + before if ends else None)


def test_a_function_in_a_file_is_told_with_its_own_error(tmp_path, monkeypatch):
    (tmp_path / "my.py").write_text("def f(epoch):\n    return [0.5, 0.4, 0.3][epoch]\n")
    monkeypatch.chdir(tmp_path)
    text = "torch.SequentialLR(lr=0.1, schedulers=[torch.ConstantLR(), torch.LambdaLR('my.py:f')], milestones=[5])"
    curve = parse(text).on(RUN)
    assert curve(np.arange(8))[5:].tolist() == pytest.approx([0.05, 0.04, 0.03])
    with pytest.raises(ValueError, match=r"from tick 8 on: torch\.LambdaLR: my\.py line 2: f\(3\): IndexError"):
        curve(8)


def test_infinity_is_no_error_where_the_framework_goes_on():
    assert parse("torch.MultiplicativeLR(lr=0.1, lr_lambda='1e200')").on(RUN)([1, 2]).tolist() == [1e199, np.inf]
    for text in ("torch.MultiplicativeLR(lr=0, lr_lambda='1e200')", "torch.ExponentialLR(lr=0, gamma=1e200)"):
        assert parse(text).on(RUN)(np.arange(60)).tolist() == [0.0] * 60


def test_what_fails_after_the_rows_is_no_matter():
    text = "torch.ChainedScheduler(lr=0.1, schedulers=[torch.ConstantLR(), torch.LambdaLR(lr_lambda='1 / (t - 90)')])"
    assert parse(text).on(RUN).limit() is None


def test_a_constructor_that_fails_is_refused():
    with pytest.raises(ValueError, match=r"torch\.LambdaLR: ZeroDivisionError in lr_lambda=.* at 0"):
        parse("torch.ChainedScheduler(lr=0.1, schedulers=[torch.LambdaLR(lr_lambda='1 / t')])").on(RUN)
