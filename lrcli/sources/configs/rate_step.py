"""Rates and the steps at which they end, as text: `5e-5:100, 5e-6:1500`.

Source: stable-diffusion-webui of AUTOMATIC1111, modules.textual_inversion.learn_schedule.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.clock import Run
from lrcli.sources.configs._format import Format, never
from lrcli.sources.configs._settings import Plan
from lrcli.sources.configs.step_rules import is_float, is_whole

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

KEY = "learning_rate"
LARGE = 1.0
"""A rate that is rather meant as a factor."""


class Piece(NamedTuple):
    """A rate, and the step at which it ends; None for the end of the run."""

    rate: float
    end: int | None


def tree(document: Document) -> dict[str, Any]:
    """The text, under the name that the program has for it."""
    return {KEY: "".join(document.text.split("\n")).strip()}


def read(settings: Settings) -> Plan:
    """What the program makes of the text: each rate until its end, and where the last ends training does."""
    text = settings.word(KEY, None, "rates, each until a step")
    steps: int | None = settings.fact("steps", "steps of the run")
    pieces = pieces_of(settings, text, steps)
    starts = [0]
    for index, piece in enumerate(pieces):
        # the next rate is taken one step after another at most
        starts.append(max(steps or 0 if piece.end is None else piece.end, starts[-1] + (index > 0)))
    if steps is None and pieces[-1].end is None:
        settings.want("steps")
        settings.ask()
    end = starts.pop()
    rows = end if steps is None else min(end, steps)
    warn(settings, pieces, end, steps)
    begun = [index for index, start in enumerate(starts) if start < rows]
    values = [pieces[index].rate for index in begun]
    settings.came_to(KEY, ", ".join(f"{pieces[index].rate:.12g} from step {starts[index]}" for index in begun))
    if len(values) == 1:
        return Plan(settings.made("constant", KEY, initial=values[0]), Run(steps=rows))
    dates = [starts[index] for index in begun[1:]]
    return Plan(settings.made("piecewise", KEY, values=values, boundaries=dates, inclusive=False), Run(steps=rows))


def pieces_of(settings: Settings, text: str, steps: int | None) -> list[Piece]:
    """The pieces that are read: not those that end at 0, nor those after one that lasts to the end."""
    pieces: list[Piece] = []
    for written in text.split(","):
        if not written.strip():
            continue
        parts = written.split(":")
        timed = len(parts) == 2
        if not is_float(parts[0]) or float(parts[0]) < 0 or (timed and not is_whole(parts[1])):
            settings.refuse(KEY, f"{written.strip()!r:.40} is no rate with a step: write RATE:STEP, as in 5e-5:100")
        end = int(parts[1]) if timed else None
        if end is None or end == -1:
            return [*pieces, Piece(float(parts[0]), None)]
        if end <= 0:
            skipped = f"{written.strip()} ends at step {end}, and is skipped"
            settings.warn("config-skipped", KEY, skipped, "an end above 0, or -1 for the end of the run")
            continue
        pieces.append(Piece(float(parts[0]), end if steps is None else min(end, steps)))
        if steps is not None and end > steps:
            settings.tell("config-cut", KEY, f"the end {end} is past the run of {steps} steps: it is cut to that")
            return pieces
    if not pieces:
        settings.refuse(KEY, "there is no rate in it: write RATE:STEP, as in 5e-5:100, 5e-6:1500")
    return pieces


def warn(settings: Settings, pieces: list[Piece], end: int, steps: int | None) -> None:
    """Ends that do not ascend, and a schedule that stops training before the run is over."""
    for before, piece in pairwise(pieces):
        if piece.end is not None and before.end is not None and piece.end <= before.end:
            text = f"the end {piece.end} is not above {before.end}, the one before it: {piece.rate:.12g} lasts one step"
            settings.warn("config-not-ascending", KEY, text, "ends that ascend")
    if any(piece.rate >= LARGE for piece in pieces):
        most = max(piece.rate for piece in pieces)
        text = f"{most:.12g} as an LR: these are rates, and the factors of diffusers are format=step_rules"
        settings.warn("config-rates-or-factors", KEY, text, "rates, as in 5e-5:100")
    if steps is not None and end < steps:
        text = f"training stops at step {end} of {steps}: the last rate ends there"
        settings.warn("config-stops", KEY, text, f"{pieces[-1].rate:.12g} without an end")


FORMAT = Format("rate:step", "the web UI's rate:step", 60, never, read, tree)
