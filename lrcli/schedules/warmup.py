"""A rise to a schedule's own rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.schedules.declare import Field, body, choice, lr
from lrcli.schedules.kinds import Span
from lrcli.schedules.schedule import Schedule
from lrcli.schedules.scope import Scope, exact_ticks
from lrcli.schedules.shapes import ramp
from lrcli.schedules.slots import Around, Slot, at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from lrcli._lazy import Array
    from lrcli.clock import Ticks


class Warmup(Around):
    """A rise to a schedule's own rate.

        lr(t) = start + (target - start) * shape(t / W),  t < W

    W is `length` in ticks; shape is z, (1 - cos(pi z)) / 2, or for exponential start * (target / start) ** z; constant
    holds start. Placed `before`, the body begins at t = W with its tick 0, the target being its first rate, and fills
    the rest; placed `over`, the body runs from t = 0 and the target is its rate at W, so that its dates stay. Placed
    `auto` it lies over bodies whose dates are the point (step, multistep, piecewise) and before all others.

    Source: Priya Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017.
    """

    body: Schedule = body()
    length: Ticks = Field(Span(zero=True), 0, "rise to the schedule's own LR in this time", flag="warmup")  # type: ignore[assignment]  # a Field declares
    start: float = lr(0.0, "LR at which the warm-up starts", flag="warmup-from")
    shape: str = choice(
        "linear", "curve of the warm-up", "linear", "cosine", "exponential", "constant", flag="warmup-shape"
    )
    place: str = choice("auto", "before the schedule, or over its first ticks", "auto", "before", "over")
    target: float

    def check(self) -> None:
        if self.shape in ("exponential", "constant") and not self.start:
            raise self.refuse("start", f"a warm-up of shape {self.shape} needs a start above 0 (--warmup-from)")

    @property
    def over(self) -> bool:
        """Whether it lies over the body's first ticks instead of before them."""
        return self.place == "over" or (self.place == "auto" and self.body.is_dated())

    def span(self, scope: Scope) -> Fraction | None:
        own = self.body.span(scope)
        return own if own is None or self.over else own + exact_ticks(self.length, scope)

    def settle(self, scope: Scope) -> Self:
        ticks = self.resolved("length", scope)
        rest = scope.slot if self.over or scope.slot is None else scope.slot - int(ticks)
        if rest is not None and (rest < 1 or (self.over and ticks >= rest)):
            unit = f"{scope.run.moves}{'' if ticks == 1 else 's'}"
            raise self.refuse(
                "length",
                f"a warm-up of {ticks:g} {unit} does not fit: there are {scope.slot}, and the schedule needs one",
            )
        placed = self.body.settle(scope._replace(slot=rest))
        target = at(placed, ticks if self.over else 0)
        if ticks and not target:
            raise self.refuse("body", f"a warm-up leads to the schedule's own LR, but {self.body!r} starts at 0")
        settled = object.__new__(type(self))
        settled.__dict__.update(
            body=placed, length=ticks, start=self.start, shape=self.shape, place=self.place, target=target
        )
        return settled

    def notes(self) -> list[str]:
        ramp = self.length and not self.start and self.length.unit == "ep"
        told = ["epoch 0 trains at an LR of 0, the start of the warm-up: --warmup-from sets it"] if ramp else []
        return told + super().notes()

    def slots(self) -> Iterable[Slot]:
        warm = int(self.length)
        rise = [Slot(_Rise(self), 0, warm)] if warm else []
        return [*rise, Slot(self.body, warm, first=warm if self.over else 0)]


class _Rise(Schedule, family="warm-up", abstract=True):
    """The ramp of a warm-up."""

    def __init__(self, of: Warmup) -> None:
        self.__dict__["of"] = of

    def formula(self, t: Array) -> Array:
        of: Warmup = self.__dict__["of"]
        if of.shape == "constant":
            return np.full_like(t, of.start)
        return ramp(of.shape, np.minimum(t / of.length, 1), of.start, of.target)

    @property
    def metrics_on_run(self) -> Array:
        of: Warmup = self.__dict__["of"]
        return of.body.metrics_on_run if of.over else np.empty((0, 2))

    def momentum_formula(self, t: Array) -> Array:
        of: Warmup = self.__dict__["of"]
        return of.body.momentum_formula(t if of.over else np.zeros_like(t))
