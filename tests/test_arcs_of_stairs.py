"""Arcs of stairs and of powers: of many stairs, of factors next to 1, of lengths that are no whole number of ticks."""

import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis.added import total
from lrcli.analysis.closed import closed
from lrcli.analysis.curves import Curves
from lrcli.catalogue import frameworks, schedulers
from lrcli.frameworks._kit import compiled
from lrcli.schedules import arcs
from lrcli.schedules.arcs import HELD

STAIRS = [
    "timm.StepLRScheduler(decay_t=2.7, decay_rate=0.9999, lr=0.1)",
    "timm.StepLRScheduler(decay_t=1.1, decay_rate=0.9, lr=0.1, warmup_t=5, warmup_prefix=True)",
    "timm.StepLRScheduler(decay_t=1.1, decay_rate=1.0001, lr=0.1, warmup_t=5.5)",
    "timm.StepLRScheduler(decay_t=2.7, decay_rate=0.9999, lr=0.1, warmup_t=40000)",
    "timm.StepLRScheduler(decay_t=-2.7, decay_rate=1.0001, lr=0.1)",
    *(
        f"{text}={factor})"
        for factor in (0.99999999, 0.9999999, 1.0000001, 0.99997, 0.5)
        for text in (
            "mlx.step_decay(init=0.1, step_size=3, decay_rate",
            "mlx.step_decay(init=0.1, step_size=2.7, decay_rate",
            "darknet.get_current_rate(learning_rate=0.1, policy='step', step=3, burn_in=100, scale",
            "darknet.get_current_rate(learning_rate=0.1, policy='exp', burn_in=100, gamma",
            "mlx.exponential_decay(init=0.1, decay_rate",
        )
    ),
    "fairseq.step(lr=0.1, lr_deacy_period=2.7, lr_decay=0.9999)",
    "fairseq.step(lr=0.1, lr_deacy_period=1.1, lr_decay=0.99999, warmup_updates=400.3, min_lr=0.09)",
    "darknet.get_current_rate(learning_rate=0.1, policy='step', step=3, scale=0)",
    "fvcore.StepWithFixedGammaParamScheduler(base_value=0.1, num_decays=2500, gamma=0.999, num_updates=7)",
    "fvcore.StepWithFixedGammaParamScheduler(base_value=0.1, num_decays=40000, gamma=1.0001, num_updates=7)",
    "mlx.step_decay(init=0.1, step_size=2.7, decay_rate=0)",
]
LONG = [
    "darknet.get_current_rate(learning_rate=0.1, policy='step', step=100, scale=0.999999)",
    "darknet.get_current_rate(learning_rate=0.1, policy='exp', gamma=0.99999999, burn_in=1000)",
    "timm.StepLRScheduler(decay_t=77.7, decay_rate=0.9999999, lr=0.1)",
    "fvcore.StepWithFixedGammaParamScheduler(base_value=0.1, num_decays=2500, gamma=0.999, num_updates=7)",
    "fairseq.step(lr=0.1, lr_deacy_period=41.2, lr_decay=0.999999)",
    "mlx.step_decay(init=0.1, step_size=77.7, decay_rate=0.9999999)",
    "mlx.step_decay(init=0.1, step_size=20, decay_rate=0.99999999)",
    "optax.exponential_decay(0.1, transition_steps=20, decay_rate=0.999999, staircase=True)",
    "keras.InverseTimeDecay(0.1, decay_steps=20, decay_rate=0.001, staircase=True)",
]
"""Schedules of 10^9 steps that are told out of their arcs, their sums as well."""
ROLES = ("factor", "growth", "speed")


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("text", sample("stairs", STAIRS), ids=lambda text: text[:90])
def test_what_stairs_tell_is_what_all_rows_tell(monkeypatch, text, many):
    if many:  # so that they are not told one by one
        for module in (arcs, compiled):
            monkeypatch.setattr(module, "MOST_STAIRS", 10)
    curves = Curves([("", parse(text))], Run(steps=30_011))
    assert_arcs(curves.curves[0], curves.rows)
    assert not many or all(arc.form != HELD or len(arc.turns) <= 10 for arc in curves.curves[0].arcs(curves.rows))
    if all(arc.known for arc in curves.curves[0].arcs(curves.rows)):
        assert assert_seen_as_walked(monkeypatch, curves)


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:90])
def test_long_runs_are_not_walked(text):
    curves = Curves([("", parse(text))], Run(steps=10**9))
    assert total(closed(curves.columns[0], curves.ends[0])) > 0


@pytest.mark.parametrize("framework", [*frameworks()])
def test_factors_next_to_1(framework):
    """What float32 makes of a factor is seen after some hundred ticks: rates may leap up there while they fall."""
    for kind in schedulers(framework):
        schedule = parse(kind.example_text())
        for name in (name for name, field in schedule.fields.items() if field.role in ROLES):
            for factor in (0.99999999, 1.0000001, 0.99997):
                try:
                    curve = schedule.replace(**{name: factor}).on(Run(steps=5000))
                except ValueError:  # it takes no such factor
                    continue
                end = min(curve.limit() or 5000, 5000)
                assert_arcs(curve, end)


def test_a_triangle_is_rounded_where_it_is():
    """fairseq's place in a cycle is what is left of a quotient: the later, the rougher, but alike between powers of 2."""
    curve = parse("fairseq.triangular(lr=0.1, max_lr=0.5, lr_period_updates=40, lr_shrink=0.5)").on(Run(steps=100_003))
    assert_arcs(curve, 100_003)
