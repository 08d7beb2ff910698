"""PyTorch's schedulers against PyTorch itself: random legal arguments, a real optimizer, every step."""

import ast
import math
import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.live

TICKS = 130
ERRORS = (ArithmeticError, ValueError, NotImplementedError, KeyError)


class Real:
    """Stands for the name `torch` in a text: builds the real schedulers on one optimizer."""

    def __init__(self, optimizer):
        self.optimizer = optimizer

    def __getattr__(self, name):
        kind = torch.optim.swa_utils.SWALR if name == "SWALR" else getattr(torch.optim.lr_scheduler, name)

        def build(metrics=None, **given):
            for key in ("lr_lambda", "scale_fn"):
                if key in given:
                    several = isinstance(given[key], list)
                    given[key] = list(map(function, given[key])) if several else function(given[key])
            return kind(**given) if name == "ChainedScheduler" else kind(self.optimizer, **given)

        return build


def function(text):
    """A function of t, as PyTorch takes it."""
    body = text.removeprefix("lambda t:")
    return eval(f"lambda t: {body}", {"math": math})


def recorded(text, lr, count, adam=False):
    """Rates and momenta that PyTorch gives, and the error that ends them; of each group where `lr` is a list."""
    several = isinstance(lr, list)
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": each} for each in (lr if several else [lr])]
    optimizer = torch.optim.AdamW(groups) if adam else torch.optim.SGD(groups, momentum=0.5)
    rates, momenta = [], []
    metrics = re.search(r"metrics=(\[.*?\])", text)
    metrics = metrics and eval(metrics[1], {"nan": math.nan, "inf": math.inf})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scheduler = eval(text, {"torch": Real(optimizer), "nan": math.nan, "inf": math.inf})
            for tick in range(count):
                now = [group["lr"] for group in optimizer.param_groups]
                held = [group["betas"][0] if adam else group["momentum"] for group in optimizer.param_groups]
                rates.append(now if several else now[0])
                momenta.append(held if several else held[0])
                optimizer.step()
                if metrics is None:
                    scheduler.step()
                else:
                    scheduler.step(metrics[tick])
        except ERRORS as error:
            return rates, momenta, error
    return rates, momenta, None


def agrees(text, lr=0.1, count=TICKS, adam=False):
    rates, momenta, error = recorded(text, lr, count, adam)
    if not rates:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(with_lr(text, lr))(0)
        return
    schedule = parse(with_lr(text, lr))
    if error is not None:
        assert schedule.on(Run()).limit() == len(rates), error
        with pytest.raises(ValueError, match=type(error).__name__) as refusal:
            schedule(len(rates))
        assert str(error)[:25] in str(refusal.value)
    else:
        assert (schedule.on(Run()).limit() or count) >= count
    ticks = np.arange(len(rates))
    scale = max([*map(abs, rates), *map(float, re.findall(r"eta_min=([\d.e-]+)", text))])
    assert schedule(ticks) == pytest.approx(rates, abs=1e-12 * scale, rel=0)
    assert schedule(ticks[::7]).tolist() == schedule(ticks)[::7].tolist()
    try:
        driven = schedule.momentum(ticks)
    except ValueError:
        assert set(momenta) == {0.9 if adam else 0.5}
    else:
        assert driven == pytest.approx(momenta, abs=1e-12 * max(map(abs, momenta)), rel=0)


def with_lr(text, lr):
    head, _, rest = text.partition("(")
    return f"{head}(lr={lr!r}{', ' if rest != ')' else ''}{rest}"


few = st.integers(1, 60)
gammas = st.sampled_from([0.1, 0.5, 0.9, 0.99, 1.0, 1.02]) | st.floats(0.05, 1.05)
shares = st.floats(0.01, 1) | st.sampled_from([0.1, 0.5, 1.0])
rates = st.sampled_from([0.0, 1e-4, 0.01, 0.05, 0.2, 1.0]) | st.floats(1e-5, 1)
positive = st.sampled_from([1e-4, 0.01, 0.05, 0.2, 1.0])
texts = st.sampled_from(
    [
        "0.95 ** t",
        "1 / (1 + 0.05 * t)",
        "0.5 ** (t // 30)",
        "0.5 if t % 20 == 0 else 1.0",
        "1 - 1 / (t + 2)",
        "min(1, (t + 1) / 10)",
        "max(0.1, 1 - t / 100)",
        "0.5 * (1 + math.cos(math.pi * t / 50))",
        "lambda t: t / 5 if t < 5 else 0.9 ** (t - 5)",
        "0",
        "0.97",
    ]
)
sgd_or_adam = st.booleans()


def call(name, **arguments):
    """Texts of calls with all of the required arguments and some of the others, which begin with an underscore."""

    @st.composite
    def drawn(draw):
        words = [
            f"{key.lstrip('_')}={draw(values)!r}"
            for key, values in arguments.items()
            if not key.startswith("_") or draw(st.booleans())
        ]
        return f"torch.{name}({', '.join(words)})"

    return drawn()


SINGLE = {
    "LambdaLR": call("LambdaLR", lr_lambda=texts),
    "MultiplicativeLR": call("MultiplicativeLR", lr_lambda=texts),
    "StepLR": call("StepLR", step_size=st.integers(0, 60), _gamma=gammas),
    "MultiStepLR": call("MultiStepLR", milestones=st.lists(st.integers(0, 100), max_size=4), _gamma=gammas),
    "ConstantLR": call("ConstantLR", _factor=shares | st.just(0.0), _total_iters=st.integers(0, 60)),
    "LinearLR": call(
        "LinearLR", _start_factor=shares, _end_factor=shares | st.just(0.0), _total_iters=st.integers(0, 60)
    ),
    "ExponentialLR": call("ExponentialLR", gamma=gammas),
    "PolynomialLR": call(
        "PolynomialLR", _total_iters=st.integers(0, 60), _power=st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.5, -1.0])
    ),
    "CosineAnnealingLR": call("CosineAnnealingLR", T_max=st.integers(0, 60), _eta_min=rates),
    "CosineAnnealingWarmRestarts": call(
        "CosineAnnealingWarmRestarts", T_0=st.integers(0, 60), _T_mult=st.integers(0, 4), _eta_min=rates
    ),
    "CyclicLR": call(
        "CyclicLR",
        base_lr=positive,
        max_lr=positive,
        _step_size_up=st.integers(0, 40) | st.floats(0.5, 20),
        _step_size_down=st.integers(0, 40),
        _mode=st.sampled_from(["triangular", "triangular2", "exp_range"]),
        _gamma=st.sampled_from([0.99, 1.0, 1.01, 1e3]),
        _scale_fn=st.sampled_from(["1 / (t + 1)", "0.9 ** t", "0.5 * (1 + math.cos(t))"]),
        _scale_mode=st.sampled_from(["cycle", "iterations"]),
        _cycle_momentum=st.booleans(),
        _base_momentum=st.sampled_from([0.7, 0.85]),
        _max_momentum=st.sampled_from([0.95, 0.99]),
    ),
    "OneCycleLR": call(
        "OneCycleLR",
        max_lr=positive,
        total_steps=st.integers(1, 120),
        _pct_start=st.floats(0, 1) | st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.9, 1.0]),
        _anneal_strategy=st.sampled_from(["cos", "linear"]),
        _cycle_momentum=st.booleans(),
        _base_momentum=st.sampled_from([0.7, 0.8]),
        _max_momentum=st.sampled_from([0.9, 0.99]),
        _div_factor=st.sampled_from([1.0, 10.0, 25.0]),
        _final_div_factor=st.sampled_from([0.5, 1.0, 100.0]),
        _three_phase=st.booleans(),
    ),
    "SWALR": call(
        "SWALR",
        swa_lr=rates,
        _anneal_epochs=st.integers(0, 60),
        _anneal_strategy=st.sampled_from(["cos", "linear"]),
    ),
}
metric = st.floats(0.1, 2) | st.sampled_from([1.0, 1.0, 0.5, -1.0, math.nan, math.inf, -math.inf])
PLATEAU = call(
    "ReduceLROnPlateau",
    metrics=st.lists(metric, min_size=TICKS, max_size=TICKS),
    _mode=st.sampled_from(["min", "max"]),
    _factor=st.sampled_from([0.0, 0.1, 0.5, 0.9, -0.5]),
    _patience=st.integers(0, 5),
    _threshold=st.sampled_from([0.0, 1e-4, 0.05, 0.5]),
    _threshold_mode=st.sampled_from(["rel", "abs"]),
    _cooldown=st.integers(0, 5),
    _min_lr=st.sampled_from([0.0, 1e-3, 0.2]),
    _eps=st.sampled_from([0.0, 1e-8, 1e-2]),
)


def sequential(members):
    @st.composite
    def drawn(draw):
        inside = draw(st.lists(members, min_size=1, max_size=4))
        dates = sorted(draw(st.lists(st.integers(0, 90), min_size=len(inside) - 1, max_size=len(inside) - 1)))
        return f"torch.SequentialLR(schedulers=[{', '.join(inside)}], milestones={dates})"

    return drawn()


def chained(members):
    return st.lists(members, min_size=1, max_size=4).map(
        lambda inside: f"torch.ChainedScheduler(schedulers=[{', '.join(inside)}])"
    )


simple = st.one_of(*SINGLE.values())
composites = st.recursive(simple, lambda inner: sequential(inner) | chained(inner), max_leaves=6)
often = settings(max_examples=54, deadline=None)


@pytest.mark.parametrize("name", SINGLE)
@often
@given(data=st.data())
def test_alone(name, data):
    lr = data.draw(positive)
    agrees(data.draw(SINGLE[name]), lr, adam=data.draw(sgd_or_adam))


@often
@given(text=PLATEAU, lr=positive)
def test_plateau(text, lr):
    agrees(text, lr)


@settings(max_examples=360, deadline=None)
@given(text=sequential(simple), lr=positive)
def test_one_after_another(text, lr):
    agrees(text, lr)


@settings(max_examples=360, deadline=None)
@given(text=chained(simple), lr=positive)
def test_all_at_once(text, lr):
    agrees(text, lr)


@settings(max_examples=360, deadline=None)
@given(text=composites, lr=positive)
def test_nested(text, lr):
    agrees(text, lr)


LISTS = ("lr_lambda", "base_lr", "max_lr", "base_momentum", "max_momentum", "min_lr", "swa_lr")
"""The arguments that may be a list with a value for each parameter group."""


class InLists(ast.NodeTransformer):
    """Makes lists of arguments that may be some, for three groups."""

    def __init__(self, chosen):
        self.chosen = chosen

    def visit_keyword(self, node):
        self.generic_visit(node)
        if node.arg in self.chosen:
            value = ast.literal_eval(node.value)
            others = ["0.97", "1 / (t + 1)"] if isinstance(value, str) else [value * 0.3, value * 0.9]
            node.value = ast.parse(repr([value, *others]), mode="eval").body
        return node


@settings(max_examples=72, deadline=None)
@given(
    text=composites | PLATEAU,
    chosen=st.sets(st.sampled_from(LISTS)),
    lr=st.lists(positive, min_size=3, max_size=3),
    adam=sgd_or_adam,
)
def test_parameter_groups(text, chosen, lr, adam):
    """Every group, and its momentum, is what PyTorch computes for it."""
    text = ast.unparse(InLists(chosen).visit(ast.parse(text)))
    rates, momenta, error = recorded(text, lr, TICKS, adam)
    if not rates:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(with_lr(text, lr)).on(Run())
        return
    schedule = parse(with_lr(text, lr))
    assert parse(repr(schedule)) == schedule
    groups = schedule.on(Run()).groups()
    assert [group.name for group in groups] == ["group0", "group1", "group2"]
    for index, (_, curve) in enumerate(groups):
        own, held = ([each[index] for each in every] for every in (rates, momenta))
        assert (curve.limit() or TICKS) >= len(rates) if error is None else curve.limit() == len(rates)
        scale = max([*map(abs, own), *map(float, re.findall(r"eta_min=([\d.e-]+)", text))])
        assert curve(np.arange(len(own))) == pytest.approx(own, abs=1e-12 * scale, rel=0)
        if curve.tells("momentum"):
            assert curve.momentum(np.arange(len(own))) == pytest.approx(held, abs=1e-12, rel=0)


def test_every_scheduler_is_here():
    names = {kind.family.removeprefix("torch.") for kind in schedulers("torch")}
    assert names == {*SINGLE, "ReduceLROnPlateau", "SequentialLR", "ChainedScheduler"}
