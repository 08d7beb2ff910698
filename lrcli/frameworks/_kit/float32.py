"""What Keras and Optax share: both compute in float32, and where that decides something it is done here.

Training steps are compiled, by a graph of TensorFlow or by jax.jit. There a division by a constant is a multiplication
by its reciprocal, in float32: 41 * float32(1 / 41) is a little less than 1. Called by hand a schedule divides.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.schedules.arcs import first_ticks
from lrcli.schedules.shapes import powers

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array, Ints

    Divide = Callable[[Array, float], Array]
    """A division in float32, by a constant."""

SEEN = 1e-6
"""A share of the highest rate that can be seen. The values of a framework are given to twice that."""
EACH = 2**24
"""The number up to which float32 has each whole number."""
BITS = 0x4B800000 - EACH
"""What its bits are more than it."""
ONE, INFINITE = 0x3F800000, 0x7F800000
"""The bits of 1 and of infinity."""
LARGEST = (2 - 2**-23) * 2.0**127
"""The largest number of float32."""


def single(number: float) -> float:
    """A number rounded to float32."""
    with np.errstate(over="ignore"):
        return float(np.float32(number))


def reciprocal(number: float) -> float:
    """The reciprocal in float32."""
    return single(float(np.divide(1.0, single(number))))


def compiled(number: Array, constant: float) -> Array:
    """`number / constant` in float32 as a compiled step has it: times the reciprocal, which is rounded too."""
    with np.errstate(all="ignore"):
        return rounded(rounded(number) * reciprocal(constant))


def eager(number: Array, constant: float) -> Array:
    """`number / constant` in float32 as a call by hand has it."""
    with np.errstate(all="ignore"):
        return rounded(rounded(number) / single(constant))


def fused(number: Array, constant: float) -> Array:
    """`1 - number / constant` in float32 as jax.jit compiles it: the product is not rounded before it is subtracted.

    Processors do that for two numbers of 24 bits in one instruction; here the product is exact in float64.
    """
    return rounded(1 - number * reciprocal(constant))


def rounded(numbers: Array) -> Array:
    """Numbers computed in float64 and rounded to float32, so that what a processor makes of the last digit is lost."""
    return numbers.astype(np.float32).astype(np.float64)


def first_steps(counted: Callable[[Array], Array], numbers: Array, guesses: Array, end: int) -> Ints:
    """The same as `first_ticks` of what is computed of steps in float32, where many steps may be rounded to one."""

    def there(places: Array) -> Array:
        return counted(in_places(places))

    guesses = np.rint(places_of(np.clip(guesses, 0, end)))
    last = float(places_of(np.array([float(end)]))[0])
    places = first_ticks(there, numbers, guesses, int(last) + 1, 1, 0).astype(np.float64)
    steps = in_places(places)
    first = np.ceil((in_places(places - 1) + steps) / 2)
    late = rounded(first) < steps  # halves go to even numbers
    return np.asarray(np.minimum(first + late, end).astype(np.int64))


def singles_from_one(counted: Callable[[Array], Array], numbers: Array, guesses: Array, way: float) -> Array:
    """The first of float32's numbers from 1 on, up or down, at which what never falls so has come to certain ones."""

    def there(places: Array) -> Array:
        return ((way * places).astype(np.int32) + ONE).view(np.float32).astype(np.float64)

    places = way * (guesses.astype(np.float32).view(np.int32).astype(np.float64) - ONE)
    most = ONE if way < 0 else INFINITE - ONE
    return there(first_ticks(lambda places: counted(there(places)), numbers, places, most, 1, 0).astype(np.float64))


def places_of(steps: Array) -> Array:
    """The places of steps among the whole numbers that float32 has; those between two are left there up to 2**24."""
    return np.where(steps <= EACH, steps, np.float32(steps).view(np.int32) - BITS)


def in_places(places: Array) -> Array:
    """The whole numbers at some places among those that float32 has."""
    return np.where(places <= EACH, places, (places.astype(np.int32) + BITS).view(np.float32))


def in_range(numbers: Array) -> Array:
    """Numbers as they are, but infinite where float32 has no room for them."""
    return np.where(np.abs(numbers) > LARGEST, np.copysign(np.inf, numbers), numbers)


def where_seen(narrow: Array, wide: Array) -> Array:
    """Values as float64 has them, but as float32 has them where that can be seen; where that has none it cannot."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(narrow - wide) > SEEN * np.maximum(np.abs(narrow), 1), narrow, wide)


def grown(factor: float, exact: Array, in_training: Array) -> Array:
    """A factor to the power of `exact`, or of what it is in training where that, or rounding the factor, is seen."""
    wide = powers(factor, exact)
    return wide if is_unseen(factor) else where_seen(powers(single(factor), in_training), wide)


def is_unseen(factor: float) -> bool:
    """Whether powers of a factor that is rounded to float32 differ by less than can be seen, all of them."""
    off = abs(single(factor) - factor) / (abs(factor) or 1)
    decay = -math.log(abs(factor)) if 0 < abs(factor) < 1 else 0
    # the most that x * exp(-decay * x) * off can be is a third of off / decay
    return not off or off < SEEN * decay
