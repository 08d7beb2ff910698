"""The schedule that a configuration of a training program makes."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lrcli._tuples import NamedTuple
from lrcli.reading.bounded import STANDARD_INPUT
from lrcli.schedules.about import NaturalRun
from lrcli.schedules.curve import Group
from lrcli.schedules.declare import REQUIRED, field, lr, text
from lrcli.schedules.kinds import File, Listed, Number, Text, Whole
from lrcli.schedules.marks import INPUT, Remark
from lrcli.schedules.schedule import Held
from lrcli.sources._longer import Reread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from lrcli.clock import Run
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.schedule import Placed, Schedule
    from lrcli.schedules.scope import Scope
    from lrcli.sources.configs._format import Format
    from lrcli.sources.configs._settings import Entry, Plan


MOST_TOLD = 6
"""Defaults of the program that the line names which tells what was understood."""


def fact(kind: Any, help: str) -> Any:
    """Declare what the run's flags may tell as well."""
    return field(kind, None, help, shown="the run's flag")


class Config(Reread, choose_one=("path", "text"), outside=True):
    """What a configuration makes of the learning rate: the schedule of the program that reads it, and the run.

        lr(t) = what the program sets for update t

    The file is YAML, JSON, TOML, Python, a shell script, or an archive of Keras, of one of the programs that
    `lrcli help configs` lists; its format is told by its content. Nothing is executed. What it does not know, such
    as the number of samples, is asked for. `set` holds the words that the program takes on its command line.

    Source: the code of each program, in its version of 2026: `lrcli help configs` lists them.
    """

    example = "path='train.yaml'"
    facts = (
        *("samples", "batch_size", "accumulate", "devices", "epochs", "steps", "steps_per_epoch", "seq_len", "tokens"),
        "set",
    )

    path: str | None = field(File(), REQUIRED, "the configuration; - is standard input", role="source")
    format: str | None = text(None, "its format", metavar="NAME", shown="told by its content")
    text: str | None = text(None, "the configuration itself, in place of a file", shown="none")
    beside: str | None = field(File(), None, "the file with the arguments that fill its gaps", shown="none")
    set: tuple[str, ...] = field(
        Listed(Text("WORD")), (), "words of the program's own command line", shown="the words of --set"
    )
    lr: float | None = lr(None, "the rate that its factors multiply, where the format has factors", shown="none")
    classes: int | None = field(Whole(least=1), None, "classes of the data set, where the LR depends on them")
    samples: int | None = fact(Whole(least=1), "samples in the training set")
    batch_size: int | None = fact(Whole(least=1), "samples in a batch on one device")
    accumulate: int | None = fact(Whole(least=1), "batches whose gradients make one update")
    devices: int | None = fact(Whole(least=1), "devices that share the samples")
    epochs: float | None = fact(Number(above=0), "epochs of the run")
    steps: int | None = fact(Whole(least=1), "updates of the run")
    steps_per_epoch: int | None = fact(Whole(least=1), "updates in an epoch")
    seq_len: int | None = fact(Whole(least=1), "tokens in a sample")
    tokens: int | None = fact(Whole(least=1), "tokens of the run")

    def understood(self) -> Understood:
        """What the configuration comes to. ValueError where it is refused, OSError where it cannot be read."""
        return read_config(self, stamp(self.path), stamp(self.beside))

    def meant(self) -> Schedule:
        return self.understood().plan.schedule

    def natural_run(self) -> NaturalRun:
        return NaturalRun(self.understood().plan.run, binding=True)

    def span(self, scope: Scope) -> Fraction | None:
        return self.meant().span(scope)

    def exact(self, scope: Scope) -> Any:
        return self.meant().exact(scope)

    def settle(self, scope: Scope) -> Placed:
        return ConfigOnRun(self, scope)

    def is_dated(self) -> bool:
        return self.meant().is_dated()

    def moves_within(self) -> bool:
        return self.meant().moves_within()


def reads(text: str) -> bool:
    """Whether a text is the call of a program that makes a configuration, or the command of one that is known."""
    from lrcli.reading.documents import SHELL, document_of_text
    from lrcli.sources.configs._format import call_of, format_of

    try:
        document = document_of_text("the text", text)
        return call_of(document) is not None or (document.kind == SHELL and format_of(document) is not None)
    except ValueError:
        return False


Config.main = None
"""A configuration has rates of its own."""
Config.reads = reads


class ConfigOnRun(Held):
    """The schedule of a configuration on a run, with what there is to say of the file."""

    given: Config

    def __init__(self, given: Config, scope: Scope) -> None:
        self.understood = given.understood()
        self.placed = given.meant().settle(scope)
        super().__init__(self.placed, scope, 1)
        self.given = given

    def groups(self) -> tuple[Group, ...]:
        others = self.understood.plan.others
        return (Group("", self), *(Group(name, schedule.settle(self.scope)) for name, schedule in others))

    def inner(self) -> tuple[Curve, ...]:
        return (self.placed,)

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from self.understood.remarks
        # what its numbers count is the program's to say, so that none of them is taken for epochs
        left_out = {"counts-calls"}
        if any(remark.code == "config-warmup-too-long" for remark in self.understood.remarks):
            left_out.add("no-room")  # it says the same
        yield from (remark for remark in super().remarks(end) if remark.code not in left_out)

    def __reduce__(self) -> tuple[Any, ...]:
        return self.placed.__reduce__()


class Understood(NamedTuple):
    """What a configuration came to: the plan, its format, what mattered in it, and what there is to say."""

    plan: Plan
    format: Format
    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...]


def stamp(path: str | None) -> tuple[int, ...]:
    """What tells one state of a file from another; empty where there is no file."""
    try:
        if path == STANDARD_INPUT:
            return (id(sys.stdin),)
        status = os.stat(path) if path else None
    except OSError:
        status = None  # whoever reads it says so
    return () if status is None else (status.st_mtime_ns, status.st_size, status.st_ino)


@lru_cache(maxsize=64)
def read_config(given: Config, *_stamps: tuple[int, ...]) -> Understood:
    """What a configuration comes to."""
    from lrcli.reading.documents import document_of_text, read_document  # for configurations alone
    from lrcli.sources.configs._reading import planned, settings_of
    from lrcli.sources.configs._settings import ConfigError, Facts

    document = read_document(given.path) if given.path else document_of_text("the text", given.text or "")
    beside = read_document(given.beside) if given.beside else None
    facts = Facts(**{name: getattr(given, name) for name in Facts._fields})
    found, settings = settings_of(document, given.format, given.set, facts, beside)
    plan = in_groups(
        planned(found, settings, lambda told: settings_of(document, given.format, given.set, told, beside))
    )
    if given.lr is not None and "lr" not in settings.used:
        raise ConfigError(f"{document.name} has rates of its own, so lr={given.lr:.12g} sets nothing: leave it out")
    entries = tuple(settings.entries.values())
    return Understood(plan, found, entries, (told(document.name, found, plan, entries), *settings.remarks))


def in_groups(plan: Plan) -> Plan:
    """The plan with a rate for each parameter group where it was written with lists."""
    first, *others = plan.schedule.by_group()
    more = tuple((f"group{number}", each) for number, each in enumerate(others, 1))
    return plan._replace(schedule=first, others=(*plan.others, *more))


def told(name: str, found: Format, plan: Plan, entries: tuple[Entry, ...]) -> Remark:
    """In one line what was understood."""
    assumed = [f"{entry.key} {entry.value}" for entry in entries if entry.assumed]
    more = f" and {len(assumed) - MOST_TOLD} more" if len(assumed) > MOST_TOLD else ""
    defaults = f"; by default {', '.join(assumed[:MOST_TOLD])}{more}" if assumed else ""
    text = f"{name} is {found.program}: {plan.schedule!r}, {length(plan.run)}{defaults}"
    return Remark("config-read", INPUT, "config", "", text)


def length(run: Run) -> str:
    """The length of a run in words."""
    count = run.rows or 0
    text = f"{count} {run.tick}{'' if count == 1 else 's'}"
    per = run.steps_per_epoch
    return f"{text}, {per} an epoch" if per else text
