"""What fairseq's schedulers share, and how they declare their arguments."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.base import TOLD, Scheduler
from lrcli.frameworks._kit.declare import argument
from lrcli.schedules.arcs import MOST_ARCS, arcs_between, rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count, Rate
from lrcli.schedules.marks import Phase, Stop

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc

ONE_RATE = "ValueError: Cannot use a fixed learning rate schedule with {}. Consider --lr-scheduler=fixed instead."
"""What most of them say of several rates."""
NO_DIVISION = "ZeroDivisionError: float division by zero"


class OneRate(Rate):
    """The rate, which fairseq has in a list of one; `error` is about more of them, empty where the first is taken."""

    def __init__(self, error: str, **bounds: float) -> None:
        super().__init__(**bounds)
        self.error = error

    def check(self, value: Any) -> float:
        if isinstance(value, list | tuple):
            if not value or (len(value) > 1 and self.error):
                raise ValueError(f"{[*value]!r} has {len(value)} rates, and is to have one ({self.error})")
            value = value[0]
        return super().check(value)


def base_rate(scheduler: str, error: str = ONE_RATE) -> Any:
    """Declare the optimizer's rate."""
    return argument(OneRate(error.format(scheduler)), REQUIRED, "the optimizer's LR", role="base")


def updates(default: Any, help: str, role: str, *, shown: str = "", error: str = "", **bounds: float) -> Any:
    """Declare a number of updates; it need not be whole."""
    return argument(Count(**bounds), default, help, role=role, counts="updates", shown=shown, error=error)


def warmup(default: int = 0) -> Any:
    """Declare the updates of the warm-up."""
    return updates(default, "updates of the warm-up", "warmup")


def warmup_start(shown: str) -> Any:
    """Declare the rate at which the warm-up begins; one below 0 stands for what is `shown`."""
    return argument(Rate(), -1, "LR at update 0 of the warm-up; below 0 the default", role="start", shown=shown)


class FairseqScheduler(Scheduler, abstract=True):
    """One of fairseq's schedulers."""

    run_unit = "steps"

    lr: float
    warmup_updates: float = 0
    warmup_init_lr: float = -1

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        super().__init_subclass__(family=f"fairseq.{name}", abstract=abstract, **settings)
        cls.order = tuple(name for name in cls.fields if name not in TOLD)

    @property
    def begin(self) -> int:
        """The first update after the warm-up."""
        return max(math.ceil(self.warmup_updates), 0)

    @property
    def first(self) -> float:
        """The rate at which the warm-up begins."""
        return 0.0 if self.warmup_init_lr < 0 else self.warmup_init_lr

    @property
    def slope(self) -> float:
        """What the warm-up adds at each update."""
        return (self.lr - self.first) / self.warmup_updates if self.warmup_updates > 0 else 1.0

    def warmed(self, t: Array, after: Array | float) -> Array:
        """A straight rise, then the rates `after`."""
        return np.where(t < self.warmup_updates, self.first + t * self.slope, after)

    def later(self, t: Array) -> Array:
        """The updates since the warm-up, none in it."""
        return np.maximum(t - self.warmup_updates, 0)

    def named(self, parts: list[tuple[float, str]], end: int) -> list[Phase]:
        """The parts before an update; of several that begin at one the last is there."""
        starts = {max(math.ceil(start), 0): name for start, name in parts}
        return [Phase(start, name) for start, name in sorted(starts.items()) if start < end]

    def in_rounds(self, end: int, length: float) -> list[Arc] | None:
        """The arcs of a warm-up, and of cycles of one length after it; None where they come to no whole number."""
        whole, several = float(length).as_integer_ratio()
        if several > 1 and (several > MOST_ARCS or self.warmup_updates % 1):
            return None
        begin, first = math.ceil(self.warmup_updates), min(self.begin, end)
        starts = [
            start for start in sorted({-(-number * whole // several) for number in range(several)}) if start < whole
        ]
        return [*arcs_between((), 0, first), *(rounds(begin, end, whole, starts, first) if first < end else ())]

    def stops(self, tick: int, error: str) -> Stop:
        return Stop(tick, f"{self.family} raises {error}")


class Fails(FairseqScheduler, abstract=True):
    """A scheduler in which Python may refuse to compute after the warm-up, from an update on."""

    def risk(self, update: int) -> Any:
        """What Python may refuse at an update, and from then on."""

    def error(self, update: int) -> str:
        """What it says; empty if nothing."""
        try:
            self.risk(update)
        except (ArithmeticError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return ""

    def stop(self) -> Stop | None:
        return self.ended

    @cached_property
    def ended(self) -> Stop | None:
        """Its stop."""
        updates = range(self.begin, LONGEST)
        index = bisect_left(updates, True, key=lambda update: bool(self.error(update)))
        return self.stops(updates[index], self.error(updates[index])) if index < len(updates) else None
