"""What the next features stand on: each of these has one use here."""

import numpy as np
import pytest

from lrcli import Run, constant, cosine, linear, parse, repeat
from lrcli.analysis.curves import Column, Curves
from lrcli.batch import Batch
from lrcli.clock import Duration
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.chain import Then
from lrcli.schedules.curve import Beside, Group
from lrcli.schedules.declare import duration, lr
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Choice, Number, Rate, Switch, Whole
from lrcli.schedules.marks import NOTE, Remark
from lrcli.schedules.schedule import Placed, Schedule
from lrcli.schedules.spans import Span


class Decaying(Schedule, abstract=True):
    """A rate with a weight decay that follows it."""

    initial: float = lr(0.1, "LR at tick 0", role="base")

    @property
    def drives(self):
        return ("weight_decay",)

    def formula(self, t):
        return self.initial / (1 + t)

    def weight_decay_formula(self, t):
        return 0.01 * self.formula(t)


def test_durations_in_samples_and_tokens():
    run = Run(steps=1000, samples_per_step=1024, tokens_per_step=4_194_304)
    assert cosine(0.1, length="2Btok").on(run) == cosine(0.1, length="477st").on(run)  # 476.8 steps
    assert cosine(0.1, length="512ksp").on(run) == cosine(0.1, length="500st").on(run)
    assert str(Duration("2Btok")) == "2Btok"
    with pytest.raises(ValueError, match="counts tokens in a run that does not tell how many a step has"):
        cosine(0.1, length="2Btok").on(Run(steps=10))


def test_a_scope_tells_where_a_piece_begins():
    """With a batch that grows, a duration depends on where it begins."""

    class Begins(Schedule, abstract=True):
        """A rate that is the tick at which it begins."""

        length = duration(10, "its length", "length")

        def span(self, scope):
            return Duration(10).ticks(scope.run, scope.whole)

        def settle(self, scope):
            return BeginsOnRun(self, scope, self.exact(scope))

    class BeginsOnRun(Placed):
        def values(self, t, of="lr"):
            return np.full_like(t, self.scope.begin)

    chain = linear(0, 1, 4) >> repeat(constant(1)[:3], 2) >> (2 * Begins()) >> Begins()
    assert chain.on(Run(epochs=40))([9, 10, 19, 20, 39]).tolist() == [1, 20, 20, 20, 20]


def test_weight_decay_is_a_quantity():
    placed = (constant(1)[:2] >> 3 * Decaying(0.1)).on(Run(epochs=5))
    assert placed.tells("weight_decay")
    assert not placed.tells("momentum")
    assert placed.weight_decay(range(5)).tolist() == [0.001, 0.001, 0.001, 0.0005, 0.01 * (0.1 / 3)]
    with pytest.raises(ValueError, match="constant drives no weight decay"):
        constant(1).on(Run(epochs=5)).weight_decay(0)
    columns = Curves([("a", Decaying(0.1))], Run(epochs=2)).driven("weight_decay")
    assert columns.labels == ["weight decay"]
    assert columns.at([0, 1]).tolist() == [[0.001], [0.0005]]


def test_parameter_groups_are_columns():
    class Grouped(Placed):
        def groups(self):
            return (Group("backbone", (0.1 * self.given).on(self.run)), Group("head", self))

    class Two(Decaying, abstract=True):
        """Two groups."""

        def settle(self, scope):
            return Grouped(self, scope, self.exact(scope))

    curves = Curves([("", Two(0.5)), ("b", cosine(0.1))], Run(epochs=3))
    assert curves.labels == ["backbone", "head", "b"]
    assert curves.at([0]).tolist() == [[0.05, 0.5, 0.1]]


def test_a_natural_run_may_be_binding():
    batch = Batch(samples=1000, size=10)
    remark = Remark("resumed", NOTE, "", "", "it was resumed")

    class Configured(Decaying, abstract=True):
        """It brings its run."""

        def natural_run(self):
            return NaturalRun(Run(steps=300), binding=True, batch=batch, remarks=(remark,))

    brought = (2 * Configured()).natural_run()
    assert (brought.run, brought.binding, brought.batch, brought.remarks) == (Run(steps=300), True, batch, (remark,))
    assert parse("step").natural_run() == NaturalRun(Run(epochs=300))


def test_all_that_is_missing_is_told_at_once():
    with pytest.raises(FieldError) as caught:
        type(parse("torch.CyclicLR(base_lr=0.01, max_lr=0.1)"))()
    assert caught.value.fields == ("base_lr", "max_lr")
    assert caught.value.cause == "missing"
    assert str(caught.value) == "torch.CyclicLR: needs base_lr: lowest LR; max_lr: highest LR of the first cycle"


def test_slots_are_public():
    chain = (linear(0, 0.1, 5) >> cosine(0.1)).on(Run(epochs=20))
    assert [(slot.begin, slot.end, slot.body.exact.family) for slot in chain.slots()] == [
        (0, 5, "linear"),
        (5, float("inf"), "cosine"),
    ]
    assert isinstance(chain.exact, Then)


def test_a_run_that_is_resumed():
    whole, other = cosine(0.1).on(Run(epochs=100)), linear(0.1, 0).on(Run(epochs=100))
    resumed = (cosine(0.1, length=100)[:30] >> linear(0.1, 0)[30:]).on(Run(epochs=100))
    rows = np.arange(100)
    assert resumed(rows).tolist() == [*whole(rows[:30]), *other(rows[30:])]
    assert parse(repr(resumed)).on(resumed.run) == resumed
    part = cosine(0.1, length=100)[20:50].on(Run(epochs=60))
    assert part(np.arange(60)).tolist() == [*whole(np.arange(20, 50)), *[whole(50)] * 30]


@pytest.mark.parametrize(
    ("kind", "value", "up", "far"),
    [
        (Rate(least=0), 0.1, 0.11, 0.2),
        (Number(most=1), 0.95, 0.96, 0.95),  # 1.05 is too much
        (Whole(least=1), 10, 11, 20),
        (Switch(), False, True, True),
        (Choice("a", "b", "c"), "b", "c", "c"),
        (Span(), Duration("10%"), Duration("11%"), Duration("20%")),
    ],
)
def test_a_kind_knows_the_next_value(kind, value, up, far):
    assert kind.step(value, up=True) == up
    assert kind.step(value, up=True, big=True) == far
    down = kind.step(up, up=False)
    assert down == value or isinstance(kind, Switch)


def test_a_kind_has_examples():
    for kind in (Rate(above=0), Number(least=-1, most=1), Whole(least=3), Switch(), Choice("a", "b"), Span()):
        examples = kind.examples()
        assert len(examples) >= 2
        assert [kind.check(value) for value in examples] == examples
    assert {-1.0, 1.0} <= set(Number(least=-1, most=1).examples())


def test_positional_arguments_are_the_framework_s_own():
    step = type(parse("torch.StepLR(lr=0.1, step_size=30)"))
    assert step.order[:2] == ("optimizer", "step_size")
    assert step(30, 0.5, lr=0.1) == step(lr=0.1, step_size=30, gamma=0.5)


def test_a_residual_is_a_curve_beside_others():
    curves = Curves([("a", cosine(0.1)), ("b", linear(0.1, 0))], Run(epochs=10))
    a, b = curves.columns
    residual = Beside("b - a", lambda t, of: b.curve.gapped(t, of) - a.curve.gapped(t, of))
    shown = Curves([Column("residual", "b - a", residual)], curves.run)
    assert shown.at([5]).tolist() == [[b.at(5) - a.at(5)]]
