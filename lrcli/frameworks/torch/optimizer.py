"""What PyTorch's schedulers do to the running rate of one optimizer when several of them share it.

They are attached one after another, each making its initial step, as their constructors do: this part goes scheduler
by scheduler, with its quirks. From then on all steps are ordinary ones, and come as lines for whole stretches of them.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, Self

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.stepping import Path
from lrcli.schedules.marks import Stop, earliest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lines

Line = tuple[float, float]
KEEP: Line = (1.0, 0.0)


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
    def drive(self, k: Array, optimizer: Optimizer) -> Array | None: ...
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
        return Path(self.optimizer.running["lr"], lambda j: self.lines(j, "lr"))

    @cached_property
    def momenta_path(self) -> Path:
        """The momenta from where it is."""
        return Path(self.optimizer.running["momentum"], lambda j: self.lines(j, "momentum"))


class Stretch(NamedTuple):
    """The steps `begin` to `end` - 1 of a sequence, and the member that makes them.

    entered   whether it began anew, at a milestone
    goes_on   else the step of the member, counted from where it was, that is the first one here
    """

    member: Single | Together
    begin: int
    end: float
    entered: bool
    goes_on: int = 0

    @property
    def epoch(self) -> int:
        """The epoch that the member is at in the first step here; 0 for a composite, which has no closed form."""
        if self.entered or not self.goes_on or isinstance(self.member, Together):
            return 0
        return self.member.clock + self.goes_on

    @property
    def overwrites(self) -> bool:
        """Whether the member overwrites the running rate."""
        return isinstance(self.member, Single) and bool(self.member.scheduler.absolute)

    @property
    def refuses(self) -> bool:
        """Whether the member refuses to begin anew."""
        return self.entered and isinstance(self.member, Together)

    def stop(self, end: int) -> Stop | None:
        """Where it ends, in steps from its begin."""
        length = min(self.end, end) - self.begin
        return self.member.stop(self.entered, max(int(length), 1), self.goes_on)

    def lines(self, j: Array, what: str) -> Lines:
        """The lines of its steps `j`, counted from its begin."""
        return self.member.entered(j, what) if self.entered else self.member.lines(j + self.goes_on, what)


class InTurn(Together):
    """SequentialLR: one member at a time, each restarted at its milestone. What their constructors did is undone.

    Which member is active is found by bisection, whatever the order of the milestones. It is restarted only in the step
    that has the number of its milestone; else it goes on from where it was, a first time with its step to epoch 0.
    """

    def __init__(self, scheduler: Any, optimizer: Optimizer) -> None:
        super().__init__(scheduler, optimizer)
        self.milestones = scheduler.milestones
        self.clock = 0
        self.starts: dict[int, float] = {}  # of stretches, by their begin, as far as anybody asked
        self.paths: dict[int, Path] = {}
        optimizer.move("lr", (0.0, optimizer.initial_lr or 0.0))
        self.undo()
        self.active.start()

    def active_at(self, clock: int) -> tuple[int, bool]:
        """The number of the member that makes a step, and whether it is restarted there."""
        index = bisect_right(self.milestones, clock)
        return index, index > 0 and self.milestones[index - 1] == clock

    @property
    def active(self) -> Single | Together:
        return self.members[self.active_at(self.clock)[0]]

    def step(self) -> None:
        self.clock += 1
        if self.active_at(self.clock)[1]:
            self.active.restart()
        else:
            self.active.step()

    def stretches(self) -> Iterator[Stretch]:
        """Who makes which steps, counted from where it is."""
        dates = sorted({math.ceil(date) - self.clock for date in self.milestones if date > self.clock})
        begins = [(0, self.active_at(self.clock)[0], False)]
        for date in dates:
            index, entered = self.active_at(self.clock + date)
            if entered or index != begins[-1][1]:
                begins.append((date, index, entered))
        next_step = {begins[0][1]: 0}  # of each member, counted from where it is; that of others is its first
        for (begin, index, entered), (end, *_) in zip(begins, [*begins[1:], (math.inf,)], strict=True):
            member = self.members[index]
            stretch = Stretch(member, begin, end, entered, 0 if entered else next_step.get(index, 1))
            yield stretch
            if end < math.inf:
                first = stretch.goes_on
                if isinstance(member, Single) and entered and not member.scheduler.counts_steps:
                    first = -member.clock
                next_step[index] = first + int(end) - begin

    def lines(self, j: Array, what: str) -> Lines:
        gain, shift = np.ones_like(j), np.zeros_like(j)
        for stretch in self.stretches():
            here = (j >= stretch.begin) & (j < stretch.end)
            if here.any() and not stretch.refuses:
                gain[here], shift[here] = stretch.lines(j[here] - stretch.begin, what)
        return gain, shift

    def rates(self, t: Array, last: float = math.inf) -> Array:
        """The rates at ticks `t`: of each stretch in closed form where it has one, else step by step.

        With `last` no milestone comes after that one: the stretch that begins there goes on.
        """
        lr = np.full_like(t, np.nan)
        before = None
        for stretch in self.stretches():
            if stretch.begin > min(t.max(initial=0), last) or stretch.refuses:
                break
            if stretch.begin not in self.starts:
                self.starts[stretch.begin] = self.start_of(stretch, before)
            here = (t >= stretch.begin) & (t < (np.inf if stretch.begin == last else stretch.end))
            if here.any():
                lr[here] = self.along(stretch, t[here] - stretch.begin)
            before = stretch
        return lr

    def start_of(self, stretch: Stretch, before: Stretch | None) -> float:
        """The rate with which a stretch begins, after the one before it."""
        if before is None:
            return self.optimizer.running["lr"]
        gain, shift = (float(part[0]) for part in stretch.lines(np.zeros(1), "lr"))
        return gain * self.along(before, np.asarray([before.end - before.begin - 1]))[0] + shift if gain else shift

    def closed_in(self, stretch: Stretch) -> Any:
        """The scheduler whose rates from epoch 0 on are those of a stretch; None where there is none."""
        if stretch.epoch or stretch.refuses:
            return None
        try:
            self.rates(np.asarray([float(stretch.begin)]), last=stretch.begin)
        except ValueError:  # what comes before it has too many steps to be computed one by one
            return None
        return stretch.member.closed(self.starts[stretch.begin])

    def along(self, stretch: Stretch, j: Array) -> Array:
        """The rates at steps `j` of a stretch."""
        start, epoch = self.starts[stretch.begin], stretch.epoch
        closed = stretch.member.follow(start, j + epoch) if epoch == 0 or stretch.overwrites else None
        if closed is not None:
            return closed
        path = self.paths.setdefault(stretch.begin, Path(start, lambda j: stretch.lines(j, "lr")))
        return path.at(j)

    def stop(self, entered: bool, end: int, goes_on: int = 0) -> Stop | None:
        if entered:
            return Stop(0, f"{self.scheduler.family} raises NotImplementedError at a milestone")
        for stretch in self.stretches():
            stop = stretch.stop(end + goes_on) if stretch.end > goes_on else None
            if stop is not None and stop.tick < stretch.end - stretch.begin:
                return stop._replace(tick=max(stretch.begin + stop.tick - goes_on, 0))
        return None


class AtOnce(Together):
    """ChainedScheduler: all members at every step, in order."""

    def step(self) -> None:
        for member in self.members:
            member.step()

    def lines(self, j: Array, what: str) -> Lines:
        gain, shift = np.ones_like(j), np.zeros_like(j)
        for member in self.members:
            factor, more = member.lines(j, what)
            gain, shift = gain * factor, np.where(factor == 0, 0, shift * factor) + more
        return gain, shift

    def stop(self, entered: bool, end: int, goes_on: int = 0) -> Stop | None:
        if entered:
            return Stop(0, f"{self.scheduler.family} raises NotImplementedError at a milestone")
        return earliest(*(member.stop(False, end, goes_on) for member in self.members))
