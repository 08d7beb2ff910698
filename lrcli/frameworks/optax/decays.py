"""Decays: exponential and cosine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.compiled import Counted, Turns
from lrcli.frameworks._kit.curves import horizon_at
from lrcli.frameworks._kit.declare import flag, native, number, rate, run_length, unordered
from lrcli.frameworks._kit.float32 import compiled, grown
from lrcli.frameworks._kit.seen import arcs_of_powers, arcs_to_end, seen_of_cosine
from lrcli.frameworks.optax.base import OptaxSchedule
from lrcli.frameworks.optax.curves import cosine_decay
from lrcli.frameworks.optax.kinds import updates
from lrcli.schedules.arcs import arcs_between, unknown
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.float32 import Divide
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Stop


class ExponentialDecay(OptaxSchedule, Counted):
    """Multiplied by a factor every transition_steps, smoothly or in stairs.

        lr(t) = init_value * decay_rate ** (u / transition_steps),  u = t - transition_begin

    t counts updates. Up to transition_begin it is init_value. With staircase u / transition_steps is floored. end_value
    is the lowest rate with a decay_rate below 1, else the highest; also of init_value. With transition_steps 0 or less,
    or a decay_rate of 0, it stays at init_value; a negative transition_begin is taken as 0. Compiled by
    jax.jit the quotient is u * float32(1 / transition_steps), which is now and then a little less: a stair of 41, 47 or
    55 updates comes an update late. So it is here.

    Source: Optax 0.2.8, optax.exponential_decay.
    """

    example = "init_value=0.1, transition_steps=20, decay_rate=0.5"

    natively = (
        native(
            "exponential(init_value, gamma=decay_rate, every=transition_steps, staircase=False)",
            staircase=False,
            transition_begin=0,
            end_value=None,
        ),
        native(
            "exponential(init_value, gamma=decay_rate, every=transition_steps, staircase=True)",
            staircase=True,
            transition_begin=0,
            end_value=None,
        ),
    )

    init_value: float = rate(REQUIRED, "LR at first", role="base")
    transition_steps: float = updates(REQUIRED, "updates in which it is multiplied by decay_rate", "decay")
    decay_rate: float = number(REQUIRED, "factor every transition_steps", role="factor")
    transition_begin: float = updates(0, "updates before it begins", "delay")
    staircase: bool = flag(False, "change only after whole transition_steps")
    end_value: float | None = rate(None, "LR at which it stops", role="final")

    def horizon(self) -> int | None:
        return max(math.ceil(max(self.transition_begin, 0) + 5 * self.transition_steps), 100)

    def stop(self) -> Stop | None:
        if self.decay_rate >= 0 or self.staircase or self.transition_steps <= 0 or 1 / self.transition_steps % 1 == 0:
            return None
        begin = max(self.transition_begin, 0)
        return self.stops(math.floor(begin) + 1, "nan: a fractional power of a negative decay_rate")

    def goes_one_way(self) -> bool:
        return self.decay_rate >= 0

    def arcs(self, end: int) -> list[Arc]:
        if not self.staircase:
            return self.smooth(0, 0, end)
        return self.stairs_of_powers(self.decay_rate, 0, end)

    def smooth(self, start: float, begin: int, end: int) -> list[Arc]:
        """The arcs without stairs of one that begins at `start`, from one tick to another."""
        if self.decay_rate < 0:
            return unknown(begin, end)
        if self.transition_steps <= 0 or self.decay_rate == 0:
            return arcs_between((), begin, end)
        start += max(self.transition_begin, 0)
        return arcs_of_powers(self.decay_rate, start, self.transition_steps, begin, end)

    def turns(self) -> Turns | None:
        length = self.transition_steps
        flat = not self.staircase or length <= 0 or self.decay_rate == 0
        return None if flat else Turns(max(self.transition_begin, 0), length, 1, "transition_steps")

    def since(self, t: Array) -> Array:
        """The updates since it began."""
        return np.maximum(t - max(self.transition_begin, 0), 0)

    def counted(self, t: Array, divide: Divide) -> Array:
        return np.floor(divide(self.since(t), self.transition_steps))

    def formula(self, t: Array) -> Array:
        length = self.transition_steps
        if length <= 0 or self.decay_rate == 0:
            return np.full_like(t, self.init_value)
        in_training = self.counted(t, compiled) if self.staircase else compiled(self.since(t), length)
        exact = in_training if self.staircase else self.since(t) / length
        falling = self.init_value * grown(self.decay_rate, exact, in_training)
        if self.end_value is None:
            return falling
        return np.maximum(falling, self.end_value) if self.decay_rate < 1 else np.minimum(falling, self.end_value)


class CosineDecaySchedule(OptaxSchedule):
    """Half a cosine down to a fraction of the first rate.

        lr(t) = init_value * ((1 - alpha) * ((1 + cos(pi * t / decay_steps)) / 2) ** exponent + alpha)

    t counts updates, and is at most decay_steps.

    Source: Optax 0.2.8, optax.cosine_decay_schedule.
    """

    shows_arrival = True
    example = "init_value=0.1, decay_steps=100"

    natively = (native("cosine(init_value, init_value * alpha, decay_steps)", exponent=1.0),)

    init_value: float = rate(REQUIRED, "LR at first", role="base")
    decay_steps: float = run_length(
        Count(above=0),
        "updates until the end",
        counts="updates",
        error="ValueError: The cosine_decay_schedule requires positive decay_steps, got decay_steps={}.",
        none=unordered(">"),
    )
    alpha: float = number(0.0, "last LR as a fraction of the first", role="final-share")
    exponent: float = number(1.0, "power of the cosine", role="power")

    def horizon(self) -> int | None:
        return None if self.left_out() else horizon_at(self.decay_steps)

    def stop(self) -> Stop | None:
        return None if self.exponent >= 0 else self.stops(self.decay_steps, "inf: a negative power of 0")

    def goes_one_way(self) -> bool:
        return True

    def arcs(self, end: int) -> list[Arc]:
        if not 0 < self.exponent < 1:
            return super().arcs(end)
        return arcs_to_end(seen_of_cosine(self.exponent, self.decay_steps), 0, self.decay_steps, 0, end)

    def formula(self, t: Array) -> Array:
        return cosine_decay(t, self.init_value, self.decay_steps, self.alpha, self.exponent)
