"""What a program makes of its scheduler: where that is not known, the scheduler's rates are not those that are run."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.language.errors import NotationError
from lrcli.language.programs import FUNCTIONS, last_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lrcli.language.programs import Made

OTHERS = re.compile(
    r"[A-Z]\w*(?:LR|Scheduler|Schedule)|[A-Z]\w*[Ww]arm_?[Uu]p\w*|(?:create|get|make|build)_\w*(?:sched|warmup)\w*"
)
"""The names of what makes another scheduler of one."""
SAME = ("LRScheduler", "AcceleratedScheduler")
"""Those of them that hand it on as it is."""
RATES = ("lr", "learning_rate")
"""The arguments of an optimizer that are its rate."""


class Chosen(NamedTuple):
    """The scheduler that is chosen in a program.

    name     as messages call it
    written  its call
    known    whether a node is the call of a scheduler that is known
    """

    name: str
    written: str
    known: Callable[[ast.expr], bool]

    def is_in(self, *nodes: ast.expr) -> bool:
        """Whether it is written in some nodes."""
        return any(self.written in ast.unparse(each) for each in nodes)

    def refuse_other(self, every: Sequence[Made]) -> None:
        """NotationError where it is handed to what makes another scheduler, which is not known."""
        for made, call in calls_of(every):
            other = last_name(call)
            if not (made.target and OTHERS.fullmatch(other)) or other in SAME or self.known(call):
                continue
            if self.is_in(*call.args, *(word.value for word in call.keywords)):
                what = f"it makes {other} of {self.name} in line {made.line}"
                raise NotationError(f"{what}, and what {other} does to it is not known")

    def refuse_function(self, every: Sequence[Made], tree: ast.Module, makes_optimizer: Callable[..., bool]) -> None:
        """NotationError where a function of the program, and not the scheduler, is the rate of its optimizer."""
        functions = {each.name for each in ast.walk(tree) if isinstance(each, FUNCTIONS)}
        optimizers = [(made, call) for made, call in calls_of(every) if makes_optimizer(call)]
        if any(self.written == ast.unparse(rate) for _, call in optimizers for rate in rate_of(call)):
            return
        for made, call in optimizers:
            for rate in [] if self.known(call) else rate_of(call):
                own = isinstance(rate, ast.Name) and rate.id in functions
                if own or (isinstance(rate, ast.Lambda | ast.BinOp) and self.is_in(rate)):
                    what = f"the function {ast.unparse(rate)}" if own else f"a function of {self.name}"
                    raise NotationError(
                        f"the rate of {last_name(call)} in line {made.line} is {what}: FILE.py:NAME runs a function"
                    )


def calls_of(every: Sequence[Made]) -> list[tuple[Made, ast.Call]]:
    """The calls in expressions of a program."""
    return [(made, node) for made in every for node in ast.walk(made.node) if isinstance(node, ast.Call)]


def rate_of(optimizer: ast.Call, by_place: bool = True) -> list[ast.expr]:
    """The argument of an optimizer that may be its rate: by its name, else the first one."""
    return [word.value for word in optimizer.keywords if word.arg in RATES] or optimizer.args[:by_place]
