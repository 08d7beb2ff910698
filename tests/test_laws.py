"""Laws that hold for every family. A new family gains all of them and writes none."""

import ast
import copy
import inspect
import pickle
import re
import textwrap

import numpy as np
import pytest
from grouped import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import compositions, example, members

from lrcli import NotationError, Run, parse
from lrcli.catalogue import combinators, natives
from lrcli.cli import verbs
from lrcli.cli.command import layout
from lrcli.cli.flags import field_flags
from lrcli.clock import Ticks
from lrcli.export.source import standalone
from lrcli.schedules import shapes
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.errors import FieldError
from lrcli.schedules.kinds import Number, Rate
from lrcli.schedules.spans import Length

FAMILIES = natives()
EVERY = [*FAMILIES, *combinators()]
every_family = pytest.mark.parametrize("kind", FAMILIES, ids=lambda kind: kind.family)
every_pure_family = pytest.mark.parametrize(
    "kind", [kind for kind in FAMILIES if not kind.outside], ids=lambda kind: kind.family
)
quick = settings(max_examples=examples(20), deadline=None)
"""Of each family, which has at most a dozen fields with a few examples each; over all families that is hundreds."""
few = settings(max_examples=examples(10), deadline=None)
"""For what is the same text in each member of a family but for the numbers."""
STEPS_PER_EPOCH = 7


def run_for(kind, n=120, per_epoch=None):
    return Run(steps=n * (per_epoch or 1)) if "steps" in kind.natural else Run(epochs=n, steps_per_epoch=per_epoch)


def placed(data, kind, run):
    """A random member of the family on a run, where the run has room for it."""
    schedule = data.draw(members(kind))
    try:
        return schedule.on(run)
    except FieldError:
        assume(False)


@every_family
@quick
@given(data=st.data())
def test_finite_and_not_negative(kind, data):
    lr = placed(data, kind, run_for(kind))(np.arange(121))
    assert np.isfinite(lr).all()
    assert (lr >= 0).all()
    assert lr.dtype == np.float64


@every_family
@quick
@given(data=st.data())
def test_an_array_is_its_scalars_to_the_last_bit(kind, data):
    schedule = placed(data, kind, run_for(kind))
    ticks = np.arange(0, 121, 3)
    array = schedule(ticks)
    assert [schedule(int(t)) for t in ticks] == array.tolist()
    assert schedule(ticks.reshape(1, -1)).shape == (1, len(ticks))
    assert schedule(ticks[::-1]).tolist() == array.tolist()[::-1]
    assert schedule([]).shape == (0,)


@every_family
@quick
@given(data=st.data())
def test_repr_rebuilds_it(kind, data):
    schedule = data.draw(members(kind))
    assert parse(repr(schedule)) == schedule
    assert hash(parse(repr(schedule))) == hash(schedule)


@every_family
@quick
@given(data=st.data())
def test_resolving_twice_is_resolving_once(kind, data):
    run = run_for(kind, per_epoch=STEPS_PER_EPOCH)
    once = placed(data, kind, run)
    assert once.on(run) is once
    assert parse(repr(once)).on(run) == once


def ticks_in(schedule):
    """Every resolved duration of a schedule."""
    exact = schedule.exact
    found = [getattr(exact, name) for name in exact.fields]
    return [
        float(item)
        for value in found
        for item in (value if isinstance(value, tuple) else (value,))
        if isinstance(item, Ticks)
    ]


@pytest.mark.parametrize(
    "kind", [kind for kind in FAMILIES if "steps" not in kind.natural and not kind.facts], ids=lambda kind: kind.family
)
@quick
@given(data=st.data())
def test_steps_stretch_the_curve_of_epochs(kind, data):
    schedule = data.draw(members(kind))
    try:
        coarse, fine = schedule.on(Run(epochs=100)), schedule.on(Run(epochs=100, steps_per_epoch=STEPS_PER_EPOCH))
    except FieldError:
        assume(False)
    assume([STEPS_PER_EPOCH * ticks for ticks in ticks_in(coarse)] == ticks_in(fine))  # nothing was rounded
    before, after = coarse.seams(900), fine.seams(900 * STEPS_PER_EPOCH)
    assume(len(before) == len(after))  # cycles begin on whole ticks; an inclusive date is held one tick, not one epoch
    assume(
        all(
            late in (STEPS_PER_EPOCH * early, STEPS_PER_EPOCH * (early - 1) + 1)
            for early, late in zip(before, after, strict=True)
        )
    )
    t = np.arange(101)
    assert fine(t * STEPS_PER_EPOCH) == pytest.approx(coarse(t), rel=1e-9, abs=1e-12)


FINITE = [kind for kind in FAMILIES if any(isinstance(field.kind, Length) for field in kind.fields.values())]


@pytest.mark.parametrize("kind", FINITE, ids=lambda kind: kind.family)
@quick
@given(data=st.data())
def test_a_finite_piece_holds_its_end(kind, data):
    schedule = placed(data, kind, run_for(kind))
    length = next(name for name, field in kind.fields.items() if isinstance(field.kind, Length))
    end = getattr(schedule.exact, length)
    if end is not None:  # an exponential has one only with `final`
        assert set(schedule(np.arange(end, end + 50)).tolist()) == {schedule(int(end))}


@every_family
def test_frozen_and_hashable(kind):
    schedule = example(kind)
    with pytest.raises(AttributeError):
        schedule.initial = 1
    with pytest.raises(AttributeError):
        del schedule.run
    assert len({schedule, example(kind)}) == 1
    assert copy.copy(schedule) == copy.deepcopy(schedule) == pickle.loads(pickle.dumps(schedule)) == schedule


@every_pure_family
@few
@given(data=st.data())
def test_the_formula_is_printed_and_gives_the_same(kind, data):
    schedule = placed(data, kind, run_for(kind))
    source = standalone(schedule)
    assert "self" not in source
    assert "lrcli" not in source
    namespace = {}
    exec(compile(source, "<printed>", "exec"), namespace)
    t = np.arange(121, dtype=float)
    assert namespace["learning_rate"](t).tolist() == schedule(np.arange(121)).tolist()


@every_pure_family
def test_a_formula_uses_ticks_numpy_fields_and_shared_curves_alone(kind):
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind.formula)))
    local = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    curves = {name for name, value in vars(shapes).items() if inspect.isfunction(value)}
    builtin = {"int", "float", "len", "min", "max", "range", "zip", "Array"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            assert node.id in {"t", "np", "self"} | local | curves | builtin, node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            assert node.attr in kind.fields, node.attr


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.family)
def test_documented(kind):
    doc = inspect.cleandoc(kind.__doc__)
    summary, blank, *rest = doc.splitlines()
    assert summary.endswith(".")
    assert blank == ""
    assert rest[0].startswith("    lr(t) = "), "the formula, indented"
    assert re.search(r"^Source: .+(\d{4}|slices)", doc, re.MULTILINE | re.DOTALL)
    for name, field in kind.fields.items():
        assert field.help, name
        assert field.help[0].islower() or field.help[:2] == "LR" or not field.help[0].isalpha()
        assert not field.help.endswith(".")
        if isinstance(field.kind, Number) and not isinstance(field.kind, Rate):
            assert field.kind.bounds, f"{name} has no bounds"
        if field.default is not REQUIRED and field.default is not None:
            assert field.default_text


@every_family
def test_the_main_rate_answers_to_lr(kind):
    if kind.main:
        needed = f"{kind.example}, " if kind.required() else ""
        assert getattr(parse(f"{kind.family}({needed}lr=0.025)"), kind.main) == 0.025
    elif "lr" not in kind.fields:
        with pytest.raises(ValueError, match="no argument lr"):
            kind(lr=0.025)


@every_family
def test_wrong_rates_are_refused(kind):
    for bad in [float("nan"), float("inf"), -1.0, "x", True, None, [1]] if kind.main else []:
        with pytest.raises(ValueError, match=kind.main):
            kind(**{kind.main: bad})


@every_family
def test_wrong_ticks_are_refused(kind):
    schedule = example(kind).on(run_for(kind))
    for bad in (-1, [0, -5], 0.5, float("nan"), "3", [True]):
        with pytest.raises(ValueError, match="tick"):
            schedule(bad)


def test_one_flag_name_has_one_meaning():
    """Over the whole grid of verbs and families no word stands for two flags of the same command."""
    for verb in map(verbs.load, verbs.NAMES):
        for kind in FAMILIES if verb.schedules else [None]:
            flags = layout(verb, [kind.family] if kind else []).flags
            words = [word for flag in flags for word in flag.words]
            assert sorted(words) == sorted(set(words)), (verb.name, kind)
            assert not {"-h", "--help"} & set(words)
            if kind:
                missing = {flag.name for flag in field_flags(kind)} - {flag.name for flag in flags}
                assert not missing, (verb.name, kind.family, missing)


def test_names_are_told_apart():
    words = [word for kind in EVERY for word in (kind.family, *kind.aliases)]
    assert len(words) == len(set(words))
    assert not set(words) & set(verbs.NAMES)


@settings(max_examples=examples(200), deadline=None)
@given(schedule=compositions())
def test_repr_of_compositions_rebuilds_them(schedule):
    assert parse(repr(schedule)) == schedule


@settings(max_examples=examples(100), deadline=None)
@given(schedule=compositions(), n=st.integers(1, 150))
def test_compositions_resolve_or_say_why(schedule, n):
    run = Run(epochs=n)
    try:
        there = schedule.on(run)
    except (FieldError, NotationError) as error:
        assert len(str(error).splitlines()) == 1
        return
    lr = there(np.arange(n + 3))
    assert np.isfinite(lr).all()
    assert (lr >= 0).all()
    assert there.on(run) is there
    seams = there.seams(n)
    assert seams == sorted(set(seams))
    assert all(isinstance(seam, int) and seam > 0 for seam in seams)
