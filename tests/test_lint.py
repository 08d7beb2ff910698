"""lint: for each rule cases in which it warns and cases in which it does not."""

import sys

import pytest

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.lint import ORDER, every_rule, lint, name_of, rules
from lrcli.analysis.lint.case import Case
from lrcli.analysis.lint.findings import IN_EPOCHS
from lrcli.catalogue import natives
from lrcli.render.records.lint import mend
from lrcli.schedules.curve import Beside


def annealing(ticks, more=""):
    """Half a cosine that is not stopped: it rises again."""
    return f"torch.CosineAnnealingLR(lr=0.1, T_max={ticks}{more})"


def one_cycle(ticks, more=""):
    """A scheduler that raises an error when it has to go on."""
    return f"torch.OneCycleLR(max_lr=0.1, total_steps={ticks}{more})"


def triangles(ticks):
    """A scheduler that is made to rise again."""
    return f"torch.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up={ticks})"


def warmed(ticks):
    """A framework's scheduler with a warm-up that is counted in ticks."""
    return f"transformers.constant_with_warmup(lr=0.1, num_warmup_steps={ticks})"


EPOCHS = Run(epochs=100)
STEPS = Run(epochs=90, steps_per_epoch=391)
IN_STEPS = Run(steps=35190, steps_per_epoch=391)
HELD = Run(epochs=90, steps_per_epoch=391, update="epoch")

COMPOSITE = "torch.SequentialLR(lr=0.1, schedulers=[{}, torch.CosineAnnealingLR(T_max=95)], milestones=[5])"

REDUCED = f"plateau(0.1, factor=0.01, patience=0, metrics={[1.0] * 100})"
FUNCTION = "torch.LambdaLR(lr=0.1, lr_lambda='{}')"
UNSORTED = "timm.MultiStepLRScheduler(lr=0.1, decay_t=[60, 30], decay_rate=0.1)"
TIMM = "timm.CosineLRScheduler(lr=0.1, t_initial=150"
CYCLE = "{'init_value': 0.1, 'peak_value': 0.1, 'warmup_steps': 0, 'decay_steps': 50}"

CASES = [  # a rule, a schedule, a run, whether it warns
    ("horizon", "cosine(0.1, length=90)", IN_STEPS, True),
    ("horizon", 'cosine(0.1, length="90st")', STEPS, True),
    ("horizon", "2 * wsd(0.1, length=90)", IN_STEPS, True),
    ("horizon", annealing(90), STEPS, True),
    ("horizon", f"0.5 * {annealing(90)}", STEPS, True),
    ("horizon", one_cycle(90), STEPS, True),
    ("horizon", "cosine(0.1, length=90)", STEPS, False),
    ("horizon", "cosine(0.1, length=90)", HELD, False),
    ("horizon", "cosine(0.1, length=90)", Run(epochs=90), False),
    ("horizon", "cosine(0.1, length=90)", Run(steps=90), False),
    ("horizon", "cosine(0.1, length=90)", Run(steps=90, steps_per_epoch=1), False),
    ("horizon", "cosine(0.1, length=60)", IN_STEPS, False),
    ("horizon", 'linear(0.01, 0.1, "90st") >> cosine', STEPS, False),
    ("horizon", annealing(90), HELD, False),
    ("horizon", annealing(35190), STEPS, False),
    ("horizon", triangles(90), STEPS, False),
    ("ends-early", "cosine(0.1, length=80)", EPOCHS, True),
    ("ends-early", "one_cycle(length=60)", EPOCHS, True),
    ("ends-early", "knee(length=60)", EPOCHS, True),
    ("ends-early", "warmup(cosine(0.1, length=60), 5)", EPOCHS, True),
    ("ends-early", "cosine(0.1)[:60]", EPOCHS, True),
    ("ends-early", "multistep(0.1, 0.1, [10, 20])", EPOCHS, True),
    ("ends-early", 'multistep(0.1, 0.1, ["30st", "60st"])', STEPS, True),
    ("ends-early", "floor(cosine(0.1, length=60), 0)", EPOCHS, True),
    ("ends-early", "restarts(0.1, period=20, decay=0.5)[:60]", EPOCHS, True),  # the cycle that would begin there is cut off
    ("ends-early", "tanh(0.1, length=60)", EPOCHS, True),
    ("ends-early", "cosine(0.1, length=30)[:150] >> constant(0.1)[:50]", EPOCHS, False),  # a piece comes: cut says it
    ("ends-early", "cosine(0.1, length=90)", EPOCHS, False),
    ("ends-early", "multistep(0.1, 0.1, [50])", EPOCHS, False),
    ("ends-early", "multistep(0.1, 0.1, [200])", EPOCHS, False),
    ("ends-early", "step(0.1, every=51)", EPOCHS, False),
    ("ends-early", "constant(0.1)", EPOCHS, False),
    ("ends-early", "linear(0.01, 0.1, 5) >> constant(0.1)", EPOCHS, False),
    ("ends-early", "cosine(0.1, 0.01, 30) >> constant(0.01)", EPOCHS, False),
    ("ends-early", "floor(exponential(0.1, gamma=0.5), 0.001)", EPOCHS, False),
    ("ends-early", "cosine(0.1, length=90)", IN_STEPS, False),  # horizon says it
    ("ends-early", "exponential(0.1, gamma=0.5)", EPOCHS, False),
    ("ends-early", "torch.ExponentialLR(lr=0.1, gamma=0.95)", STEPS, False),  # tiny says it
    ("cut", "cosine(0.1, length=200)", EPOCHS, True),
    ("cut", "linear(0.01, 0.1, 50) >> cosine(0.1, length=60)", EPOCHS, True),
    ("cut", "cosine(0.1, length=100)[:120]", EPOCHS, True),
    ("cut", "piecewise", EPOCHS, True),
    ("cut", "0.5 * multistep(0.1, 0.1, [30, 100])", EPOCHS, True),
    ("cut", annealing(101), EPOCHS, True),
    ("cut", "cosine(0.1, length=100)", EPOCHS, False),
    ("cut", "cosine(0.1, length=100)[:50] >> cosine(0.01)", EPOCHS, False),
    ("cut", "multistep(0.1, 0.1, [30, 99])", EPOCHS, False),
    ("cut", "piecewise", Run(epochs=250), False),
    ("cut", "restarts(0.1, period=60)", EPOCHS, False),
    ("cut", "step(0.1, every=200)", EPOCHS, True),
    ("cut", "torch.StepLR(lr=0.1, step_size=200)", EPOCHS, True),
    ("cut", "torch.MultiStepLR(lr=0.1, milestones=[150, 225])", EPOCHS, True),
    ("cut", "torch.MultiStepLR(lr=0.1, milestones=[30, 150])", EPOCHS, True),
    ("cut", "torch.MultiStepLR(lr=0.1, milestones=[30, 60])", EPOCHS, False),
    ("cut", "torch.MultiStepLR(lr=0.1, milestones=[30, 60])", STEPS, False),
    ("cut", "constant(0.1)", EPOCHS, False),
    ("cut", "plateau(metrics=[1, 1, 1], patience=5)", EPOCHS, False),
    ("cut", annealing(100), EPOCHS, False),
    ("cut", triangles(50), EPOCHS, False),
    ("warm-up", "warmup(cosine, 0)", EPOCHS, True),
    ("warm-up", "warmup(cosine, 1)", EPOCHS, True),
    ("warm-up", "wsd(0.1, warmup=0)", EPOCHS, True),
    ("warm-up", "inverse_sqrt(warmup=1)", EPOCHS, True),
    ("warm-up", "inverse_sqrt(warmup=100)", EPOCHS, True),
    ("warm-up", "noam", Run(steps=2000), True),
    ("warm-up", warmed(1), EPOCHS, True),
    ("warm-up", warmed(100), EPOCHS, True),
    ("warm-up", "warmup(cosine, 95)", EPOCHS, True),
    ("warm-up", "linear(0.001, 0.1, 1) >> cosine(0.1)", EPOCHS, True),
    ("warm-up", "constant(0.001)[:1] >> cosine(0.1)", EPOCHS, True),
    ("warm-up", "constant(0.049)[:1] >> cosine(0.1)", EPOCHS, True),
    ("warm-up", "constant(0.051)[:1] >> cosine(0.1)", EPOCHS, False),
    ("warm-up", "optax.warmup_cosine_decay_schedule(0.0, 0.1, 1, 100)", Run(steps=100), True),
    ("warm-up", "linear(0.04, 0.1, 1) >> cosine(0.1)", EPOCHS, True),
    ("warm-up", "linear(0.06, 0.1, 1) >> cosine(0.1)", EPOCHS, False),
    ("warm-up", "linear(0.001, 0.1, 2) >> cosine(0.1)", EPOCHS, False),
    ("warm-up", "warmup(cosine, 50)", EPOCHS, False),
    ("warm-up", "warmup(cosine, 2)", EPOCHS, False),
    ("warm-up", "warmup(cosine, 1)", STEPS, False),
    ("warm-up", "knee(warmup=0)", EPOCHS, False),
    ("warm-up", "inverse_sqrt(warmup=50)", EPOCHS, False),
    ("warm-up", "noam", Run(steps=20000), False),
    ("warm-up", "cosine", EPOCHS, False),
    ("warm-up", warmed(0), EPOCHS, False),
    ("warm-up", warmed(20), EPOCHS, False),
    ("warm-up", f"{TIMM}, warmup_t=100)", EPOCHS, True),
    ("warm-up", f"{TIMM}, warmup_t=5)", EPOCHS, False),
    ("zero-epoch", "warmup(cosine, 5)", EPOCHS, True),
    ("zero-epoch", "warmup(cosine, 5)", HELD, True),
    ("zero-epoch", "cosine(0.1, length=99)", EPOCHS, True),
    ("zero-epoch", "cosine(0.1, length=85)", STEPS, True),
    ("zero-epoch", "constant(0)", Run(epochs=20_000), True),
    ("zero-epoch", "constant(0.1)[:5] >> constant(0)[:1] >> constant(0.1)", STEPS, True),
    ("zero-epoch", "warmup(cosine, 5)", STEPS, False),
    ("zero-epoch", "warmup(cosine, 5, start=0.001)", EPOCHS, False),
    ("zero-epoch", 'constant(0.1)[:5] >> constant(0)[:"390st"] >> constant(0.1)', STEPS, False),
    ("zero-epoch", "cosine(0.1, length=50)", EPOCHS, False),  # ends-early says it
    ("zero-epoch", "cosine", EPOCHS, False),
    ("zero-epoch", "constant(0)", Run(steps=1000), False),  # nobody knows what an epoch is
    ("zero-epoch", annealing(50), Run(epochs=51), False),
    ("zero-epoch", annealing(50), EPOCHS, False),  # rises-again says it
    ("rises-again", annealing(50), EPOCHS, True),
    ("rises-again", annealing(10), EPOCHS, True),
    ("rises-again", annealing(90), EPOCHS, True),
    ("rises-again", annealing(300), STEPS, True),
    ("rises-again", f"linear(0.01, 0.1, 5) >> {annealing(50)}", EPOCHS, True),
    ("rises-again", f"linear(0.1, 0.01, 5) >> {annealing(95)}", EPOCHS, False),
    ("rises-again", annealing(98), EPOCHS, False),  # by a thousandth of the peak
    ("rises-again", one_cycle(50), Run(steps=90), False),  # raises says it
    ("rises-again", annealing(100), EPOCHS, False),
    ("rises-again", f"{annealing(50)}[:50] >> constant(0)", EPOCHS, False),
    ("rises-again", annealing(90), STEPS, False),  # horizon says it
    ("rises-again", triangles(20), EPOCHS, False),
    ("rises-again", "restarts", EPOCHS, False),
    ("rises-again", "triangular(0.1, up=3)", EPOCHS, False),
    ("rises-again", "exponential(1e-7, final=1)", EPOCHS, False),
    ("rises-again", "repeat(cosine(0.1, length=10))", EPOCHS, False),
    ("raises", one_cycle(50), EPOCHS, True),
    ("raises", one_cycle(99), Run(epochs=101), True),
    ("raises", one_cycle(99), EPOCHS, True),  # a loop calls step() after the last one too
    ("raises", one_cycle(99), Run(epochs=99), False),
    ("raises", one_cycle(1000), Run(steps=1000), False),
    ("raises", one_cycle(90), STEPS, False),  # horizon says it
    ("raises", "one_cycle(length=50)", EPOCHS, False),
    ("jump", "cosine(0.1)[:50] >> cosine(0.05)", EPOCHS, True),
    ("jump", "linear(0.001, 0.01, 5) >> cosine(0.1)", EPOCHS, True),
    ("jump", "cosine(0.1, final=0.05)[:50] >> constant(0.01)", EPOCHS, True),
    ("jump", 'warmup(cosine, 5, start=0.01, shape="constant")', EPOCHS, True),
    ("jump", "constant(0.01)[:50] >> constant(0.1)", EPOCHS, True),
    ("jump", "constant(0.049)[:50] >> constant(0.1)", EPOCHS, True),
    ("jump", "constant(0.05)[:50] >> constant(0.1)", EPOCHS, False),  # twice as high
    ("jump", COMPOSITE.format("torch.StepLR(step_size=5)"), EPOCHS, False),  # its drop is never seen
    ("jump", COMPOSITE.format("torch.ConstantLR(factor=0.1, total_iters=5)"), EPOCHS, True),
    ("jump", COMPOSITE.format("torch.LinearLR(start_factor=0.1, total_iters=5)"), EPOCHS, False),
    ("jump", f"optax.sgdr_schedule(cosine_kwargs=[{CYCLE}, {CYCLE}])", EPOCHS, False),  # its restarts are meant
    ("jump", "constant(0.1)[:50] >> constant(0.01)", EPOCHS, False),
    ("jump", "linear(0.001, 0.1, 5) >> cosine(0.1)", EPOCHS, False),
    ("jump", "linear(0.001, 0.05, 5) >> cosine(0.1)", EPOCHS, False),
    ("jump", "cosine(0.1)[:50] >> constant(0.0005)", EPOCHS, False),
    ("jump", "cosine(0.1)[:50] >> cosine(0.15)", EPOCHS, True),
    ("jump", "constant(0.1)[:50] >> cosine(0.04)", EPOCHS, True),
    ("jump", "constant(0.1)[:50] >> cosine(0.05)", EPOCHS, False),  # by a factor of 2 and no more
    ("jump", "tanh(0.1, length=50, upper=0)", EPOCHS, True),
    ("jump", "tanh(0.1, upper=0)", EPOCHS, False),
    ("jump", "tanh(length=50)", EPOCHS, False),
    ("jump", "multistep", EPOCHS, False),
    ("jump", "restarts", EPOCHS, False),
    ("jump", REDUCED, EPOCHS, False),
    ("not-a-number", "torch.ExponentialLR(lr=0.1, gamma=1e30)", EPOCHS, True),
    ("not-a-number", "step(0.1, 1000, 1)", Run(epochs=200), True),
    ("not-a-number", FUNCTION.format('1 - t / 50'), EPOCHS, False),
    ("not-a-number", one_cycle(50), EPOCHS, False),
    ("negative", FUNCTION.format('1 - t / 95'), EPOCHS, True),
    ("negative", FUNCTION.format('1 - t / 100'), EPOCHS, False),
    ("high", "cosine(1000)", EPOCHS, True),
    ("high", "torch.StepLR(lr=101, step_size=30)", EPOCHS, True),
    ("high", "10000 * cosine(0.1)", EPOCHS, True),
    ("high", "cosine(100)", EPOCHS, False),
    ("high", "cosine(0.1, final=1000)", EPOCHS, False),  # percent says it
    ("high", "step(0.1, rate=10, every=10)", EPOCHS, False),  # factor says it
    ("noted", "cosine(10)", EPOCHS, True),
    ("noted", "cosine(9.9)", EPOCHS, False),
    ("noted", "cosine(1000)", EPOCHS, False),  # high says it
    ("tiny", "exponential(0.1, gamma=0.5)", EPOCHS, True),
    ("tiny", "step(0.1, every=5)", EPOCHS, True),
    ("tiny", "torch.ExponentialLR(lr=0.1, gamma=0.95)", STEPS, True),
    ("tiny", "step(0.1, every=30)", IN_STEPS, True),
    ("tiny", "exponential(0.1, gamma=0.8)", EPOCHS, False),
    ("tiny", "cosine(0.1, length=10)", EPOCHS, False),  # ends-early says it
    ("tiny", "exponential(1e-7, final=10)", EPOCHS, False),
    ("tiny", "constant(0)", EPOCHS, False),
    ("percent", "cosine(0.1, final=10)", EPOCHS, True),
    ("percent", "2 * cosine(3e-4, final=1)", EPOCHS, True),
    ("percent", "cosine(0.1, final=0.1)", EPOCHS, True),
    ("percent", "wsd(0.01, final=0.01)", EPOCHS, True),
    ("percent", annealing(100, ", eta_min=10"), EPOCHS, True),
    ("percent", "floor(cosine(0.1), 1)", EPOCHS, True),
    ("percent", "warmup(cosine(0.1), 5, start=1)", EPOCHS, True),
    ("percent", 'warmup(cosine(0.1), "0.05%", start=0.01)', Run(steps=100_000), True),
    ("percent", 'multistep(0.1, 0.1, ["0.3%", "50%"])', Run(steps=100_000), True),
    ("percent", "floor(cosine(0.1), 0.01)", EPOCHS, False),
    ("percent", 'warmup(cosine(0.1), "0.5%", start=0.01)', Run(steps=100_000), False),
    ("percent", 'cosine(0.1, final="10%")', EPOCHS, False),
    ("percent", "linear(0.001, 0.1, 5) >> cosine", EPOCHS, False),
    ("percent", "linear(0.001, final=0.5)", EPOCHS, False),
    ("percent", "exponential(1e-7, final=10)", EPOCHS, False),
    ("percent", "linear(0, 1, 5) >> cosine(1)", EPOCHS, False),
    ("percent", "cosine(5, final=5.1)", EPOCHS, False),
    ("percent", "constant(10)", EPOCHS, False),
    ("factor", "step(0.1, rate=10)", EPOCHS, True),
    ("factor", "exponential(0.1, gamma=2)", EPOCHS, True),
    ("factor", "one_cycle(0.1, end_factor=10000)", EPOCHS, True),
    ("factor", one_cycle(100, ", div_factor=0.04"), EPOCHS, True),
    ("factor", "optax.exponential_decay(0.001, 10, decay_rate=2)", EPOCHS, True),
    ("factor", "optax.exponential_decay(0.1, 10, decay_rate=0.5)", EPOCHS, False),
    ("factor", one_cycle(100, ", div_factor=10.0"), EPOCHS, False),
    ("factor", "step(0.1, rate=0.5)", EPOCHS, False),
    ("factor", "exponential(1e-7, gamma=1.1)", EPOCHS, False),
    ("factor", "exponential(0.1, rate=10)", EPOCHS, False),
    ("factor", "10 * cosine(0.01)", EPOCHS, False),
    ("factor", "restarts(0.1, growth=2)", EPOCHS, False),
    ("unit", "torch.CosineAnnealingWarmRestarts(lr=0.1, T_0=10)", STEPS, True),
    ("unit", COMPOSITE.format("torch.ConstantLR(factor=0.5, total_iters=5)"), Run(steps=100, steps_per_epoch=390), True),
    ("unit", "torch.CosineAnnealingWarmRestarts(lr=0.1, T_0=10)", HELD, False),
    ("unit", "torch.CosineAnnealingLR(lr=0.1, T_max=90)", STEPS, False),  # horizon says it
    ("noted", UNSORTED, EPOCHS, True),
    ("noted", "plateau", EPOCHS, False),  # that its metric is made up is no mistake
    ("noted", f"linear(0.01, 0.1, 5) >> {UNSORTED}", EPOCHS, True),
    ("noted", f"2 * floor({UNSORTED}, 0)", EPOCHS, True),
    ("noted", f"constant(0.1)[:200] >> {UNSORTED}[:100]", EPOCHS, False),  # the run does not come to it
    ("noted", UNSORTED.replace("60, 30", "30, 60"), EPOCHS, False),
    ("noted", "warmup(cosine, 5)", EPOCHS, False),  # zero-epoch says it
]  # fmt: skip


def findings(schedule, run):
    schedule = parse(schedule) if isinstance(schedule, str) else schedule
    (linted,) = lint(Curves([("", schedule)], run))
    assert linted[:2] == (repr(schedule), repr(schedule))
    return linted.findings


def test_a_curve_that_is_no_schedule_has_rates_and_no_parts():
    curve = Beside("half", lambda t, _: 0.1 * (t < 50))
    (linted,) = lint(Curves([("", curve)], EPOCHS))
    assert [finding.rule for finding in linted.findings] == ["ends-early"]
    case = Case(curve, EPOCHS)
    assert (case.parts, case.written, case.pieces, case.length) == ([], [], [], None)


def rules_that_warn(schedule, run):
    return [finding.rule for finding in findings(schedule, run)]


@pytest.mark.parametrize(
    ("rule", "schedule", "run", "warns"), CASES, ids=[f"{c[0]} {c[1]!r} {c[2]!r} {c[3]}" for c in CASES]
)
def test_cases(rule, schedule, run, warns):
    names = rules_that_warn(schedule, run)
    assert names.count(rule) == warns, names


def test_every_rule_has_cases_of_both_kinds():
    assert {(rule, warns) for rule, _, _, warns in CASES} == {
        (name, warns) for name in map(name_of, every_rule()) for warns in (True, False)
    }


def test_the_order_names_every_rule():
    assert tuple(map(name_of, every_rule())) == ORDER


NEW_RULE = """
from lrcli.analysis.lint.findings import Finding

def long_run(case):
    if case.rows > 1000:
        yield Finding("long-run", "", f"its run has {case.count(case.rows)}", "it takes long", ())

RULES = (long_run,)
"""


def test_a_rule_is_added_by_one_file(tmp_path, monkeypatch):
    (tmp_path / "added.py").write_text(NEW_RULE)
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    every_rule.cache_clear()
    try:
        assert rules_that_warn("cosine(0.1, length=900)", Run(steps=2000)) == ["ends-early", "long-run"]
    finally:
        every_rule.cache_clear()
        del sys.modules[f"{rules.__name__}.added"]


DESERVED = {"inverse_sqrt": ["zero-epoch"], "wsd": ["zero-epoch"]}  # rows are epochs, and both rise from 0


@pytest.mark.parametrize("kind", natives(), ids=lambda kind: kind.family)
def test_defaults_give_no_false_alarm(kind):
    if kind.outside and kind.family != "plateau":
        return  # a formula, a function or a log has no defaults
    natural = kind().natural_run()
    by_default = EPOCHS if natural is None else natural.run
    assert rules_that_warn(kind(), by_default) == DESERVED.get(kind.family, [])
    by_step = Run(epochs=by_default.epochs or 90, steps_per_epoch=391)
    assert rules_that_warn(kind(), by_step) == []


RUN = ("epoch", "step")  # flags that a text need not name: "a run of 50 epochs"


@pytest.mark.parametrize("case", [case for case in CASES if case[3]], ids=lambda case: f"{case[0]} {case[1]!r}")
def test_a_warning_says_it_plainly(case):
    _, schedule, run, _ = case
    for finding in findings(schedule, run):
        texts = [finding.saw, finding.effect, *(way.text for way in finding.mends)]
        assert len(mend(finding)) < 150
        for text in texts:
            assert text or finding.rule == "noted"
            assert len(text) < 150
            assert "\n" not in text
            assert not text.endswith(".")
            assert "None" not in text
        for way in finding.mends:  # what is known of it as data is what its text says
            assert f"--{way.flag}" in way.text or way.flag.removesuffix("s") in ("", *RUN)
            assert way.field in finding.saw + way.text
            assert way.value in way.text


def test_what_it_says():
    (raised,) = findings(one_cycle(50), EPOCHS)
    assert raised.saw == (
        "it ends at epoch 51 of 100: torch.OneCycleLR raises ValueError: "
        "Tried to step 51 times. The specified number of total steps is 50"
    )
    assert mend(raised) == "total_steps=100, or a run of 50 epochs"
    (rising,) = findings(annealing(50), EPOCHS)
    assert rising.saw == "it comes down to 0 at epoch 50 and then rises again, as it does when it is not stopped"
    assert rising.effect == "the last epoch trains at an LR of 0.0999013, 100% of the peak"
    assert mend(rising) == "T_max=100, or hold it there: (...)[:50]"
    (over,) = findings("torch.CosineAnnealingLR(lr=0.1, T_max=90)", STEPS)
    assert mend(over) == "--update epoch, or T_max=35190"
    (early,) = findings("torch.LinearLR(lr=0.1, start_factor=1.0, end_factor=0.1, total_iters=50)", EPOCHS)
    assert mend(early) == "total_iters=100, or a run of 50 epochs"
    (cut,) = findings("step(0.1, every=120)", EPOCHS)
    assert cut.saw == "its LR is 0.1 all the time: the first change comes at epoch 120, after the run"
    (percent,) = findings('warmup(cosine(0.1), "0.05%")', Run(steps=100_000))
    assert percent.saw == "0.05% as length of warmup is 1 part in 2000"
    assert mend(percent) == "5%, if it was meant as a fraction of the whole"
    (short,) = findings("wsd(0.1, start=0.01)", Run(epochs=10))
    assert mend(short) == '--steps-per-epoch K, with which it rises step by step, or warmup="20%"'
    (unit, *_) = findings(
        COMPOSITE.format("torch.ConstantLR(factor=0.5, total_iters=5)"), Run(steps=100, steps_per_epoch=390)
    )
    assert unit.saw == "torch.SequentialLR counts steps here: milestones=[5] comes to 0.013 epochs, and 2 more such"
    (negative,) = findings(FUNCTION.format("1 - 6 * exp(-100 * (t - 30) ** 2)"), EPOCHS)
    assert negative.saw == "its LR is -0.5 at epoch 30"
    (unit,) = findings(annealing(90), STEPS)
    assert unit.mends[0] == IN_EPOCHS
    assert unit.saw == "it is over after 90 steps, the number of epochs, but the LR moves every step"
