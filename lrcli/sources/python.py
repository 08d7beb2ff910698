"""A rate from a function in the user's own file: the only code of others that is run, and only where it is named."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import traceback
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.progress import progress
from lrcli.schedules.declare import REQUIRED, field
from lrcli.schedules.kinds import Choice, Text
from lrcli.schedules.schedule import Placed, Schedule
from lrcli.sources._rates import refuse_wrong_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.progress import Progress
    from lrcli.schedules.scope import Scope

FEW = 10_000  # calls that are not worth looking for a faster way
LISTED = 20  # functions that an error names
MANY = 10**7  # calls that are some ten seconds' work
UNITS = {"epoch": "ep", "step": "st"}


class FunctionName(Text):
    """A file and the name of a function in it."""

    is_path = True

    def __init__(self) -> None:
        super().__init__("FILE:FUNCTION")

    def check(self, value: Any) -> str:
        text = super().check(value)
        path, _, name = text.rpartition(":")
        if not path or not name.isidentifier():
            raise ValueError(f'{text!r} is not a file and a function, such as "my_lr.py:decay_learning_rate"')
        return text


class Python(Schedule, outside=True, dated=True):
    """Whatever a Python function of your own gives.

        lr(t) = f(epoch)

    epoch is the whole number of the epoch, counted from 0; in a run of steps, or with arg="step", f gets the number of
    the step. The file is run when the schedule is put on a run, with its own folder to import from; what it prints goes
    to standard error. f is called once for each epoch or step, in order; on runs of more than 10000 it is called with
    arrays instead if it takes them and gives the same. A rate that is negative or not finite is an error.

    Source: François Chollet et al., "Keras" (LearningRateScheduler), 2015.
    """

    example = "function='my_lr.py:decay'"

    function: str = field(
        FunctionName(), REQUIRED, "file and function, such as my_lr.py:decay_learning_rate", role="source"
    )
    arg: str | None = field(Choice("epoch", "step"), None, "what the function counts", shown="the run's unit")

    def settle(self, scope: Scope) -> FunctionOnRun:
        return FunctionOnRun(self, scope, self.exact(scope))

    def answers(self, scope: Scope) -> tuple[Answers, int]:
        """What the function gives in a slot of a run, and for how many ticks each answer stands."""
        unit = self.arg or scope.run.unit
        try:
            ticks = scope.run.per(UNITS[unit])
        except ValueError as error:
            raise self.refuse("arg", f"{unit} {error}") from None
        hold, stride = max(int(ticks), 1), max(int(1 / ticks), 1)
        count = 0 if scope.slot is None else -(-scope.slot // hold)
        try:
            return Answers(UserFunction(self.function), unit, count, stride), hold
        except ValueError as error:
            raise self.refuse("function", str(error), "together") from None


class FunctionOnRun(Placed):
    """The answers of a function on a run."""

    def __init__(self, given: Python, scope: Scope, exact: Python) -> None:
        super().__init__(given, scope, exact)
        self.answers, self.hold = exact.answers(scope)

    def values(self, t: Array, of: str = "lr") -> Array:
        return self.answers(np.floor(t / self.hold).astype(np.int64))


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


class NotANumberError(ValueError):
    """The function gave something else."""


class UserFunction:
    """A function in a file, which is run at once. OSError or ValueError when that can't be done."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.path, _, self.name = text.rpartition(":")
        self.argument: int | str | None = None  # what it is being called with
        try:
            with open(self.path, "rb") as file:
                source = file.read()
        except OSError as error:
            raise OSError(error.errno, f"cannot read {self.path}: {error.strerror}") from None
        module = ModuleType(f"_lrcli_{os.path.basename(self.path).removesuffix('.py')}")
        module.__file__ = self.path
        self.folder, module.__package__ = package_of(os.path.abspath(self.path))
        sys.modules[module.__name__] = module  # dataclasses look their module up
        with self._theirs():
            exec(compile(source, self.path, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  # the user named this file to be run
        self.function: Callable[[Any], Any] = getattr(module, self.name, None)  # type: ignore[assignment]  # told below
        if not callable(self.function):
            own = [name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__]
            shown = [name for name in own if not name.startswith("_")][:LISTED]
            raise ValueError(f"{self.path} has no function {self.name}; it has {', '.join(shown) or 'none'}")

    def rates(self, arguments: Sequence[int], watch: Progress | None = None) -> Array:
        """The rates for epochs or steps, asked for one by one."""
        rates: list[float] = []
        with self._theirs():
            for self.argument in arguments:
                value = self.function(self.argument)
                rates.append(value if type(value) is float else self._number(value))
                if watch:
                    watch(len(rates), len(arguments))
        return np.array(rates, dtype=np.float64)

    def _number(self, value: Any) -> float:
        if isinstance(value, bool | str) or not hasattr(value, "__float__") or np.ndim(value):
            raise NotANumberError(f"{self.path}: {self.name}({self.argument}) is {value!r:.60}: not a number")
        return float(value)

    def rates_of_array(self, arguments: npt.NDArray[np.int64]) -> Array:
        """The rates for an array of epochs or steps."""
        self.argument = "array"
        with self._theirs():
            values = np.asarray(self.function(arguments.copy()))
        if values.shape != arguments.shape or values.dtype.kind not in "fiu":
            raise ValueError(f"{self.path}: {self.name} gives no array of numbers for an array")
        return values.astype(np.float64)

    @contextlib.contextmanager
    def _theirs(self) -> Iterator[None]:
        """What runs here is the user's own: its folder can be imported from, its errors are told as its own."""
        folders = [os.path.dirname(os.path.abspath(self.path)), self.folder]
        sys.path[:0] = folders
        try:
            with contextlib.redirect_stdout(sys.stderr or io.StringIO()):
                yield
        except NotANumberError:
            raise
        except (Exception, SystemExit) as error:
            raise ValueError(self._told(error)) from None
        finally:
            for folder in folders:
                with contextlib.suppress(ValueError):
                    sys.path.remove(folder)

    def _told(self, error: BaseException) -> str:
        """An error of theirs in one line: the file, the line, what was asked, what went wrong."""
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == self.path]
        line = error.lineno if isinstance(error, SyntaxError) and error.filename == self.path else (lines or [None])[-1]
        where = f"{self.path} line {line}" if line else self.path
        doing = "" if self.argument is None else f"{self.name}({self.argument}): "
        message = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
        text = f"{where}: {doing}{type(error).__name__}{': ' if message else ''}{message}"
        alone = isinstance(error, TypeError) and not line and self.argument is not None
        return f"{text} (it is called with one number)" if alone else text


def package_of(path: str) -> tuple[str, str]:
    """The folder that the package of a file lies in, and the package's name, for relative imports; "" for none."""
    folder, names = os.path.dirname(path), list[str]()
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        names.insert(0, name)
    return folder, ".".join(names)
