"""One rate for many schedules: it goes to each that has a main rate and was given none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.schedules.schedule import opened_from
from lrcli.schedules.value import CALL, DEFAULT

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli.schedules.schedule import Schedule


FACTORS = "LambdaLR(optimizer, {})"
"""What takes the values of a function as factors of the rate, as people know it."""


class MainRate:
    """A rate for every call that was given none of its own, and what came of it as texts were read.

    rate      the rate
    name      what an error calls it
    reached   how many calls took it
    without   the families met that have no single rate
    factors   a schedule with that rate that was perhaps meant, times the values of a function; empty for none
    """

    def __init__(self, rate: Any, name: str = "the rate") -> None:
        self.rate = rate
        self.name = name
        self.reached = 0
        self.without: dict[str, None] = {}
        self.factors = ""

    def count(self, kind: type[Schedule]) -> None:
        """A family that was given the rate already, or cannot be given one."""
        if kind.rate_field() is None:
            self.without[kind.family] = None
        else:
            self.reached += 1

    def fill(self, kind: type[Schedule], given: Collection[str], inherited: str | None = None) -> dict[str, Any]:
        """The arguments that it adds to those of a call; `inherited` is a field that comes from around the call."""
        field = kind.rate_field(given)
        if field is None and not kind.combines:
            self.without[kind.family] = None
        if field is None or field in given or field == inherited:
            return {}
        self.reached += 1
        return {field: self.rate}

    def once(self, pieces: list[Schedule]) -> list[Schedule]:
        """The pieces of a chain, of which only the first that took the rate keeps it: later ones go on from there."""
        kept: list[Schedule] = []
        for piece in pieces:
            took = any(each.first_piece().rate_from == CALL for each in kept) and piece.first_piece().rate_from == CALL
            self.reached -= took
            kept.append(opened_from(piece, DEFAULT, CALL) if took else piece)
        return kept
