"""What diffusers.get_scheduler makes, by the names that it is given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import argument, native, number
from lrcli.frameworks._kit.factors import HalfWave, Power, Restarted, Risen, Straight, Unchanged
from lrcli.frameworks._kit.steps import started
from lrcli.frameworks._kit.warmed import Multiplied, Warmed
from lrcli.frameworks.diffusers.rules import Rules, rules_of
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Text
from lrcli.schedules.marks import Phase, levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

OWNERS = {"step_rules": "piecewise_constant", "num_cycles": "cosine_with_restarts", "power": "polynomial"}
"""The arguments of get_scheduler that it hands to one scheduler, and to which."""


def no_rules() -> Any:
    """Declare step_rules where they do nothing."""
    return argument(Text("RULES"), None, "only piecewise_constant has them")


def no_cycles() -> Any:
    """Declare num_cycles where it does nothing."""
    return number(1, "only cosine_with_restarts has them")


def no_power() -> Any:
    """Declare power where it does nothing."""
    return number(1.0, "only polynomial has one")


class Chosen(Warmed, abstract=True):
    """A scheduler that get_scheduler makes. It takes the same arguments for each, and hands on what it has use for."""

    maker = "Diffusers"

    def __init_subclass__(cls, abstract: bool = False, function: str = "", **settings: Any) -> None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        aliases = (f"diffusers.{function}",) if function else ()
        super().__init_subclass__(family=f"diffusers.{name}", aliases=aliases, abstract=abstract, **settings)
        cls.order = tuple(word for word in cls.order if OWNERS.get(word, name) == name)

    def requires(self, field: str) -> str:
        name = self.family.rpartition(".")[2].upper()
        return f"ValueError: SchedulerType.{name} requires `{field}`, please provide that argument."

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        for name, owner in OWNERS.items():
            field = self.fields.get(name)
            if field and f"diffusers.{owner}" != self.family and getattr(self, name) != field.default:
                only = f"{self.shown(name)} is ignored: get_scheduler hands it to {owner} alone"
                yield self.warning("ignored", only, name)


class Constant(Unchanged, Chosen, function="get_constant_schedule"):
    """The optimizer's rate at every step.

        lr(t) = lr

    num_warmup_steps and num_training_steps are ignored.

    Source: Diffusers 0.42.1, diffusers.optimization.get_constant_schedule.
    """

    last_epoch: int = started()
    step_rules: str | None = no_rules()
    num_cycles: float = no_cycles()
    power: float = no_power()


class ConstantWithWarmup(Risen, Chosen, function="get_constant_schedule_with_warmup"):
    """A straight rise from 0, then the optimizer's rate.

        lr(t) = lr * t / max(1, W),  t < W
        lr(t) = lr,                  t >= W

    W is num_warmup_steps; t counts steps. num_training_steps is ignored.

    Source: Diffusers 0.42.1, diffusers.optimization.get_constant_schedule_with_warmup.
    """

    last_epoch: int = started()
    step_rules: str | None = no_rules()
    num_cycles: float = no_cycles()
    power: float = no_power()


class PiecewiseConstant(Multiplied, Chosen, function="get_piecewise_constant_schedule"):
    """The optimizer's rate times a factor that changes at given steps.

        lr(t) = lr * factor of the first rule whose step is above t, else lr * the last factor

    step_rules is a text such as '1:10,0.1:20,0.01:30,0.005': the factor 1 before step 10, 0.1 before step 20, 0.01
    before step 30, then 0.005. Steps count from the start, and may stand in any order; of rules for one step the last
    holds. num_warmup_steps and num_training_steps are ignored.

    Source: Diffusers 0.42.1, diffusers.optimization.get_piecewise_constant_schedule.
    """

    example = "step_rules='1:30,0.1:60,0.01'"

    needs = ()
    leading = ("step_rules",)

    step_rules: str = argument(Rules(), REQUIRED, "factors, each with the step that it holds to, and a last factor")
    last_epoch: int = started()
    num_cycles: float = no_cycles()
    power: float = no_power()

    def horizon(self) -> int | None:
        return max(int(2 * max(rules_of(self.step_rules)[0], default=0)), 100)

    def changes(self, end: int) -> Sequence[int]:
        return [int(date) for date in rules_of(self.step_rules)[0]]

    def phases(self, end: int) -> list[Phase]:
        return levels(self.formula, self.changes(end), end)

    def factor(self, t: Array) -> Array:
        dates, factors = rules_of(self.step_rules)
        return np.asarray(factors)[np.searchsorted(dates, t, side="right")]


class Linear(Straight, Chosen):
    """A straight rise from 0 and a straight fall back to it.

        lr(t) = lr * t / max(1, W),                    t < W
        lr(t) = lr * max(0, (N - t) / max(1, N - W)),  t >= W

    W is num_warmup_steps, N is num_training_steps; t counts steps. It is 0 from N on. The function with f_min and f_max
    is diffusers.get_linear_schedule_with_warmup.

    Source: Diffusers 0.42.1, diffusers.optimization.get_scheduler.
    """

    last_epoch: int = started()
    step_rules: str | None = no_rules()
    num_cycles: float = no_cycles()
    power: float = no_power()


class Cosine(HalfWave, Chosen):
    """A straight rise from 0, then half a cosine down to 0, and up again.

        lr(t) = lr * t / max(1, W),            t < W
        lr(t) = lr * (1 + cos(pi * p)) / 2,    t >= W

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is not held after N:
    it rises again, and so on. num_cycles is ignored: the function that has use for it is
    diffusers.get_cosine_schedule_with_warmup.

    Source: Diffusers 0.42.1, diffusers.optimization.get_scheduler.
    """

    natively = (
        native("cosine(lr, 0, num_training_steps)", num_warmup_steps=0),
        native("linear(0, lr, num_warmup_steps) >> cosine(lr, 0, num_training_steps - num_warmup_steps)"),
    )

    last_epoch: int = started()
    step_rules: str | None = no_rules()
    num_cycles: float = no_cycles()
    power: float = no_power()

    @property
    def cycles(self) -> float:
        return 0.5


class CosineWithRestarts(Restarted, Chosen, function="get_cosine_with_hard_restarts_schedule_with_warmup"):
    """A straight rise from 0, then half a cosine towards 0, again and again.

        lr(t) = lr * t / max(1, W),                                 t < W
        lr(t) = lr * (1 + cos(pi * ((num_cycles * p) mod 1))) / 2,  t >= W, p < 1

    p = (t - W) / max(1, N - W), W is num_warmup_steps, N is num_training_steps; t counts steps. It is 0 from N on. The
    cycles before the last do not arrive at 0: the restart takes its place.

    Source: Diffusers 0.42.1, diffusers.optimization.get_cosine_with_hard_restarts_schedule_with_warmup.
    """

    num_cycles: float = number(1, "cosines until the end")
    last_epoch: int = started()
    step_rules: str | None = no_rules()
    power: float = no_power()


class Polynomial(Power, Chosen):
    """A straight rise from 0, then down to 1e-7 as a power of the time that is left.

        lr(t) = lr * t / max(1, W),                                     t < W
        lr(t) = 1e-7 + (lr - 1e-7) * (1 - (t - W) / (N - W)) ** power,  W <= t <= N
        lr(t) = 1e-7,                                                   t > N

    W is num_warmup_steps, N is num_training_steps; t counts steps. lr must be above 1e-7. With W = N step N raises
    ZeroDivisionError. The function with lr_end is diffusers.get_polynomial_decay_schedule_with_warmup.

    Source: Diffusers 0.42.1, diffusers.optimization.get_scheduler.
    """

    natively = (
        native("polynomial(lr, 1e-7, num_training_steps, power)", num_warmup_steps=0),
        native("linear(0, lr, num_warmup_steps) >> polynomial(lr, 1e-7, num_training_steps - num_warmup_steps, power)"),
    )

    lr_end = 1e-7

    power: float = number(1.0, "power of the time that is left", role="power")
    last_epoch: int = started()
    step_rules: str | None = no_rules()
    num_cycles: float = no_cycles()

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        yield self.note("default-end", f"ends at {self.lr_end:.12g}, not at 0: get_scheduler takes no lr_end")
