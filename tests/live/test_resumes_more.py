"""What becomes of the rate when a run is resumed with another length, in the other frameworks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resuming import close, optimizer_of, resumed, seams

pytestmark = pytest.mark.live
many = settings(max_examples=21, deadline=None)


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


@many
@given(seam=seams(), name=st.sampled_from(["PolyLR", "CosineAnnealingLR"]))
def test_mmengine_brings_the_old_numbers_back(seam, name):
    torch = pytest.importorskip("torch")
    optim = pytest.importorskip("mmengine.optim")

    def made(optimizer, length):
        length = {"T_max": length, "end": length} if name == "CosineAnnealingLR" else {"end": length}
        return getattr(optim, name)(optimizer, by_epoch=False, **length)

    rates = resumed(torch, 0.1, made, seam)
    own = f"T_max={seam[1]}, end={seam[1]}" if name == "CosineAnnealingLR" else f"end={seam[1]}"
    close(f"mmengine.{name}(lr=0.1, by_epoch=False, {own})", seam, "keep", rates)
