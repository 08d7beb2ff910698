"""OneCycle: one rise and one fall, then a slow decay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import argument, flag, native, number, rate
from lrcli.frameworks._kit.optimizers import WITH_BETAS, optimizer_name
from lrcli.frameworks.deepspeed.base import DeepSpeedScheduler, each_group
from lrcli.schedules.arcs import arcs_between, near, unknown
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import Phase, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.groups import Grouping
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

OWN = ("lamb", "lion", "onebitadam", "onebitlamb", "zerooneadam")
"""Optimizers of DeepSpeed's; all of them have betas."""
DIVISION = "ZeroDivisionError: float division by zero"
GROUPS = each_group()


def share_of_height(b: Array, total: float, rise: float, stairs: tuple[float, float]) -> Array:
    """The share of the height at times `b` of a cycle, step by step as DeepSpeed computes it.

    Where there are stairs in the rise or the fall, it is rounded down to one of them, by a position of its own.
    """
    ratio, fall = rise / total, total - rise
    x = 1.0 + b / total - np.floor(1 + b / total)
    rises = x <= ratio
    s = np.where(rises, x / ratio, (x - 1) / (ratio - 1 or np.nan))
    if max(stairs) <= 0:
        return s
    count, within = np.where(rises, *stairs), b % total
    position = np.where(within <= rise, within * count / rise, (total - within) * count / (fall or np.nan))
    return np.where(count > 0, np.floor(position) / np.where(count > 0, count, 1), s)


class OneCycle(DeepSpeedScheduler):
    """A straight rise, a straight fall, and a decay; the momentum mirrors it.

        lr(t) = cycle_min_lr + (cycle_max_lr - cycle_min_lr) * s,                       t <= f + g
        lr(t) = cycle_min_lr / (1 + decay_lr_rate * (t - f - g) / decay_step_size),     t > f + g

    s is t / f up to f, then (f + g - t) / g; f is cycle_first_step_size, g is cycle_second_step_size, or f when not
    given; t counts updates. With a stair count n in one of the halves, s is rounded down there to a multiple of 1 / n.
    Without a decay_step_size or a decay_lr_rate it stays at cycle_min_lr.

    The momentum is cycle_min_mom at t = 0, then cycle_max_mom - (cycle_max_mom - cycle_min_mom) * s; in the decay it
    grows: cycle_max_mom * (1 + decay_mom_rate * (t - f - g) / decay_step_size). It is beta1 of the optimizer, whose
    beta2 becomes 0.99; an optimizer without betas keeps its momentum. The optimizer's lr is ignored. With a
    last_batch_iteration other than -1 the optimizer keeps its rate for one update, and t goes on from there.

    Source: DeepSpeed 0.19.8, deepspeed.runtime.lr_schedules.OneCycle.
    """

    example = "cycle_min_lr=0.001, cycle_max_lr=0.1, cycle_first_step_size=30"
    ignores_lr = True

    natively = tuple(
        native(
            f"linear(cycle_min_lr, cycle_max_lr, cycle_first_step_size) >> linear(cycle_max_lr, cycle_min_lr, {fall})"
            f"{decay}",
            cycle_first_stair_count=0,
            **more,
        )
        for fall, more in (
            ("cycle_first_step_size", {"cycle_second_step_size": None, "cycle_second_stair_count": None}),
            ("cycle_second_step_size", {"cycle_second_stair_count": None}),
        )
        for decay in ("", " >> inverse(cycle_min_lr, decay_lr_rate, decay_step_size)")
    )

    cycle_min_lr: float = rate(REQUIRED, "lowest LR of the cycle", role="floor", groups=GROUPS)
    cycle_max_lr: float = rate(REQUIRED, "highest LR of the cycle", role="peak", groups=GROUPS)
    decay_lr_rate: float = number(0.0, "how fast it decays after the cycle", role="speed")
    cycle_first_step_size: float = argument(
        Count(above=0),
        2000,
        "updates of the rise",
        role="warmup",
        counts="updates",
        error="ValueError: cycle_first_step_size must be positive, got {}",
        none="TypeError: float() argument must be a string or a real number, not 'NoneType'",
    )
    cycle_second_step_size: float | None = argument(
        Count(least=0),
        None,
        "updates of the fall",
        role="decay",
        counts="updates",
        shown="as cycle_first_step_size",
        error="ValueError: cycle_second_step_size must be non-negative, got {}",
    )
    cycle_first_stair_count: float = number(0, "stairs of the rise; 0 for a straight one")
    cycle_second_stair_count: float | None = number(
        None, "stairs of the fall; 0 for a straight one", shown="as cycle_first_stair_count"
    )
    decay_step_size: float = number(
        0, "updates that decay_lr_rate is of; 0 for no decay", role="period", counts="updates"
    )
    cycle_momentum: bool = flag(True, "drive the momentum as well")
    cycle_min_mom: float = number(0.8, "momentum where LR is highest", role="momentum", groups=GROUPS)
    cycle_max_mom: float = number(0.9, "momentum where LR is lowest", role="momentum", groups=GROUPS)
    decay_mom_rate: float = number(0.0, "how fast the momentum grows after the cycle", role="speed")
    optimizer: str = optimizer_name("adam", OWN)

    @property
    def drives(self) -> tuple[str, ...]:
        return ("momentum",) if self.cycle_momentum and self.optimizer in (*WITH_BETAS, *OWN) else ()

    def lists(self) -> Iterator[tuple[Grouping, str, int]]:
        for owner, name, length in super().lists():  # DeepSpeed does not look at momenta that it does not drive
            if self.drives or self.fields[name].role != "momentum":
                yield owner, name, length

    @property
    def total(self) -> float:
        """Updates of the cycle."""
        second = self.cycle_first_step_size if self.cycle_second_step_size is None else self.cycle_second_step_size
        return self.cycle_first_step_size + second

    @property
    def decays(self) -> bool:
        """Whether the rate goes on to fall after the cycle."""
        return bool(self.decay_step_size and self.decay_lr_rate)

    @property
    def pole(self) -> float | None:
        """How many updates there have been where the decay divides by 0; None where there is no decay."""
        return self.total - self.decay_step_size / self.decay_lr_rate if self.decays else None

    def horizon(self) -> int | None:
        return math.ceil(self.total * 1.5) if self.decays else math.ceil(self.total) + 1

    def arrives(self) -> bool:
        return not self.decays

    def stop(self) -> Stop | None:
        least = max(math.ceil(self.total), self.last_batch_iteration + 1)
        for k in () if self.pole is None else near(self.pole - 1):
            if k >= least and 1 + self.decay_lr_rate * ((k - self.total + 1) / self.decay_step_size) == 0:
                return Stop(k - self.last_batch_iteration, f"{self.family} raises {DIVISION}")
        return None

    def phases(self, end: int) -> list[Phase]:
        first, total = self.tick(self.cycle_first_step_size - 1), self.tick(self.total - 1)
        after = "decay" if self.decays else "constant"
        parts = ((-1.0, "rise"), (first, "fall"), (total, after))
        names = {max(math.floor(last) + 1, 0): name for last, name in parts}
        return [Phase(start, name) for start, name in sorted(names.items()) if start < end]

    def arcs(self, end: int) -> list[Arc]:
        """In each phase; at a pole of the decay it goes on from below 0."""
        pole = () if self.pole is None else near(self.tick(self.pole - 1))
        return arcs_between([*self.turns(end), *pole], 0, end)

    def driven_arcs(self, end: int) -> list[Arc]:
        """The momentum begins low for one update, or with what nobody knows where it is resumed."""
        first = min(1, end) if self.resumed else 0
        return [*unknown(0, first), *arcs_between(self.turns(end), first, end)]

    def turns(self, end: int) -> list[int]:
        """Where phases begin; and a cycle without a fall ends low for one update."""
        return [1, *(phase.start for phase in self.phases(end)), *near(self.tick(self.total - 1))]

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if not self.drives:
            if self.cycle_momentum:
                yield self.note("ignored", f"leaves the momentum alone: {self.optimizer} has no betas", "optimizer")
            return
        if not self.resumed and self.cycle_min_mom != self.cycle_max_mom:
            low = f"begins with the momentum {self.cycle_min_mom:.12g}, its lowest, for one update"
            yield self.note("momentum-starts-low", low, "cycle_min_mom")
        if self.decay_mom_rate * self.decay_step_size > 0 and end > self.tick(self.total):
            last = float(self.momentum_formula(np.asarray([end - 1.0]))[0])
            grows = f"lets the momentum grow in the decay, without an end: it is {last:.4g} in the last update"
            yield self.note("momentum-grows", grows, "decay_mom_rate")

    def height(self, k: Array) -> Array:
        """The share of the height in the cycle after the updates `k`."""
        second = self.cycle_second_stair_count
        stairs = (self.cycle_first_stair_count, self.cycle_first_stair_count if second is None else second)
        return share_of_height(k + 1, self.total, self.cycle_first_step_size, stairs)

    def first(self) -> float:
        return self.cycle_min_lr

    def after(self, k: Array) -> Array:
        cycle = self.cycle_min_lr + (self.cycle_max_lr - self.cycle_min_lr) * self.height(k)
        decay: Array | float = self.cycle_min_lr
        if self.decays:
            decay = self.cycle_min_lr / (1 + self.decay_lr_rate * self.decayed(k))
        return np.where(k < self.total, cycle, decay)

    def decayed(self, k: Array) -> Array:
        """The time in the decay, in its step size."""
        return (k - self.total + 1) / self.decay_step_size

    def momentum_formula(self, t: Array) -> Array:
        k = t + self.last_batch_iteration
        cycle = self.cycle_max_mom - (self.cycle_max_mom - self.cycle_min_mom) * self.height(k)
        decay: Array | float = self.cycle_max_mom
        if self.decay_step_size and self.decay_mom_rate:
            decay = self.cycle_max_mom * (1 + self.decay_mom_rate * self.decayed(k))
        return np.where(t == 0, np.nan if self.resumed else self.cycle_min_mom, np.where(k < self.total, cycle, decay))
