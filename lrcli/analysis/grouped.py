"""One schedule for several parameter groups: what becomes of it in a group that differs by a factor, and by more.

A group is what the schedule is with its rates multiplied, below its floor and its warm-up, which are told as rates of
their own: `cosine` with a factor of 0.1 and a floor of 1e-5 is `floor(0.1 * cosine, 1e-5)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.clock import Duration
from lrcli.language.flags import read_field
from lrcli.schedules.around import Around, Floor, Scale
from lrcli.schedules.warmup import Warmup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

Layer = tuple[type[Around], dict[str, Any]]
"""What is around a schedule: its kind, and its fields but for the body."""
RATE = "lr"
"""The main rate, whatever its field is called."""
ORDER: tuple[type[Around], ...] = (Floor, Warmup)
"""The modifiers that a group may have of its own, in the order in which they apply."""
MODIFIERS = {
    field.flag.replace("-", "_"): (kind, name) for kind in ORDER for name, field in kind.fields.items() if field.flag
}
"""What a group may have of its own beside the fields of its family: the modifier, and the field of it."""


def in_group(schedule: Schedule, factor: Any, changes: Mapping[str, Any]) -> Schedule:
    """A schedule with its rates multiplied, and with other values of fields and modifiers, given by their names.

    A value may be a text, as a flag has it. ValueError for what the schedule does not have.
    """
    layers, body = peeled(schedule)
    own: dict[str, Any] = {}
    modifying: dict[type[Around], dict[str, Any]] = {}
    for word, value in changes.items():
        name = word.replace("-", "_")
        if field := field_named(body, name):
            give(own, field, read(body.fields[field], word, value, share=True))
        elif name in MODIFIERS:
            kind, field = MODIFIERS[name]
            give(modifying.setdefault(kind, {}), field, read(kind.fields[field], word, value))
        else:
            what = repr(body) if body.operator else body.family
            raise ValueError(f"{what} has no {word}; a group may have its own {', '.join(allowed(body))}")
    times = read(Scale.fields["factor"], "the factor", factor)
    if times != 1:
        scales = next((place for place, (kind, _) in enumerate(layers) if kind is not Scale), len(layers))
        layers.insert(scales, (Scale, {"factor": times}))
    for kind in ORDER:
        if kind in modifying:
            modify(layers, kind, modifying[kind])
    result = body.replace(**without_rivals(body, own)) if own else body
    for kind, values in layers:
        result = kind(body=result, **values)
    return result


def peeled(schedule: Schedule) -> tuple[list[Layer], Schedule]:
    """What is around a schedule, from the inside out, and the schedule itself."""
    layers: list[Layer] = []
    while isinstance(schedule, Around):
        values = {name: getattr(schedule, name) for name in schedule.fields if name != "body"}
        layers.insert(0, (type(schedule), values))
        schedule = schedule.body
    return layers, schedule


def modify(layers: list[Layer], kind: type[Around], values: dict[str, Any]) -> None:
    """Change a modifier, or put it where it belongs: a floor is below a warm-up."""
    kinds = [each for each, _ in layers]
    switch = next(name for name, field in kind.fields.items() if field.flag)
    none = switch in values and is_none(values[switch])
    if kind in kinds:
        place = kinds.index(kind)
        layers[place : place + 1] = [] if none else [(kind, {**layers[place][1], **values})]
        return
    if switch not in values:
        words = [field.flag for name, field in kind.fields.items() if name in values]
        raise ValueError(
            f"{' and '.join(words)} without {kind.fields[switch].flag}: there is no {kind.family} to change"
        )
    if not none:
        place = kinds.index(Warmup) if Warmup in kinds else len(layers)
        layers.insert(place, (kind, values))


def is_none(value: Any) -> bool:
    """Whether a length says that there is to be none."""
    return isinstance(value, Duration) and not value.number


def field_named(body: Schedule, name: str) -> str | None:
    """The field of a schedule that a name means; `lr` is its main rate. None where it has no such field."""
    if name == RATE:
        given = [each for each, field in body.fields.items() if getattr(body, each) != field.default]
        return body.rate_field(given)
    field = None if body.operator else body.field_named(name)
    return None if field is None or body.fields[field].role == "members" else field


def allowed(body: Schedule) -> list[str]:
    """The names that a group may give values for: the fields of the schedule, and those of the modifiers."""
    fields = [name for name in body.fields if field_named(body, name)]
    rate = [RATE] if RATE not in fields and field_named(body, RATE) else []
    return [*rate, *fields, *(name.replace("_", "-") for name in MODIFIERS if name not in fields)]


def give(values: dict[str, Any], field: str, value: Any) -> None:
    """Note the value of a field. ValueError where it has one already, under another name."""
    if field in values:
        raise ValueError(f"{field} is given twice, under two names")
    values[field] = value


def read(field: Field, word: str, value: Any, share: bool = False) -> Any:
    """A value that a field accepts, from a text or as it is; `share`: it may be one of the main rate, as in 10%."""
    try:
        if not isinstance(value, str):
            return field.check(value)
        found = read_field(field, value)
        return found if share or not isinstance(found, str) else field.check(found)
    except ValueError as error:
        raise ValueError(f"{word}: {error}") from None


def without_rivals(body: Schedule, values: dict[str, Any]) -> dict[str, Any]:
    """Values of fields, with nothing for those that one of them excludes."""
    chosen = any(name in body.choose_one for name in values)
    return {**(dict.fromkeys(body.choose_one) if chosen else {}), **values}
