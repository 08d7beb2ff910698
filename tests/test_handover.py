"""In a chain a piece without a rate of its own starts where the piece before it ended."""

import copy
import pickle

import numpy as np
import pytest

from lrcli import Run, constant, cosine, linear, parse

RUN = Run(epochs=10)


def values(schedule, run=RUN):
    schedule = parse(schedule) if isinstance(schedule, str) else schedule
    return schedule.on(run)(np.arange(run.rows)).tolist()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("linear(8, 0, 8)[:4] >> constant", "linear(8, 0, 8)[:4] >> constant(4)"),
        ("linear(0, 4, 4) >> cosine", "linear(0, 4, 4) >> cosine(4)"),
        ("linear(8, 0, 8)[:4] >> linear(final=50%)", "linear(8, 0, 8)[:4] >> linear(4, 2)"),
        ("linear(8, 0, 8)[:4] >> linear(final=1)[:3] >> constant", "linear(8, 0, 8)[:4] >> linear(4, 1)[:3] >> constant(1)"),
        ("constant(4)[:2] >> 0.5 * linear", "constant(4)[:2] >> 0.5 * linear(4)"),
        ("constant(4)[:2] >> floor(linear, 1)", "constant(4)[:2] >> floor(linear(4), 1)"),
        ("constant(4)[:2] >> repeat(linear[:4])", "constant(4)[:2] >> repeat(linear(4)[:4])"),
        ("constant(4)[:2] >> repeat(linear(final=1)[:2] >> constant[:1])", "constant(4)[:2] >> repeat(linear(4, 1)[:2] >> constant(1)[:1])"),
        ("constant(4)[:2] >> stepped(linear, 2)", "constant(4)[:2] >> stepped(linear(4), 2)"),
        ("step(4, 0.5, 3)[:3] >> constant", "step(4, 0.5, 3)[:3] >> constant(2)"),
        ("torch.ExponentialLR(lr=4, gamma=0.5)[:2] >> linear", "torch.ExponentialLR(lr=4, gamma=0.5)[:2] >> linear(1)"),
        ("plateau(4, 0.5, patience=0, metrics=[1, 1])[:3] >> constant", "plateau(4, 0.5, patience=0, metrics=[1, 1])[:3] >> constant(2)"),
        ("one_cycle(4)[:5] >> rex", None),
        ("constant(4)[:2] >> linear[2:]", "constant(4)[:2] >> linear(0.1)[2:]"),  # it starts in its middle
        ("constant(4)[:2] >> wsd", "constant(4)[:2] >> wsd(0.1)"),  # and this one at 0
        ("constant(4)[:2] >> warmup(cosine, 2)", "constant(4)[:2] >> warmup(cosine(0.1), 2)"),
    ],
)  # fmt: skip
def test_where_a_later_piece_starts(text, written):
    schedule = parse(text)
    assert parse(repr(schedule)) == schedule
    assert hash(parse(repr(schedule))) == hash(schedule)
    assert parse(repr(schedule)).on(RUN) == schedule.on(RUN)
    assert pickle.loads(pickle.dumps(schedule)) == schedule == copy.copy(schedule)
    if written:
        assert values(schedule) == values(written)
        assert (schedule == parse(written)) is (repr(schedule) == repr(parse(written)))
    else:
        assert [joint.before - joint.after for joint in schedule.on(RUN).joints(10)] == [0]


def test_in_python():
    chain = cosine(0.1, length=10)[:8] >> linear(final=0)
    assert repr(chain) == "cosine(0.1, length=10)[:8] >> linear()"
    assert values(chain)[8] == values(cosine(0.1, length=10))[8]
    assert linear() == linear(0.1)
    assert chain != cosine(0.1, length=10)[:8] >> linear(0.1)
    assert chain.replace() == chain
    assert repr(constant() >> (constant()[:1] >> linear())) == "constant(0.01) >> constant()[:1] >> linear()"
    late = constant(1)[:2] >> linear(final="10%")
    assert repr(late) == 'constant(1)[:2] >> linear(final="10%")'
    assert late != constant(1)[:2] >> linear(final=0.01)


def test_a_long_chain_of_chains_is_placed_once():
    text = "linear(1, 0.5, 2)"
    for _ in range(20):
        text = f"({text} >> linear(final=50%)[:1])[:9]"
    assert values(f"{text} >> constant")[9] > 0


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (
            ("cosine(length=100)[:80] >> linear(final=0)", "--lr", "0.3"),
            "0.3 0.028647450843757918 0.0014323725421878965",
        ),
        (("linear(0, 0.1, 5) >> cosine >> constant[:5]", "--lr", "0.3"), "0.0 0.02009618943233418 0.0"),
        (("constant(0.2)[:80] >> constant", "--lr", "0.3"), "0.2 0.3 0.3"),
    ],
)
def test_one_rate_goes_to_the_first_piece_without_one(called, words, printed):
    done = called("value", *words, "--at", "0,80,99")
    assert [float(text) for text in done.stdout.split()] == pytest.approx([float(text) for text in printed.split()])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cosine(0.1, length=100)[:80] >> linear(0.1)", "lrcli: jumps from 0.00954915 to 0.1 at epoch 80\n"),
        ("cosine(0.1)[:80] >> linear(0.1)[:5] >> cosine(0.1)", "lrcli: jumps from 0 to 0.1 at epoch 80, and at 1 more seam\n"),
        ("2 * (constant(0.1)[:30] >> linear(0.05))", "lrcli: jumps from 0.2 to 0.1 at epoch 30\n"),
        ("constant(0.1)[:30] >> constant(0.01)", "lrcli: jumps from 0.1 to 0.01 at epoch 30\n"),
        ("cosine(0.1, length=100)[:80] >> linear", ""),
        ("linear(0, 0.1, 5) >> cosine(0.1005)", ""),  # less than a hundredth of the peak
        ("step(0.1, every=30)", ""),
        ("repeat(cosine(0.1)[:10])", ""),
        ("cosine(0.1)[:80] >> linear", "lrcli: warning: linear() stays at 0: it starts where the piece before it ended\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["csv", "plot", "value", "table", "json"])
def test_a_seam_that_jumps_is_told(called, verb, text, told):
    assert called(verb, text, "--epochs", "100").stderr == told


@pytest.mark.parametrize("words", [("explain",), ("lint",), ("when", "--below", "0.09"), ("diff", "cosine(0.1)")])
@pytest.mark.parametrize(("final", "jumps"), [("0.0985", True), ("0.0995", False), ("0.01", True)])
def test_every_verb_tells_of_a_seam_that_jumps(called, words, final, jumps):
    done = called(words[0], f"linear(0.1, {final})[:30] >> cosine(0.1)", *words[1:], "--epochs", "100")
    assert (f"jumps from {final} to 0.1 at epoch 30\n" in done.stderr) == jumps


def test_a_piece_that_cannot_start_there(called):
    done = called("value", "linear(0.1, 0, 5) >> exponential(final=0.1)")
    assert done.returncode == 2
    assert "it starts where the piece before it ended, at 0: give it a rate of its own" in done.stderr
