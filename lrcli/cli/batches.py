"""What the flags tell of the run and its batch: how long it is, and how many samples and tokens a step takes."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.analysis.length import length_of, natural_run, planned_run, run_for
from lrcli.batch import Batch, Flow, ramped
from lrcli.cli.errors import UsageFault
from lrcli.cli.output import say
from lrcli.clock import Duration
from lrcli.schedules.resumed import planned, unplanned

if TYPE_CHECKING:
    from lrcli.analysis.length import Choice
    from lrcli.cli.verb import Call
    from lrcli.clock import Run
    from lrcli.schedules.schedule import Schedule

LENGTHS = ("epochs", "steps", "tokens")
"""The flags that tell the length of a run."""
FACTS = ("samples", "batch_size", "accumulate", "devices", "steps", "steps_per_epoch", "seq_len", "tokens", "epochs")
"""The flags that tell numbers of a run."""


class Facts(NamedTuple):
    """What the batch flags tell.

    per_epoch  the steps of an epoch, as text
    samples    how many samples the steps take
    flow       how many tokens they take
    """

    per_epoch: str | None
    samples: Flow | None
    flow: Flow | None


def run(call: Call, written: list[Schedule], choose: Choice = natural_run) -> Run:
    """The run that the flags tell of; without a length the one that is chosen for the schedules.

    Where some schedules take what the flags tell, the flags need not make a run: then it is the longest of theirs.
    """
    told_already = [schedule for schedule in written if takes_facts(schedule) and schedule.natural_run()]
    if told_already and (len(told_already) == len(written) or not makes_run(call)):
        return choose(told_already)
    facts = told(call, batch(call))
    made = run_for(
        written,
        call.text("epochs"),
        call.text("steps"),
        facts.per_epoch,
        call.text("update"),
        choose,
        tokens=call.text("tokens"),
        samples_per_step=facts.samples,
        tokens_per_step=facts.flow,
    )
    if made.tokens and made.flow and made.flow.before(made.rows or 0) > made.tokens:
        from lrcli.render.records.budget import tokens_text  # for this sentence alone

        say(f"lrcli: {tokens_text(made)}, the last of them in part")
    return made


def told_of_run(call: Call) -> dict[str, Any]:
    """What the flags tell of the run, by their names, for what reads it beside a file; all but epochs are whole."""
    told: dict[str, Any] = {}
    for name in FACTS:
        text = call.text(name)
        with contextlib.suppress(ValueError):  # whoever makes a run of it says what is wrong
            number = None if text is None else Duration(f"{text}tok" if name == "tokens" else f"{text}st").number
            if number:
                told[name] = float(number) if number % 1 else int(number)
    return told


def has_length(call: Call) -> bool:
    """Whether flags tell the length of the run."""
    return any(call.text(name) is not None for name in LENGTHS)


def as_planned(call: Call, schedule: Schedule) -> Schedule:
    """A schedule that is resumed; where it does not tell for how long it was planned, for the run of the call.

    That is the run that what is resumed would have by itself.
    """
    while (inside := unplanned(schedule)) is not None:
        schedule = planned(schedule, length_of(run(call, [inside], planned_run)))
    return schedule


def own_run(call: Call, schedule: Schedule, shared: Run, changed: bool = False) -> Run:
    """The run of one schedule: the one that it brings, where no length is given; else that of all.

    The one that it brings, too, where it has taken what is given for another one.
    """
    told_already = takes_facts(schedule)
    natural = None if has_length(call) and not (changed or told_already) else schedule.natural_run()
    if natural is None or not natural.binding:
        return shared
    return natural.run if told_already else with_facts(call, natural.run)


def with_facts(call: Call, brought: Run) -> Run:
    """A run that a schedule brings, with what the flags tell of its steps."""
    facts = told(call, batch(call))
    given = {
        "steps_per_epoch": facts.per_epoch,
        "update": call.text("update"),
        "samples_per_step": facts.samples,
        "tokens_per_step": facts.flow,
    }
    return brought.but(**{name: value for name, value in given.items() if value is not None})


def takes_facts(schedule: Schedule) -> bool:
    """Whether what the flags tell of the run is in a schedule already: it has a run of its own."""
    return bool(schedule.facts) or any(map(takes_facts, schedule.inner()))


def makes_run(call: Call) -> bool:
    """Whether the flags make a run by themselves."""
    per_epoch = call.text("samples") is not None and call.text("batch_size") is not None
    return has_length(call) or per_epoch or call.text("steps_per_epoch") is not None


def told(call: Call, given: Batch | None) -> Facts:
    """What the flags tell of the steps, with the batch that they gave if the samples of an epoch are known."""
    per_epoch, length = call.text("steps_per_epoch"), whole_number(call, "seq_len")
    if given is not None:
        if per_epoch is not None:
            raise UsageFault("--steps-per-epoch and --samples both tell the steps in an epoch: choose one")
        per_epoch = str(given.updates)
    samples = growing(call, length) if call.text("batch_ramp") else None
    each = a_step(call)
    if each is not None:
        if samples is not None and samples.stages[-1].each != each:
            raise UsageFault(f"--batch-ramp {call.text('batch_ramp')} does not end at {each} samples a step, the batch")
        samples = samples or Flow.constant(each)
    missing = [*([] if length else ["--seq-len"]), *([] if samples else ["--batch-size"])]
    if missing and call.text("tokens") is not None:
        raise UsageFault(f"--tokens needs {' and '.join(missing)}, to tell the tokens in a step")
    if length and samples is None:
        raise UsageFault("--seq-len needs --batch-size, to tell the tokens in a step")
    return Facts(per_epoch, samples, samples.times(length) if samples and length else None)


def growing(call: Call, length: int | None) -> Flow:
    """The samples of steps whose batch grows, as --batch-ramp FROM:TO:BY:OVER says; `length` tokens in a sample."""
    text = call.text("batch_ramp") or ""
    fixed = [name for name in ("epochs", "steps_per_epoch", "samples") if call.text(name) is not None]
    if fixed:
        flag = f"--{fixed[0].replace('_', '-')}"
        raise UsageFault(f"--batch-ramp and {flag}: an epoch has no fixed number of steps where the batch grows")
    parts = text.split(":")
    if len(parts) != 4:
        raise UsageFault(f"--batch-ramp {text}: write FROM:TO:BY:OVER, such as 256:1024:256:10Btok")
    try:
        start, end, by, over = map(Duration, parts)
        if any(size.unit or not size.number or size.number % 1 for size in (start, end, by)):
            raise ValueError("FROM, TO and BY are whole numbers of samples in a step")
        if over.unit not in ("sp", "tok") or not over.number:
            raise ValueError(f"{parts[3]} is no number of samples or tokens; write {parts[3]}sp or {parts[3]}tok")
        if over.unit == "tok" and length is None:
            raise ValueError(f"{parts[3]} counts tokens: --seq-len tells how many a sample has")
        in_samples = Fraction(over.number) / (length or 1 if over.unit == "tok" else 1)
        return ramped(int(start.number), int(end.number), int(by.number), in_samples)
    except ValueError as error:
        raise UsageFault(f"--batch-ramp {text}: {error}") from None


def a_step(call: Call) -> int | None:
    """The samples behind one update; None without --batch-size."""
    size = whole_number(call, "batch_size")
    if size is None:
        return None
    return Batch(1, size, whole_number(call, "accumulate") or 1, whole_number(call, "devices") or 1).effective


def batch(call: Call) -> Batch | None:
    """The batch that makes the steps of an epoch; None where no flag asks for one."""
    total, size = whole_number(call, "samples"), whole_number(call, "batch_size")
    if total is None or size is None:
        refuse_lonely(call, total is None, size is None)
        return None
    result = Batch(
        total, size, whole_number(call, "accumulate") or 1, whole_number(call, "devices") or 1, call.on("drop_last")
    )
    if not result.updates:
        raise UsageFault(f"--drop-last leaves no batch of {size} in {result.share} samples")
    return result


def refuse_lonely(call: Call, no_samples: bool, no_size: bool) -> None:
    """UsageFault for a batch flag that tells nothing without another one."""
    names = [name for name in ("samples", "batch_size", "accumulate", "devices", "drop_last") if call.given.get(name)]
    if call.text("stepper"):  # it asks for the devices alone
        names = [name for name in names if name != "devices"]
    steps_known = any(call.given.get(name) for name in ("tokens", "steps", "steps_per_epoch", "batch_ramp"))
    if no_samples and not no_size and (steps_known or call.given.get("scale_from_batch")):
        names = [name for name in names if name == "drop_last"]
    if names:
        missing = "--samples" if no_samples and not (no_size and steps_known) else "--batch-size"
        tells = "the samples in a step" if no_size and steps_known else "the steps in an epoch"
        raise UsageFault(f"--{names[0].replace('_', '-')} needs {missing}, to tell {tells}")


def whole_number(call: Call, name: str) -> int | None:
    """A flag's whole number, 1 or more; 1e5 and 100k are read too."""
    text = call.text(name)
    if text is None:
        return None
    try:
        number = Duration(text)
    except ValueError:
        number = None
    if number is None or number.unit or not number.number or number.number % 1:
        raise UsageFault(f"--{name.replace('_', '-')} {text}: give a whole number of 1 or more")
    return int(number.number)
