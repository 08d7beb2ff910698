"""From named schedules to others: sweeps, layers, another batch, accelerate.

A named schedule is a pair of a label and a schedule; an empty label means that nobody named it. What cannot be is a
ValueError that says why.

    from lrcli import cosine
    from lrcli.analysis.variants import layered, swept

    layered(swept("", cosine, {"final": [0, 0.001]}), decay=0.75, layers=12)        # 24 named schedules
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

from lrcli.analysis.grouped import in_group
from lrcli.batch import scaling
from lrcli.schedules.around import Stepped, is_guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lrcli.schedules.schedule import Schedule

    Named = tuple[str, Schedule]

MOST_SWEPT = 36
MOST_LAYERS = 200


class WrongArgument(ValueError):
    """An argument that cannot be: its name and the reason."""

    def __init__(self, argument: str, reason: str) -> None:
        super().__init__(f"{argument}: {reason}")
        self.argument = argument
        self.reason = reason


def swept(label: str, make: Callable[..., Schedule], axes: Mapping[str, Sequence[Any]]) -> list[Named]:
    """A schedule for each combination of the values of some fields; the last field changes first.

    `make` takes the fields by name: a family, or `schedule.replace`. The values become part of the labels.
    """
    count = math.prod(map(len, axes.values()))
    if count > MOST_SWEPT:
        raise WrongArgument("axes", f"makes {count} schedules: at most {MOST_SWEPT}")
    named = []
    for values in product(*axes.values()):
        fields = dict(zip(axes, values, strict=True))
        changes = ", ".join(f"{name}={value}" for name, value in fields.items())
        named.append((f"{label} {changes}".strip(), make(**fields)))
    return named


def layered(named: Sequence[Named], decay: float, layers: int) -> list[Named]:
    """Layer-wise decay: layer i of n gets the LR times decay ** (n - i); the last layer gets all of it."""
    if not isinstance(decay, float | int) or not 0 < decay <= 1:
        raise WrongArgument("decay", "give a factor above 0 and at most 1")
    if layers < 1:
        raise WrongArgument("layers", "give 1 or more")
    if layers * len(named) > MOST_LAYERS:
        raise WrongArgument("layers", f"at most {MOST_LAYERS} columns")
    return [
        (
            f"{label} layer {layer}".strip() if len(named) == 1 else f"{label or repr(schedule)} layer {layer}",
            decay ** (layers - layer) * schedule if layer < layers else schedule,
        )
        for label, schedule in named
        for layer in range(1, layers + 1)
    ]


def for_groups(named: Sequence[Named], groups: Mapping[str, tuple[Any, Mapping[str, Any]]]) -> list[Named]:
    """Each schedule in each parameter group: with its factor, and with other values of fields and modifiers.

    for_groups([("", cosine)], {"head": (10, {}), "backbone": (0.1, {"floor": 1e-5})})
    """
    if len(groups) * len(named) > MOST_LAYERS:
        raise WrongArgument("groups", f"at most {MOST_LAYERS} columns")
    return [
        (f"{of_several(label, schedule, named)}/{name}".strip("/"), one_group(schedule, name, *group))
        for label, schedule in named
        for name, group in groups.items()
    ]


def one_group(schedule: Schedule, name: str, factor: Any, changes: Mapping[str, Any]) -> Schedule:
    """A schedule in one parameter group."""
    if len(schedule.by_group()) > 1:
        raise WrongArgument(name, f"{schedule!r} has parameter groups already: its lists tell them")
    try:
        result = in_group(schedule, factor, changes)
    except ValueError as error:
        raise WrongArgument(name, str(error)) from None
    if len(result.by_group()) > 1:
        raise WrongArgument(name, "a list is for several parameter groups, and this is one: give one value")
    return result


def told_of(named: Sequence[Named]) -> list[Named]:
    """The schedules with labels for those whose lists tell several parameter groups, where there are others."""
    return [
        (of_several(label, schedule, named) if len(schedule.by_group()) > 1 else label, schedule)
        for label, schedule in named
    ]


def of_several(label: str, schedule: Schedule, named: Sequence[Named]) -> str:
    """What stands before the name of a group: the label, or the text where there are several schedules."""
    return label or ("" if len(named) == 1 else repr(schedule))


def for_batch(named: Iterable[Named], samples: int, reference: int, rule: str = "linear") -> list[Named]:
    """The schedules for `samples` samples an update, where the LR was tuned at `reference`."""
    factor = scaling(samples, reference, rule)
    return [(label, schedule if factor == 1 else factor * schedule) for label, schedule in named]


def accelerate_steps(devices: int, split_batches: bool = False) -> int:
    """How often accelerate steps a scheduler at each update: once for each device, unless it splits the batches."""
    return 1 if split_batches else devices


def accelerated(named: Iterable[Named], steps: int, split_batches: bool = False) -> list[Named]:
    """The schedules as accelerate runs them, that is with `steps` steps at each update.

    With one step it changes nothing but that some hold their last rate where they are over, unless it splits batches.
    """

    def changes(schedule: Schedule) -> bool:
        return steps > 1 or (is_guarded(schedule) and not split_batches)

    return [(label, Stepped(schedule, steps) if changes(schedule) else schedule) for label, schedule in named]
