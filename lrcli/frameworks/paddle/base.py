"""What Paddle's schedulers share: the epoch that they begin at, and what it means to be told an epoch."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli.frameworks._kit.base import TOLD, Scheduler
from lrcli.frameworks._kit.declare import count
from lrcli.schedules.arcs import later, unknown
from lrcli.schedules.marks import Phase, Stop, levels
from lrcli.schedules.schedule import Placed

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.scope import Scope


class PaddleScheduler(Scheduler, abstract=True):
    """One of Paddle's schedulers."""

    ignored: ClassVar[tuple[str, ...]] = ("verbose",)
    late: ClassVar[tuple[str, ...]] = ("last_epoch",)
    """Fields that come last though a base class declares them."""

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        settings.setdefault("family", f"paddle.{cls.__name__}")
        super().__init_subclass__(abstract=abstract, **settings)
        cls.fields = {name: cls.fields[name] for name in sorted(cls.fields, key=lambda name: name in cls.late)}
        cls.order = (*(name for name in cls.fields if name not in TOLD), *cls.ignored)

    @abstractmethod
    def told_from(self, first: int, scope: Scope) -> Placed:
        """The curve of one that another scheduler tells the epoch: step(first), step(first + 1), ..."""


class Epochs(PaddleScheduler, abstract=True):
    """A function of the epoch, which is `last_epoch` + 1 at t = 0.

    `rates`, `error` and `changes` count epochs; ticks begin at the first of them.
    """

    own_path: ClassVar[bool] = False
    """Begun at another epoch than 0 it is another curve, not the rest of the same one."""

    last_epoch: int = count(-1, "the epoch before the first", role="date", least=-1)

    @property
    def since(self) -> int:
        """The first epoch."""
        return self.last_epoch + 1

    @abstractmethod
    def rates(self, e: Array) -> Array:
        """The rates at epochs `e`."""

    def error(self) -> tuple[int, str] | None:
        """The first epoch, from the first on, that has no rate, and what Paddle raises there."""
        return None

    def parts(self, end: int) -> list[Phase]:
        """Its phases before epoch `end`; the first begins at 0."""
        changes = self.changes(end)
        return [Phase(0, self.family)] if changes is None else levels(self.rates, changes, end)

    def epoch_arcs(self, end: int) -> list[Arc]:
        """Its arcs before epoch `end`: those of one that begins at epoch 0."""
        return super(Epochs, self.unchecked(last_epoch=-1)).arcs(end)

    def later_arcs(self, end: int) -> list[Arc]:
        """Its arcs before tick `end`, where it is another curve begun at another epoch."""
        return unknown(0, end)

    def check(self) -> None:
        stop = None if self.left_out() else self.stop()
        if stop is not None and stop.tick <= 0:  # the constructor makes the first step
            raise self.refuse("", stop.error, "together")

    def told(self, e: Array) -> Array:
        """The rates at epochs `e` that it is told."""
        return self.rates(e)

    def told_from(self, first: int, scope: Scope) -> Placed:
        return Told(self, scope, first)

    def formula(self, t: Array) -> Array:
        return self.rates(t + self.since)

    def stop(self) -> Stop | None:
        error = self.error()
        return error and Stop(max(error[0] - self.since, 0), f"{self.family} raises {error[1]}")

    def phases(self, end: int) -> list[Phase]:
        later = {max(phase.start - self.since, 0): phase for phase in self.parts(end + self.since)}
        return [phase._replace(start=start) for start, phase in later.items()]

    def arcs(self, end: int) -> list[Arc]:
        if self.since and self.own_path:
            return self.later_arcs(end)
        return later(self.epoch_arcs(end + self.since), self.since)


class Told(Placed):
    """One that is told the epoch. Its ticks begin with the first that it is told."""

    exact: Epochs

    def __init__(self, given: Epochs, scope: Scope, first: int) -> None:
        super().__init__(given, scope, given.exact(scope).unchecked(last_epoch=first - 1))
        self.first = first

    def values(self, t: Array, of: str = "lr") -> Array:
        given: Any = self.given
        return given.told(t + self.first) if of == "lr" else super().values(t, of)

    def arcs(self, end: int) -> list[Arc]:
        given: Any = self.given
        return later(given.epoch_arcs(end + self.first), self.first)
