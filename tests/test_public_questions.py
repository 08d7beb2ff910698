"""What people paste and ask in forums and issues, as they have it."""

import pytest

from lrcli import NotationError, Run, parse
from lrcli.language.notation import split_label

WARMED = """
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
# warmup = ConstantLR(optimizer, 0.1)
warmup = LinearLR(optimizer, total_iters=5)
decay = ExponentialLR(optimizer, gamma=0.9)
scheduler = SequentialLR(optimizer, schedulers=[warmup, decay], milestones=[5])
optimizer.step()
"""
PASTED = [  # what was pasted, and the same written in one
    (WARMED, "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(lr=0.1, total_iters=5), torch.ExponentialLR(lr=0.1, gamma=0.9)], milestones=[5])"),
    ("x = 3\nscheduler = StepLR(opt, step_size=2 * x, lr=0.1)\n", "torch.StepLR(lr=0.1, step_size=6)"),
    ("step = 30\nsched = StepLR(opt, step_size=step, lr=0.1)", "torch.StepLR(lr=0.1, step_size=30)"),
    ("epoch = 9\nf = lambda epoch: 0.9 ** epoch\ns = LambdaLR(opt, lr_lambda=f, lr=1)", "torch.LambdaLR(lr=1, lr_lambda='lambda epoch: 0.9 ** epoch')"),
    ("self.opt = AdamW(p, lr=1e-3)\nself.s = StepLR(self.opt, 3)", "torch.StepLR(lr=1e-3, step_size=3)"),
    ("opt = SGD(p, lr=0.1)\nreturn StepLR(opt, 3)", "torch.StepLR(lr=0.1, step_size=3)"),
    ("cosine(\n  0.1,\n)", "cosine(0.1)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "same"), PASTED)
def test_pasted_statements_are_the_last_scheduler_that_they_make(text, same):
    assert parse(split_label(text)[1]) == parse(same)


def test_pasted_statements_that_make_no_scheduler_are_left_as_they_are():
    for text in ("a = 1\nb = 2", "def f(t):\n    return t\nf = 3", "a = 1\n\nb = ("):
        assert split_label(text)[1] == text.rpartition("= ")[2].strip() or split_label(text) == ("", text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0.1 * 0.95 ** epoch", "lambda epoch: 0.1 * 0.95 ** epoch"),
        ("args.lr * (0.1 ** (epoch // 30))", "lambda epoch: args.lr * 0.1 ** (epoch // 30)"),
        ("0.1 * (0.5 ** (step // 1000))", "lambda step: 0.1 * 0.5 ** (step // 1000)"),
        ("lr * math.cos(self.last_epoch / 9)", "lambda last_epoch: lr * math.cos(last_epoch / 9)"),
        ("512 ** -0.5 * min(step_num ** -0.5, 1)", "lambda step_num: 512 ** (-0.5) * min(step_num ** (-0.5), 1)"),
        ("base_lr * (1 - float(iter) / n_iter) ** 0.9", "lambda iter: base_lr * (1 - float(iter) / n_iter) ** 0.9"),
        ("0.1 if epoch < 30 else 0.01", "lambda epoch: 0.1 if epoch < 30 else 0.01"),
    ],
)
def test_arithmetic_in_an_epoch_or_step_is_told_to_be_a_formula(text, meant):
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert caught.value.reason == f"this is a formula, which is written '{meant}'"


@pytest.mark.parametrize("text", ["foo(epoch)", "2 * step(0.1, evry=3)", "torch.StepLR(opt, step)", "1 + x * cosine"])
def test_no_other_text_is_taken_for_a_formula(text):
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert "formula" not in caught.value.reason


def test_a_lambda_alone_is_a_formula():
    assert parse("lambda e: 0.1 * 0.5 ** e") == parse('formula("lambda e: 0.1 * 0.5 ** e")')
    given = {"args.lr": 0.1, "hyp['lrf']": 0.5}
    curve = parse("lambda x: args.lr * hyp['lrf'] ** x", given).on(Run(epochs=3))
    assert curve(range(3)).tolist() == [0.1, 0.05, 0.025]


def test_the_arguments_of_an_unknown_warmup_are_not_taken_for_anothers():
    with pytest.raises(NotationError, match=r"is not known; a warm-up is written --warmup 5, or warmup\(cosine"):
        parse("GradualWarmupScheduler(opt, multiplier=10, total_epoch=5, after_scheduler=StepLR(opt, 10), lr=0.1)")


def test_a_value_with_quotes_is_asked_for_in_double_quotes(called):
    result = called("value", "lambda x: hyp['lrf'] ** x")
    assert """--set "hyp['lrf']=VALUE\"""" in result.stderr


def test_a_function_that_gives_factors_is_told_how_they_are_written(called, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.py").write_text("def f(step):\n    return 0.5 ** step\n")
    line = "if it gives factors of the rate, write 'LambdaLR(optimizer, {})' --lr 0.1"
    for word in ("my.py:f", "lambda e: 0.5 ** e"):
        assert line.format(word) in called("value", word, "--lr", "0.1").stderr
        assert called("value", f"LambdaLR(optimizer, {word})", "--lr", "0.1", "--at", "2").stdout == "0.025\n"


@pytest.mark.parametrize(
    ("function", "says"),
    [
        ("f(optimizer, epoch, args)", "f(optimizer, epoch, args) is called with the epoch, or with the epoch and the"),
        (
            "f(step, warmup, total=9)",
            "f(step, warmup) is called with the epoch, or with the epoch and the running rate",
        ),
        ("f(epoch, lr)", "f(epoch, lr) needs --lr, the running rate at first, as in: my.py:f --lr 0.1"),
    ],
)
def test_a_function_of_more_than_the_epoch_says_how_it_is_called(called, tmp_path, monkeypatch, function, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.py").write_text(f"def {function}:\n    return 0.1\n")
    assert says in called("value", "my.py:f").stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("onmt.yaml", "optim: adam\nlearning_rate: 2\nwarmup_steps: 8000\ndecay_method: noam\ntrain_steps: 200000\n"),
        ("solver.prototxt", 'base_lr: 0.01\nlr_policy: "poly"\npower: 0.9\nmax_iter: 20000\n'),
        ("mlx.yaml", "iters: 1000\nlearning_rate: 1e-5\nlr_schedule:\n  name: cosine_decay\n  warmup: 60\n"),
        ("pd.yml", "epoch: 80\nLearningRate:\n  base_lr: 0.001\n"),
    ],
)
def test_the_configuration_of_another_program_is_not_the_trainers(called, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    for flags in ((), ("--steps", "1000")):
        result = called("value", tmp_path / name, *flags)
        assert (result.returncode, result.stdout) == (2, "")
        assert f"{name} is no configuration that is known" in result.stderr


@pytest.mark.parametrize("text", ["learning_rate: 1.0e-4\nwarmup_steps: 10\n", "lr: 1.0e-4\nnum_train_epochs: 1\n"])
def test_what_can_be_the_trainers_still_is(called, tmp_path, text):
    (tmp_path / "a.yaml").write_text(text)
    assert "Hugging Face" in called("value", tmp_path / "a.yaml", "--steps", "100").stderr


def test_schedulers_of_mmengine_without_the_rest_say_what_is_lacking(called, tmp_path):
    text = "param_scheduler = [dict(type='LinearLR', start_factor=0.5, by_epoch=False, begin=0, end=2)]\n"
    (tmp_path / "mm.py").write_text(text)
    known = ["--samples", "20", "--batch-size", "2", "--devices", "1", "--at", "0,2st"]
    assert "--set optim_wrapper.optimizer.lr=0.01" in called("value", tmp_path / "mm.py", *known).stderr
    known += ["--set", "optim_wrapper.optimizer.lr=0.01"]
    assert "--set train_cfg.max_epochs=12" in called("value", tmp_path / "mm.py", *known).stderr
    known += ["--set", "train_cfg.by_epoch=True", "--set", "train_cfg.max_epochs=12"]
    assert called("value", tmp_path / "mm.py", *known).stdout == "0.005\n0.01\n"


def test_a_log_that_ends_within_its_first_epoch_has_a_run(called, tmp_path):
    rows = [f"{{'loss': 3.3, 'learning_rate': {n * 1e-6}, 'epoch': {n / 50}}}\n" for n in (1, 2, 3)]
    (tmp_path / "hf.log").write_text("".join(rows))
    result = called("value", tmp_path / "hf.log", "--steps-per-epoch", "50", "--at", "1st,2st,3st")
    assert result.stdout == "1e-6\n2e-6\n3e-6\n"


KERAS = "Epoch 1/3\n\nEpoch 00001: LearningRateScheduler setting learning rate to 0.003.\n469/469 - 3s - loss: 0.5\n"
KERAS += "Epoch 2/3\n\nEpoch 2: LearningRateScheduler reducing learning rate to 1e-05.\n"
TORCH = "".join(
    f"Adjusting learning rate of group {group} to {0.1 * 0.3**step * (1 + group):.4e}.\n"
    for step in range(4)
    for group in (0, 1)
)


@pytest.mark.parametrize(
    ("text", "words", "values", "says"),
    [
        (KERAS, (), ["0.003", "0.00001"], "by epoch, counted from 1"),
        (TORCH, ("--column", "learning rate 1"), ["0.2", "0.06", "0.018", "0.0054"], "rounded to 5 digits"),
        ("iterations,lr\n0,0.1\n2,0.09\n", (), ["0.1", "0.1", "0.09"], "by iterations"),
        ("epochs,lr\n0,0.1\n1,0.09\n", (), ["0.1", "0.09"], "by epochs"),
    ],
)
def test_what_a_scheduler_prints_and_plain_columns_are_logs(called, tmp_path, text, words, values, says):
    (tmp_path / "my.log").write_text(text)
    result = called("table", tmp_path / "my.log", *words)
    assert [line.split("\t")[1] for line in result.stdout.splitlines()[1:]] == values
    assert says in result.stderr


def test_groups_that_pytorch_prints_are_a_choice(called, tmp_path):
    (tmp_path / "my.log").write_text(TORCH)
    assert "--column 'learning rate 0'" in called("value", tmp_path / "my.log").stderr
    said = called("verify", "ExponentialLR(opt, 0.3, lr=0.1)", tmp_path / "my.log", "--column", "learning rate 0")
    assert said.stdout.startswith("ok: all 4 logged rates")


@pytest.mark.parametrize("script", ["train_network.py", "./sd-scripts/sdxl_train_network.py", "fine_tune.py"])
def test_a_call_of_kohyas_scripts_is_a_configuration(called, tmp_path, script):
    flags = '--learning_rate 1e-4 --max_train_steps 1000 --lr_scheduler_type "CosineAnnealingLR"'
    more = '--lr_scheduler_args "T_max=1000" "eta_min=1e-5" --network_module networks.lora'
    (tmp_path / "a.sh").write_text(f"accelerate launch --num_cpu_threads_per_process 1 {script} {flags} {more}\n")
    result = called("value", tmp_path / "a.sh", "--devices", "1", "--at", "500")
    assert "a.sh is sd-scripts: torch.CosineAnnealingLR" in result.stderr
    assert result.stdout.split()[0] == "0.000055"
