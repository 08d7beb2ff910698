"""A warm-up, and a schedule after it."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.compiled import Counted, Turns
from lrcli.frameworks._kit.curves import horizon_at, straight_line
from lrcli.frameworks._kit.declare import flag, native, number, rate, run_length
from lrcli.frameworks._kit.seen import arcs_to_end, seen_of_cosine
from lrcli.frameworks.optax.base import OptaxSchedule, shift_stop
from lrcli.frameworks.optax.curves import cosine_decay
from lrcli.frameworks.optax.decays import ExponentialDecay
from lrcli.frameworks.optax.kinds import updates
from lrcli.schedules.arcs import arcs_between
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import Phase, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.float32 import Divide
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class _Warmup(OptaxSchedule, abstract=True):
    """A straight warm-up, and what follows."""

    init_value: float = rate(REQUIRED, "LR at first", role="start")
    peak_value: float = rate(REQUIRED, "LR after the warm-up", role="peak")
    warmup_steps: float = updates(REQUIRED, "updates of the warm-up", "warmup")


class WarmupConstantSchedule(_Warmup):
    """A straight warm-up, then constant.

        lr(t) = init_value + (peak_value - init_value) * min(t, warmup_steps) / warmup_steps

    t counts updates. With warmup_steps 0 it stays at init_value for ever.

    Source: Optax 0.2.8, optax.warmup_constant_schedule.
    """

    shows_arrival = True
    example = "init_value=0.0, peak_value=0.1, warmup_steps=30"

    natively = (
        native("linear(init_value, peak_value, warmup_steps)"),
        native("linear(init_value, peak_value, warmup_steps) >> constant(peak_value)"),
    )

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if self.warmup_steps <= 0 and self.init_value != self.peak_value:
            sentence = f"without warmup_steps it stays at init_value={self.init_value:.12g} for ever"
            yield self.warning("never-changes", sentence, "warmup_steps")
        yield from super().remarks(scope, end)

    def horizon(self) -> int | None:
        return horizon_at(2 * self.warmup_steps)

    def phases(self, end: int) -> list[Phase]:
        return warmup_phases(self.warmup_steps, "constant", end) if self.warmup_steps > 0 else super().phases(end)

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        return straight_line(t, self.init_value, self.peak_value, self.warmup_steps)


class WarmupCosineDecaySchedule(_Warmup):
    """A straight warm-up, then half a cosine.

        lr(t) = init_value + (peak_value - init_value) * t / warmup_steps,  t < warmup_steps
        lr(t) = peak_value * ((1 - alpha) * ((1 + cos(pi * u / (decay_steps - warmup_steps))) / 2) ** exponent + alpha)

    u = t - warmup_steps, and alpha = end_value / peak_value, or 0 if peak_value is; t counts updates. decay_steps
    include the warm-up. With warmup_steps 0 it starts at peak_value.

    Source: Optax 0.2.8, optax.warmup_cosine_decay_schedule.
    """

    shows_arrival = True
    example = "init_value=0.0, peak_value=0.1, warmup_steps=20, decay_steps=100"

    natively = (
        native(
            "linear(init_value, peak_value, warmup_steps) >> cosine(peak_value, end_value, decay_steps - warmup_steps)",
            exponent=1.0,
        ),
    )

    decay_steps: float = run_length(
        Count(),
        "updates until the end, with the warm-up",
        counts="updates",
        none="TypeError: unsupported operand type(s) for -: 'NoneType' and 'int'",
    )
    end_value: float = rate(0.0, "LR at the end", role="final")
    exponent: float = number(1.0, "power of the cosine", role="power")

    def check(self) -> None:
        length = 1 if self.left_out() else self.decay_steps - self.warmup_steps
        if length <= 0:
            error = (
                f"ValueError: The cosine_decay_schedule requires positive decay_steps, got decay_steps={length:.12g}."
            )
            self.raises("decay_steps", f"{error} warmup_steps={self.warmup_steps:.12g} are among them")

    def horizon(self) -> int | None:
        return None if self.left_out() else horizon_at(self.decay_steps)

    def stop(self) -> Stop | None:
        return None if self.exponent >= 0 else self.stops(self.decay_steps, "inf: a negative power of 0")

    def phases(self, end: int) -> list[Phase]:
        return warmup_phases(self.warmup_steps, "cosine", end)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if self.warmup_steps > 0:
            length = scope.counted(self.decay_steps - self.warmup_steps)
            yield self.note("includes-warmup", f"decays for {length}: decay_steps includes the warm-up", "decay_steps")
        yield from super().remarks(scope, end)

    def goes_one_way(self) -> bool:
        return True

    def arcs(self, end: int) -> list[Arc]:
        if not 0 < self.exponent < 1:
            return super().arcs(end)
        begin, length = min(max(math.ceil(self.warmup_steps), 0), end), self.decay_steps - self.warmup_steps
        falling = arcs_to_end(seen_of_cosine(self.exponent, length), self.warmup_steps, length, begin, end)
        return [*arcs_between((), 0, begin), *falling]

    def formula(self, t: Array) -> Array:
        alpha = self.end_value / self.peak_value if self.peak_value else 0.0
        length = self.decay_steps - self.warmup_steps
        falling = cosine_decay(np.maximum(t - self.warmup_steps, 0), self.peak_value, length, alpha, self.exponent)
        return np.where(
            t < self.warmup_steps, straight_line(t, self.init_value, self.peak_value, self.warmup_steps), falling
        )


class WarmupExponentialDecaySchedule(_Warmup, Counted):
    """A straight warm-up, then an exponential decay.

        lr(t) = init_value + (peak_value - init_value) * t / warmup_steps,  t < warmup_steps
        lr(t) = peak_value * decay_rate ** (u / transition_steps),  u = t - warmup_steps - transition_begin

    t counts updates. The decay is that of optax.exponential_decay, with all its edges; its transition_begin counts
    from the end of the warm-up. With warmup_steps 0 it starts at peak_value.

    Source: Optax 0.2.8, optax.warmup_exponential_decay_schedule.
    """

    example = "init_value=0.0, peak_value=0.1, warmup_steps=20, transition_steps=20, decay_rate=0.5"

    natively = (
        native(
            "linear(init_value, peak_value, warmup_steps) >> "
            "exponential(peak_value, gamma=decay_rate, every=transition_steps, staircase=False)",
            staircase=False,
            transition_begin=0,
            end_value=None,
        ),
    )

    transition_steps: float = updates(REQUIRED, "updates in which it is multiplied by decay_rate", "decay")
    decay_rate: float = number(REQUIRED, "factor every transition_steps", role="factor")
    transition_begin: float = updates(0, "updates before the decay begins, after the warm-up", "delay")
    staircase: bool = flag(False, "change only after whole transition_steps")
    end_value: float | None = rate(None, "LR at which it stops", role="final")

    @cached_property
    def decay(self) -> ExponentialDecay:
        """What follows the warm-up."""
        return ExponentialDecay(
            init_value=self.peak_value,
            transition_steps=self.transition_steps,
            decay_rate=self.decay_rate,
            transition_begin=self.transition_begin,
            staircase=self.staircase,
            end_value=self.end_value,
        )

    def horizon(self) -> int | None:
        return max(math.ceil(self.warmup_steps), 0) + (self.decay.horizon() or 0)

    def stop(self) -> Stop | None:
        return shift_stop(self.decay.stop(), self.warmup_steps)

    def phases(self, end: int) -> list[Phase]:
        return warmup_phases(self.warmup_steps, "decay", end)

    def goes_one_way(self) -> bool:
        return self.decay.goes_one_way()

    def arcs(self, end: int) -> list[Arc]:
        begin = min(max(math.ceil(self.warmup_steps), 0), end)
        if not self.staircase:
            return [*arcs_between((), 0, begin), *self.decay.smooth(self.warmup_steps, begin, end)]
        return self.stairs_of_powers(self.decay_rate, begin, end)

    def turns(self) -> Turns | None:
        turns = self.decay.turns()
        return turns and turns._replace(begin=turns.begin + self.warmup_steps)

    def counted(self, t: Array, divide: Divide) -> Array:
        return self.decay.counted(np.maximum(t - self.warmup_steps, 0), divide)

    def formula(self, t: Array) -> Array:
        falling = self.decay.formula(np.maximum(t - self.warmup_steps, 0))
        return np.where(
            t < self.warmup_steps, straight_line(t, self.init_value, self.peak_value, self.warmup_steps), falling
        )


def warmup_phases(warmup: float, name: str, end: int) -> list[Phase]:
    """A warm-up, where there is one, and what follows."""
    start = math.ceil(warmup)
    phases = [Phase(0, "warm-up"), Phase(start, name)] if start > 0 else [Phase(0, name)]
    return [phase for phase in phases if phase.start < end]
