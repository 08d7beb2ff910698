"""timm's schedule of a warm-up, a stable stretch and a decay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import native, number, rate, run_length, unordered, word
from lrcli.frameworks.timm.base import Timed
from lrcli.frameworks.timm.kinds import times
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count
from lrcli.schedules.shapes import powers, raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array

STABLE = ("constant", "rsqrt", "power")
DECAYS = ("linear", "1-sqrt", "cosine", "power", "exp")
SHAPES = {"1-sqrt": "one_minus_sqrt", "linear": "linear", "cosine": "cosine"}
"""The curves of the decay that there are here too, by their names there, and here."""


class WSDLRScheduler(Timed):
    """Warm-up, a stable stretch, and a decay to lr_min.

        lr(t) = lr_min + (max(lr * s, lr_min) - lr_min) * d,  u = t - warmup_t
        lr(t) = warmup_lr_init + (lr - warmup_lr_init) * t / warmup_t,  t < warmup_t

    t counts epochs, or updates if not t_in_epochs. s is 1 (constant), (1 + u / stable_timescale) ** -0.5 (rsqrt) or
    ** -stable_power (power), and goes on falling in the decay. d is 1 up to u = t_initial - decay_t, then with x from 0
    to 1 in decay_t: 1 - x (linear), 1 - sqrt(x) (1-sqrt), (1 + cos(pi * x)) / 2 (cosine), 1 - x ** decay_power (power),
    (r ** x - r) / (1 - r) (exp), r being decay_ratio. lr_min is reached at u = t_initial, one after the last that
    belongs to it.

    Source: timm 1.0.31, timm.scheduler.WSDLRScheduler.
    """

    shows_arrival = True
    example = "t_initial=90, decay_t=10, warmup_t=10"

    natively = tuple(
        native(
            f"wsd(lr, warmup_t, decay_t, warmup_t + t_initial, warmup_lr_init, lr_min, '{shape}')",
            decay_fn=decay_fn,
            stable_fn="constant",
        )
        for decay_fn, shape in SHAPES.items()
    )

    t_initial: float = run_length(
        Count(above=0),
        "length without the warm-up",
        error="ValueError: Invalid t_initial ({}), must be > 0.",
        none=unordered("<="),
    )
    decay_t: float = times(REQUIRED, "length of the decay, the last part of t_initial", "decay")
    lr_min: float = rate(0.0, "last LR", role="final", least=0, error="ValueError: Invalid lr_min ({}), must be >= 0.")
    stable_fn: str = word(
        "constant",
        "what LR does after the warm-up",
        *STABLE,
        error=f"ValueError: Invalid stable_fn ({{}}), must be one of {STABLE}.",
    )
    stable_timescale: float | None = times(None, "time scale of rsqrt and power", "decay", shown="warmup_t")
    stable_power: float = number(
        0.5,
        "power of stable_fn power",
        above=0,
        error="ValueError: Invalid stable_power ({}), must be > 0.",
    )
    decay_fn: str = word(
        "1-sqrt",
        "curve of the decay",
        *DECAYS,
        role="shape",
        error=f"ValueError: Invalid decay_fn ({{}}), must be one of {DECAYS} or a callable.",
    )
    decay_power: float = number(
        0.5,
        "power of decay_fn power",
        role="power",
        above=0,
        error="ValueError: Invalid decay_power ({}), must be > 0.",
    )
    decay_ratio: float = number(
        0.1,
        "where exp would end, as a fraction of its start, were it not stretched to lr_min",
        above=0,
        below=1,
        error="ValueError: Invalid decay_ratio ({}), must be in (0, 1).",
    )

    def check(self) -> None:
        super().check()
        if not self.left_out() and not 0 < self.decay_t <= self.t_initial:
            allowed = f"must be in (0, t_initial] w/ t_initial={self.t_initial:.12g}."
            self.raises("decay_t", f"ValueError: Invalid decay_t ({self.decay_t:.12g}), {allowed}")
        if self.stable_fn != "constant" and self.timescale <= 0:
            error = (
                f"ValueError: stable_fn={self.stable_fn} requires a positive stable_timescale, it defaults to warmup_t "
                f"({self.warmup_t:.12g}), set it explicitly when there is no warmup."
            )
            raise self.refuse("stable_timescale", error, "framework", f"{self.timescale:.12g}")

    @property
    def timescale(self) -> float:
        """The time scale of the stable stretch."""
        return self.warmup_t if self.stable_timescale is None else self.stable_timescale

    def horizon(self) -> int | None:
        return None if self.left_out() else math.ceil(self.warmup_t + self.t_initial) + 1

    def cycle_length(self) -> float:
        return self.warmup_t + self.t_initial

    def parts(self, end: int) -> list[tuple[int, str]]:
        last = self.warmup_t + self.t_initial
        starts = [(self.opening, "stable"), (last - self.decay_t, "decay"), (last, "lr_min")]
        return [(math.ceil(start), name) for start, name in starts]

    def stable(self, u: Array) -> Array:
        """The share of lr that the stable stretch has."""
        if self.stable_fn == "constant":
            return np.ones_like(u)
        power = 0.5 if self.stable_fn == "rsqrt" else self.stable_power
        return np.asarray((1 + u / self.timescale) ** -power)

    def decay(self, x: Array) -> Array:
        """The share of it that the decay leaves."""
        if self.decay_fn == "cosine":
            return raised_cosine(x)
        if self.decay_fn == "exp":
            return np.asarray((powers(self.decay_ratio, x) - self.decay_ratio) / (1 - self.decay_ratio))
        return 1 - x ** {"linear": 1.0, "1-sqrt": 0.5, "power": self.decay_power}[self.decay_fn]

    def goes_one_way(self) -> bool:
        return self.noise is None

    def body(self, u: Array) -> Array:
        stable = np.maximum(self.lr * self.stable(u), self.lr_min)
        x = np.clip((u - (self.t_initial - self.decay_t)) / self.decay_t, 0, 1)
        return np.where(x > 0, self.lr_min + (stable - self.lr_min) * self.decay(x), stable)
