"""What MMEngine's schedulers share: when they act, and what they do to a running rate."""

from __future__ import annotations

import math
from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.calls import Listener
from lrcli.frameworks._kit.declare import calls, count, flag, optimizer_lr
from lrcli.frameworks._kit.stepping import Path
from lrcli.schedules.arcs import arcs_between, arcs_of_phases, unknown
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.frameworks.mmengine.timeline import Group, Levels
    from lrcli.schedules.about import NaturalRun
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope

INF = 10**9
"""The end of what has none, as MMEngine has it."""
OWN_CALL = -1
"""Stands for the call before its own first one."""


class MMEngineScheduler(Listener, abstract=True):
    """One of MMEngine's schedulers, or a list of them."""

    lr: float = optimizer_lr()  # None in a list until it is on a run

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        settings.setdefault("family", f"mmengine.{cls.__name__}")
        super().__init_subclass__(abstract=abstract, **settings)

    def moves_within(self) -> bool:
        return not self.counts_epochs

    def needs_steps(self) -> str:
        """The argument by which it counts iterations; empty for one that counts epochs."""
        return "" if self.counts_epochs else "by_epoch"

    def settle(self, scope: Scope) -> Placed:
        if not self.counts_epochs and scope.run.moves == "epoch":
            reason = "it counts iterations in a run of epochs: it needs --steps-per-epoch"
            raise self.refuse(self.needs_steps(), reason)
        return super().settle(scope)


class Single(MMEngineScheduler, abstract=True):
    """A scheduler that is no list. `u` counts its own calls, from the first at which it acts.

    alone(v, since, u)  the rates at calls `u` when nobody else acts, `v` being that at call `since`
    lines(u)            what each call does to the running rate
    """

    begin: float = calls(0, "call of step() at which it begins to act", role="delay")
    end: float = calls(INF, "call of step() from which on it acts no more", role="date")
    last_step: int = count(-1, "only -1: a run from its start", counts="", least=-1, error="AssertionError")
    by_epoch: bool = flag(True, "count epochs; without, iterations")
    convert_to_iter_based: bool = flag(False, "given in epochs, but acts after each iteration")

    late: ClassVar[tuple[str, ...]] = ("begin", "end", "last_step", "by_epoch", "verbose")
    """Arguments that come last, in the order of MMEngine."""
    ignored: ClassVar[tuple[str, ...]] = ("verbose",)
    in_epochs: ClassVar[tuple[str, ...]] = ()
    """Fields, beside begin and end, that are turned into iterations."""

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(abstract=abstract, **settings)
        place = {name: index for index, name in enumerate((*cls.late, "convert_to_iter_based", "metrics"))}
        cls.fields = {name: cls.fields[name] for name in sorted(cls.fields, key=lambda name: place.get(name, -1))}
        own = (name for name in cls.fields if name not in ("lr", *place))
        cls.order = ("optimizer", *own, *cls.late)

    @property
    def counts_epochs(self) -> bool:
        return self.by_epoch and not self.convert_to_iter_based

    def needs_steps(self) -> str:
        return "convert_to_iter_based" if self.convert_to_iter_based else super().needs_steps()

    def check(self) -> None:
        if self.convert_to_iter_based and not self.by_epoch:
            error = "Only epoch-based parameter scheduler can be converted to iter-based"
            self.raises("convert_to_iter_based", f"AssertionError: {error}")
        if self.end <= self.begin:
            begin, end = self.value_text("begin"), self.value_text("end")
            self.raises("end", f"ValueError: end should be larger than begin, but got begin={begin}, end={end}")
        if self.last_step != -1:
            error = "param 'initial_lr' is not specified in param_groups[0] when resuming an optimizer"
            self.raises("last_step", f"KeyError: {error}")
        stop = None if self.convert_to_iter_based else self.stop()
        if stop is not None and stop.tick == 0:  # the constructor makes the first call
            raise self.refuse("", stop.error, "together")

    # --- when ---

    @property
    def first(self) -> int:
        """The first call at which it acts."""
        return max(math.ceil(self.begin), 0)

    @property
    def calls(self) -> int:
        """At how many calls it acts."""
        return max(math.ceil(self.end) - self.first, 0)

    @property
    def last(self) -> int:
        """The first call at which it acts no more."""
        return self.first + self.calls

    @property
    def total(self) -> float:
        """MMEngine's number of calls of a way from one rate to another: it arrives in the last at which it acts."""
        return self.end - self.begin - 1

    def converted(self, per: int) -> Self:
        """The same in iterations, of which an epoch has `per`, as build_iter_from_epoch makes it."""
        changes: dict[str, Any] = {"begin": int(self.begin * per), "by_epoch": False, "convert_to_iter_based": False}
        if self.end != INF:
            changes["end"] = int(self.end * per)
        for name in self.in_epochs:
            value = getattr(self, name)
            if value is not None:
                changes[name] = tuple(each * per for each in value) if isinstance(value, tuple) else value * per
        return self.replace(**changes)

    def filled(self, scope: Scope) -> Self:
        filled = super().filled(scope)
        return filled.converted(scope.run.steps_per_epoch or 1) if filled.convert_to_iter_based else filled

    def natural_run(self) -> NaturalRun | None:
        return None if self.convert_to_iter_based else super().natural_run()

    def horizon(self) -> int | None:
        return self.last if 100 < self.end < INF else None

    # --- what ---

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
        moved = [arc._replace(begin=arc.begin + self.first, end=arc.end + self.first) for arc in own]
        return [*arcs_between((), 0, self.first), *moved, *arcs_between((), acts, end)]

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
