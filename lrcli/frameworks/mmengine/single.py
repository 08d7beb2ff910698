"""What one of MMEngine's schedulers does to a running rate, and what is told of that."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.stepping import Path
from lrcli.frameworks.mmengine.base import Interval
from lrcli.schedules.arcs import arcs_between, arcs_of_phases, later, unknown
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.frameworks.mmengine.group import Group, Levels
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

OWN_CALL = -1
"""Stands for the call before its own first one."""


class Single(Interval, abstract=True):
    """A scheduler that is no list. `u` counts its own calls, from the first at which it acts.

    alone(v, since, u)  the rates at calls `u` when nobody else acts, `v` being that at call `since`
    lines(u)            what each call does to the running rate
    """

    still: ClassVar[bool] = False
    """Whether its calls change nothing: only a metric does."""

    @property
    def multiplies(self) -> bool:
        """Whether all it does is to multiply the running rate."""
        return True

    @property
    def toward(self) -> float:
        """The rate that it leads to: what is above it is multiplied."""
        return 0.0

    @property
    def every(self) -> int:
        """The calls from one that may change the rate to the next such; 0 where only dates tell them."""
        return 1

    @property
    def dates(self) -> Sequence[int]:
        """The calls at which it jumps, of one that does at dates."""
        return ()

    def log_gain(self, u: Array, calls: float) -> Array:
        """The logarithm of what is left some calls after `u` of what is there at `u`; it never rises with `u`.

        One that holds the rate from call to call is asked only for whole periods, and not beyond a date. Nan where all
        this is not so.
        """
        raise NotImplementedError(f"{self.family} does not only multiply")

    def share(self, u: Array) -> Array:
        """What is left at calls `u` of what was there before."""
        raise NotImplementedError(f"{self.family} is not computed by shares")

    def ratio(self, u: Array, since: Array | float) -> Array:
        """What is left at calls `u` of what is there at call `since`."""
        now, then = self.share(u), self.share(np.asarray(since, dtype=np.float64))
        return np.divide(now, then, out=np.ones(np.broadcast_shapes(now.shape, then.shape)), where=then != 0)

    def alone(self, v: float, since: float, u: Array) -> Array | None:
        """The rates at calls `u` from call `since`, with rate `v`, on; None where they are no closed form."""
        w = self.ratio(u, since)
        return v * w if not self.toward else v * w + self.toward * (1 - w)

    def lines(self, u: Array) -> Lines:
        gain = self.ratio(u, u - 1)
        return gain, self.toward * (1 - gain)

    def failure(self) -> tuple[int, str] | None:
        """The first of its own calls that may raise an error, and the error; it counts only if it acts there."""
        return None

    def stop(self) -> Stop | None:
        failure = self.failure()
        if failure is None or failure[0] >= self.calls:
            return None
        return Stop(self.first + failure[0], f"{self.family} raises {failure[1]}")

    def join(self, group: Group) -> Self:
        """The scheduler after its constructor, which finds the rates of a parameter group, and may change them."""
        return self.unchecked(lr=group.initial_lr)

    def sharing(self, levels: Levels) -> Self:
        """The same with the levels that the last OneCycleLR has left in the group."""
        return self

    @cached_property
    def path(self) -> Path:
        """Its rates call by call; at 0 that before its first."""
        return Path(self.lr, lambda j: self.lines(j - 1))

    def formula(self, t: Array) -> Array:
        if not self.calls:
            return np.full_like(t, self.lr)
        u = np.clip(t - self.first, 0, self.calls - 1)
        acting = self.alone(self.lr, OWN_CALL, u)
        return np.where(t < self.first, self.lr, self.path.at(u + 1) if acting is None else acting)

    # --- what is told ---

    @abstractmethod
    def parts(self, calls: int) -> list[tuple[int, str]]:
        """Its parts before its own call `calls`: the first call and the name of each; the first begins at 0."""

    def phases(self, end: int) -> list[Phase]:
        named = dict([(0, "hold")] if self.first or not self.calls else [])
        if self.calls:
            acting = self.parts(min(self.calls, max(end - self.first, 1)))
            named |= {self.first + call: name for call, name in acting[:MOST_PHASES]}
            named[self.last] = "hold"
        phases = [Phase(start, name) for start, name in sorted(named.items()) if start < end]
        return phases[:MOST_PHASES]

    def own_arcs(self, calls: int) -> list[Arc]:
        """The arcs before its own call `calls`."""
        return arcs_of_phases([Phase(*part) for part in self.parts(calls)], calls)

    def arcs(self, end: int) -> list[Arc]:
        acts = min(self.last, end)
        if self.first >= acts:
            return arcs_between((), 0, end)
        own = self.own_arcs(acts - self.first) if self.goes_one_way() else unknown(0, acts - self.first)
        return [*arcs_between((), 0, self.first), *later(own, -self.first), *arcs_between((), acts, end)]

    def goes_one_way(self) -> bool:
        return True

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if self.takes_steps_for_epochs(scope.run):
            yield from super().remarks(scope, end)
        if self.first >= end:
            yield self.warning("never-acts", f"{self.shown('begin')} is past the run: it never acts", "begin")
        if not self.calls:
            shown = f"{self.shown('begin')} and {self.shown('end')}"
            yield self.warning("never-acts", f"no call lies between {shown}: it never acts", "end")
