"""What MMEngine's schedulers share: when they act."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli.frameworks._kit.base import TOLD, OptimizerScheduler
from lrcli.frameworks._kit.calls import Listener
from lrcli.frameworks._kit.declare import calls, count, flag, optimizer_lr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.about import NaturalRun
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.schedule import Placed
    from lrcli.schedules.scope import Scope

INF = 10**9
"""The end of what has none, as MMEngine has it."""


class MMEngineScheduler(Listener, OptimizerScheduler, abstract=True):
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


class Interval(MMEngineScheduler, abstract=True):
    """A scheduler that acts in some of its calls: from begin to before end."""

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
        place = {name: index for index, name in enumerate((*cls.late, "convert_to_iter_based", *TOLD))}
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

    def taken(self, exact: Any, scope: Scope) -> Iterator[Remark]:
        yield from super().taken(exact, scope)
        if self.convert_to_iter_based and scope.run.steps_per_epoch is None:
            yield self.steps_as_epochs()

    def slot_counts(self, scope: Scope) -> list[float | None]:
        per = scope.run.steps_per_epoch if self.by_epoch and scope.run.moves == "step" else None
        in_epochs = [scope.slot / per] if per and scope.slot is not None and scope.slot % per == 0 else []
        return [*in_epochs, scope.slot]

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
