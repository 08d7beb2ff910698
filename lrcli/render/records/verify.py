"""What a log holds beside what was meant, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.analysis.verify.found import REACTS
from lrcli.cells import Heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli.analysis.verify.search import Row, Verified

    Detail = dict[str, Any]

COARSE = 0.01
"""Share of the highest rate from which on the digits of a log hide something worth telling."""
GUESSED = ("until_row", "grows", "and")
"""In the detail of a fault: that it fits without saying what the rates must be."""
NAMES = {"st": "step", "ep": "epoch", "": "row"}


def report(record: Verified) -> Iterator[str]:
    """The lines of the answer."""
    unit = NAMES[record.counted.unit]
    if record.fault is None:
        counted = f"; {counting(record)}" if counting(record) else ""
        rows = f"all {record.rows} logged rates are" if record.rows > 1 else "the logged rate is"
        yield Heading(f"ok: {rows} as {record.schedule} has them{counted}")
        yield from digits(record)
        return
    saw, advice = SENTENCES[record.fault]
    so = ":" if certain(record) else ", as if"
    yield Heading(f"{beginning(record)}{size(record)}{so} {saw(record.detail)}{second(record.detail)}")
    for name, row in (("first", record.first), ("largest", record.largest)):
        if row:
            yield f"  {name:7}  {unit} {row.number:.15g} ({row.where}): {both(row)}"
    if record.first:
        yield f"  off      {record.off} of {record.rows} rows"
    if counting(record):
        yield f"  counted  {counting(record)}"
    if record.alternatives:
        others = " or ".join(NAMED[each] for each in record.alternatives)
        yield f"  or       {others}: this log cannot tell it from that"
    yield from digits(record)
    yield f"  to do    {advice}"


def second(detail: Detail) -> str:
    """What happened beside the first fault."""
    also = detail.get("and")
    return f", and {SENTENCES[also['fault']][0](also)}" if also else ""


def certain(record: Verified) -> bool:
    """Whether what was found may be told as what happened: nothing else explains the log, and it was not guessed."""
    return not record.alternatives and not any(name in record.detail for name in GUESSED)


def beginning(record: Verified) -> str:
    """That it differs, and from where on."""
    return f"differs from {NAMES[record.counted.unit]} {record.first.number:.15g} on" if record.first else "differs"


def size(record: Verified) -> str:
    """By how much the first row that differs does."""
    if not record.first:
        return ""
    first = record.first
    share = f" by {100 * abs(first.difference) / abs(first.meant):.3g} %" if first.meant else ""
    return f"{share} ({both(first)})"


def both(row: Row) -> str:
    """What was logged and what was meant, with as many digits as tell them apart."""
    pairs = ((f"{row.logged:.{digits}g}", f"{row.meant:.{digits}g}") for digits in range(6, 18))
    logged, meant = next(((one, other) for one, other in pairs if one != other), (f"{row.logged}", f"{row.meant}"))
    return f"{logged} where {meant} was meant"


def digits(record: Verified) -> Iterator[str]:
    """How much the digits of the log hide, where it is worth telling."""
    if record.tolerance > COARSE:
        yield f"  digits   those of the log allow {100 * record.tolerance:.2g} % of its highest rate: less is not seen"


def counting(record: Verified) -> str:
    """How the rows are counted, where it is not from 0."""
    unit, first, held, told = record.counted
    if held:
        return "the row of an epoch holds the rate of its end"
    if not first:
        return ""
    reason = "" if told else ", or the rate was logged after its step"
    return f"{NAMES[unit]}s count from {first}{reason}"


def _shift(detail: Detail) -> str:
    by, grows = detail["shift"], detail.get("grows")
    size = f"{abs(by)} step{'' if abs(by) == 1 else 's'}"
    if grows:
        fell = f"it fell behind {detail['times']} times, {size} in all"
        return f"updates that were skipped did not move the schedule: {fell}"
    if "at" in detail:
        return f"the schedule was {size} {'behind' if by > 0 else 'ahead'} from there on"
    if by == -1:
        reason = "the scheduler was stepped before the optimizer, or the rate was logged after its step"
        return f"the rates were a step ahead: {reason}"
    return f"the rates were {size} {'behind' if by > 0 else 'ahead'} all the time"


def _times(detail: Detail) -> str:
    if "times" in detail:
        past = {"held": ", and held past its end", "comes up again": ", and came up again past its end"}
        return f"the scheduler was stepped {detail['times']} times an update{past.get(detail.get('past_end', ''), '')}"
    return f"the scheduler was stepped once in {detail['every']} updates, by epoch or with the number of the epoch"


def _total(detail: Detail) -> str:
    if "total" not in detail:
        return "the schedule was made for another total"
    times = f"{detail['total'] / detail['right']:.4g} times"
    field = f"{detail['parameter']}, " if "parameter" in detail else ""
    made = f"the schedule was made for {detail['total']:.10g} ticks in place of {detail['right']:.10g} ({field}{times})"
    if "without_warmup" in detail:
        reason = f"the decay was counted without its warm-up of {detail['without_warmup']}"
        return f"{made}: {reason}, and was flat as long at the end"
    if detail.get("constant"):
        return f"{made}, a round number as a constant in a program is"
    return f"{made}, warm-up and all" if detail.get("all") else made


def _past(detail: Detail) -> str:
    if "total" not in detail:
        reason = "the schedule was at its end, or not stepped any more"
        return f"{reason}: the rate was held at {detail['held']:.6g}"
    after = {"comes up again": "it came up again", "held": "the rate was held"}.get(detail["past_end"], "it went on")
    ticks = f"{detail['total']:.10g} ticks of {detail['right']:.10g}"
    return f"the run went past the end of its schedule, {ticks}, and {after}"


def _resumed(detail: Detail) -> str:
    if "old_total" in detail:
        old = f"a total of {detail['old_total']:.10g} up to tick {detail['at']}"
        return f"the schedule was made for {old}, and for {detail['new_total']:.10g} from there on"
    if "at" in detail:
        return f"the run was resumed there with a total of {detail['total']:.10g} instead of {detail['right']:.10g}"
    return f"a total of {detail['total']:.10g} was brought back by a scheduler's state"


def _restart(detail: Detail) -> str:
    factor = (
        f", times {detail['factor']:.6g}: the chain of factors went on from the loaded rate"
        if "factor" in detail
        else ""
    )
    ticks = [detail["restarted_at"], *detail.get("again", ())]
    return f"the schedule began anew at tick {' and again at '.join(map(str, ticks))}{factor}"


def _changed(detail: Detail) -> str:
    until = f" up to tick {detail['until']}" if "until" in detail else ""
    if "again" in detail:
        later = "".join(f", from tick {at} on to {factor:.6g} times" for at, factor in detail["again"])
        return f"the rate was changed there, to {detail['factor']:.6g} times what was meant{later}"
    if "rate" in detail:
        return f"the rate was set to {detail['rate']:.6g} there"
    return f"the rate was changed there, to {detail['factor']:.6g} times what was meant{until}"


def _warmup(detail: Detail) -> str:
    if "place" in detail:
        return f"the warm-up of {detail['warmup']} lay over the schedule, not before it: the rate jumps where it ends"
    if "until_row" in detail:
        return f"the first {detail['until_row']} rows were a warm-up that is not in the schedule"
    return f"the warm-up took {detail['warmup']} ticks where {detail['right']} were meant"


def _parameter(detail: Detail) -> str:
    value = detail[detail["parameter"]]
    shown = f"{value:.6g}" if isinstance(value, float) else str(value)
    return f"{detail['parameter']} was {shown} where {detail['right']} was meant"


def _family(detail: Detail) -> str:
    family, final = detail["family"], detail.get("final")
    own = {name: value for name, value in detail.items() if name not in ("family", "final")}
    more = "".join(f", {name} {value:.6g}" for name, value in own.items())
    down = f" down to {final:.6g}" if final is not None else ""
    return f"the schedule was {family}{more}, from the same rate{down}"


SENTENCES: dict[str, tuple[Callable[[Detail], str], str]] = {
    "shift": (_shift, "step the scheduler after the optimizer, once; if the log alone is ahead, say --first -1"),
    "scaled": (
        lambda detail: f"every rate was {detail['factor']:.6g} times what was meant",
        "look for a rate scaled by devices or batch, or given in two places; --scale-from-batch says how it would be",
    ),
    "stepped-times": (
        _times,
        "step the scheduler once for each update, and count its durations in what it is stepped by",
    ),
    "total": (_total, "give the scheduler the number of updates: batches / accumulation * epochs"),
    "held": (
        lambda detail: (
            f"the rate was held over {detail['every']} updates"
            if detail["every"] > 1
            else "the rate moved every step, and was meant to be held within each epoch"
        ),
        "step the scheduler as often as was meant: --update says whether that is each step or each epoch",
    ),
    "not-stepped": (
        lambda detail: f"the scheduler was never stepped: the rate stayed at {detail['stuck_at']:.6g}",
        "call scheduler.step() after each optimizer.step()",
    ),
    "past-end": (_past, "give the scheduler the whole number of updates of the run"),
    "restart": (_restart, "load the scheduler's state together with the optimizer's at a resume"),
    "resumed-total": (_resumed, "lrcli resume shows what each framework does with a new total"),
    "changed": (_changed, "look for who sets the rate there; a scheduler that multiplies goes on from what it finds"),
    "warmup": (_warmup, "check the unit of the warm-up, and whether it lies before the schedule or over it"),
    "parameter": (_parameter, "correct it in the program, or in what is meant"),
    "family": (_family, "check which scheduler the program makes"),
    REACTS: (_parameter, "correct it: plateau reacts to the metric by another rule than was meant"),
    "stages": (
        lambda detail: (
            f"the log holds {len(detail['rows'])} stages: steps begin again at {', '.join(detail['begins_again'])}"
        ),
        "compare one of them: --run 1, --run 2",
    ),
    "unexplained": (
        lambda _: "no hypothesis explains every row",
        "lrcli identify says what the log holds; --plot shows where it leaves what was meant",
    ),
}
NAMED = {
    "shift": "a shift of the schedule's time",
    "scaled": "a factor",
    "stepped-times": "a scheduler stepped another number of times an update",
    "total": "another total",
    "held": "a rate held over several updates",
    "not-stepped": "a scheduler that is not stepped",
    "past-end": "a run past the end of its schedule",
    "restart": "a schedule that began anew",
    "resumed-total": "a total that a resume brought",
    "changed": "a rate changed by a factor",
    "warmup": "another warm-up",
    "parameter": "another value of a parameter",
    "family": "another family",
    REACTS: "another rule of plateau",
    "stages": "several stages",
    "unexplained": "nothing known",
}
