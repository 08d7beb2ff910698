"""The same schedule elsewhere: what is said to agree does, and where something agrees it is found."""

import ast

import numpy as np
import pytest
from grouped import each, family, of_framework
from test_golden import CASES

from lrcli import Run, parse
from lrcli.analysis.elsewhere import calls, elsewhere
from lrcli.catalogue import frameworks, schedulers
from lrcli.language.equations import SHARE

RUN = Run(epochs=90)


def found(text, run=RUN):
    placed = parse(text).on(run)
    return {repr(match.schedule): (match.first, match.last) for match in elsewhere(placed, run)}


RECORDED = [case for case in CASES if case["n"] > 1 and "Plateau" not in case["spec"]]


@each("case", RECORDED, lambda case: family(case["spec"]))
def test_what_is_said_to_agree_does(case):
    run = Run(**(case["run"] or {"steps": case["n"]}))
    placed = parse(case["spec"]).on(run)
    wanted = placed.gapped(np.arange(run.rows))
    for match in elsewhere(placed, run):
        text = repr(match.schedule)
        assert text.partition(".")[0] != case["spec"].partition(".")[0], "another framework's"
        off = np.abs(parse(text).on(run).gapped(np.arange(run.rows)) - wanted) <= SHARE * np.nanmax(np.abs(wanted))
        assert off[match.first : match.last + 1].all()
        assert match.first == 0 or not off[match.first - 1]
        assert match.last == run.rows - 1 or not off[match.last + 1]
        assert 2 * (match.last - match.first + 1) > run.rows


DECLARED = [kind for framework in frameworks() for kind in schedulers(framework) if kind.natively]


@each("kind", DECLARED, of_framework)
def test_each_is_native_somewhere(kind):
    """What a scheduler declares of itself is true of one of its recorded cases at least."""
    for case in CASES:
        if case["spec"].startswith(f"{kind.family}(") and case["n"]:
            run = Run(**(case["run"] or {"steps": case["n"]}))
            if any("." not in match.schedule.family for match in elsewhere(parse(case["spec"]).on(run), run)):
                return
    pytest.fail("no case agrees with a native schedule")


@each("kind", DECLARED, of_framework, share=1)
def test_the_texts_name_arguments(kind):
    for same in kind.natively:
        assert same.pieces or all(same.joins)
        assert {*same.fixed, *filter(None, same.joins)} <= set(kind.fields)
        assert len(calls(same.pieces)) == len(same.pieces)
        for call in calls(same.pieces):
            values = [*call.args, *(word.value for word in call.keywords)]
            names = {node.id for value in values for node in ast.walk(value) if isinstance(node, ast.Name)}
            assert names & set(kind.fields)
            assert names <= {*kind.fields, "int"}


def test_a_cosine_everywhere():
    assert (
        found("cosine(0.1)").items()
        >= {
            "diffusers.cosine(lr=0.1, num_warmup_steps=0, num_training_steps=90)": (0, 89),
            "keras.CosineDecay(initial_learning_rate=0.1, decay_steps=90)": (0, 89),
            "optax.cosine_decay_schedule(init_value=0.1, decay_steps=90)": (0, 89),
            "timm.CosineLRScheduler(lr=0.1, t_initial=90)": (0, 89),
            "torch.CosineAnnealingLR(lr=0.1, T_max=90)": (0, 89),
            "transformers.cosine(lr=0.1, num_warmup_steps=0, num_training_steps=90)": (0, 89),
        }.items()
    )


def test_a_cosine_that_rises_again():
    """Native schedules hold their end; Transformers' rises as PyTorch's does."""
    there = found("torch.CosineAnnealingLR(lr=0.1, T_max=50)")
    assert there["cosine(0.1, length=50)"] == (0, 50)
    assert there["transformers.cosine(lr=0.1, num_warmup_steps=0, num_training_steps=50)"] == (0, 89)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (
            "linear(0.01, 0.1, 5) >> cosine(0.1)",
            (
                "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(start_factor=0.1), "
                "torch.CosineAnnealingLR(T_max=85)], milestones=[5])"
            ),
        ),
        ("warmup(cosine(0.1), 5)", "transformers.cosine(lr=0.1, num_warmup_steps=5, num_training_steps=90)"),
        ("exponential(0.1, final=0.001)", "torch.ExponentialLR(lr=0.1, gamma=0.95011850731814)"),
        (
            "exponential(0.1, half_life=9)",
            "keras.ExponentialDecay(initial_learning_rate=0.1, decay_steps=9, decay_rate=0.5)",
        ),
        ("multistep(0.1)", "timm.MultiStepLRScheduler(lr=0.1, decay_t=[28, 55, 82], decay_rate=0.1)"),
        (
            "keras.PiecewiseConstantDecay([30, 60], [0.1, 0.01, 0.001])",
            "piecewise([0.1, 0.01, 0.001], boundaries=[30, 60])",
        ),
        ("torch.OneCycleLR(max_lr=0.1, total_steps=90, pct_start=0.2)", "one_cycle(0.1, length=89, warmup=17)"),
        (
            (
                "torch.SequentialLR(lr=0.1, schedulers=[torch.LinearLR(start_factor=0.1, total_iters=20), "
                "torch.CosineAnnealingLR(T_max=80)], milestones=[10])"
            ),
            "linear(0.01, final=0.1, length=20)[:10] >> cosine(0.1, length=80)",
        ),
    ],
)
def test_pairs(text, there):
    assert found(text)[there] == (0, 89)


def test_a_boundary_that_belongs_to_the_other_side():
    """PyTorch drops at its milestone, Keras one step after: no claim is made."""
    assert not any("keras" in text for text in found("multistep(0.1, milestones=[20, 40, 60, 80])"))


def test_units():
    """In a run of steps lengths are in steps; an LR held within each epoch counts epochs."""
    fine = Run(epochs=9, steps_per_epoch=10)
    assert found("torch.CosineAnnealingLR(lr=0.1, T_max=90)", fine)['cosine(0.1, length="90st")'] == (0, 89)
    held = Run(epochs=9, steps_per_epoch=10, update="epoch")
    assert found("torch.CosineAnnealingLR(lr=0.1, T_max=9)", held)["cosine(0.1, length=9)"] == (0, 89)
    assert found("cosine(0.1)", held)["torch.CosineAnnealingLR(lr=0.1, T_max=9)"] == (0, 89)


def test_nothing_is_claimed_of_what_has_no_like():
    assert found("formula('0.1 + 0.01 * sin(t)')") == {}
    assert found("cosine(0.1) >> formula('0.1')[:3]") == {}
    assert found("torch.LambdaLR(lr=0.1, lr_lambda='0.95 ** t')") == {}


def test_long_chains_and_rates_without_end_are_no_matter():
    assert {*found(" >> ".join(["exponential(0.1)[:2]"] * 40))} >= {
        f"optax.join_schedules(schedules=[{', '.join([EXPONENTIAL] * 40)}], boundaries={[2 * i for i in range(1, 40)]})",
        (
            f"torch.SequentialLR(lr=0.1, schedulers=[{', '.join(['torch.ExponentialLR(gamma=0.99900049983338)'] * 40)}], "
            f"milestones={[2 * i for i in range(1, 40)]})"
        ),
    }
    assert set(found("torch.ExponentialLR(lr=0.1, gamma=1e300)")) == set()


EXPONENTIAL = "optax.exponential_decay(init_value=0.1, transition_steps=100, decay_rate=0.90483741803596)"
