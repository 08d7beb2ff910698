"""Schedulers that are made of others, which share one optimizer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import count, counts, joins, schedulers
from lrcli.frameworks.torch.base import TorchScheduler
from lrcli.frameworks.torch.optimizer import AtOnce, InTurn, Optimizer, Together
from lrcli.frameworks.torch.plateau import ReduceLROnPlateau
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import Phase, Stop

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.scope import Scope


class _Composite(TorchScheduler, abstract=True):
    """Schedulers that share one optimizer."""

    schedulers: tuple[Any, ...]

    def check(self) -> None:
        name = type(self).__name__
        for index, member in enumerate(self.schedulers):
            if isinstance(member, ReduceLROnPlateau):
                error = f"{name} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs"
                raise self.refuse("schedulers", f"schedulers: PyTorch raises ValueError: {error}")
            if not isinstance(member, TorchScheduler):
                error = f"TypeError: {name} at index {index} should have `optimizer` as its attribute."
                raise self.refuse("schedulers", f"schedulers: {member!r} is none of PyTorch's, which raises {error}")

    def needs_lr(self) -> bool:
        return any(member.needs_lr() for member in self.schedulers)

    def horizon(self) -> int | None:
        return max((member.horizon() or 0 for member in self.schedulers), default=0) or None

    def settle(self, scope: Scope) -> Self:
        members = tuple(member.on_optimizer(self.lr) for member in self.schedulers)
        placed = super(_Composite, self.replace(schedulers=members)).settle(scope)
        placed.attached  # noqa: B018  # refuses at once what PyTorch's constructor does
        return placed

    def attach(self, optimizer: Optimizer) -> Together:
        """The scheduler after its constructor, which changes the optimizer."""
        raise NotImplementedError

    @cached_property
    def attached(self) -> Any:
        """The scheduler on an optimizer of its own."""
        try:
            return self.attach(Optimizer(self.lr or 0.0))
        except NotImplementedError:
            raise self.refuse("schedulers", "PyTorch raises NotImplementedError: a composite at a milestone") from None
        except (FloatingPointError, ZeroDivisionError):
            raise self.refuse("schedulers", "PyTorch raises ZeroDivisionError: division by zero") from None

    def stop(self) -> Stop | None:
        stop: Stop | None = self.attached.stop(entered=False)
        return stop

    def momentum_formula(self, t: Array) -> Array:
        if not self.drives_momentum():
            return super().momentum_formula(t)
        momenta: Array = self.attached.momenta_path.at(t)
        return momenta

    def drives_momentum(self) -> bool:
        return any(
            member.drives_momentum() if isinstance(member, _Composite) else getattr(member, "cycle_momentum", False)
            for member in self.schedulers
        )


class SequentialLR(_Composite):
    """One scheduler after another, each from its milestone on.

        lr(t) = schedulers[i](t - milestones[i - 1]),  i = number of milestones <= t

    t counts calls of step(). Each starts anew from its closed form at 0 with the base rate: what came before is
    forgotten, so that a warm-up cut short jumps to lr. But MultiplicativeLR and SWALR have none and go on from the
    running rate; a OneCycleLR anywhere overwrites the base rate, a CyclicLR that of those after it. A milestone 0
    leaves out the first scheduler. A composite as the first runs one step ahead; as a later one it raises
    NotImplementedError at its milestone. ReduceLROnPlateau is refused.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.SequentialLR.
    """

    example = (
        "schedulers=[torch.LinearLR(start_factor=0.1, total_iters=20), "
        "torch.CosineAnnealingLR(T_max=80)], milestones=[20]"
    )

    natively = (joins("schedulers", "milestones"),)

    schedulers: tuple[Any, ...] = schedulers("the schedulers, one after another")
    milestones: tuple[int, ...] = counts(REQUIRED, "epochs at which the next one begins, one less than schedulers")
    last_epoch: int = count(-1, "only -1: a run from its start")

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
        if list(self.milestones) != sorted(self.milestones):
            raise self.refuse("milestones", "milestones: they must ascend; PyTorch takes others and skips schedulers")

    def attach(self, optimizer: Optimizer) -> InTurn:
        return InTurn(self, optimizer)

    def oddities(self, end: int) -> list[str]:
        oddities = []
        for date in self.milestones:
            if 0 < date < end:
                before, after = self.formula(np.asarray([date - 1.0, date]))
                if not 0.5 <= after / (before or np.nan) <= 2:
                    oddities.append(
                        f"goes from {before:.6g} to {after:.6g} at milestone {date}: each member starts anew"
                    )
        return oddities

    def quirks(self, end: int) -> list[str]:
        slots = zip(self.schedulers, [0, *self.milestones], [*self.milestones, end], strict=True)
        own = [f"{self.family} {oddity}" for oddity in self.oddities(end)]
        return own + [quirk for member, start, stop in slots for quirk in member.quirks(min(stop, end) - start)]

    def horizon(self) -> int | None:
        last = self.schedulers[-1].horizon()
        return max(self.milestones, default=0) + (last or 0) if last else None

    def phases(self, end: int) -> list[Phase]:
        starts = [0, *(max(date, 0) for date in self.milestones)]
        phases = {start: Phase(start, member.family) for start, member in zip(starts, self.schedulers, strict=True)}
        return [phase for phase in phases.values() if phase.start < end]

    def formula(self, t: Array) -> Array:
        rates: Array = self.attached.rates(t)
        return rates


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

    schedulers: tuple[Any, ...] = schedulers("the schedulers, in the order in which they act")

    late = ("lr",)

    def attach(self, optimizer: Optimizer) -> AtOnce:
        return AtOnce(self, optimizer)

    def oddities(self, end: int) -> list[str]:
        last = max((i for i, member in enumerate(self.schedulers) if getattr(member, "absolute", False)), default=0)
        return [f"loses what stands before {self.schedulers[last].family}, which overwrites the LR"] if last else []

    def formula(self, t: Array) -> Array:
        rates: Array = self.attached.rates_path.at(t)
        return rates
