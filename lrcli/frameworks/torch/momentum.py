"""What OneCycleLR and CyclicLR share: rates of their own, and a momentum that mirrors them."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from lrcli.frameworks._kit.optimizers import WITH_NEITHER
from lrcli.frameworks.torch.base import Absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks.torch.optimizer import Optimizer
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.groups import Grouping
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class DrivesMomentum(Absolute, abstract=True):
    """A scheduler that sets rates of its own and drives the momentum as well.

    Each class declares the four fields itself, since their defaults and their places among the others differ.
    """

    cycle_momentum: bool
    base_momentum: float
    max_momentum: float
    optimizer: str

    ignores_lr = True
    run_unit = "steps"

    def check(self) -> None:
        super().check()
        if self.cycle_momentum and self.optimizer in WITH_NEITHER:
            error = "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"
            self.raises("optimizer", f"ValueError: {error}")

    def lists(self) -> Iterator[tuple[Grouping, str, int]]:
        for owner, name, length in super().lists():  # PyTorch does not look at momenta that it does not drive
            if self.cycle_momentum or self.fields[name].role != "momentum":
                yield owner, name, length

    def enter(self, optimizer: Optimizer) -> None:
        if self.cycle_momentum:
            optimizer.momenta = (self.max_momentum, self.base_momentum)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.lr is not None:
            yield self.note("ignored", f"sets rates of its own: {self.shown('lr')} is ignored", "lr")

    @property
    def drives(self) -> tuple[str, ...]:
        return ("momentum",) if self.cycle_momentum else ()

    def momentum_formula(self, t: Array) -> Array:
        return self.momenta(t, self.max_momentum, self.base_momentum)

    def driven_arcs(self, end: int) -> list[Arc]:
        return self.arcs(end)  # it mirrors the rate

    @abstractmethod
    def momenta(self, t: Array, high: float, low: float) -> Array:
        """The momenta at ticks `t`, between the highest and the lowest."""
