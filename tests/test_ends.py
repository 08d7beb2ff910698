"""Where schedules end because Python, or float32, has no number there."""

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.catalogue import frameworks, schedulers
from lrcli.frameworks._kit.decays import first_overflow, overflows
from lrcli.frameworks._kit.float32 import compiled


@pytest.mark.parametrize("family", ["torch.CyclicLR(base_lr=0", "paddle.CyclicLR(base_learning_rate=0"])
@pytest.mark.parametrize(("up", "down", "last"), [(1, 1, 2047), (3, 4, 7167)])
def test_halving_ends_where_python_has_no_float_for_a_power_of_2(family, up, down, last):
    rate = "max_lr" if "torch" in family else "max_learning_rate"
    schedule = parse(f"{family}, {rate}=0.1, step_size_up={up}, step_size_down={down}, mode='triangular2')")
    assert schedule.on(Run(steps=10_000)).stop().tick == last + 1  # as PyTorch 2.13.0 was seen to do


def test_halving_goes_on_with_a_function_or_another_mode():
    for text in ("mode='triangular'", "mode='exp_range'", "scale_fn='1/x'", "scale_fn='1/x', mode='triangular2'"):
        assert parse(f"torch.CyclicLR(base_lr=0, max_lr=0.1, step_size_up=1, {text})").on(Run(steps=10)).stop() is None


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("base", [2.0, -2.0, 1.5, 1.0000001, 1 + 2**-52, 1e308, 0.5, 0.9999999, 1.0, 0.0])
def test_the_first_power_that_is_too_large(base, way):
    count = first_overflow(base, way)
    assert (count is None) == (base in (0, 1) or (abs(base) > 1) != (way > 0))
    assert count is None or (overflows(base, way * count), overflows(base, way * (count - 1))) == (True, False)


def test_a_factor_next_to_1_ends_after_thousands_of_millions_of_drops():
    schedule = parse('composer.StepScheduler(lr=0.1, step_size="1ba", gamma=1.0000001)')
    assert schedule.on(Run(steps=10)).stop().tick == first_overflow(1.0000001)


@pytest.mark.parametrize("framework", [*frameworks()])
def test_no_rate_is_nan(framework):
    """Where a power of a number below 0 is none, past the end of a fall, the schedule holds or ends."""
    for kind in schedulers(framework):
        schedule = parse(kind.example_text())
        for name in (name for name, field in schedule.fields.items() if field.role == "power"):
            for power in (0.5, 0.9, 1.5):
                curve = schedule.replace(**{name: power}).on(Run(steps=5000))
                end = min(curve.limit() or 5000, curve.stop().tick if curve.stop() else 5000)
                assert not np.isnan(curve.gapped(np.arange(float(end)))).any()


@pytest.mark.parametrize(("power", "tick"), [(0.9, 100), (1.5, 100), (2, None), (4, None)])
def test_darknets_power_ends_with_its_batches(power, tick):
    schedule = parse(f"darknet.get_current_rate(policy='poly', max_batches=100, power={power})")
    stop = schedule.on(Run(steps=300)).stop()
    assert (stop and stop.tick) == tick


@pytest.mark.parametrize("t_mul", [0, 0.5, 0.9, 0.99999, 0.9999999])
@pytest.mark.parametrize("steps", [7, 10, 1000])
def test_cycles_that_shrink_are_over_where_float32_has_nothing_left(t_mul, steps):
    schedule = parse(f"keras.CosineDecayRestarts(0.1, {steps}, t_mul={t_mul})")
    tick = schedule.stop().tick
    left = schedule.left(np.asarray([tick - 1.0, tick]), compiled)
    assert left[0] > 0 >= left[1]


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ("t_initial=77.7", 1554),
        ("t_initial=100.2082, power=0.9", 4_509_369),
        ("t_initial=7.1237, k_decay=0.5", 8_405_966),
        ("t_initial=394.27841, power=0.9", 39_427_841),
    ],
)
def test_timms_powers_end_where_a_time_is_rounded_out_of_its_cycle(arguments, call):
    """`1 - c / T` is below 0 there: Python makes a complex number of a power of it."""
    schedule = parse(f"timm.PolyLRScheduler(lr=0.1, cycle_limit=1000000000, {arguments})")
    assert schedule.on(Run(steps=10**9)).stop().tick == call
    length = schedule.t_initial
    time = call - length * (call // length)
    assert isinstance((1 - time**schedule.k_decay / length**schedule.k_decay) ** schedule.power, complex)
