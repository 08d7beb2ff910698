"""Random schedules for the laws: natives, drawn from what each field accepts, and frameworks' schedulers as recorded."""

from functools import cache
from pathlib import Path as File

import hypothesis.strategies as st
from test_golden import CASES

from lrcli import Run, parse
from lrcli.catalogue import combinators, frameworks, natives, schedulers
from lrcli.clock import Duration
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Body, Choice, Length, Listed, Number, Path, Phase, Rate, Span, Switch, Text, Whole
from lrcli.schedules.schedule import FAMILIES
from lrcli.sources.formula import Arithmetic
from lrcli.sources.python import FunctionName

NICE = [0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.9, 0.95, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 100.0]


DATA = File(__file__).with_name("values")
FORMULAS = [
    "0.1 * 0.95 ** t",
    "0.1",
    "0.05 * (1 + cos(pi * min(t / T, 1)))",
    "where(t < 10, 0.01 * t, 0.1 / (1 + t))",
    "0.1 if t % 20 < 10 else 0.01 * exp(-t / 30)",
    "0.1 * 0.5 ** floor(epoch / 30)",
]
FUNCTIONS = [f"{DATA / 'my_lr.py'}:{name}" for name in ("halve", "fall")]
LOGS = [str(DATA / name) for name in ("epochs.csv", "steps.csv")]


def example(kind):
    """A schedule of the family with nothing given that needs not be."""
    return kind(**{name: texts(field.kind)[0] for name, field in kind.fields.items() if field.default is REQUIRED})


def texts(kind):
    """Texts that a field needs: a formula, a file with a function, a log."""
    match kind:
        case Arithmetic():
            return FORMULAS
        case FunctionName():
            return FUNCTIONS
        case Path():
            return LOGS
    raise AssertionError(f"no texts for {kind}")


def floats(kind, low, high):
    low = max(low, kind.least if kind.least is not None else low, kind.above if kind.above is not None else low)
    high = min(high, kind.most if kind.most is not None else high, kind.below if kind.below is not None else high)
    return st.floats(low, high, exclude_min=low == kind.above, exclude_max=high == kind.below, allow_subnormal=False)


def durations(zero=False, small=False):
    """Durations that any run of 40 to 200 ticks has room for."""
    counts = st.integers(0 if zero else 1, 8 if small else 60)
    percents = st.integers(0 if zero else 1, 10 if small else 60)
    return st.one_of(
        counts.map(Duration), counts.map(lambda n: Duration(f"{n}ep")), percents.map(lambda n: Duration(f"{n}%"))
    )


def values(kind):
    match kind:
        case Body():
            return bodies()
        case Listed(item=Span()):
            return st.lists(st.integers(1, 90), unique=True, max_size=4).map(sorted)
        case Listed():
            return st.lists(values(kind.item), min_size=kind.least, max_size=4)
        case Choice():
            return st.sampled_from(kind.choices)
        case Switch():
            return st.booleans()
        case Arithmetic() | FunctionName() | Path():
            return st.sampled_from(texts(kind))
        case Text():
            return st.none()  # a name of something in a file
        case Length():
            return durations()
        case Phase():
            return durations(zero=kind.zero, small=True)
        case Span():
            return durations(zero=kind.zero)
        case Rate():
            return floats(kind, 1e-6, 10.0) | st.sampled_from(NICE)
        case Whole():
            return st.integers(max(1, int(kind.least or 1)), 600)
        case Number():
            return floats(kind, -8.0, 8.0)
    raise AssertionError(f"no strategy for {kind}")


@st.composite
def members(draw, kind):
    """A schedule of one family; fields that exclude one another are not drawn together."""
    given = {}
    excluded = draw(st.sampled_from(kind.choose_one)) if kind.choose_one else None
    for name, field in kind.fields.items():
        if name in kind.choose_one and name != excluded:
            continue
        if field.default is REQUIRED or draw(st.booleans()):
            given[name] = draw(values(field.kind))
    for _ in range(len(given) + 1):
        try:
            return kind(**given)
        except FieldError as error:  # values that make no sense together: leave out the one complained of
            if error.field not in given:
                return kind(**{n: v for n, v in given.items() if kind.fields[n].default is REQUIRED})
            del given[error.field]
    raise AssertionError(f"{kind.family} refuses its own defaults")


def bodies():
    return st.sampled_from([kind for kind in natives() if kind.natural.get("steps") is None]).flatmap(members)


def modified(inner, kind):
    """A combinator of one family around a schedule; one without a length is cut where a length is needed."""
    if kind.family == "repeat":
        cut = st.tuples(inner, durations()).map(lambda pair: pair[0][: pair[1]])
        return st.builds(kind, body=st.one_of(cut, cut, inner), times=st.integers(1, 4))
    drawn = {"low": st.sampled_from(NICE), "times": st.integers(1, 4), "length": durations(zero=True)}
    return st.builds(kind, body=inner, **{name: draw for name, draw in drawn.items() if name in kind.fields})


def composed(leaves):
    """Random schedules of these leaves, nested a few deep."""

    def grow(inner):
        fitting = st.tuples(inner, durations(), inner).map(lambda three: three[0][: three[1]] >> three[2])
        return st.one_of(
            st.tuples(inner, inner).map(lambda pair: pair[0] >> pair[1]),
            fitting,
            fitting,
            st.tuples(st.sampled_from(NICE), inner).map(lambda pair: pair[0] * pair[1]),
            st.tuples(inner, durations()).map(lambda pair: pair[0][: pair[1]]),
            *(modified(inner, kind) for kind in combinators()),
        )

    return st.recursive(leaves, grow, max_leaves=5)


def compositions():
    """Random compositions of natives, some of them repeated for ever."""
    found = composed(st.sampled_from(natives()).flatmap(members))
    endless = st.tuples(found, durations()).map(lambda pair: FAMILIES["repeat"](pair[0][: pair[1]]))
    return st.integers(0, 9).flatmap(lambda n: found if n else endless)


SPECS = list(
    dict.fromkeys(
        [
            *(case["spec"] for case in CASES if case["n"] and "nan" not in case["spec"]),
            *(kind.example_text() for framework in frameworks() for kind in schedulers(framework)),
        ]
    )
)
"""Calls of frameworks' schedulers: what was recorded with rates, and an example of each."""


def drives_momentum(placed):
    try:
        placed.momentum(0)
    except ValueError:
        return False
    return True


@cache
def special():
    """Those that drive a momentum, those that react to a metric, and those that stop."""
    every = [(spec, parse(spec).on(Run(steps=1000))) for spec in SPECS]
    found = (
        [spec for spec, placed in every if drives_momentum(placed)],
        [spec for spec, placed in every if len(placed.metrics_on_run)],
        [spec for spec, placed in every if placed.limit() is not None],
    )
    assert all(found)
    return found


def plateaus():
    """Native schedules that react to a metric and fall often."""
    metrics = st.lists(st.sampled_from([0.25, 0.5, 1.0]), min_size=5, max_size=80)
    factor = st.sampled_from([0.1, 0.5])
    return st.builds(FAMILIES["plateau"], metrics=metrics, patience=st.integers(0, 3), factor=factor)


def mixtures():
    """Random compositions of natives and frameworks' schedulers.

    Of the leaves a sixth each drive a momentum, react to a metric, and stop.
    """
    return composed(
        st.one_of(
            st.sampled_from(natives()).flatmap(members),
            st.sampled_from(SPECS).map(parse),
            plateaus(),
            *(st.sampled_from(specs).map(parse) for specs in special()),
        )
    )
