"""Transformers' cosines down to 0."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import native, number
from lrcli.frameworks.transformers.base import Multiplied
from lrcli.frameworks.transformers.kinds import half_a_wave, started
from lrcli.schedules.arcs import MOST_TURNS, arc_with, arcs_between, first_ticks, unknown
from lrcli.schedules.marks import MOST_PHASES
from lrcli.schedules.shapes import raised_cosine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class Wave(Multiplied, abstract=True):
    """A cosine that goes on after the last step."""

    num_cycles: float

    def arcs(self, end: int) -> list[Arc]:
        half = max(1, self.total - self.begin) / (2 * abs(self.num_cycles)) if self.num_cycles else math.inf
        if end / half > MOST_TURNS // 8:
            return unknown(0, end)
        waves = math.ceil((end - self.begin) / half) + 1
        tops = around(self.begin + np.arange(1.0, waves) * half)
        starts = [phase.start for phase in self.phases(end)]
        few = waves <= MOST_PHASES
        return arcs_between([*starts, *tops.tolist()], 0, end) if few else arc_with(np.append(tops, starts), 0, end)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        over = self.over or 0
        near = self.formula(np.arange(max(over - 1, 0), min(scope.slot or 0, over + 1000), dtype=np.float64))
        if (np.diff(near) > 0).any():
            past = f"past {self.shown('num_training_steps')} the LR is not held: it rises again"
            yield self.warning("rises-again", past, "num_training_steps")


class Cosine(Wave, function="get_cosine_schedule_with_warmup"):
    """A straight rise from 0, then half a cosine down to 0, and up again.

        lr(t) = lr * t / max(1, W),                           t < W
        lr(t) = lr * (1 + cos(2 * pi * num_cycles * p)) / 2,  t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is not held after N:
    it rises again, and so on. With W = N it is lr and 0 by turns from there.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100"

    natively = (
        native("cosine(lr, 0, num_training_steps)", num_warmup_steps=0, num_cycles=0.5),
        native(
            "linear(0, lr, num_warmup_steps) >> cosine(lr, 0, num_training_steps - num_warmup_steps)", num_cycles=0.5
        ),
    )

    num_cycles: float = half_a_wave()
    last_epoch: int = started()

    def factor(self, t: Array) -> Array:
        return self.warmed(t, waves(self.num_cycles, self.progress(t)))


class CosineWithRestarts(Multiplied, function="get_cosine_with_hard_restarts_schedule_with_warmup"):
    """A straight rise from 0, then half a cosine towards 0, again and again.

        lr(t) = lr * t / max(1, W),                                 t < W
        lr(t) = lr * (1 + cos(pi * ((num_cycles * p) mod 1))) / 2,  t >= W, p < 1

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is 0 from N on. The
    cycles before the last do not arrive at 0: the restart takes its place.

    Source: Transformers 5.23.0, transformers.optimization.get_cosine_with_hard_restarts_schedule_with_warmup.
    """

    example = "num_warmup_steps=20, num_training_steps=100, num_cycles=3"

    natively = (
        native("restarts(lr, 0, num_training_steps / num_cycles, 1, 1)", num_warmup_steps=0),
        native(
            "linear(0, lr, num_warmup_steps) >> "
            "restarts(lr, 0, (num_training_steps - num_warmup_steps) / num_cycles, 1, 1)"
        ),
    )

    num_cycles: float = number(1, "cosines until the end")
    last_epoch: int = started()

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.num_cycles > 1:
            never = "does not arrive at 0 before a restart, which takes its place"
            yield self.note("never-arrives", never, "num_cycles")

    def parts(self) -> list[tuple[float, str]]:
        warmup, (begin, _) = super().parts()
        parts = [warmup, (begin, "cycle 1")]
        for i in range(1, min(math.ceil(abs(self.num_cycles)), MOST_PHASES - 2)):
            whole = math.ceil(begin + i * max(1, self.total - begin) / abs(self.num_cycles))
            near = max(whole - 1, math.ceil(begin)) + np.arange(4.0)
            begun = near[np.abs(self.num_cycles * self.progress(near)) >= i]  # rounding may make a restart late
            parts.append((begun[0], f"cycle {i + 1}"))
        return parts

    def goes_one_way(self) -> bool:
        return 0 < self.num_cycles < MOST_PHASES - 2

    def arcs(self, end: int) -> list[Arc]:
        if not MOST_PHASES - 2 <= self.num_cycles <= MOST_TURNS:
            return super().arcs(end)
        n = np.arange(1.0, self.num_cycles)
        expected = self.begin + n * max(1, self.total - self.begin) / self.num_cycles
        starts = first_ticks(lambda t: np.floor(self.num_cycles * self.progress(t)), n, expected, end)
        return arc_with(np.append(starts, [math.ceil(max(self.begin, 0)), self.over or 0]), 0, end)

    def factor(self, t: Array) -> Array:
        p = self.progress(t)
        return self.warmed(t, np.where(p < 1, raised_cosine((self.num_cycles * p) % 1.0), 0.0))


def around(turns: Array) -> Ints:
    """The steps around turns, which one of the cosines has a step ahead of time."""
    return (np.floor(turns)[:, None] + np.arange(-2, 3)).ravel().astype(np.int64)


def waves(cycles: float, progress: Array) -> Array:
    """(1 + cos(2 pi cycles progress)) / 2, multiplied in the order of the original."""
    w: Array = 0.5 * (1 + np.cos(np.pi * cycles * 2.0 * progress))
    return w
