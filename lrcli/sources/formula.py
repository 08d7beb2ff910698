"""A rate as a formula that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.declare import REQUIRED, field
from lrcli.schedules.kinds import Text
from lrcli.schedules.schedule import Placed, Schedule
from lrcli.sources._rates import refuse_wrong_rates

if TYPE_CHECKING:
    from fractions import Fraction

    from lrcli._lazy import Array
    from lrcli.language.expression import Expression
    from lrcli.language.turns.reaches import Reach
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.scope import Scope

NAMES = ("t", "T", "step", "epoch")


def arithmetic(text: str) -> Expression:
    """The expression that a text is. ValueError for any other text."""
    from lrcli.language.expression import expression  # loaded for formulas alone

    return expression(text, NAMES)


class Arithmetic(Text):
    """Arithmetic in the names above."""

    def __init__(self) -> None:
        super().__init__("EXPRESSION")

    def check(self, value: Any) -> str:
        text = super().check(value).strip()
        arithmetic(text)
        return text

    def examples(self) -> list[Any]:
        return [
            "0.1 * 0.95 ** t",
            "0.1",
            "0.05 * (1 + cos(pi * min(t / T, 1)))",
            "where(t < 10, 0.01 * t, 0.1 / (1 + t))",
            "0.1 if t % 20 < 10 else 0.01 * exp(-t / 30)",
            "0.1 * 0.5 ** floor(epoch / 30)",
        ]


class Formula(Schedule, outside=True, dated=True):
    """Whatever a formula gives.

        lr(t) = expression in t, T, step, epoch, pi

    t is the time since the start in the run's unit (epochs, or steps in a run of steps), with decimals where rows are
    finer, and T the length of the run or piece in that unit. `step` and `epoch` are whole numbers, known where the run
    tells them. Allowed are + - * / // % **, comparisons, and, or, not, a if c else b, and these functions, as numpy has
    them, with or without np. or math.: exp exp2 expm1 log log2 log10 log1p sqrt cbrt square sin cos tan sinh cosh tanh
    arcsin arccos arctan asin acos atan radians degrees floor ceil trunc round int float sign abs fabs mod fmod pow
    power hypot where clip min max minimum maximum. In `lambda epoch: ...` the argument is what it is called, else
    t. A rate that is negative or not finite is an error.

    Source: Charles R. Harris et al., "Array programming with NumPy", 2020.
    """

    example = "expression='0.1 * 0.97 ** t'"

    expression: str = field(Arithmetic(), REQUIRED, 'formula, such as "0.1 * 0.95 ** t"', role="source")

    @property
    def read(self) -> Expression:
        """What its text was read as."""
        return arithmetic(self.expression)

    def settle(self, scope: Scope) -> FormulaOnRun:
        return FormulaOnRun(self, scope, self.exact(scope))

    def clock(self, scope: Scope) -> Clock:
        """What its names count in a slot of a run. FieldError for one that the run does not tell."""
        used = self.read.used
        if "T" in used and scope.slot is None:
            raise self.refuse("expression", "T is the length of the run, which has no end")
        ticks = {}
        for name, unit in (("t", ""), ("step", "st"), ("epoch", "ep")):
            try:
                ticks[name] = scope.run.per(unit)
            except ValueError as error:
                if name in used:
                    raise self.refuse("expression", f"{name} {error}") from None
        return Clock(ticks, scope.slot, scope.run.moves)


class FormulaOnRun(Placed):
    """A formula with the clock of its run."""

    exact: Formula

    def __init__(self, given: Formula, scope: Scope, exact: Formula) -> None:
        super().__init__(given, scope, exact)
        self.read, self.clock = exact.read, exact.clock(scope)
        self.shown = " ".join(exact.expression.split())  # in one line

    def values(self, t: Array, of: str = "lr") -> Array:
        names = self.clock.names(t)
        names |= {name: names["t"] for name in self.read.names if name not in NAMES}  # what a lambda calls it
        lr = self.read(names, len(t))
        refuse_wrong_rates(lr, t, lambda tick: f"formula: {self.shown} at {self.clock.moves} {tick}")
        return lr

    def arcs(self, end: int) -> list[Arc]:
        from lrcli.language.turns.formula_arcs import arcs_of_formula  # loaded for long runs alone
        from lrcli.language.turns.movements import Counted

        ticks = {name: int(each) for name, each in self.clock.ticks.items() if each.denominator == 1}
        whole = {name: each for name, each in ticks.items() if each == 1 or name in ("step", "epoch")}
        called = [name for name in self.read.names if name not in NAMES and "t" in whole]
        return arcs_of_formula(Counted(self.read.tree, self.reach, whole | dict.fromkeys(called, 1)), end)

    def reach(self, first: int, last: int) -> dict[str, Reach]:
        """What its names reach from one tick to another."""
        from lrcli.language.turns.reaches import rising, still

        names = {}
        for name, ends in self.clock.names(np.array([first, last], dtype=np.float64)).items():
            counted = name in ("step", "epoch") and self.clock.ticks[name] != 1
            names[name] = rising(float(ends[0]), float(ends[1]), counted) if np.ndim(ends) else still(float(ends))
        return names | {name: names["t"] for name in self.read.names if name not in NAMES}


class Clock(NamedTuple):
    """The time of a formula: ticks in one unit of each name, the slot in ticks, and what a tick is."""

    ticks: dict[str, Fraction]
    slot: int | None
    moves: str

    def names(self, t: Array) -> dict[str, Any]:
        """What the names stand for at ticks `t`."""
        since: dict[str, Any] = {name: t * ticks.denominator / ticks.numerator for name, ticks in self.ticks.items()}
        counted: dict[str, Any] = {name: np.floor(since[name]) for name in ("step", "epoch") if name in since}
        length = {} if self.slot is None else {"T": np.float64(self.slot / self.ticks["t"])}
        return {"t": since["t"], **length, **counted}
