"""The catalogue: which families, schedulers and frameworks there are, and what a word that was typed means."""

from lrcli.catalogue.families import (
    combinators,
    frameworks,
    modules,
    names,
    natives,
    reader_of,
    schedulers,
    summary,
    version,
)
from lrcli.catalogue.meanings import (
    Meaning,
    chooser,
    closest,
    family,
    find,
    is_borrowed,
    meaning,
    named,
    nearest,
    neighbour,
    suited,
)

__all__ = [
    "Meaning",
    "chooser",
    "closest",
    "combinators",
    "family",
    "find",
    "frameworks",
    "is_borrowed",
    "meaning",
    "modules",
    "named",
    "names",
    "natives",
    "nearest",
    "neighbour",
    "reader_of",
    "schedulers",
    "suited",
    "summary",
    "version",
]
