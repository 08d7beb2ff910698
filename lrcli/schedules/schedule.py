"""What a schedule is: an immutable value that maps ticks to learning rates; and what it is on a run.

A family is one class. Its fields, their order, defaults and bounds stand in the class body, its formula in `formula`,
its summary, mathematics and source in its docstring. Declaring the class enters it in the catalogue; everything that
lists, reads, prints, draws or tests families follows from there.

    parse(text) -> Schedule      what was written
    .on(run)    -> Placed        what runs: the curve of a schedule on a run
    placed(30)  -> 0.1           its rate in a row
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli._lazy import np
from lrcli.clock import Run
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.arcs import unknown
from lrcli.schedules.curve import Curve, Group
from lrcli.schedules.docstrings import docstring
from lrcli.schedules.errors import FieldError, too_extreme
from lrcli.schedules.filling import filled, is_held, scope_on
from lrcli.schedules.kinds import Body, Written
from lrcli.schedules.marks import earliest
from lrcli.schedules.mathematics import Mathematics
from lrcli.schedules.scope import Scope, exact_ticks
from lrcli.schedules.slots import BySlots, Slot
from lrcli.schedules.spans import Length
from lrcli.schedules.value import main_rate, starts_at_main, without_rate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from lrcli._lazy import Array
    from lrcli.schedules.about import Same
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Joint, Phase, Remark, Stop

FAMILIES: dict[str, type[Schedule]] = {}
"""Every family by its name, in the order of declaration."""
OPERATORS: dict[str, Callable[..., Schedule]] = {}
"""What each operator makes, entered by the class that is made."""


class Piece(Mathematics, Written):
    """What may be a piece of a chain."""

    def first_piece(self) -> Any:
        """The schedule whose first tick is its own first: one inside of it, or it itself."""
        return self

    def with_first_piece(self, schedule: Schedule) -> Schedule:
        """The same with another one there."""
        return schedule

    def inner(self) -> list[Schedule]:
        """The schedules inside this one."""
        every = (value if isinstance(value, tuple) else (value,) for value in self._values().values())
        return [each for values in every for each in values if isinstance(each, Schedule)]

    def moves_within(self) -> bool:
        """Whether a part of it moves every step, even where the rate is held within each epoch."""
        return any(inner.moves_within() for inner in self.inner())


class Schedule(Piece):
    """A learning-rate schedule, as it was written. Immutable, hashable; `repr` is the text that rebuilds it.

    `schedule.on(run)` is its curve on a run, every duration in whole ticks. Calling a schedule itself counts bare
    durations in ticks, and is a ValueError when it needs to know the length of the run.
    """

    combines: ClassVar[bool] = False
    """Built around other schedules: a combinator, not a curve of its own."""
    operator: ClassVar[str] = ""
    """Written with this operator: the name is not one of the notation's."""
    generic: ClassVar[bool] = False
    """The last part of its name is an ordinary word: only the dotted name means it."""
    dated: ClassVar[bool] = False
    """The dates are the point: a warm-up lies over the first ticks instead of pushing everything back."""
    facts: ClassVar[tuple[str, ...]] = ()
    """The fields that the run's flags fill."""
    reads: ClassVar[Callable[[str], bool] | None] = None
    """Whether its `text` may be a text of a program: the call that makes a configuration, a command with flags."""
    guarded: ClassVar[bool] = False
    """A scheduler that accelerate does not step past its end, because it tells how many steps it has."""
    natively: ClassVar[tuple[Same, ...]] = ()
    """What a framework's scheduler may be in native notation."""
    example: ClassVar[str] = ""
    """Arguments of one, as text, without the optimizer's rate; a scheduler of a framework shows itself in 100 ticks."""
    natural: ClassVar[dict[str, Any]] = {}
    """The run that shows the family best, as arguments of Run; empty for the default."""

    def __init_subclass__(
        cls, family: str = "", aliases: tuple[str, ...] = (), abstract: bool = False, **settings: Any
    ) -> None:
        super().__init_subclass__()
        cls.__doc__ = docstring(cls)
        for name, value in settings.items():
            if name not in ("natural", "choose_one", "dated", "operator", "outside"):
                raise TypeError(f"a family has no setting {name!r}")
            setattr(cls, name, value)
        holds_others = any(isinstance(getattr(field.kind, "item", field.kind), Body) for field in cls.fields.values())
        cls.main = "lr" if "lr" in cls.fields else None if holds_others else main_rate(cls.fields)
        cls.aliases = aliases
        cls.family = family or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        if cls.operator:
            OPERATORS[cls.operator] = cls
        if not abstract:
            FAMILIES[cls.family] = cls
            cls.combines = holds_others

    # --- combining ---

    def __rshift__(self, other: Schedule) -> Schedule:
        return OPERATORS[">>"]((self, other)) if isinstance(other, Schedule) else NotImplemented

    def __rmul__(self, factor: float) -> Schedule:
        return OPERATORS["*"](factor, self)

    def __mul__(self, factor: float) -> Schedule:
        return NotImplemented if isinstance(factor, Schedule) else OPERATORS["*"](factor, self)

    def __truediv__(self, divisor: float) -> Schedule:
        return NotImplemented if isinstance(divisor, Schedule) else OPERATORS["*"](1 / divisor, self)

    def __getitem__(self, piece: slice) -> Schedule:
        if not isinstance(piece, slice) or piece.step is not None or (piece.start is None and piece.stop is None):
            raise ValueError("a piece of a schedule is written a[:n] or a[k:]")
        return OPERATORS["[:]"](self, piece.stop, piece.start)

    # --- on a run ---

    def on(self, run: Run) -> Placed:
        """The curve of the schedule on `run`, every duration in whole ticks.

        ValueError when the run does not tell enough (its length, or the steps in an epoch) or the pieces do not fit.
        """
        return placed_on(self, run)

    def span(self, scope: Scope) -> Fraction | None:
        """Its own length in exact ticks; None for an open piece, which fills the slot it is given."""
        for name, field in self.fields.items():
            if isinstance(field.kind, Length):
                value = getattr(self, name)
                return None if value is None else exact_ticks(value, scope)
        return None

    def exact(self, scope: Scope) -> Self:
        """The same schedule with every duration in ticks, in a slot of a run."""
        return self.replace(**{name: self.resolved(name, scope) for name in self.fields})

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
            raise self.refuse(name, str(error)) from None

    def settle(self, scope: Scope) -> Placed:
        """Its curve in a slot of a run."""
        return Placed(self, scope, self.exact(scope))

    @property
    def fills(self) -> bool:
        """Whether a length that was not given is the rest of the slot (else the family does without one)."""
        return True

    def is_dated(self) -> bool:
        """Whether dates are the point, so that a warm-up lies over the first ticks instead of before them."""
        return self.dated

    def natural_run(self) -> NaturalRun | None:
        """The run that shows this schedule best; None when any does."""
        return NaturalRun(Run(**self.natural)) if self.natural else None

    def refuse(self, field: str, reason: str, cause: str = "value", value: str = "") -> FieldError:
        return FieldError("" if self.operator else self.family, (field,), reason, cause=cause, value=value)

    def __call__(self, ticks: Any) -> Any:
        """Learning rates, bare durations counted in ticks."""
        return self.on(Run())(ticks)

    def momentum(self, ticks: Any) -> Any:
        """The momentum that it drives, bare durations counted in ticks."""
        return self.on(Run()).momentum(ticks)

    def weight_decay(self, ticks: Any) -> Any:
        """The weight decay that it drives, bare durations counted in ticks."""
        return self.on(Run()).weight_decay(ticks)


class Placed(Curve):
    """A schedule on a run, or in a slot of one.

    given   the schedule as it was written
    scope   where it was placed
    exact   the same with every duration in ticks: a schedule like any other

    Two are equal when the exact schedules and the runs are; `repr` is that of the exact schedule. What is derived is
    made anew when one is copied or sent to another process.
    """

    def __init__(self, given: Schedule, scope: Scope, exact: Schedule) -> None:
        self.given, self.scope, self.exact = given, scope, exact

    @property
    def run(self) -> Run:
        return self.scope.run

    def on(self, run: Run) -> Placed:
        """The curve on another run."""
        return self if run == self.run else self.given.on(run)

    def values(self, t: Array, of: str = "lr") -> Array:
        match of:
            case "lr":
                return self.exact.formula(t)
            case "momentum":
                return self.exact.momentum_formula(t)
            case "weight_decay":
                return self.exact.weight_decay_formula(t)
        raise ValueError(self.drives_none(of))

    def tells(self, of: str) -> bool:
        return of == "lr" or of in self.exact.drives

    def stop(self) -> Stop | None:
        return self.ended

    @cached_property
    def ended(self) -> Stop | None:
        """Its stop, or where a function of the user's has no value."""
        with np.errstate(all="ignore"):
            return earliest(self.exact.stop(), self.exact.tried(self.scope.tries))

    def told(self, end: int) -> int:
        """The tick before which it is told of: nothing is said of what comes after its stop."""
        limit = self.limit()
        return end if limit is None else min(end, max(limit, 1))

    def phases(self, end: int) -> list[Phase]:
        with np.errstate(all="ignore"):
            return self.exact.phases(self.told(end))

    def phase_count(self, end: int) -> int | None:
        return self.exact.phase_count(self.told(end))

    def arcs(self, end: int) -> list[Arc]:
        return self.exact.arcs(end)

    def arcs_of(self, end: int, of: str) -> list[Arc]:
        return self.exact.driven_arcs(end) if of in self.exact.drives else super().arcs_of(end, of)

    def joints(self, end: int) -> list[Joint]:
        with np.errstate(all="ignore"):
            return [joint for joint in self.exact.joints(end) if joint.at < self.told(end + 1)]

    def remarks(self, end: int) -> Iterator[Remark]:
        with np.errstate(all="ignore"):  # not around a yield: it would hold for the caller
            found = [*self.given.taken(self.exact, self.scope), *self.exact.remarks(self.scope, end)]
        yield from found

    def drives_none(self, of: str) -> str:
        return f"{self.given.family} drives no {self.name_of(of)}"

    def __repr__(self) -> str:
        return repr(self.exact)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Placed):
            return NotImplemented
        return self.exact == other.exact and self.run == other.run

    def __hash__(self) -> int:
        return hash((self.exact, self.run))

    def __reduce__(self) -> tuple[Any, ...]:
        return settled, (self.given, self.scope)


def placed_on(given: Schedule, run: Run) -> Placed:
    """The curve of a schedule on a run."""
    whole = Scope(run, run.ticks, run.ticks)
    if len(groups := given.by_group()) > 1:
        return InGroups(given, whole, [each.on(run) for each in groups])
    try:
        with np.errstate(all="ignore"):
            placed = given.settle(filled(given, scope_on(given, run)))
    except ArithmeticError as error:
        raise too_extreme(given.family, error) from None
    return placed if run.hold == 1 else Held(placed, whole, placed.run.hold)


def opened_from(schedule: Schedule, source: str, instead_of: str) -> Schedule:
    """The same; but where the rate that it starts at is from `instead_of`, it is from another source."""
    first = schedule.first_piece()
    taken = starts_at_main(type(first)) and first.rate_from == instead_of
    return schedule.with_first_piece(without_rate(first, source)) if taken else schedule


def settled(given: Schedule, scope: Scope) -> Placed:
    """The curve of a schedule in a slot of a run: held within each epoch where that is asked for."""
    if not is_held(given, scope):
        return given.settle(scope)
    return Held(given.settle(filled(given, scope.in_epochs())), scope, scope.run.steps_per_epoch or 1)


def exact_in(given: Schedule, scope: Scope) -> Schedule:
    """A schedule in a slot of a run with every duration in ticks: in epochs where it is held within each."""
    return given.exact(filled(given, scope.in_epochs()) if is_held(given, scope) else scope)


class Joined(BySlots, Placed):
    """A schedule made of others, in a slot of a run: each speaks in its slots."""

    def __init__(self, given: Schedule, scope: Scope, exact: Schedule, slots: Iterable[Slot]) -> None:
        super().__init__(given, scope, exact)
        self._slots = tuple(slots)

    def slots(self) -> Iterable[Slot]:
        return self._slots

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from Placed.remarks(self, end)
        yield from BySlots.remarks(self, end)


class Held(Joined):
    """A schedule whose ticks are epochs, where ticks are steps: its rate is held within each epoch of the run.

    With a `hold` of 1 it is a schedule on such a run that has seen to that itself.
    """

    def __init__(self, placed: Placed, scope: Scope, hold: int) -> None:
        slot = Slot(placed, begin=-(scope.begin % hold), hold=hold)
        super().__init__(placed.given, scope, placed.exact, [slot])

    def remarks(self, end: int) -> Iterator[Remark]:
        return BySlots.remarks(self, end)

    def __reduce__(self) -> tuple[Any, ...]:
        return super().__reduce__() if self.scope.held else (Schedule.on, (self.given, self.run))


class InGroups(Placed):
    """A schedule on a run that has a curve for each parameter group, and none of its own.

    What was written with durations stays as it was written: each group has an exact schedule.
    """

    def __init__(self, given: Schedule, scope: Scope, curves: Iterable[Placed]) -> None:
        super().__init__(given, scope, given)
        self.curves = tuple(curves)

    def groups(self) -> tuple[Group, ...]:
        return tuple(Group(f"group{index}", curve) for index, curve in enumerate(self.curves))

    def inner(self) -> tuple[Curve, ...]:
        return self.curves

    def tells(self, of: str) -> bool:
        return any(curve.tells(of) for curve in self.curves)

    def values(self, t: Array, of: str = "lr") -> Array:
        count = len(self.curves)
        name = "learning rate" if of == "lr" else self.name_of(of)
        raise ValueError(f"{self!r} has {count} parameter groups, each with a {name} of its own: ask groups()")

    def stop(self) -> Stop | None:
        return None

    def phases(self, end: int) -> list[Phase]:
        return []

    def phase_count(self, end: int) -> int | None:
        return 0

    def arcs(self, end: int) -> list[Arc]:
        return unknown(0, end)

    def joints(self, end: int) -> list[Joint]:
        return []

    def remarks(self, end: int) -> Iterator[Remark]:
        for curve in self.curves:
            yield from curve.remarks(end)

    def __reduce__(self) -> tuple[Any, ...]:
        return Schedule.on, (self.given, self.run)
