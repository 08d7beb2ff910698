"""A function in the user's own file: the only code of others that is run, and only where it is named."""

from __future__ import annotations

import contextlib
import inspect
import io
import math
import os
import re
import sys
import traceback
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.progress import progress
from lrcli.reading.bounded import MOST_OF_TEXT, read_whole
from lrcli.schedules.kinds import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.progress import Progress

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
"""Of an object, in its text: another one each time."""
LISTED = 20  # functions that an error names
MANY = 10**7  # calls that are some ten seconds' work


class FunctionName(Text):
    """A file and the name of a function in it."""

    is_path = True

    def __init__(self) -> None:
        super().__init__("FILE:FUNCTION")

    def check(self, value: Any) -> str:
        text = super().check(value)
        if not is_function_name(text):
            raise ValueError(f'{text!r} is not a file and a function, such as "my_lr.py:decay_learning_rate"')
        return text


class NotANumberError(ValueError):
    """The function gave something else."""


class UserFunction:
    """A function in a file, which is run at once. OSError or ValueError when that can't be done."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.path, _, self.name = text.rpartition(":")
        self.argument: int | str | None = None  # what it is being called with
        self.with_rate = False
        try:
            with open(self.path, "rb") as file:
                source = bytes(read_whole(file, MOST_OF_TEXT))
        except OSError as error:
            raise OSError(error.errno, f"cannot read {self.path}: {error.strerror}") from None
        module = ModuleType(f"_lrcli_{os.path.basename(self.path).removesuffix('.py')}")
        module.__file__ = self.path
        self.folder, module.__package__ = package_of(os.path.abspath(self.path))
        sys.modules[module.__name__] = module  # dataclasses look their module up
        with self._theirs():
            exec(compile(source, self.path, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  # the user named this file to be run
        self.function: Callable[..., Any] = getattr(module, self.name, None)  # type: ignore[assignment]  # told below
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
            told = f"{self.path}: {self.name}({self.argument}) is {ADDRESS.sub('', repr(value)):.60}: not a number"
            if inspect.iscoroutine(value):
                value.close()  # else Python says on stderr that nobody waited for it
            raise NotANumberError(told)
        return float(value)

    @property
    def takes_rate(self) -> bool:
        """Whether it cannot be called without the running rate, its second argument."""
        second = second_of(self.function)
        return second is not None and second.default is second.empty

    def rate(self, *arguments: Any) -> float:
        """The rate for some arguments: the epoch, and perhaps the running rate."""
        return self._number(self.value(*arguments))

    def value(self, *arguments: Any) -> Any:
        """What it gives for some arguments."""
        self.argument, self.with_rate = arguments[0], len(arguments) > 1
        with self._theirs():
            return self.function(*arguments)

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
        except BaseException as error:  # whatever it is, it is theirs; Ctrl-C comes as a signal
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
        given = "the epoch and the running rate" if self.with_rate else "one number"
        return f"{text} (it is called with {given})" if alone else text


def is_function_name(text: str) -> bool:
    """Whether a text is a file and the name of a function, such as my_lr.py:decay."""
    path, _, name = text.rpartition(":")
    return bool(path) and name.isidentifier()


def second_of(function: Callable[..., Any]) -> inspect.Parameter | None:
    """The second parameter of a function by place; None where it has none, or does not say."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    by_place = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    return by_place[1] if len(by_place) > 1 else None


class Running:
    """The rates that a function of the epoch and the running rate gives: each call gets the rate of the one before.

    They are kept, so that any of them may be asked for in any order. ValueError for a rate that is none.
    """

    def __init__(self, call: Callable[[int, float], float], lr: float, name: str) -> None:
        self.call, self.lr, self.name = call, lr, name
        self.rates: list[float] = []

    def at(self, places: npt.NDArray[np.int64]) -> Array:
        """The rates at places, which count from 0."""
        self.reach(int(places.max(initial=-1)) + 1)
        return np.array([self.rates[place] for place in places.tolist()], dtype=np.float64)

    def reach(self, count: int) -> None:
        """Go on to so many rates."""
        if count > MANY:
            raise ValueError(f"{self.name} would be called {count} times, one after another, at most {MANY:.0e}")
        watch = progress() if count - len(self.rates) > 1 else None
        lr = self.rates[-1] if self.rates else self.lr
        for number in range(len(self.rates), count):
            lr = self.call(number, lr)
            if not (math.isfinite(lr) and lr >= 0):
                given = f"{self.name}({number}) is {lr:.6g}"
                raise ValueError(f"{given}: a learning rate is finite and at least 0")
            self.rates.append(lr)
            if watch:
                watch(len(self.rates), count)


def package_of(path: str) -> tuple[str, str]:
    """The folder that the package of a file lies in, and the package's name, for relative imports; "" for none."""
    folder, names = os.path.dirname(path), list[str]()
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        names.insert(0, name)
    return folder, ".".join(names)
