"""What a schedule is: an immutable value that maps ticks to learning rates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, overload

from lrcli._lazy import np
from lrcli.clock import Run, half_up
from lrcli.schedules.curve import Beside
from lrcli.schedules.declare import REQUIRED, Field
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Body, Length, Rate, Written, percent_of
from lrcli.schedules.marks import Joint, Phase, Stop
from lrcli.schedules.scope import Scope, exact_ticks

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    import numpy.typing as npt

    from lrcli._lazy import Array

FAMILIES: dict[str, type[Schedule]] = {}
"""Every family by its name, in the order of declaration."""


OPERATORS: dict[str, Callable[..., Schedule]] = {}
"""What each operator makes, entered by the class that is made."""


class Same(NamedTuple):
    """What a scheduler of a framework may be in native notation.

    `pieces` are native calls, one after another, in which names stand for its arguments; it holds for the `fixed`
    values of others. `joins` names instead the fields of a composite that hold its members and where they begin.
    """

    pieces: tuple[str, ...] = ()
    fixed: dict[str, Any] = {}
    joins: tuple[str, str] = ("", "")


class Schedule(Written):
    """A learning-rate schedule. Immutable, hashable; `repr` is the text that rebuilds it.

    `schedule.on(run)` turns every duration into whole ticks; `schedule(ticks)` gives learning rates. Calling a
    schedule that was not put on a run counts bare durations in ticks, and is a ValueError when it needs to know
    the length of the run.
    """

    family: ClassVar[str] = ""
    """The name in the notation; empty for a class that is not a family itself."""
    aliases: ClassVar[tuple[str, ...]] = ()
    fields: ClassVar[dict[str, Field]] = {}
    main: ClassVar[str | None] = None
    """The main rate: the field that `lr=` stands for."""
    choose_one: ClassVar[tuple[str, ...]] = ()
    """Fields that exclude one another; the first applies when none is given."""
    combines: ClassVar[bool] = False
    """Built around other schedules: a combinator, not a curve of its own."""
    operator: ClassVar[str] = ""
    """Written with an operator: the name is not one of the notation's."""
    dated: ClassVar[bool] = False
    """The dates are the point: a warm-up lies over the first ticks instead of pushing everything back."""
    outside: ClassVar[bool] = False
    """Comes from outside, as text or from a file: its formula is not all there is to it."""
    natively: ClassVar[tuple[Same, ...]] = ()
    """What a framework's scheduler may be in native notation."""
    natural: ClassVar[dict[str, Any]] = {}
    """The run that shows the family best, as arguments of Run; empty for the default."""

    run: Run | None = None
    """The run that every duration was resolved on; None before `on`."""

    def __init_subclass__(
        cls, family: str = "", aliases: tuple[str, ...] = (), abstract: bool = False, **settings: Any
    ) -> None:
        super().__init_subclass__()
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        for name, field in declared.items():
            field.name = name
        cls.fields = {**cls.fields, **declared}
        holds_others = any(isinstance(getattr(field.kind, "item", field.kind), Body) for field in cls.fields.values())
        rates = (name for name, field in cls.fields.items() if isinstance(field.kind, Rate))
        cls.main = "lr" if "lr" in cls.fields else None if holds_others else next(rates, None)
        for name, value in settings.items():
            if name not in ("natural", "choose_one", "dated", "operator", "outside"):
                raise TypeError(f"a family has no setting {name!r}")
            setattr(cls, name, value)
        cls.aliases = aliases
        cls.family = family or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        if cls.operator:
            OPERATORS[cls.operator] = cls
        if not abstract:
            FAMILIES[cls.family] = cls
            cls.combines = holds_others

    def __init__(self, *args: Any, **keywords: Any) -> None:
        given = self._named(args, keywords)
        values: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = given.get(name, field.default)
            if value is REQUIRED:
                raise FieldError(self.family, name, f"needs {name}: {field.help}")
            try:
                if isinstance(value, str) and isinstance(field.kind, Rate) and self.main in values:
                    value = percent_of(values[self.main], value)
                values[name] = field.check(value)
            except ValueError as error:
                raise FieldError(self.family, name, f"{name}: {error}") from None
        chosen = [name for name in self.choose_one if given.get(name) is not None]
        if len(chosen) > 1:
            raise FieldError(self.family, chosen[1], f"{' and '.join(chosen)} exclude one another: choose one")
        for name in self.choose_one:
            if chosen and name != chosen[0]:
                values[name] = None
        self.__dict__.update(values)
        self.check()

    def _named(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
        """The arguments by field name; aliases resolved, nothing unknown, nothing twice."""
        names = list(self.fields)
        if len(args) > len(names):
            raise FieldError(
                self.family,
                str(len(names)),
                f"takes at most {len(names)} values, {len(args)} given: {', '.join(names)}",
            )
        given = dict(zip(names, args, strict=False))
        for word, value in keywords.items():
            name = self.field_named(word)
            if name is None:
                raise FieldError(self.family, word, f"no argument {word}{self._hint(word)}")
            if name in given:
                raise FieldError(self.family, word, f"{name} is given twice")
            given[name] = value
        return given

    @classmethod
    def field_named(cls, word: str) -> str | None:
        """The field that a word names: its name, an alias, or `lr` for the main rate."""
        if word in cls.fields:
            return word
        if word == "lr":
            return cls.main
        return next((name for name, field in cls.fields.items() if word in field.aliases), None)

    @classmethod
    def _hint(cls, word: str) -> str:
        from difflib import get_close_matches  # only mistakes need it

        names = list(cls.fields)
        close = get_close_matches(word, names, n=1, cutoff=0.6)
        if close:
            return f"; did you mean {close[0]}?"
        return f"; it has {', '.join(names)}" if names else "; it has none"

    def check(self) -> None:
        """Refuse values that make no sense together. Called when built and again when resolved on a run."""

    def refuse(self, field: str, message: str) -> FieldError:
        """The error for a value of `field`, to be raised."""
        return FieldError("" if self.operator else self.family, field, message)

    # --- a value ---

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a schedule cannot be changed: use replace({name}=...)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a schedule cannot be changed")

    def _key(self) -> tuple[Any, ...]:
        return (type(self), self.run, *(getattr(self, name) for name in self.fields))

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Schedule) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        words = []
        for index, (name, field) in enumerate(self.fields.items()):
            value = getattr(self, name)
            if index == 0:
                words.append(field.show(value))
            elif value != field.default and not (value is None and name in self.choose_one):
                words.append(f"{name}={field.show(value)}")
        return f"{self.family}({', '.join(words)})"

    def replace(self, **changes: Any) -> Self:
        """The same schedule with other field values."""
        values = {name: getattr(self, name) for name in self.fields}
        return type(self)(**{name: value for name, value in {**values, **changes}.items() if value is not None})

    # --- combining ---

    def __rshift__(self, other: Schedule) -> Schedule:
        return OPERATORS[">>"]((self, other)) if isinstance(other, Schedule) else NotImplemented

    def __rmul__(self, factor: float) -> Schedule:
        return OPERATORS["*"](factor, self)

    def __getitem__(self, piece: slice) -> Schedule:
        if not isinstance(piece, slice) or piece.start is not None or piece.step is not None or piece.stop is None:
            raise ValueError("a piece of a schedule is written a[:n]")
        return OPERATORS["[:]"](self, piece.stop)

    # --- time ---

    def on(self, run: Run) -> Self:
        """The same schedule on `run`, with every duration in whole ticks.

        ValueError when the run does not tell enough (its length, or the steps in an epoch) or the pieces do not fit.
        """
        if self.run == run:
            return self
        whole = run.ticks
        own = self.span(Scope(run, whole, whole))
        slot = whole if own is None else max(half_up(own), 1)
        settled = self.settle(Scope(run, whole, slot))
        settled.__dict__["run"] = run
        return settled

    def span(self, scope: Scope) -> Fraction | None:
        """Its own length in exact ticks; None for an open piece, which fills the slot it is given."""
        for name, field in self.fields.items():
            if isinstance(field.kind, Length):
                value = getattr(self, name)
                return None if value is None else exact_ticks(value, scope)
        return None

    def settle(self, scope: Scope) -> Self:
        """The same schedule in a slot of a run, durations resolved."""
        settled = object.__new__(type(self))
        for name in self.fields:
            settled.__dict__[name] = self.resolved(name, scope)
        settled.check()
        return settled

    def resolved(self, name: str, scope: Scope) -> Any:
        """One field's value in a slot of a run."""
        kind, value = self.fields[name].kind, getattr(self, name)
        if value is None and not (isinstance(kind, Length) and self.fills):
            return None
        try:
            return kind.resolve(value, scope)
        except FieldError:
            raise
        except ValueError as error:
            raise self.refuse(name, f"{name}: {error}") from None

    @property
    def fills(self) -> bool:
        """Whether a length that was not given is the rest of the slot (else the family does without one)."""
        return True

    def is_dated(self) -> bool:
        """Whether dates are the point, so that a warm-up lies over the first ticks instead of before them."""
        return self.dated

    def natural_run(self) -> Run | None:
        """The run that shows this schedule best; None when any does."""
        return Run(**self.natural) if self.natural else None

    def notes(self) -> list[str]:
        """Warnings about a schedule on its run that can hardly be what was meant."""
        return [note for inner in self.inner() for note in inner.notes()]

    def quirks(self, end: int) -> list[str]:
        """What a user may not expect of it in its first `end` ticks, on a run; no mistakes, which `notes` tells."""
        return [told for inner in self.inner() for told in inner.quirks(end)]

    def phases(self, end: int) -> list[Phase]:
        """The phases that begin before tick `end`, in order, on a run; the first begins at 0. At most MOST_PHASES."""
        return [Phase(0, self.family)]

    def seams(self, end: int) -> list[int]:
        """Ticks after 0 and before `end` at which one phase gives way to the next."""
        return sorted({phase.start for phase in self.phases(end)} - {0})

    def joints(self) -> list[Joint]:
        """Where the pieces of a composition meet and where a metric lowered the rate, on a run."""
        return []

    @property
    def reductions(self) -> list[Joint]:
        """Where a metric lowered the rate, on a run."""
        return [joint for joint in self.joints() if joint.best is not None]

    @property
    def metrics_on_run(self) -> Array:
        """The metric that it reacts to, on a run: a line for each value with its tick and the value."""
        return np.empty((0, 2))

    def stop(self) -> Stop | None:
        """Where a schedule on a run ends for good, in its own ticks; None for one that goes on for ever."""
        return None

    def limit(self) -> int | None:
        """The first tick without a learning rate, which calling it refuses; None when every tick has one."""
        placed = self if self.run is not None else self.on(Run())
        stop = placed.stop()
        return None if stop is None else stop.tick * (placed.run.hold if placed.run else 1)

    def spellings(self) -> list[dict[str, Any]]:
        """The arguments of a schedule on a run, in every way in which they say the same."""
        return [{name: getattr(self, name) for name in self.fields}]

    def inner(self) -> list[Schedule]:
        """The schedules inside this one."""
        found: list[Schedule] = []
        for name in self.fields:
            value = getattr(self, name)
            values = value if isinstance(value, tuple) else (value,)
            found.extend(item for item in values if isinstance(item, Schedule))
        return found

    # --- evaluation ---

    def formula(self, t: Array) -> Array:
        """Learning rates at ticks `t`, a contiguous one-dimensional array of whole numbers >= 0, as float64.

        Ticks from its stop on have no rate: what stands there is never shown.
        """
        raise NotImplementedError(f"{self.family} declares no formula")

    def momentum_formula(self, t: Array) -> Array:
        """What momentum is at ticks `t`, as `formula` gives rates. ValueError when the schedule drives none."""
        raise ValueError(f"{self.family} drives no momentum")

    def rates(self, t: Array) -> Array:
        """The formula's values; a factor above 1 may lead to infinity."""
        with np.errstate(over="ignore"):
            return self.formula(t)

    @overload
    def __call__(self, ticks: int) -> float: ...
    @overload
    def __call__(self, ticks: npt.ArrayLike) -> Array: ...
    def __call__(self, ticks: Any) -> Any:
        """Learning rates in effect during `ticks`: a float for a number, else an array of the same shape.

        ValueError for ticks that are negative or not whole, and for those from its limit on.
        """
        return self._evaluate("rates", ticks)

    @overload
    def momentum(self, ticks: int) -> float: ...
    @overload
    def momentum(self, ticks: npt.ArrayLike) -> Array: ...
    def momentum(self, ticks: Any) -> Any:
        """The momentum (Adam's beta1) that it drives along with the LR, for the ticks that have a rate.

        ValueError for a schedule that drives none.
        """
        return self._evaluate("momentum_formula", ticks)

    def momentum_curve(self) -> Beside:
        """The momentum as a curve, NaN where it has none. ValueError for a schedule that drives none."""
        self.momentum_formula(np.zeros(1))
        return Beside(
            f"momentum of {self!r}",
            lambda rows: np.asarray(self._evaluate("momentum_formula", rows, gaps=True)),
            self.limit,
        )

    def gapped(self, ticks: npt.ArrayLike) -> Array:
        """Learning rates as calling it gives them, NaN from its limit on: what a drawing needs."""
        return np.asarray(self._evaluate("rates", ticks, gaps=True))

    def _evaluate(self, formula: str, ticks: Any, gaps: bool = False) -> Any:
        placed = self if self.run is not None else self.on(Run())
        t = as_ticks(ticks)
        if placed.run is not None and placed.run.hold > 1:
            t = np.floor(t / placed.run.hold)
        evaluate = getattr(placed, formula)
        stop = placed.stop()
        past = stop is not None and t.size > 0 and t.max() >= stop.tick
        if stop is not None and past and not gaps:
            raise ValueError(f"no learning rate from tick {placed.limit()} on: {stop.error}")
        if stop is not None and past:
            inside = t < stop.tick
            values = np.full_like(t, np.nan)
            values[inside] = evaluate(t[inside])
        else:
            values = evaluate(t)
        return float(values[0]) if np.ndim(ticks) == 0 else values.reshape(np.shape(ticks))


def as_ticks(ticks: Any) -> Array:
    """Ticks as the one-dimensional float64 array that formulas work on (exact to 2**53)."""
    given = np.asarray(ticks)
    if given.dtype.kind not in "iuf" and given.size:
        raise ValueError(f"ticks are whole numbers, not {given.dtype}")
    t: Array = np.array(given, dtype=np.float64).reshape(-1)
    if t.size and not t.max() <= 2**53:
        raise ValueError("ticks are counted exactly up to 2**53")
    if t.size and not t.min() >= 0:
        raise ValueError("ticks count from 0: a negative tick, or one that is not a number, has no learning rate")
    if given.dtype.kind == "f" and (t != np.floor(t)).any():
        raise ValueError("ticks are whole numbers: a fraction of a tick has no learning rate")
    return t
