"""A rise to a schedule's own rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from lrcli._lazy import np
from lrcli.clock import half_up
from lrcli.schedules.arcs import rounds
from lrcli.schedules.around import Around
from lrcli.schedules.curve import Curve
from lrcli.schedules.declare import body, choice, field, lr
from lrcli.schedules.filling import is_held, span_in
from lrcli.schedules.kinds import Choice
from lrcli.schedules.marks import WARNING, Phase, Remark
from lrcli.schedules.schedule import exact_in, settled
from lrcli.schedules.scope import exact_ticks
from lrcli.schedules.shapes import ramp
from lrcli.schedules.slots import Slot, rate_at
from lrcli.schedules.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from lrcli._lazy import Array
    from lrcli.clock import Ticks
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.schedule import Schedule
    from lrcli.schedules.scope import Scope


class Warmup(Around):
    """A rise to a schedule's own rate.

        lr(t) = start + (target - start) * shape(t / W),  t < W

    W is `length` in ticks; shape is z, (1 - cos(pi z)) / 2, or for exponential start * (target / start) ** z; constant
    holds start. Placed `before`, the body begins at t = W with its tick 0, the target being its first rate, and fills
    the rest; placed `over`, the body runs from t = 0 and the target is its rate at W, so that its dates stay. Placed
    `auto` it lies over bodies whose dates are the point (step, multistep, piecewise) and before all others. With update
    step it moves every step also where --update epoch holds the body within each epoch.

    Source: Priya Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017.
    """

    example = "body=cosine, length=5"

    beside: ClassVar[str] = "warmup({}, 5, place=over, {}={})"
    """How one is written that lies over a schedule with a warm-up of its own."""

    body: Schedule = body()
    length: Ticks = field(
        Span(zero=True), 0, "rise to the schedule's own LR in this time", role="warmup", flag="warmup"
    )
    start: float = lr(0.0, "LR at which the warm-up starts", role="start", flag="warmup-from")
    shape: str = choice(
        "linear",
        "curve of the warm-up",
        "linear",
        "cosine",
        "exponential",
        "constant",
        role="shape",
        flag="warmup-shape",
    )
    place: str = choice("auto", "before the schedule, or over its first ticks", "auto", "before", "over")
    update: str | None = field(
        Choice("step", "epoch"),
        None,
        "the warm-up moves every step, or is held within each epoch",
        shown="as --update says",
        flag="warmup-update",
    )

    def check(self) -> None:
        if self.shape in ("exponential", "constant") and not self.start:
            reason = f"a warm-up of shape {self.shape} needs a start above 0 (--warmup-from)"
            raise self.refuse("start", reason, "together")

    def first_piece(self) -> Schedule:
        return self  # it starts at `start`

    def with_first_piece(self, schedule: Schedule) -> Schedule:
        return schedule

    @property
    def over(self) -> bool:
        """Whether it lies over the body's first ticks instead of before them."""
        return self.place == "over" or (self.place == "auto" and self.body.is_dated())

    def moves_within(self) -> bool:
        return self.update == "step" or super().moves_within()

    def span(self, scope: Scope) -> Fraction | None:
        own = span_in(self.body, scope)
        if own is None or self.over:
            return own
        rise, per = exact_ticks(self.length, scope), scope.run.steps_per_epoch or 1
        begun = (scope.begin + half_up(rise)) % per if is_held(self.body, scope) else 0  # of its first epoch
        return own + rise - begun

    def _inside(self, scope: Scope) -> tuple[Ticks, Scope]:
        """The length of the rise, and the scope of the body."""
        if self.update and scope.run.steps_per_epoch is None and self.update != scope.run.moves:
            raise self.refuse("update", f"{self.update} needs --steps-per-epoch: how many steps an epoch has")
        ticks: Ticks = self.resolved("length", scope)
        rest = scope.slot if self.over or scope.slot is None else scope.slot - int(ticks)
        if rest is not None and (rest < 1 or (self.over and ticks >= rest)):
            fits = f"there are {scope.slot}, and the schedule needs one"
            raise self.refuse("length", f"a warm-up of {scope.counted(ticks)} does not fit: {fits}", "together")
        return ticks, scope.within(rest, 0 if self.over else int(ticks))

    def inside(self, scope: Scope) -> Scope | None:
        return self._inside(scope)[1]

    def exact(self, scope: Scope) -> Self:
        ticks, inside = self._inside(scope)
        return self.replace(length=ticks, body=exact_in(self.body, inside))

    def slots(self, scope: Scope) -> Iterable[Slot]:
        ticks, inside = self._inside(scope)
        placed, warm = settled(self.body, inside), int(ticks)
        first = warm if self.over else 0
        target = rate_at(placed, np.array([float(first)]))
        if warm and not target:
            reason = f"a warm-up leads to the schedule's own LR, but {self.body!r} starts at 0"
            raise self.refuse("body", reason, "together")
        rise = Rise(self.shape, warm, self.start, target, placed if self.over else None, *self._steps(scope))
        return [*([Slot(rise, 0, warm)] if warm else []), Slot(placed, warm, first=first)]

    def _steps(self, scope: Scope) -> tuple[int, int]:
        """How many ticks the rise is held each time, and how many of the first there were before."""
        held = scope.run.moves == "step" and (self.update == "epoch" or (scope.held and self.update is None))
        hold = (scope.run.steps_per_epoch or 1) if held else 1
        return hold, scope.begin % hold

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        if self.update == "step" and not scope.held and self.length:
            text = "the warm-up moves every step, as all does here; --update epoch holds the schedule after it"
            yield Remark("all-moves", WARNING, self.family, "update", text)
        if self.length and not self.start and (scope.run.moves == "epoch" or self._steps(scope)[0] > 1):
            text = "epoch 0 trains at an LR of 0, the start of the warm-up: --warmup-from sets it"
            yield Remark("starts-at-0", WARNING, self.family, "start", text)


class Rise(Curve):
    """The ramp of a warm-up; what else its schedule has goes on below it, where it lies over the schedule.

    It may be held for `hold` ticks each time, of which there were `since` before its first.
    """

    def __init__(
        self, shape: str, length: int, start: float, target: float, below: Curve | None, hold: int = 1, since: int = 0
    ) -> None:
        self.shape, self.length, self.start, self.target, self.below = shape, length, start, target, below
        self.hold, self.since = hold, since

    def __repr__(self) -> str:
        return "warm-up"

    def values(self, t: Array, of: str = "lr") -> Array:
        if of != "lr":
            return np.full_like(t, np.nan) if self.below is None else self.below.values(t, of)
        if self.shape == "constant":
            return np.full_like(t, self.start)
        if self.hold > 1:
            t = np.maximum((t + self.since) // self.hold * self.hold - self.since, 0)
        return ramp(self.shape, np.minimum(t / self.length, 1), self.start, self.target)

    def tells(self, of: str) -> bool:
        return of == "lr" or (self.below is not None and self.below.tells(of))

    def name_of(self, of: str) -> str:
        return super().name_of(of) if self.below is None else self.below.name_of(of)

    def phases(self, end: int) -> list[Phase]:
        return [Phase(0, "warm-up")]

    def arcs(self, end: int) -> list[Arc]:
        return rounds(-self.since, end, self.hold, (0,), 0)
