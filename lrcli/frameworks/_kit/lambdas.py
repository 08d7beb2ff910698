"""Schedulers that are given a function of the epoch: when they call it, and where it fails."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from lrcli._lazy import np
from lrcli.frameworks._kit.base import Scheduler
from lrcli.frameworks._kit.functions import function_of_one
from lrcli.frameworks._kit.stepping import BLOCK, Lasting
from lrcli.language.expression import FunctionOfOne
from lrcli.schedules.arcs import unknown
from lrcli.schedules.errors import FieldError
from lrcli.schedules.marks import Stop

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.functions import OfOne
    from lrcli.schedules.arcs import Arc


FIRST_LOOKED_AT = (1, 2**8, 2**12, 2**16, 2**20)
"""Epochs from which on a function is looked at: what changes it at first may be over."""


class Functional(Scheduler, abstract=True):
    """A scheduler that may hold a function of the user's."""

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
        """What it is called with in the steps to the epochs `k`; it never falls."""
        return k

    def called(self, k: Array) -> Array:
        """What it gives there; 1 where there is none."""
        return np.ones_like(k) if self.function is None else self.function(self.argument(k))

    def function_arcs(self, end: int) -> list[Arc]:
        """The arcs of a function of the epoch before epoch `end`, where it is a formula."""
        from lrcli.language.turns.formula_arcs import arcs_of_formula  # loaded for long runs alone
        from lrcli.language.turns.movements import Counted
        from lrcli.language.turns.reaches import rising

        known = self.function
        if not isinstance(known, FunctionOfOne):
            return unknown(0, end)
        names = known.expression.names
        formula = Counted(
            known.expression.tree,
            lambda first, last: dict.fromkeys(names, rising(first, last)),
            dict.fromkeys(names, 1),
        )
        return arcs_of_formula(formula, end)

    @cached_property
    def gains(self) -> Lasting | None:
        """What it makes, from some epoch on, of a rate that it multiplies at every step, where it is a formula."""
        from lrcli.language.turns.one_way import reach_of_one  # loaded for long runs alone

        if not isinstance(self.function, FunctionOfOne):
            return None
        found = None
        for first in FIRST_LOOKED_AT:
            known = reach_of_one(self.function, *(float(k) for k in self.argument(np.array([first, 2.0**53]))))
            if known.finite and (found is None or known.low == known.high):
                found = Lasting(first, [(known.low, 0.0), (known.high, 0.0)])
            if known.low == known.high:
                break
        return found

    def fails(self, first: int, end: int) -> tuple[int, str] | None:
        """The first of the epochs from `first` to before `end` at which it raises an error, and the error."""
        if self.function is None:
            return None
        if isinstance(self.function, FunctionOfOne) and end - first > BLOCK:
            from lrcli.language.turns.one_way import reach_of_one  # loaded for long runs alone

            lowest, highest = (float(k) for k in self.argument(np.array([first, end - 1.0])))
            if reach_of_one(self.function, lowest, highest).finite:
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

    def call(self, epoch: int, last: int | None = None) -> None:
        """FieldError where its function raises an error at an epoch, or at one up to a last, in a constructor."""
        failure = self.fails(epoch, (epoch if last is None else last) + 1)
        if failure:
            raise FieldError("", (self.function_field,), failure[1], cause="together")
