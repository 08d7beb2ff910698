"""What becomes of the rate when a run is resumed with another length, in the frameworks themselves: the first five.

An optimizer and a scheduler are made for the old length, stepped, and their states saved; others are made for the new
length and given these states.
"""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from real_timm import schedulers_of_timm
from resuming import close, optimizer_of, ours, resumed, seams

pytestmark = pytest.mark.live
many = settings(max_examples=15, deadline=None)


@many
@given(seam=seams(), final=st.sampled_from([0.0, 1e-3]), late=st.booleans())
def test_torch_brings_the_old_length_of_a_cosine_back(seam, final, late):
    torch = pytest.importorskip("torch")
    schedulers = torch.optim.lr_scheduler
    rates = resumed(torch, 0.1, lambda o, n: schedulers.CosineAnnealingLR(o, T_max=n, eta_min=final), seam, late)
    close(f"cosine(0.1, final={final})", seam, "torch-cosine", rates)
    close(f"torch.CosineAnnealingLR(lr=0.1, T_max={seam[1]}, eta_min={final})", seam, "torch-cosine", rates)


@many
@given(seam=seams(), warmup=st.integers(1, 10))
def test_torch_brings_the_old_length_of_a_sequence_back(seam, warmup):
    torch = pytest.importorskip("torch")
    schedulers = torch.optim.lr_scheduler

    def made(optimizer, length):
        rise = schedulers.LinearLR(optimizer, start_factor=0.1, total_iters=warmup)
        fall = schedulers.CosineAnnealingLR(optimizer, T_max=length - warmup)
        return schedulers.SequentialLR(optimizer, [rise, fall], milestones=[warmup])

    rates = resumed(torch, 0.1, made, seam)
    close(f"linear(0.01, 0.1, {warmup}) >> cosine(0.1)", seam, "torch-cosine", rates)


NAMES = ("linear", "cosine", "polynomial", "cosine_with_restarts")


@many
@given(seam=seams(), name=st.sampled_from(NAMES), late=st.booleans())
def test_a_lambda_has_the_new_length_after_one_more_update(seam, name, late):
    torch = pytest.importorskip("torch")
    optimization = pytest.importorskip("transformers.optimization")
    warmup = seam[3]
    rates = resumed(
        torch,
        0.1,
        lambda o, n: optimization.get_scheduler(name, o, num_warmup_steps=warmup, num_training_steps=n),
        seam,
        late,
    )
    body = f"transformers.{name}(lr=0.1, num_warmup_steps={warmup}, num_training_steps={seam[1]})"
    how = "torch-lambda" if late else "transformers"
    close(body, seam, how, rates)
    close(f"transformers.{name}(lr=0.1, num_warmup_steps={warmup})", seam, how, rates)
    if name in ("linear", "cosine") and warmup:
        close(f"linear(0, 0.1, {warmup}) >> {name}(0.1)", seam, how, rates)


@many
@given(seam=seams(), name=st.sampled_from(["PolynomialLR", "StepLR", "OneCycleLR", "CosineAnnealingWarmRestarts"]))
def test_torch_brings_the_old_numbers_of_the_others_back(seam, name):
    torch = pytest.importorskip("torch")
    at, was, _, _ = seam
    arguments = {
        "PolynomialLR": lambda n: {"total_iters": n, "power": 2.0},
        "StepLR": lambda n: {"step_size": max(n // 3, 1)},
        "OneCycleLR": lambda n: {"max_lr": 0.5, "total_steps": n, "cycle_momentum": False},
        "CosineAnnealingWarmRestarts": lambda n: {"T_0": max(n // 4, 1)},
    }[name]
    assume(name != "OneCycleLR" or at < was)  # its step after the last is an error before there is a state
    rates = resumed(torch, 0.1, lambda o, n: getattr(torch.optim.lr_scheduler, name)(o, **arguments(n)), seam)
    shown = ", ".join(f"{key}={value}" for key, value in arguments(was).items())
    close(f"torch.{name}(lr=0.1, {shown})", seam, "torch-cosine", rates)


@many
@given(seam=seams(), name=st.sampled_from(["CosineLRScheduler", "PolyLRScheduler"]), prefix=st.booleans())
def test_timm_is_set_to_the_epoch_at_which_it_is_resumed(seam, name, prefix):
    torch = pytest.importorskip("torch")
    timm = schedulers_of_timm()
    at, was, total, warmup = seam

    def made(optimizer, length):
        own = length - warmup if prefix else length
        kind = getattr(timm, name)
        return kind(optimizer, t_initial=own, warmup_t=warmup, warmup_prefix=prefix, warmup_lr_init=1e-4)

    rates = []
    for length, first, end in ((was, 0, at), (total, at, total)):
        optimizer = optimizer_of(torch, 0.1)
        scheduler = made(optimizer, length)
        for epoch in range(first, end):
            scheduler.step(epoch)
            rates.append(optimizer.param_groups[0]["lr"])
    own = was - warmup if prefix else was
    body = f"timm.{name}(lr=0.1, t_initial={own}, warmup_t={warmup}, warmup_lr_init=1e-4, warmup_prefix={prefix})"
    close(body, seam, "recompute", np.array(rates))


@settings(max_examples=4, deadline=None)
@given(seam=seams())
def test_keras_asks_the_new_schedule_at_the_old_count(seam):
    keras = pytest.importorskip("keras")
    at, was, total, _ = seam
    variable = keras.Variable([0.0])

    def made(length):
        optimizer = keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, length))
        optimizer.build([variable])
        return optimizer

    store, rates = {}, {}
    old, new = made(was), made(total)
    old.iterations.assign(at - 1)
    rates[at - 1] = float(old.learning_rate)
    old.apply([keras.ops.zeros((1,))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        old.save_own_variables(store)
        new.load_own_variables(store)
    for tick in (at, at + 1):
        rates[tick] = float(new.learning_rate)
        new.apply([keras.ops.zeros((1,))])
    new.iterations.assign(total - 1)
    rates[total - 1] = float(new.learning_rate)
    ticks = [tick for tick in rates if tick < total]
    for body in ("cosine(0.1)", f"keras.CosineDecay(initial_learning_rate=0.1, decay_steps={was})"):
        got = ours(body, seam, "keras")[ticks]
        np.testing.assert_allclose(got, [rates[tick] for tick in ticks], rtol=0, atol=2e-7)


@settings(max_examples=4, deadline=None)
@given(seam=seams())
def test_optax_asks_the_new_schedule_at_the_old_count(seam):
    optax = pytest.importorskip("optax")
    numpy = pytest.importorskip("jax.numpy")
    at, was, total, _ = seam
    weights = numpy.zeros(1)

    def made(length):
        return optax.chain(optax.scale_by_schedule(optax.cosine_decay_schedule(0.1, length)))

    state = made(was).init(weights)
    for _ in range(min(at, 3)):
        _, state = made(was).update(numpy.ones(1), state)
    state = (state[0]._replace(count=state[0].count + max(at - 3, 0)),)
    rates = []
    for _ in range(min(3, total - at)):
        updates, state = made(total).update(numpy.ones(1), state)
        rates.append(float(updates[0]))
    ticks = np.arange(at, at + len(rates))
    for body in ("cosine(0.1)", f"optax.cosine_decay_schedule(init_value=0.1, decay_steps={was})"):
        np.testing.assert_allclose(ours(body, seam, "optax")[ticks], rates, rtol=0, atol=2e-7)
