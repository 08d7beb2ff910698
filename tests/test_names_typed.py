"""Names as people know them, on the command line."""

import pytest


@pytest.mark.parametrize(
    ("args", "family"),
    [
        (["one-cycle", "--peak", "0.2", "--at", "30"], "0.2"),
        (["step decay", "--lr", "0.2", "--at", "0"], "0.2"),
        (["StepLR", "--lr", "0.1", "--step-size", "10", "--at", "10"], "0.010000000000000002"),
        (["torch.optim.lr_scheduler.StepLR", "--lr", "0.1", "--step-size", "10", "--at", "0"], "0.1"),
        (["best=WSD", "--peak", "0.2", "--at", "50"], "0.2"),
        (["cosine_with_warmup", "--lr", "0.2", "--warmup", "5", "--at", "5"], "0.2"),
    ],
)
def test_a_family_by_its_flags(said, args, family):
    code, out, _ = said("value", *args)
    assert (code, out.strip()) == (0, family)


@pytest.mark.parametrize(
    "args",
    [
        ["step_dcay", "--bla", "0.1"],
        ["cosine", "step_dcay", "--bla", "0.1"],
        ["step_dcay(0.1)", "--bla", "0.1"],
        ["best=step_dcay", "--bla", "0.1"],
        ["step_dcay"],
    ],
)
def test_a_wrong_name_is_told_before_a_wrong_flag(said, args):
    code, out, err = said("plot", *args)
    assert (code, out) == (2, "")
    assert err.startswith("lrcli: no schedule is called step_dcay; did you mean step?")


def test_a_wrong_flag_is_told_where_the_names_are_right(said):
    assert "--bla" in said("plot", "step_decay", "--bla", "0.1")[2]


def test_a_warm_up_is_asked_for_on_the_command_line(said):
    code, _, err = said("value", "cosine_with_warmup", "--lr", "0.1")
    assert code == 2
    assert "cosine_with_warmup is cosine after a warm-up: say how long that is, as in cosine --warmup 5%" in err


@pytest.mark.parametrize("word", ["ReduceLROnPlateau(lr=0.1, metrics=[1])", "ReduceLROnPlateau"])
def test_which_of_several_frameworks_was_taken(said, word):
    flags = [] if "(" in word else ["--lr", "0.1", "--metrics", "1"]
    code, _, err = said("value", word, *flags)
    assert code == 0
    taken = "ReduceLROnPlateau is taken for torch.ReduceLROnPlateau; keras.ReduceLROnPlateau has that name, too"
    assert err.count(taken) == 1
    assert taken not in said("value", "torch.ReduceLROnPlateau(lr=0.1, metrics=[1])")[2]
