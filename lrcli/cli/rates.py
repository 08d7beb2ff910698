"""One rate for the whole call, and what a call lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.cli.batches import takes_facts
from lrcli.cli.errors import UsageFault
from lrcli.cli.meaning import RATE, bare, is_rate, own_field, required, same, settings, twice
from lrcli.cli.output import say
from lrcli.language.errors import as_word, listed
from lrcli.language.flags import literal
from lrcli.language.missing import call_text, example_arguments
from lrcli.language.rates import MainRate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lrcli.cli.scan import Typed
    from lrcli.cli.verb import Call
    from lrcli.schedules.schedule import Schedule


def main_rate(call: Call) -> MainRate | None:
    """The rate that --lr, or a flag that means it, gives to every schedule without one; None where none was typed.

    A flag that is a field of a bare family in the call means the rate where no other does.
    """
    kinds = [kind for kind in map(bare, call.words) if kind]
    every = [each for each in call.fields if is_rate(each)]
    rates = [each for each in every if not any(own_field(kind, each.word) for kind in kinds)] or every[:1]
    for other in rates[1:]:
        if not same(rates[0].value, other.value):
            raise UsageFault(twice(rates[0], other))
    return MainRate(literal(required(rates[0])), rates[0].flag) if rates else None


def tell_of_rate(rate: MainRate, schedules: Sequence[Schedule]) -> None:
    """What --lr leaves as it is for want of a single rate, in one remark. UsageFault where nothing takes it."""
    without = listed(list(rate.without)) if rate.without else ""
    if rate.reached and without:
        say(f"lrcli: {rate.name} leaves {without} alone, without a single rate; --scale multiplies every schedule")
    if rate.reached:
        return
    if any(map(takes_facts, schedules)):
        from lrcli.analysis.files import rate_keys  # for configurations alone

        keys = [key for schedule in schedules for key in rate_keys(schedule)] or ["learning_rate"]
        raise UsageFault(
            f"{rate.name} sets nothing: a configuration keeps its rate, --set {keys[0]}={rate.rate} sets it"
        )
    if without:
        why = f"{without} {'have' if len(rate.without) > 1 else 'has'} no single rate"
    else:
        why = f"{schedules[0]!r} has its own rate" if len(schedules) == 1 else "the schedules have rates of their own"
    mend = "--scale multiplies all rates, as in: --scale 0.5"
    if rate.factors:
        mend = f"if it gives factors of the rate, write {as_word(rate.factors)} {rate.name} {rate.rate}"
    raise UsageFault(f"{rate.name} sets nothing: {why}; {mend}")


def lacking(call: Call, kind: type[Schedule], fields: Iterable[str]) -> str:
    """What a call lacks, all of it, and the call as it would work."""
    import shlex  # only mistakes need it

    given = settings(kind, call.fields)
    fields, examples = list(fields), example_arguments(kind, given)
    kinds = [bare(word) for word in call.words]
    if fields != [RATE] and kind not in kinds:
        return f"{kind.family} needs {listed(fields)}, as in: {call_text(kind, examples)}"
    names, more = [], []
    for name in fields:
        flag = flag_of(name)
        names.append(f"{flag} (or --{RATE})" if name == kind.rate_field(given) != RATE else flag)
        more += [flag, flag_text(kind, name, examples.get(name, "0.1"))]
    line = list(call.line)
    if all(each and each.rate_field() is None for each in kinds):  # nothing here takes a rate
        line = without(line, [each for each in call.fields if is_rate(each)])
    return f"{kind.family} needs {listed(names)}, as in: {shlex.join([*line, *more])}"


def without(line: list[str], flags: Iterable[Typed]) -> list[str]:
    """The words of a line but for those of some flags."""
    for each in flags:
        size = len(each.raw)
        found = [index for index in range(len(line)) if tuple(line[index : index + size]) == each.raw]
        line = line[: found[0]] + line[found[0] + size :] if found else line
    return line


def flag_of(field: str) -> str:
    """The flag of a field."""
    return f"--{field.replace('_', '-')}"


def flag_text(kind: type[Schedule], name: str, text: str) -> str:
    """The text of an argument as a flag is given it: lists without brackets, texts without quotes."""
    if kind.fields[name].kind.is_list:
        text = re.sub(r"""(^|, )(["'])([^"']*)\2(?=, |$)""", r"\1\3", text.removeprefix("[").removesuffix("]"))
    return text.strip("'\"")
