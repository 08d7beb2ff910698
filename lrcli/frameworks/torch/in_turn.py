"""SequentialLR on an optimizer: one member acts at a time, from its milestone on."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.frameworks._kit.stepping import Path
from lrcli.frameworks.torch.optimizer import Optimizer, Single, Together
from lrcli.schedules.marks import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lasting, Lines


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
    def lasting(self) -> Lasting | None:
        """What its steps do from one on, counted from its begin."""
        known = self.member.lasting
        if known is None or isinstance(self.member, Together):
            return None
        anew = -self.member.clock * (not self.member.scheduler.counts_steps)
        return known.after(anew if self.entered else self.goes_on)

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
        if stretch.refuses:
            return None
        try:
            self.rates(np.asarray([float(stretch.begin)]), last=stretch.begin)
        except ValueError:  # what comes before it has too many steps to be computed one by one
            return None
        return None if stretch.epoch else stretch.member.closed(self.starts[stretch.begin])

    def along(self, stretch: Stretch, j: Array) -> Array:
        """The rates at steps `j` of a stretch."""
        known = stretch.epoch == 0 or stretch.overwrites
        closed = stretch.member.follow(self.starts[stretch.begin], j + stretch.epoch) if known else None
        return self.path_of(stretch).at(j) if closed is None else closed

    def path_of(self, stretch: Stretch) -> Path:
        """The rates of a stretch that begins with a known rate, step by step."""
        start, lasting = self.starts[stretch.begin], stretch.lasting
        return self.paths.setdefault(stretch.begin, Path(start, lambda j: stretch.lines(j, "lr"), lasting))

    def stop(self, entered: bool, end: int, goes_on: int = 0) -> Stop | None:
        if entered:
            return Stop(0, f"{self.scheduler.family} raises NotImplementedError at a milestone")
        for stretch in self.stretches():
            stop = stretch.stop(end + goes_on) if stretch.end > goes_on else None
            if stop is not None and stop.tick < stretch.end - stretch.begin:
                return stop._replace(tick=max(stretch.begin + stop.tick - goes_on, 0))
        return None
