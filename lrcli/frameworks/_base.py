"""What the schedulers of every framework have in common.

A scheduler is declared as any family is, under its dotted name, with the framework's own argument names, order and
defaults. Bare numbers count calls of its `step()`: plain numbers, never durations, one for each tick of the schedule.
What the framework refuses is refused here, and the error names the framework's own.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from lrcli._lazy import np
from lrcli.clock import Run
from lrcli.expression import function
from lrcli.schedules.base import FieldError, Same, Schedule
from lrcli.schedules.fields import REQUIRED, Body, Choice, Field, Kind, Listed, Number, Rate, Switch, Text, Whole
from lrcli.schedules.reactive import Observations, Reactive

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.fields import Scope


UNIMPROVED = [1.0] * 100
"""A metric that never gets better, for examples."""


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


class Argument(Field):
    """A field that says what error the framework has for a wrong value, with {} in the value's place."""

    __slots__ = ("error", "in_calls")

    def __init__(
        self, kind: Kind, default: Any, help: str, *, error: str = "", in_calls: bool = False, **more: Any
    ) -> None:
        self.error = error
        self.in_calls = in_calls  # it counts calls of step()
        super().__init__(kind, default, help, **more)

    def check(self, value: Any) -> Any:
        try:
            return super().check(value)
        except FieldError:
            raise
        except ValueError as error:
            told = self.error.format(value)
            raise ValueError(f"{error} ({told})" if told else str(error)) from None


class Strict(Whole):
    """A whole number that must be written as one: 10, not 10.0."""

    def check(self, value: Any) -> int:
        if isinstance(value, float):
            raise ValueError(f"{value!r} is not an int")
        return super().check(value)


class Real(Number):
    """A number that must be written with a point: 1.0, not 1."""

    def check(self, value: Any) -> float:
        if not isinstance(value, float):
            raise ValueError(f"{value!r} is not a float")
        return super().check(value)

    def show(self, value: Any) -> str:
        return repr(float(value))


class Metric(Number):
    """What is measured at the end of an epoch; nan and inf are legal."""

    allows_nan = True

    def check(self, value: Any) -> float:
        if isinstance(value, float) and not math.isfinite(value):
            return math.nan if math.isnan(value) else value  # the one NaN, which is equal to itself in a tuple
        return super().check(value)

    def show(self, value: Any) -> str:
        return super().show(value) if abs(value) < float("inf") else str(value)


class Formula(Text):
    """A function of one variable, as text; a number stands for one that is always that."""

    def __init__(self) -> None:
        super().__init__("EXPRESSION")

    def check(self, value: Any) -> str:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        text = super().check(str(value) if number else value)
        function(text)
        return text


def native(text: str, **fixed: Any) -> Same:
    """What a scheduler may be in native notation, names standing for its arguments, with these values of others."""
    return Same(tuple(text.split(" >> ")), fixed)


def joins(members: str, dates: str) -> Same:
    """What a composite may be: its members, one after another."""
    return Same(joins=(members, dates))


def optimizer_lr() -> Any:
    """Declare the optimizer's rate, which every scheduler that is not inside another needs."""
    return Field(Rate(least=0), None, "the optimizer's LR", shown="that of the scheduler around it")


def rate(default: Any, help: str, *, error: str = "", **bounds: float) -> Any:
    """Declare a learning rate; most frameworks take any number for one."""
    return Argument(Rate(**bounds), default, help, error=error)


def number(default: Any, help: str, *, error: str = "", shown: str = "", **bounds: float) -> Any:
    """Declare a number."""
    return Argument(Number(**bounds), default, help, error=error, shown=shown)


def real(default: Any, help: str, *, error: str = "", **bounds: float) -> Any:
    """Declare a number that the framework wants as a float."""
    return Argument(Real(**bounds), default, help, error=error)


def count(default: Any, help: str, *, error: str = "", shown: str = "", **bounds: float) -> Any:
    """Declare a number of calls of step()."""
    return Argument(Whole(**bounds), default, help, error=error, shown=shown, in_calls=True)


def strict(default: Any, help: str, *, error: str = "", in_calls: bool = True, **bounds: float) -> Any:
    """Declare a whole number, of calls of step() if not said otherwise, that the framework wants as an int."""
    return Argument(Strict(**bounds), default, help, error=error, in_calls=in_calls)


def counts(default: Any, help: str, *, error: str = "") -> Any:
    """Declare a list of numbers of calls of step()."""
    return Argument(Listed(Whole()), default, help, error=error, in_calls=True)


def numbers(default: Any, help: str, *, error: str = "") -> Any:
    """Declare a list of numbers."""
    return Argument(Listed(Number()), default, help, error=error)


def metrics() -> Any:
    """Declare the metric of every epoch."""
    return Argument(Listed(Metric()), REQUIRED, "the metric at the end of each epoch; nan and inf are legal")


def formula(help: str, *, required: bool = True) -> Any:
    """Declare a function of one variable."""
    return Argument(Formula(), REQUIRED if required else None, help)


def flag(default: bool, help: str) -> Any:
    """Declare a yes or no."""
    return Argument(Switch(), default, help)


def word(default: Any, help: str, *choices: str, error: str = "") -> Any:
    """Declare one of a few words."""
    return Argument(Choice(*choices), default, help, error=error)


def schedulers(help: str, error: str = "") -> Any:
    """Declare the schedulers inside a composite."""
    return Argument(Listed(Body(), least=1), REQUIRED, help, error=error)


def endless(steps: float) -> int:
    """How many ticks show what never ends."""
    return max(math.ceil(5 * steps), 100)


def seen(metrics: tuple[float, ...]) -> Array:
    """Metrics with their ticks, one at each."""
    return np.column_stack([np.arange(len(metrics)), np.asarray(metrics, dtype=np.float64)])
