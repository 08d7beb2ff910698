"""The base of timm's schedulers: a warm-up, noise, phases. And the base of those that depend on the time alone."""

from __future__ import annotations

import math
from abc import abstractmethod
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.base import TOLD, OptimizerScheduler
from lrcli.frameworks._kit.declare import argument, flag, number, optimizer_lr, rate
from lrcli.frameworks.timm.calls import Listener
from lrcli.frameworks.timm.kinds import TimeRange, in_epochs, times
from lrcli.frameworks.timm.noise import Noise
from lrcli.schedules.kinds import Whole
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop, levels

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcli._lazy import Array

NOISE = ("noise_range_t", "noise_type", "noise_pct", "noise_std", "noise_seed")


class TimmScheduler(Listener, OptimizerScheduler, abstract=True):
    """One of timm's schedulers: a straight warm-up, then something else; noise on both."""

    lr: float = optimizer_lr()
    warmup_t: float = times(0, "length of the warm-up", "warmup")
    warmup_lr_init: float = rate(0.0, "LR at its start", role="start")
    noise_range_t: float | tuple[float, float] | None = argument(
        TimeRange(), None, "when there is noise: from one time on, or from one to before another", role="date"
    )
    noise_pct: float = number(0.67, "bound of the noise, a share of LR")
    noise_std: float = number(1.0, "standard deviation of the noise before what is beyond the bound is drawn anew")
    noise_seed: int | None = argument(Whole(), 42, "seed of the noise, to which the time is added", role="seed")
    initialize: bool = flag(True, "take lr for the base rate; without, a run that goes on is needed")

    ignored: ClassVar[tuple[str, ...]] = ("verbose",)
    warmup_prefix: bool = True
    noise_type: str = "normal"
    late: ClassVar[tuple[str, ...]] = (
        *("warmup_t", "warmup_lr_init", "warmup_prefix", "t_in_epochs", *NOISE, "k_decay", "initialize"),
    )
    """Fields that come last, in this order, wherever they are declared."""

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"timm.{cls.__name__}", abstract=abstract, **settings)
        place = {name: index for index, name in enumerate((*cls.late, *TOLD))}
        cls.fields = {name: cls.fields[name] for name in sorted(cls.fields, key=lambda name: place.get(name, -1))}
        cls.order = ("optimizer", *(name for name in cls.fields if name not in ("lr", *TOLD)))

    def check(self) -> None:
        if not self.initialize:
            self.raises("initialize", "KeyError: initial_lr missing from param_groups[0]")
        if self.noise is not None and self.noise.is_too_narrow:
            bounds = f"noise_pct={self.noise_pct:.12g} with noise_std={self.noise_std:.12g}"
            reason = f"{bounds}: timm draws again and again, finding hardly any noise so small"
            raise self.refuse("noise_pct", reason, "together")

    def after_warmup(self, parts: list[tuple[int, str]], end: int) -> list[Phase]:
        """The warm-up and the parts after it, of which the first call and the name are given, before call `end`."""
        starts = {0: "warm-up"}
        for call, name in parts:
            starts[max(call, self.opening)] = name
        return [Phase(call, name) for call, name in sorted(starts.items()) if call < end]

    def flat(self, rates: Callable[[Array], Array], dates: list[int]) -> list[tuple[int, str]]:
        """Parts between calls at which the rate drops, named by the rate that holds there."""
        starts = [self.opening, *(date for date in sorted(set(dates)) if date > self.opening)][:MOST_PHASES]
        return [(call, name) for call, name in levels(rates, starts, LONGEST) if call >= self.opening]

    @property
    def begin(self) -> int:
        """The first call after the warm-up; call 0, the constructor, is never one."""
        return max(math.ceil(self.warmup_t), 1)

    @property
    def opening(self) -> int:
        """The call at which the parts after the warm-up begin: 0 if there is none."""
        return self.begin if self.warmup_t else 0

    @property
    def shift(self) -> float:
        """What the time of the body lags behind."""
        return self.warmup_t if self.warmup_prefix else 0

    @property
    def quiet(self) -> int:
        """How many calls never have noise."""
        return 1

    @property
    def first(self) -> float:
        """The rate that the constructor sets."""
        return self.warmup_lr_init if self.warmup_t else self.lr

    @property
    def slope(self) -> float:
        """What the warm-up adds at each call."""
        return (self.target() - self.warmup_lr_init) / self.warmup_t if self.warmup_t else 0.0

    @property
    def noise(self) -> Noise | None:
        """What is added to the rates; None if nothing."""
        if self.noise_range_t is None:
            return None
        given = self.noise_range_t
        start, end = given if isinstance(given, tuple) else (given, math.inf)
        seed = 42 if self.noise_seed is None else self.noise_seed
        return Noise(max(start, self.quiet), end, self.noise_type, self.noise_pct, self.noise_std, seed)

    def target(self) -> float:
        """The rate to which the warm-up leads."""
        return self.lr

    def cycle_length(self) -> float | None:
        """What get_cycle_length gives: how long all of it is; None for a scheduler that does not have it."""
        return None

    def disturbed(self, t: Array, body: Callable[[Array], Array]) -> Array:
        """The rates at calls `t`: the warm-up, then those of a body at its own time; noise on both."""
        with np.errstate(all="ignore"):
            rates = self.first + t * self.slope
            later = t >= self.begin
            rates[later] = body(t[later] - self.shift)
            if self.noise is not None:
                self.noise.disturb(rates, t)
        return np.where(t == 0, self.first, rates)


class Timed(TimmScheduler, abstract=True):
    """A function of time alone."""

    t_in_epochs: bool = in_epochs()

    @abstractmethod
    def body(self, u: Array) -> Array:
        """The rates after the warm-up, at times `u`."""

    def formula(self, t: Array) -> Array:
        return self.disturbed(t, self.body)

    @abstractmethod
    def parts(self, end: int) -> list[tuple[int, str]]:
        """The parts after the warm-up that begin before call `end`: in which call, and the name."""

    def phases(self, end: int) -> list[Phase]:
        return self.after_warmup(self.parts(end), end)

    def risk(self, u: float) -> Any:
        """What Python may refuse to compute at time `u`, and from then on."""

    def error(self, call: int) -> str:
        """What timm raises in a call after the warm-up; empty if nothing."""
        try:
            self.risk(call - self.shift)
        except (ArithmeticError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return ""

    @cached_property
    def end(self) -> Stop | None:
        """Its stop."""
        calls = range(self.begin, LONGEST)
        index = bisect_left(calls, True, key=lambda call: bool(self.error(call)))
        return self.ended(calls[index], self.error(calls[index])) if index < len(calls) else None

    def ended(self, call: int, error: str) -> Stop:
        return Stop(call, f"{self.family} raises {error}")

    def stop(self) -> Stop | None:
        return self.end
