"""What PyTorch's schedulers share.

`formula` is the closed form of a scheduler that is alone. Inside a composite a scheduler acts on a running rate, so it
has more to tell: `enter`, what its constructor writes into the optimizer; `first`, its initial step; `restart`, what it
does at a milestone; `steps`, its ordinary steps. These three are lines, `after = gain * before + shift`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.base import OptimizerScheduler
from lrcli.frameworks._kit.declare import count, optimizer_lr
from lrcli.frameworks._kit.functions import function_of_one
from lrcli.frameworks._kit.stepping import BLOCK
from lrcli.frameworks.torch.optimizer import KEEP, Optimizer, Single
from lrcli.schedules.errors import FieldError
from lrcli.schedules.marks import Stop

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.functions import OfOne
    from lrcli.frameworks._kit.stepping import Lines
    from lrcli.frameworks.torch.optimizer import Line


EACH_GROUP = (
    "{shown} raises ValueError: {name} must have the same length as optimizer.param_groups. "
    "{name} has {count} values, param_groups has {groups}."
)
"""What PyTorch says of most lists that do not have a value for each parameter group."""


class TorchScheduler(OptimizerScheduler, abstract=True):
    """One of PyTorch's schedulers."""

    lr: float = optimizer_lr()  # None in a composite until it is on a run

    ignored: ClassVar[tuple[str, ...]] = ("verbose",)  # the last argument of all in older versions
    late: ClassVar[tuple[str, ...]] = ()
    """Fields that come last though a base class declares them."""

    def __init_subclass__(cls, abstract: bool = False, **settings: Any) -> None:
        super().__init_subclass__(family=f"torch.{cls.__name__}", abstract=abstract, **settings)
        cls.fields = {name: cls.fields[name] for name in sorted(cls.fields, key=lambda name: name in cls.late)}
        if "order" not in vars(cls):
            own = (name for name in cls.fields if name not in ("lr", "optimizer", "metrics"))
            cls.order = ("optimizer", *own, *cls.ignored)

    def stops(self, tick: int, error: str) -> Stop:
        return Stop(tick, f"{self.family} raises {error}")


class Alone(TorchScheduler, abstract=True):
    """A scheduler that is no composite."""

    last_epoch: int = count(-1, "only -1: a run from its start", counts="")

    late = ("last_epoch",)
    absolute: ClassVar[bool] = False
    """Whether it overwrites the running rate."""
    counts_steps: ClassVar[bool] = False
    """Whether its clock is the number of its own steps, which no composite turns back."""

    def check(self) -> None:
        if self.last_epoch != -1:
            error = "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler"
            self.raises("last_epoch", f"KeyError: {error}")

    def begun(self, start: float, optimizer: Optimizer) -> Self | None:
        """A scheduler whose closed form goes on from the running rate `start`; None when there is none."""
        return self if self.at(0) == start else None

    def at(self, tick: int) -> float:
        """The closed form at one tick."""
        return float(self.formula(np.asarray([tick], dtype=np.float64))[0])

    # --- a function of the user's ---

    function_field: ClassVar[str] = ""
    """The field that holds one."""
    first_called: ClassVar[int] = 0
    """The first epoch that it is called for in a run from its start."""

    @cached_property
    def function(self) -> OfOne | None:
        """The one that was given."""
        text = getattr(self, self.function_field, None)
        return None if text is None else function_of_one(text)

    def argument(self, k: Array) -> Array:
        """What it is called with in the steps to the epochs `k`."""
        return k

    def called(self, k: Array) -> Array:
        """What it gives there; 1 where there is none."""
        return np.ones_like(k) if self.function is None else self.function(self.argument(k))

    def fails(self, first: int, end: int) -> tuple[int, str] | None:
        """The first of the epochs from `first` to before `end` at which it raises an error, and the error."""
        if self.function is None:
            return None
        for start in range(first, end, BLOCK):
            given = self.argument(np.arange(start, min(start + BLOCK, end), dtype=np.float64))
            failed = np.flatnonzero(self.function.fails(given))
            if failed.size:
                place = int(failed[0])
                shown = self.shown(self.function_field)
                return start + place, f"{self.family}: {self.function.error(float(given[place]), shown)}"
        return None

    def tried(self, end: int) -> Stop | None:
        failure = self.fails(self.first_called, end)
        return failure and Stop(*failure)

    def call(self, epoch: int) -> None:
        """FieldError where its function raises an error in a step that a constructor makes."""
        failure = self.fails(epoch, epoch + 1)
        if failure:
            raise FieldError("", (self.function_field,), failure[1], cause="together")

    # --- on an optimizer ---

    def attach(self, optimizer: Optimizer) -> Single:
        """The scheduler after its constructor, which changes the optimizer."""
        return Single(self, optimizer)

    def enter(self, optimizer: Optimizer) -> None:
        """What the constructor writes into the optimizer, before the initial step."""

    def constructed(self, optimizer: Optimizer) -> Line:
        """The initial step of the constructor, which knows the optimizer's initial_lr."""
        return self.first(optimizer)

    def first(self, optimizer: Optimizer) -> Line:
        """The initial step: by default it leaves the running rate alone."""
        return KEEP

    def restart(self, optimizer: Optimizer) -> Line:
        """The step at a milestone: by default to the closed form at 0. ZeroDivisionError as PyTorch raises it."""
        return 0.0, self.at(0)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        """Ordinary steps to the epochs `k`, of which 0 is one that follows an undone start.

        By default the rate is multiplied, by the quotient of the closed form.
        """
        now, before = (self.formula(np.maximum(epoch, 0)) for epoch in (k, k - 1))
        gain = np.divide(now, before, out=np.ones_like(k), where=before != 0)
        return gain, np.zeros_like(k)

    def drive(self, k: Array, optimizer: Optimizer) -> Array | None:
        """The momentum at the epochs `k`; None when it drives none."""
        return None


class Absolute(Alone, abstract=True):
    """A scheduler that overwrites the running rate."""

    absolute = True

    def first(self, optimizer: Optimizer) -> Line:
        return 0.0, float(self.steps(np.zeros(1), optimizer)[1][0])

    def restart(self, optimizer: Optimizer) -> Line:
        return self.first(optimizer)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        return np.zeros_like(k), self.formula(k)
