"""Parameter groups: an argument may be a list, with a value for each group of the optimizer.

Nobody computes with such a list. What was written with lists stands for several schedules without any, one for each
group, which have all else in common; and what is around it, or beside it, is there for each group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from lrcli.schedules.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.declare import Field


class Grouping:
    """What may be written for several parameter groups."""

    family: ClassVar[str] = ""
    """The name in the notation; empty for a class that is not a family itself."""
    fields: ClassVar[dict[str, Field]] = {}

    def by_group(self) -> tuple[Self, ...]:
        """It for each parameter group; itself alone where no argument is a list with a value for each.

        FieldError where lists have different lengths, with what the framework says of it.
        """
        lists = list(self.lists())
        if not lists:
            return (self,)
        count = lists[0][2]
        for owner, name, length in lists:
            reason = owner.one_group()
            if length != count:
                field = owner.fields[name]
                shown = f"{name}={field.show(getattr(owner, name))}"
                reason = field.groups.format(shown=shown, name=name, count=length, groups=count)
            if reason:
                raise FieldError(owner.family, (name,), reason, cause="together")
        return tuple(self.of_group(index) for index in range(count))

    def check_groups(self) -> None:
        """Check it, once for each group."""
        for each in self.by_group():
            each.check()

    def check(self) -> None:
        """Refuse values that make no sense together. Called when it is made, without lists."""

    def lists(self) -> Iterator[tuple[Grouping, str, int]]:
        """Each list with a value for each group, its own first: whose it is, of which argument, and its length."""
        for name, field in self.fields.items():
            value = getattr(self, name)
            if field.groups and isinstance(value, tuple):
                yield self, name, len(value)
        for field in self.fields.values():
            if field.role == "members":
                for member in members(getattr(self, field.name)):
                    yield from member.lists()

    def one_group(self) -> str:
        """Why it cannot be told for several groups; empty where it can."""
        return ""

    def of_group(self, index: int) -> Self:
        """It for one parameter group."""
        changes: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = getattr(self, name)
            if field.groups and isinstance(value, tuple):
                changes[name] = value[min(index, len(value) - 1)]  # a list that nobody looks at may be shorter
            elif inside := members(value):
                every = tuple(member.of_group(index) for member in inside)
                changes[name] = every if isinstance(value, tuple) else every[0]
        return self.unchecked(**changes) if changes else self

    def unchecked(self, **changes: Any) -> Self:
        """The same with other values, which are not checked."""
        raise NotImplementedError


def members(value: Any) -> tuple[Grouping, ...]:
    """The schedules that a field holds, if it does."""
    every = value if isinstance(value, tuple) else (value,)
    return every if every and isinstance(every[0], Grouping) else ()


def without_lists(fields: dict[str, Field], values: dict[str, Any]) -> dict[str, Any]:
    """The values of fields; lists with one value each, for the one group that there is, are that value."""
    lists = {name: value for name, value in values.items() if fields[name].groups and isinstance(value, tuple)}
    if any(len(value) > 1 for value in lists.values()):
        return values
    return {**values, **{name: value[0] for name, value in lists.items()}}
