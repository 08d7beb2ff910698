"""Schedules that are made of others, one after another."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import joins, numbers, schedulers
from lrcli.frameworks.optax.base import OptaxSchedule, horizon_at, shift_stop
from lrcli.frameworks.optax.warmups import WarmupCosineDecaySchedule
from lrcli.schedules.declare import REQUIRED, Field
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Kind
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.schedules.scope import Scope


class Cycles(Kind):
    """Arguments of optax.warmup_cosine_decay_schedule, a mapping for each cycle."""

    metavar = "[{ARGUMENT: VALUE, ...}, ...]"

    def check(self, value: Any) -> tuple[WarmupCosineDecaySchedule, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{value!r} is not a list of mappings")
        if not value:
            raise ValueError("no cycle at all (IndexError: list index out of range)")
        return tuple(self.cycle(item) for item in value)

    def cycle(self, value: Any) -> WarmupCosineDecaySchedule:
        if isinstance(value, WarmupCosineDecaySchedule):
            return value
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is not a mapping of arguments")
        fields = WarmupCosineDecaySchedule.fields
        unknown = [name for name in value if name not in fields]
        missing = [name for name, field in fields.items() if field.default is REQUIRED and name not in value]
        if unknown or missing:
            fault = f"an unexpected keyword argument {unknown[0]!r}" if unknown else f"no argument {missing[0]!r}"
            raise ValueError(f"{value!r}: TypeError: warmup_cosine_decay_schedule() got {fault}")
        try:
            return WarmupCosineDecaySchedule(**value)
        except FieldError as error:
            raise ValueError(f"{value!r}: {error.message}") from None

    def show(self, value: Any) -> str:
        return f"[{', '.join(self.words(item) for item in value)}]"

    def words(self, item: WarmupCosineDecaySchedule) -> str:
        given = ((name, getattr(item, name), field) for name, field in item.fields.items())
        shown = (f"{name!r}: {field.show(value)}" for name, value, field in given if value != field.default)
        return f"{{{', '.join(shown)}}}"

    def resolve(self, value: Any, scope: Scope) -> Any:
        return tuple(item.settle(scope) for item in value)


def cycles(help: str) -> Any:
    """Declare the cycles."""
    return Field(Cycles(), REQUIRED, help)


class SgdrSchedule(OptaxSchedule):
    """Cycles of a warm-up and half a cosine, one after another.

        lr(t) = cycle i at t - (sum of the decay_steps of those before it)

    t counts updates. Each cycle is optax.warmup_cosine_decay_schedule with arguments of its own, decay_steps long; the
    last one stays at its end.

    Source: Optax 0.2.8, optax.sgdr_schedule.
    """

    example = (
        "cosine_kwargs=[{'init_value': 0.0, 'peak_value': 0.1, 'warmup_steps': 10, 'decay_steps': 50}, "
        "{'init_value': 0.0, 'peak_value': 0.05, 'warmup_steps': 10, 'decay_steps': 50}]"
    )

    cosine_kwargs: tuple[WarmupCosineDecaySchedule, ...] = cycles("arguments of each cycle")

    @property
    def boundaries(self) -> list[float]:
        """The ends of the cycles."""
        return list(accumulate(cycle.decay_steps for cycle in self.cosine_kwargs))

    def horizon(self) -> int | None:
        return horizon_at(self.boundaries[-1])

    def stop(self) -> Stop | None:
        return first_stop(self.cosine_kwargs, self.boundaries[:-1])

    def phases(self, end: int) -> list[Phase]:
        starts = dict.fromkeys([0, *(max(math.ceil(date), 0) for date in self.boundaries[:-1])])
        return [Phase(start, f"cycle {i}") for i, start in enumerate(starts, 1) if start < end][:MOST_PHASES]

    def formula(self, t: Array) -> Array:
        return joined_rates(t, self.cosine_kwargs, self.boundaries[:-1])


class JoinSchedules(OptaxSchedule):
    """One schedule after another, each from its boundary on and counting from there.

        lr(t) = schedules[j](t - boundaries[j - 1]),  boundaries[j - 1] <= t < boundaries[j]

    t counts updates. Nothing makes the pieces meet. One boundary less than schedules: what is too much of either is
    never used, and not refused. Of boundaries that do not ascend the last one that is <= t counts.

    Source: Optax 0.2.8, optax.join_schedules.
    """

    example = "schedules=[optax.linear_schedule(0.0, 0.1, 20), optax.constant_schedule(0.05)], boundaries=[20]"

    natively = (joins("schedules", "boundaries"),)

    schedules: tuple[Any, ...] = schedulers("the schedules, one after another", "IndexError: list index out of range")
    boundaries: tuple[float, ...] = numbers(REQUIRED, "updates at which the next one begins, one less than schedules")

    def check(self) -> None:
        for member in self.schedules:
            if not isinstance(member, OptaxSchedule):
                raise self.refuse("schedules", f"schedules: {member!r} is none of Optax's")
            if member.transforms:
                error = "TypeError: 'GradientTransformationExtraArgs' object is not callable"
                raise self.refuse("schedules", f"schedules: {member.family} is no schedule: Optax raises {error}")

    def notes(self) -> list[str]:
        spare = len(self.schedules) - 1 - len(self.boundaries)
        if not spare:
            return super().notes()
        unused = f"{abs(spare)} of the {'schedules' if spare > 0 else 'boundaries'}"
        counted = f"{len(self.schedules)} schedules and {len(self.boundaries)} boundaries"
        return [f"{self.family}: {counted}: Optax never comes to the last {unused}", *super().notes()]

    @property
    def joints_used(self) -> tuple[float, ...]:
        """The boundaries that are used."""
        return self.boundaries[: len(self.schedules) - 1]

    def quirks(self, end: int) -> list[str]:
        slots = zip(self.schedules, [0, *self.joints_used], [*self.joints_used, end], strict=False)
        lengths = ((member, math.ceil(min(stop, end) - start)) for member, start, stop in slots)
        return [quirk for member, length in lengths for quirk in member.quirks(length)]

    def horizon(self) -> int | None:
        last = self.schedules[len(self.joints_used)].horizon()
        return math.ceil(max([0, *self.joints_used])) + (last or 100)

    def stop(self) -> Stop | None:
        return first_stop(self.schedules, self.joints_used)

    def phases(self, end: int) -> list[Phase]:
        dates = self.joints_used
        starts = sorted({0, *(start for date in dates if 0 < (start := math.ceil(date)) < end)})[:MOST_PHASES]
        return [
            Phase(start, self.schedules[member_at(np.asarray([float(start)]), dates)[0]].family) for start in starts
        ]

    def formula(self, t: Array) -> Array:
        return joined_rates(t, self.schedules, self.joints_used)


def member_at(t: Array, boundaries: Any) -> Any:
    """The index of the schedule at each update: the one after the last boundary in the list that is <= t."""
    indices = np.zeros(len(t), dtype=np.intp)
    for index, boundary in enumerate(boundaries, 1):
        indices[t >= boundary] = index
    return indices


def joined_rates(t: Array, members: tuple[Any, ...], boundaries: Any) -> Array:
    """Each schedule from its boundary on, counting from there."""
    lr = np.full_like(t, np.nan)
    indices = member_at(t, boundaries)
    for index, (member, begin) in enumerate(zip(members, [0.0, *boundaries], strict=False)):
        here = indices == index
        if here.any():
            lr[here] = member.formula(t[here] - begin)
    return lr


def first_stop(members: tuple[Any, ...], boundaries: Any) -> Stop | None:
    """Where the first of the schedules that has an end comes to it in its turn."""
    stops = []
    for index, (member, begin) in enumerate(zip(members, [0.0, *boundaries], strict=False)):
        stop = shift_stop(member.stop(), begin)
        if stop is not None and member_at(np.asarray([float(stop.tick)]), boundaries)[0] == index:
            stops.append(stop)
    return min(stops, key=lambda stop: stop.tick, default=None)
