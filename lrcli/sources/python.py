"""A rate from a function in the user's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.progress import progress
from lrcli.reading.functions import MANY, FunctionName, Running, UserFunction, second_of
from lrcli.schedules.declare import REQUIRED, field
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Choice, Rate
from lrcli.schedules.marks import INPUT, WARNING, Remark
from lrcli.schedules.schedule import Placed, Schedule
from lrcli.sources._rates import refuse_wrong_rates

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.schedules.scope import Scope

FEW = 10_000  # calls that are not worth looking for a faster way
UNITS = {"epoch": "ep", "step": "st"}


class Python(Schedule, outside=True, dated=True):
    """Whatever a Python function of your own gives.

        lr(t) = f(epoch)
        lr(t) = f(epoch, lr(t - 1))                               where f has two parameters

    epoch is the whole number of the epoch, counted from 0; in a run of steps, or with arg="step", f gets the number of
    the step. The file is run when the schedule is put on a run, with its own folder to import from; what it prints goes
    to standard error. f is called once for each epoch or step, in order; on runs of more than 10000 it is called with
    arrays instead if it takes them and gives the same. A function of two parameters is called as Keras'
    LearningRateScheduler does: with the epoch and the running rate, which is `lr` at first. A second parameter that has
    a default keeps it. A rate that is negative or not finite is an error.

    Source: François Chollet et al., "Keras" (LearningRateScheduler), 2015.
    """

    example = "function='my_lr.py:decay'"

    function: str = field(
        FunctionName(), REQUIRED, "file and function, such as my_lr.py:decay_learning_rate", role="source"
    )
    arg: str | None = field(Choice("epoch", "step"), None, "what the function counts", shown="the run's unit")
    lr: float | None = field(
        Rate(least=0), None, "the running rate at first, for f(epoch, lr)", role="start", shown="none"
    )

    def settle(self, scope: Scope) -> FunctionOnRun:
        return FunctionOnRun(self, scope, self.exact(scope))

    def answers(self, scope: Scope) -> tuple[Answers | Sequel, int]:
        """What the function gives in a slot of a run, and for how many ticks each answer stands."""
        unit = self.arg or scope.run.unit
        try:
            ticks = scope.run.per(UNITS[unit])
        except ValueError as error:
            raise self.refuse("arg", f"{unit} {error}") from None
        hold, stride = max(int(ticks), 1), max(int(1 / ticks), 1)
        count = 0 if scope.slot is None else -(-scope.slot // hold)
        try:
            function = UserFunction(self.function)
            if not function.takes_rate:
                return Answers(function, unit, count, stride), hold
            if self.lr is None:
                raise FieldError(self.family, ("lr",), self.fields["lr"].help, cause="missing")
            return Sequel(Running(function.rate, self.lr, f"{function.path}: {function.name}"), count, stride), hold
        except FieldError:
            raise
        except ValueError as error:
            raise self.refuse("function", str(error), "together") from None


class FunctionOnRun(Placed):
    """The answers of a function on a run."""

    given: Python

    def __init__(self, given: Python, scope: Scope, exact: Python) -> None:
        super().__init__(given, scope, exact)
        self.answers, self.hold = exact.answers(scope)

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from super().remarks(end)
        if not isinstance(self.answers, Answers):
            return
        function, lr = self.answers.function, self.given.lr
        second = second_of(function.function)
        if second is not None and second.default is not second.empty:
            text = f"{function.path}: {second.name} of {function.name} keeps its default, {second.default!r:.40}"
            yield Remark("keeps-default", INPUT, self.given.family, "function", text)
        elif lr is not None:
            text = f"{function.path}: {function.name} takes no running rate: lr={lr:.12g} changes nothing"
            yield Remark("no-rate", WARNING, self.given.family, "lr", text)

    def values(self, t: Array, of: str = "lr") -> Array:
        return self.answers(np.floor(t / self.hold).astype(np.int64))


class Sequel:
    """What a function of the running rate gives for 0, stride, 2 * stride ... ; it is called for all between, too."""

    def __init__(self, running: Running, count: int, stride: int) -> None:
        self.running, self.stride = running, stride
        running.reach(max(count - 1, 0) * stride + 1)

    def __call__(self, places: npt.NDArray[np.int64]) -> Array:
        return self.running.at(places * self.stride)


class Answers:
    """What a function gives for 0, stride, 2 * stride ... , asked for once each and in order.

    Call it with an array of places in that row. ValueError when the function fails or gives no rate.
    """

    def __init__(self, function: UserFunction, unit: str, count: int, stride: int) -> None:
        self.function, self.unit, self.stride = function, unit, stride
        self.later: dict[int, float] = {}
        self.known: Array = np.empty(0)
        # tried on a copy: what the function remembers from call to call stays out of it
        self.by_array = count > FEW and self._takes_arrays(UserFunction(function.text), count)
        if not self.by_array:
            if count > MANY:
                text = f"{function.name} would be called {count} times, at most {MANY:.0e}"
                raise ValueError(f"{text}; one that takes numpy arrays has no limit")
            arguments = range(0, count * stride, stride)
            self.known = self._checked(function.rates(arguments, progress()), arguments)

    def __call__(self, places: npt.NDArray[np.int64]) -> Array:
        if self.by_array:
            return self._checked(self.function.rates_of_array(places * self.stride), places * self.stride)
        if not places.size or places.max() < len(self.known):
            return self.known[places]
        return np.array([self._one(place) for place in places.tolist()])

    def _one(self, place: int) -> float:
        """The rate at one place, also beyond the run."""
        if place < len(self.known):
            return float(self.known[place])
        if place not in self.later:
            arguments = [place * self.stride]
            self.later[place] = float(self._checked(self.function.rates(arguments), arguments)[0])
        return self.later[place]

    def _takes_arrays(self, function: UserFunction, count: int) -> bool:
        """Whether the function takes an array and gives the very numbers that it gives one by one."""
        some = np.unique(np.concatenate([np.arange(8), np.linspace(0, count - 1, 50).astype(np.int64)])) * self.stride
        expected = function.rates(some.tolist())
        try:
            return np.array_equal(function.rates_of_array(some), expected)
        except ValueError:
            return False

    def _checked(self, lr: Array, arguments: Any) -> Array:
        called = f"{self.function.path}: {self.function.name}"
        refuse_wrong_rates(lr, np.asarray(arguments), lambda argument: f"{called}({argument})")
        return lr
