"""The mathematics of a family: what an exact schedule, every duration in ticks, knows of itself.

A family writes these methods; its curve (`Placed`) and code export call them, and nobody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from lrcli.schedules.arcs import HELD, arcs_at, arcs_of_phases, unknown
from lrcli.schedules.marks import Phase, counted, levels
from lrcli.schedules.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Joint, Remark, Stop
    from lrcli.schedules.scope import Scope


class Mathematics(Value):
    """What is told of an exact schedule, counted in its own ticks."""

    outside: ClassVar[bool] = False
    """Comes from outside, as text or from a file: its formula is not all there is to it."""

    one_way: ClassVar[bool] = True
    """Its rate goes one way in each phase, up to where it jumps, whatever its fields are."""

    @property
    def drives(self) -> tuple[str, ...]:
        """What it drives along with the rate: "momentum", "weight_decay"."""
        return ()

    def formula(self, t: Array) -> Array:
        """Learning rates at ticks `t`, a contiguous one-dimensional array of whole numbers >= 0, as float64.

        Ticks from its stop on have no rate: what stands there is never shown.
        """
        raise NotImplementedError(f"{self.family} declares no formula")

    def momentum_formula(self, t: Array) -> Array:
        """What momentum is at ticks `t`, as `formula` gives rates."""
        raise NotImplementedError(f"{self.family} drives no momentum")

    def weight_decay_formula(self, t: Array) -> Array:
        """What weight decay is at ticks `t`, as `formula` gives rates."""
        raise NotImplementedError(f"{self.family} drives no weight decay")

    def made_for(self, old: Scope, new: Scope) -> Any:
        """The same for the slot of `new`, where numbers of its own say that it was made for the slot of `old`."""
        return self

    def changes(self, end: int) -> Sequence[int] | None:
        """The ticks at which its rate changes, those before tick `end` and perhaps others, if it holds between them.

        None for one that does not hold its rate.
        """
        return None

    def phases(self, end: int) -> list[Phase]:
        """Its phases before tick `end`, in order; the first begins at 0. At most MOST_PHASES."""
        changes = self.changes(end)
        return [Phase(0, self.family)] if changes is None else levels(self.formula, changes, end)

    def phase_count(self, end: int) -> int | None:
        """How many phases begin before tick `end`; None where they are not counted."""
        return counted(self.phases(end))

    def arcs(self, end: int) -> list[Arc]:
        """In which parts its rate goes one way, up to before tick `end`: in each phase, up to a jump.

        A family in which that is not so says what is.
        """
        changes = self.changes(end)
        if changes is not None:
            return arcs_at(changes, 0, end, HELD)
        if not self.goes_one_way():
            return unknown(0, end)
        return arcs_of_phases(self.phases(end), end, [joint.at for joint in self.joints(end)])

    def driven_arcs(self, end: int) -> list[Arc]:
        """The same of what it drives; nothing is known unless a family says it."""
        return unknown(0, end)

    def goes_one_way(self) -> bool:
        """Whether its rate goes one way in each phase, up to where it jumps."""
        return self.one_way and not self.outside

    def joints(self, end: int) -> list[Joint]:
        """Where its rate jumps by design, up to tick `end`."""
        return []

    def stop(self) -> Stop | None:
        """Where it ends for good; None when it goes on for ever."""
        return None

    def tried(self, end: int) -> Stop | None:
        """Where a function of the user's has no value, which only trying it before tick `end` tells."""
        return None

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        """What a user should know of an exact schedule in its first `end` ticks; nothing of the schedules inside it."""
        return iter(())

    def taken(self, exact: Any, scope: Scope) -> Iterator[Remark]:
        """What of an exact schedule nobody wrote: it was taken from the slot that this one, as written, was put in."""
        return iter(())

    def spellings(self) -> list[dict[str, Any]]:
        """The arguments of an exact schedule, in every way in which they say the same."""
        return [self._values()]
