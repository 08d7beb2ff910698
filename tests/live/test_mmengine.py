"""MMEngine's schedulers against MMEngine itself: random legal arguments, alone and in lists, called as its Runner does."""

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
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it imports what PyTorch is about to drop
    real = pytest.importorskip("mmengine.optim.scheduler")
pytestmark = pytest.mark.live

TICKS = 120
ERRORS = (ArithmeticError, ValueError, AssertionError, KeyError, AttributeError)


class Real:
    """Stands for the name `mmengine` in a text: builds the real schedulers on one optimizer."""

    def __init__(self, optimizer, per):
        self.optimizer, self.per = optimizer, per

    def __getattr__(self, name):
        def build(metrics=None, convert_to_iter_based=False, **given):
            kind = getattr(real, name)
            if convert_to_iter_based:
                return kind.build_iter_from_epoch(self.optimizer, epoch_length=self.per, **given)
            made = kind(self.optimizer, **given)
            made.metrics = metrics
            return made

        return build

    def schedulers(self, schedulers):
        return schedulers


def recorded(text, lr, count, per):
    """Rates that MMEngine gives when it is called as by its hook, and the error that ends them."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    rates = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = eval(text, {"mmengine": Real(optimizer, per), "nan": math.nan, "inf": math.inf})
            every = made if isinstance(made, list) else [made]
            for tick in range(count):
                rate = optimizer.param_groups[0]["lr"]
                if isinstance(rate, complex):
                    return rates, TypeError("complex")
                rates.append(rate)
                optimizer.step()
                for each in every:
                    if not each.by_epoch:
                        each.step()
                if (tick + 1) % per:
                    continue
                for each in every:
                    if each.by_epoch:
                        each.step()
                for each in every:
                    if getattr(each, "metrics", None) is not None:
                        each.step({each.monitor: each.metrics[(tick + 1) // per - 1]})
        except ERRORS as error:
            return rates, error
    return rates, None


def agrees(text, lr=0.1, per=1, count=TICKS):
    rates, error = recorded(text, lr, count, per)
    head, _, rest = text.partition("(")
    spec = f"{head}(lr={lr!r}, {rest}"
    run = Run(steps=count, steps_per_epoch=per if per > 1 else None)
    if not rates:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(spec).on(run)(0)
        return
    placed = parse(spec).on(run)
    if error is not None:
        assert placed.limit() == len(rates), error
        with pytest.raises(ValueError, match=type(error).__name__) as refusal:
            placed(len(rates))
        assert str(error)[:25] in str(refusal.value)
    else:
        assert (placed.limit() or count) >= count
    ticks = np.arange(len(rates))
    scale = max([*map(abs, rates), *map(float, re.findall(r"eta_min=([\d.e-]+)", text))])
    assert placed(ticks) == pytest.approx(rates, abs=1e-12 * scale, rel=0)
    assert placed(ticks[::7]).tolist() == placed(ticks)[::7].tolist()


few = st.integers(1, 60)
begins = st.integers(-5, 40) | st.sampled_from([0, 10, 2.5])
ends = st.integers(1, 130) | st.sampled_from([10**9, 50, 7.5])
gammas = st.sampled_from([0.1, 0.5, 0.9, 0.99, 1.0, 1.02, 0.0]) | st.floats(0.05, 1.05)
shares = st.floats(0.01, 1) | st.sampled_from([0.0, 0.1, 0.5, 1.0])
rates = st.sampled_from([0.0, 1e-4, 0.01, 0.05, 0.2])
metrics = st.lists(
    st.sampled_from([0.25, 0.5, 0.5, 0.75, 1.0, 2e9, -1.0, math.nan, math.inf]), min_size=TICKS, max_size=TICKS
)
OPTIONS = {
    "ConstantLR": {"_factor": shares},
    "LinearLR": {"_start_factor": shares, "_end_factor": shares},
    "StepLR": {"step_size": st.integers(0, 60) | st.just(2.5), "_gamma": gammas},
    "MultiStepLR": {"milestones": st.lists(st.integers(-2, 100), max_size=4), "_gamma": gammas},
    "ExponentialLR": {"gamma": gammas},
    "PolyLR": {"_eta_min": rates, "_power": st.sampled_from([0.5, 0.9, 1.0, 2.0, 0.0, -1.0])},
    "CosineAnnealingLR": {
        "_T_max": st.integers(1, 60),
        "_eta_min": rates,
        "_eta_min_ratio": st.sampled_from([0.0, 0.1]),
    },
    "OneCycleLR": {
        "eta_max": rates,
        "_total_steps": st.integers(1, 130),
        "_pct_start": st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 1.0]),
        "_anneal_strategy": st.sampled_from(["cos", "linear"]),
        "_div_factor": st.sampled_from([10.0, 25.0]),
        "_final_div_factor": st.sampled_from([10.0, 1e4]),
        "_three_phase": st.booleans(),
    },
    "CosineRestartLR": {"_eta_min": rates, "_eta_min_ratio": st.sampled_from([0.0, 0.1])},
    "ReduceOnPlateauLR": {
        "metrics": metrics,
        "_rule": st.sampled_from(["less", "greater"]),
        "_factor": st.sampled_from([0.1, 0.5, 0.9]),
        "_patience": st.integers(-1, 4),
        "_threshold": st.sampled_from([0.0, 1e-4, 0.3]),
        "_threshold_rule": st.sampled_from(["rel", "abs"]),
        "_cooldown": st.integers(0, 4),
        "_min_value": st.sampled_from([0.0, 0.01]),
        "_eps": st.sampled_from([1e-8, 0.01]),
    },
}
SINGLE = [name for name in OPTIONS if name != "ReduceOnPlateauLR"]


@st.composite
def calls(draw, names=(*OPTIONS,), iterations=False):
    """A call of a scheduler; some that count iterations, or are turned into such, if these are told."""
    name = draw(st.sampled_from(names))
    words = {
        key.lstrip("_"): draw(values)
        for key, values in {**OPTIONS[name], "_begin": begins, "_end": ends}.items()
        if not key.startswith("_") or draw(st.booleans())
    }
    if name == "CosineRestartLR":
        words["periods"] = draw(st.lists(st.integers(1, 40) | st.just(2.5), max_size=4))
        words["restart_weights"] = [draw(st.sampled_from([1, 0.5, 0.2, 0.0])) for _ in words["periods"]]
    if iterations and name != "ReduceOnPlateauLR":
        words |= draw(st.sampled_from([{}, {"by_epoch": False}, {"convert_to_iter_based": True}]))
        if words.get("convert_to_iter_based") and isinstance(words.get("total_steps"), float):
            del words["total_steps"]
    return f"mmengine.{name}({', '.join(f'{key}={value!r}' for key, value in words.items())})"


thorough = settings(max_examples=21, deadline=None)


@pytest.mark.parametrize("name", OPTIONS)
@thorough
@given(data=st.data(), lr=st.sampled_from([0.1, 1.0, 0.003]))
def test_alone(name, data, lr):
    agrees(data.draw(calls([name])), lr)


@pytest.mark.parametrize("name", OPTIONS)
@settings(max_examples=14, deadline=None)
@given(data=st.data(), per=st.integers(2, 9))
def test_alone_in_epochs_and_iterations(name, data, per):
    agrees(data.draw(calls([name], iterations=True)), per=per)


def listed(drawn):
    return f"mmengine.schedulers(schedulers=[{', '.join(drawn)}])"


@settings(max_examples=54, deadline=None)
@given(drawn=st.lists(calls(), min_size=1, max_size=4))
def test_in_a_list(drawn):
    agrees(listed(drawn))


@settings(max_examples=54, deadline=None)
@given(drawn=st.lists(calls(iterations=True), min_size=1, max_size=4), per=st.integers(2, 9))
def test_in_a_list_of_epochs_and_iterations(drawn, per):
    agrees(listed(drawn), per=per)


def test_each_is_tried():
    assert {kind.family for kind in schedulers("mmengine")} == {
        "mmengine.schedulers",
        *(f"mmengine.{name}" for name in OPTIONS),
    }
