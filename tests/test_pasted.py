"""Lines pasted from training scripts, and the values that they do not tell."""

import re
from pathlib import Path

import numpy as np
import pytest
from test_golden import CASES

from lrcli import NotationError, parse
from lrcli.catalogue import frameworks, schedulers
from lrcli.cli import verbs
from lrcli.language.errors import UnknownValues
from lrcli.language.given import Given, name_and_value, normal
from lrcli.language.notation import parse_lines
from lrcli.schedules.schedule import Schedule

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


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.family)
def test_positions_are_the_frameworks_own(kind):
    older = {"verbose"} & {*kind.ignored}
    assert [name for name in kind.order if name not in older] == SIGNATURES[kind.family]
    for name in SIGNATURES[kind.family]:
        assert name == "optimizer" or name in kind.fields or name in kind.ignored, f"{name} is not read"


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec[:80])
def test_its_arguments_by_position_are_the_same(spec):
    """The canonical call with all arguments in the framework's order; where it has an optimizer, with one first."""
    schedule = parse(spec)
    if not isinstance(schedule, Schedule) or schedule.family.partition(".")[0] not in frameworks():
        return
    places = [name for name in schedule.positional() if name not in schedule.ignored]
    values = [schedule.value_text(name) for name in places]
    named = [schedule.shown(name) for name in schedule.fields if name not in places]
    named = [each for each in named if not each.endswith("=None")]
    first = ["self.optimizer"] if schedule.order[:1] == ("optimizer",) else []
    assert parse(f"{schedule.family}({', '.join([*first, *values, *named])})") == schedule
    assert parse(f"{schedule.family}({', '.join([*values, *named])})") == schedule


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.family)
def test_what_cannot_change_a_rate_is_not_read(kind):
    plain = parse(kind.example_text())
    for name in kind.ignored:
        assert parse(f"{kind.example_text()[:-1]}, {name}=cfg.nobody[knows](it))") == plain


# --- what is asked for ---

ASKED = {
    "CosineAnnealingLR(opt, T_max=len(loader) * 10)": ("len(loader)",),
    "CosineAnnealingLR(opt, T_max=len(loader) * args.epochs)": ("len(loader)", "args.epochs"),
    'CosineAnnealingLR(opt, T_max=epochs - 5, eta_min=cfg["lr"] * 0.01)': ("epochs", 'cfg["lr"]'),
    "CosineAnnealingLR(opt, int(0.1 * total))": ("total",),
    "CosineAnnealingLR(opt, total // 10)": ("total",),
    "CosineAnnealingLR(opt, -total)": ("total",),
    "CosineAnnealingLR(SGD(p, lr=args.lr), 10)": ("args.lr",),
    "MultiStepLR(opt, [int(n * 0.5), int(n * 0.75)])": ("n",),
    "MultiStepLR(opt, args.milestones)": ("args.milestones",),
    "MultiStepLR(opt, [i * 30 for i in (1, 2)])": ("[i * 30 for i in (1, 2)]",),
    "StepLR(opt, 30 if big else 10)": ("30 if big else 10",),
    "LambdaLR(opt, f)": ("f",),
    "LambdaLR(opt, lambda e: args.gamma ** e if e < n else f(e, 2) * g(3))": ("args.gamma", "n", "g(3)"),
    "SequentialLR(opt, [warmup_scheduler, cosine_scheduler], [5])": ("warmup_scheduler", "cosine_scheduler"),
    "SequentialLR(opt, [LinearLR(opt, x), make(opt)], [n])": ("x", "make(opt)", "n"),
    "optax.piecewise_constant_schedule(lr, {int(n / 2): 0.1})": ("lr", "n"),
    "get_cosine_schedule_with_warmup(opt, n // 10, n, lr=lr)": ("n", "lr"),
    "get_scheduler(name, opt, 0, 100)": ("name",),
    "cosine(lr=foo)": ("foo",),
    "cosine(foo, length=step)": ("foo", "step"),  # no schedule can stand there
    "0.5 * foo": ("foo",),
    "foo * cosine(0.1)": ("foo",),
    "cosine(0.1)[:n]": ("n",),
    "cosine(a) >> linear(b)": ("a", "b"),
}


@pytest.mark.parametrize("text", ASKED)
def test_everything_that_is_not_known_is_asked_for_at_once(text):
    with pytest.raises(UnknownValues) as caught:
        parse(text)
    assert set(caught.value.names) == set(ASKED[text])
    assert isinstance(caught.value, NotationError)
    for name in caught.value.names:
        assert name in caught.value.reason


def test_the_sentence():
    with pytest.raises(UnknownValues) as caught:
        parse("CosineAnnealingLR(opt, T_max=len(loader) * args.epochs + foo)")
    assert caught.value.reason == (
        "len(loader), args.epochs and foo are not known here: "
        "--set 'len(loader)=391' --set args.epochs=90 --set foo=VALUE"
    )


@pytest.mark.parametrize(
    ("text", "given", "canonical"),
    [
        (
            "CosineAnnealingLR(o, len(loader) * n)",
            {"len(loader)": 391, "n": 90},
            "torch.CosineAnnealingLR(T_max=35190)",
        ),
        ("CosineAnnealingLR(o, len( loader )*10)", {"len(loader) * 10": 3910}, "torch.CosineAnnealingLR(T_max=3910)"),
        ("CosineAnnealingLR(o, cfg['n'])", {'cfg["n"]': 5}, "torch.CosineAnnealingLR(T_max=5)"),
        ("CosineAnnealingLR(o, n)", {"n": 5.0}, "torch.CosineAnnealingLR(T_max=5)"),
        ("StepLR(n, gamma=0.5)", {"n": 5}, "torch.StepLR(step_size=5, gamma=0.5)"),
        ("MultiStepLR(o, dates)", {"dates": [3, 6]}, "torch.MultiStepLR(milestones=[3, 6])"),
        (
            "SWALR(o, 0.1, 5, how)",
            {"how": "linear"},
            'torch.SWALR(swa_lr=0.1, anneal_epochs=5, anneal_strategy="linear")',
        ),
        ("StepLR(o, n)", {"n": 10 // 3}, "torch.StepLR(step_size=3)"),
        ("LambdaLR(o, f)", {"f": "lambda e: 0.9 ** e"}, 'torch.LambdaLR(lr_lambda="lambda e: 0.9 ** e")'),
        ("LambdaLR(o, lambda e: a.g ** e)", {"a.g": 0.9}, 'torch.LambdaLR(lr_lambda="lambda e: 0.9 ** e")'),
        (
            "SequentialLR(o, [a, ExponentialLR(o, 0.9)], [5])",
            {"a": "LinearLR(o)"},
            "torch.SequentialLR(schedulers=[torch.LinearLR(), torch.ExponentialLR(gamma=0.9)], milestones=[5])",
        ),
        ("cosine(step)", {"step": 0.3}, "cosine(0.3)"),
        ("k * cosine(0.1)", {"k": 2}, "2 * cosine(0.1)"),
        ("cosine(0.1)[:n]", {"n": 30}, "cosine(0.1)[:30]"),
        (
            "get_scheduler(kind, o, 0, 9, lr=1)",
            {"kind": "linear"},
            "transformers.linear(lr=1, num_warmup_steps=0, num_training_steps=9)",
        ),
    ],
)
def test_what_is_given(text, given, canonical):
    known = Given(given)
    assert repr(parse(text, known)) == canonical
    assert known.unasked == []
    assert repr(parse(text, given)) == canonical


def test_values_that_nobody_asked_for():
    known = Given({"n": 1, "m": 2})
    parse("StepLR(o, n)", known)
    assert known.unasked == ["m"]
    assert known.wanted == ["n"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("cosin(0.1)", "no schedule is called cosin; did you mean cosine?"),
        ("foo(0.1)", "no schedule is called foo; lrcli list shows what there is"),
        ("foo", "no schedule is called foo; lrcli list shows what there is"),
        ("linear >> foo", "no schedule is called foo; lrcli list shows what there is"),
        ("0.5 * cosin", "no schedule is called cosin; did you mean cosine?"),
        ("SequentialLR(o, [LinaerLR(o), ExponentialLR(o, 0.9)], [5])", "did you mean torch.LinearLR?"),
        (
            "get_scheduler('cosin', o, 0, 9)",
            "no schedule is called transformers.cosin; did you mean transformers.cosine?",
        ),
        ("get_scheduler()", "name is missing"),
        ("StepLR(o, n, gama=0.1)", "no argument gama; did you mean gamma?"),
        ("StepLR(o, 30, **more)", "** is not read here"),
        ("StepLR(o, *more)", "* is not read here"),
        ("CosineAnnealingLR(o, int('x'))", "it cannot be worked out"),
        ("CosineAnnealingLR(o, 1 // 0)", "division by zero"),
        ("MultiStepLR(o, range(10 ** 9))", "a range of at most 10000 numbers"),
        ("MultiStepLR(o, range(10 ** 30))", "a range of at most 10000 numbers"),
        ("CosineAnnealingLR(o, round(5, -(10 ** 9)))", "digits are too many"),
        ("CosineAnnealingLR(o, float('1e999'))", "numbers go up to"),
        ("CosineAnnealingLR(o, math.exp(10 ** 5))", "it cannot be worked out"),
        ("SWALR(o, 0.1, 5, linaer)", "'linaer' is not one of cos, linear"),
        ("CosineAnnealingLR(o, [1, 2])", "[1, 2] is not a number"),
        ("LambdaLR(o, lambda e: f(e))", "there is no such function"),
    ],
)
def test_what_is_wrong_with_a_pasted_line(text, reason):
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert reason in caught.value.reason
    assert not isinstance(caught.value, UnknownValues)


def test_nothing_is_executed(tmp_path):
    target = tmp_path / "x"
    for text in (
        f"StepLR(o, open({str(target)!r}, 'w').write('x'))",
        f"StepLR(open({str(target)!r}, 'w'), 3)",
        f"LambdaLR(o, lambda e: open({str(target)!r}, 'w'))",
        f"StepLR(o, __import__('os').mkdir({str(target)!r}))",
        f"StepLR(o, int.__class__(open({str(target)!r}, 'w')))",
    ):
        try:
            parse(text)
        except ValueError:
            pass
        assert not target.exists()


# --- names and values ---


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("n=3", ("n", "3")),
        (" len(x) = 391 ", ("len(x)", "391")),
        ("f(a=1)=2", ("f(a=1)", "2")),
        ("a=b=3", ("a=b", "3")),
        ("cfg['a=b']=3", ("cfg['a=b']", "3")),
        ("s=LinearLR(o, total_iters=3)", ("s", "LinearLR(o, total_iters=3)")),
        ("n", None),
        ("n=", None),
        ("=3", None),
    ],
)
def test_name_and_value(text, pair):
    assert name_and_value(text) == pair


def test_the_same_text_in_other_spellings():
    assert normal("len( loader )*10") == normal("len(loader) * 10")
    assert normal('cfg["lr"]') == normal("cfg['lr']")
    assert normal("not python at all") == "not python at all"


# --- files of specs ---


def test_a_schedule_over_several_lines():
    lines = [
        "# two",
        "",
        "StepLR(opt,  # (",
        "   step_size=30, lr=0.1",
        ")",
        "a=cosine(0.1)",
        "",
        'plateau(metrics="(")',
    ]
    found = parse_lines(lines)
    assert [(label, repr(schedule)) for label, schedule in found] == [
        ("", "torch.StepLR(lr=0.1, step_size=30)"),
        ("a", "cosine(0.1)"),
        ("", 'plateau(0.1, metrics="(")'),
    ]


def test_the_line_of_a_fault():
    with pytest.raises(NotationError, match=r"x\.txt line 3: no schedule is called cosin"):
        parse_lines(["StepLR(o,", " 30)", "cosin"], "x.txt")
    with pytest.raises(NotationError, match=r"x\.txt line 2: not a schedule: '\(' was never closed"):
        parse_lines(["cosine", "StepLR(o,", " 30"], "x.txt")


def test_what_the_lines_of_a_file_ask_for():
    with pytest.raises(UnknownValues) as caught:
        parse_lines(["StepLR(o, n)", "StepLR(o, m)", "StepLR(o, n)"])
    assert caught.value.names == ("n", "m")


# --- on the command line ---


@pytest.fixture
def said(called):
    """How a call ends, and what it shows."""

    def call(*args):
        done = called(*args)
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    return call


LINE = "CosineAnnealingLR(optimizer, T_max=len(loader) * args.epochs, lr=0.1)"


@pytest.mark.parametrize("verb", [name for name in verbs.NAMES if verbs.load(name).schedules])
def test_set_is_one_flag_everywhere(said, verb):
    code, _, err = said(verb, LINE, LINE, "--set", "len(loader)=4", "--set", "args.epochs=5")
    assert code in (0, 1) or "--below" in err  # which `when` needs
    assert "--set" not in err


def test_values_that_are_set(said):
    flags = ["--set", "len(loader)=4", "--set", "args.epochs=10 // 2"]
    assert said("value", LINE, *flags, "--at", "10")[:2] == (0, "0.05")
    assert said("value", LINE, "--set", "len(loader) * args.epochs=20", "--at", "10")[:2] == (0, "0.05")
    code, out, _ = said("diff", LINE, "torch.CosineAnnealingLR(lr=0.1, T_max=20)", *flags)
    assert code == 0, out


def test_all_words_of_a_call_ask_at_once(said):
    code, out, err = said("value", LINE, "b=StepLR(o, n)", "StepLR(o, len(loader))")
    assert (code, out) == (2, "")
    assert err == (
        "lrcli: len(loader), args.epochs and n are not known here: "
        "--set 'len(loader)=391' --set args.epochs=90 --set n=30"
    )


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["cosine", "--set", "n=3"], "--set n: nothing here asks for it; no value is asked for"),
        (["cosine(n)", "--set", "n=0.3", "--set", "m=3"], "--set m: nothing here asks for it; asked for: n"),
        (["cosine(n)", "--set", "m=3"], "n is not known here: --set n=0.1; --set m: nothing here asks for it"),
        (["cosine(n)", "--set", "n"], "--set n: write NAME=VALUE, as in --set 'len(loader)=391'"),
        (["cosine(n)", "--set", "n=0.1", "--set", "n=0.2"], "--set n is given twice, with two values"),
        (["cosine(n)", "--set", "n=len(x)"], "--set n=len(x): a value is a number, a list, a word or a schedule"),
        (["cosine(n)", "--set", "n=1 +"], "--set n=1 +: not a schedule: invalid syntax"),
    ],
)
def test_what_is_wrong_with_set(said, args, reason):
    code, out, err = said("value", *args)
    assert (code, out) == (2, "")
    assert err == f"lrcli: {reason}"


def test_a_pasted_line_has_the_values_of_the_canonical_one():
    text = "SequentialLR(opt, [LinearLR(opt, 0.1, total_iters=5), CosineAnnealingLR(opt, T_max=95)], [5], lr=0.1)"
    ticks = np.arange(100)
    assert parse(text)(ticks).tolist() == parse(repr(parse(text)))(ticks).tolist()
    assert re.match(r"torch\.SequentialLR\(lr=0\.1, ", repr(parse(text)))
