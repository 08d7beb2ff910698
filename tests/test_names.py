"""Names as people know them: what a word means, and what is said of one that means nothing."""

import subprocess
import sys

import pytest
from grouped import each, of_framework, sample

from lrcli import NotationError, parse
from lrcli.catalogue import find, frameworks, meaning, named, names, natives, nearest, schedulers
from lrcli.catalogue.common import COMMON, WARMED
from lrcli.catalogue.meanings import FIRST, distance, folded

MEANINGS = {
    # natives, by name, by alias, and in other spellings
    "cosine": "cosine",
    "poly": "polynomial",
    "Cosine": "cosine",
    "WSD": "wsd",
    "Inverse_Sqrt": "inverse_sqrt",
    "inverse-sqrt": "inverse_sqrt",
    "one-cycle": "one_cycle",
    "OneCycle": "one_cycle",
    "one cycle": "one_cycle",
    "inverse_sqrt": "inverse_sqrt",  # not Transformers'
    "linear": "linear",
    "constant": "constant",
    # bare names of frameworks' schedulers
    "StepLR": "torch.StepLR",
    "OneCycleLR": "torch.OneCycleLR",
    "SequentialLR": "torch.SequentialLR",
    "LambdaLR": "torch.LambdaLR",
    "SWALR": "torch.SWALR",
    "WarmupCosineLR": "deepspeed.WarmupCosineLR",
    "WarmupDecayLR": "deepspeed.WarmupDecayLR",
    "CosineDecay": "keras.CosineDecay",
    "ExponentialDecay": "keras.ExponentialDecay",
    "PiecewiseConstantDecay": "keras.PiecewiseConstantDecay",
    "cosine_decay_schedule": "optax.cosine_decay_schedule",
    "join_schedules": "optax.join_schedules",
    "CosineLRScheduler": "timm.CosineLRScheduler",
    "TanhLRScheduler": "timm.TanhLRScheduler",
    "cosine_with_restarts": "transformers.cosine_with_restarts",
    "constant_with_warmup": "transformers.constant_with_warmup",
    "cosine_with_min_lr": "transformers.cosine_with_min_lr",
    "ReduceLROnPlateau": "torch.ReduceLROnPlateau",
    # and in other spellings
    "cosineannealinglr": "torch.CosineAnnealingLR",
    "step-lr": "torch.StepLR",
    "cosine_annealing_lr": "torch.CosineAnnealingLR",
    "multi_step_lr": "torch.MultiStepLR",
    "cosine-with-restarts": "transformers.cosine_with_restarts",
    "cosinelrscheduler": "timm.CosineLRScheduler",
    # the functions of Transformers
    "get_constant_schedule": "transformers.constant",
    "get_constant_schedule_with_warmup": "transformers.constant_with_warmup",
    "get_linear_schedule_with_warmup": "transformers.linear",
    "get_cosine_schedule_with_warmup": "transformers.cosine",
    "get_cosine_with_hard_restarts_schedule_with_warmup": "transformers.cosine_with_restarts",
    "get_polynomial_decay_schedule_with_warmup": "transformers.polynomial",
    "get_inverse_sqrt_schedule": "transformers.inverse_sqrt",
    "get_cosine_with_min_lr_schedule_with_warmup": "transformers.cosine_with_min_lr",
    "get_cosine_with_min_lr_schedule_with_warmup_lr_rate": "transformers.cosine_warmup_with_min_lr",
    "get_wsd_schedule": "transformers.warmup_stable_decay",
    "get_reduce_on_plateau_schedule": "transformers.reduce_lr_on_plateau",
    "get_greedy_schedule": "transformers.greedy",
    "GreedyLR": "transformers.greedy",
    # paths of imports
    "torch.StepLR": "torch.StepLR",
    "torch.steplr": "torch.StepLR",
    "torch.optim.lr_scheduler.StepLR": "torch.StepLR",
    "optim.lr_scheduler.StepLR": "torch.StepLR",
    "lr_scheduler.StepLR": "torch.StepLR",
    "torch.optim.swa_utils.SWALR": "torch.SWALR",
    "keras.optimizers.schedules.CosineDecay": "keras.CosineDecay",
    "tf.keras.optimizers.schedules.CosineDecay": "keras.CosineDecay",
    "tensorflow.keras.optimizers.schedules.InverseTimeDecay": "keras.InverseTimeDecay",
    "tf.keras.experimental.CosineDecayRestarts": "keras.CosineDecayRestarts",
    "schedules.PolynomialDecay": "keras.PolynomialDecay",
    "tf.keras.callbacks.ReduceLROnPlateau": "keras.ReduceLROnPlateau",
    "callbacks.ReduceLROnPlateau": "keras.ReduceLROnPlateau",
    "optax.schedules.linear_schedule": "optax.linear_schedule",
    "optax.contrib.reduce_on_plateau": "optax.contrib.reduce_on_plateau",
    "optax.exponential_decay": "optax.exponential_decay",
    "transformers.get_wsd_schedule": "transformers.warmup_stable_decay",
    "transformers.optimization.get_linear_schedule_with_warmup": "transformers.linear",
    "timm.scheduler.CosineLRScheduler": "timm.CosineLRScheduler",
    "timm.scheduler.cosine_lr.CosineLRScheduler": "timm.CosineLRScheduler",
    "scheduler.StepLRScheduler": "timm.StepLRScheduler",
    # common names
    "step_decay": "step",
    "step decay": "step",
    "exp": "exponential",
    "exponential_decay": "exponential",
    "cosine_annealing": "cosine",
    "cosine_decay": "cosine",
    "onecycle": "one_cycle",
    "1cycle": "one_cycle",
    "reduce_lr_on_plateau": "plateau",
    "reduceonplateau": "plateau",
    "cyclic": "triangular",
    "clr": "triangular",
    "warm_restarts": "restarts",
    "cosine_annealing_warm_restarts": "restarts",
    "rsqrt": "inverse_sqrt",
    "warmup_stable_decay": "wsd",
    "warmup-stable-decay": "wsd",
    "linear_decay": "linear",
    "poly_decay": "polynomial",
    "time_based": "inverse",
    "inverse_time_decay": "inverse",
    "transformer": "noam",
    "attention": "noam",
    # words that tell nothing
    "cosine_schedule": "cosine",
    "LinearDecayScheduler": "linear",
    "WSDSchedule": "wsd",
    "NoamLR": "noam",
}

WARM_UPS = {
    "cosine_with_warmup": "cosine",
    "warmup_cosine": "cosine",
    "warmup-cosine": "cosine",
    "linear_with_warmup": "linear",
    "warmup_linear": "linear",
    "linear_warmup_cosine_decay": "cosine",
    "cosine_with_linear_warmup": "cosine",
    "linear_warmup_linear_decay": "linear",
    "cosine_schedule_with_warmup": "cosine",
    "CosineWarmupLR": "cosine",
    "WarmupPolyLR": "polynomial",
    "WarmupDecay": "linear",
    "LinearWarmupCosineAnnealingLR": "cosine",
    "CosineAnnealingWarmupRestarts": "restarts",
    "GradualWarmupScheduler": "constant",
}

NO_NAMES = (
    *("", " ", "-", "foo", "loader", "args", "optimizer", "model", "len", "epochs", "num_steps", "lr", "learning_rate"),
    *("lr_scheduler", "warmup_scheduler", "scheduler", "x.y", "args.epochs", "my.py", "rec.csv", "./cosine"),
    *(
        "30",
        "1e-3",
        "0.1",
        "500st",
        "5ep",
        "2k",
        "@file",
        "step(0.1)",
        "keras.StepLR",
        "torch.cosine",
        "x.cosine",
        "lightning.StepLR",
        "colossalai.nn.lr_scheduler.CyclicLR",
    ),
    *("torch.optim.SGD", "päck", "torch", "keras."),
)

MISSPELT = {
    "cosin": "cosine",
    "cosien": "cosine",
    "exponental": "exponential",
    "polinomial": "polynomial",
    "lineer": "linear",
    "wds": "wsd",
    "rxe": "rex",
    "step_dcay": "step",
    "stepdeacy": "step",
    "onecycel": "one_cycle",
    "tringular": "triangular",
    "plateu": "plateau",
    "reduce_lr_on_plateu": "plateau",
    "warmup_cosin": "cosine",
    "cosin_with_warmup": "cosine",
    "cosine_schedul": "cosine",
    "invers_sqrt": "inverse_sqrt",
    "SequentalLR": "torch.SequentialLR",
    "CosineAnealingLR": "torch.CosineAnnealingLR",
    "OneCylceLR": "torch.OneCycleLR",
    "StepLr2": "torch.StepLR",
    "CosineLRSheduler": "timm.CosineLRScheduler",
    "get_cosine_shedule_with_warmup": "transformers.cosine",
    "warmup_cosine_decay_shedule": "optax.warmup_cosine_decay_schedule",
    "torch.CosineAnealingLR": "torch.CosineAnnealingLR",
    "torch.optim.lr_scheduler.StepRL": "torch.StepLR",
    "torch.Step": "torch.StepLR",
    "torch.cosine": "torch.CosineAnnealingLR",
    "transformers.cosin": "transformers.cosine",
    "keras.ExponentialDacay": "keras.ExponentialDecay",
    "plate": "plateau",
    # nothing is near
    "foo": None,
    "bar": None,
    "len": None,
    "args": None,
    "loader": None,
    "epochs": None,
    "optimizer": None,
    "lr_scheduler": None,
    "warmup_scheduler": None,
    "scheduler_1": None,
    "halving": None,
    "keras.StepLR": None,
    "x.y": None,
    "päck": None,
    "total_steps": None,
    "my_very_own_schedule": None,
}


@pytest.mark.parametrize("word", MEANINGS)
def test_what_a_word_means(word):
    assert find(word) is not None
    assert find(word).family == MEANINGS[word]
    assert not meaning(word).warmup


@pytest.mark.parametrize("word", WARM_UPS)
def test_a_name_that_tells_of_a_warm_up(word):
    assert meaning(word).kind.family == WARM_UPS[word]
    assert meaning(word).warmup


@pytest.mark.parametrize("word", ["warmup_one_cycle", "inverse_sqrt_with_warmup", "warmup_wsd", "noam_warmup"])
def test_a_family_with_a_warm_up_of_its_own(word):
    assert not meaning(word).warmup


@pytest.mark.parametrize("word", NO_NAMES)
def test_what_is_no_name(word):
    assert find(word) is None


@pytest.mark.parametrize("word", MISSPELT)
def test_the_neighbour_of_a_misspelt_name(word):
    family = MISSPELT[word]
    hint = nearest(word)
    assert hint == f"; did you mean {family}?" if family else "did you mean" not in hint


@pytest.mark.parametrize("kind", natives(), ids=lambda kind: kind.family)
def test_one_letter_less_is_the_neighbour(kind):
    word = kind.family[:2] + kind.family[3:]
    if len(word) >= 4 and find(word) is None:
        assert nearest(word) == f"; did you mean {kind.family}?"


def every_scheduler():
    return [kind for framework in frameworks() for kind in schedulers(framework)]


@each("kind", [*natives(), *every_scheduler()], of_framework, share=1)
def test_every_name_is_found_in_every_spelling(kind):
    for name in names(kind):
        assert find(name) is kind
        assert find(name.upper() if "." not in name else name) is kind
        assert named(name) is (kind if kind in natives() else None)
        path, _, last = name.rpartition(".")
        if path:
            assert find(f"my.{name}") is kind
            assert find(f"{path}.some.module.{last}") is kind
            bare = meaning(last)
            if kind.generic:
                assert bare is None
            elif named(last) is None and last not in COMMON:
                assert kind in (bare.kind, *bare.others)


SHADOWED = {
    "exponential_decay",
    "warmup_stable_decay",
    "reduce_lr_on_plateau",
    "reduce_on_plateau",
    "piecewise_constant",
    "step_decay",
    "cosine_decay",
    "polynomial_decay",
    "fixed",
    "OneCycle",
}
"""Names that everybody uses for the native family, though a framework has a scheduler of that name."""


def test_common_names():
    bare = {name.rpartition(".")[2] for kind in every_scheduler() for name in names(kind)}
    assert {word for word in COMMON if word in bare} == SHADOWED
    for word, family in {**COMMON, **WARMED}.items():
        assert named(family) in natives(), word
        assert named(family).family == family, f"{word} points at another name of {named(family).family}"
    for word, family in COMMON.items():
        assert named(word) is None, f"{word} is a name already"
        assert find(word) is named(family)
        assert find(word.upper()) is named(family)


def test_common_names_in_other_spellings_are_no_natives_of_another_name():
    own = {folded(word): kind for kind in natives() for word in names(kind)}
    for word, family in COMMON.items():
        assert own.get(folded(word), named(family)) is named(family), word


def test_the_order_of_the_frameworks():
    assert set(FIRST) == set(frameworks()) or set(FIRST) < set(frameworks())
    found = meaning("ReduceLROnPlateau")
    assert [kind.family for kind in (found.kind, *found.others)] == [
        "torch.ReduceLROnPlateau",
        "keras.ReduceLROnPlateau",
    ]


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [("", "", 0), ("a", "", 1), ("wsd", "wds", 1), ("cosin", "cosine", 1), ("abcd", "badc", 2), ("step", "rex", 3)],
)
def test_distance(one, other, wrong):
    assert distance(one, other) == distance(other, one) == wrong


@pytest.mark.parametrize(
    "word", sample("loaded", ["cosine", "step_decay", "1cycle", "0.1", "30ep", "linear(0, 0.1, 5) >> cosine(0.1)"])
)
def test_no_framework_is_loaded_for_natives(word):
    code = "import sys; from lrcli.cli.main import run; run(['value', sys.argv[1]])\n"
    code += "print(*[name for name in sys.modules if name.startswith('lrcli.frameworks.')])"
    done = subprocess.run([sys.executable, "-c", code, word], capture_output=True, text=True, timeout=60, check=True)
    assert "lrcli.frameworks" not in done.stdout


# --- in the notation ---


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("one-cycle", "one_cycle(0.1)"),
        ("1cycle", "one_cycle(0.1)"),
        ("step decay", "step(0.1)"),
        ("one-cycle(0.2)", "one_cycle(0.2)"),
        ("2 * one-cycle(0.2)", "2 * one_cycle(0.2)"),
        ("warmup-stable-decay(3e-4)", "wsd(0.0003)"),
        ("Cosine(0.1)", "cosine(0.1)"),
        ("exp(0.1)", "exponential(0.1)"),
        ("StepLR(lr=0.1, step_size=30)", "torch.StepLR(lr=0.1, step_size=30)"),
        ("exponential_decay(0.1)", "exponential(0.1)"),
        (
            "exponential_decay(init_value=0.1, transition_steps=10, decay_rate=0.9)",
            "optax.exponential_decay(init_value=0.1, transition_steps=10, decay_rate=0.9)",
        ),
        (
            "ReduceLROnPlateau(monitor='loss', lr=0.1, metrics=[1])",
            "keras.ReduceLROnPlateau(monitor='loss', lr=0.1, metrics=[1])",
        ),
        ("ReduceLROnPlateau(lr=0.1, metrics=[1])", "torch.ReduceLROnPlateau(lr=0.1, metrics=[1])"),
    ],
)
def test_names_in_the_notation(text, canonical):
    assert repr(parse(text)) == canonical
    assert repr(parse(canonical)) == canonical


@pytest.mark.parametrize("text", ["cosine_with_warmup", "warmup_cosine(0.1)", "step >> linear_with_warmup(0.1)"])
def test_a_warm_up_that_is_promised_is_asked_for(text):
    with pytest.raises(NotationError, match="after a warm-up: say how long that is"):
        parse(text)


@pytest.mark.parametrize(
    "text", ["exponential_decay(1e-3, 1000, 0.9)", "CosineAnnealingDecaySchedule(0.1, 100)", "poly_decay(1, 0)"]
)
def test_a_name_that_others_gave_takes_arguments_by_their_names(text):
    """Their class may have other arguments in other places: Optax' second one is a length, ours a rate."""
    with pytest.raises(NotationError, match="name its arguments"):
        parse(text)
    assert parse(f"{text.partition(',')[0]})") == parse(
        f"{find(text.partition('(')[0]).family}({text.partition('(')[2].partition(',')[0]})"
    )
