"""Whether a curve holds a log, at its rows alone and as exactly as these were written.

`holding(curve, log, run)` is the whole of it: the numbering under which the curve holds every row, or None.
`curve` gives the rates at an array of ticks, which may be fractions. What prints a schedule for a log proves it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from lrcli._lazy import Array, Bools, Ints
    from lrcli.clock import Run
    from lrcli.reading.logs import Log
    from lrcli.reading.precision import Precision

    Rates = Callable[[Array], Array]

ROUNDING = 1e-12
"""Share of the peak up to which two rates are one number, computed in two ways."""
FLOAT32 = 2.0**-24
"""Share of a rate up to which it may have been off before it was rounded to digits: what prints may hold float32."""
FEW, SAMPLE = 7, 400
"""Rows that are looked at first, and then: most curves are ruled out by them."""


class Rows(NamedTuple):
    """Rows of a log on a run: ticks and rates in the order of the file, and how far each rate may be off."""

    ticks: Array
    rates: Array
    tolerance: Array

    def of(self, which: slice | Bools | Ints | npt.NDArray[np.intp]) -> Rows:
        """Some of them."""
        return Rows(self.ticks[which], self.rates[which], self.tolerance[which])

    def sample(self, most: int = SAMPLE) -> Rows:
        """A few of them at even distances, the first and the last among them."""
        count = len(self.rates)
        return self if count <= most else self.of(np.unique(np.linspace(0, count - 1, most).astype(np.intp)))

    def few(self) -> Rows:
        """The first rows, and a few of the others."""
        return self.of(
            np.unique([*range(min(FEW, len(self.rates))), *np.linspace(0, len(self.rates) - 1, FEW).astype(np.intp)])
        )

    def near(self, rates: Array) -> Bools:
        """Which rates are those that were logged."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.abs(rates - self.rates) <= self.tolerance)

    def held_by(self, curve: Rates) -> bool:
        """Whether a curve has the rate of every row."""
        for most in (FEW, SAMPLE):
            some = self.sample(most)
            if not some.near(curve(some.ticks)).all():
                return False
        return some is self or bool(self.near(curve(self.ticks)).all())


class Numbering(NamedTuple):
    """How the numbers of a log are ticks.

    unit    of the numbers: "st", "ep", or "" where rows are one after another
    first   the number that tick 0 has
    held    whether the row of an epoch holds the rate of its end
    told    whether the log, or the user, says so itself
    """

    unit: str
    first: int
    held: bool
    told: bool


def numberings(log: Log, run: Run, first: int | None = None) -> list[tuple[Numbering, Array]]:
    """How the rows may be numbered without a fault, the likeliest first, with the ticks of the rows.

    ValueError where the run does not tell enough to place them.
    """
    by_step, problem = run.but(update="step"), None
    for unit in sorted(log.places, key=lambda unit: (unit == "ep") == (run.tick == "step")):
        try:
            by_step.per(unit)
            found = list(_numbered(log, by_step, unit, first))
        except ValueError as error:
            problem = problem or ValueError(f"{log.name} {error}")
            continue
        if found:
            return found
    raise problem or ValueError(f"{log.name} is empty")


def _numbered(log: Log, run: Run, unit: str, given: int | None) -> Iterator[tuple[Numbering, Array]]:
    known = given if given is not None else log.first.get(unit)
    usual = log.counts_from(unit)
    firsts = [given] if given is not None else list(dict.fromkeys([usual, 0, 1]))
    ends = [False, True] if unit == "ep" and run.per(unit) > 1 else [False]
    if log.held is not None and log.held in ends:
        ends.sort(key=lambda held: held != log.held)
    seen: list[Array] = []
    for held in ends:
        for first in firsts:
            ticks = log.ticks(run, unit, first, held)
            if ticks.min(initial=0) < 0 or any(np.array_equal(ticks, other) for other in seen):
                continue
            seen.append(ticks)
            yield Numbering(unit, first, held, first == known), ticks


def tolerance_of(log: Log, digits: Precision) -> Array:
    """How far each rate of a log may be off."""
    size = float(np.abs(log.rates).max(initial=0.0))
    return np.asarray(digits.tolerance(log.rates) + ROUNDING * size + (log.rates * FLOAT32 if digits.rounded else 0.0))


def precisions(log: Log) -> list[Precision]:
    """How exactly the rates may have been written: as they look, then as they may have been rounded after all."""
    digits = log.digits
    loose = digits.loose()
    return [digits] if loose is None else [digits, loose]


def without_void(log: Log) -> Log:
    """The log; of several rows with one number, which a run has that was taken up again, the last alone."""
    unit, places = next(iter(log.places.items()))
    apart = np.diff(places)
    if log.within is not None or (apart > 0).all() or (unit == "ep" and (apart == 0).any()):
        return log  # several rows of one epoch are no void ones
    _, last = np.unique(places[::-1], return_index=True)
    kept = np.sort(len(places) - 1 - last)
    if len(kept) == len(places):
        return log
    own = {name: at[kept] for name, at in log.places.items()}
    return log._replace(rows=log.rows[kept], rates=log.rates[kept], places=own)


def holding(curve: Rates, log: Log, run: Run, first: int | None = None) -> Numbering | None:
    """The numbering under which a curve has the rate of every row; None where there is none."""
    log = without_void(log)
    placed = numberings(log, run, first)
    for digits in precisions(log):
        tolerance = tolerance_of(log, digits)
        for numbering, ticks in placed:
            if Rows(ticks, log.rates, tolerance).held_by(curve):
                return numbering
    return None
