"""What schedulers of Composer, and those made for its Trainer, share: a factor on the optimizer's rate, and a clock.

The clock is that of the run, on which the factor depends.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli._lazy import np
from lrcli.clock import Run
from lrcli.frameworks._kit.base import OptimizerScheduler
from lrcli.frameworks._kit.composer_times import Clock, Moment, OnRun, Time
from lrcli.frameworks._kit.declare import argument, number, optimizer_lr
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.arcs import rounds
from lrcli.schedules.kinds import Listed
from lrcli.schedules.marks import MOST_PHASES, Level, Phase, Stop
from lrcli.schedules.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.declare import Field
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.schedule import Schedule

DIVISION = "ZeroDivisionError: division by zero"
SHOWN = {"length": 1.0, "hold": 2.0, "dates": 1.25, "period": 5.0, "warmup": 10.0, "decay": 2.0}
"""How much longer than a time of each role the run is that shows a scheduler."""
EPOCH = 100
"""Batches of an epoch in such a run."""


def time(default: Any, help: str, role: str) -> Any:
    """Declare a time of Composer's."""
    return argument(Moment(), default, help, role=role)


def times(default: Any, help: str) -> Any:
    """Declare times of Composer's."""
    return argument(Listed(Moment()), default, help, role="dates")


def share(default: Any, help: str, role: str = "final-share") -> Any:
    """Declare a factor on the optimizer's rate."""
    return number(default, help, role=role)


class ComposerScheduler(OptimizerScheduler, abstract=True):
    """One of Composer's schedulers."""

    run_unit = "steps"
    timed = True
    one_way = True

    clock: Clock | None = None
    """That of the run, where it is on one."""

    lr: float = optimizer_lr()
    scale_schedule_ratio: float = number(1.0, "the Trainer's: factor on all times but shares of the run", above=0)

    leading: ClassVar[tuple[str, ...]] = ()
    """Its first arguments, where a base class declares others before them."""

    def __init_subclass__(cls, abstract: bool = False, package: str = "composer", **settings: Any) -> None:
        super().__init_subclass__(family=f"{package}.{cls.__name__}", abstract=abstract, **settings)
        own = [name for name in cls.fields if name not in ("lr", "scale_schedule_ratio")]
        cls.order = (*cls.leading, *(name for name in own if name not in cls.leading))
        cls.fields = {name: cls.fields[name] for name in ("lr", *cls.order, "scale_schedule_ratio")}

    def exact(self, scope: Scope) -> Self:
        clock = Clock(scope)
        self.made(clock)
        placed = {name: self.on_run(clock, name) for name, field in self.fields.items() if holds_times(field)}
        return self.unchecked(**placed, clock=clock)

    def on_run(self, clock: Clock, name: str) -> Any:
        """An argument's time, or times, as ticks of a run."""
        value = getattr(self, name)
        ratio = self.scale_schedule_ratio if self.fields[name].role != "warmup" else 1.0
        if isinstance(value, tuple) and not isinstance(value, Time):
            return tuple(OnRun(clock.tick(clock.convert(time, ratio)), clock.run.suffix, time) for time in value)
        return OnRun(clock.tick(self.moment(clock, name, ratio)), clock.run.suffix, value)

    def replace(self, **changes: Any) -> Self:
        """The same with other values; a number in place of a time counts ticks. On a run it stays on that run."""
        clock = self.time_of
        for name, value in changes.items():
            if holds_times(self.fields[name]) and isinstance(value, int | float) and not isinstance(value, OnRun):
                ratio = 1.0 if self.fields[name].role == "warmup" else self.scale_schedule_ratio
                batches = Time(round(value * clock.hold / ratio), "ba")
                changes[name] = OnRun(value, clock.run.suffix, batches) if self.clock else batches
        other = super().replace(**changes)
        return other if self.clock is None else other.unchecked(clock=self.clock)

    @property
    def time_of(self) -> Clock:
        """The clock of the run; without a run one that has no end."""
        return self.clock or Clock(Scope(Run(), None, None))

    def moment(self, clock: Clock, name: str, ratio: float | None = None) -> Time:
        """An argument's time on a run. FieldError where the run does not tell enough."""
        value = getattr(self, name)
        try:
            time = value.time if isinstance(value, OnRun) else value
            return clock.convert(time, self.scale_schedule_ratio if ratio is None else ratio)
        except ValueError as error:
            raise self.refuse(name, str(error)) from None

    def divisor(self, clock: Clock, name: str) -> Time:
        """A time that others are divided by. FieldError where it is 0."""
        found = self.moment(clock, name)
        if not found.value:
            self.raises(name, DIVISION)
        return found

    def made_for(self, old: Scope, new: Scope) -> Schedule:
        before, after = Clock(old), Clock(new)
        changes = {}
        for name in (name for name, field in self.fields.items() if field.role == "length"):
            unit = getattr(self, name).unit
            if unit != "dur" and before.tick(self.moment(before, name)) == old.slot:
                changes[name] = after.lasting(new.slot or 0, unit, self.scale_schedule_ratio)
        return self.replace(**changes) if changes else self

    def made(self, clock: Clock) -> None:
        """Refuse what its first call raises, which the Trainer makes before training."""

    @abstractmethod
    def factor(self, clock: Clock, t: Array) -> Array:
        """What the optimizer's rate is multiplied by at ticks `t`."""

    @abstractmethod
    def parts(self, clock: Clock, end: int) -> Iterable[Phase]:
        """Its phases before tick `end`, and perhaps some after it; of those that begin together the last counts."""

    def period(self, clock: Clock) -> int:
        """Ticks after which it begins anew, always as long; 0 where it does not."""
        return 0

    def levels(self, clock: Clock, starts: Sequence[int]) -> list[Phase]:
        """The phases between ticks at which the rate drops, named by the rate that holds there."""
        rates = self.lr * self.factor(clock, np.asarray(starts, dtype=np.float64))
        return [Level(start, f"LR {rate:.6g}") for start, rate in zip(starts, rates, strict=True)]

    def ended(self, clock: Clock) -> Stop | None:
        """Where Composer raises an error."""
        return None

    def stops(self, tick: int, error: str) -> Stop:
        return Stop(tick, f"{self.family} raises {error}")

    # --- on a run ---

    def formula(self, t: Array) -> Array:
        return self.lr * self.factor(self.time_of, t)

    def stop(self) -> Stop | None:
        return self.ended(self.time_of)

    def phases(self, end: int) -> list[Phase]:
        parts = {phase.start: phase for phase in self.parts(self.time_of, end) if phase.start < end}
        return [phase for _, phase in sorted(parts.items())][:MOST_PHASES]

    def arcs(self, end: int) -> list[Arc]:
        period = self.period(self.time_of)
        return rounds(0, end, period, (0,)) if period else super().arcs(end)

    def natural_run(self) -> NaturalRun | None:
        if self.clock is None:
            return shown_on(self)
        ends = (getattr(self, name) for name, field in self.fields.items() if field.role == "length")
        return next((NaturalRun(Run(steps=int(end))) for end in ends if end), None)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if scope.run.moves == "step" and end > 1:
            late = "is stepped by the Trainer before a batch is counted: there each rate comes one batch later"
            yield self.note("trainer-is-late", late)


def holds_times(field: Field) -> bool:
    """Whether a field holds a time, or several."""
    return isinstance(getattr(field.kind, "item", field.kind), Moment)


def shown_on(scheduler: ComposerScheduler) -> NaturalRun | None:
    """The run that shows its times; none where they count samples or tokens, of which only a run can tell."""
    wanted, units = [0.0], set[str]()
    for name, field in scheduler.fields.items():
        value = getattr(scheduler, name)
        for each in value if isinstance(field.kind, Listed) else [value] if holds_times(field) else []:
            written = each.time if isinstance(each, OnRun) else each
            units.add(written.unit)
            if written.unit in ("ba", "ep"):
                longer = 1.0 if field.role == "warmup" and ends_in_batches(scheduler) else SHOWN[field.role]
                batches = written.value * (EPOCH if written.unit == "ep" else 1)
                wanted.append(batches * longer * scheduler.scale_schedule_ratio)
    if units & {"sp", "tok"}:
        return None
    per = EPOCH if "ep" in units else None
    return NaturalRun(Run(steps=max(int(max(wanted)), 1) if max(wanted) > 1 else 100, steps_per_epoch=per))


def ends_in_batches(scheduler: ComposerScheduler) -> bool:
    """Whether one of its times in batches or epochs is where it ends, beyond which it is not made for a run."""
    ends = (getattr(scheduler, name) for name, field in scheduler.fields.items() if field.role == "length")
    return any((each.time if isinstance(each, OnRun) else each).unit in ("ba", "ep") for each in ends)
