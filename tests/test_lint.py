"""lint: for each rule cases in which it warns and cases in which it does not."""

import json

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from strategies import compositions

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.lint.case import PARTS, Case, part_edges
from lrcli.analysis.lint.rules import RULES, lint
from lrcli.catalogue import natives
from lrcli.schedules.declare import Field, lr, whole
from lrcli.schedules.kinds import Number, Whole
from lrcli.schedules.marks import Stop
from lrcli.schedules.schedule import Schedule

# As frameworks' schedulers are, but not in the catalogue.


class Bounces(Schedule, family="some.Bounces", abstract=True):
    """As CosineAnnealingLR: half a cosine, not stopped."""

    initial: float = lr(0.1, "optimizer's LR")
    half: int = whole(50, "ticks of the way down")
    low: float = lr(0.0, "lowest LR")

    def natural_run(self):
        return Run(epochs=self.half + 1)

    def formula(self, t):
        return self.low + (self.initial - self.low) * (1 + np.cos(np.pi * t / self.half)) / 2


class Cycles(Bounces, family="some.Cycles", abstract=True):
    """As CyclicLR: made to rise again."""

    def natural_run(self):
        return Run(steps=4 * self.half)


class Stops(Schedule, family="some.Stops", abstract=True):
    """As OneCycleLR: an error when it has to go on."""

    initial: float = lr(0.1, "optimizer's LR")
    total: int = whole(50, "ticks in all")

    def natural_run(self):
        return Run(steps=self.total)

    def stop(self):
        return Stop(self.total + 1, "tried to step too often")

    def formula(self, t):
        return self.initial * (1 - t / (self.total + 1))


class Warms(Schedule, family="some.Warms", abstract=True):
    """A warm-up that is counted in ticks, and a divisor."""

    initial: float = lr(0.1, "optimizer's LR")
    warmup_steps: int = whole(0, "ticks of the rise")
    div_factor: float = Field(Number(), 25.0, "LR over that of the start")

    def formula(self, t):
        return self.initial * np.minimum(1, (t + 1e-3) / max(self.warmup_steps, 1e-3))


class Odd(Schedule, family="some.Odd", abstract=True):
    """Rates that are none, and a word about itself."""

    initial: float = lr(0.1, "optimizer's LR")
    bad: float = Field(Number(), 0.0, "the rate at tick 30, infinite if 1")
    count: int = Field(Whole(), 0, "something else")

    def notes(self):
        return ["it is odd"] * (self.count > 0)

    def formula(self, t):
        return np.where(t == 30, np.inf if self.bad == 1 else self.bad, self.initial * (1 - t / 1000))


EPOCHS = Run(epochs=100)
STEPS = Run(epochs=90, steps_per_epoch=391)
IN_STEPS = Run(steps=35190, steps_per_epoch=391)
HELD = Run(epochs=90, steps_per_epoch=391, update="epoch")

COMPOSITE = "torch.SequentialLR(lr=0.1, schedulers=[{}, torch.CosineAnnealingLR(T_max=95)], milestones=[5])"

CASES = [  # a rule, a schedule, a run, whether it warns
    ("horizon", "cosine(0.1, length=90)", IN_STEPS, True),
    ("horizon", 'cosine(0.1, length="90st")', STEPS, True),
    ("horizon", "2 * wsd(0.1, length=90)", IN_STEPS, True),
    ("horizon", Bounces(half=90), STEPS, True),
    ("horizon", 0.5 * Bounces(half=90), STEPS, True),
    ("horizon", Stops(total=90), STEPS, True),
    ("horizon", "cosine(0.1, length=90)", STEPS, False),
    ("horizon", "cosine(0.1, length=90)", HELD, False),
    ("horizon", "cosine(0.1, length=90)", Run(epochs=90), False),
    ("horizon", "cosine(0.1, length=90)", Run(steps=90), False),
    ("horizon", "cosine(0.1, length=90)", Run(steps=90, steps_per_epoch=1), False),
    ("horizon", "cosine(0.1, length=60)", IN_STEPS, False),
    ("horizon", 'linear(0.01, 0.1, "90st") >> cosine', STEPS, False),
    ("horizon", Bounces(half=90), HELD, False),
    ("horizon", Bounces(half=35190), STEPS, False),
    ("horizon", Cycles(half=90), STEPS, False),
    ("ends-early", "cosine(0.1, length=80)", EPOCHS, True),
    ("ends-early", "one_cycle(length=60)", EPOCHS, True),
    ("ends-early", "knee(length=60)", EPOCHS, True),
    ("ends-early", "warmup(cosine(0.1, length=60), 5)", EPOCHS, True),
    ("ends-early", "cosine(0.1)[:60]", EPOCHS, True),
    ("ends-early", "multistep(0.1, 0.1, [10, 20])", EPOCHS, True),
    ("ends-early", 'multistep(0.1, 0.1, ["30st", "60st"])', STEPS, True),
    ("ends-early", "floor(cosine(0.1, length=60), 0)", EPOCHS, True),
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
    ("cut", Bounces(half=101), EPOCHS, True),
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
    ("cut", Bounces(half=100), EPOCHS, False),
    ("cut", Cycles(half=50), EPOCHS, False),
    ("warm-up", "warmup(cosine, 0)", EPOCHS, True),
    ("warm-up", "warmup(cosine, 1)", EPOCHS, True),
    ("warm-up", "wsd(0.1, warmup=0)", EPOCHS, True),
    ("warm-up", "inverse_sqrt(warmup=1)", EPOCHS, True),
    ("warm-up", "inverse_sqrt(warmup=100)", EPOCHS, True),
    ("warm-up", "noam", Run(steps=2000), True),
    ("warm-up", Warms(warmup_steps=1), EPOCHS, True),
    ("warm-up", Warms(warmup_steps=100), EPOCHS, True),
    ("warm-up", "warmup(cosine, 95)", EPOCHS, True),
    ("warm-up", "linear(0.001, 0.1, 1) >> cosine(0.1)", EPOCHS, True),
    ("warm-up", "constant(0.001)[:1] >> cosine(0.1)", EPOCHS, True),
    ("warm-up", "constant(0.049)[:1] >> cosine(0.1)", EPOCHS, True),
    ("warm-up", "constant(0.051)[:1] >> cosine(0.1)", EPOCHS, False),
    ("warm-up", "optax.warmup_cosine_decay_schedule(0.0, 0.1, 1, 100)", Run(steps=100), True),
    ("warm-up", "linear(0.001, 0.1, 2) >> cosine(0.1)", EPOCHS, False),
    ("warm-up", "warmup(cosine, 50)", EPOCHS, False),
    ("warm-up", "warmup(cosine, 2)", EPOCHS, False),
    ("warm-up", "warmup(cosine, 1)", STEPS, False),
    ("warm-up", "knee(warmup=0)", EPOCHS, False),
    ("warm-up", "inverse_sqrt(warmup=50)", EPOCHS, False),
    ("warm-up", "noam", Run(steps=20000), False),
    ("warm-up", "cosine", EPOCHS, False),
    ("warm-up", Warms(), EPOCHS, False),
    ("warm-up", Warms(warmup_steps=20), EPOCHS, False),
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
    ("zero-epoch", Bounces(half=50), Run(epochs=51), False),
    ("zero-epoch", Bounces(half=50), EPOCHS, False),  # rises-again says it
    ("rises-again", Bounces(half=50), EPOCHS, True),
    ("rises-again", Bounces(half=10), EPOCHS, True),
    ("rises-again", Bounces(half=90), EPOCHS, True),
    ("rises-again", Bounces(half=300), STEPS, True),
    ("rises-again", parse("linear(0.01, 0.1, 5)") >> Bounces(half=50), EPOCHS, True),
    ("rises-again", parse("linear(0.1, 0.01, 5)") >> Bounces(half=95), EPOCHS, False),
    ("rises-again", Bounces(half=98), EPOCHS, False),  # by a thousandth of the peak
    ("rises-again", "torch.OneCycleLR(max_lr=0.1, total_steps=50)", Run(steps=90), False),  # raises says it
    ("rises-again", Bounces(half=100), EPOCHS, False),
    ("rises-again", Bounces(half=50)[:50] >> parse("constant(0)"), EPOCHS, False),
    ("rises-again", Bounces(half=90), STEPS, False),  # horizon says it
    ("rises-again", Cycles(half=20), EPOCHS, False),
    ("rises-again", "restarts", EPOCHS, False),
    ("rises-again", "triangular(0.1, up=3)", EPOCHS, False),
    ("rises-again", "exponential(1e-7, final=1)", EPOCHS, False),
    ("rises-again", "repeat(cosine(0.1, length=10))", EPOCHS, False),
    ("raises", Stops(total=50), EPOCHS, True),
    ("raises", Stops(total=99), Run(epochs=101), True),
    ("raises", Stops(total=99), EPOCHS, True),  # a loop calls step() after the last one too
    ("raises", Stops(total=99), Run(epochs=99), False),
    ("raises", "torch.OneCycleLR(max_lr=0.1, total_steps=1000)", Run(steps=1000), False),
    ("raises", Stops(total=90), STEPS, False),  # horizon says it
    ("raises", "one_cycle(length=50)", EPOCHS, False),
    ("jump", "cosine(0.1)[:50] >> cosine(0.05)", EPOCHS, True),
    ("jump", "linear(0.001, 0.01, 5) >> cosine(0.1)", EPOCHS, True),
    ("jump", "cosine(0.1, final=0.05)[:50] >> constant(0.01)", EPOCHS, True),
    ("jump", 'warmup(cosine, 5, start=0.01, shape="constant")', EPOCHS, True),
    ("jump", "constant(0.01)[:50] >> constant(0.1)", EPOCHS, True),
    ("jump", "constant(0.049)[:50] >> constant(0.1)", EPOCHS, True),
    ("jump", "constant(0.05)[:50] >> constant(0.1)", EPOCHS, False),  # twice as high
    ("jump", COMPOSITE.format("torch.ConstantLR(factor=0.1, total_iters=5)"), EPOCHS, True),
    ("jump", COMPOSITE.format("torch.LinearLR(start_factor=0.1, total_iters=5)"), EPOCHS, False),
    ("jump", "constant(0.1)[:50] >> constant(0.01)", EPOCHS, False),
    ("jump", "linear(0.001, 0.1, 5) >> cosine(0.1)", EPOCHS, False),
    ("jump", "linear(0.001, 0.05, 5) >> cosine(0.1)", EPOCHS, False),
    ("jump", "cosine(0.1)[:50] >> constant(0.0005)", EPOCHS, False),
    ("jump", "tanh(0.1, length=50, upper=0)", EPOCHS, True),
    ("jump", "tanh(0.1, upper=0)", EPOCHS, False),
    ("jump", "tanh(length=50)", EPOCHS, False),
    ("jump", "multistep", EPOCHS, False),
    ("jump", "restarts", EPOCHS, False),
    ("jump", "plateau(0.1, patience=0, metrics=[1, 1, 1, 1])", EPOCHS, False),  # a metric asked for it
    ("not-a-number", Odd(bad=1.0), EPOCHS, True),
    ("not-a-number", "step(0.1, 1000, 1)", Run(epochs=200), True),
    ("not-a-number", Odd(bad=-1.0), EPOCHS, False),
    ("not-a-number", Stops(total=50), EPOCHS, False),
    ("negative", Odd(bad=-0.01), EPOCHS, True),
    ("negative", Odd(), EPOCHS, False),
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
    ("percent", Bounces(low=10), EPOCHS, True),
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
    ("factor", Warms(div_factor=0.04), EPOCHS, True),
    ("factor", Warms(div_factor=10.0), EPOCHS, False),
    ("factor", "step(0.1, rate=0.5)", EPOCHS, False),
    ("factor", "exponential(1e-7, gamma=1.1)", EPOCHS, False),
    ("factor", "exponential(0.1, rate=10)", EPOCHS, False),
    ("factor", "10 * cosine(0.01)", EPOCHS, False),
    ("factor", "restarts(0.1, growth=2)", EPOCHS, False),
    ("unit", "torch.CosineAnnealingWarmRestarts(lr=0.1, T_0=10)", STEPS, True),
    ("unit", COMPOSITE.format("torch.ConstantLR(factor=0.5, total_iters=5)"), Run(steps=100, steps_per_epoch=390), True),
    ("unit", "torch.CosineAnnealingWarmRestarts(lr=0.1, T_0=10)", HELD, False),
    ("unit", "torch.CosineAnnealingLR(lr=0.1, T_max=90)", STEPS, False),  # horizon says it
    ("noted", Odd(count=1), EPOCHS, True),
    ("noted", "plateau", EPOCHS, False),  # that its metric is made up is no mistake
    ("noted", parse("linear(0.01, 0.1, 5)") >> Odd(count=1), EPOCHS, True),
    ("noted", Odd(), EPOCHS, False),
    ("noted", "warmup(cosine, 5)", EPOCHS, False),  # zero-epoch says it
]  # fmt: skip


def told(schedule, run):
    schedule = parse(schedule) if isinstance(schedule, str) else schedule
    return lint(Curves([("", schedule)], run), [schedule])


@pytest.mark.parametrize(
    ("rule", "schedule", "run", "warns"), CASES, ids=[f"{c[0]} {c[1]!r} {c[2]!r} {c[3]}" for c in CASES]
)
def test_cases(rule, schedule, run, warns):
    found = [finding["rule"] for finding in told(schedule, run)]
    assert found.count(rule) == warns, found


def test_every_rule_has_cases_of_both_kinds():
    assert {(rule, warns) for rule, _, _, warns in CASES} == {
        (name, warns) for name in (rule.__name__.replace("_", "-") for rule in RULES) for warns in (True, False)
    }


DESERVED = {"inverse_sqrt": ["zero-epoch"], "wsd": ["zero-epoch"]}  # rows are epochs, and both rise from 0


@pytest.mark.parametrize("kind", natives(), ids=lambda kind: kind.family)
def test_defaults_give_no_false_alarm(kind):
    if kind.outside and kind.family != "plateau":
        return  # a formula, a function or a log has no defaults
    natural = kind().natural_run() or EPOCHS
    assert [finding["rule"] for finding in told(kind(), natural)] == DESERVED.get(kind.family, [])
    by_step = Run(epochs=natural.epochs or 90, steps_per_epoch=391)
    assert [finding["rule"] for finding in told(kind(), by_step)] == []


@pytest.mark.parametrize("case", [case for case in CASES if case[3]], ids=lambda case: f"{case[0]} {case[1]!r}")
def test_a_warning_says_it_plainly(case):
    _, schedule, run, _ = case
    for finding in told(schedule, run):
        assert set(finding) == {"label", "spec", "rule", "saw", "effect", "mend"}
        for text in (finding["saw"], finding["effect"], finding["mend"]):
            assert len(text) < 150
            assert "\n" not in text
            assert not text.endswith(".")
            assert "None" not in text
            assert finding["rule"] == "noted" or text


def test_what_it_says():
    texts = {finding["rule"]: finding for finding in told(Stops(total=50), EPOCHS)}
    assert texts["raises"]["saw"] == "it ends at epoch 51 of 100: tried to step too often"
    (bounced,) = told(Bounces(half=50), EPOCHS)
    assert bounced["saw"] == "it comes down to 0 at epoch 50 and then rises again, as it does when it is not stopped"
    assert bounced["effect"] == "the last epoch trains at an LR of 0.0999013, 100% of the peak"
    assert bounced["mend"] == "half=100, or hold it there: (...)[:50]"
    (over,) = told("torch.CosineAnnealingLR(lr=0.1, T_max=90)", STEPS)
    assert over["mend"] == "--update epoch, or T_max=35190"
    (early,) = told("torch.LinearLR(lr=0.1, start_factor=1.0, end_factor=0.1, total_iters=50)", EPOCHS)
    assert early["mend"] == "total_iters=100, or a run of 50 epochs"
    (cut,) = told("step(0.1, every=120)", EPOCHS)
    assert cut["saw"] == "its LR is 0.1 all the time: the first change comes at epoch 120, after the run"
    (percent,) = told('warmup(cosine(0.1), "0.05%")', Run(steps=100_000))
    assert percent["saw"] == "0.05% as length of warmup is 1 part in 2000"
    assert percent["mend"] == "5%, if it was meant as a fraction of the whole"
    (short,) = told("wsd(0.1, start=0.01)", Run(epochs=10))
    assert short["mend"] == '--steps-per-epoch K, with which it rises step by step, or warmup="20%"'
    (unit, *_) = told(
        COMPOSITE.format("torch.ConstantLR(factor=0.5, total_iters=5)"), Run(steps=100, steps_per_epoch=390)
    )
    assert unit["saw"] == "torch.SequentialLR counts steps here: milestones=[5] comes to 0.013 epochs, and 2 more such"
    (negative,) = told(Odd(bad=-0.5), EPOCHS)
    assert negative["saw"] == "its LR is -0.5 at epoch 30"
    (unit,) = told(Bounces(half=90), STEPS)
    assert unit["saw"] == "it is over after 90 steps, the number of epochs, but the LR moves every step"
    assert unit["mend"].startswith("--update epoch")


PAGE = """\
cosine(0.1, length=30): it changes for the last time at epoch 30, 30% of the way (at least 90% is usual) [ends-early]
    the other 70 epochs train at an LR of 0. Mend: leave its length out, so that it fills the run, or a run of 30 epochs
steep: rate=10 of step is a factor above 1 [factor]
    it makes the LR larger; 1 is the highest of the run. Mend: rate=0.1
"""


def test_the_command(lrcli, tmp_path):
    words = ["lint", "cosine(0.1, length=30)", "steep=step(0.1, 10, 50)", "--epochs", "100"]
    done = lrcli(*words)
    assert (done.returncode, done.stdout, done.stderr) == (1, PAGE, "")
    done = lrcli(*words, "-o", tmp_path / "lint.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert (tmp_path / "lint.txt").read_text() == PAGE
    found = json.loads(lrcli(*words, "--json").stdout)
    assert [(each["label"], each["rule"]) for each in found] == [
        ("cosine(0.1, length=30)", "ends-early"),
        ("steep", "factor"),
    ]
    assert found[1]["spec"] == "step(0.1, rate=10, every=50)"


def test_the_command_finds_nothing(lrcli):
    done = lrcli("lint", "cosine", "--warmup", "5", "--epochs", "90", "--steps-per-epoch", "391")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "lrcli: nothing to warn of on 35190 steps\n"
    done = lrcli("lint", "cosine", "--json")
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")


def test_wrong_words(lrcli):
    for words in (["lint"], ["lint", "cosine(0.1)", "--steps", "1e10"], ["lint", "cosine", "--tol", "1"]):
        done = lrcli(*words)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


@given(st.integers(1, 300_000), st.none() | st.integers(1, 40_000))
def test_parts_are_whole_epochs_or_shares_of_one(rows, epoch):
    edges = part_edges(rows, epoch)
    assert (edges[0], edges[-1]) == (0, rows)
    assert (np.diff(edges) > 0).all()
    assert len(edges) <= 2 * PARTS
    if epoch and rows <= PARTS * epoch:
        assert set(range(0, rows, epoch)) <= set(edges.tolist())


@settings(deadline=None, max_examples=50)
@given(compositions(), st.sampled_from([1, 3, 200]))
def test_one_pass_tells_what_looking_at_every_row_tells(schedule, per_epoch):
    run = Run(epochs=160, steps_per_epoch=per_epoch)
    try:
        case = Case(schedule.on(run), run)
    except ValueError:
        return
    lr = case.rates(0, case.rows)
    if not np.isfinite(lr).all():
        return
    assert case.peak == lr.max()
    away = np.flatnonzero(np.abs(lr - lr[-1]) > 1e-12 * lr[-1])
    assert case.settled == (away[-1] + 1 if away.size else 0)
    for index in (0, len(case.parts.low) // 2, -1):
        edges = case.parts.edges
        part = lr[edges[:-1][index] : edges[1:][index]]
        assert (case.parts.low[index], case.parts.high[index]) == (part.min(), part.max())
    dead = (lr.reshape(-1, per_epoch) == 0).all(axis=1)
    found = {finding["rule"]: finding for finding in lint(Curves([("", schedule)], run))}
    if found.keys().isdisjoint({"ends-early", "horizon", "tiny"}):
        assert ("zero-epoch" in found) == dead.any()


@pytest.mark.parametrize("run", [Run(epochs=100), Run(steps=100_000), Run(epochs=100, steps_per_epoch=3001)], ids=repr)
def test_the_low_is_found_to_the_row(run):
    per = run.rows // 100
    case = Case(Bounces(half=40 * per).on(run), run)
    assert case.low_before_rise(0, run.rows) == case.turn == 40 * per
    assert case.low_before_rise(0, 40 * per) is None
    assert case.low_before_rise(50 * per, run.rows) is None
