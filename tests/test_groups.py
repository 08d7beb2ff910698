"""Parameter groups: lists with a value for each, as frameworks take them, and --group for any schedule."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from lrcli import Run, cosine, exponential, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.variants import WrongArgument, for_groups
from lrcli.schedules.errors import FieldError

GOLDEN = [
    json.loads(line) for line in Path(__file__).with_name("golden").joinpath("groups.jsonl").read_text().splitlines()
]
"""What PyTorch 2.13.0 gave, and Transformers 5.23.0: the rates and momenta of two groups, tick by tick."""
LENGTH = (
    "ValueError: {0} must have the same length as optimizer.param_groups. {0} has {1} values, param_groups has {2}."
)
TWO = "torch.StepLR(lr=[0.1, 0.02], step_size=2)"


@pytest.fixture
def columns(out):
    """The headings and the columns of `csv`."""

    def read(*args):
        head, *lines = out("csv", *args).splitlines()
        rows = [list(map(float, line.split(","))) for line in lines]
        return head.split(",")[1:], np.array(rows)[:, 1:].T

    return read


@pytest.fixture
def fault(called):
    """What is said of a wrong call."""

    def told(*args):
        done = called(*args)
        assert (done.returncode, done.stdout) == (2, "")
        return " ".join(done.stderr.split())

    return told


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["text"][:40])
def test_recorded(case):
    schedule = parse(case["text"])
    groups = schedule.on(Run()).groups()
    assert [group.name for group in groups] == ["group0", "group1"]
    for (_, curve), rates, momenta in zip(groups, case["rates"], case["momenta"], strict=True):
        assert curve(np.arange(len(rates))) == pytest.approx(rates, abs=1e-15, rel=0)
        if curve.tells("momentum"):
            assert curve.momentum(np.arange(len(rates))).tolist() == momenta


@pytest.mark.parametrize("text", [case["text"] for case in GOLDEN])
def test_the_text_reads_back(text):
    schedule = parse(text)
    assert parse(repr(schedule)) == schedule
    placed = schedule.on(Run(steps=5))
    assert parse(repr(placed)).on(placed.run) == placed
    assert pickle.loads(pickle.dumps(placed)) == placed
    assert hash(pickle.loads(pickle.dumps(schedule))) == hash(schedule)


@pytest.mark.parametrize(
    "around",
    [
        "2 * {}",
        "warmup({}, 3)",
        "floor({}, low=0.015)",
        "repeat({}[:4])",
        "cosine(0.3)[:4] >> {}",
        "{}[1:]",
        "stepped({}, 2)",
    ],
)
def test_what_is_around_is_there_for_each_group(around):
    run = Run(epochs=12)
    groups = parse(around.format(TWO)).on(run).groups()
    for (_, curve), rate in zip(groups, (0.1, 0.02), strict=True):
        alone = parse(around.format(f"torch.StepLR(lr={rate}, step_size=2)")).on(run)
        assert curve(np.arange(12)).tolist() == alone(np.arange(12)).tolist()


def test_a_schedule_with_groups_has_no_rate_of_its_own():
    placed = parse(TWO).on(Run(epochs=4))
    with pytest.raises(ValueError, match="has 2 parameter groups, each with a learning rate of its own"):
        placed(0)


def test_a_list_of_one_value_is_that_value():
    assert parse("torch.StepLR(lr=[0.1], step_size=2)") == parse("torch.StepLR(lr=0.1, step_size=2)")
    with pytest.raises(ValueError, match="Expected 2 lr_lambdas, but got 1"):
        parse("torch.LambdaLR(lr=[0.1, 0.2], lr_lambda=['0.9'])")
    with pytest.raises(ValueError, match="an empty list"):
        parse("torch.StepLR(lr=[], step_size=2)")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "torch.OneCycleLR(max_lr=[0.1, 0.2], base_momentum=[0.8, 0.7, 0.6], total_steps=9)",
            LENGTH.format("base_momentum", 3, 2),
        ),
        (
            "torch.SWALR(lr=[1, 2, 3], swa_lr=[0.1, 0.2])",
            LENGTH.format("swa_lr", 2, 3),
        ),
        (
            "torch.MultiplicativeLR(lr=[1, 2], lr_lambda=['1', '1', '1'])",
            "ValueError: Expected 2 lr_lambdas, but got 3",
        ),
        (
            "torch.ReduceLROnPlateau(lr=[1, 2, 3], min_lr=[0.1, 0.2], metrics=[1])",
            "ValueError: expected 3 min_lrs, got 2",
        ),
        (
            "torch.ChainedScheduler(schedulers=[torch.SWALR(swa_lr=[1, 2, 3])], lr=[1, 2])",
            LENGTH.format("swa_lr", 3, 2),
        ),
        ("transformers.greedy(lr=[1, 2], max_lr=[1, 2, 3], metrics=[1])", "ValueError: expected 2 max_lrs, got 3"),
        (
            "torch.StepLR(lr=[1, 2], step_size=2) >> torch.StepLR(lr=[1, 2, 3], step_size=2)",
            "lr=[1, 2, 3] has 3 rates, and the optimizer has 2 parameter groups",
        ),
    ],
)
def test_lists_that_disagree(text, error):
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # a NotationError
        parse(text)
    assert error in str(caught.value)


def test_momenta_that_are_not_driven_are_not_looked_at():
    text = "torch.OneCycleLR(max_lr=[0.1, 0.2], total_steps=9, cycle_momentum=False, base_momentum=[1, 2, 3])"
    assert len(parse(text).on(Run()).groups()) == 2


def test_groups_that_depend_on_one_another():
    with pytest.raises(FieldError, match="whatever its groups have"):
        type(parse("transformers.polynomial(lr=0.1, num_warmup_steps=0, num_training_steps=9)"))(
            lr=[0.1, 0.2], num_warmup_steps=0, num_training_steps=9
        )
    share = "transformers.cosine_with_min_lr(lr=[1, 2], num_warmup_steps=0, num_training_steps=9, min_lr_rate=0.1)"
    assert len(parse(share).on(Run()).groups()) == 2
    with pytest.raises(ValueError, match="whatever its groups have"):
        parse(share.replace("min_lr_rate", "min_lr"))
    with pytest.raises(ValueError, match="begins anew when all groups are at min_lr"):
        parse("transformers.greedy(lr=[1, 2], metrics=[1, 1, 1], reset_start=3)")


def test_the_groups_of_a_pasted_optimizer():
    text = "StepLR(torch.optim.SGD([{'params': a, 'lr': 0.01}, {'params': b}], lr=0.1), 2)"
    assert parse(text) == parse("torch.StepLR(lr=[0.01, 0.1], step_size=2)")
    alike = "StepLR(torch.optim.SGD([{'params': a}, {'params': b}], lr=0.1), 2)"
    assert parse(alike) == parse("torch.StepLR(lr=0.1, step_size=2)")


def test_columns_of_lists(columns, out):
    assert columns(TWO, "--epochs", "3")[0] == ["group0", "group1"]
    assert columns(f"a={TWO}", "--epochs", "3")[0] == ["a/group0", "a/group1"]
    assert columns(f"a={TWO}", "b=cosine", "--epochs", "3")[0] == ["a/group0", "a/group1", "b"]
    two = json.loads(out("json", TWO, "cosine", "--epochs", "3"))["schedules"]
    assert [each["label"] for each in two] == [f"{TWO}/group0", f"{TWO}/group1", "cosine(0.1)"]
    assert two[1]["spec"] == "torch.StepLR(lr=0.02, step_size=2)"
    assert out("value", TWO, "--at", "0,2") == "0.1\t0.02\n0.010000000000000002\t0.002\n"
    assert out("value", "torch.StepLR", "--step-size", "2", "--lr", "0.1,0.02", "--at", "0") == "0.1\t0.02\n"
    assert out("when", TWO, "--below", "0.05", "--epochs", "9") == "2\t0\n"


def test_momentum_beside_each_group(columns):
    text = "torch.OneCycleLR(max_lr=[0.1, 0.2], base_momentum=[0.8, 0.7], total_steps=5)"
    names, values = columns(text, "--momentum")
    assert names == ["group0", "group0 momentum", "group1", "group1 momentum"]
    assert (values[1].min(), values[3].min()) == (
        min(parse(text.replace("[0.1, 0.2]", "0.1").replace("[0.8, 0.7]", "0.8")).momentum(range(5))),
        min(parse(text.replace("[0.1, 0.2]", "0.2").replace("[0.8, 0.7]", "0.7")).momentum(range(5))),
    )


def test_diff_goes_group_by_group(called, fault):
    other = TWO.replace("0.02", "0.03")
    done = called("diff", TWO, other, "--epochs", "5", "--json")
    assert done.returncode == 1
    assert [record["differ"] for record in json.loads(done.stdout)] == [False, True]
    assert called("diff", TWO, TWO, "--epochs", "5").returncode == 0
    assert "A has 2 parameter groups, B has 1 parameter group: give both the same number" in fault(
        "diff", TWO, "cosine"
    )
    assert "compares two schedules, and 1 is given" in fault("diff", TWO)
    assert len(json.loads(called("diff", "cosine", "linear", "--group", "a=1", "--group", "b=2", "--json").stdout)) == 2


@pytest.mark.parametrize("verb", ["explain", "lint", "plot", "table"])
def test_every_verb_shows_the_groups(verb, called):
    done = called(verb, TWO, "--epochs", "5")
    assert done.returncode == 0
    assert verb == "lint" or ("group0" in done.stdout and "group1" in done.stdout)


def test_groups_by_a_factor(columns):
    names, values = columns("cosine", "--group", "head=10", "--group", "backbone=0.1,floor=0.005", "--group", "rest=1")
    plain = columns("cosine")[1][0]
    assert names == ["head", "backbone", "rest"]
    assert values.tolist() == [(10 * plain).tolist(), np.maximum(0.1 * plain, 0.005).tolist(), plain.tolist()]


@pytest.mark.parametrize(
    "flags", ["--warmup 5", "--floor 0.02", "--warmup 5 --warmup-from 0.01", "--scale 3 --floor 0.1"]
)
def test_a_group_is_what_scale_does(flags, columns):
    _, values = columns("cosine", *flags.split(), "--group", "a=10", "--group", "b=1")
    scale = "30" if "--scale" in flags else "10"
    alone = columns("cosine", *flags.replace("--scale 3", "").split(), "--scale", scale)[1][0]
    assert values[0] == pytest.approx(alone, abs=1e-15)
    assert values[1].tolist() == columns("cosine", *flags.split())[1][0].tolist()


def test_what_is_a_group_s_own():
    """A modifier takes the place of the one that is there."""

    def group(text, factor=1, **changes):
        return repr(for_groups([("", parse(text))], {"a": (factor, changes)})[0][1])

    assert group("cosine", 10) == "10 * cosine(0.1)"
    assert group("cosine", "1/10", floor="1e-5") == "floor(0.1 * cosine(0.1), low=1e-05)"
    assert group("warmup(cosine, 5)", 0.1, floor=1e-5) == "warmup(floor(0.1 * cosine(0.1), low=1e-05), length=5)"
    assert group("warmup(floor(cosine, low=0.1), 5)", warmup=9) == "warmup(floor(cosine(0.1), low=0.1), length=9)"
    assert group("warmup(floor(cosine, low=0.1), 5)", floor=0.2) == "warmup(floor(cosine(0.1), low=0.2), length=5)"
    assert group("warmup(cosine, 5)", warmup="0") == "cosine(0.1)"
    assert group("warmup(cosine, 5)", warmup_from=0.1) == "warmup(cosine(0.1), length=5, start=0.1)"
    assert group("warmup(cosine, 5)", **{"warmup-shape": "cosine"}) == ('warmup(cosine(0.1), length=5, shape="cosine")')
    assert group("cosine", lr=0.3, final="0.1") == "cosine(0.3, final=0.1)"
    assert group("cosine", final="50%") == "cosine(0.1, final=0.05)"
    assert group("exponential", half_life=5) == repr(exponential(0.1, half_life=5))
    assert group("wsd", warmup="3ep") == "wsd(0.1, warmup=3ep)".replace("3ep", '"3ep"')
    assert group("torch.OneCycleLR(max_lr=0.1, total_steps=9)", lr=0.3) == "torch.OneCycleLR(max_lr=0.3, total_steps=9)"
    assert group("multistep", milestones="3,5") == "multistep(0.1, milestones=[3, 5])"
    assert group("cosine >> linear", 2) == "2 * (cosine(0.1) >> linear())"


def test_labels_of_groups(columns):
    flags = ["--group", "a=1", "--group", "b=2", "--epochs", "3"]
    assert columns("x=cosine", *flags)[0] == ["x/a", "x/b"]
    assert columns("cosine", "linear", *flags)[0] == [
        "cosine(0.1)/a",
        "cosine(0.1)/b",
        "linear(0.1)/a",
        "linear(0.1)/b",
    ]
    assert columns("cosine", "--sweep", "lr=0.1,0.2", *flags)[0] == ["lr=0.1/a", "lr=0.1/b", "lr=0.2/a", "lr=0.2/b"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ("cosine --group a", "--group a: give it a name and a factor, as in: --group head=10"),
        ("cosine --group =1", "--group =1: give it a name and a factor"),
        ("cosine --group a=1 --group a=2", "there is a group a already"),
        ("cosine --group a=0", "the factor: 0 is out of range: above 0"),
        ("cosine --group a=x", "the factor: 'x' is not a number"),
        (
            "cosine --group a=1,foo=2",
            "cosine has no foo; a group may have its own lr, initial, final, length, floor, warmup",
        ),
        ("cosine --group a=10%", "the factor: '10%' is not a number"),
        ("cosine --group a=1,floor=x", "floor: 'x' is not a number"),
        ("cosine --group a=1,floor=10%", "floor: '10%' is not a number"),
        ("cosine --group a=1,lr=0.1,initial=0.2", "initial is given twice, under two names"),
        ("torch.StepLR(lr=1,step_size=2) --group a=1,lr=[1,2]", "this is one: give one value"),
        ("cosine --group a=1,floor=1,floor=2", "floor is given twice"),
        ("cosine --group a=1,floor=", "floor has no value"),
        ("cosine --group a=1,warmup-from=0.1", "warmup-from without warmup: there is no warmup to change"),
        ("cosine --group a=1 --layer-decay 0.5 --layers 2", "--group and --layer-decay both make columns"),
        (f"{TWO.replace(' ', '')} --group a=1", "has parameter groups already"),
        ("cosine linear(0)>>cosine --group a=1,final=1", "has no final; a group may have its own floor"),
    ],
)
def test_what_is_no_group(args, told, fault):
    assert told in fault("csv", *args.split())


def test_groups_from_python():
    named = for_groups([("", cosine(0.1))], {"head": (10, {}), "backbone": (0.1, {"floor": 1e-5})})
    assert Curves(named, Run(epochs=2)).labels == ["head", "backbone"]
    with pytest.raises(WrongArgument) as caught:
        for_groups([("", cosine(0.1))], {"head": (10, {"flor": 1})})
    assert caught.value.argument == "head"
