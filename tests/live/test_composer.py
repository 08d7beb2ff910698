"""Composer's schedulers against Composer itself: random arguments and runs, every batch.

Composer needs torchvision, and versions of its own of much else. So its package is not imported: only the two modules
that decide, with what little they take from others.
"""

import importlib.util
import inspect
import sys
import types
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcli import Run, parse
from lrcli.catalogue import schedulers
from lrcli.schedules.declare import REQUIRED

pytest.importorskip("torch")
found = importlib.util.find_spec("composer")
if found is None:
    pytest.skip("Composer is not installed", allow_module_level=True)
HOME = Path(found.submodule_search_locations[0])


def loaded(name):
    """A module of Composer by its file."""
    spec = importlib.util.spec_from_file_location(
        f"composer.{name}", HOME.joinpath(*name.split(".")).with_suffix(".py")
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


for name in ("composer", "composer.core", "composer.optim", "composer.utils"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["composer.utils"].StringEnum = loaded("utils.string_enum").StringEnum
loaded("core.serializable")
clock = loaded("core.time")
sys.modules["composer.core"].__dict__.update(Time=clock.Time, TimeUnit=clock.TimeUnit, State=object)
composer = loaded("optim.scheduler")
pytestmark = pytest.mark.live

TICKS = 90
ERRORS = (ArithmeticError, ValueError, TypeError, RuntimeError, AttributeError)
LATE = 1.3
"""How far past the end of a run it is looked at: the trainer would not."""


class State:
    """What a scheduler asks of Composer's state."""

    def __init__(self, length, per_epoch):
        self.max_duration = clock.Time.from_timestring(length)
        self.dataloader_len = per_epoch
        self.timestamp = clock.Timestamp()

    def to(self, batch, samples, tokens):
        per = self.dataloader_len or 10**9
        self.timestamp = clock.Timestamp(batch=batch, epoch=batch // per, sample=batch * samples, token=batch * tokens)


def recorded(name, arguments, run):
    """The factors, and the error that ends them."""
    factors = []
    ratio = arguments.pop("scale_schedule_ratio", 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scheduler = getattr(composer, name)(**arguments)
            state = State(run["length"], run["per_epoch"])
            for batch in range(run["batches"]):
                state.to(batch, run["samples"], run["tokens"])
                factors.append(scheduler(state, ratio))
        except ERRORS as error:
            return factors, error
    return factors, None


def own_run(run):
    """The run as it is told here."""
    length, unit = int(run["length"].rstrip("abeoptk")), run["length"].lstrip("0123456789")
    named = {"ep": "epochs", "ba": "steps", "tok": "tokens"}[unit]
    more = {"steps_per_epoch": run["per_epoch"], "samples_per_step": run["samples"], "tokens_per_step": run["tokens"]}
    return Run(**{named: length}, **more)


def agrees(name, arguments, run):
    words = ", ".join(f"{key}={value!r}" for key, value in {"lr": 0.1, **arguments}.items())
    text = f"composer.{name}({words})"
    factors, error = recorded(name, dict(arguments), run)
    if name == "MultiStepWithWarmupScheduler" and error is None:  # it looks at its milestones after the warm-up
        alone = {key: arguments[key] for key in ("milestones", "scale_schedule_ratio") if key in arguments}
        error = recorded("MultiStepScheduler", alone, run)[1]
    if not factors or (error and name == "MultiStepWithWarmupScheduler"):
        with pytest.raises(ValueError, match=r"\w+Error|--steps-per-epoch"):
            parse(text).on(own_run(run))
        return
    placed = parse(text).on(own_run(run))
    assert min(placed.limit() or run["batches"], run["batches"]) == len(factors), error
    if error is not None:
        with pytest.raises(ValueError, match=type(error).__name__):
            placed(len(factors))
    ticks = np.arange(len(factors))
    wanted = 0.1 * np.array(factors, dtype=float)
    assert placed(ticks) == pytest.approx(wanted, abs=1e-12 * np.abs(wanted).max(), rel=0)
    assert placed(ticks[::7]).tolist() == placed(ticks)[::7].tolist()
    assert parse(repr(placed)).on(own_run(run)) == placed
    levels(placed, len(factors))
    if run["per_epoch"]:
        held = parse(text).on(own_run(run).but(update="epoch"))
        assert held(ticks).tolist() == placed(ticks - ticks % run["per_epoch"]).tolist()


def levels(placed, end):
    """Where a phase is named by a rate, that is the rate of all of it."""
    phases = placed.phases(end)
    assert phases[0].start == 0
    for phase, after in zip(phases, [*(each.start for each in phases[1:]), end], strict=True):
        if phase.name.startswith("LR "):
            assert {f"LR {rate:.6g}" for rate in placed(np.arange(phase.start, after))} == {phase.name}


@st.composite
def runs(draw):
    """A run: its length in a unit of Composer's, and what a batch has."""
    per_epoch, batches = draw(st.sampled_from([1, 7, 10, None])), draw(st.integers(1, 80))
    samples, more = draw(st.sampled_from([1, 3, 16])), draw(st.integers(1, 9))
    tokens = samples * draw(st.sampled_from([1, 8, 5]))
    told = draw(st.sampled_from(["ba", "tok", *(["ep"] if per_epoch else [])]))
    value = {
        "ep": -(-batches // (per_epoch or 1)),
        "ba": batches,
        "tok": batches * tokens,
    }
    batches = value["ep"] * per_epoch if told == "ep" else batches
    return {
        "length": f"{value[told]}{told}",
        "batches": int(batches * LATE) + more,
        "per_epoch": per_epoch,
        "samples": samples,
        "tokens": tokens,
    }


def some(required, **optional):
    """Arguments: all of the required and some of the others."""
    return st.fixed_dictionaries(required, optional=optional)


units = {"ba": st.integers(0, 100), "ep": st.integers(0, 9), "sp": st.integers(0, 800), "tok": st.integers(0, 4000)}
counted = st.one_of(*(value.map(lambda n, unit=unit: f"{n}{unit}") for unit, value in units.items()))
shares = st.sampled_from(["1dur", "0.5dur", "0.8dur", "0.06dur", "0.33dur", "1.25dur", "0dur", ".25DUR", "1.0dur"])
odd = st.sampled_from(
    ["-5ba", "1e1ba", "2.5ba", "10", "10st", "x", "1h", "30s", "1_0ba", " 20ba", "infdur", 20, "5sec"]
)
moments = shares | counted | counted | st.sampled_from(["20ba", "50ba", "1ep"]) | odd
lengths = shares | st.just("1dur") | st.just("1dur") | moments
factors = st.sampled_from([0.0, 0.1, 0.5, 1.0, 2, -0.5])
gammas = st.sampled_from([0.1, 0.5, 0.9, 1.0, 1.5, 0.0, 1e40, 1e-40])
ratios = {"scale_schedule_ratio": st.sampled_from([1.0, 1.0, 1.0, 0.5, 0.2, 2.0, 0.01, 4])}
warmed = {"t_warmup": shares | counted | st.sampled_from(["5ba", "1ep", "0.1dur"]) | odd}
scaled = {"scale_warmup": st.booleans(), **ratios}
KINDS = {
    "StepScheduler": some({"step_size": moments}, gamma=gammas | st.just(-0.5), **ratios),
    "MultiStepScheduler": some({"milestones": st.lists(moments, max_size=4)}, gamma=gammas | st.just(-0.5), **ratios),
    "ConstantScheduler": some({}, alpha=factors, t_max=lengths, **ratios),
    "LinearScheduler": some({}, alpha_i=factors, alpha_f=factors, t_max=lengths, **ratios),
    "ExponentialScheduler": some({"gamma": gammas}, decay_period=moments, **ratios),
    "CosineAnnealingScheduler": some({}, t_max=lengths, alpha_f=factors, **ratios),
    "CosineAnnealingWarmRestartsScheduler": some(
        {"t_0": moments.filter(lambda time: not str(time).startswith("-"))},
        t_mult=st.sampled_from([1.0, 1.5, 2.0, 1.1, 0.5, 0.9, 0.0]),
        alpha_f=factors,
        **ratios,
    ),
    "PolynomialScheduler": some(
        {"power": st.sampled_from([1.0, 2.0, 0.5, 0, -1.0, 3.3])}, t_max=lengths, alpha_f=factors, **ratios
    ),
    "MultiStepWithWarmupScheduler": some(
        {**warmed, "milestones": st.lists(moments, max_size=4)}, gamma=gammas | st.just(-0.5), **scaled
    ),
    "ConstantWithWarmupScheduler": some(warmed, alpha=factors, t_max=lengths, **scaled),
    "LinearWithWarmupScheduler": some(warmed, alpha_i=factors, alpha_f=factors, t_max=lengths, **scaled),
    "CosineAnnealingWithWarmupScheduler": some(warmed, t_max=lengths, alpha_f=factors, **scaled),
    "PolynomialWithWarmupScheduler": some(
        warmed, power=st.sampled_from([1.0, 2.0, 0.5, 0, -1.0]), t_max=lengths, alpha_f=factors, **scaled
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_random_arguments(name):
    @settings(max_examples=108, deadline=None)
    @given(KINDS[name], runs())
    def check(arguments, run):
        agrees(name, arguments, run)

    check()


def test_every_scheduler_is_tried():
    assert {kind.family for kind in schedulers("composer")} == {f"composer.{name}" for name in KINDS}
    functions = {"ComposerScheduler", "compile_composer_scheduler"}
    assert set(composer.__all__) - functions == set(KINDS)


@pytest.mark.parametrize("kind", schedulers("composer"), ids=lambda kind: kind.family)
def test_the_signature(kind):
    real = inspect.signature(getattr(composer, kind.family.partition(".")[2]))
    assert list(kind.order) == list(real.parameters)
    for name, parameter in real.parameters.items():
        default = kind.fields[name].default
        assert (default is REQUIRED) == (parameter.default is inspect.Parameter.empty), name
        if default is not REQUIRED:
            assert str(default) == str(parameter.default) or default == parameter.default, name
