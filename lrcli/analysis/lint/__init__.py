"""Checks of a schedule on its run: what can hardly be meant, what that does to the training, and what mends it.

The rules are the files in `rules/`. To add one, add a file there that declares RULES: a tuple of functions, each of
which takes a case (a curve on its run) and yields findings. The name of a rule is the name of its function.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from lrcli.analysis.lint.case import Case
from lrcli.analysis.lint.findings import IN_EPOCHS, Finding, Linted
from lrcli.analysis.several import by_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lrcli.analysis.curves import Curves

    Rule = Callable[[Case], Iterator[Finding]]

ORDER = (
    "horizon",
    "ends-early",
    "cut",
    "warm-up",
    "zero-epoch",
    "rises-again",
    "raises",
    "jump",
    "not-a-number",
    "negative",
    "high",
    "tiny",
    "percent",
    "factor",
    "unit",
    "noted",
)
"""The order in which findings are shown. Rules that are not named here come after, in the order of their files."""


def name_of(rule: Rule) -> str:
    """A rule's name as it is shown."""
    return rule.__name__.replace("_", "-")


@cache
def every_rule() -> tuple[Rule, ...]:
    """All rules, in the order in which their findings are shown."""
    package = import_module("lrcli.analysis.lint.rules")
    names = sorted(module.name for module in iter_modules(package.__path__) if not module.name.startswith("_"))
    every: list[Rule] = [rule for name in names for rule in import_module(f"{package.__name__}.{name}").RULES]
    places = {name: place for place, name in enumerate(ORDER)}
    return tuple(sorted(every, key=lambda rule: places.get(name_of(rule), len(places))))


def lint(curves: Curves) -> list[Linted]:
    """What there is to warn of, curve by curve."""
    return [
        Linted(column.label, column.spec, findings_of(Case(column.curve, part.run, part.watch)))
        for part in by_run(curves)
        for column in part.columns
    ]


def findings_of(case: Case) -> tuple[Finding, ...]:
    """What all rules find in a case."""
    every = [finding for rule in every_rule() for finding in rule(case)]
    others = [finding for finding in every if finding.rule != "unit"]
    already = any(mend.sets(IN_EPOCHS) for finding in others for mend in finding.mends)
    return tuple(others if already else every)  # `unit` would say the same again
