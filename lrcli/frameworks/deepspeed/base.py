"""What DeepSpeed's schedulers share.

A scheduler knows the number of the last update, which is -1 at first. Its constructor sets a rate of its own, and every
step after that the rate for the last update: so the rate of tick t comes of k = t - 1.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli.frameworks._kit.base import OptimizerScheduler
from lrcli.frameworks._kit.declare import count, optimizer_lr
from lrcli.schedules.arcs import arcs_of_phases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


def each_group(name: str = "{name}") -> str:
    """What DeepSpeed says of a list that does not have a value for each parameter group."""
    return f"{{shown}} raises ValueError: expected {{groups}} value for {name}, got {{count}}"


class DeepSpeedScheduler(OptimizerScheduler, abstract=True):
    """One of DeepSpeed's schedulers."""

    run_unit = "steps"

    lr: float = optimizer_lr()
    last_batch_iteration: int = count(-1, "number of the last update; -1 for a run from its start", counts="")

    leading: ClassVar[tuple[str, ...]] = ()
    """Its first arguments, where those that a base class declares come first here."""

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"deepspeed.{cls.__name__}", abstract=abstract, **settings)
        place = {name: index for index, name in enumerate(("lr", *cls.leading))}
        last = {"last_batch_iteration": len(cls.fields)}
        ranks = {name: place.get(name, len(place) + last.get(name, 0)) for name in cls.fields}
        cls.fields = {name: cls.fields[name] for name in sorted(cls.fields, key=lambda name: ranks[name])}
        cls.order = ("optimizer", *(name for name in cls.fields if name not in ("lr", "optimizer")))

    def check_none(self, name: str, given: Collection[str]) -> None:
        if self.fields[name].none:
            raise self.refuse(name, self.fields[name].none, "framework", "None")

    @property
    def resumed(self) -> bool:
        """Whether it goes on in a run, so that its constructor leaves the optimizer's rate alone."""
        return self.last_batch_iteration != -1

    def needs_lr(self) -> bool:
        return self.resumed or not self.sets_rates()

    def sets_rates(self) -> bool:
        """Whether it has rates of its own, so that those of the optimizer do not matter."""
        return self.ignores_lr

    def goes_one_way(self) -> bool:
        return True

    def arcs(self, end: int) -> list[Arc]:
        """By phase, and from tick 1 on where tick 0 has the optimizer's rate."""
        if not (self.resumed and self.goes_one_way()):
            return super().arcs(end)
        return arcs_of_phases(self.phases(end), end, (1,))

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.lr is not None and not self.needs_lr():
            yield self.note("ignored", f"sets rates of its own: {self.shown('lr')} is ignored", "lr")

    def tick(self, update: float) -> float:
        """The tick whose rate comes of an update."""
        return update - self.last_batch_iteration

    @abstractmethod
    def first(self) -> float:
        """The rate that the constructor sets."""

    @abstractmethod
    def after(self, k: Array) -> Array:
        """The rates after the updates `k`."""

    def formula(self, t: Array) -> Array:
        return np.where(t == 0, self.lr if self.resumed else self.first(), self.after(t + self.last_batch_iteration))
