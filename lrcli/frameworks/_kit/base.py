"""What the schedulers of every framework have in common.

A scheduler is declared as any family is, under its dotted name, with the framework's own argument names, order and
defaults. Bare numbers count calls of its `step()`: plain numbers, never durations, one for each tick of the schedule.
What the framework refuses is refused here, and the error names the framework's own.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from lrcli.clock import Run
from lrcli.frameworks._kit.lengths import Counting
from lrcli.reading.observed import observations
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import INPUT, NOTE, WARNING, Remark
from lrcli.schedules.reactive import Reactive
from lrcli.schedules.value import by_field, field_of_role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli.schedules.reactive import Observations
    from lrcli.schedules.schedule import Placed, Schedule
    from lrcli.schedules.scope import Scope

TOLD = ("metrics", "column")
"""Fields that are no arguments in any framework: what a scheduler is told with its calls."""


class Scheduler(Counting, abstract=True):
    """A framework's scheduler. `repr` gives its arguments by keyword, without those that have their default."""

    one_way: ClassVar[bool] = False  # unless a scheduler says so: many of them have a tick that is out of line
    run_unit: ClassVar[str] = "epochs"
    """What people who use this scheduler count: "epochs" or "steps"; the unit of its natural run."""
    timed: ClassVar[bool] = False
    """Whether its times have units of their own and are read against the run, so that it may not fit any run."""
    shows_arrival: ClassVar[bool] = False
    """Whether its horizon ends with the tick at which it arrives, one more than it is made for."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        given = by_field(type(self), args, keywords)
        for name in [name for name, value in given.items() if value is None and name in self.fields]:
            self.check_none(name, given)
        super().__init__(**given)

    def check_none(self, name: str, given: Collection[str]) -> None:
        """Refuse None, written out, where the framework does. A field that the run fills is left out in another way."""
        field = self.fields[name]
        if field.filled:
            raise self.refuse(name, field.none, "framework", "None")

    def __repr__(self) -> str:
        words = [
            self.shown(name)
            for name, field in self.fields.items()
            if field.default is REQUIRED or getattr(self, name) != field.default
        ]
        return f"{self.family}({', '.join(words)})"

    @classmethod
    def example_text(cls) -> str:
        """The text of an example."""
        return f"{cls.family}({', '.join(filter(None, ('lr=0.1' if 'lr' in cls.fields else '', cls.example)))})"

    def shown(self, name: str) -> str:
        """A field as it is written."""
        return f"{name}={self.value_text(name)}"

    def value_text(self, name: str) -> str:
        """A field's value as it is written."""
        return self.fields[name].show(getattr(self, name))

    def raises(self, field: str, error: str) -> NoReturn:
        """Refuse the value of a field as the framework does, with `error`, its own words."""
        raise self.refuse(field, error, "framework", self.value_text(field))

    def left_out(self) -> str:
        """The field that was left out and is the length of the slot; empty where none is."""
        fields = (name for name, field in self.fields.items() if field.filled and getattr(self, name) is None)
        return next(fields, "")

    def takes_run(self) -> bool:
        """Whether it, or one inside it, takes its length from the run."""
        return bool(self.left_out()) or any(isinstance(each, Scheduler) and each.takes_run() for each in self.inner())

    def filled(self, scope: Scope) -> Self:
        """The same with the length of the slot, in calls of step(), in the field that was left out."""
        name = self.left_out()
        if not name:
            return self
        if scope.slot is None:
            reason = f"it is not given, and the run, which would tell it, has no end: give epochs, steps or {name}"
            raise self.refuse(name, reason)
        return self.replace(**{name: max(scope.slot, 1)})

    def exact(self, scope: Scope) -> Self:
        return super(Scheduler, self.filled(scope)).exact(scope)

    def taken(self, exact: Any, scope: Scope) -> Iterator[Remark]:
        name = self.left_out()
        if name:
            calls = getattr(exact, name)
            what = "the length of the run" if calls == scope.run.ticks else "its part of the run"
            text = f"{self.family}: {name} is not given: {exact.fields[name].show(calls)}, {what}"
            yield Remark("length-of-run", INPUT, self.family, name, text)
        for member, settled in zip(self.inner(), exact.inner(), strict=True):
            yield from member.taken(settled, scope)

    def note(self, code: str, predicate: str, field: str = "") -> Remark:
        """What its users may not expect of it; the sentence begins with its name."""
        return Remark(code, NOTE, self.family, field, f"{self.family} {predicate}")

    def warning(self, code: str, sentence: str, field: str = "") -> Remark:
        """What can hardly be meant."""
        return Remark(code, WARNING, self.family, field, f"{self.family}: {sentence}")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        """Numbers of calls of step() that come to less than an epoch: perhaps they were meant to be epochs."""
        per = scope.run.steps_per_epoch if scope.run.moves == "step" else None
        for name, field in self.fields.items():
            if not per or field.counts != "calls":
                continue
            value = getattr(self, name)
            longest = max(value, default=0) if isinstance(value, tuple) else value or 0
            if 0 < longest < per:
                share = f"{longest / per:.2g} epochs"
                text = f"{self.family} counts steps here: {self.shown(name)} comes to {share}"
                yield Remark("counts-calls", WARNING, self.family, name, text)

    def stands_for(self) -> Schedule:
        """The scheduler that does its work: itself, but for one that only makes another."""
        return self

    def source_of(self, name: str) -> str:
        """Its argument from which one of the scheduler that does its work comes."""
        return name

    def horizon(self) -> int | None:
        """How many of its ticks show all of it; None when any number does."""
        return None

    def arrives(self) -> bool:
        """Whether its horizon shows the tick at which it arrives, one more than it is made for."""
        return self.shows_arrival

    def natural_run(self) -> NaturalRun | None:
        horizon = self.horizon()
        if horizon is None:
            return None
        ticks = max(horizon, 1)
        run = Run(steps=ticks) if self.run_unit == "steps" else Run(epochs=ticks)
        natural = NaturalRun(run, arrives=self.arrives())
        return NaturalRun(natural.proper) if self.takes_run() else natural


class Watcher(Scheduler, Reactive, abstract=True):
    """A scheduler that is given a metric with every call of step()."""

    shows_arrival = True

    metrics: tuple[float, ...] | str
    column: str | None

    @cached_property
    def given(self) -> Observations:
        """The metrics of the list, or of the file."""
        return observations(self, self.metrics, self.column)

    @property
    def watched(self) -> list[float]:
        """Their values."""
        values: list[float] = self.given.metrics.tolist()
        return values

    def horizon(self) -> int | None:
        return len(self.given.metrics) + 1

    def observed(self, scope: Scope) -> Observations:
        return self.given

    def metric_name(self) -> str:
        return self.column or super().metric_name()


class OptimizerScheduler(Scheduler, abstract=True):
    """A scheduler that finds its base rate, `lr`, in the optimizer. One inside another inherits it."""

    lr: float
    ignores_lr: ClassVar[bool] = False
    """Whether it sets rates of its own, so that it does without the optimizer's."""

    @classmethod
    def rate_field(cls, given: Collection[str] = ()) -> str | None:
        return field_of_role(cls.fields, "peak") if cls.ignores_lr else super().rate_field(given)

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        rate = () if cls.ignores_lr or "lr" in given else ("lr",)
        return (*rate, *super().wanted(given))

    def needs_lr(self) -> bool:
        """Whether a rate depends on the optimizer's."""
        return not self.ignores_lr

    def on_optimizer(self, lr: float | None) -> Self:
        """The same scheduler, and all inside it, on an optimizer with this rate. FieldError if it has another."""
        if lr is not None and self.lr is not None and self.lr != lr:
            reason = f"{self.lr:.12g} inside a scheduler with lr={lr:.12g}: they share one optimizer"
            raise self.refuse("lr", reason)
        return self if lr is None or self.lr == lr else self.replace(lr=lr)

    def settle(self, scope: Scope) -> Placed:
        if self.lr is None and self.needs_lr():
            raise self.refuse("lr", "the optimizer's learning rate", "missing")
        return super().settle(scope)
