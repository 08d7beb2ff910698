"""Configurations of programs for large models, and texts of rates: rules that the recorded files do not show."""

import re

import numpy as np
import pytest

from lrcli.schedules.marks import INPUT, WARNING
from lrcli.sources.config import Config
from lrcli.sources.configs._settings import ConfigError


@pytest.fixture
def read(tmp_path):
    """A function that reads a configuration: its rates, and the remarks on it, by their codes."""

    def reader(text, **given):
        path = tmp_path / "c.txt"
        path.write_text(text)
        understood = Config(path=str(path), **given).understood()
        run = understood.plan.run
        rates = understood.plan.schedule.on(run)(np.arange(run.rows))
        return rates, {remark.code: remark for remark in understood.remarks}

    return reader


@pytest.fixture
def refused(tmp_path):
    """A function that reads a configuration that is refused, or that asks: what it says."""

    def reader(text, **given):
        path = tmp_path / "c.txt"
        path.write_text(text)
        with pytest.raises(ConfigError) as raised:
            Config(path=str(path), **given).understood()
        assert "\n" not in str(raised.value)
        return str(raised.value).replace(f"{tmp_path}/", "")

    return reader


# --- references ---

TUNE = """optimizer: {{_component_: torch.optim.AdamW, lr: {lr}}}
lr_scheduler: {{_component_: torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup, num_warmup_steps: 5}}
batch_size: 2
epochs: 1
gradient_accumulation_steps: 1
base: {{lr: 1e-3, list: [1, 2e-4], name: lr, again: "${{.lr}}"}}
"""


@pytest.mark.parametrize(
    ("lr", "peak"),
    [
        ("${base.lr}", 1e-3),
        ("${base.list[1]}", 2e-4),
        ("${base.list.1}", 2e-4),
        ("${base.${base.name}}", 1e-3),
        ("${base.again}", 1e-3),
        ("${..base.lr}", 1e-3),
        ('"${base.list.0}e-2"', 1e-2),
    ],
)
def test_a_reference_is_what_stands_there(read, lr, peak):
    rates, _ = read(TUNE.format(lr=f'"{lr}"' if lr[0] == "$" else lr), samples=40, devices=1)
    assert rates.max() == peak
    assert len(rates) == 20


@pytest.mark.parametrize("lr", ["${oc.env:LR}", "${base.nothing}", "???", "${base}e-3", "${multiply:1,2}"])
def test_what_the_file_does_not_tell_is_asked_for_by_name(refused, lr):
    said = refused(TUNE.format(lr=f'"{lr}"'), samples=40)
    assert said.startswith("c.txt line 1: optimizer.lr is ")
    assert "--set optimizer.lr=VALUE" in said


def test_what_nobody_asks_for_may_be_untold(read):
    rates, _ = read(TUNE.format(lr="1e-3") + "out: ${oc.env:OUT}/x\n", samples=40, devices=1)
    assert len(rates) == 20


@pytest.mark.parametrize("more", ["a: ${b}\nb: ${a}", "a: ${a}", "a: x${b.1}\nb: [1, '${a}']"])
def test_a_circle_is_refused(refused, more):
    assert "goes round in a circle" in refused(TUNE.format(lr="1e-3") + more, samples=40)


def test_references_are_bounded(refused):
    chain = "\n".join(f"k{n}: ${{k{n + 1}}}" for n in range(200))
    assert "leads to more than" in refused(TUNE.format(lr="1e-3") + chain, samples=40)
    doubled = "k0: aaaaaaaaaa\n" + "\n".join(f"k{n + 1}: ${{k{n}}}${{k{n}}}" for n in range(30))
    assert "does not tell" in refused(TUNE.format(lr='"${k30}"') + doubled, samples=40)


# --- torchtune ---


@pytest.mark.parametrize(
    ("given", "updates"),
    [
        ({"samples": 41, "devices": 1}, 20),
        ({"samples": 41, "devices": 2}, 10),  # ceil(41 / 2) = 21 samples, 10 batches of them full
        ({"samples": 41, "devices": 1, "accumulate": 3}, 6),
        ({"samples": 41, "devices": 1, "batch_size": 5}, 8),
        ({"samples": 41, "devices": 1, "epochs": 3}, 60),
        ({"steps": 7}, 7),
        ({"steps_per_epoch": 9}, 9),
    ],
)
def test_the_updates_of_torchtune(read, given, updates):
    assert len(read(TUNE.format(lr=1e-3), **given)[0]) == updates


def test_torchtune_refuses_and_asks(refused):
    assert "--samples and --devices" in refused(TUNE.format(lr=1e-3))
    assert "an epoch has none" in refused(TUNE.format(lr=1e-3), samples=1, devices=1)
    other = TUNE.replace("torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup", "torch.optim.StepLR")
    assert "torch.optim.StepLR is none of torchtune's schedulers" in refused(other.format(lr=1e-3), samples=40)


# --- Megatron-LM ---

MEGATRON = "torchrun pretrain_gpt.py --lr 1e-3 --min-lr 1e-4 "


def test_megatron_counts_samples(read):
    """A share of the updates until min_lr is not rounded: 8.32 updates of 10 samples."""
    rates, _ = read(f"{MEGATRON} --train-iters 64 --lr-warmup-fraction 0.13 --global-batch-size 10")
    assert rates[8] == pytest.approx(1e-3 * 80 / 83.2, rel=1e-15)
    assert rates[9] < 1e-3
    assert len(rates) == 64


def test_megatron_rounds_its_samples_down(read):
    rates, _ = read(f"{MEGATRON} --train-samples 1015 --global-batch-size 10")
    assert len(rates) == 101
    assert rates[-1] == pytest.approx(1e-4 + 9e-4 * (1 - 1000 / 1015), rel=1e-12)


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        ("--train-samples 100 --lr-warmup-iters 3 --global-batch-size 2", "--lr-warmup-iters beside --train-samples"),
        ("--train-iters 100 --train-samples 10 --global-batch-size 2", "--train-samples beside --train-iters"),
        ("--train-iters 100 --lr-warmup-iter 3 --global-batch-size 2", "did you mean --lr-warmup-iters?"),
        ("--train-iters 100 --lr-decay-style cos --global-batch-size 2", "it has constant, linear, cosine"),
        ("--train-iters 100 --lr-decay-style WSD --global-batch-size 2", "WSD needs --lr-wsd-decay-iters"),
        ("--train-iters 100 --global-batch-size 8 --rampup-batch-size 2 2 9", "wants --train-samples"),
        ("--train-samples 100 --global-batch-size 8 --rampup-batch-size 2 4 9", "no whole number of jumps of 4"),
        ("--train-samples 100 --global-batch-size 8 --rampup-batch-size 2 2", "takes three numbers"),
        ("--train-iters 100 --micro-batch-size 2", "give --devices, or --set global_batch_size=N"),
        ("--lr-decay-style cosine --global-batch-size 2", "give --steps"),
        ("--train-iters $STEPS --global-batch-size 2", "does not tell STEPS"),
    ],
)
def test_megatron_refuses_and_asks(refused, flags, word):
    assert word in refused(MEGATRON + flags)


def test_the_batch_of_megatron_grows(read):
    """2 samples while fewer than 4 are taken, 4 up to 8, 6 from there on: of 40 samples the last 2 are left."""
    rates, _ = read(MEGATRON + "--train-samples 40 --global-batch-size 6 --rampup-batch-size 2 2 8")
    taken = [0, 2, 4, 8, 14, 20, 26, 32]
    assert rates == pytest.approx([1e-3 - 9e-4 * samples / 40 for samples in taken])


def test_megatron_in_yaml_has_its_lines(read, refused):
    text = "MODEL_ARGS:\n  --data-path: ${DATA}\n  --train-iters: 10\n  --lr: 1e-3\n  --micro-batch-size: 2\n"
    rates, remarks = read(text, devices=4)
    assert rates.tolist() == pytest.approx([1e-3 * (10 - t) / 10 for t in range(10)], rel=1e-12)
    assert remarks["config-batch"].text.endswith("the global batch is 2 x 4 = 8 samples")
    assert "line 3: the run of 10 updates" not in str(remarks)
    assert refused(text.replace("1e-3", "${LR}"), devices=4).startswith("c.txt line 4: lr is ${LR}")


def test_a_decay_beyond_the_run_is_warned_of(read):
    _, remarks = read(f"{MEGATRON} --train-iters 50 --lr-decay-iters 320000 --global-batch-size 2")
    assert remarks["config-cut"].level == WARNING


# --- NeMo ---

NEMO = """trainer: {{max_epochs: 4, devices: 2, num_nodes: 3, accumulate_grad_batches: 2{trainer}}}
model:
  train_ds: {{batch_size: 5, drop_last: {drop}}}
  optim: {{lr: 0.1, sched: {{name: {name}}}}}
"""


@pytest.mark.parametrize(
    ("drop", "trainer", "updates"),
    [
        ("false", "", 4 * 2),  # ceil(100 / 6) = 17 samples a device, 4 batches, 2 updates an epoch
        ("true", "", 4 * 2),  # 3 batches
        ("false", ", limit_train_batches: 1", 4),
        ("false", ", limit_train_batches: 0.5", 4),
        ("false", ", max_steps: 7", 7),
    ],
)
def test_the_updates_of_nemo(read, drop, trainer, updates):
    text = NEMO.format(drop=drop, trainer=trainer, name="CosineAnnealing, warmup_steps: 2")
    assert len(read(text, samples=100)[0]) == updates


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("CosineAnealing", "did you mean CosineAnnealing?"),
        ("CosineAnnealing, warmup_steps: 2, warmup_ratio: 0.1", "warmup_steps and warmup_ratio are both given"),
        ("CosineAnnealing, warmup_stps: 2", "did you mean warmup_steps?"),
        ("CosineAnnealing, warmup_steps: 3, min_lr: 0.2", "min_lr 0.2 is above lr 0.1"),
        ("NoamAnnealing, warmup_steps: 3", "needs d_model"),
        ("NoamHoldAnnealing, hold_steps: 0", "Noam scheduler cannot be used without warmup steps"),
        ("ReduceLROnPlateau", "reacts to a metric"),
    ],
)
def test_nemo_refuses(refused, name, word):
    assert word in refused(NEMO.format(drop="false", trainer="", name=name), samples=100)


def test_nemo_asks(refused):
    text = NEMO.format(drop="false", trainer="", name="CosineAnnealing")
    assert "give --samples, or --steps" in refused(text)
    assert "give --devices, or --steps" in refused(text.replace("devices: 2", "devices: -1"), samples=9)


def test_nemo_without_a_total_of_the_schedule_makes_none(read):
    text = NEMO.format(drop="false", trainer="", name="CosineAnnealing, max_steps: -1")
    rates, remarks = read(text, samples=100)
    assert set(rates) == {0.1}
    assert remarks["config-no-scheduler"].level == WARNING


def test_a_class_of_torch_moves_per_step_or_epoch(read):
    step = NEMO.format(drop="false", trainer=", max_steps: 6", name="StepLR, step_size: 2, gamma: 0.5")
    assert read(step)[0].tolist() == [0.1, 0.1, 0.05, 0.05, 0.025, 0.025]
    epoch = NEMO.format(drop="false", trainer="", name="ExponentialLR, gamma: 0.5")
    assert read(epoch, samples=100)[0].tolist() == [0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125]


# --- fairseq ---


def test_fairseq_rates_of_epochs(read, refused):
    text = "optimization: {max_update: 6, lr: [0.1, 0.05]}\nlr_scheduler: {_name: fixed}\n"
    assert read(text, steps_per_epoch=2)[0].tolist() == [0.1, 0.1, 0.05, 0.05, 0.05, 0.05]
    assert "--steps-per-epoch" in refused(text)


@pytest.mark.parametrize(
    ("scheduler", "word"),
    [
        ("_name: step, lr_decay_period: 3", "did you mean lr_deacy_period?"),
        ("_name: pass_through", "leaves the LR to the optimizer"),
        ("_name: reduce_lr_on_plateau", "reacts to a metric"),
        ("_name: cosin", "did you mean cosine?"),
    ],
)
def test_fairseq_refuses(refused, scheduler, word):
    assert word in refused(f"optimization: {{max_update: 6, lr: [0.1]}}\nlr_scheduler: {{{scheduler}}}\n")


def test_the_total_of_fairseq_is_the_run(read):
    text = "optimization: {max_update: 60, lr: [0.1]}\nlr_scheduler: {_name: polynomial_decay}\n"
    rates, remarks = read(text, steps=10)
    assert rates.tolist() == pytest.approx([0.01 * (10 - t) for t in range(10)], rel=1e-12)
    assert remarks["config-overridden"].level == INPUT


# --- LLM Foundry ---

FOUNDRY = """max_duration: {length}
max_seq_len: 10
scheduler: {{name: {name}, t_warmup: {warmup}{more}}}
optimizer: {{name: decoupled_adamw, lr: 0.1}}
global_train_batch_size: 4
train_loader: {{drop_last: {drop}}}
"""


@pytest.mark.parametrize(
    ("length", "drop", "updates"),
    [("2ep", "true", 50), ("2ep", "false", 52), ("30ba", "true", 30), ("999tok", "true", 25), ("99sp", "true", 25)],
)
def test_the_length_of_a_run_of_llm_foundry(read, length, drop, updates):
    text = FOUNDRY.format(length=length, drop=drop, name="cosine_with_warmup", warmup="0.1dur", more="")
    rates, _ = read(text, samples=103)
    assert len(rates) == updates
    assert rates[0] == 0


def test_llm_foundry_refuses_and_asks(refused):
    text = FOUNDRY.format(length="2ep", drop="true", name="cosine_with_warmup", warmup="0.1dur", more="")
    assert "give --samples, or --steps-per-epoch" in refused(text)
    assert "takes no alpha_i" in refused(text.replace("0.1dur", "0.1dur, alpha_i: 1"), samples=99)
    assert "needs t_warmup" in refused(text.replace(", t_warmup: 0.1dur", ""), samples=99)


# --- MaxText, torchtitan, Flax ---


def test_after_its_schedule_maxtext_has_no_rate_left(read):
    rates, remarks = read("steps: 30\nlearning_rate_schedule_steps: 20\nlearning_rate: 0.1\n")
    assert rates[19] == pytest.approx(0.01)
    assert set(rates[20:]) == {0.0}
    assert remarks["config-ends-early"].level == WARNING
    _, remarks = read("steps: 10\nlearning_rate_schedule_steps: 20\nlearning_rate: 0.1\n")
    assert remarks["config-cut"].level == WARNING


def test_the_steps_of_a_flag_are_those_of_the_run(read):
    rates, _ = read("steps: 30\nlearning_rate_schedule_steps: 20\nlearning_rate: 0.1\n", steps=25)
    assert len(rates) == 25
    assert rates[19] == pytest.approx(0.01)


def test_torchtitan_cuts_its_warmup_and_refuses_what_it_has_not(read, refused):
    text = "[optimizer]\nlr = 0.1\n[lr_scheduler]\nwarmup_steps = 40\n[training]\nsteps = 20\n"
    rates, remarks = read(text)
    assert rates.tolist() == pytest.approx([0.1 * (t + 1) / 20 for t in range(20)], rel=1e-12)
    assert remarks["config-warmup-too-long"].level == WARNING
    assert "c.txt line 5: torchtitan 0.2.0 has no key lr_scheduler.lr_min" in refused(
        text.replace("warmup_steps = 40\n", "warmup_steps = 4\nlr_min = 0.1\n")
    )


def test_flax_takes_named_recipes_alone(refused):
    assert "none of the Flax examples" in refused('{"learning_rate": 0.1, "steps": 9}', format="flax")
    imagenet = '{"learning_rate": 0.1, "warmup_epochs": 1, "num_epochs": 9, "batch_size": 32}'
    assert "give --samples, or --steps-per-epoch" in refused(imagenet, format="flax")


# --- texts of rates ---


@pytest.mark.parametrize(
    ("text", "given", "rates"),
    [
        ("2:3, 1", {"steps": 5}, [2, 2, 2, 1, 1]),
        ("2:3, 1:-1, 9:4", {"steps": 5}, [2, 2, 2, 1, 1]),
        ("2:3, 1:4", {"steps": 9}, [2, 2, 2, 1]),
        ("2:3, 1:4", {}, [2, 2, 2, 1]),
        ("2:3, 1:2, 5", {"steps": 6}, [2, 2, 2, 1, 5, 5]),
        ("2:3, 1:2", {"steps": 6}, [2, 2, 2, 1]),
        ("2:0, 1:2, 3", {"steps": 3}, [1, 1, 3]),
        ("2:9, 1", {"steps": 3}, [2, 2, 2]),
        ("2:1:1, 4", {"steps": 3}, [2, 2, 2]),
    ],
)
def test_rates_and_where_they_end(read, text, given, rates):
    assert read(text, format="rate:step", **given)[0].tolist() == rates


def test_factors_are_none_of_rates(read, refused):
    assert read("1:2,0.5:3,0.1", format="step_rules", steps=5, lr=2.0)[0].tolist() == [2, 2, 1, 0.2, 0.2]
    assert read("0.5:3,1:2,0.1", format="step_rules", steps=4, lr=2.0)[0].tolist() == [2, 2, 1, 0.2]
    assert "give lr= and --steps" in refused("1:2,0.1", format="step_rules")
    assert re.search(r"'0\.1:x' is no rule", refused("0.1:x,1", format="step_rules", steps=5, lr=1.0))


def test_darknet_has_other_policies(read, refused):
    text = "[net]\nlearning_rate=0.1\npolicy={}\nmax_batches=6\n[convolutional]\nlearning_rate=9\n"
    assert read(text.format("step\nstep=2\nscale=0.5"))[0].tolist() == [0.1, 0.05, 0.05, 0.025, 0.025, 0.0125]
    assert read(text.format("exp\ngamma=0.5"))[0].tolist() == [0.1 * 0.5**b for b in range(1, 7)]
    assert read(text.format("constan"))[1]["config-unknown-policy"].level == WARNING
    assert "policy random" in refused(text.format("random"))
    assert "one for each" in refused(text.format("steps\nsteps=2,4\nscales=.1"))


def test_torchvision_moves_once_an_epoch(read, refused):
    script = "python train.py --lr 0.4 --lr-warmup-epochs 1 --epochs 4 "
    assert read(script + "--lr-scheduler exponentiallr --lr-gamma 0.5")[0].tolist() == [0.004, 0.4, 0.2, 0.1]
    held = read(script + "--lr-step-size 2 --batch-size 8", samples=16, devices=1)[0]
    assert held.tolist() == pytest.approx([0.004, 0.004, *[0.4] * 4, *[0.04] * 2])
    assert "did you mean cosineannealinglr?" in refused(script + "--lr-scheduler cosineannealing")
