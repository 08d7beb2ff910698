"""Random numbers as PyTorch draws them on the CPU."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Iterator


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
