"""What the schedulers of every framework have in common.

A scheduler is declared as any family is, under its dotted name, with the framework's own argument names, order and
defaults. Bare numbers count calls of its `step()`: plain numbers, never durations, one for each tick of the schedule.
What the framework refuses is refused here, and the error names the framework's own.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from lrcli._lazy import np
from lrcli.clock import Run
from lrcli.frameworks._kit.declare import Argument
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.reactive import Observations, Reactive
from lrcli.schedules.schedule import Schedule

if TYPE_CHECKING:
    from lrcli.schedules.scope import Scope


class Scheduler(Schedule, abstract=True):
    """A framework's scheduler. `repr` gives its arguments by keyword, without those that have their default."""

    counts: ClassVar[str] = "epochs"
    """What people who use this scheduler count: "epochs" or "steps"; the unit of its natural run."""
    example: ClassVar[str] = ""
    """Arguments that show it in 100 ticks."""

    def __repr__(self) -> str:
        words = [
            f"{name}={field.show(getattr(self, name))}"
            for name, field in self.fields.items()
            if field.default is REQUIRED or getattr(self, name) != field.default
        ]
        return f"{self.family}({', '.join(words)})"

    def __getstate__(self) -> dict[str, Any]:
        derived = {name for name in self.__dict__ if isinstance(getattr(type(self), name, None), cached_property)}
        return {name: value for name, value in self.__dict__.items() if name not in derived}

    @classmethod
    def example_text(cls) -> str:
        """The text of an example."""
        return f"{cls.family}({', '.join(filter(None, ('lr=0.1' if 'lr' in cls.fields else '', cls.example)))})"

    def raises(self, field: str, error: str) -> NoReturn:
        """Refuse the value of a field as the framework does, with `error`, its own words."""
        raise self.refuse(field, f"{self.shown(field)} raises {error}")

    def settle(self, scope: Scope) -> Self:
        settled = super().settle(scope)
        settled.__dict__["placed"] = scope.run
        return settled

    def notes(self) -> list[str]:
        """Numbers of calls of step() that come to less than an epoch: perhaps they were meant to be epochs."""
        run: Run | None = self.__dict__.get("placed")
        per = run.steps_per_epoch if run is not None and run.moves == "step" else None
        told = []
        for name, field in self.fields.items():
            if not (per and isinstance(field, Argument) and field.in_calls):
                continue
            value = getattr(self, name)
            longest = max(value, default=0) if isinstance(value, tuple) else value or 0
            if 0 < longest < per:
                share = f"{longest / per:.2g} epochs"
                told.append(f"{self.family} counts steps here: {name}={field.show(value)} comes to {share}")
        return [*told, *super().notes()]

    def quirks(self, end: int) -> list[str]:
        return [*(f"{self.family} {told}" for told in self.oddities(end)), *super().quirks(end)]

    def oddities(self, end: int) -> list[str]:
        """What its users may not expect of it in its first `end` ticks, as predicates."""
        return []

    def shown(self, name: str) -> str:
        """A field as it is written."""
        return f"{name}={self.fields[name].show(getattr(self, name))}"

    def spell(self, ticks: float) -> str:
        """A number of its ticks, with their unit."""
        run: Run | None = self.__dict__.get("placed")
        return f"{ticks:g} {run.moves if run else self.counts[:-1]}{'' if ticks == 1 else 's'}"

    def horizon(self) -> int | None:
        """How many of its ticks show all of it; None when any number does."""
        return None

    def natural_run(self) -> Run | None:
        horizon = self.horizon()
        if horizon is None:
            return None
        return Run(steps=max(horizon, 1)) if self.counts == "steps" else Run(epochs=max(horizon, 1))


class Watcher(Scheduler, Reactive, abstract=True):
    """A scheduler that is given a metric with every call of step()."""

    metrics: tuple[float, ...]

    def horizon(self) -> int | None:
        return len(self.metrics) + 1

    def observed(self, scope: Scope) -> Observations:
        return Observations(np.array(self.metrics, dtype=np.float64))


class OptimizerScheduler(Scheduler, abstract=True):
    """A scheduler that finds its base rate, `lr`, in the optimizer. One inside another inherits it."""

    lr: float
    ignores_lr: ClassVar[bool] = False
    """Whether it sets rates of its own, so that it does without the optimizer's."""

    def needs_lr(self) -> bool:
        """Whether a rate depends on the optimizer's."""
        return not self.ignores_lr

    def on_optimizer(self, lr: float | None) -> Self:
        """The same scheduler, and all inside it, on an optimizer with this rate. FieldError if it has another."""
        if lr is not None and self.lr is not None and self.lr != lr:
            raise self.refuse("lr", f"lr: {self.lr:g} inside a scheduler with lr={lr:g}: they share one optimizer")
        return self if lr is None or self.lr == lr else self.replace(lr=lr)

    def settle(self, scope: Scope) -> Self:
        if self.lr is None and self.needs_lr():
            raise self.refuse("lr", "needs lr: the optimizer's learning rate")
        return super().settle(scope)
