"""Schedulers that are made of others, which share one optimizer.

A composite that is put on a run is attached to an optimizer: rates, momentum and stop are what comes of that. Phases,
joints and remarks are those of its members, each in its slot.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import count, counts, joins, members
from lrcli.frameworks.torch.at_once import AtOnce
from lrcli.frameworks.torch.base import TorchScheduler
from lrcli.frameworks.torch.in_turn import InTurn
from lrcli.frameworks.torch.optimizer import Optimizer, Together
from lrcli.frameworks.torch.plateau import ReduceLROnPlateau
from lrcli.frameworks.torch.steps import Drops
from lrcli.schedules.arcs import unknown
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import levels
from lrcli.schedules.schedule import Joined, Placed
from lrcli.schedules.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks.torch.in_turn import Stretch
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.marks import Joint, Phase, Remark, Stop
    from lrcli.schedules.scope import Scope


LOOKED_AT = 1_000_000


class _Composite(TorchScheduler, abstract=True):
    """Schedulers that share one optimizer."""

    schedulers: tuple[Any, ...]

    def check(self) -> None:
        name = type(self).__name__
        for index, member in enumerate(self.schedulers):
            if isinstance(member, ReduceLROnPlateau):
                error = f"{name} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs"
                raise self.refuse("schedulers", f"PyTorch raises ValueError: {error}")
            if not isinstance(member, TorchScheduler):
                error = f"TypeError: {name} at index {index} should have `optimizer` as its attribute."
                raise self.refuse("schedulers", f"{member!r} is none of PyTorch's, which raises {error}")

    def needs_lr(self) -> bool:
        return any(member.needs_lr() for member in self.schedulers)

    def horizon(self) -> int | None:
        return max((member.horizon() or 0 for member in self.schedulers), default=0) or None

    def arrives(self) -> bool:
        longest = [member for member in self.schedulers if member.horizon() == self.horizon()]
        return bool(longest) and all(member.arrives() for member in longest)

    @property
    def drives(self) -> tuple[str, ...]:
        return ("momentum",) if any("momentum" in member.drives for member in self.schedulers) else ()

    def places(self, scope: Scope) -> list[Scope]:
        """The part of a slot that each member has."""
        return [scope] * len(self.schedulers)

    def exact(self, scope: Scope) -> Self:
        placed = zip(self.schedulers, self.places(scope), strict=True)
        members = tuple(member.on_optimizer(self.lr).exact(place) for member, place in placed)
        return super(_Composite, self.replace(schedulers=members)).exact(scope)

    def settle(self, scope: Scope) -> Placed:
        exact: Any = super().settle(scope).exact
        return self.curve(scope, exact, exact.attached())

    def attached(self) -> Together:
        """An exact scheduler on an optimizer of its own. FieldError where PyTorch's constructor raises an error."""
        try:
            return self.attach(Optimizer(self.lr or 0.0))
        except NotImplementedError:
            error = "NotImplementedError: a composite at a milestone"
        except OverflowError as overflow:
            error = f"OverflowError: {overflow}"
        except (FloatingPointError, ZeroDivisionError):
            error = "ZeroDivisionError: division by zero"
        raise self.refuse("schedulers", f"PyTorch raises {error}", "together")

    @abstractmethod
    def attach(self, optimizer: Optimizer) -> Together:
        """An exact scheduler after its constructor, which changes the optimizer."""

    @abstractmethod
    def curve(self, scope: Scope, exact: Any, attached: Any) -> Placed:
        """The curve of the scheduler once it is attached."""


class SequentialLR(_Composite):
    """One scheduler after another, each from its milestone on.

        lr(t) = schedulers[i](t - milestones[i - 1]),  i = number of milestones <= t

    t counts calls of step(). Each starts anew from its closed form at 0 with the base rate: what came before is
    forgotten, so that a warm-up cut short jumps to lr. But MultiplicativeLR and SWALR have none and go on from the
    running rate; a OneCycleLR anywhere overwrites the base rate, a CyclicLR that of those after it. A milestone 0
    leaves out the first scheduler. At a milestone that is not whole nothing starts anew: the next one goes on from the
    running rate. Milestones that do not ascend are searched as if they did, and schedulers may be left out. A composite
    as the first runs one step ahead; as a later one it raises NotImplementedError at its milestone. ReduceLROnPlateau
    is refused.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.SequentialLR.
    """

    example = (
        "schedulers=[torch.LinearLR(start_factor=0.1, total_iters=20), "
        "torch.CosineAnnealingLR(T_max=80)], milestones=[20]"
    )

    natively = (joins("schedulers", "milestones"),)

    schedulers: tuple[Any, ...] = members("the schedulers, one after another")
    milestones: tuple[float, ...] = counts(REQUIRED, "epochs at which the next one begins, one less than schedulers")
    last_epoch: int = count(-1, "only -1: a run from its start", counts="")

    def check(self) -> None:
        super().check()
        members, dates = len(self.schedulers), len(self.milestones)
        if dates != members - 1:
            error = (
                "ValueError: Sequential Schedulers expects number of schedulers provided to be one more than the "
                f"number of milestone points, but got number of schedulers {members} and the number of milestones "
                f"to be equal to {dates}"
            )
            self.raises("milestones", error)

    def places(self, scope: Scope) -> list[Scope]:
        """From the first tick at which a member is active to its last; all of the slot where it never is."""
        begins = sorted({0, *(math.ceil(date) for date in self.milestones if date > 0)})
        spells: dict[int, tuple[int, int | None]] = {}
        for begin, end in zip(begins, [*begins[1:], scope.slot], strict=True):
            index = bisect_right(self.milestones, begin)
            spells[index] = spells.get(index, (begin, None))[0], end
        places = [spells.get(index, (0, scope.slot)) for index in range(len(self.schedulers))]
        return [scope.within(None if end is None else max(end - begin, 0), begin) for begin, end in places]

    def horizon(self) -> int | None:
        last = self.schedulers[-1].horizon()
        return max(math.ceil(max(self.milestones, default=0)), 0) + (last or 0) if last else None

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        shown = self.shown("milestones")
        if list(self.milestones) != sorted(self.milestones):
            sentence = f"{shown} do not ascend: PyTorch searches them as if they did, and may leave out schedulers"
            yield self.warning("unsorted", sentence, "milestones")
        if any(date % 1 for date in self.milestones):
            sentence = f"{shown} are not all whole: at one that is not, no scheduler starts anew"
            yield self.warning("never-whole", sentence, "milestones")

    def arrives(self) -> bool:
        return bool(self.schedulers[-1].arrives())

    def attach(self, optimizer: Optimizer) -> InTurn:
        return InTurn(self, optimizer)

    def curve(self, scope: Scope, exact: Any, attached: Any) -> Placed:
        return OneByOne(self, scope, exact, attached)


class ChainedScheduler(_Composite):
    """Several schedulers at once, all acting on the running rate at every step, in order.

        lr(t) = lr * product of schedulers[i](t) / lr

    t counts calls of step(). This holds for those that multiply. LambdaLR, CosineAnnealingWarmRestarts, OneCycleLR
    and CyclicLR overwrite the running rate: what stands before them is lost. CosineAnnealingLR maps it by
    (rate - eta_min) * q + eta_min, q being the quotient of its cosine, and at t = T_max + 1 (+ 2 * k * T_max) adds
    (lr - eta_min) * (1 - cos(pi / T_max)) / 2 to it, so that factors gathered before T_max are lost there.
    ReduceLROnPlateau is refused.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.ChainedScheduler.
    """

    example = "schedulers=[torch.LinearLR(start_factor=0.1, total_iters=20), torch.ExponentialLR(gamma=0.97)]"

    schedulers: tuple[Any, ...] = members("the schedulers, in the order in which they act")

    late = ("lr",)
    order = ("schedulers", "optimizer")
    ignored = ("optimizer", "verbose")  # it finds the optimizer in its schedulers

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        last = max((i for i, member in enumerate(self.schedulers) if getattr(member, "absolute", False)), default=0)
        if last:
            predicate = f"loses what stands before {self.schedulers[last].family}, which overwrites the LR"
            yield self.note("overwritten", predicate, "schedulers")

    def attach(self, optimizer: Optimizer) -> AtOnce:
        return AtOnce(self, optimizer)

    def curve(self, scope: Scope, exact: Any, attached: Any) -> Placed:
        return AllAtOnce(self, scope, exact, attached)


class OnOptimizer(Placed):
    """A composite on a run: rates, momentum and stop are those of the optimizer, on which its members act together."""

    attached: Together

    def values(self, t: Array, of: str = "lr") -> Array:
        if of == "lr":
            return self.attached.rates(t)
        if not self.tells(of):
            raise ValueError(self.drives_none(of))
        return self.attached.momenta_path.at(t)

    def arcs(self, end: int) -> list[Arc]:
        return self.attached.arcs(end)

    def tells(self, of: str) -> bool:
        return of == "lr" or of in self.exact.drives

    def drives_none(self, of: str) -> str:
        return Placed.drives_none(self, of)

    def stop(self) -> Stop | None:
        return self.ended

    @cached_property
    def ended(self) -> Stop | None:
        """Where it ends."""
        return self.attached.stop(False, self.scope.tries)


class OneByOne(OnOptimizer, Joined):
    """A sequence on a run: a slot for each member that ever acts."""

    as_seen = True
    exact: SequentialLR
    attached: InTurn

    def __init__(self, given: SequentialLR, scope: Scope, exact: SequentialLR, attached: InTurn) -> None:
        self.attached = attached
        slots = [
            Slot(self._member(stretch, scope, exact), stretch.begin, stretch.end) for stretch in attached.stretches()
        ]
        super().__init__(given, scope, exact, slots)

    def _member(self, stretch: Stretch, scope: Scope, exact: SequentialLR) -> Placed:
        """The curve of a member in its slot."""
        end = scope.slot if stretch.end == np.inf else int(stretch.end)
        place = scope.within(None if end is None else max(end - stretch.begin, 0), stretch.begin)
        member = exact.schedulers[self.attached.members.index(stretch.member)]
        if isinstance(stretch.member, Together):
            composite: Placed = member.curve(place, member, stretch.member)
            return composite
        return InSequence(member, place, self.attached, stretch)

    def arcs(self, end: int) -> list[Arc]:
        if any(isinstance(stretch.member, Together) for stretch in self.attached.stretches()):
            return unknown(0, end)  # whose rates are computed step by step
        return Joined.arcs(self, end)

    def joints(self, end: int) -> list[Joint]:
        limit = self.limit()
        joints = [joint for joint in super().joints(end) if limit is None or joint.at < limit]
        rates = self.values(np.array([joint.at for joint in joints], dtype=np.float64)).tolist()
        return [joint._replace(after=rate) for joint, rate in zip(joints, rates, strict=True)]

    def remarks(self, end: int) -> Iterator[Remark]:
        for stretch in self.attached.stretches():
            tick = stretch.begin
            if stretch.entered and tick < end:
                before, after = self.values(np.asarray([tick - 1.0, tick]))
                if not 0.5 <= after / (before or np.nan) <= 2:
                    jump = f"goes from {before:.6g} to {after:.6g} at milestone {tick + self.attached.clock}"
                    yield self.exact.note("starts-anew", f"{jump}: each member starts anew", "milestones")
        yield from super().remarks(end)


class InSequence(Placed):
    """A member of a sequence in its slot, with the base rate and the running rate that it finds on the optimizer.

    Past its end it goes on as if there were no later milestone.
    """

    def __init__(self, given: TorchScheduler, scope: Scope, sequence: InTurn, stretch: Stretch) -> None:
        exact: Any = stretch.member.scheduler
        super().__init__(given, scope, exact)
        self.sequence, self.stretch = sequence, stretch

    def values(self, t: Array, of: str = "lr") -> Array:
        if of != "lr":
            return super().values(t, of)
        return self.sequence.rates(t + self.stretch.begin, last=self.stretch.begin)

    def phases(self, end: int) -> list[Phase]:
        exact, gone = self.exact, self.stretch.epoch
        if isinstance(exact, Drops):
            return levels(self.values, [date - gone for date in exact.drops(end + gone)], end)
        later = {max(phase.start - gone, 0): phase for phase in exact.phases(end + gone)}
        return [phase._replace(start=start) for start, phase in later.items()]

    def arcs(self, end: int) -> list[Arc]:
        sequence, stretch = self.sequence, self.stretch
        closed = sequence.closed_in(stretch)
        if closed is not None:
            arcs: list[Arc] = closed.arcs(end)
            return arcs
        return sequence.path_of(stretch).arcs(end) if stretch.begin in sequence.starts else unknown(0, end)

    def stop(self) -> Stop | None:
        return self.ended

    @cached_property
    def ended(self) -> Stop | None:
        """Where it ends, in ticks of its slot."""
        return self.stretch.stop(self.stretch.begin + self.scope.tries)

    def remarks(self, end: int) -> Iterator[Remark]:
        return self.given.remarks(self.scope, end)


class AllAtOnce(OnOptimizer):
    """Schedulers that act at every step, on a run."""

    exact: ChainedScheduler

    def __init__(self, given: ChainedScheduler, scope: Scope, exact: ChainedScheduler, attached: AtOnce) -> None:
        super().__init__(given, scope, exact)
        self.attached = attached

    def inner(self) -> tuple[Curve, ...]:
        return tuple(member.settle(self.scope) for member in self.exact.schedulers)

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from super().remarks(end)
        for curve in self.inner():
            yield from curve.remarks(end)
