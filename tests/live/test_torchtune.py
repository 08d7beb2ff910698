"""torchtune's cosine against torchtune itself: random arguments and a real optimizer."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers

torch = pytest.importorskip("torch")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of torchao, which torchtune imports
    lr_schedulers = pytest.importorskip("torchtune.training.lr_schedulers")
pytestmark = pytest.mark.live

TICKS = 130
NAME = "get_cosine_schedule_with_warmup"


def recorded(lr, arguments):
    """The rates that torchtune gives, and the error that ends them."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    rates = []
    try:
        scheduler = getattr(lr_schedulers, NAME)(optimizer, **arguments)
        for _ in range(TICKS):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
    except (ArithmeticError, ValueError, TypeError, KeyError) as error:
        return rates, error
    return rates, None


lengths = st.integers(-3, 60) | st.sampled_from([0.5, 7.5])
waves = st.sampled_from([-0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 3]) | st.floats(-3, 20)


@settings(max_examples=54, deadline=None)
@given(
    st.sampled_from([0.0, 5e-5, 0.001, 0.2]),
    st.fixed_dictionaries(
        {"num_warmup_steps": lengths, "num_training_steps": lengths | st.integers(40, 110)},
        optional={"num_cycles": waves, "last_epoch": st.sampled_from([-1, -1, -1, 5])},
    ),
)
def test_the_cosine(lr, arguments):
    text = f"torchtune.{NAME}({', '.join(f'{key}={value!r}' for key, value in {'lr': lr, **arguments}.items())})"
    rates, error = recorded(lr, arguments)
    if not rates:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(text)
        return
    assert error is None
    schedule = parse(text)
    assert schedule.on(Run()).limit() is None
    assert schedule(np.arange(TICKS)) == pytest.approx(rates, abs=1e-12 * max(lr, *rates), rel=0)
    assert parse(repr(schedule)) == schedule


def test_what_is_not_given():
    error = recorded(0.1, {"num_training_steps": 9})[1]
    with pytest.raises(ValueError, match="needs") as refusal:
        parse(f"torchtune.{NAME}(lr=0.1)")
    assert f"{type(error).__name__}: {error}" in str(refusal.value)


def test_every_scheduler_is_here():
    assert [kind.family for kind in schedulers("torchtune")] == [f"torchtune.{NAME}"]
