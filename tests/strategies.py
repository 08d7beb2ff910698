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
from lrcli.schedules.kinds import Body, Listed, Number, Rate, Whole
from lrcli.schedules.schedule import FAMILIES

NICE = [0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.9, 0.95, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 100.0]
DATA = File(__file__).with_name("values")


def example(kind):
    """A schedule of the family with nothing given that needs not be."""
    return kind(**{name: needed(kind, name)[0] for name, field in kind.fields.items() if field.default is REQUIRED})


@cache
def needed(kind, name):
    """Values for a field that has no default: examples of its kind, else what the family's file of values gives it.

    Names of files there are of those that lie beside it.
    """
    lines = (DATA / f"{kind.family}.txt").read_text(encoding="utf-8").splitlines()
    specs = [line.partition(" @ ")[0] for line in lines if line.startswith(f"{kind.family}(")]
    given = list(dict.fromkeys(getattr(parse(spec), name) for spec in specs))
    beside = [f"{DATA / value}" for value in given if (DATA / str(value).partition(":")[0]).is_file()]
    return kind.fields[name].kind.examples() or beside or given


def floats(kind, low, high):
    low = max(low, kind.least if kind.least is not None else low, kind.above if kind.above is not None else low)
    high = min(high, kind.most if kind.most is not None else high, kind.below if kind.below is not None else high)
    return st.floats(low, high, exclude_min=low == kind.above, exclude_max=high == kind.below, allow_subnormal=False)


def durations(zero=False):
    """Durations that any run of 40 to 200 ticks has room for."""
    counts, percents = st.integers(0 if zero else 1, 60), st.integers(0 if zero else 1, 60)
    return st.one_of(
        counts.map(Duration), counts.map(lambda n: Duration(f"{n}ep")), percents.map(lambda n: Duration(f"{n}%"))
    )


def values(kind):
    """Values that a kind of field accepts: its own examples, and random numbers where it is one."""
    if isinstance(kind, Body):
        return bodies()
    if isinstance(kind, Listed) and isinstance(kind.item, Body):
        return st.lists(bodies(), min_size=kind.least, max_size=3)
    examples = st.sampled_from(kind.examples() or [None])
    if isinstance(kind, Number) and not isinstance(kind, Whole):
        return examples | floats(kind, 1e-6 if isinstance(kind, Rate) else -8.0, 10.0)
    return examples


@st.composite
def members(draw, kind):
    """A schedule of one family; fields that exclude one another are not drawn together."""
    given = {}
    one_of = set(kind.required()) & set(kind.choose_one) or kind.choose_one
    excluded = draw(st.sampled_from(sorted(one_of))) if one_of else None
    for name, field in kind.fields.items():
        if name in kind.choose_one and name != excluded:
            continue
        if kind.facts and field.default is not REQUIRED:
            continue  # what a configuration that tells all needs not, and may refuse
        if field.default is REQUIRED or draw(st.booleans()):
            required = field.default is REQUIRED and not isinstance(field.kind, Body)
            given[name] = draw(st.sampled_from(needed(kind, name)) if required else values(field.kind))
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
    if "at" in kind.fields:
        later = st.integers(21, 90).map(Duration) | st.integers(40, 100).map(lambda n: Duration(f"{n}%"))
        done = st.integers(0, 20).map(Duration) | st.integers(0, 39).map(lambda n: Duration(f"{n}%"))
        drawn |= {"at": done, "was": later, "total": later, "how": values(kind.fields["how"].kind)}
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


parsed = cache(parse)
"""A schedule, which does not change."""


def has_room(spec):
    """Whether a scheduler whose times are read against the run fits one of 120 steps; any other does."""
    try:
        return not parsed(spec).timed or bool(parsed(spec).on(Run(steps=120, steps_per_epoch=1)))
    except ValueError:
        return False


SPECS = [spec for spec in SPECS if has_room(spec)]


@cache
def special():
    """Those that drive a momentum, those that react to a metric, and those that stop."""
    every = [(spec, parsed(spec).on(Run(steps=1000))) for spec in SPECS if not parsed(spec).timed]
    found = (
        [spec for spec, placed in every if placed.tells("momentum")],
        [spec for spec, placed in every if placed.tells("metric")],
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
