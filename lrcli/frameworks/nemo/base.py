"""What NeMo's schedulers share, and how they declare their arguments."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.declare import number, rate, run_length
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Count
from lrcli.schedules.marks import Phase, Stop

if TYPE_CHECKING:
    from lrcli._lazy import Array

ONE_OF_TWO = "AssertionError: Either use particular number of step or ratio"
DIVISION = "ZeroDivisionError: division by zero"
BELOW = "ValueError: received an initial learning rate that was lower than the minimum learning rate."


def updates(help: str, role: str) -> Any:
    """Declare a number of updates."""
    return number(None, help, role=role, counts="updates", shown="none", least=0)


def ratio(help: str, role: str = "") -> Any:
    """Declare a number of updates as a share of max_steps, rounded down."""
    return number(None, help, role=role, shown="none")


def lowest(default: float = 0.0) -> Any:
    """Declare the lowest rate."""
    return rate(default, "lowest LR, and that after max_steps", role="final")


class NemoScheduler(Scheduler, abstract=True):
    """One of NeMo's schedulers."""

    run_unit = "steps"
    shows_arrival = True

    lr: float = rate(REQUIRED, "the optimizer's LR", role="base")
    max_steps: float | None = run_length(
        Count(least=0), "updates of the run", counts="updates", none="TypeError: NoneType is no number of steps"
    )
    min_lr: float = lowest()

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"nemo.{cls.__name__}", abstract=abstract, **settings)
        last = ("max_steps", "min_lr")
        cls.fields = {name: cls.fields[name] for name in (*(each for each in cls.fields if each not in last), *last)}
        cls.order = ("optimizer",)

    @property
    def total(self) -> float:
        """max_steps, where they are known."""
        return self.max_steps or 0

    def one_of(self, steps: str, ratio: str) -> None:
        """Refuse a number and a share of the same."""
        if getattr(self, steps) is not None and getattr(self, ratio) is not None:
            self.raises(ratio, ONE_OF_TWO)

    def amount(self, steps: str, ratio: str) -> float:
        """A number of updates that is given as such, or as a share of max_steps; 0 without."""
        number, share = getattr(self, steps), getattr(self, ratio)
        if number is not None:
            return float(number)
        return 0.0 if share is None else float(int(share * self.total))

    def horizon(self) -> int | None:
        return None if self.left_out() else int(self.total) + 1

    def stops(self, tick: float, error: str) -> Stop:
        return Stop(max(int(np.ceil(tick)), 0), f"{self.family} raises {error}")

    def named(self, parts: list[tuple[float, str]], end: int) -> list[Phase]:
        """The parts before an update; of several that begin at one the last is there."""
        starts = {max(int(np.ceil(start)), 0): name for start, name in parts}
        return [Phase(start, name) for start, name in sorted(starts.items()) if start < end]

    @property
    def over(self) -> float:
        """The first update after max_steps."""
        return float(np.floor(self.total)) + 1


class Warmed(NemoScheduler, abstract=True):
    """A straight rise that is an update ahead, a body, and min_lr after max_steps."""

    after_warmup = "decay"
    warmup_steps: float | None = updates("updates of the warm-up", "warmup")
    warmup_ratio: float | None = ratio("the same as a share of max_steps", "warmup-share")

    @property
    def rise(self) -> float:
        """The updates of the warm-up."""
        return self.amount("warmup_steps", "warmup_ratio")

    @property
    def begin(self) -> float:
        """The first update after the warm-up."""
        return float(np.floor(self.rise)) + 1 if self.rise > 0 else 0.0

    def check(self) -> None:
        self.one_of("warmup_steps", "warmup_ratio")
        self.check_body()
        stop = None if self.left_out() else self.stop()
        if stop is not None and stop.tick == 0:  # the constructor makes the first step
            raise self.refuse("", stop.error.removeprefix(f"{self.family} "), "together")

    def check_body(self) -> None:
        """Refuse what a class of its own refuses."""

    def phases(self, end: int) -> list[Phase]:
        parts = [(0.0, "warm-up"), (self.begin, self.after_warmup)]
        return self.named([*parts, *self.parts(), (max(self.over, self.begin), "past the end")], end)

    def parts(self) -> list[tuple[float, str]]:
        """Parts after the warm-up."""
        return []

    def goes_one_way(self) -> bool:
        return True

    @abstractmethod
    def body(self, t: Array) -> Array:
        """The rates after the warm-up."""

    def warmup(self, t: Array) -> Array:
        """The rates of the warm-up."""
        return self.lr * ((t + 1) / (self.rise + 1))

    def formula(self, t: Array) -> Array:
        later = np.maximum(t, self.begin)
        after = np.where(t > self.total, self.min_lr, self.body(np.minimum(later, max(self.over - 1, self.begin))))
        return np.where(t < self.begin, self.warmup(t), after)


class Held(Warmed, abstract=True):
    """A straight rise that is an update ahead, a constant rate, a body, and min_lr after max_steps."""

    hold_steps: float | None = updates("updates at lr after the warm-up", "hold")
    hold_ratio: float | None = ratio("the same as a share of max_steps")

    @property
    def turn(self) -> float:
        """The updates of the warm-up and at lr; 0 where none are held."""
        if self.hold_steps is None and self.hold_ratio is None:
            return 0.0
        return self.rise + self.amount("hold_steps", "hold_ratio")

    def check_body(self) -> None:
        self.one_of("hold_steps", "hold_ratio")

    def parts(self) -> list[tuple[float, str]]:
        held = [(self.begin, "stable")] if self.turn > self.begin else []
        return [*held, (max(self.turn, self.begin), self.after_warmup)]

    def phases(self, end: int) -> list[Phase]:
        parts = [(0.0, "warm-up"), *self.parts()]
        return self.named([*parts, (max(self.over, self.begin, self.turn), "past the end")], end)

    def formula(self, t: Array) -> Array:
        first = max(self.begin, self.turn)
        body = self.body(np.clip(t, first, max(self.over - 1, first)))
        after = np.where(t < self.turn, self.lr, np.where(t > self.total, self.min_lr, body))
        return np.where(t < self.begin, self.warmup(t), after)
