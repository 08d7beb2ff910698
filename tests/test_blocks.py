"""Many ticks are evaluated block by block: what comes out is what comes out of each tick alone."""

import tracemalloc

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.schedules.curve import BLOCK
from lrcli.schedules.shapes import cycle_at, cycle_of_each

SPECS = (
    "cosine(0.1, 0.01)",
    "one_cycle",
    "wsd(shape=cosine)",
    "restarts(period=333, decay=0.9)",
    "restarts(period=7, growth=1.01)",
    "restarts(period=30000, growth=0.8)",
    "triangular(up=0.1%, mode=halving)",
    "exponential(staircase=yes)",
    "step(every=30000)",
    "repeat(cosine[:777], times=100)",
    "warmup(cosine, length=40000)[:60%] >> floor(linear(0.05), low=0.001)",
    "torch.CosineAnnealingLR(lr=0.1, T_max=50000)",
)
N = 3 * BLOCK + 17
PLACES = np.unique(np.clip([at + near for at in range(0, N + 1, BLOCK) for near in (-2, -1, 0, 1, 2)], 0, N - 1))


@pytest.mark.parametrize("spec", SPECS)
def test_a_value_is_the_same_in_any_block(spec):
    curve = parse(spec).on(Run(steps=N))
    whole = curve(np.arange(N))
    assert whole[PLACES].tolist() == [curve(int(place)) for place in PLACES]
    assert (curve(np.arange(5, N)) == whole[5:]).all()
    assert (curve(np.arange(N)[::-3]) == whole[::-3]).all()
    mixed = np.random.default_rng(0).permutation(N)
    assert (curve(mixed) == whole[mixed]).all()
    square = mixed[: N - N % 4].reshape(4, -1)
    assert (curve(square.astype(np.float32)[::2]) == whole[square][::2]).all()


def test_what_is_driven_is_carried_over_blocks():
    curve = parse("constant[:40000] >> torch.OneCycleLR(max_lr=0.1, total_steps=100000)").on(Run(steps=N))
    whole = curve.momentum(np.arange(N))
    assert whole[PLACES].tolist() == [curve.momentum(int(place)) for place in PLACES]


def test_gaps_begin_where_a_curve_ends():
    curve = parse("torch.OneCycleLR(max_lr=0.1, total_steps=40000)").on(Run(steps=N))
    whole, end = curve.gapped(np.arange(N)), curve.limit()
    assert BLOCK < end < 2 * BLOCK
    assert np.flatnonzero(np.isnan(whole)).tolist() == list(range(end, N))
    assert (whole[:end] == curve(np.arange(end))).all()
    with pytest.raises(ValueError, match=f"no learning rate from tick {end} on"):
        curve(np.arange(N))


@pytest.mark.parametrize(
    ("bad", "reason"), [(0.5, "whole numbers"), (-1.0, "count from 0"), (np.nan, "up to 2"), (1e16, "up to 2")]
)
def test_a_wrong_tick_is_found_in_any_block(bad, reason):
    ticks = np.arange(N, dtype=float)
    ticks[-1] = bad
    with pytest.raises(ValueError, match=reason):
        parse("cosine").on(Run(steps=N))(ticks)


def test_memory_is_that_of_the_values():
    ticks, curve = np.arange(10**6), parse("restarts(growth=1.1)[:60%] >> one_cycle").on(Run(steps=10**6))
    tracemalloc.start()
    curve(ticks)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < ticks.nbytes + 20 * 8 * BLOCK


@pytest.mark.parametrize("growth", [1.0, 1.0000001, 1.001, 1.1, 2.0, 100.0, 0.999, 0.9, 0.5])
@pytest.mark.parametrize("period", [1, 2, 3, 10, 33.3, 99.5, 1000, 123456.7])
def test_cycles_are_those_of_each_tick(period, growth):
    for first in (0, 1, 999_983, 10**9, 10**11):
        t = np.arange(first, first + 5000, dtype=float)
        i, start, end = cycle_at(t, period, growth)
        back = cycle_at(t[::-1], period, growth)
        assert all((a == b[::-1]).all() for a, b in zip((i, start, end), back, strict=True))
        assert ((start <= t) & (t < end)).all()
        if growth >= 1:
            assert all((a == b).all() for a, b in zip((i, start, end), cycle_of_each(t, period, growth), strict=True))
        assert set(np.diff(i).tolist()) <= {0, 1}
