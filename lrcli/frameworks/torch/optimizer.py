"""What PyTorch's schedulers do to the running rate of one optimizer when several of them share it.

They are attached one after another, each making its initial step, as their constructors do: this part goes scheduler
by scheduler, with its quirks. From then on all steps are ordinary ones, and come as lines for whole stretches of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.stepping import KEEP, Path
from lrcli.schedules.marks import Stop, earliest

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lasting, Line, Lines
    from lrcli.schedules.arcs import Arc


class Optimizer:
    """A parameter group: the running rate and momentum, and what constructors leave in it for one another."""

    def __init__(self, lr: float) -> None:
        self.running = {"lr": lr, "momentum": 0.0}
        self.initial_lr: float | None = None
        self.levels = (0.0, 0.0, 0.0)  # OneCycleLR's
        self.momenta = (0.0, 0.0)  # highest and lowest
        self.swa_lr = 0.0

    def move(self, what: str, line: Line) -> None:
        gain, shift = line
        self.running[what] = gain * self.running[what] + shift if gain else shift


class Acts(Protocol):
    """What a scheduler tells of how it acts on a running rate."""

    absolute: Any
    counts_steps: Any
    schedulers: Any
    milestones: Any
    family: Any
    first_called: Any

    def call(self, epoch: int) -> None: ...
    def fails(self, first: int, end: int) -> tuple[int, str] | None: ...
    def unchecked(self, **changes: Any) -> Self: ...
    def begun(self, start: float, optimizer: Optimizer) -> Any: ...
    def enter(self, optimizer: Optimizer) -> None: ...
    def constructed(self, optimizer: Optimizer) -> Line: ...
    def first(self, optimizer: Optimizer) -> Line: ...
    def restart(self, optimizer: Optimizer) -> Line: ...
    def steps(self, k: Array, optimizer: Optimizer) -> Lines: ...
    def lasting(self, optimizer: Optimizer) -> Lasting | None: ...
    def drive(self, k: Array, optimizer: Optimizer) -> Array | None: ...
    def arcs(self, end: int) -> list[Arc]: ...
    def stop(self) -> Stop | None: ...
    def stops(self, tick: int, error: str) -> Stop: ...


class Single:
    """A scheduler that is no composite. Its base rate is the initial_lr that it finds."""

    def __init__(self, scheduler: Any, optimizer: Optimizer) -> None:
        scheduler.enter(optimizer)
        if optimizer.initial_lr is None:
            optimizer.initial_lr = optimizer.running["lr"]
        self.optimizer = optimizer
        self.scheduler: Acts = scheduler.unchecked(lr=optimizer.initial_lr)
        self.clock = 0
        if not self.scheduler.first_called:
            self.scheduler.call(0)
        optimizer.move("lr", self.scheduler.constructed(optimizer))
        optimizer.move("momentum", self.drives())

    def start(self) -> None:
        """The initial step that a composite makes once more."""
        self.clock = 0
        self.optimizer.move("lr", self.scheduler.first(self.optimizer))
        self.optimizer.move("momentum", self.drives())

    def step(self) -> None:
        """An ordinary step. FloatingPointError or FieldError where it raises an error."""
        self.clock += 1
        self.scheduler.call(self.clock)
        for what in ("lr", "momentum"):
            with np.errstate(divide="raise", invalid="raise"):
                gain, shift = self.lines(np.zeros(1), what)
            self.optimizer.move(what, (float(gain[0]), float(shift[0])))

    def undo(self) -> None:
        self.clock -= not self.scheduler.counts_steps

    def restart(self) -> None:
        """The step at a milestone."""
        self.clock *= self.scheduler.counts_steps
        self.optimizer.move("lr", self.scheduler.restart(self.optimizer))
        self.optimizer.move("momentum", self.drives())

    def drives(self) -> Line:
        """What its epoch 0 does to the momentum."""
        driven = self.scheduler.drive(np.zeros(1), self.optimizer)
        return KEEP if driven is None else (0.0, float(driven[0]))

    def lines(self, j: Array, what: str) -> Lines:
        """The lines of its steps `j`, counted from where it is."""
        k = self.clock + j
        if what == "lr":
            return self.scheduler.steps(k, self.optimizer)
        driven = self.scheduler.drive(k, self.optimizer)
        return (np.ones_like(k), np.zeros_like(k)) if driven is None else (np.zeros_like(k), driven)

    @property
    def lasting(self) -> Lasting | None:
        """What its steps do from one on, counted from where it is."""
        known = self.scheduler.lasting(self.optimizer)
        return known and known.after(self.clock)

    def entered(self, j: Array, what: str) -> Lines:
        """The lines of the steps from a milestone on, of which 0 is the one there."""
        k = self.clock * self.scheduler.counts_steps + j
        with np.errstate(all="ignore"):
            gain, shift = self.lines(k - self.clock, what)
        try:
            line = self.scheduler.restart(self.optimizer) if what == "lr" else self.drives()
        except (ZeroDivisionError, OverflowError):
            line = (np.nan, np.nan)  # it stops there
        return np.where(j == 0, line[0], gain), np.where(j == 0, line[1], shift)

    def closed(self, start: float) -> Any:
        """The scheduler whose closed form its rates are, `start` being that at epoch 0; None where they are none.

        Of one that overwrites the running rate they are one from any epoch on.
        """
        if self.scheduler.absolute:
            return self.scheduler
        return self.scheduler.begun(start, self.optimizer) if self.clock <= 0 else None

    def follow(self, start: float, j: Array) -> Array | None:
        """Its rates at the epochs `j`, `start` being that at 0, where they are a closed form; else None."""
        if self.scheduler.absolute:
            return self.scheduler.steps(j, self.optimizer)[1]
        closed = self.closed(start)
        return None if closed is None else closed.formula(j)

    def stop(self, entered: bool, end: int, goes_on: int = 0) -> Stop | None:
        """Where it ends, in steps from where it is or `goes_on` later, or from a milestone.

        Functions are tried to step `end`. The step to where it is was made before.
        """
        if entered:
            try:
                self.scheduler.restart(self.optimizer)
            except (ZeroDivisionError, OverflowError) as error:
                return self.scheduler.stops(0, f"{type(error).__name__}: {error}")
        epoch = self.clock * self.scheduler.counts_steps if entered else self.clock + goes_on
        made = int(not entered and not goes_on)
        stop, failure = self.scheduler.stop(), self.scheduler.fails(epoch + made, epoch + end)
        if stop is not None and stop.tick < epoch + made:
            stop = None
        first = earliest(stop, failure and Stop(*failure))
        return first and first._replace(tick=first.tick - epoch)


class Together(ABC):
    """A composite. Its initial step is an ordinary one; at a milestone it has none."""

    def __init__(self, scheduler: Any, optimizer: Optimizer) -> None:
        self.scheduler = scheduler
        self.optimizer = optimizer
        self.members: list[Single | Together] = [member.attach(optimizer) for member in scheduler.schedulers]

    def start(self) -> None:
        self.step()

    @abstractmethod
    def step(self) -> None:
        """An ordinary step."""

    def restart(self) -> None:
        """The step at a milestone, as PyTorch has it."""
        raise NotImplementedError

    def undo(self) -> None:
        for member in self.members:
            member.undo()

    @abstractmethod
    def lines(self, j: Array, what: str) -> Lines:
        """The lines of its steps `j`, counted from where it is."""

    @property
    def lasting(self) -> Lasting | None:
        """What its steps do from one on, counted from where it is."""
        return None

    def entered(self, j: Array, what: str) -> Lines:
        """The lines from a milestone on, where it stops."""
        return np.full_like(j, np.nan), np.full_like(j, np.nan)

    def closed(self, start: float) -> Any:
        return None

    def follow(self, start: float, j: Array) -> Array | None:
        return None

    @abstractmethod
    def stop(self, entered: bool, end: int, goes_on: int = 0) -> Stop | None:
        """Where it ends, in steps from where it is; at once from a milestone. Functions are tried to step `end`."""

    def rates(self, t: Array) -> Array:
        """The rates at ticks `t` from where it is."""
        return self.rates_path.at(t)

    @cached_property
    def rates_path(self) -> Path:
        """The rates from where it is, step by step."""
        return Path(self.optimizer.running["lr"], lambda j: self.lines(j, "lr"), self.lasting)

    def arcs(self, end: int) -> list[Arc]:
        """The arcs of its rates from where it is."""
        return self.rates_path.arcs(end)

    @cached_property
    def momenta_path(self) -> Path:
        """The momenta from where it is."""
        return Path(self.optimizer.running["momentum"], lambda j: self.lines(j, "momentum"))
