"""A warm-up in steps, and then a factor on the optimizer's rate: what Transformers has and others took from it.

All of it is PyTorch's LambdaLR: the optimizer's rate times a factor. A framework's class says by what name it is made
(`leading`, `needs`), what is raised where a number of steps is missing (`requires`), and who raises it (`maker`).
"""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from lrcli._lazy import np
from lrcli.clock import Duration
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import OF_OPTIMIZER, rate, run_length
from lrcli.frameworks._kit.steps import share_of, warmup_steps
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import Phase, Stop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

DIVISION = "ZeroDivisionError: division by zero"


class Warmed(Scheduler, abstract=True):
    """A scheduler that is made with an optimizer and two numbers of steps, whether it uses them or not."""

    run_unit = "steps"
    maker: ClassVar[str]
    """The framework, as sentences have it."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Which of the two it refuses to do without."""
    leading: ClassVar[tuple[str, ...]] = ()
    """The first arguments of its own function, where they are not those that it needs."""

    lr: float = rate(REQUIRED, "the optimizer's LR", role="base", least=0, groups=OF_OPTIMIZER)
    num_warmup_steps: float | Duration | None = warmup_steps()
    num_training_steps: float | None = run_length(Count(), "steps in all", none="")

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        leading = cls.leading or cls.needs
        known = {"lr", "num_warmup_steps", "num_training_steps", "metrics", "column", *leading}
        cls.order = ("optimizer", *leading, *(name for name in cls.fields if name not in known))

    def check(self) -> None:
        if "num_warmup_steps" in self.needs and self.num_warmup_steps is None:
            self.misses("num_warmup_steps", self.requires("num_warmup_steps"))

    def check_none(self, name: str, given: Collection[str]) -> None:
        if name in self.needs:
            raise self.refuse(name, self.none(name), "framework", "None")

    @abstractmethod
    def requires(self, field: str) -> str:
        """What is raised where a number of steps that it needs is not given."""

    def none(self, field: str) -> str:
        """What is raised where it is None, written out."""
        return self.requires(field)

    @classmethod
    def wanted(cls, given: Collection[str]) -> tuple[str, ...]:
        needs = (name for name in cls.needs if name not in given and not cls.fields[name].filled)
        missing = {*super().wanted(given), *needs}
        return tuple(name for name in cls.fields if name in missing)

    def left_out(self) -> str:
        return super().left_out() if "num_training_steps" in self.needs else ""

    @property
    def unsettled(self) -> bool:
        """Whether the run has to tell a number of steps."""
        return bool(self.left_out()) or (isinstance(self.num_warmup_steps, Duration) and not self.total)

    def filled(self, scope: Scope) -> Self:
        filled = super().filled(scope)
        share = self.num_warmup_steps
        if not isinstance(share, Duration):
            return filled
        total = scope.slot if filled.num_training_steps is None else filled.num_training_steps
        if total is None:
            reason = f"{share} of a run without an end: give epochs, steps or num_training_steps"
            raise self.refuse("num_warmup_steps", reason)
        return filled.replace(num_warmup_steps=share_of(total, share))

    def misses(self, field: str, error: str) -> NoReturn:
        """Refuse that a field was not given, as the framework does, with `error`, its own words."""
        raise self.refuse(field, f"{field} is not given: {self.maker} raises {error}", "missing", error)

    def stops(self, tick: float, error: str) -> Stop:
        return Stop(math.ceil(tick), f"{self.family} raises {error}")

    @property
    def begin(self) -> float:
        """The first step after the warm-up, as far as it is known."""
        given = self.num_warmup_steps
        return share_of(self.total, given) if isinstance(given, Duration) else given or 0

    @property
    def total(self) -> float:
        """Where training is meant to end."""
        return self.num_training_steps or 0

    @property
    def of_default(self) -> str:
        """Why a list of rates does not tell what some schedulers do."""
        return (
            f"{self.maker} computes the factor from the lr that the optimizer was made with, whatever its groups have: "
            "give that one rate, and --group NAME=FACTOR for each group"
        )

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.begin and "num_warmup_steps" not in self.needs:
            yield self.warning("ignored", f"{self.shown('num_warmup_steps')} is ignored", "num_warmup_steps")


class Multiplied(Warmed, abstract=True):
    """The optimizer's rate times a factor."""

    needs: ClassVar[tuple[str, ...]] = ("num_warmup_steps", "num_training_steps")
    after_warmup: ClassVar[str] = "decay"
    stops_at: ClassVar[str] = ""
    """The field that may make it stop."""

    @property
    def over(self) -> int | None:
        """The first tick after its end; None when it has none."""
        if self.left_out() or "num_training_steps" not in self.needs:
            return None
        return math.ceil(max(self.total, self.begin, 0))

    def check(self) -> None:
        super().check()
        self.check_arguments()
        if getattr(self, "last_epoch", -1) != -1:
            error = "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler"
            self.raises("last_epoch", f"KeyError: {error}")
        stop = None if self.unsettled else self.stop()
        if stop is not None and stop.tick == 0:  # the constructor makes the first step
            raise self.refuse(self.stops_at, f"{self.shown(self.stops_at)}: {stop.error}", "together")

    def check_arguments(self) -> None:
        """Refuse what the function of that name does, before LambdaLR is constructed."""

    def horizon(self) -> int | None:
        return self.over or math.ceil(self.total) or None

    def parts(self) -> list[tuple[float, str]]:
        """The first step of each phase up to the last, and its name."""
        return [(0, "warm-up"), (self.begin, self.after_warmup)]

    def phases(self, end: int) -> list[Phase]:
        parts = self.parts()
        if self.over is not None:
            parts.append((self.over, "past the end"))
        names = {max(math.ceil(start), 0): name for start, name in parts}
        return [Phase(start, name) for start, name in sorted(names.items()) if start < end]

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if "num_training_steps" in self.needs and self.begin >= max(self.total, 1):
            warmup, total = self.shown("num_warmup_steps"), self.shown("num_training_steps")
            yield self.warning("no-room", f"{warmup} leaves none of {total} after the warm-up", "num_warmup_steps")

    def warmed(self, t: Array, after: Array | float) -> Array:
        """A straight rise from 0, then the factor `after`."""
        return np.where(t < self.begin, t / max(1, self.begin), after)

    def progress(self, t: Array) -> Array:
        """The share of the time after the warm-up that is over."""
        return (t - self.begin) / max(1, self.total - self.begin)

    @abstractmethod
    def factor(self, t: Array) -> Array:
        """What the optimizer's rate is multiplied by."""

    def formula(self, t: Array) -> Array:
        return self.lr * self.factor(t)
