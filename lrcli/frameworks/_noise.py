"""Random numbers as a torch.Generator on the CPU gives them, which is numpy's RandomState underneath."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np

if TYPE_CHECKING:
    from collections.abc import Iterator


def normals(seed: int) -> Iterator[float]:
    """What torch.randn(1) gives, again and again."""
    words = _words(seed)
    while True:
        first, second = ((next(words) << 32 | next(words)) % 2**53 / 2**53 for _ in range(2))
        radius, angle = math.sqrt(-2 * math.log1p(-second)), 2 * math.pi * first
        yield float(np.float32(radius * math.cos(angle)))
        yield float(np.float32(radius * math.sin(angle)))


def uniform(seed: int) -> float:
    """What torch.rand(1) gives first."""
    return next(_words(seed)) % 2**24 / 2**24


def _words(seed: int) -> Iterator[int]:
    """The 32-bit words of the Mersenne twister."""
    twister = np.random.RandomState(seed % 2**32)
    while True:
        yield from np.frombuffer(twister.bytes(16), "<u4").tolist()
