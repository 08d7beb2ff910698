"""Paddle's schedulers that drop the rate, go by pieces, or call a function."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.clock import LONGEST
from lrcli.frameworks._kit.decays import dropped
from lrcli.frameworks._kit.declare import counts, formula, native, number, numbers
from lrcli.frameworks._kit.lambdas import Functional
from lrcli.frameworks._kit.stepping import Path
from lrcli.frameworks.paddle.base import Epochs
from lrcli.frameworks.paddle.kinds import learning_rate, positive
from lrcli.schedules.arcs import rounds
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop, levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope

TOO_HIGH = "ValueError: gamma should be < 1.0."


def whole(dates: Array) -> list[int]:
    """The first epochs that are not before dates."""
    epochs: list[int] = np.ceil(np.minimum(dates, LONGEST)).astype(np.int64).tolist()
    return epochs


class PiecewiseDecay(Epochs):
    """One value after another.

        lr(t) = values[number of boundaries <= t]

    t counts calls of step(). It switches at a boundary, where Keras still holds the value before. The last of values is
    the last; others that are too many are never used. Boundaries that do not ascend are gone through in their order,
    up to the first that is above t.

    Source: Paddle 3.3.1, paddle.optimizer.lr.PiecewiseDecay.
    """

    example = "boundaries=[30, 60], values=[0.1, 0.01, 0.001]"

    natively = (native("piecewise(values, boundaries, False)"),)

    boundaries: tuple[float, ...] = counts(REQUIRED, "calls at which the next value begins, ascending")
    values: tuple[float, ...] = numbers(REQUIRED, "LRs, one more than boundaries")

    def check(self) -> None:
        if not self.boundaries:
            self.raises("boundaries", "ValueError: The boundaries cannot be empty.")
        given, needed = len(self.values), len(self.boundaries) + 1
        if given < needed:
            error = (
                "ValueError: The values have one more element than boundaries, but received "
                f"len(values) [{given}] < len(boundaries) + 1 [{needed}]."
            )
            self.raises("values", error)
        super().check()

    @cached_property
    def table(self) -> tuple[Array, Array]:
        """From which call on each of the boundaries, and those before it, are passed; and the values."""
        dates = np.maximum.accumulate(np.asarray(self.boundaries, dtype=np.float64))
        return dates, np.asarray(self.values, dtype=np.float64)

    def changes(self, end: int) -> Sequence[int]:
        return whole(self.table[0])

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if list(self.boundaries) != sorted(self.boundaries):
            yield self.warning("not-ascending", "boundaries do not ascend: some are never used", "boundaries")
        if len(self.values) > len(self.boundaries) + 1:
            yield self.warning("never-used", "values has more than one more than boundaries: some never come", "values")

    def rates(self, e: Array) -> Array:
        dates, values = self.table
        place = np.searchsorted(dates, e, side="right")
        return np.where(place < len(dates), values[np.minimum(place, len(values) - 1)], values[-1])


class MultiStepDecay(Epochs):
    """Multiplied by gamma at given epochs.

        lr(t) = learning_rate * gamma ** (number of milestones <= t)

    t counts calls of step(). The milestones must ascend, none twice, and gamma be below 1.

    Source: Paddle 3.3.1, paddle.optimizer.lr.MultiStepDecay.
    """

    example = "learning_rate=0.1, milestones=[30, 60, 90]"

    natively = (native("multistep(learning_rate, gamma, milestones)"),)

    learning_rate: float = learning_rate()
    milestones: tuple[float, ...] = counts(REQUIRED, "epochs of the drops, ascending")
    gamma: float = number(0.1, "factor at each drop", role="factor", below=1, error=TOO_HIGH)

    def check(self) -> None:
        if list(self.milestones) != sorted(set(self.milestones)):
            self.raises("milestones", "ValueError: The elements of milestones must be incremented")
        super().check()

    @cached_property
    def table(self) -> Array:
        """The milestones, to be looked up."""
        return np.asarray(self.milestones, dtype=np.float64)

    def changes(self, end: int) -> Sequence[int]:
        return whole(self.table)

    def rates(self, e: Array) -> Array:
        count = np.searchsorted(self.table, e, side="right").astype(np.float64)
        return dropped(self.learning_rate, self.gamma, count)


class StepDecay(Epochs):
    """Multiplied by gamma every step_size epochs.

        lr(t) = learning_rate * gamma ** floor(t / step_size)

    t counts calls of step(). step_size must be an int above 0, and gamma be below 1.

    Source: Paddle 3.3.1, paddle.optimizer.lr.StepDecay.
    """

    example = "learning_rate=0.1, step_size=30"

    natively = (native("step(learning_rate, gamma, step_size)"),)

    learning_rate: float = learning_rate()
    step_size: int = positive(
        REQUIRED,
        "epochs between drops",
        "period",
        "TypeError: The type of 'step_size' must be 'int', but received {}.",
        "AssertionError:  'step_size' must be a positive integer.",
    )
    gamma: float = number(0.1, "factor at each drop", role="factor", below=1, error=TOO_HIGH)

    def parts(self, end: int) -> list[Phase]:
        return levels(self.rates, range(self.step_size, min(end, self.step_size * MOST_PHASES), self.step_size), end)

    def goes_one_way(self) -> bool:
        return self.gamma >= 0

    def epoch_arcs(self, end: int) -> list[Arc]:
        return rounds(0, end, self.step_size, (0,)) if self.gamma >= 0 else super().epoch_arcs(end)

    def rates(self, e: Array) -> Array:
        return dropped(self.learning_rate, self.gamma, np.floor(e / self.step_size))


class Called(Epochs, Functional, abstract=True):
    """A scheduler that calls a function of the epoch."""

    function_field = "lr_lambda"

    lr_lambda: str

    @property
    def first_call(self) -> int:
        """The epoch that it is called for first. The constructor calls it up to that of its first rate."""
        return self.since

    def check(self) -> None:
        self.call(self.first_call, self.since)
        super().check()

    def tried(self, end: int) -> Stop | None:
        failure = self.fails(self.first_call, end + self.since)
        return failure and Stop(max(failure[0] - self.since, 0), failure[1])


class LambdaDecay(Called):
    """The base rate times a function of the epoch.

        lr(t) = learning_rate * lr_lambda(t)

    t counts calls of step(). lr_lambda is a text, such as '0.95 ** t', or a function in a file, 'my.py:factor',
    which is run. It applies at t = 0 already.

    Source: Paddle 3.3.1, paddle.optimizer.lr.LambdaDecay.
    """

    example = "learning_rate=0.1, lr_lambda='0.95 ** t'"

    learning_rate: float = learning_rate()
    lr_lambda: str = formula("factor on learning_rate, a function of t")

    def rates(self, e: Array) -> Array:
        return self.learning_rate * self.called(e)

    def epoch_arcs(self, end: int) -> list[Arc]:
        return self.function_arcs(end)


class MultiplicativeDecay(Called):
    """The running rate times a function of the epoch, at every step.

        lr(t) = learning_rate * product of lr_lambda(i) for i = 1 .. t

    t counts calls of step(). lr_lambda is a text, such as '0.95', or a function in a file, 'my.py:factor', which is
    run. lr_lambda(0) is never used.

    Source: Paddle 3.3.1, paddle.optimizer.lr.MultiplicativeDecay.
    """

    example = "learning_rate=0.1, lr_lambda='0.97'"

    learning_rate: float = learning_rate()
    lr_lambda: str = formula("factor at every step, a function of t")

    first_called = 1

    @property
    def first_call(self) -> int:
        return 1

    @cached_property
    def path(self) -> Path:
        """Its rates from epoch 0 on."""
        return Path(self.learning_rate, lambda k: (self.called(k), np.zeros_like(k)), self.gains)

    def epoch_arcs(self, end: int) -> list[Arc]:
        return self.path.arcs(end)

    def rates(self, e: Array) -> Array:
        return self.path.at(e)
