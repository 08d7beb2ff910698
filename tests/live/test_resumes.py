"""What becomes of the rate when a run is resumed with another length, in the frameworks themselves.

An optimizer and a scheduler are made for the old length, stepped, and their states saved; others are made for the new
length and given these states.
"""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse

pytestmark = pytest.mark.live
many = settings(max_examples=36, deadline=None)


@st.composite
def seams(draw, least=1):
    """Updates done, the old length, the new one, a warm-up."""
    was, total = draw(st.integers(12, 90)), draw(st.integers(13, 180))
    return draw(st.integers(least, min(was, total - 1))), was, total, draw(st.integers(0, 10))


def optimizer_of(torch, lr):
    return torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=lr)


def resumed(torch, lr, made, seam, late=False):
    """The rates of a run: `made(optimizer, length)` is its scheduler, made after the optimizer was loaded if `late`."""
    at, was, total, _ = seam
    optimizer, rates = optimizer_of(torch, lr), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scheduler = made(optimizer, was)
        for _ in range(at):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        states = optimizer.state_dict(), scheduler.state_dict()
        optimizer = optimizer_of(torch, lr)
        if late:
            optimizer.load_state_dict(states[0])
        scheduler = made(optimizer, total)
        if not late:
            optimizer.load_state_dict(states[0])
        scheduler.load_state_dict(states[1])
        for _ in range(at, total):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
    return np.array(rates)


def ours(body, seam, how):
    at, was, total, _ = seam
    schedule = parse(f'resumed({body}, at={at}, was={was}, total={total}, how="{how}")')
    return schedule.on(Run(steps=total))(np.arange(total))


def close(body, seam, how, rates, share=1e-12):
    np.testing.assert_allclose(ours(body, seam, how), rates, rtol=0, atol=share * np.abs(rates).max())


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
@given(seam=seams(), name=st.sampled_from(["WarmupCosineLR", "WarmupDecayLR"]))
def test_deepspeed_brings_the_count_alone_back(seam, name):
    torch = pytest.importorskip("torch")
    schedulers = pytest.importorskip("deepspeed.runtime.lr_schedules")
    warmup = seam[3] + 2
    own = {"warmup_max_lr": 0.1} if name == "WarmupDecayLR" else {}
    rates = resumed(
        torch, 0.1, lambda o, n: getattr(schedulers, name)(o, total_num_steps=n, warmup_num_steps=warmup, **own), seam
    )
    arguments = "".join(f", {key}={value}" for key, value in own.items())
    close(
        f"deepspeed.{name}(lr=0.1, total_num_steps={seam[1]}, warmup_num_steps={warmup}{arguments})",
        seam,
        "deepspeed",
        rates,
    )


@many
@given(seam=seams(), style=st.sampled_from(["linear", "cosine"]), kept=st.booleans())
def test_megatron_steps_to_where_it_was(seam, style, kept):
    torch = pytest.importorskip("torch")
    schedulers = pytest.importorskip("megatron.core.optimizer_param_scheduler")
    warmup = min(seam[3], 11)

    def made(optimizer, length):
        return schedulers.OptimizerParamScheduler(
            optimizer,
            init_lr=0.0,
            max_lr=0.1,
            min_lr=0.01,
            lr_warmup_steps=warmup,
            lr_decay_steps=length,
            lr_decay_style=style,
            start_wd=0.0,
            end_wd=0.0,
            wd_incr_steps=0,
            wd_incr_style="constant",
            use_checkpoint_opt_param_scheduler=kept,
            override_opt_param_scheduler=not kept,
        )

    class Stepping:
        """It as the others are: one sample an update."""

        def __init__(self, inner):
            self.inner, self.state_dict, self.load_state_dict = inner, inner.state_dict, inner.load_state_dict

        def step(self):
            self.inner.step(increment=1)

    rates = resumed(torch, 0.1, lambda o, n: Stepping(made(o, n)), seam)
    body = f"linear(0, 0.1, {warmup}) >> {style}(0.1, final=0.01)" if warmup else f"{style}(0.1, final=0.01)"
    close(body, seam, "keep" if kept else "megatron", rates)


@many
@given(seam=seams())
def test_megatron_refuses_another_length_without_a_flag(seam):
    torch = pytest.importorskip("torch")
    schedulers = pytest.importorskip("megatron.core.optimizer_param_scheduler")

    def made(length):
        return schedulers.OptimizerParamScheduler(
            optimizer_of(torch, 0.1), 0.0, 0.1, 0.0, 0, length, "cosine", 0.0, 0.0, 0, "constant", False, False
        )

    if seam[1] != seam[2]:
        with pytest.raises(AssertionError):
            made(seam[2]).load_state_dict(made(seam[1]).state_dict())


@settings(max_examples=6, deadline=None)
@given(seam=seams())
def test_keras_asks_the_new_schedule_at_the_old_count(seam):
    keras = pytest.importorskip("keras")
    at, was, total, _ = seam
    variable = keras.Variable([0.0])
    store = {}
    old = keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, was))
    old.build([variable])
    rates = []
    for _ in range(at):
        rates.append(float(old.learning_rate))
        old.apply([keras.ops.zeros((1,))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        old.save_own_variables(store)
    new = keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, total))
    new.build([variable])
    new.load_own_variables(store)
    for _ in range(at, total):
        rates.append(float(new.learning_rate))
        new.apply([keras.ops.zeros((1,))])
    close("cosine(0.1)", seam, "keras", np.array(rates), 2e-6)
    close(f"keras.CosineDecay(initial_learning_rate=0.1, decay_steps={was})", seam, "keras", np.array(rates), 2e-6)


@settings(max_examples=6, deadline=None)
@given(seam=seams())
def test_optax_asks_the_new_schedule_at_the_old_count(seam):
    optax = pytest.importorskip("optax")
    numpy = pytest.importorskip("jax.numpy")
    at, was, total, _ = seam
    weights, rates, state = numpy.zeros(1), [], None
    for length, first, end in ((was, 0, at), (total, at, total)):
        chain = optax.chain(optax.scale_by_schedule(optax.cosine_decay_schedule(0.1, length)))
        state = chain.init(weights) if state is None else state
        for _ in range(first, end):
            updates, state = chain.update(numpy.ones(1), state)
            rates.append(float(updates[0]))
    close("cosine(0.1)", seam, "optax", np.array(rates), 2e-6)
    close(f"optax.cosine_decay_schedule(init_value=0.1, decay_steps={was})", seam, "optax", np.array(rates), 2e-6)
