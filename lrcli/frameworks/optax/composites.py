"""Schedules that are made of others, one after another."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from lrcli.frameworks._kit.curves import horizon_at
from lrcli.frameworks._kit.declare import argument, joins, members, numbers
from lrcli.frameworks._kit.joined import JoinedSchedules, OneAfterAnother, slots_of
from lrcli.frameworks.optax.base import OptaxSchedule
from lrcli.frameworks.optax.warmups import WarmupCosineDecaySchedule
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.marks import Joint, Remark
    from lrcli.schedules.schedule import Placed
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
        missing = [
            name for name, field in fields.items() if (field.default is REQUIRED or field.filled) and name not in value
        ]
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
        return tuple(item.exact(scope) for item in value)


def cycles(help: str) -> Any:
    """Declare the cycles."""
    return argument(Cycles(), REQUIRED, help, role="members")


class SgdrSchedule(OptaxSchedule):
    """Cycles of a warm-up and half a cosine, one after another.

        lr(t) = cycle i at t - (sum of the decay_steps of those before it)

    t counts updates. Each cycle is optax.warmup_cosine_decay_schedule with arguments of its own, decay_steps long; the
    last one stays at its end.

    Source: Optax 0.2.8, optax.sgdr_schedule.
    """

    shows_arrival = True
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

    def settle(self, scope: Scope) -> Placed:
        exact = self.exact(scope)
        return JoinedCycles(self, scope, exact, slots_of(exact.cosine_kwargs, self.boundaries[:-1], scope))


class JoinSchedules(OneAfterAnother, OptaxSchedule):
    """One schedule after another, each from its boundary on and counting from there.

        lr(t) = schedules[j](t - boundaries[j - 1]),  boundaries[j - 1] <= t < boundaries[j]

    t counts updates. Nothing makes the pieces meet. One boundary less than schedules: what is too much of either is
    never used, and not refused. Of boundaries that do not ascend the last one that is <= t counts.

    Source: Optax 0.2.8, optax.join_schedules.
    """

    example = "schedules=[optax.linear_schedule(0.0, 0.1, 20), optax.constant_schedule(0.05)], boundaries=[20]"

    natively = (joins("schedules", "boundaries"),)

    schedules: tuple[Any, ...] = members("the schedules, one after another", "IndexError: list index out of range")
    boundaries: tuple[float, ...] = numbers(
        REQUIRED, "updates at which the next one begins, one less than schedules", role="dates", counts="updates"
    )

    def check(self) -> None:
        for member in self.schedules:
            if not isinstance(member, OptaxSchedule):
                raise self.refuse("schedules", f"{member!r} is none of Optax's")
            if member.transforms:
                error = "TypeError: 'GradientTransformationExtraArgs' object is not callable"
                raise self.refuse("schedules", f"{member.family} is no schedule: Optax raises {error}")

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        spare = len(self.schedules) - 1 - len(self.boundaries)
        if spare:
            name = "schedules" if spare > 0 else "boundaries"
            counted = f"{len(self.schedules)} schedules and {len(self.boundaries)} boundaries"
            sentence = f"{counted}: Optax never comes to the last {abs(spare)} of the {name}"
            yield self.warning("never-used", sentence, name)
        yield from super().remarks(scope, end)


class JoinedCycles(JoinedSchedules):
    """Cycles one after another. That they do not meet is what they are for, so no joint is told."""

    def joints(self, end: int) -> list[Joint]:
        return []
