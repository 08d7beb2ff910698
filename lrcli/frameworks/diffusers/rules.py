"""The step_rules of Diffusers: factors, each with the step that it holds to, and a last one."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from lrcli.clock import LONGEST
from lrcli.schedules.kinds import Text


class Rules(Text):
    """A text such as 1:10,0.1:20,0.005."""

    def __init__(self) -> None:
        super().__init__("FACTOR:STEP,...,FACTOR")

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text (AttributeError: it has no attribute 'split')")
        try:
            rules_of(value)
        except ValueError as error:
            raise ValueError(f"{value!r} raises ValueError: {error}") from None
        return value

    def examples(self) -> list[Any]:
        return ["1", "1:10,0.1:20,0.005", "0.5:3,0"]


@lru_cache(maxsize=256)
def rules_of(text: str) -> tuple[list[float], list[float]]:
    """The steps of the rules, ascending, and their factors, of which the last has no step.

    ValueError as Python raises it for what Diffusers does with the text.
    """
    *rules, last = text.split(",")
    factors: dict[float, float] = {}
    for rule in rules:
        factor, step = rule.split(":")
        factors[max(-LONGEST, min(int(step), 10 * LONGEST))] = float(factor)
    steps = sorted(factors)
    values = [*(factors[step] for step in steps), float(last)]
    if not all(map(math.isfinite, values)):
        raise ValueError("a factor must be a finite number")
    return steps, values
