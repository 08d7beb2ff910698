"""Laws that hold for every scheduler of every framework. A new one gains all of them and writes none."""

import copy
import inspect
import pickle
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from random import Random

import numpy as np
import pytest
from counted import lines_run
from grouped import each, framework, of_framework
from test_golden import CASES

from lrcli import Run, parse
from lrcli.catalogue import combinators, find, frameworks, natives, schedulers
from lrcli.cli import verbs
from lrcli.cli.command import layout
from lrcli.cli.flags import RUN_NAMES, field_flags
from lrcli.language.errors import NotationError
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.errors import FieldError
from lrcli.schedules.marks import INPUT, NOTE, WARNING
from lrcli.schedules.spans import Span

KINDS = [kind for framework in frameworks() for kind in schedulers(framework)]
SPECS = list(dict.fromkeys(case["spec"] for case in CASES if case["n"]))
every_scheduler = each("kind", KINDS, of_framework, share=1)
every_spec = each("spec", SPECS, framework)
RUN = Run(steps=60)
RUNS = {case["spec"]: case["run"] for case in CASES}


def run_for(spec, run=RUN):
    """A run for a scheduler: any, but where its times are read against the run it is the recorded one."""
    return Run(**RUNS[spec]) if parse(spec).timed else run


@cache
def placed(spec):
    """A scheduler on the run, the same for every law that reads and changes nothing."""
    return parse(spec).on(run_for(spec))


@cache
def drawn(spec):
    """Its rates up to its end, or as many as are enough."""
    return parse(spec).on(run_for(spec))(np.arange(min(placed(spec).limit() or 400, 400)))


@every_scheduler
def test_a_recorded_case_has_it(kind):
    assert any(f"{kind.family}(" in spec for spec in SPECS)


@every_spec
def test_repr_rebuilds_it(spec):
    schedule = parse(spec)
    assert parse(repr(schedule)) == schedule
    assert hash(parse(repr(schedule))) == hash(schedule)
    assert re.match(r"[\w.]+\((\w+=|\))", repr(schedule)), "arguments by keyword"
    for name, field in schedule.fields.items():
        if field.default is not REQUIRED and getattr(schedule, name) == field.default:
            assert f"({name}=" not in repr(schedule).partition("[")[0], "no default is repeated"


@every_spec
def test_resolving_twice_is_resolving_once(spec):
    once = placed(spec)
    assert once.on(run_for(spec)) is once
    assert parse(repr(once)).on(run_for(spec)) == once


@every_spec
def test_frozen_and_copied(spec):
    with pytest.raises(AttributeError):
        parse(spec).lr = 1
    schedule = parse(spec).on(run_for(spec))
    schedule([0])
    assert copy.copy(schedule) == schedule
    if "nan" not in spec:  # which is equal to itself alone
        assert copy.deepcopy(schedule) == pickle.loads(pickle.dumps(schedule)) == schedule


@every_spec
def test_an_array_is_its_scalars_to_the_last_bit(spec):
    """At a few ticks in any order, by a schedule that was asked nothing before, against all in a row."""
    every, random = drawn(spec), Random(spec)
    for count in (0, 1, 3, 6, 9):
        ticks = np.array(random.choices(range(len(every)), k=count), dtype=int)
        schedule = parse(spec).on(run_for(spec))
        array = schedule(ticks)
        assert array.dtype == np.float64
        assert [schedule(int(t)) for t in ticks] == array.tolist()
        assert every[ticks].tolist() == array.tolist()
        assert schedule(ticks.reshape(1, -1)).shape == (1, len(ticks))


@every_spec
def test_the_limit_is_where_it_refuses(spec):
    schedule = placed(spec)
    limit = schedule.limit()
    if limit is None:
        assert np.isfinite(schedule(10_000))
        return
    assert np.isfinite(schedule(np.arange(limit))).all()
    for tick in (limit, limit + 100):
        with pytest.raises(ValueError, match=rf"no learning rate from tick {limit} on: .*(Error|Exception)"):
            schedule(tick)
    assert np.isnan(schedule.gapped([limit, limit + 1])).all()
    assert schedule.gapped(np.arange(limit)).tolist() == schedule(np.arange(limit)).tolist()


@every_spec
def test_held_within_an_epoch(spec):
    """One call of step() for each tick, whatever a tick is; but a clock of the run goes on within an epoch as well."""
    if parse(spec).timed:
        run = run_for(spec).but(steps_per_epoch=10)
        assert (
            parse(spec).on(run.but(update="epoch"))(np.arange(60)).tolist()
            == np.repeat(parse(spec).on(run)(np.arange(0, 60, 10)), 10).tolist()
        )
        return
    if parse(spec).moves_within():
        return
    slow = parse(spec).on(Run(epochs=20, steps_per_epoch=3, update="epoch"))
    fast = parse(spec).on(Run(steps=20))
    count = min(fast.limit() or 20, 20)
    assert slow(np.arange(3 * count))[::3].tolist() == fast(np.arange(count)).tolist()
    if fast.limit() is not None:
        assert slow.limit() == 3 * fast.limit()


STEPPED = ("LearningRateScheduler", "timm.PlateauLRScheduler")
"""Each rate asks a function of the user, or a generator of random numbers of its own."""


@every_spec
def test_many_ticks_at_once(spec):
    """Arrays, not a loop: only a recurrence that each tick needs may run a few lines for each of them."""
    if any(name in spec for name in STEPPED):
        return
    schedule = parse(spec).on(run_for(spec, Run(steps=10**6)))
    ticks = np.arange(20_000) % (schedule.limit() or 20_000)
    schedule(ticks[:10])
    _, lines = lines_run(schedule, ticks)
    assert lines < 4 * len(ticks)


@every_scheduler
def test_documented(kind):
    doc = inspect.cleandoc(kind.__doc__)
    summary, blank, *rest = doc.splitlines()
    assert summary.endswith(".")
    assert blank == ""
    assert rest[0].startswith("    lr(t) = "), "the formula, indented"
    assert re.search(r"^Source: .+ (\d+\.\d+(\.\d+)?|[0-9a-f]{8}), [\w.]+\.$", doc, re.MULTILINE)
    for name, field in kind.fields.items():
        assert field.help, name
        assert not field.help.endswith(".")


@every_scheduler
def test_one_flag_name_has_one_meaning(kind):
    for verb in map(verbs.load, verbs.NAMES):
        if not verb.schedules:
            continue
        flags = layout(verb, [kind.family]).flags
        words = [word for flag in flags for word in flag.words]
        assert sorted(words) == sorted(set(words)), verb.name
        assert {flag.field for flag in flags} >= {
            name for name in kind.fields if name.replace("_", "-") not in RUN_NAMES
        }
        assert not {flag.name for flag in field_flags(kind)} & RUN_NAMES


@every_scheduler
def test_a_missing_lr_is_told(kind):
    if "lr" not in kind.fields:
        return
    specs = [spec for spec in SPECS if spec.startswith(f"{kind.family}(")]
    without = re.sub(r"\blr=[\d.e-]+(, )?", "", specs[0])
    if kind.fields["lr"].default is REQUIRED:
        with pytest.raises(
            NotationError, match=f"^{re.escape(kind.family)} needs lr, as in: {re.escape(kind.family)}\\("
        ):
            parse(without)
        return
    bare = parse(without)
    if not bare.needs_lr():
        assert bare(0) == parse(specs[0])(0)
        return
    with pytest.raises(FieldError, match=f"^{re.escape(kind.family)}: needs lr: the optimizer's learning rate$"):
        bare.on(run_for(specs[0]))


def test_a_framework_is_loaded_when_its_name_is_used():
    """Each in a fork of a process that has loaded none."""
    specs = {name: next(spec for spec in SPECS if spec.startswith(name)) for name in frameworks()}
    code = f"""import os, sys, lrcli
lrcli.parse("cosine")
for name, spec in [("", "cosine"), *{specs}.items()]:
    if not os.fork():
        lrcli.parse(spec)
        parts = [module.split(".")[2] for module in sys.modules if module.startswith("lrcli.frameworks.")]
        print(name, *{{part for part in parts if not part.startswith("_")}}, flush=True)
        os._exit(0)
    os.wait()"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name: set(names.split()) for name, _, names in (line.partition(" ") for line in done.stdout.splitlines())}
    for name in specs:
        assert loaded.pop(name) == {name, *getattr(import_module(f"lrcli.frameworks.{name}"), "BUILT_ON", ())}, name
    assert loaded == {"": set()}


@every_scheduler
def test_an_example_shows_it(kind):
    """In 100 ticks, all of which have a rate; it moves, if it is not constant."""
    schedule = parse(kind.example_text())
    assert type(schedule) is kind
    rates = schedule.on(Run(steps=100))(np.arange(100))
    assert rates.min() >= 0
    pieces = {piece for same in kind.natively for piece in same.pieces}
    constant = bool(pieces) and all(piece.startswith("constant(") for piece in pieces)
    assert bool(rates.min() < 0.5 * rates.max()) is not constant


@every_spec
def test_remarks_are_sentences_with_a_code(spec):
    for count in (1, 60, 300):
        for remark in parse(spec).on(run_for(spec, Run(steps=count))).remarks(count):
            assert re.match(r"\w+\.[\w.]+:? \w|the metric has|epoch 0", remark.text), remark
            assert not remark.text.endswith(".")
            assert "\n" not in remark.text
            assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", remark.code)
            assert remark.level in (WARNING, NOTE, INPUT)
            assert remark.field in {"", *find(remark.part).fields}


def fields_of_time(kind):
    """Fields that count time: durations, and plain numbers that say what they count."""
    for name, field in kind.fields.items():
        if field.counts or isinstance(getattr(field.kind, "item", field.kind), Span):
            yield name, field


TIMES = {"length", "warmup", "hold", "decay", "period", "date", "dates", "delay", "patience", "cooldown"}


@each("kind", [*natives(), *combinators(), *KINDS], of_framework, share=1)
def test_a_field_of_time_says_which_time_it_is(kind):
    assert {name: field.role for name, field in fields_of_time(kind) if field.role not in TIMES} == {}


@each("kind", [*natives(), *KINDS], of_framework, share=1)
def test_the_main_rate_is_told_by_its_role(kind):
    if kind.main is not None and not kind.outside:
        assert kind.fields[kind.main].role in ("base", "peak")


@pytest.mark.parametrize(
    ("spec", "epochs", "told"),
    [
        ("torch.CosineAnnealingLR(lr=0.1, T_max=50)", 90, "rises again after T_max=50: it runs for 90 epochs"),
        ("torch.CosineAnnealingLR(lr=0.1, T_max=90)", 90, ""),
        ("torch.OneCycleLR(max_lr=0.1, total_steps=90)", 90, ""),
        ("torch.OneCycleLR(max_lr=0.1, total_steps=101)", 101, "has 0.0999758 as its highest LR, not max_lr: "),
        ("torch.OneCycleLR(max_lr=0.1, total_steps=50)", 51, "is over at t = 49: one more step has the LR "),
        ("torch.PolynomialLR(lr=0.1)", 90, "is exactly 0 from total_iters=5 on: it runs for 90 epochs"),
        (
            (
                "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(start_factor=0.1, total_iters=9), "
                "torch.CosineAnnealingLR(T_max=8)], milestones=[1])"
            ),
            9,
            "goes from 0.01 to 0.1 at milestone 1: each member starts anew",
        ),
        ("keras.PolynomialDecay(0.1, 90)", 90, "ends at 0.0001, its default, not at 0"),
        ("keras.CosineDecay(0.0, 80, warmup_target=0.1, warmup_steps=10)", 90, "ends after 90 epochs: "),
        ("optax.warmup_cosine_decay_schedule(0.0, 0.1, 10, 90)", 90, "decays for 80 epochs: "),
        (
            "transformers.polynomial(lr=0.1, num_warmup_steps=0, num_training_steps=90)",
            90,
            "ends at 1e-07, its default",
        ),
        (
            "timm.CosineLRScheduler(lr=0.1, t_initial=90, warmup_t=10)",
            90,
            "warms up over the head of the curve: at t = 10",
        ),
        ("timm.MultiStepLRScheduler(lr=0.1, decay_t=[30, 60])", 90, "drops one call before each of decay_t"),
    ],
)
def test_the_quirk_that_matters(spec, epochs, told):
    remarks = parse(spec).on(Run(epochs=epochs)).remarks(epochs)
    notes = [remark.text for remark in remarks if remark.level == NOTE and remark.code != "float32"]
    assert any(told in note for note in notes) if told else notes == []
