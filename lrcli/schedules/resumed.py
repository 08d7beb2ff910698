"""A run that is resumed with another length."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.clock import Duration, Run, Ticks, half_up, lasting
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.arcs import rounds
from lrcli.schedules.around import Around, Floor, Scale
from lrcli.schedules.chain import Then
from lrcli.schedules.curve import Curve
from lrcli.schedules.declare import REQUIRED, body, choice, field, phase
from lrcli.schedules.families.anneal import Cosine
from lrcli.schedules.filling import filled, spans_in
from lrcli.schedules.lengthened import lengthened, reread
from lrcli.schedules.marks import WARNING, Phase, Remark
from lrcli.schedules.schedule import settled
from lrcli.schedules.scope import exact_ticks
from lrcli.schedules.slots import Slot, rate_at
from lrcli.schedules.spans import NewSpan, Span
from lrcli.schedules.warmup import Rise, Warmup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.schedule import Placed, Schedule
    from lrcli.schedules.scope import Scope

WAYS = {
    "recompute": "the schedule for the new length, from where the count stands",
    "keep": "the old schedule goes on, past its end too",
    "restart": "the schedule begins again, on what is left",
    "rewarm": "a rise from 0 to the schedule for the new length, then that",
    "hold": "the rate of this point to the end",
    "transformers": "the Trainer: one more update at the old rate, then the schedule for the new length",
    "torch-cosine": "CosineAnnealingLR: its state brings the old T_max back, and past that the rate rises again",
    "torch-lambda": "LambdaLR, made after the optimizer was loaded: one update at lambda(0), then the new length",
    "keras": "the optimizer's iterations go on, on the schedule for the new length",
    "optax": "the count in the state goes on, on the schedule for the new length",
    "deepspeed": "the count alone comes back: one more update at the old rate, then the new length",
    "megatron": "with --override-opt_param-scheduler, the schedule for the new length at once; without, an error",
}
"""What may become of the rate at a resume, and what that is."""
ONE_LATE = ("transformers", "deepspeed")
"""The ways in which the first update has the old rate still, as the optimizer's state brings it back."""
OF_OLD = ("keep", "torch-cosine")
"""The ways in which the old length stays."""


class Plan(NamedTuple):
    """The ticks of a resume: updates done, the length that was planned, the new one, the second warm-up."""

    at: int
    was: int
    total: int | None
    rewarm: int


class Resumed(Around):
    """A schedule of a run that is resumed with another length.

        lr(t) = old(t),  t < at
        lr(t) = new(t),  t >= at

    old is the body on `was` ticks, new the body on `total`; `at` counts the updates that are done. That is `how`
    recompute, and keras, optax and megatron. With transformers and deepspeed the update `at` still has old(at); with
    torch-lambda it has new(0). keep goes on with old, and so does torch-cosine, where a cosine rises again after its
    end; restart is the body from its tick 0 on total - at ticks; rewarm rises from 0 at `at` to new(at + rewarm) in a
    line; hold stays at old(at).

    Source: the state that each framework saves and loads; rewarm: Adam Ibrahim et al., "Simple and Scalable Strategies
    to Continually Pre-train Large Language Models", 2024.
    """

    example = "body=cosine, at=30, was=60, total=90"

    body: Schedule = body("the schedule, as it was planned")
    at: Ticks = field(Span(zero=True), REQUIRED, "updates, or epochs, that are done; 50% is of was", role="date")
    was: Ticks = field(Span(), None, "length that was planned", role="length", shown="the run")
    total: Ticks = field(NewSpan(), None, "length after the resume; 200% is of was", role="length", shown="the run")
    how: str = choice("recompute", "what becomes of the rate", *WAYS, role="mode")
    rewarm: Ticks | None = phase(
        None, "rise from 0 of the way rewarm", role="delay", zero=False, shown="1% of the new length"
    )

    def check(self) -> None:
        for name in ("was", "total"):
            last = getattr(self, name)
            if last is not None and last.unit == self.at.unit and (last.unit != "%" or name == "total"):
                done, end = (float(getattr(each, "number", each)) for each in (self.at, last))
                self._refuse_late(done, end, name == "total", f"{self.at}", f"{last}")

    def _refuse_late(self, done: float, end: float, is_total: bool, told: str, told_end: str) -> None:
        """Refuse more updates than were planned, and a new length that leaves none."""
        if done > end and not is_total:
            raise self.refuse("at", f"{told} are done, but only {told_end} were planned", "together")
        if done >= end and is_total:
            raise self.refuse("at", f"{told} are done: a new length of {told_end} leaves nothing", "together")

    def span(self, scope: Scope) -> Fraction | None:
        if self.total is None or self.total.unit != "%":
            return None if self.total is None else exact_ticks(self.total, scope)
        return exact_ticks(self.total, scope._replace(whole=self._planned(scope)))

    def _planned(self, scope: Scope) -> int:
        """The ticks that were planned."""
        was = scope.run.ticks if self.was is None else int(self.resolved("was", scope))
        if was is None:
            raise self.refuse("was", "it is the length of the run, which has no end: give was", "together")
        return was

    def natural_run(self) -> NaturalRun | None:
        """The run of the new length."""
        inside = self.body.natural_run()
        if self.total is None:
            return inside
        try:
            run = inside.run if inside else Run(epochs=1)
            if self.total.unit == "%" and self.was is not None:
                run = lasting(run, self.was)
            run = lasting(run, self.total)
        except ValueError:
            return None  # a share of a run, or tokens of one that does not tell how many a step has
        return NaturalRun(run, binding=True, batch=inside.batch if inside else None)

    @property
    def late(self) -> bool:
        """Whether the first update after the resume has the old rate still."""
        return self.how in ONE_LATE

    def plan(self, scope: Scope) -> Plan:
        """Its ticks in a slot of a run."""
        own = self.span(scope)
        total = scope.slot if own is None else max(half_up(own), 1)
        was = self._planned(scope)
        at = int(self.resolved("at", scope._replace(whole=was)))
        for end in (was, total):
            if end is not None:
                self._refuse_late(at, end, end is total, f"{at:.12g}", f"{end:.12g}")
        return Plan(at, was, total, self._rise(scope.within(total), at) if self.how == "rewarm" else 0)

    def _rise(self, scope: Scope, at: int) -> int:
        """The ticks of the second warm-up."""
        ticks = int(self.fields["rewarm"].kind.resolve(Duration("1%") if self.rewarm is None else self.rewarm, scope))
        if scope.slot is not None and at + ticks >= scope.slot:
            left = f"{scope.counted(scope.slot - at)} are left"
            raise self.refuse("rewarm", f"a warm-up of {scope.counted(ticks)} does not fit: {left}", "together")
        return ticks

    def exact(self, scope: Scope) -> Self:
        """The same with its own times in ticks; the body stands for two lengths, and stays as it was written."""
        plan, suffix = self.plan(scope), scope.run.suffix
        total = None if self.total is None or plan.total is None else Ticks(plan.total, suffix)
        rewarm = Ticks(plan.rewarm, suffix) if plan.rewarm else None
        return self.replace(at=Ticks(plan.at, suffix), was=Ticks(plan.was, suffix), total=total, rewarm=rewarm)

    def slots(self, scope: Scope) -> Iterable[Slot]:
        plan = self.plan(scope)
        planned, ended = self._scope(scope, plan.was), self._scope(scope, plan.total)
        old, at = on_length(reread(self.body, planned), planned), plan.at
        before = Slot(old, 0, at)
        if self.how in OF_OLD:
            size = cosine_at_end(old.exact, old.scope, plan.was) if self.how == "torch-cosine" else None
            if size is None:
                return [Slot(old)]
            return [Slot(old, 0, plan.was), Slot(Mirrored(old, plan.was, size), plan.was)]
        if self.how == "hold":
            return [before, Slot(old, at, first=at, most=at)]
        if self.how == "restart":
            left = self._scope(scope, None if plan.total is None else plan.total - at, at)
            return [before, Slot(on_length(lengthened(self.body, planned, left), left), at)]
        new = on_length(lengthened(self.body, planned, ended), ended)
        if self.late:
            return [before._replace(end=at + 1), Slot(new, at + 1, first=at + 1)]
        if self.how == "torch-lambda":
            return [before, Slot(new, at, at + 1, most=0), Slot(new, at + 1, first=at + 1)]
        if self.how == "rewarm":
            risen = at + plan.rewarm
            rise = Rise("linear", plan.rewarm, 0.0, rate_at(new, np.array([float(risen)])), None)
            return [before, Slot(rise, at, risen), Slot(new, risen, first=risen)]
        return [before, Slot(new, at, first=at)]

    def _scope(self, scope: Scope, length: int | None, begin: int = 0) -> Scope:
        part = scope.within(length, begin)._replace(whole=length)
        if length is None or scope.begin or scope.slot != scope.run.ticks:
            return part
        return part._replace(run=as_long(self.body, scope.run, length))

    def inside(self, scope: Scope) -> Scope | None:
        return None

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if scope.run.rows is not None and self.total is not None and self.was == self.total:
            text = f"resumed: {self.total} were planned, and that is the new length too: was= tells another one"
            yield Remark("same-length", WARNING, self.family, "was", text)


def on_length(given: Schedule, scope: Scope) -> Placed:
    """A schedule on a length of its own."""
    return settled(given, filled(given, scope))


def as_long(body: Schedule, run: Run, length: int) -> Run:
    """The run as long as this: the one that a schedule brings, where that is it."""
    if run.ticks == length:
        return run
    own = body.natural_run()
    if own is not None and own.binding and (own.run.ticks, own.run.moves) == (length, run.moves):
        return own.run
    return lasting(run, Ticks(length, run.suffix))


def unplanned(schedule: Schedule) -> Schedule | None:
    """What is resumed in a schedule without a word of how long it was planned; None where there is no such thing."""
    if isinstance(schedule, Resumed) and schedule.was is None:
        return schedule.body
    parts = schedule.inner() if isinstance(schedule, Around | Then) else []
    return next((inside for part in parts if (inside := unplanned(part)) is not None), None)


def planned(schedule: Schedule, length: str) -> Schedule:
    """The same where the first such thing was planned for a length."""
    if isinstance(schedule, Resumed) and schedule.was is None:
        return schedule.replace(was=length)
    if isinstance(schedule, Around):
        return schedule.replace(body=planned(schedule.body, length))
    if isinstance(schedule, Then):
        place = next(index for index, piece in enumerate(schedule.pieces) if unplanned(piece) is not None)
        pieces = schedule.pieces
        return Then((*pieces[:place], planned(pieces[place], length), *pieces[place + 1 :]))
    return schedule


class Mirrored(Curve):
    """A curve that goes back from a tick the way that it came, for `size` ticks, and then that way again, and so on.

    This is what half a cosine that is not stopped does.
    """

    def __init__(self, body: Curve, end: int, size: int) -> None:
        self.body, self.end, self.size = body, end, size

    def __repr__(self) -> str:
        return f"{self.body!r}, and back"

    def values(self, t: Array, of: str = "lr") -> Array:
        ahead = np.fmod(t, 2 * self.size)
        return self.body.values(self.end - np.minimum(ahead, 2 * self.size - ahead), of)

    def tells(self, of: str) -> bool:
        return self.body.tells(of)

    def name_of(self, of: str) -> str:
        return self.body.name_of(of)

    def phases(self, end: int) -> list[Phase]:
        return [Phase(0, "past its end")]

    def arcs(self, end: int) -> list[Arc]:
        return rounds(0, end, 2 * self.size, (0, self.size))


def cosine_at_end(exact: Schedule, scope: Scope, end: float) -> int | None:
    """The ticks of the half cosine with which a schedule in ticks ends at a tick; None where it ends with none."""
    if isinstance(exact, Then):
        spans = spans_in(exact.pieces, scope)
        begin = math.inf if None in spans[:-1] else sum(map(half_up, filter(None, spans[:-1])))
        return cosine_at_end(exact.pieces[-1], scope.within(None), end - begin)
    if isinstance(exact, Warmup):
        return cosine_at_end(exact.body, scope, end if exact.over else end - exact.length)
    if isinstance(exact, Scale | Floor):
        return cosine_at_end(exact.body, scope, end)
    return int(end) if isinstance(exact, Cosine) and exact.length == end else None
