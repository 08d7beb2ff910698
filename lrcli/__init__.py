"""Learning-rate schedules: what each epoch or step of a training run will get.

    from lrcli import Run, cosine, linear, parse

    schedule = parse("linear(0, 0.1, 5) >> cosine(0.1)")        # or linear(0, 0.1, 5) >> cosine(0.1)
    schedule = schedule.on(Run(epochs=90))                      # durations become ticks
    schedule(30)                                                # 0.08..., a float
    schedule(range(90))                                         # an array

Every family of `lrcli list` is a name of this module.
"""

# No import here, not even of `__future__`: the command handles signals only after this file.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lrcli._version import __version__ as __version__
    from lrcli.clock import Run
    from lrcli.language.errors import NotationError
    from lrcli.language.notation import parse
    from lrcli.schedules.schedule import Schedule

__all__ = ["NotationError", "Run", "Schedule", "parse"]

_HOMES = {
    "NotationError": "language.errors",
    "Run": "clock",
    "Schedule": "schedules.schedule",
    "parse": "language.notation",
    "__version__": "_version",
}


def __getattr__(name: str) -> "Any":
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"lrcli.{_HOMES[name]}"), name)
    if not name.startswith("_"):
        from lrcli.catalogue import named  # `from lrcli import` would ask this function again

        kind = named(name)
        if kind is not None:
            return kind
    raise AttributeError(f"module 'lrcli' has no attribute {name!r}")


def __dir__() -> list[str]:
    from lrcli.catalogue import combinators, natives

    return sorted([*__all__, *(kind.family for kind in [*natives(), *combinators()])])
