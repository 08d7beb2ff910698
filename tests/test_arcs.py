"""Arcs of every schedule, and figures of long curves out of them: the same as of all rows, and far less work."""

from itertools import pairwise

import numpy as np
import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked, goes_one_way, is_flat
from grouped import each, framework, sample
from hypothesis import assume, given
from marks_laws import END, NATIVES, PLACED, last_row, on, on_a_run, thorough
from strategies import compositions, mixtures

from lrcli import Run, parse
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Column, Curves
from lrcli.analysis.envelope import envelope
from lrcli.analysis.facts import facts
from lrcli.analysis.lint.profile import Profile
from lrcli.analysis.measures import Bound, crossings, figures, last_crossings, peak_rows
from lrcli.analysis.sums import smooth_sum
from lrcli.frameworks._kit import compiled
from lrcli.schedules.arcs import BLURRED, HELD

LONG = 10**9
RARE = [
    "tanh(0.1, lower=-100, upper=100)",
    "restarts(0.1, period=1)",
    "restarts(0.1, 0.01, period=7, decay=0.999)",
    "restarts(0.1, period=39.1)",
    "restarts(0.1, period=2.5, decay=0.9)",
    "restarts(0.1, period=100, growth=0.7, decay=0.9)",
    "restarts(0.1, period=100, growth=1.5)",
    "triangular(0.1, up=3, down=4, mode=halving)",
    "triangular(0.1, low=0, up=30.5, down=4, mode=exponential, gamma=0.999)",
    "triangular(0.1, low=0.01, up=3000, down=4000, mode=exponential, gamma=0.9999)",
    "exponential(0.1, every=3, staircase=true)",
    "noam(warmup='100.5st')",
    "wsd(0.1, cooldown=0, length=5000)",
    "step(0.1, every=3, rate=0.999)",
    "linear(0, 0.1, 1) >> cosine(0.1)",
    "constant(0.1) >> constant(5)[:1] >> linear(0.1, 0, 900)",
    "2 * floor(restarts(0.1, period=7), 0.03)",
    "cosine(0.1)[:100] >> repeat(cosine(0.1)[:10])",
    "repeat(linear(0.1)[:100] >> cosine(0.1, 0.01)[:33])",
    "repeat(restarts(0.1, period=7)[:1000])",
    "stepped(restarts(0.1, period=7), 2)",
    "warmup(restarts(0.1, period=9), 1000)",
    "restarts(0.1, period=7)[50:1000] >> restarts(0.1, period=3)[5:]",
    "torch.CosineAnnealingLR(lr=0.1, T_max=50)",
    "torch.CyclicLR(lr=0.5, base_lr=0.001, max_lr=0.1, step_size_up=1500)",
    "torch.OneCycleLR(max_lr=0.1, total_steps=9000)",
    "transformers.cosine(lr=0.1, num_warmup_steps=10, num_training_steps=100)",
    "formula('0.1 / (t + 1)')[:50] >> cosine(0.1)",
    "restarts(0.1, period=7.12345678)",
    "2 * restarts(0.01, 0.1, period=1.61803399)",
    "torch.CyclicLR(lr=0.1, base_lr=0.001, max_lr=0.1, step_size_up=10.3, step_size_down=7.7123)",
    "paddle.CyclicLR(0.001, 0.1, step_size_up=9, step_size_down=2, exp_gamma=0.5, mode='triangular2')",
    "torch.CyclicLR(lr=0.1, base_lr=0.0, max_lr=0.1, step_size_up=0.5, step_size_down=33.3, mode='triangular2')",
    "linear(0, 0.1, 100) >> triangular(0.1, 0.0, up=2.34567, down=1.98765)[33:]",
    "restarts(0.1, period=3, growth=1.0003, decay=0.999)",
    "triangular(0.1, up=3.1234567, down=4)",
    "stepped(restarts(0.1, period=7.12345678), 3)",
    "repeat(keras.ExponentialDecay(0.1, decay_steps=41, decay_rate=0.9, staircase=True)[:1000])",
    "linear(0, 0.1, 100) >> keras.InverseTimeDecay(0.1, decay_steps=47, decay_rate=0.5, staircase=True)",
    "keras.ExponentialDecay(0.1, decay_steps=7.3, decay_rate=0.9999, staircase=True)",
    "keras.ExponentialDecay(0.1, decay_steps=20, decay_rate=-0.5, staircase=True)",
    "keras.ExponentialDecay(0.1, decay_steps=20, decay_rate=0.999)",
    "keras.ExponentialDecay(0.1, decay_steps=5, decay_rate=0.999)",
    "optax.exponential_decay(0.1, transition_steps=1, decay_rate=0.9999)",
    "keras.InverseTimeDecay(0.1, decay_steps=1000, decay_rate=-0.03, staircase=True)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=41, t_mul=1.5, m_mul=0.9, alpha=0.01)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=2, t_mul=1.0, m_mul=0.8)",
    "keras.PolynomialDecay(0.1, decay_steps=41, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=29000, power=0.5)",
    "optax.exponential_decay(0.1, transition_steps=55, decay_rate=0.99, transition_begin=9.5, staircase=True)",
    "optax.warmup_exponential_decay_schedule(0, 0.1, 20.5, 5, 0.99, staircase=True, end_value=0.001)",
    "optax.exponential_decay(0.1, transition_steps=10, decay_rate=0.999, end_value=0.03)",
    "optax.warmup_cosine_decay_schedule(0, 0.1, 2000, 29000, exponent=0.3)",
    "optax.polynomial_schedule(0.1, 0.0, 0.1, 25000, transition_begin=2000)",
    "deepspeed.LRRangeTest(lr=1, lr_range_test_step_size=7, lr_range_test_staircase=True, last_batch_iteration=9)",
    "deepspeed.OneCycle(lr=0.1, cycle_min_lr=0.01, cycle_max_lr=0.1, cycle_first_step_size=3e4, cycle_second_step_size=0)",
    "mmengine.schedulers(lr=0.1, schedulers=[mmengine.PolyLR(end=25000), mmengine.MultiStepLR(milestones=[5, 120])])",
    "timm.StepLRScheduler(lr=0.1, decay_t=7, decay_rate=0.999, warmup_t=100, warmup_prefix=False)",
    "timm.StepLRScheduler(lr=0.1, decay_t=2.5, decay_rate=0.999, warmup_t=10)",
    "timm.StepLRScheduler(lr=0.1, decay_t=1.3, decay_rate=0.9, warmup_t=10)",
    "paddle.PolynomialDecay(learning_rate=0.1, decay_steps=13, power=2.0, cycle=True)",
    "paddle.PolynomialDecay(learning_rate=0.1, decay_steps=40, cycle=True, last_epoch=51)",
    "paddle.CyclicLR(0.01, 0.1, 10, 5, mode='exp_range', exp_gamma=0.97, last_epoch=7)",
    "paddle.LinearWarmup(paddle.CosineAnnealingWarmRestarts(0.1, T_0=2, T_mult=3), 3, 0.0, 0.1, last_epoch=9)",
    "mlx.step_decay(init=0.1, decay_rate=0.8, step_size=1.1)",
    "ultralytics.BaseTrainer(epochs=20, batches=20)",
    "axolotl.get_cosine_schedule_with_warmup_decay_constant(lr=0.1, num_warmup_steps=5, num_training_steps=9000, constant_lr_ratio=0.7, min_lr_ratio=0.2, num_cycles=1.2)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=10, cycle_mul=1.3, cycle_decay=0.9, cycle_limit=50, warmup_t=17)",
    "timm.TanhLRScheduler(lr=0.1, t_initial=13, cycle_decay=0.999, cycle_limit=2000)",
    "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(), torch.CosineAnnealingLR(2e4, 1e-5)], milestones=[900])",
    "torch.SequentialLR(lr=0.1, schedulers=[torch.StepLR(30), torch.CosineAnnealingWarmRestarts(7)], milestones=[9.5])",
    "torch.CyclicLR(lr=0.5, base_lr=0.001, max_lr=0.1, step_size_up=7, step_size_down=3)",
    "torch.CyclicLR(lr=0.5, base_lr=0, max_lr=0.1, step_size_up=33, mode='exp_range', gamma=0.99)",
    "torch.CyclicLR(lr=0.5, base_lr=0, max_lr=0.1, step_size_up=33, step_size_down=0, mode='exp_range', gamma=0.99)",
    "torch.CyclicLR(lr=0.5, base_lr=0.001, max_lr=0.1, step_size_up=33, mode='exp_range', gamma=1.00001)",
    "transformers.cosine(lr=0.1, num_warmup_steps=10, num_training_steps=20, num_cycles=0.4)",
    "transformers.cosine_with_restarts(lr=0.1, num_warmup_steps=10, num_training_steps=29000, num_cycles=2500.5)",
    "ultralytics.BaseTrainer(epochs=90, batches=1000, group='bias')",
]
GROWING = [
    "torch.ExponentialLR(lr=0.1, gamma=1.05)",
    "torch.ExponentialLR(lr=0.1, gamma=1.0239)",
    "torch.StepLR(lr=0.1, step_size=7, gamma=1.5)",
    "exponential(0.1, rate=1.1, every=2)",
    "step(0.1, every=3, rate=1.5)",
    "cosine(0.1)[:20] >> step(0.1, every=3, rate=2)",
    "keras.ExponentialDecay(0.1, decay_steps=41, decay_rate=1.9)",
    "keras.ExponentialDecay(0.1, decay_steps=41, decay_rate=1.9, staircase=True)",
    "optax.exponential_decay(0.1, transition_steps=55, decay_rate=3.96)",
    "mlx.exponential_decay(init=0.1, decay_rate=1.01)",
    "torch.LambdaLR(lr=0.1, lr_lambda='1.05 ** t')",
]
"""Rates that become infinite and stay so; the second comes just below that in its last row."""
SWITCHING = [
    "keras.CosineDecayRestarts(0.1, first_decay_steps=41, t_mul=1.0)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=1000, t_mul=1.0, m_mul=0.9, alpha=0.01)",
    "2 * keras.CosineDecayRestarts(0.1, first_decay_steps=700.5, t_mul=1.0, m_mul=1.1)",
    "linear(0, 0.1, 100) >> keras.CosineDecayRestarts(0.1, first_decay_steps=1000, t_mul=1.0)[900:]",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=10, t_mul=1.0, alpha=0.1)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=30, t_mul=1.2, m_mul=0.9, alpha=0.01)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=1000, t_mul=1.01)",
    "keras.PolynomialDecay(0.1, decay_steps=41, power=0.5, cycle=True)",
    "keras.PolynomialDecay(0.1, decay_steps=7000, power=0.1)",
    "keras.ExponentialDecay(0.1, decay_steps=1000, decay_rate=0.999)",
    "keras.ExponentialDecay(0.1, decay_steps=900, decay_rate=1.0003)",
    "optax.warmup_exponential_decay_schedule(0, 0.1, 20.5, 1500, 0.9999, end_value=0.05)",
    "optax.polynomial_schedule(0.1, 0.001, 0.3, 25000)",
]
"""Float32 is seen in some of their ticks and not in others."""
FLOAT32 = [
    "keras.ExponentialDecay(0.1, decay_steps=41000, decay_rate=0.999, staircase=True)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=1234, t_mul=1.5, m_mul=0.9, alpha=0.01)",
    "keras.PolynomialDecay(0.1, decay_steps=70000, cycle=True)",
]
"""Past 2**24 steps float32 skips some of them, so that stairs and cycles begin at others than one would think."""
CLOSED = [text for text in NATIVES if not parse(text).outside]


@each("text", PLACED, framework)
def test_each_schedule_goes_one_way_in_its_arcs(text):
    for _, curve in on_a_run(text).groups():
        assert_arcs(curve, last_row(curve, 10 * END))


@thorough
@given(mixtures())
def test_compositions_go_one_way_in_their_arcs(schedule):
    placed = on(schedule)
    assume(last_row(placed))
    assert_arcs(placed, last_row(placed))


@thorough
@given(compositions())
def test_compositions_that_come_in_periods_go_one_way(schedule):
    placed = on(schedule, Run(steps=5000, steps_per_epoch=1))
    assume(last_row(placed, 5000))
    assert_arcs(placed, last_row(placed, 5000))


@each("text", [*CLOSED, *RARE], framework)
def test_what_arcs_tell_is_what_all_rows_tell(monkeypatch, text):
    assert_seen_as_walked(monkeypatch, Curves([("", parse(text))], Run(steps=15_011)))


@pytest.mark.parametrize("text", sample("switching", SWITCHING))
def test_what_arcs_tell_where_float32_is_seen_now_and_then(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=100_003))
    assert_arcs(curves.curves[0], curves.rows)
    assert any(arc.form == BLURRED for arc in curves.curves[0].arcs(curves.rows))
    assert assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("rate", [0.9999, 0.99997, 1.00003, 0.7])
def test_what_arcs_tell_of_very_many_stairs_is_what_all_rows_tell(monkeypatch, rate):
    monkeypatch.setattr(compiled, "MOST_STAIRS", 10)
    text = f"keras.ExponentialDecay(0.1, decay_steps=1, decay_rate={rate}, staircase=True)"
    curves = Curves([("", parse(text))], Run(steps=100_003))
    assert_arcs(curves.curves[0], curves.rows)
    assert all(arc.form != HELD for arc in curves.curves[0].arcs(curves.rows))
    assert assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("text", sample("growing", GROWING))
@pytest.mark.filterwarnings("ignore:overflow encountered")
def test_what_arcs_tell_of_rates_that_become_infinite_is_what_all_rows_tell(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=30_011))
    assert assert_seen_as_walked(monkeypatch, curves)
    curve, run = parse(text).on(curves.run), curves.run
    walked = Profile(curve, run).sections
    monkeypatch.setattr("lrcli.analysis.closed.WALKED", 0)
    seen = Profile(curve, run).sections
    assert all(np.array_equal(one, other, equal_nan=True) for one, other in zip(seen, walked, strict=True))


@thorough
@given(compositions())
def test_what_arcs_tell_of_compositions_is_what_all_rows_tell(schedule):
    try:
        curves = Curves([("", schedule)], Run(steps=10_000, steps_per_epoch=1))
    except ValueError:
        assume(False)
    assume(not any(is_flat(*each) for each in zip(curves.curves, curves.ends, strict=True)))
    with pytest.MonkeyPatch.context() as patched:
        assert_seen_as_walked(patched, curves)


@pytest.mark.parametrize("hold", sample("held", [3, 100, 2500]))
def test_held_within_epochs(monkeypatch, hold):
    for text in ("cosine(0.1)", "restarts(0.1, period=7)", "linear(0, 0.1, 2) >> step(0.1, every=3, rate=0.9)"):
        run = Run(epochs=30_000 // hold, steps_per_epoch=hold, update="epoch")
        assert assert_seen_as_walked(monkeypatch, Curves([("", parse(text))], run))
    warm = parse("warmup(cosine(0.1), length=3, update=step)")
    assert assert_seen_as_walked(monkeypatch, Curves([("", warm)], run))


@pytest.mark.parametrize("text", FLOAT32)
def test_stairs_and_cycles_of_many_steps_begin_where_it_is_told(text):
    placed, late, least = parse(text).on(Run(steps=2**26)), 2**25, 1e-12 if "staircase" in text else 1e-5
    turns = np.concatenate([arc.begins() for arc in placed.arcs(2**26)])
    told = [phase.start for phase in placed.phases(2**26)] if least == 1e-5 else turns.tolist()
    told = [tick for tick in told if tick > late]
    assert told
    assert set(told) <= set(turns.tolist())
    for tick in told[:300]:
        jumps = np.flatnonzero(np.abs(np.diff(placed(np.arange(tick - 60, tick + 60)))) > least)
        assert jumps.tolist() == [59], tick


def test_several_curves_on_their_own_runs(monkeypatch):
    named = [
        ("a", parse("cosine(0.1)")),
        ("b", parse("restarts(0.1, period=7)")),
        ("c", parse("formula('0.1 / (t + 1)')")),
    ]
    assert assert_seen_as_walked(monkeypatch, Curves(named, [Run(steps=steps) for steps in (4000, 9000, 7000)]))


# --- the work is bounded by what is shown ---


class Counting:
    """Counts the rates that are asked for."""

    def __init__(self, monkeypatch):
        self.count, real = 0, Column.gapped

        def gapped(column, rows):
            self.count += np.size(rows)
            return real(column, rows)

        monkeypatch.setattr(Column, "gapped", gapped)


OFTEN = [
    "restarts(0.1, period=1000, growth=1.001)",
    "keras.ExponentialDecay(0.1, decay_steps=100000, decay_rate=0.96, staircase=True)",
    "keras.InverseTimeDecay(0.1, decay_steps=5000, decay_rate=0.5, staircase=True)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=1000000)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=15, t_mul=1.0, m_mul=0.8)",
    "keras.CosineDecayRestarts(0.1, first_decay_steps=100, t_mul=1.0)",
    "keras.PolynomialDecay(0.1, decay_steps=1000000, cycle=True)",
    "optax.exponential_decay(0.1, transition_steps=55, decay_rate=0.96, staircase=True)",
    "timm.StepLRScheduler(lr=0.1, decay_t=30, decay_rate=0.99)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=1000000, cycle_mul=2.0, cycle_limit=5)",
    "timm.CosineLRScheduler(lr=0.1, t_initial=100, cycle_limit=10000000, cycle_decay=0.9999)",
    "torch.CyclicLR(base_lr=0.001, max_lr=0.1)",
    "torch.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=20)",
    "transformers.cosine(lr=0.1, num_warmup_steps=1000, num_training_steps=1000000)",
    "transformers.cosine_with_restarts(lr=0.1, num_warmup_steps=9, num_training_steps=1000000000, num_cycles=5000)",
]


@each("text", [*CLOSED, *RARE[:24], *OFTEN], framework)
def test_few_rows_of_a_long_run_are_evaluated(text):
    curves = Curves([("", parse(text))], Run(steps=LONG))
    with pytest.MonkeyPatch.context() as patched:
        counting = Counting(patched)
        figures(curves)
        envelope(curves, 3000)
        bounds = [Bound(0.05, below) for below in (False, True)]
        crossings(curves, bounds), last_crossings(curves, bounds), peak_rows(curves, 0)
    assert counting.count < 0.03 * LONG


def test_what_is_too_long_is_refused_before_the_work(monkeypatch):
    chained = "torch.ChainedScheduler(schedulers=[torch.LinearLR(), torch.CosineAnnealingLR(T_max=90)], lr=0.1)"
    curves = Curves([("", parse(chained))], Run(steps=LONG))
    counting = Counting(monkeypatch)
    for work in (figures, lambda curves: envelope(curves, 300)):
        with pytest.raises(ValueError, match="at most 1e"):
            work(curves)
    assert counting.count == 2


def test_momentum_and_metrics_of_a_long_run(monkeypatch):
    metric = f"plateau(0.1, factor=0.5, patience=3, metrics={[1.0] * 50})"
    for text, of in (("torch.CyclicLR(base_lr=0.001, max_lr=0.1)", "momentum"), (metric, "metric")):
        counting = Counting(monkeypatch)
        curves = Curves([("", parse(text))], Run(steps=LONG))
        drawn = envelope(curves.driven(of), 300)
        assert counting.count < 0.03 * LONG
        assert np.isnan(drawn.high[-1, 0]) == (of == "metric")
    assert drawn.high[0, 0] == 1.0


DRIVEN = [
    ("linear(0,0.1,50) >> torch.OneCycleLR(max_lr=0.1)", "momentum"),
    ("torch.CyclicLR(0.001, 0.1, 7)", "momentum"),
    ("deepspeed.OneCycle(cycle_min_lr=0.01, cycle_max_lr=0.1, decay_step_size=9, decay_mom_rate=0.1)", "momentum"),
    ("ultralytics.BaseTrainer(batches=900)", "momentum"),
    (
        "megatron.OptimizerParamScheduler(0, 0.1, 0.01, 10, 4000, 'cosine', 0.01, 0.1, 3000, 'linear', increment=3)",
        "weight_decay",
    ),
]


@pytest.mark.parametrize(("text", "of"), DRIVEN)
def test_what_is_driven_goes_one_way_in_its_arcs(text, of):
    placed = parse(text).on(Run(steps=5000))
    for arc in placed.arcs_of(5000, of):
        assert arc.known
        values = placed(np.arange(arc.begin, arc.end), of)
        edges = [*range(0, arc.end - arc.begin, arc.period or 5000), arc.end - arc.begin]
        turns = [start + turn for start in edges[:-1] for turn in (arc.turns or (0,))]
        assert all(goes_one_way(values[first:last]) for first, last in pairwise([*turns, len(values)]))


def test_restarts_of_one_step_in_a_long_run():
    curves = Curves([("", parse("restarts(0.1, period=1)"))], Run(steps=LONG))
    (record,) = facts(curves)
    assert record.values.sum == pytest.approx(0.1 * LONG, rel=1e-12)
    assert len(record.phases) + record.phases_left == LONG
    assert record.phases[-1].to == len(record.phases)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("restarts(0.1, period=7)", 1429),
        ("triangular(0.1, up=3, down=2)", 4000),
        ("step(0.1, every=4)", 2500),
        ("repeat(cosine(0.1)[:5] >> linear(0.1)[:3])", 2500),
        ("repeat(cosine(0.1)[:2], 2000) >> linear(0.1)", 2001),
        ("linear(0, 0.1, 10) >> step(0.1, every=3)", 3331),
    ],
)
def test_all_phases_are_counted(text, count):
    placed = parse(text).on(Run(steps=10_000))
    assert len(placed.phases(10_000)) == 1000
    assert placed.phase_count(10_000) == count


def test_a_spike_of_one_step_is_drawn_and_found():
    at = 123_456_789
    spike = parse(f"cosine(0.1, length={LONG})[:{at}] >> constant(7)[:1] >> cosine(0.01)")
    curves = Curves([("", spike)], Run(steps=LONG))
    assert figures(curves)[0].peak == (at, 7)
    drawn = envelope(curves, 160)
    assert np.flatnonzero(drawn.high[:, 0] == 7).tolist() == [at * 160 // LONG]
    assert crossings(curves, [Bound(1.0, below=False)]) == [[at]]


def test_a_log_axis_knows_the_least_positive_rate():
    curves = Curves([("", parse("linear(0.1)[:500000000] >> constant(0)"))], Run(steps=LONG))
    drawn = envelope(curves, 7)
    assert np.nanmin(drawn.positive) == pytest.approx(0.1 / LONG, rel=1e-9) or np.nanmin(drawn.positive) > 0
    last = int(crossings(curves, [Bound(1e-300, below=True)])[0][0])
    assert np.nanmin(drawn.positive) == curves.columns[0].at([last - 1])[0]


def test_sections_of_lint_are_those_of_all_rows(monkeypatch):
    curve, run = parse("linear(0, 0.1, 100) >> restarts(0.1, period=39.1)").on(Run(steps=60_000)), Run(steps=60_000)
    walked = Profile(curve, run).sections
    monkeypatch.setattr("lrcli.analysis.closed.WALKED", 0)
    seen = Profile(curve, run).sections
    assert all(one.tolist() == other.tolist() for one, other in zip(seen, walked, strict=True))


def test_what_has_no_arcs_is_walked():
    for text in ("formula('0.2 + 0.1 * sin(t * t)')", "torch.LambdaLR(lr=0.1, lr_lambda='1 + 0.5 ** (t * t % 20)')"):
        (column,) = Curves([("", parse(text))], Run(steps=2**21)).columns
        assert closed(column, 2**21) is None


def test_sums_of_few_values():
    """A polynomial exactly, a square root and a kink to thirteen digits."""
    one, many = np.array([0]), np.array([10**6])
    t = np.arange(10**6, dtype=np.float64)
    for function in (lambda x: x**3, np.sqrt, lambda x: np.maximum(x, 123_456.0), lambda x: np.exp(-x)):
        calls = []
        got = smooth_sum(lambda n, f=function, c=calls: (c.append(n.size), f(n.astype(np.float64)))[1], one, many, 4096)
        assert got == pytest.approx(function(t).sum(), rel=1e-12, abs=0)
        assert sum(calls) < 60_000
