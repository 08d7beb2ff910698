"""What rules give: findings, and what mends them."""

from __future__ import annotations

from lrcli._tuples import NamedTuple


class Mend(NamedTuple):
    """One way to mend a fault.

    text    the way in words
    flag    the flag of the command that does it, without its dashes; empty where it takes none
    field   the argument of the schedule that does it; empty where it takes none
    value   what to give to the flag or the argument; empty where that is the user's choice
    """

    text: str
    flag: str = ""
    field: str = ""
    value: str = ""

    def sets(self, other: Mend) -> bool:
        """Whether it gives the same value to the same flag or argument as another one."""
        return self[1:] == other[1:]


class Finding(NamedTuple):
    """What a rule found.

    rule    the name of the rule
    part    the family of the part of the schedule that it is about; empty where it is about the whole
    saw     what the rule saw
    effect  what that does to the run; empty where a part of the schedule said itself all that there is to say
    mends   what mends it: any one of these
    """

    rule: str
    part: str
    saw: str
    effect: str
    mends: tuple[Mend, ...]


class Linted(NamedTuple):
    """A schedule, by its label and as text, and what was found in it."""

    label: str
    spec: str
    findings: tuple[Finding, ...]


IN_EPOCHS = Mend("--update epoch", flag="update", value="epoch")
"""The LR moves once an epoch, and all numbers of the schedule count epochs."""
