"""Schedulers that a function of a framework makes from an optimizer and two numbers of steps."""

from __future__ import annotations

from lrcli.frameworks._kit.warmed import Warmed


class Functional(Warmed, abstract=True):
    """A scheduler that a function makes, of which the family has the name: Python tells what is missing."""

    def requires(self, field: str) -> str:
        function = self.family.rpartition(".")[2]
        return f"TypeError: {function}() missing 1 required positional argument: {field!r}"

    def none(self, field: str) -> str:
        if field == "num_warmup_steps":
            return "TypeError: '<' not supported between instances of 'int' and 'NoneType'"
        return "TypeError: unsupported operand type(s) for -: 'NoneType' and 'int'"
