"""What PyTorch's schedulers share.

`formula` is the closed form of a scheduler that is alone. Inside a composite a scheduler acts on a running rate, so it
has more to tell: `enter`, what its constructor writes into the optimizer; `first`, its initial step; `restart`, what it
does at a milestone; `steps`, its ordinary steps. These three are lines, `after = gain * before + shift`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.base import TOLD, OptimizerScheduler
from lrcli.frameworks._kit.declare import count, optimizer_lr
from lrcli.frameworks._kit.lambdas import Functional
from lrcli.frameworks._kit.stepping import KEEP
from lrcli.frameworks.torch.optimizer import Optimizer, Single
from lrcli.schedules.marks import Stop

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Lasting, Line, Lines


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
            own = (name for name in cls.fields if name not in ("lr", "optimizer", *TOLD))
            cls.order = ("optimizer", *own, *cls.ignored)

    def stops(self, tick: int, error: str) -> Stop:
        return Stop(tick, f"{self.family} raises {error}")


class Alone(TorchScheduler, Functional, abstract=True):
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

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        """What all steps to the epochs from one on do; None where that is not known."""
        return None

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
