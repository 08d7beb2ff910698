"""Lines pasted from training scripts, and the values that they do not tell."""

from itertools import takewhile
from pathlib import Path

import pytest
from grouped import each, framework, of_framework
from test_golden import CASES

from lrcli import parse
from lrcli.catalogue import frameworks, schedulers
from lrcli.language.errors import NotationError
from lrcli.language.notation import parse_program
from lrcli.language.pasted import inlined
from lrcli.schedules.schedule import Schedule
from lrcli.sources._content import family_of

KINDS = [kind for framework in frameworks() for kind in schedulers(framework)]
SPECS = list(dict.fromkeys(case["spec"] for case in CASES if case["n"]))
SIGNATURES = {
    words[0]: words[1:]
    for line in (Path(__file__).parent / "golden" / "signatures.txt").read_text("utf-8").splitlines()
    if (words := line.split())
}
"""The arguments of every scheduler in the framework's own order, recorded from the frameworks."""

PASTED = {
    # PyTorch
    "torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=100)": (
        "torch.OneCycleLR(max_lr=0.1, total_steps=100)"
    ),
    "OneCycleLR(opt, 0.1, 100)": "torch.OneCycleLR(max_lr=0.1, total_steps=100)",
    "OneCycleLR(optimizer=opt, max_lr=[0.1], epochs=10, steps_per_epoch=391)": (
        "torch.OneCycleLR(max_lr=0.1, epochs=10, steps_per_epoch=391)"
    ),
    "OneCycleLR(AdamW(net.parameters(), lr=1e-3), 0.1, total_steps=9)": (
        'torch.OneCycleLR(lr=0.001, max_lr=0.1, total_steps=9, optimizer="adamw")'
    ),
    "SequentialLR(opt, schedulers=[LinearLR(opt, 0.1, total_iters=5), CosineAnnealingLR(opt, T_max=95)], "
    "milestones=[5])": (
        "torch.SequentialLR(schedulers=[torch.LinearLR(start_factor=0.1), torch.CosineAnnealingLR(T_max=95)], "
        "milestones=[5])"
    ),
    "ChainedScheduler([ConstantLR(o, 0.1, 4), ExponentialLR(o, 0.9)], optimizer=o)": (
        "torch.ChainedScheduler(schedulers=[torch.ConstantLR(factor=0.1, total_iters=4), "
        "torch.ExponentialLR(gamma=0.9)])"
    ),
    "ChainedScheduler([ExponentialLR(o, 0.9)], o)": (
        "torch.ChainedScheduler(schedulers=[torch.ExponentialLR(gamma=0.9)])"
    ),
    "StepLR(optimizer, 30)": "torch.StepLR(step_size=30)",
    "StepLR(self.opt_g, 30, 0.5)": "torch.StepLR(step_size=30, gamma=0.5)",
    "StepLR(optimizers[0], 30, gamma=0.5, last_epoch=-1, verbose=True)": "torch.StepLR(step_size=30, gamma=0.5)",
    "StepLR(opt, 30, 0.1, -1, args.verbose)": "torch.StepLR(step_size=30)",
    "StepLR(get_optimizer(model), 30)": "torch.StepLR(step_size=30)",
    "StepLR(torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9), 30)": "torch.StepLR(lr=0.1, step_size=30)",
    "StepLR(SGD(p, lr=0.1), 30, lr=0.2)": "torch.StepLR(lr=0.2, step_size=30)",
    "StepLR(optimizer=SGD(p, lr=0.1), step_size=30)": "torch.StepLR(lr=0.1, step_size=30)",
    "MultiStepLR(opt, milestones=list(range(30, 90, 30)))": "torch.MultiStepLR(milestones=[30, 60])",
    "MultiStepLR(opt, [int(0.5 * 90), int(0.75 * 90)], 0.1)": "torch.MultiStepLR(milestones=[45, 67])",
    "CosineAnnealingLR(opt, T_max=10 * 391, eta_min=1e-3 * 0.01)": "torch.CosineAnnealingLR(T_max=3910, eta_min=1e-05)",
    "CosineAnnealingLR(opt, 100 // 3 - 7 % 4)": "torch.CosineAnnealingLR(T_max=30)",
    "CosineAnnealingLR(opt, max(10, round(0.35 * 100)))": "torch.CosineAnnealingLR(T_max=35)",
    "CosineAnnealingLR(opt, math.ceil(50000 / 128) * 2)": "torch.CosineAnnealingLR(T_max=782)",
    "CosineAnnealingWarmRestarts(opt, T_0=10, T_mult=2)": "torch.CosineAnnealingWarmRestarts(T_0=10, T_mult=2)",
    "LambdaLR(opt, lr_lambda=lambda epoch: 0.95 ** epoch)": 'torch.LambdaLR(lr_lambda="lambda epoch: 0.95 ** epoch")',
    "LambdaLR(opt, [lambda e: min(1.0, (e + 1) / 5)])": 'torch.LambdaLR(lr_lambda="lambda e: min(1.0, (e + 1) / 5)")',
    "MultiplicativeLR(opt, lambda e: 0.95)": 'torch.MultiplicativeLR(lr_lambda="lambda e: 0.95")',
    "CyclicLR(opt, 0.01, 0.1, scale_fn=lambda x: 1 / (5 ** (x * 0.0001)))": (
        'torch.CyclicLR(base_lr=0.01, max_lr=0.1, scale_fn="lambda x: 1 / (5 ** (x * 0.0001))")'
    ),
    "ReduceLROnPlateau(opt, 'min', patience=5, metrics=[1, nan])": (
        "torch.ReduceLROnPlateau(patience=5, metrics=[1, nan])"
    ),
    "torch.optim.swa_utils.SWALR(opt, anneal_strategy='linear', anneal_epochs=20, swa_lr=0.05)": (
        'torch.SWALR(swa_lr=0.05, anneal_epochs=20, anneal_strategy="linear")'
    ),
    # Keras
    "tf.keras.optimizers.schedules.CosineDecay(0.1, decay_steps=1000, alpha=0.01, name='lr')": (
        "keras.CosineDecay(initial_learning_rate=0.1, decay_steps=1000, alpha=0.01, name='lr')"
    ),
    "ExponentialDecay(1e-2, 10, 0.9, name=self.name)": (
        "keras.ExponentialDecay(initial_learning_rate=0.01, decay_steps=10, decay_rate=0.9, name='self.name')"
    ),
    "keras.optimizers.schedules.ExponentialDecay(\n    1e-2,\n    decay_steps=10000,\n    decay_rate=0.9,\n)": (
        "keras.ExponentialDecay(initial_learning_rate=0.01, decay_steps=10000, decay_rate=0.9)"
    ),
    "PiecewiseConstantDecay([100, 200], [0.1, 0.01, 0.001])": (
        "keras.PiecewiseConstantDecay(boundaries=[100, 200], values=[0.1, 0.01, 0.001])"
    ),
    # Optax
    "optax.warmup_cosine_decay_schedule(0., 1e-3, 1000, 10000)": (
        "optax.warmup_cosine_decay_schedule(init_value=0, peak_value=0.001, warmup_steps=1000, decay_steps=10000)"
    ),
    "optax.schedules.piecewise_constant_schedule(1e-3, {int(0.5 * 100): 0.1})": (
        "optax.piecewise_constant_schedule(init_value=0.001, boundaries_and_scales={50: 0.1})"
    ),
    "optax.join_schedules([linear_schedule(0., 1., 10), cosine_decay_schedule(1., 90)], [10])": (
        "optax.join_schedules(schedules=[optax.linear_schedule(init_value=0, end_value=1, transition_steps=10), "
        "optax.cosine_decay_schedule(init_value=1, decay_steps=90)], boundaries=[10])"
    ),
    "optax.sgdr_schedule([dict(init_value=0., peak_value=1., decay_steps=10, warmup_steps=2, end_value=0.)])": (
        "optax.sgdr_schedule(cosine_kwargs=[{'init_value': 0, 'peak_value': 1, 'warmup_steps': 2, 'decay_steps': 10}])"
    ),
    # Transformers
    "get_cosine_schedule_with_warmup(optimizer, 100, 1000, lr=0.1)": (
        "transformers.cosine(lr=0.1, num_warmup_steps=100, num_training_steps=1000)"
    ),
    "transformers.get_linear_schedule_with_warmup(AdamW(p, lr=5e-5), num_warmup_steps=0, num_training_steps=9)": (
        "transformers.linear(lr=5e-05, num_warmup_steps=0, num_training_steps=9)"
    ),
    "get_constant_schedule_with_warmup(opt, 5, -1, lr=1)": "transformers.constant_with_warmup(lr=1, num_warmup_steps=5)",
    "get_constant_schedule(opt, last_epoch=-1, lr=1)": "transformers.constant(lr=1)",
    "get_wsd_schedule(opt, 10, 20, 100, lr=1)": (
        "transformers.warmup_stable_decay(lr=1, num_warmup_steps=10, num_training_steps=100, num_decay_steps=20)"
    ),
    'get_scheduler("linear", optimizer=opt, num_warmup_steps=0, num_training_steps=9, lr=1)': (
        "transformers.linear(lr=1, num_warmup_steps=0, num_training_steps=9)"
    ),
    'transformers.get_scheduler("cosine_with_min_lr", SGD(p, lr=1), 2, 9, {"min_lr": 0.1})': (
        "transformers.cosine_with_min_lr(lr=1, num_warmup_steps=2, num_training_steps=9, min_lr=0.1)"
    ),
    # Diffusers: its get_scheduler alone takes num_cycles
    'get_scheduler("cosine", optimizer=opt, num_warmup_steps=0, num_training_steps=9, num_cycles=2, lr=1)': (
        "diffusers.cosine(lr=1, num_warmup_steps=0, num_training_steps=9, num_cycles=2)"
    ),
    'diffusers.optimization.get_scheduler("piecewise_constant", SGD(p, lr=1), "1:10,0.1")': (
        'diffusers.piecewise_constant(lr=1, step_rules="1:10,0.1")'
    ),
    "diffusers.optimization.get_cosine_schedule_with_warmup(AdamW(p, lr=1), 2, 9, 1.5)": (
        "diffusers.get_cosine_schedule_with_warmup(lr=1, num_warmup_steps=2, num_training_steps=9, num_cycles=1.5)"
    ),
    # torchtune
    "torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup(AdamW(p, 3e-4), 100, 1000)": (
        "torchtune.get_cosine_schedule_with_warmup(lr=0.0003, num_warmup_steps=100, num_training_steps=1000)"
    ),
    # MLX
    "mlx.optimizers.cosine_decay(1e-1, 1000)": "mlx.cosine_decay(init=0.1, decay_steps=1000)",
    "optim.SGD(learning_rate=mlx.optimizers.step_decay(1e-1, 0.9, 10))": (
        "mlx.step_decay(init=0.1, decay_rate=0.9, step_size=10)"
    ),
    "mlx.optimizers.join_schedules([mlx.linear_schedule(0, 1e-1, steps=10), mlx.cosine_decay(1e-1, 200)], [10])": (
        "mlx.join_schedules(schedules=[mlx.linear_schedule(init=0, end=0.1, steps=10), "
        "mlx.cosine_decay(init=0.1, decay_steps=200)], boundaries=[10])"
    ),
    # timm
    "timm.scheduler.CosineLRScheduler(opt, 300, 1e-5, warmup_t=5, warmup_lr_init=1e-6)": (
        "timm.CosineLRScheduler(t_initial=300, lr_min=1e-05, warmup_t=5, warmup_lr_init=1e-06)"
    ),
    "MultiStepLRScheduler(optimizer=opt, decay_t=[30, 60], decay_rate=0.1)": (
        "timm.MultiStepLRScheduler(decay_t=[30, 60], decay_rate=0.1)"
    ),
    # what stands around a line
    "return StepLR(opt, 30)": "torch.StepLR(step_size=30)",
    '{"scheduler": OneCycleLR(opt, max_lr=0.1, total_steps=9), "interval": "step"}': (
        "torch.OneCycleLR(max_lr=0.1, total_steps=9)"
    ),
    'return {"optimizer": opt, "lr_scheduler": {"scheduler": StepLR(opt, 30), "frequency": 1}}': (
        "torch.StepLR(step_size=30)"
    ),
    "tf.keras.optimizers.SGD(learning_rate=tf.keras.optimizers.schedules.CosineDecay(0.1, 9), momentum=0.9)": (
        "keras.CosineDecay(initial_learning_rate=0.1, decay_steps=9)"
    ),
    "optax.adam(optax.cosine_decay_schedule(1e-3, 9))": (
        "optax.cosine_decay_schedule(init_value=0.001, decay_steps=9)"
    ),
    "StepLR(torch.optim.AdamW(params, 3e-4), 30)": "torch.StepLR(lr=0.0003, step_size=30)",
    "StepLR(Lookahead(base, 5), 30)": "torch.StepLR(step_size=30)",
    "StepLR(opt, 30),": "torch.StepLR(step_size=30)",
    "StepLR(opt, 30);": "torch.StepLR(step_size=30)",
    "StepLR(opt, 30,)  # drops": "torch.StepLR(step_size=30)",
    "StepLR(opt,\r\n    step_size=30,\r\n)\r\n": "torch.StepLR(step_size=30)",
    "StepLR(opt,\r    step_size=30)\r": "torch.StepLR(step_size=30)",
    "LambdaLR(opt, lambda e: 0.9  # slow\n    ** e)": 'torch.LambdaLR(lr_lambda="lambda e: 0.9 ** e")',
    "StepLR(\n    opt,  # the optimizer\n    step_size=30,\n)\n": "torch.StepLR(step_size=30)",
}


@pytest.mark.parametrize("text", PASTED, ids=lambda text: text[:60])
def test_a_pasted_line(text):
    schedule = parse(text)
    assert repr(schedule) == PASTED[text]
    assert parse(repr(schedule)) == schedule


@each("kind", KINDS, of_framework, share=1)
def test_positions_are_the_frameworks_own(kind):
    older = {"verbose"} & {*kind.ignored} - {*SIGNATURES[kind.family]}
    assert [name for name in kind.order if name not in older] == SIGNATURES[kind.family]
    for name in SIGNATURES[kind.family]:
        assert name == "optimizer" or name in kind.fields or name in kind.ignored, f"{name} is not read"


@each("spec", SPECS, framework)
def test_its_arguments_by_position_are_the_same(spec):
    """The canonical call with all arguments in the framework's order; where it has an optimizer, with one first."""
    schedule = parse(spec)
    if not isinstance(schedule, Schedule) or schedule.family.partition(".")[0] not in frameworks():
        return
    places = list(takewhile(lambda name: name not in schedule.ignored, schedule.positional()))
    values = [schedule.value_text(name) for name in places]
    named = [schedule.shown(name) for name in schedule.fields if name not in places]
    named = [each for each in named if not each.endswith("=None")]
    first = ["self.optimizer"] if schedule.order[:1] == ("optimizer",) else []
    assert parse(f"{schedule.family}({', '.join([*first, *values, *named])})") == schedule
    assert parse(f"{schedule.family}({', '.join([*values, *named])})") == schedule


@each("kind", KINDS, of_framework, share=1)
def test_what_cannot_change_a_rate_is_not_read(kind):
    plain = parse(kind.example_text())
    for name in kind.ignored:
        assert parse(f"{kind.example_text()[:-1]}, {name}=cfg.nobody[knows](it))") == plain


@pytest.mark.parametrize(
    "optimizer",
    ["Adam", "tf.keras.optimizers.SGD", "optax.adamw", "optax.lion", "tfa.optimizers.LAMB", "keras.optimizers.Own"],
)
def test_the_rate_of_an_optimizer_is_its_schedule(optimizer):
    assert str(parse(f"{optimizer}(CosineDecay(0.1, 1000))")) == str(parse("keras.CosineDecay(0.1, 1000)"))
    assert str(parse(f"{optimizer}(learning_rate=CosineDecay(0.1, 1000))")) == str(
        parse("keras.CosineDecay(0.1, 1000)")
    )


@pytest.mark.parametrize(
    "function", ["max", "min", "abs", "foo", "np.sqrt", "tf.maximum", "Clip", "jnp.minimum", "print"]
)
@pytest.mark.parametrize("rest", ["", ", 0.01", ", x=3"])
def test_what_another_function_makes_of_a_schedule_is_not_known(function, rest):
    for text in (f"{function}(cosine(0.1){rest})", f"lr = {function}(CosineDecay(0.1, 1000){rest})"):
        with pytest.raises(NotationError):
            parse(text)


TORCH = """
opt = torch.optim.SGD(model.parameters(), lr=0.1)
base = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 100)
"""
OPTAX = """
rate = optax.cosine_decay_schedule(0.1, 1000)
"""
REMADE = [
    (TORCH + "sched = MinLR(base, 1e-3)", "it makes MinLR of torch.optim.lr_scheduler.CosineAnnealingLR in line 4"),
    (TORCH + "s = GradualWarmupScheduler(opt, 1, 5, after_scheduler=base)", "it makes GradualWarmupScheduler of"),
    (TORCH + "s = create_lr_scheduler_with_warmup(base, 0.0, 10)", "what create_lr_scheduler_with_warmup does to it"),
    (OPTAX + "f = lambda step: jnp.maximum(rate(step), 1e-3)\nopt = optax.adam(f)", "the rate of adam in line 4 is a"),
    (
        OPTAX + "def f(step):\n    return rate(step) + 1\nopt = optax.adam(f)",
        "the rate of adam in line 5 is the function f",
    ),
    (OPTAX + "opt = optax.adam(learning_rate=lambda t: 0.5 * rate(t))", "is a function of optax.cosine_decay_schedule"),
]
AS_IT_IS = [
    "model, opt, base = accelerator.prepare(model, opt, base)",
    "handler = LRScheduler(base)",
    "trainer = Trainer(model, optimizers=(opt, base))",
    "lrs = [base.get_last_lr() for _ in range(10)]",
    "plot_lr(base)",
]


@pytest.mark.parametrize(("program", "reason"), REMADE)
def test_a_program_that_trains_with_something_else_is_refused(program, reason):
    with pytest.raises(NotationError) as caught:
        inlined(program)
    assert reason in caught.value.reason


@pytest.mark.parametrize("line", AS_IT_IS)
def test_what_hands_a_scheduler_on_changes_nothing(line):
    label, schedule = parse_program(TORCH + line, None, "it")
    assert (label, str(schedule)) == ("base", str(parse("torch.CosineAnnealingLR(lr=0.1, T_max=100)")))


def test_names_in_a_script_are_no_configuration(tmp_path):
    script = tmp_path / "train.py"
    for name in ("sched", "lr_scheduler", "scheduler"):
        script.write_text(TORCH + f"learning_rate = 0.1\nmax_iters = 500\n{name} = base\n")
        assert family_of(str(script)) == ""
