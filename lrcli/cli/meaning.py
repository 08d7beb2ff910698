"""What each flag that was typed means: for the call, and for each family that is named by itself.

A flag that there is means itself, and a field of a family goes before a synonym (`synonyms`). Synonyms are looked up by
the roles of fields, so a flag may mean another field in each family of a call.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.catalogue import combinators, find
from lrcli.cli.errors import UsageFault
from lrcli.cli.files import is_there, log_kind
from lrcli.cli.flags import JSON, RUN_NAMES, SWEEP, modifier_flags
from lrcli.cli.synonyms import BY_WORD, synonym_of
from lrcli.clock import Duration
from lrcli.language.flags import literal
from lrcli.language.notation import split_label
from lrcli.schedules.kinds import ANSWERS
from lrcli.schedules.spans import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lrcli.cli.flags import Flag
    from lrcli.cli.scan import Typed
    from lrcli.cli.synonyms import Synonym
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

RATE = "lr"
"""The flag of the main rate, whatever its field is called."""
COUNTS = {"st": ("calls", "updates"), "ep": ("calls", "epochs")}
"""What a plain number must count to stand for steps, or for epochs."""
SHARES = ("warmup-share", "decay-share", "final-share")
"""The roles of fields that hold a share as a plain number."""
SINGLE = "factor"
"""The role that a family may give to several fields of which none goes first."""


class Setting(NamedTuple):
    """The value of a field as a flag gives it; of a switch, whether it is on."""

    field: str
    value: str | bool
    typed: Typed


class Meant(NamedTuple):
    """What the flags of a call mean, told apart."""

    flags: list[tuple[Flag, Typed, str | None]]  # the call's own, each with its value
    fields: list[Typed]  # what families take, each its own way
    wrong: list[Typed]


def meant(flags: Sequence[Flag], kinds: Collection[type[Schedule]], typed: Iterable[Typed], calls: bool) -> Meant:
    """What was typed, told apart by the call's own flags and the families named by themselves.

    `calls`: there are schedules that are no such family; modifiers are for them, too.
    """
    result = Meant([], [], [])
    by_word = {word: flag for flag in flags for word in flag.words}
    folded = {fold(word): flag for word, flag in by_word.items() if word.startswith("--")}
    rates = SWEEP in flags  # a verb that takes schedules
    for each in typed:
        exact = by_word.get(each.flag)
        own = [kind for kind in kinds if own_field(kind, each.word)]
        if exact or own:
            result.flags.extend([(exact, each, value_of(exact, each))] if exact else [])
            no_rate = is_rate(each) and any(own_field(kind, each.word) != kind.rate_field() for kind in own)
            result.fields.extend([each._replace(no_rate=no_rate)] if own else [])
        elif each.word.lower() == RATE and rates:
            result.fields.append(each)
        elif each.flag.startswith("--") and (like := folded.get(fold(each.flag))):
            result.flags.append((like, each, value_of(like, each)))
        elif not (synonym := synonym_of(each.flag)) or synonym.told or each.glued:
            result.wrong.append(each)
        elif synonym.flag == RATE and rates:
            result.fields.append(each)
        else:
            taking = [kind for kind in kinds if setting(kind, each)]
            others = [kind for kind in kinds if kind not in taking]
            flag = by_word.get(f"--{synonym.flag}")
            if flag and (taking or any(field_meant(kind, synonym) for kind in others)):  # only modifiers go with fields
                flag = flag if flag.modifier and taking and (calls or others) else None
            if flag and not takes(synonym, flag, each):
                flag = None
            result.fields.extend([each] if taking else [])
            result.flags.extend([(flag, each, flag_value(synonym, each))] if flag else [])
            result.wrong.extend([] if taking or flag else [each])
    return result


def value_of(flag: Flag, typed: Typed) -> str | None:
    """The value of a flag as it was typed."""
    if not flag.switch:
        return required(typed)
    if typed.value is not None:
        raise UsageFault(f"{typed.flag} takes no value{'; -o FILE.json saves it' if flag == JSON else ''}")
    return None


def bare(word: str) -> type[Schedule] | None:
    """The family that a word names by itself, so that flags are its fields; None for any other word.

    A word that is a log names the family that reads it.
    """
    text = split_label(word)[1]
    kind = log_kind(text) if is_there(text) else find(text)
    return None if kind is None or kind in combinators() else kind


def fold(flag: str) -> str:
    """A flag without what people write in other ways: capitals and dashes."""
    return flag.lower().replace("-", "")


def own_field(kind: type[Schedule], word: str) -> str | None:
    """The field of a family that a flag names; `no-staircase` names a switch as well."""
    if word in RUN_NAMES or word == RATE:
        return None
    name = word.replace("-", "_")
    if name in kind.facts:
        return None
    field = kind.field_named(name)
    if field is None and word.startswith("no-") and (switch := kind.field_named(name[3:])):
        return switch if kind.fields[switch].kind.is_switch else None
    if field is not None or fold(word) == RATE:
        return field
    names = {fold(each.replace("_", "-")): key for key, own in kind.fields.items() for each in (key, *own.aliases)}
    field = names.get(fold(word))
    return field if field not in (None, RATE, *RUN_NAMES) else None


def setting(kind: type[Schedule], typed: Typed, given: Collection[str] = ()) -> Setting | None:
    """What a flag sets in a family, beside the fields that are given; None for a flag that is not for it."""
    field = own_field(kind, typed.word)
    if field is not None:
        if not kind.fields[field].kind.is_switch:
            return Setting(field, required(typed), typed)
        answer = True if typed.value is None else ANSWERS.get(typed.value.lower())
        if answer is None:
            raise UsageFault(f"{typed.flag} takes no value but yes and no")
        negated = typed.word.startswith("no-") and kind.field_named(typed.word.replace("-", "_")) is None
        return Setting(field, answer != negated, typed)
    word = typed.word.lower()
    synonym = BY_WORD.get(word)
    if is_rate(typed):
        field = kind.rate_field(given)
        if field in given and word == RATE and RATE in kind.fields:
            field = RATE  # the optimizer's, beside a rate of the scheduler's own
        return Setting(field, required(typed), typed) if field else None
    if synonym is None or synonym.told:
        return None
    field = field_meant(kind, synonym)
    value = None if field is None else field_value(kind.fields[field], synonym, typed)
    return None if field is None or value is None else Setting(field, value, typed)


def required(typed: Typed) -> str:
    """The value of a flag that needs one."""
    if typed.value is None:
        raise UsageFault(f"{typed.flag} needs a value")
    return typed.value


def field_meant(kind: type[Schedule], synonym: Synonym) -> str | None:
    """The field of a family that a synonym means; None where there is none, or where it may be one of several."""
    for text in synonym.roles:
        with_other, *others = text.split("!")
        role, *needed = with_other.split("+")
        fields = fields_of(kind, role)
        without = any(fields_of(kind, other) for other in others)
        if not fields or without or not all(fields_of(kind, other) for other in needed):
            continue
        return None if role == SINGLE and len(fields) > 1 else fields[0]
    return None


def fields_of(kind: type[Schedule], role: str) -> list[str]:
    """The fields of a family with a role that flags can set."""
    return [name for name, field in kind.fields.items() if field.role == role and name not in RUN_NAMES]


def field_value(field: Field, synonym: Synonym, typed: Typed) -> str | None:
    """The text of a field's value where a synonym gives it; None where it can't be said in this field."""
    text = required(typed)
    if not synonym.unit:
        return text
    if synonym.unit not in COUNTS:
        if field.role in SHARES:
            return f"{share(synonym, typed):f}"
        return percent(synonym, typed) if field.kind.takes_percent else None
    if isinstance(field.kind, Span):
        return counted(synonym, text)
    return text if field.counts in COUNTS[synonym.unit] else None


def takes(synonym: Synonym, flag: Flag, typed: Typed) -> bool:
    """Whether a synonym means a flag with what was typed."""
    return typed.value == synonym.only if synonym.only else not synonym.value or synonym.value in flag.choices


def flag_value(synonym: Synonym, typed: Typed) -> str | None:
    """What a synonym gives to its flag."""
    if synonym.value or synonym.switch:
        if typed.value is not None:
            raise UsageFault(f"{typed.flag} takes no value")
        return synonym.value or None
    if synonym.only:
        return None
    text = required(typed)
    if not synonym.unit:
        return text
    return counted(synonym, text) if synonym.unit in COUNTS else percent(synonym, typed)


def counted(synonym: Synonym, text: str) -> str:
    """A number with the unit that it counts. What has a unit keeps it; what is no number is refused by its reader."""
    try:
        return f"{text}{synonym.unit}" if not Duration(text).unit else text
    except ValueError:
        return text


def percent(synonym: Synonym, typed: Typed) -> str:
    """A share as a duration or a rate is given it: 10%."""
    return f"{(share(synonym, typed) * 100).normalize():f}%"


def share(synonym: Synonym, typed: Typed) -> Decimal:
    """A share that was typed as 0.1, as 10% or, where the flag counts percents, as 10. UsageFault for what is none."""
    text = required(typed)
    marked = text.endswith("%")
    try:
        number = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        number = Decimal(-1)
    if marked or (synonym.unit == "percent" and number > 1):
        number /= 100
    elif synonym.unit == "percent" and number == 1:
        raise UsageFault(f"{typed.flag} {text}: write 1% or 100%")
    if not 0 <= number <= 1:
        raise UsageFault(f"{typed.flag} {text}: give a share from 0 to 1, or a percentage such as 10%")
    return number


def settings(kind: type[Schedule], typed: Iterable[Typed]) -> dict[str, Setting]:
    """The fields of a family that flags set. UsageFault for one that is set twice, to different values."""
    result: dict[str, Setting] = {}
    every = list(typed)
    rates = [each for each in every if is_rate(each) and own_field(kind, each.word) is None]
    others = [each for each in every if each not in rates]
    for each in others + rates:
        new = setting(kind, each, [name for name, old in result.items() if old.typed in others])
        old = new and result.setdefault(new.field, new)
        if new and old and not same(old.value, new.value):
            raise UsageFault(twice(old.typed, new.typed))
    return result


def is_rate(typed: Typed) -> bool:
    """Whether a flag is the main rate of whoever has no field of that name."""
    word = typed.word.lower()
    return not typed.no_rate and (word == RATE or (word in BY_WORD and BY_WORD[word].flag == RATE))


def twice(old: Typed, new: Typed) -> str:
    """That a field is set to two values."""
    first, second = " ".join(old.raw), " ".join(new.raw)
    return f"{first} and {second} set the same: give one; what one schedule alone has is written inside its parentheses"


def same(one: str | bool | None, other: str | bool | None) -> bool:
    """Whether two values of a flag are the same."""
    return one == other or (isinstance(one, str) and isinstance(other, str) and literal(one) == literal(other))


def own_modifiers(kind: type[Schedule], settings: dict[str, Setting]) -> set[str]:
    """The modifiers that a family does without: it has a field for what they do."""
    flags = [flag for flag in modifier_flags() if own_field(kind, flag.name)]
    synonyms = [BY_WORD[word].flag for each in settings.values() if (word := each.typed.word.lower()) in BY_WORD]
    return {flag.modifier for flag in modifier_flags() if flag in flags or flag.name in synonyms}
