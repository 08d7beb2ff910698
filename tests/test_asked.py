"""What a pasted line does not tell: it is asked for, and given with --set."""

import re

import numpy as np
import pytest

from lrcli import NotationError, parse
from lrcli.cli import verbs
from lrcli.language.errors import UnknownValues
from lrcli.language.given import Given, name_and_value, normal
from lrcli.language.notation import parse_lines

ASKED = {
    "CosineAnnealingLR(opt, T_max=len(loader) * 10)": ("len(loader)",),
    "CosineAnnealingLR(opt, T_max=len(loader) * args.epochs)": ("len(loader)", "args.epochs"),
    'CosineAnnealingLR(opt, T_max=epochs - 5, eta_min=cfg["lr"] * 0.01)': ("epochs", 'cfg["lr"]'),
    "CosineAnnealingLR(opt, int(0.1 * total))": ("total",),
    "CosineAnnealingLR(opt, total // 10)": ("total",),
    "CosineAnnealingLR(opt, -total)": ("total",),
    "CosineAnnealingLR(SGD(p, lr=args.lr), 10)": ("args.lr",),
    "MultiStepLR(opt, [int(n * 0.5), int(n * 0.75)])": ("n",),
    "MultiStepLR(opt, args.milestones)": ("args.milestones",),
    "MultiStepLR(opt, [i * 30 for i in (1, 2)])": ("[i * 30 for i in (1, 2)]",),
    "StepLR(opt, 30 if big else 10)": ("30 if big else 10",),
    "LambdaLR(opt, f)": ("f",),
    "LambdaLR(opt, lambda e: args.gamma ** e if e < n else f(e, 2) * g(3))": ("args.gamma", "n", "g(3)"),
    "SequentialLR(opt, [warmup_scheduler, cosine_scheduler], [5])": ("warmup_scheduler", "cosine_scheduler"),
    "SequentialLR(opt, [LinearLR(opt, x), make(opt)], [n])": ("x", "make(opt)", "n"),
    "optax.piecewise_constant_schedule(lr, {int(n / 2): 0.1})": ("lr", "n"),
    "get_cosine_schedule_with_warmup(opt, n // 10, n, lr=lr)": ("n", "lr"),
    "get_scheduler(name, opt, 0, 100)": ("name",),
    "cosine(lr=foo)": ("foo",),
    "cosine(foo, length=step)": ("foo", "step"),  # no schedule can stand there
    "0.5 * foo": ("foo",),
    "foo * cosine(0.1)": ("foo",),
    "cosine(0.1)[:n]": ("n",),
    "cosine(a) >> linear(b)": ("a", "b"),
}


@pytest.mark.parametrize("text", ASKED)
def test_everything_that_is_not_known_is_asked_for_at_once(text):
    with pytest.raises(UnknownValues) as caught:
        parse(text)
    assert set(caught.value.names) == set(ASKED[text])
    assert isinstance(caught.value, NotationError)
    for name in caught.value.names:
        assert name in caught.value.reason


def test_the_sentence():
    with pytest.raises(UnknownValues) as caught:
        parse("CosineAnnealingLR(opt, T_max=len(loader) * args.epochs + foo)")
    assert caught.value.reason == (
        "len(loader), args.epochs and foo are not known here: "
        "--set 'len(loader)=391' --set args.epochs=90 --set foo=VALUE"
    )


@pytest.mark.parametrize(
    ("text", "given", "canonical"),
    [
        (
            "CosineAnnealingLR(o, len(loader) * n)",
            {"len(loader)": 391, "n": 90},
            "torch.CosineAnnealingLR(T_max=35190)",
        ),
        ("CosineAnnealingLR(o, len( loader )*10)", {"len(loader) * 10": 3910}, "torch.CosineAnnealingLR(T_max=3910)"),
        ("CosineAnnealingLR(o, cfg['n'])", {'cfg["n"]': 5}, "torch.CosineAnnealingLR(T_max=5)"),
        ("CosineAnnealingLR(o, n)", {"n": 5.0}, "torch.CosineAnnealingLR(T_max=5)"),
        ("StepLR(n, gamma=0.5)", {"n": 5}, "torch.StepLR(step_size=5, gamma=0.5)"),
        ("MultiStepLR(o, dates)", {"dates": [3, 6]}, "torch.MultiStepLR(milestones=[3, 6])"),
        (
            "SWALR(o, 0.1, 5, how)",
            {"how": "linear"},
            'torch.SWALR(swa_lr=0.1, anneal_epochs=5, anneal_strategy="linear")',
        ),
        ("StepLR(o, n)", {"n": 10 // 3}, "torch.StepLR(step_size=3)"),
        ("LambdaLR(o, f)", {"f": "lambda e: 0.9 ** e"}, 'torch.LambdaLR(lr_lambda="lambda e: 0.9 ** e")'),
        ("LambdaLR(o, lambda e: a.g ** e)", {"a.g": 0.9}, 'torch.LambdaLR(lr_lambda="lambda e: 0.9 ** e")'),
        (
            "SequentialLR(o, [a, ExponentialLR(o, 0.9)], [5])",
            {"a": "LinearLR(o)"},
            "torch.SequentialLR(schedulers=[torch.LinearLR(), torch.ExponentialLR(gamma=0.9)], milestones=[5])",
        ),
        ("cosine(step)", {"step": 0.3}, "cosine(0.3)"),
        ("k * cosine(0.1)", {"k": 2}, "2 * cosine(0.1)"),
        ("cosine(0.1)[:n]", {"n": 30}, "cosine(0.1)[:30]"),
        (
            "get_scheduler(kind, o, 0, 9, lr=1)",
            {"kind": "linear"},
            "transformers.linear(lr=1, num_warmup_steps=0, num_training_steps=9)",
        ),
    ],
)
def test_what_is_given(text, given, canonical):
    known = Given(given)
    assert repr(parse(text, known)) == canonical
    assert known.unasked == []
    assert repr(parse(text, given)) == canonical


def test_values_that_nobody_asked_for():
    known = Given({"n": 1, "m": 2})
    parse("StepLR(o, n)", known)
    assert known.unasked == ["m"]
    assert known.wanted == ["n"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("cosin(0.1)", "no schedule is called cosin; did you mean cosine?"),
        ("foo(0.1)", "no schedule is called foo; lrcli list shows what there is"),
        ("foo", "no schedule is called foo; lrcli list shows what there is"),
        ("linear >> foo", "no schedule is called foo; lrcli list shows what there is"),
        ("0.5 * cosin", "no schedule is called cosin; did you mean cosine?"),
        ("SequentialLR(o, [LinaerLR(o), ExponentialLR(o, 0.9)], [5])", "did you mean torch.LinearLR?"),
        (
            "get_scheduler('cosin', o, 0, 9)",
            "no schedule is called transformers.cosin; did you mean transformers.cosine?",
        ),
        ("get_scheduler()", "name is missing"),
        ("StepLR(o, n, gama=0.1)", "no argument gama; did you mean gamma?"),
        ("StepLR(o, 30, **more)", "** is not read here"),
        ("StepLR(o, *more)", "* is not read here"),
        ("CosineAnnealingLR(o, int('x'))", "it cannot be worked out"),
        ("CosineAnnealingLR(o, 1 // 0)", "division by zero"),
        ("MultiStepLR(o, range(10 ** 9))", "a range of at most 10000 numbers"),
        ("MultiStepLR(o, range(10 ** 30))", "a range of at most 10000 numbers"),
        ("CosineAnnealingLR(o, round(5, -(10 ** 9)))", "digits are too many"),
        ("CosineAnnealingLR(o, float('1e999'))", "numbers go up to"),
        ("CosineAnnealingLR(o, math.exp(10 ** 5))", "it cannot be worked out"),
        ("SWALR(o, 0.1, 5, linaer)", "'linaer' is not one of cos, linear"),
        ("CosineAnnealingLR(o, [1, 2])", "[1, 2] is not a number"),
        ("LambdaLR(o, lambda e: f(e))", "there is no such function"),
    ],
)
def test_what_is_wrong_with_a_pasted_line(text, reason):
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert reason in caught.value.reason
    assert not isinstance(caught.value, UnknownValues)


def test_nothing_is_executed(tmp_path):
    target = tmp_path / "x"
    for text in (
        f"StepLR(o, open({str(target)!r}, 'w').write('x'))",
        f"StepLR(open({str(target)!r}, 'w'), 3)",
        f"LambdaLR(o, lambda e: open({str(target)!r}, 'w'))",
        f"StepLR(o, __import__('os').mkdir({str(target)!r}))",
        f"StepLR(o, int.__class__(open({str(target)!r}, 'w')))",
    ):
        try:
            parse(text)
        except ValueError:
            pass
        assert not target.exists()


# --- names and values ---


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("n=3", ("n", "3")),
        (" len(x) = 391 ", ("len(x)", "391")),
        ("f(a=1)=2", ("f(a=1)", "2")),
        ("a=b=3", ("a=b", "3")),
        ("cfg['a=b']=3", ("cfg['a=b']", "3")),
        ("s=LinearLR(o, total_iters=3)", ("s", "LinearLR(o, total_iters=3)")),
        ("n", None),
        ("n=", None),
        ("=3", None),
    ],
)
def test_name_and_value(text, pair):
    assert name_and_value(text) == pair


def test_the_same_text_in_other_spellings():
    assert normal("len( loader )*10") == normal("len(loader) * 10")
    assert normal('cfg["lr"]') == normal("cfg['lr']")
    assert normal("not python at all") == "not python at all"


# --- files of specs ---


def test_a_schedule_over_several_lines():
    lines = [
        "# two",
        "",
        "StepLR(opt,  # (",
        "   step_size=30, lr=0.1",
        ")",
        "a=cosine(0.1)",
        "",
        'plateau(metrics="(")',
    ]
    found = parse_lines(lines)
    assert [(label, repr(schedule)) for label, schedule in found] == [
        ("", "torch.StepLR(lr=0.1, step_size=30)"),
        ("a", "cosine(0.1)"),
        ("", 'plateau(0.1, metrics="(")'),
    ]


def test_the_line_of_a_fault():
    with pytest.raises(NotationError, match=r"x\.txt line 3: no schedule is called cosin"):
        parse_lines(["StepLR(o,", " 30)", "cosin"], "x.txt")
    with pytest.raises(NotationError, match=r"x\.txt line 2: not a schedule: '\(' was never closed"):
        parse_lines(["cosine", "StepLR(o,", " 30"], "x.txt")


def test_what_the_lines_of_a_file_ask_for():
    with pytest.raises(UnknownValues) as caught:
        parse_lines(["StepLR(o, n)", "StepLR(o, m)", "StepLR(o, n)"])
    assert caught.value.names == ("n", "m")


# --- on the command line ---


LINE = "CosineAnnealingLR(optimizer, T_max=len(loader) * args.epochs, lr=0.1)"


@pytest.mark.parametrize(
    "verb", [name for name in verbs.NAMES if verbs.load(name).schedules and name not in ("resume", "verify")]
)
def test_set_is_one_flag_everywhere(said, verb):
    code, _, err = said(verb, LINE, LINE, "--set", "len(loader)=4", "--set", "args.epochs=5")
    assert code in (0, 1) or "--below" in err  # which `when` needs
    assert "--set" not in err


def test_values_that_are_set(said):
    flags = ["--set", "len(loader)=4", "--set", "args.epochs=10 // 2"]
    assert said("value", LINE, *flags, "--at", "10")[:2] == (0, "0.05")
    assert said("value", LINE, "--set", "len(loader) * args.epochs=20", "--at", "10")[:2] == (0, "0.05")
    code, out, _ = said("diff", LINE, "torch.CosineAnnealingLR(lr=0.1, T_max=20)", *flags)
    assert code == 0, out


def test_all_words_of_a_call_ask_at_once(said):
    code, out, err = said("value", LINE, "b=StepLR(o, n)", "StepLR(o, len(loader))")
    assert (code, out) == (2, "")
    assert err == (
        "lrcli: len(loader), args.epochs and n are not known here: "
        "--set 'len(loader)=391' --set args.epochs=90 --set n=30"
    )


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["cosine", "--set", "n=3"], "--set n: nothing here asks for it; no value is asked for"),
        (["cosine(n)", "--set", "n=0.3", "--set", "m=3"], "--set m: nothing here asks for it; asked for: n"),
        (["cosine(n)", "--set", "m=3"], "n is not known here: --set n=0.1; --set m: nothing here asks for it"),
        (["cosine(n)", "--set", "n"], "--set n: write NAME=VALUE, as in --set 'len(loader)=391'"),
        (["cosine(n)", "--set", "n=0.1", "--set", "n=0.2"], "--set n is given twice, with two values"),
        (["cosine(n)", "--set", "n=len(x)"], "--set n=len(x): a value is a number, a list, a word or a schedule"),
        (["cosine(n)", "--set", "n=1 +"], "--set n=1 +: not a schedule: invalid syntax; more: lrcli help notation"),
    ],
)
def test_what_is_wrong_with_set(said, args, reason):
    code, out, err = said("value", *args)
    assert (code, out) == (2, "")
    assert err == f"lrcli: {reason}"


def test_a_pasted_line_has_the_values_of_the_canonical_one():
    text = "SequentialLR(opt, [LinearLR(opt, 0.1, total_iters=5), CosineAnnealingLR(opt, T_max=95)], [5], lr=0.1)"
    ticks = np.arange(100)
    assert parse(text)(ticks).tolist() == parse(repr(parse(text)))(ticks).tolist()
    assert re.match(r"torch\.SequentialLR\(lr=0\.1, ", repr(parse(text)))
