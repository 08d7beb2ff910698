"""How two schedules differ, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli.analysis.differing import ROUNDING
from lrcli.cells import Heading
from lrcli.clock import epochs_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.analysis.compared import Apart, Compared
    from lrcli.analysis.records import RunFact


def report(record: Compared, chosen: bool) -> Iterator[str]:
    """The lines of the comparison; `chosen` says that somebody chose the tolerance."""
    rows, unit = record.run.rows, record.run.row
    for mark, (label, spec, _) in zip("AB", (record.a, record.b), strict=True):
        yield Heading(f"{mark}  {spec if label in (spec, f'{spec} (2)') else f'{label} = {spec}'}")
    if record.a.run and record.b.run and record.lengths_differ:
        yield f"Their lengths differ: A has {_length(record.a.run)}, B has {_length(record.b.run)}."
    both = ", which both have" if record.lengths_differ else ""
    yield (f"on {rows} {unit}s" if rows > 1 else f"on 1 {unit}") + both
    yield ""
    yield from _verdict(record, chosen)
    yield ""
    for name, apart in (("first", record.first), ("largest", record.largest), ("relative", record.largest_relative)):
        if apart is not None and apart.difference:
            share = f"{100 * apart.relative:.4g}% of the higher"
            size = share if name == "relative" else f"B - A {apart.difference:.6g}"
            yield f"  {name:8}  A {apart.a:<12.6g} B {apart.b:<12.6g} {size} at {_place(apart)}"
    a, b, quotient = record.sums
    ratio = "" if quotient is None else f" B / A {quotient:.6g}"
    yield f"  {'sum':8}  A {a:<12.6g} B {b:<12.6g}{ratio}".rstrip()


def _verdict(record: Compared, chosen: bool) -> Iterator[str]:
    limit = f"{record.tolerance:.6g}" + ("" if chosen else f" ({ROUNDING:.12g} of the peak; less is rounding)")
    if record.first:
        yield Heading(f"They differ by more than {limit}.")
    elif record.largest is None or record.largest.difference:
        yield Heading(f"Nowhere do they differ by more than {limit}.")
    else:
        both = " wherever both have a learning rate" if record.alone else ""
        yield Heading(f"They are equal{both}, to the last digit.")
    if record.alone:
        who = "B" if math.isnan(record.alone.a) else "A"
        yield f"Only {who} has a learning rate at {_place(record.alone)}, for the first time."
    moves = record.run.update
    for shift in record.shifts:
        later = "later" if shift > 0 else "earlier"
        yield f"Shifted by one {moves} they agree: B is A one {moves} {later}, as far as the run goes."


def _length(run: RunFact) -> str:
    """How long a run is: `50 epochs`, `3910 steps (10 epochs)`."""
    text = f"{run.rows} {run.row}{'' if run.rows == 1 else 's'}"
    epochs = epochs_text(run.rows / run.steps_per_epoch) if run.steps_per_epoch else ""
    return f"{text} ({epochs} epoch{'' if epochs == '1' else 's'})" if epochs else text


def _place(apart: Apart) -> str:
    """A row in words: `epoch 30`, `step 90 (epoch 0.23)`."""
    if apart.step is None:
        return f"epoch {apart.epoch}"
    return f"step {apart.step}" + ("" if apart.epoch is None else f" (epoch {epochs_text(apart.epoch)})")
