"""The noise that timm adds to a rate, from random numbers as PyTorch draws them on the CPU."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array

LEAST = 1e-3
"""Share of the deviation below which timm draws thousands of times until a number is small enough."""


class Generator:
    """A torch.Generator: the Mersenne twister, seeded as numpy's RandomState is."""

    def __init__(self) -> None:
        self.twister = np.random.RandomState(0)

    def seed(self, seed: int) -> None:
        """What manual_seed does; the low 32 bits count."""
        self.twister.seed(seed % 2**32)

    def normals(self) -> Iterator[float]:
        """What torch.randn(1) gives, again and again: each pair comes from two numbers, by Box and Muller."""
        while True:
            a, b, c, d = struct.unpack("<4I", self.twister.bytes(16))
            first, second = (a << 32 | b) % 2**53 / 2**53, (c << 32 | d) % 2**53 / 2**53
            radius, angle = math.sqrt(-2 * math.log1p(-second)), 2 * math.pi * first
            yield float(np.float32(radius * math.cos(angle)))
            yield float(np.float32(radius * math.sin(angle)))

    def uniform(self) -> float:
        """What torch.rand(1) gives first."""
        (word,) = struct.unpack("<I", self.twister.bytes(4))
        return float(word % 2**24 / 2**24)


class Noise(NamedTuple):
    """Noise in the calls from `start` to before `end`, each with random numbers of its own."""

    start: float
    end: float
    kind: str
    bound: float
    deviation: float
    seed: int

    @property
    def is_too_narrow(self) -> bool:
        """Whether timm would hardly ever draw a number within the bound."""
        return self.kind == "normal" and self.bound <= LEAST * abs(self.deviation)

    def disturb(self, rates: Array, calls: Array) -> None:
        """Add the noise to the rates of the calls that have some."""
        noisy = (calls >= self.start) & (calls < self.end)
        distinct, place = np.unique(calls[noisy], return_inverse=True)
        generator = Generator()
        shares = np.array([self.share(generator, int(call)) for call in distinct], dtype=np.float64)
        rates[noisy] += rates[noisy] * shares[place]

    def share(self, generator: Generator, call: int) -> float:
        """The share of the rate that is added in one call."""
        generator.seed(self.seed + call)
        if self.kind != "normal":
            return 2 * (generator.uniform() - 0.5) * self.bound
        drawn = (normal * self.deviation for normal in generator.normals())
        return next(share for share in drawn if abs(share) < self.bound)
