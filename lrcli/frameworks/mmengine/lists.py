"""A list of schedulers, as MMEngine's param_scheduler is: they share one optimizer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.calls import STEPS_AS_EPOCHS
from lrcli.frameworks._kit.declare import members
from lrcli.frameworks.mmengine.base import MMEngineScheduler
from lrcli.frameworks.mmengine.plateau import ReduceOnPlateauLR
from lrcli.frameworks.mmengine.products import arcs_of_product, arcs_of_walk
from lrcli.frameworks.mmengine.single import Single
from lrcli.frameworks.mmengine.timeline import Reduced, Timeline
from lrcli.schedules.arcs import Arc
from lrcli.schedules.marks import MOST_PHASES, Level, Phase
from lrcli.schedules.schedule import Placed
from lrcli.schedules.slots import Slot, arcs_in_slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.clock import Run
    from lrcli.frameworks.mmengine.timeline import Actor
    from lrcli.schedules.about import NaturalRun
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.marks import Joint, Remark, Stop
    from lrcli.schedules.scope import Scope


class OnOneOptimizer(Scheduler, abstract=True):
    """Schedulers that share one optimizer, on a run."""

    counts_epochs: Any

    def settle(self, scope: Scope) -> Placed:
        exact: Any = self.exact(scope)
        per = 1 if self.counts_epochs else scope.run.steps_per_epoch or 1
        return Listed(self, scope, exact, per)


class Schedulers(MMEngineScheduler, OnOneOptimizer, family="mmengine.schedulers"):
    """A list of MMEngine's schedulers, as param_scheduler is in a configuration.

        lr(t) = the running rate, changed by each scheduler of the list that acts at t, in order

    Each acts while begin <= t < end, on what the others left; those that overlap multiply. LinearLR, ConstantLR,
    StepLR, MultiStepLR, ExponentialLR, PolyLR and CosineAnnealingLR go on from the rate that they find; OneCycleLR and
    CosineRestartLR set rates of their own. CosineAnnealingLR after its T_max, CosineRestartLR and eta_min_ratio go by
    the rate that the optimizer had at first, or by the first of a OneCycleLR that stands before in the list. Those with
    by_epoch=False, or with convert_to_iter_based=True, act after each iteration, the others after each epoch: with both
    the run has to tell the steps of an epoch.

    Source: MMEngine 0.10.7, mmengine.runner.Runner.build_param_scheduler.
    """

    generic = True
    example = (
        "schedulers=[mmengine.LinearLR(start_factor=0.1, end=20), "
        "mmengine.CosineAnnealingLR(T_max=80, begin=20, end=100)]"
    )

    schedulers: tuple[Any, ...] = members("the schedulers, in the order in which they act")

    order = ("schedulers",)

    def check(self) -> None:
        for member in self.schedulers:
            if not isinstance(member, Single):
                raise self.refuse("schedulers", f"{member!r} is none of MMEngine's schedulers")

    @property
    def counts_epochs(self) -> bool:
        return all(member.counts_epochs for member in self.schedulers)

    def needs_steps(self) -> str:
        return "schedulers"

    def needs_lr(self) -> bool:
        at_once = (member for member in self.schedulers if member.first == 0 < member.calls)
        return not any(member.ignores_lr for member in at_once)

    def takes_steps_for_epochs(self, run: Run) -> bool:
        return any(member.takes_steps_for_epochs(run) for member in self.schedulers)

    def horizon(self) -> int | None:
        ends = [member.horizon() or (member.last if member.end < 10**9 else 0) for member in self.schedulers]
        return max(ends, default=0) or None

    def arrives(self) -> bool:
        longest = [member for member in self.schedulers if member.horizon() == self.horizon()]
        return bool(longest) and all(member.arrives() for member in longest)

    def natural_run(self) -> NaturalRun | None:
        if len({member.counts_epochs for member in self.schedulers}) > 1:
            return None
        return None if any(member.convert_to_iter_based for member in self.schedulers) else super().natural_run()

    def exact(self, scope: Scope) -> Self:
        members = tuple(member.on_optimizer(self.lr).exact(scope) for member in self.schedulers)
        return super(MMEngineScheduler, self.replace(schedulers=members)).exact(scope)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if self.takes_steps_for_epochs(scope.run):
            yield from super().remarks(scope, end)


class Listed(Placed):
    """A list on a run: rates and stop are those of the parameter group, on which its members act together.

    per  the ticks of an epoch
    """

    exact: Schedulers

    def __init__(self, given: OnOneOptimizer, scope: Scope, exact: Schedulers, per: int) -> None:
        super().__init__(given, scope, exact)
        self.per = per

    def hold(self, member: Single) -> int:
        """The ticks from call to call of a member."""
        return self.per if member.counts_epochs else 1

    @cached_property
    def curves(self) -> tuple[Any, ...]:
        """The curves of those that react to a metric, as if each were alone."""
        epochs = self.scope if self.per == 1 else self.scope.in_epochs()
        return tuple(member.settle(epochs) for member in self.exact.schedulers if isinstance(member, ReduceOnPlateauLR))

    @cached_property
    def timeline(self) -> Timeline:
        """What the members do together."""
        members = [(member, self.hold(member)) for member in self.exact.schedulers]
        reductions = [
            Reduced(call * self.per, best, curve.exact)
            for curve in self.curves
            for call, best in curve.exact.reductions(curve.seen)
        ]
        return Timeline(self.exact.lr or 0.0, members, reductions)

    def values(self, t: Array, of: str = "lr") -> Array:
        if of == "lr":
            return self.timeline.rates(t)
        if self.tells(of):
            metric: Array = self.curves[0].values(np.floor(t / self.per), of)
            return metric
        return super().values(t, of)

    def tells(self, of: str) -> bool:
        return of == "lr" or any(curve.tells(of) for curve in self.curves)

    def name_of(self, of: str) -> str:
        return str(self.curves[0].name_of(of)) if self.curves else super().name_of(of)

    def stop(self) -> Stop | None:
        return self.timeline.stop()

    def joints(self, end: int) -> list[Joint]:
        with np.errstate(all="ignore"):
            return self.timeline.joints(self.told(end + 1) - 1)

    def stretches(self, end: int) -> Iterator[tuple[int, int, list[Actor]]]:
        """The first tick and the end of each stretch before tick `end`, and who acts in it."""
        begins = [begin for begin in self.timeline.begins if begin < end]
        for begin, after in zip(begins, [*begins[1:], end], strict=True):
            yield begin, after, [actor for actor in self.timeline.acting(begin) if not actor.scheduler.still]

    def slot(self, actor: Actor) -> Slot:
        """One who acts, on its own clock."""
        return Slot(Placed(actor.scheduler, self.scope, actor.scheduler), hold=actor.hold)

    def phases(self, end: int) -> list[Phase]:
        phases: list[Phase] = []
        for begin, after, acting in self.stretches(self.told(end)):
            inner = [Phase(begin, in_words(acting))] if acting else [Level(begin, "")]
            for phase in named_in(self.slot(acting[0]), begin, after) if len(acting) == 1 else inner:
                level = f"LR {self.values(np.full(1, float(phase.start)))[0]:.6g}"
                name = level if isinstance(phase, Level) else phase.name
                if not phases or phases[-1].name != name:
                    phases.append(type(phase)(phase.start, name))
            if len(phases) >= MOST_PHASES:
                break
        return phases[:MOST_PHASES]

    def arcs(self, end: int) -> list[Arc]:
        arcs: list[Arc] = []
        for index, (begin, after, acting) in enumerate(self.stretches(end)):
            if len(acting) < 2:
                arcs += arcs_in_slot(self.slot(acting[0]), begin, after, "lr") if acting else [Arc(begin, after)]
            elif (path := self.timeline.stretch(index).path) is not None:
                arcs += arcs_of_walk(acting, path, begin, after)
            else:
                arcs += arcs_of_product(acting, begin, after)
        return arcs

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from super().remarks(end)
        reacting = iter(self.curves)
        for member in self.exact.schedulers:
            hold = self.hold(member)
            scope, calls = self.scope if hold == 1 else self.scope.in_epochs(), -(-end // hold)
            found = next(reacting).remarks(calls) if member.still else member.remarks(scope, calls)
            yield from (remark for remark in found if remark.code != STEPS_AS_EPOCHS)  # told of the list

    def inner(self) -> tuple[Curve, ...]:
        return self.curves


def named_in(slot: Slot, begin: int, end: int) -> list[Phase]:
    """The phases of one that acts alone, from one tick to another."""
    starts = [phase._replace(start=slot.outside(phase.start)) for phase in slot.body.phases(slot.ahead(end))]
    running = [phase for phase in starts if phase.start <= begin][-1]
    return [running._replace(start=begin), *(phase for phase in starts if begin < phase.start < end)]


def in_words(acting: list[Actor]) -> str:
    """The names of those that act together."""
    return " and ".join(type(actor.scheduler).__name__ for actor in acting)
