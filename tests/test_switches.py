"""Switches take answers: the words that they have in the notation."""

import pytest

ANSWERS = [
    (["piecewise", "--inclusive", "no"], "inclusive=False"),
    (["piecewise", "--inclusive=NO"], "inclusive=False"),
    (["piecewise", "--no-inclusive"], "inclusive=False"),
    (["piecewise", "--no-inclusive", "yes"], "inclusive=False"),
    (["--inclusive", "false", "piecewise"], "inclusive=False"),
    (["piecewise", "--inclusive", "yes"], ""),
    (["piecewise", "--no-inclusive", "no"], ""),
    (["piecewise", "--inclusive"], ""),
    (["torch.OneCycleLR", "--max-lr", "1", "--total-steps", "2k", "--three-phase", "true"], "three_phase=True"),
    (["torch.OneCycleLR", "--three_phase", "no", "--max-lr", "1", "--total-steps", "2k"], ""),
    (["cosine", "--momentum", "no"], ""),
]


@pytest.mark.parametrize(("words", "field"), ANSWERS, ids=lambda value: " ".join(value) if value else "-")
def test_switches_take_answers(called, words, field):
    done = called("csv", *words, "a=constant", "--epochs", "2")
    assert done.returncode == 0, done.stderr
    heading = done.stdout.splitlines()[0]
    assert field in heading
    assert ("inclusive" in heading or "three_phase" in heading) == bool(field)


def test_an_answer_behind_two_dashes_is_a_word(called):
    assert "no schedule is called no" in called("csv", "piecewise", "--inclusive", "--", "no").stderr
    assert called("csv", "yes=constant", "--epochs", "1").stdout == "epoch,yes\n0,0.01\n"
