"""The factors on the optimizer's rate that Transformers has and others took from it, with a straight warm-up.

The order of operations is that of the original: past the end of a cosine a difference in the last digit would grow.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.cosines import NOISE, wave_arcs
from lrcli.frameworks._kit.decays import TOO_LARGE
from lrcli.frameworks._kit.declare import endless, native
from lrcli.frameworks._kit.warmed import DIVISION, Multiplied
from lrcli.schedules.arcs import MOST_TURNS, arc_with, arcs_between, first_ticks
from lrcli.schedules.marks import MOST_PHASES
from lrcli.schedules.shapes import raised_cosine, whole_power

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark, Stop
    from lrcli.schedules.scope import Scope

NO_POWER = "ZeroDivisionError: 0.0 cannot be raised to a negative power"


class Unchanged(Multiplied, abstract=True):
    """The optimizer's rate at every step."""

    example = ""

    natively = (native("constant(lr)"),)

    needs = ()

    def parts(self) -> list[tuple[float, str]]:
        return [(0, "constant")]

    def goes_one_way(self) -> bool:
        return True

    def factor(self, t: Array) -> Array:
        return np.ones_like(t)


class Risen(Multiplied, abstract=True):
    """A straight rise from 0, then the optimizer's rate."""

    example = "num_warmup_steps=30"

    natively = (
        native("linear(0, lr, num_warmup_steps)"),
        native("linear(0, lr, num_warmup_steps) >> constant(lr)"),
    )

    needs = ("num_warmup_steps",)
    after_warmup = "constant"

    def horizon(self) -> int | None:
        return super().horizon() or endless(self.begin)

    def goes_one_way(self) -> bool:
        return True

    def factor(self, t: Array) -> Array:
        return self.warmed(t, 1.0)


class Straight(Multiplied, abstract=True):
    """A straight rise from 0 and a straight fall back to it."""

    example = "num_warmup_steps=20, num_training_steps=100"

    natively = (
        native("linear(lr, 0, num_training_steps)", num_warmup_steps=0),
        native("linear(0, lr, num_warmup_steps) >> linear(lr, 0, num_training_steps - num_warmup_steps)"),
    )

    def goes_one_way(self) -> bool:
        return True

    def left(self, t: Array) -> Array:
        """The share of the fall that is left."""
        return np.maximum(0.0, (self.total - t) / max(1, self.total - self.begin))

    def factor(self, t: Array) -> Array:
        return self.warmed(t, self.left(t))


class Wave(Multiplied, abstract=True):
    """A cosine that goes on after the last step."""

    num_cycles: float

    @property
    def cycles(self) -> float:
        """Its waves until the end."""
        return self.num_cycles

    @property
    def top(self) -> float:
        """Where the waves begin, at their highest."""
        return self.begin

    def arcs(self, end: int) -> list[Arc]:
        half = max(1, self.total - self.begin) / (2 * abs(self.cycles)) if self.cycles else math.inf
        begin = min(max(math.ceil(self.begin), 0), end)
        return [*arcs_between((), 0, begin), *wave_arcs(self.top, min(half, end), begin, end)]

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        over = self.over or 0
        near = self.formula(np.arange(max(over - 1, 0), min(scope.slot or 0, over + 1000), dtype=np.float64))
        if (np.diff(near) > 0).any():
            past = f"past {self.shown('num_training_steps')} the LR is not held: it rises again"
            yield self.warning("rises-again", past, "num_training_steps")


class HalfWave(Wave, abstract=True):
    """A straight rise from 0, then half a cosine down to 0, and up again."""

    example = "num_warmup_steps=20, num_training_steps=100"

    natively = (
        native("cosine(lr, 0, num_training_steps)", num_warmup_steps=0, num_cycles=0.5),
        native(
            "linear(0, lr, num_warmup_steps) >> cosine(lr, 0, num_training_steps - num_warmup_steps)", num_cycles=0.5
        ),
    )

    def factor(self, t: Array) -> Array:
        return self.warmed(t, waves(self.cycles, self.progress(t)))


class Restarted(Multiplied, abstract=True):
    """A straight rise from 0, then half a cosine towards 0, again and again."""

    example = "num_warmup_steps=20, num_training_steps=100, num_cycles=3"

    natively = (
        native("restarts(lr, 0, num_training_steps / num_cycles, 1, 1)", num_warmup_steps=0),
        native(
            "linear(0, lr, num_warmup_steps) >> "
            "restarts(lr, 0, (num_training_steps - num_warmup_steps) / num_cycles, 1, 1)"
        ),
    )

    num_cycles: float

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.num_cycles > 1:
            never = "does not arrive at 0 before a restart, which takes its place"
            yield self.note("never-arrives", never, "num_cycles")

    def parts(self) -> list[tuple[float, str]]:
        warmup, (begin, _) = super().parts()
        parts = [warmup, (begin, "cycle 1")]
        number = np.arange(1.0, min(math.ceil(abs(self.num_cycles)), MOST_PHASES - 2))
        whole = np.ceil(begin + number * max(1, self.total - begin) / abs(self.num_cycles or 1))
        near = np.maximum(whole - 1, math.ceil(begin))[:, None] + np.arange(4.0)
        reached = np.abs(self.num_cycles * self.progress(near)) >= number[:, None]  # rounding may make a restart late
        begun = near[np.arange(len(near)), reached.argmax(axis=1)].tolist()
        parts += [(start, f"cycle {i}") for i, start in enumerate(begun, 2)]
        return parts

    def goes_one_way(self) -> bool:
        return 0 < self.num_cycles < MOST_PHASES - 2

    def arcs(self, end: int) -> list[Arc]:
        if not MOST_PHASES - 2 <= self.num_cycles <= MOST_TURNS:
            return super().arcs(end)
        n = np.arange(1.0, self.num_cycles)
        expected = self.begin + n * max(1, self.total - self.begin) / self.num_cycles
        starts = first_ticks(lambda t: np.floor(self.num_cycles * self.progress(t)), n, expected, end)
        turns = np.append(starts, [math.ceil(max(self.begin, 0)), self.over or 0])
        return arc_with(turns, 0, end, noise=NOISE * self.num_cycles)

    def factor(self, t: Array) -> Array:
        p = self.progress(t)
        return self.warmed(t, np.where(p < 1, raised_cosine((self.num_cycles * p) % 1.0), 0.0))


class Power(Multiplied, abstract=True):
    """A straight rise from 0, then down to a last rate as a power of the time that is left."""

    example = "num_warmup_steps=20, num_training_steps=100, power=2.0"

    stops_at = "num_training_steps"

    lr_end: float
    power: float

    def one_group(self) -> str:
        return self.of_default

    def check_arguments(self) -> None:
        if self.lr_end >= self.lr:
            error = f"ValueError: lr_end ({self.lr_end}) must be smaller than initial lr ({self.lr})"
            self.raises("lr_end" if "lr_end" in self.fields else "lr", error)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        field = self.fields.get("lr_end")
        if field and self.lr_end == field.default:
            yield self.note("default-end", f"ends at {self.lr_end:.12g}, its default, not at 0", "lr_end")

    def stop(self) -> Stop | None:
        first = max(math.ceil(self.begin), 0)
        if self.lr == 0 or first == self.begin == self.total:
            return self.stops(first, DIVISION)
        if self.power >= 0:
            return None
        falling = range(first, math.floor(self.total) + 1)
        tick = first + bisect_left(falling, True, key=self.has_no_power)
        return self.stops(tick, TOO_LARGE if tick < self.total else NO_POWER) if tick in falling else None

    def has_no_power(self, tick: int) -> bool:
        """Whether Python refuses to raise what is left to a negative power: 0, or too near to it."""
        left = 1 - (tick - self.begin) / (self.total - self.begin)
        return not left or math.isinf(whole_power(left, self.power))

    def goes_one_way(self) -> bool:
        return True

    def factor(self, t: Array) -> Array:
        length, end = self.total - self.begin, math.floor(self.total)
        left = 1 - (np.clip(t, self.begin, end) - self.begin) / length if length > 0 else np.ones_like(t)
        falling = (self.lr - self.lr_end) * left**self.power + self.lr_end
        return self.warmed(t, np.where(t > self.total, self.lr_end, falling) / (self.lr or np.nan))


def waves(cycles: float, progress: Array) -> Array:
    """(1 + cos(2 pi cycles progress)) / 2, multiplied in the order of the original."""
    w: Array = 0.5 * (1 + np.cos(np.pi * cycles * 2.0 * progress))
    return w
