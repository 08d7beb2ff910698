"""Sums of powers of a line that is rounded down: those of all of them."""

import numpy as np

from lrcli.schedules.floors import sums_of_powers


def test_sums_of_powers_are_those_of_each():
    random = np.random.default_rng(0)
    for _ in range(200):
        modulus, step = random.integers(1, 3000), int(random.integers(0, 9000))
        counts, firsts = random.integers(1, 4000, 7), random.integers(0, modulus, 7)
        falls, turns = np.array([0, 0, -1e-9, -1e-4, -0.3, 1e-5, 1e-9]), np.array([0, 32, 1, 0, 3, 17, 64])

        def logs(grows, falls=falls, turns=turns):
            return falls * grows, 2 * np.pi / 128 * ((grows * turns + 64) % 128 - 64)

        found = sums_of_powers(logs, counts, step, firsts, int(modulus))
        for row, (count, first) in enumerate(zip(counts, firsts, strict=True)):
            fallen, angles = logs((step * np.arange(count) + first) // modulus, falls[row], turns[row])
            powers = np.exp(fallen + 1j * angles)
            assert abs(found[row] - powers.sum()) <= 1e-12 * np.abs(powers).sum()
