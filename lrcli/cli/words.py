"""Words to schedules: the positional words, the flags of the first family, the modifiers and the run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lrcli.catalogue import find
from lrcli.cli.errors import StreamFault, UsageFault
from lrcli.cli.flags import field_flags, modifiers
from lrcli.cli.output import progress, say
from lrcli.clock import Run
from lrcli.curves import Curves
from lrcli.notation import parse, parse_lines, read_field, split_label
from lrcli.schedules.base import FieldError, Schedule

if TYPE_CHECKING:
    from lrcli.cli.verb import Call

DEFAULT_EPOCHS = 100


def curves(call: Call) -> Curves:
    """The schedules of a call on its run. Warnings go to stderr; what is wrong is a ValueError or a UsageFault."""
    found, _ = named_curves(call)
    for note in sorted({note for schedule in found.schedules for note in schedule.notes()}):
        say(f"lrcli: {note}")
    return found


def named_curves(call: Call) -> tuple[Curves, list[tuple[str, Schedule]]]:
    """The schedules of a call on its run, and labels and schedules as they were given."""
    named = [(label, modified(call, schedule)) for label, schedule in schedules(call)]
    found = Curves(named, run(call, [schedule for _, schedule in named]))
    found.watch = progress()
    return found, named


def schedules(call: Call) -> list[tuple[str, Schedule]]:
    """Labels and schedules, in the order of the words."""
    if not call.words:
        raise UsageFault("name a schedule, such as cosine or 'step(0.1, every=30)'; lrcli list shows what there is")
    found: list[tuple[str, Schedule]] = []
    for index, word in enumerate(call.words):
        if word == "-":
            found += parse_lines(_stdin().splitlines(), "standard input")
        elif word.startswith("@"):
            found += parse_lines(_file(word[1:]).splitlines(), word[1:])
        else:
            label, text = split_label(word)
            bare = index == 0 and call.kind is not None
            found.append((label, configured(call) if bare else parse(text)))
    if not found:
        raise UsageFault("there is no schedule in what was read")
    _warn_of_shared_fields(call)
    return found


def configured(call: Call) -> Schedule:
    """The first word's family with the fields that flags gave."""
    if call.kind is None:
        raise TypeError("only a bare family is configured by flags")
    values = {}
    for flag in field_flags(call.kind):
        given = call.given.get(flag.key)
        if given is not None:
            try:
                values[flag.field] = given if flag.switch else read_field(call.kind.fields[flag.field], given)
            except ValueError as error:
                raise UsageFault(f"--{flag.name}: {error}") from None
    try:
        return call.kind(**values)
    except FieldError as error:
        flag_name = error.field.replace("_", "-")
        raise UsageFault(f"--{flag_name}: {error.message.removeprefix(f'{error.field}: ')}") from None


def _warn_of_shared_fields(call: Call) -> None:
    """A field flag sets the first word alone: say so where another bare family has that field too."""
    others = [kind for word in call.words[1:] if (kind := find(split_label(word)[1]))]
    for flag in field_flags(call.kind) if call.kind else ():
        sharing = [kind.family for kind in others if flag.field in kind.fields]
        if call.given.get(flag.key) is not None and sharing and call.kind:
            say(f"lrcli: --{flag.name} sets {call.kind.family} alone, not {', '.join(sharing)}")


def modified(call: Call, schedule: Schedule) -> Schedule:
    """The schedule with what the modifier flags add to it."""
    for modifier in modifiers():
        values = {}
        for name, flag in modifier.flags.items():
            text = call.text(flag.key)
            if text is None or flag not in call.flags:
                continue
            try:
                values[name] = read_field(modifier.kind.fields[name], text)
            except ValueError as error:
                raise UsageFault(f"--{flag.name}: {error}") from None
        placed = [place for place in ("before", "over") if call.on(f"warmup_{place}")]
        if modifier.switch_on not in values:
            if values or (placed and "place" in modifier.kind.fields):
                flag = modifier.flags[next(iter(values), modifier.switch_on)]
                raise UsageFault(f"--{flag.name if values else 'warmup-' + placed[0]} needs --warmup, the length of it")
            continue
        if len(placed) > 1:
            raise UsageFault("--warmup-before and --warmup-over exclude one another: choose one")
        if placed and "place" in modifier.kind.fields:
            values["place"] = placed[0]
        try:
            schedule = modifier.kind(body=schedule, **values)
        except FieldError as error:
            raise UsageFault(f"--{modifier.flags[modifier.switch_on].name}: {error.message}") from None
    return schedule


def run(call: Call, found: list[Schedule]) -> Run:
    """The run that the flags tell of; without a length the one that shows the schedules best."""
    epochs, steps, per_epoch = call.text("epochs"), call.text("steps"), call.text("steps_per_epoch")
    update = call.text("update") or "step"
    if epochs is None and steps is None:
        natural = natural_run(found)
        if natural.steps is not None:
            steps = str(natural.steps)
        else:
            epochs = str(natural.rows)
    return Run(epochs=epochs, steps=steps, steps_per_epoch=per_epoch, update=update)


def natural_run(found: list[Schedule]) -> Run:
    """The longest of the schedules' natural runs if they agree on the unit, else the default."""
    own = [natural for schedule in found if (natural := schedule.natural_run())]
    if not own or len({natural.unit for natural in own}) > 1:
        return Run(epochs=DEFAULT_EPOCHS)
    return max(own, key=lambda natural: natural.rows or 0)


def _stdin() -> str:
    if sys.stdin is None:
        raise StreamFault("cannot read standard input: it is closed")
    if sys.stdin.isatty():
        raise UsageFault("- reads schedules from a pipe, one a line, and standard input is a terminal")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except OSError as error:
        raise StreamFault(f"cannot read standard input: {error.strerror}") from None
    except UnicodeDecodeError:
        raise StreamFault("cannot read standard input: it is not UTF-8 text") from None


def _file(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except OSError as error:
        raise StreamFault(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise StreamFault(f"cannot read {path}: it is not UTF-8 text") from None
