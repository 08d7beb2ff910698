"""Detectron2's schedules: base_lr times one of fvcore's schedulers, with a warm-up before it."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.cosines import wave_arcs
from lrcli.frameworks._kit.declare import argument, count, flag, number, rate, run_length, word
from lrcli.frameworks.detectron2.warmup import WarmupParamScheduler
from lrcli.frameworks.fvcore.curves import CosineParamScheduler
from lrcli.frameworks.fvcore.steps import MultiStepParamScheduler, StepWithFixedGammaParamScheduler
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Listed, Whole
from lrcli.schedules.marks import Joint, Level, Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks.fvcore.base import ParamScheduler
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark, Stop
    from lrcli.schedules.scope import Scope

MAX_ITER = 40_000
"""The iterations of a run that says nothing: the SOLVER's default."""
LINEAR, CONSTANT = "linear", "constant"
NO_LENGTH = "TypeError: unsupported operand type(s) for /: 'int' and 'NoneType'"
UNKNOWN = "ValueError: Unknown warmup method: {}"


class Warmed(Scheduler, abstract=True):
    """A scheduler of fvcore after a warm-up, as factors of base_lr."""

    run_unit = "steps"
    order = ()  # the program reads them from its configuration

    base_lr: float = rate(REQUIRED, "LR that the factors multiply", role="base", above=0)
    max_iter: int | None = run_length(Whole(least=1), "iterations in all", counts="updates", none=NO_LENGTH)
    warmup_iters: int = count(1000, "iterations of the warm-up", role="warmup", counts="updates", least=0)
    warmup_factor: float = number(0.001, "factor at the start of the warm-up")
    warmup_method: str = word(LINEAR, "how the warm-up rises", LINEAR, CONSTANT, role="shape", error=UNKNOWN)
    rescale_interval: bool = flag(False, "begin what follows after the warm-up, in place of its own course")

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"detectron2.{cls.__name__}", abstract=abstract, **settings)

    def natural_run(self) -> NaturalRun:
        return super().natural_run() or NaturalRun(Run(steps=MAX_ITER))

    def check(self) -> None:
        if self.max_iter is None:
            return
        try:
            _ = self.factors
        except FieldError as error:
            if error.family == self.family:
                raise
            raise self.refuse(self.at_fault, error.reasons[0], "framework", self.value_text(self.at_fault)) from None

    at_fault = "max_iter"
    """The field that is wrong where fvcore refuses what is made of it."""

    @abstractmethod
    def followed_by(self) -> ParamScheduler:
        """What follows the warm-up, in factors."""

    @property
    def total(self) -> int:
        return self.max_iter or 1

    @property
    def share(self) -> float:
        """The share of the run that the warm-up takes."""
        return min(self.warmup_iters / self.total, 1.0)

    @cached_property
    def factors(self) -> WarmupParamScheduler:
        """The factors, over the share of the run that is over."""
        share, main = self.share, self.followed_by()
        if not self.rescale_interval and (error := main.error(share)):
            self.raises("warmup_iters", error)  # it is asked for the value at which the warm-up ends
        made = WarmupParamScheduler(
            scheduler=main,
            warmup_factor=self.warmup_factor,
            warmup_length=share,
            warmup_method=self.warmup_method,
            rescale_interval=self.rescale_interval,
        )
        return made.unchecked(ticks=self.total)

    def horizon(self) -> int | None:
        return self.max_iter

    def formula(self, t: Array) -> Array:
        return self.base_lr * self.factors.formula(t)

    def stop(self) -> Stop | None:
        end = self.factors.stop()
        return None if end is None else end._replace(error=end.error.replace(self.factors.family, self.family, 1))

    def phases(self, end: int) -> list[Phase]:
        made, last = self.factors, self.factors.ended
        stop = end if last is None else min(end, max(last.tick, 1))
        return [self.named(tick) for tick in made.parts if tick < stop]

    def named(self, tick: int) -> Phase:
        """The part that begins at a tick."""
        where = tick / self.total
        if self.factors.number(where) == 0:
            return Phase(tick, "warm-up")
        if self.factors.schedulers[1].is_level:
            return Level(tick, f"LR {self.base_lr * self.factors.one(where):.6g}")
        return Phase(tick, "decay")

    def arcs(self, end: int) -> list[Arc]:
        return self.factors.arcs(end)

    def joints(self, end: int) -> list[Joint]:
        scaled = self.factors.joints(end)
        return [Joint(joint.at, self.base_lr * joint.before, self.base_lr * joint.after) for joint in scaled]

    def goes_one_way(self) -> bool:
        return False

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.warmup_iters >= self.total:
            yield self.note(
                "warmup-cut", "is cut with its warm-up at max_iter, and never gets to base_lr", "warmup_iters"
            )


class WarmupMultiStepLR(Warmed):
    """Drops by gamma at given iterations, after a warm-up.

        lr(t) = base_lr * (f + (s(L) - f) * t / W),     t < W, linear; base_lr * f, constant
        lr(t) = base_lr * s(t / N),                     t >= W

    N is max_iter, W is warmup_iters, at most N, L = W / N, f is warmup_factor. s(w) is gamma ** (number of steps that
    are not above w * N + 1e-6 * N); steps above N are dropped. With rescale_interval the warm-up goes to s(0), and
    then comes s((w - L) / (1 - L)). t counts iterations.

    Source: Detectron2 02b5c4e2, detectron2.solver.build.build_lr_scheduler.
    """

    example = "base_lr=0.1, max_iter=100, steps=[60, 80], warmup_iters=10"
    at_fault = "steps"

    steps: tuple[int, ...] = argument(
        Listed(Whole()), (30_000,), "iterations of the drops", role="dates", counts="updates"
    )
    gamma: float = number(0.1, "factor at each drop", role="factor")

    @property
    def kept(self) -> list[int]:
        """The steps that are not dropped."""
        return [step for step in self.steps if step <= self.total]

    def followed_by(self) -> ParamScheduler:
        values = [self.gamma**number for number in range(len(self.kept) + 1)]
        return MultiStepParamScheduler(values=values, milestones=self.kept, num_updates=self.total)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        dropped = [step for step in self.steps if step > self.total]
        if dropped and self.max_iter:
            text = f"{' and '.join(map(str, dropped))} of steps are above {self.shown('max_iter')}, and are dropped"
            yield self.warning("steps-dropped", text, "steps")


class WarmupCosineLR(Warmed):
    """Half a cosine down to a last rate, after a warm-up.

        lr(t) = base_lr * (f + (s(L) - f) * t / W),     t < W, linear; base_lr * f, constant
        lr(t) = base_lr * s(t / N),                     t >= W

    N is max_iter, W is warmup_iters, at most N, L = W / N, f is warmup_factor. With e = base_lr_end / base_lr, s(w) is
    e + (1 - e) * (1 + cos(pi * w)) / 2. With rescale_interval the warm-up goes to s(0), and then comes
    s((w - L) / (1 - L)). t counts iterations.

    Source: Detectron2 02b5c4e2, detectron2.solver.build.build_lr_scheduler.
    """

    example = "base_lr=0.1, max_iter=100, warmup_iters=10"

    base_lr_end: float = rate(0.0, "LR at the end", role="final")

    def check(self) -> None:
        if not 0.0 <= self.base_lr_end / self.base_lr <= 1.0:
            self.raises("base_lr_end", f"AssertionError: {self.base_lr_end / self.base_lr}")
        super().check()

    def followed_by(self) -> ParamScheduler:
        return CosineParamScheduler(start_value=1.0, end_value=self.base_lr_end / self.base_lr)

    def arcs(self, end: int) -> list[Arc]:
        over = min(self.total, end)
        begin = self.share * self.total if self.rescale_interval else 0.0
        if begin >= self.total:
            return super().arcs(end)
        return [*self.factors.arcs(over), *wave_arcs(begin, self.total - begin, over, end)]


class WarmupStepWithFixedGammaLR(Warmed):
    """Drops by gamma at equal distances, after a warm-up.

        lr(t) = base_lr * (f + (s(L) - f) * t / W),     t < W, linear; base_lr * f, constant
        lr(t) = base_lr * s(t / N),                     t >= W

    N is max_iter, W is warmup_iters, at most N, L = W / N, f is warmup_factor. s(w) is
    gamma ** floor((w + 1e-6) * (num_decays + 1)). With rescale_interval the warm-up goes to s(0), and then comes
    s((w - L) / (1 - L)). t counts iterations.

    Source: Detectron2 02b5c4e2, detectron2.solver.build.build_lr_scheduler.
    """

    example = "base_lr=0.1, max_iter=100, warmup_iters=10"
    at_fault = "gamma"

    num_decays: int = argument(Whole(least=1, most=10**6), 3, "number of drops")
    gamma: float = number(0.1, "factor at each drop", role="factor")

    def followed_by(self) -> ParamScheduler:
        return StepWithFixedGammaParamScheduler(
            base_value=1.0, num_decays=self.num_decays, gamma=self.gamma, num_updates=self.total
        )
