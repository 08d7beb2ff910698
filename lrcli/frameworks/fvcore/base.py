"""What fvcore's schedulers share: they are functions of the share of training that is over.

A class says what its value is at each share, and at which shares something happens: where a part begins, where it turns
and where fvcore may raise an error. Ticks are looked for from there. The run may go on past its share of 1.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.base import Scheduler
from lrcli.schedules.arcs import HELD, arcs_at, between, unknown
from lrcli.schedules.marks import MOST_PHASES, Level, Phase, Stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli._lazy import Array, Ints
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.scope import Scope

SLACK = 1e-6
"""What fvcore adds to a share before it compares it: WHERE_EPSILON."""
NEAR = (-2, -1, 0, 1, 2)
"""Ticks around a share of the run at which something happens: rounding decides which it is."""
MOST_TURNS = 2**14
"""Turns that are told of a scheduler."""
COMPLEX = "RuntimeError in the optimizer: the LR is a complex number"
"""What a fractional power of a negative number leads to."""


class ParamScheduler(Scheduler, abstract=True):
    """One of fvcore's schedulers. Exact, it knows how many ticks its part of the run has."""

    run_unit = "steps"
    ticks: int = 1
    """The ticks of the run, or of its part of it."""
    is_level: ClassVar[bool] = False
    """Whether it holds a rate from part to part."""

    def __init_subclass__(cls, abstract: bool = False, of: str = "fvcore", **settings: Any) -> None:
        super().__init_subclass__(family=f"{of}.{cls.__name__}", abstract=abstract, **settings)
        cls.order = tuple(cls.fields)

    def exact(self, scope: Scope) -> Self:
        if scope.slot is None:
            field = next(iter(self.fields))
            reason = (
                "it is a function of the share of the run that is over, and the run has no end: give epochs or steps"
            )
            raise self.refuse(field, reason, "together")
        return super().exact(scope).unchecked(ticks=max(scope.slot, 1))

    # --- of shares ---

    @abstractmethod
    def at(self, where: Array) -> Array:
        """The values at shares of the run."""

    def error(self, where: float) -> str:
        """What is raised at a share; empty if nothing."""
        return ""

    def part(self, where: float) -> tuple[int, ...]:
        """The number of the part that a share is in; of a part that has parts, those of its own follow."""
        return ()

    def begins(self) -> Iterable[float]:
        """The shares at which its parts begin, but for the first."""
        return ()

    def edges(self) -> Iterable[float]:
        """The shares at which another scheduler begins to speak."""
        return ()

    def ends(self) -> Iterable[float]:
        """The shares from which on an error may be raised."""
        return ()

    def turns(self, low: float, high: float) -> Iterable[float]:
        """The shares from one to another at which it may turn, and perhaps others."""
        return ()

    def holds(self, where: float) -> bool:
        """Whether what speaks at a share holds a rate from part to part."""
        return self.is_level

    def named(self, where: float, tick: int) -> Phase:
        """The part that a share is in, as it begins at a tick."""
        return Level(tick, f"LR {self.one(where):.6g}") if self.is_level else Phase(tick, self.family)

    def one(self, where: float) -> float:
        """The value at one share."""
        return float(self.at(as_array(where))[0])

    # --- of ticks ---

    def formula(self, t: Array) -> Array:
        return self.at(t / self.ticks)

    def near(self, shares: Iterable[float]) -> Ints:
        """The ticks around shares, in order."""
        given = np.array([*shares], dtype=np.float64)
        around = np.floor(given[np.isfinite(given), None] * self.ticks) + np.array(NEAR)
        return np.unique(np.clip(around, 0, LONGEST).astype(np.int64))

    def stop(self) -> Stop | None:
        return self.ended

    @cached_property
    def ended(self) -> Stop | None:
        """Where it ends."""
        for tick in self.near((0.0, *self.edges(), *self.ends())).tolist():
            if error := self.error(tick / self.ticks):
                return Stop(tick, f"{self.family} raises {error}")
        return None

    @cached_property
    def parts(self) -> list[int]:
        """The ticks at which its parts begin."""
        later = (tick for tick in self.near(self.begins()).tolist() if tick and self.differ(tick - 1, tick))
        return [0, *islice(later, MOST_PHASES - 1)]

    def differ(self, one: int, other: int) -> bool:
        """Whether two ticks are in different parts."""
        return self.part(one / self.ticks) != self.part(other / self.ticks)

    def phases(self, end: int) -> list[Phase]:
        last = end if self.ended is None else min(end, max(self.ended.tick, 1))
        return [self.named(tick / self.ticks, tick) for tick in self.parts if tick < last]

    def arcs(self, end: int) -> list[Arc]:
        turns = [*islice(self.turns(0.0, end / self.ticks), MOST_TURNS + 1)]
        if len(turns) > MOST_TURNS:
            return unknown(0, end)
        turned, begun = self.near(turns), self.near(self.begins())
        arcs: list[Arc] = []
        for first, last in pairwise([0, *between(self.near(self.edges()), 0, end).tolist(), end]):
            if self.holds(first / self.ticks):
                arcs += arcs_at(self.changed(between(begun, first, last)), first, last, HELD)
            else:
                arcs += arcs_at(np.append(begun, turned), first, last)
        return arcs

    def changed(self, ticks: Ints) -> Ints:
        """Those of some ticks at which the rate is another than before."""
        rates = self.formula(np.stack([ticks - 1.0, ticks]).ravel()).reshape(2, -1)
        return np.asarray(ticks[rates[0] != rates[1]])

    def goes_one_way(self) -> bool:
        return False


def as_array(number: float) -> Array:
    """An array of one."""
    return np.asarray([number], dtype=np.float64)
