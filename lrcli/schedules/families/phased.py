"""Families of phases that fill a length: a rise, a plateau, a fall."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, Self

from lrcli._lazy import np
from lrcli.clock import Ticks, half_up
from lrcli.schedules.arcs import arcs_between
from lrcli.schedules.declare import choice, lr, number, phase, rest
from lrcli.schedules.marks import Phase
from lrcli.schedules.schedule import Schedule
from lrcli.schedules.scope import Scope, exact_ticks
from lrcli.schedules.shapes import blend, half_cosine, ramp

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.errors import FieldError


class _Phased(Schedule, abstract=True):
    """Phases one after another from the start, perhaps a last one up to the end, and what they leave between."""

    opening: ClassVar[tuple[str, ...]] = ("warmup",)
    between: ClassVar[str] = "decay"
    closing: ClassVar[tuple[str, ...]] = ()
    length: Ticks

    def exact(self, scope: Scope) -> Self:
        exact = super().exact(scope)
        sum_of_shares, end, length = Fraction(0), 0, int(exact.length)
        phases = {}
        for name in (*self.opening, *self.closing):
            closes = name not in self.opening
            share = exact_ticks(getattr(self, name), scope.of_slot, length if closes else sum_of_shares, back=closes)
            sum_of_shares += share
            stop = end + length - half_up(length - share) if closes else half_up(sum_of_shares)
            start, end = end, max(stop, end + (1 if share else 0))
            phases[name] = Ticks(end - start, scope.run.suffix)
        if sum_of_shares > length or end > length:
            taken = f"{max(float(sum_of_shares), end):.12g} {scope.run.moves}s"
            raise self._too_long(f"{taken} do not fit in a length of {length}")
        return exact.replace(**phases)

    def _too_long(self, reason: str) -> FieldError:
        names = [*self.opening, *self.closing]
        given = " and ".join(f"{name} {getattr(self, name)}" for name in names)
        return self.refuse(names[-1], f"{given}: {reason}", "together")

    def phases(self, end: int) -> list[Phase]:
        starts = [
            *accumulate((getattr(self, name) for name in self.opening), initial=0),
            *(self.length - getattr(self, name) for name in self.closing),
        ]
        names = [name.replace("warmup", "warm-up") for name in (*self.opening, self.between, *self.closing)]
        parts = zip(names, starts, [*starts[1:], self.length], strict=True)
        return [Phase(int(start), name) for name, start, stop in parts if start < min(stop, end)]

    def arcs(self, end: int) -> list[Arc]:
        turns = (phase.start for phase in self.phases(end))
        return arcs_between([*turns, int(self.length)], 0, end)  # what is held up to the end jumps there


class OneCycle(_Phased):
    """A rise to the peak and a longer fall far below the start: the 1cycle policy.

        lr(t) = start + (peak - start) * shape(t / W),  t < W
        lr(t) = end + (peak - end) * shape((length - t) / (length - W)),  W <= t <= length

    t is the tick, W is `warmup` in ticks; start = peak * start_factor, end = start * end_factor; shape(u) is
    (1 - cos(pi u)) / 2, or u for linear. It has the rate peak at tick W, and stays at end.

    Source: Leslie N. Smith and Nicholay Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large
    Learning Rates", 2019; in two phases of half a cosine each, as here, in Jeremy Howard and Sylvain Gugger, "fastai: A
    Layered API for Deep Learning", 2020.
    """

    peak: float = lr(0.1, "LR at the end of the warm-up", role="peak")
    length: Ticks = rest()
    warmup: Ticks = phase("30%", "time in which LR rises", "warmup")
    start_factor: float = number(1 / 25, "LR at tick 0, as a share of peak", role="factor", least=0, most=1)
    end_factor: float = number(1e-4, "LR at the end, as a share of the LR at tick 0", role="factor", least=0)
    shape: str = choice("cosine", "curve of the rise and of the fall", "cosine", "linear", role="shape")

    def formula(self, t: Array) -> Array:
        start, end = self.peak * self.start_factor, self.peak * self.start_factor * self.end_factor
        left = np.clip((self.length - t) / max(self.length - self.warmup, 1), 0, 1)
        rises = t < self.warmup
        height = np.where(rises, t / max(self.warmup, 1), left)
        w = half_cosine(height) if self.shape == "cosine" else height
        return blend(w, self.peak, np.where(rises, start, end))


class Wsd(_Phased, aliases=("trapezoid",)):
    """Warm-up, stable, decay: a linear rise, a constant rate, and a cooldown at the end.

        lr(t) = start + (peak - start) * t / W,  t < W
        lr(t) = peak,  W <= t < length - C
        lr(t) = final + (peak - final) * shape(y),  y = (t - length + C) / C,  length - C <= t <= length

    t is the tick, W is `warmup` and C is `cooldown` in ticks; shape(y) is 1 - y, (1 + cos(pi y)) / 2 or 1 - sqrt(y).
    The exponential cooldown is peak * (final / peak) ** y. Then it stays at final, which without a cooldown it reaches
    in one jump at `length`.

    Source: Shengding Hu et al., "MiniCPM: Unveiling the Potential of Small Language Models with Scalable Training
    Strategies", 2024; the cooldowns: Alexander Hägele et al., "Scaling Laws and Compute-Optimal Training Beyond Fixed
    Training Durations", 2024.
    """

    between = "stable"
    closing = ("cooldown",)

    peak: float = lr(0.1, "LR of the stable phase", role="peak")
    warmup: Ticks = phase("5%", "time in which LR rises", "warmup")
    cooldown: Ticks = phase("20%", "time in which LR falls, at the end", "decay")
    length: Ticks = rest()
    start: float = lr(0.0, "LR at tick 0, the start of the warm-up", role="start")
    final: float = lr(0.0, "LR at the end", role="final")
    shape: str = choice(
        "linear",
        "curve of the cooldown",
        "linear",
        "cosine",
        "one_minus_sqrt",
        "exponential",
        role="shape",
        spellings={"1-sqrt": "one_minus_sqrt", "minus_sqrt": "one_minus_sqrt"},
    )

    def check(self) -> None:
        if self.shape == "exponential" and not (self.final and self.peak):
            raise self.refuse("final", "an exponential cooldown needs a peak and a final LR above 0", "together")

    def formula(self, t: Array) -> Array:
        done = np.minimum(t / max(self.warmup, 1), 1)
        left = np.clip((self.length - t) / max(self.cooldown, 1), 0, 1)
        fall = ramp(self.shape, left, self.final, self.peak)
        return np.where(t < self.warmup, blend(done, self.peak, self.start), fall)


class Knee(_Phased):
    """A long time at the peak, then a straight line to the end: explore, then exploit.

        lr(t) = peak * t / W,  t < W
        lr(t) = peak,  W <= t < W + H
        lr(t) = final + (peak - final) * (length - t) / (length - W - H),  W + H <= t <= length

    t is the tick, W is `warmup` and H is `hold` in ticks. Then it stays at final.

    Source: Nikhil Iyer, V Thejas, Nipun Kwatra, Ramachandran Ramjee and Muthian Sivathanu, "Wide-minima Density
    Hypothesis and the Explore-Exploit Learning Rate Schedule", 2020.
    """

    opening = ("warmup", "hold")

    peak: float = lr(0.1, "LR of the explore phase", role="peak")
    warmup: Ticks = phase(0, "time in which LR rises from 0", "warmup")
    hold: Ticks = phase("50%", "time at peak: the explore phase", "hold")
    final: float = lr(0.0, "LR at the end", role="final")
    length: Ticks = rest()

    def formula(self, t: Array) -> Array:
        left = np.clip((self.length - t) / max(self.length - self.warmup - self.hold, 1), 0, 1)
        fall = blend(left, self.peak, self.final)
        return np.where(t < self.warmup, self.peak * (t / max(self.warmup, 1)), fall)
