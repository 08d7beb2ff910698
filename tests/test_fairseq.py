"""fairseq's schedulers that count epochs as well as updates, in runs that tell how many updates an epoch has."""

import numpy as np
import pytest

from lrcli import Run, parse

ANNEALED = "fairseq.fixed(lr=0.1, force_anneal=3, lr_shrink=0.5, warmup_updates={})"


def test_epochs_are_lowered_one_after_another():
    """The third epoch and each later one; what fairseq gave, with a warm-up that goes on into them."""
    rates = parse(ANNEALED.format(10)).on(Run(steps=35, steps_per_epoch=7))(np.arange(35))
    wanted = [*(np.arange(1, 11) / 100), *[0.1] * 4, *[0.05] * 7, *[0.025] * 7, *[0.0125] * 7]
    assert rates == pytest.approx(wanted, rel=1e-15)
    late = parse(ANNEALED.format(20)).on(Run(steps=35, steps_per_epoch=7))(np.arange(35))
    assert late[13:21] == pytest.approx([0.07, *(0.05 * np.arange(15, 21) / 20), 0.05], rel=1e-15)


def test_in_a_run_of_epochs_an_epoch_is_an_update():
    rates = parse(ANNEALED.format(0)).on(Run(epochs=5))(np.arange(5))
    assert rates.tolist() == pytest.approx([0.1, 0.1, 0.05, 0.025, 0.0125])


def test_the_run_has_to_tell_the_steps_per_epoch():
    with pytest.raises(ValueError, match="force_anneal: it counts epochs, and the run does not tell its steps per"):
        parse(ANNEALED.format(0)).on(Run(steps=5))


def test_phases_are_those_of_the_epochs():
    placed = parse(ANNEALED.format(10)).on(Run(steps=35, steps_per_epoch=7))
    assert [(phase.start, phase.name) for phase in placed.phases(35)] == [
        (0, "warm-up"),
        (9, "LR 0.1"),
        (14, "LR 0.05"),
        (21, "LR 0.025"),
        (28, "LR 0.0125"),
    ]


def test_metrics_are_of_epochs_and_the_warm_up_of_updates():
    """Of four updates each; the first two end within the warm-up of ten."""
    text = "fairseq.reduce_lr_on_plateau(lr=0.1, lr_shrink=0.5, warmup_updates=10, metrics=[1, 1, 1, 1, 1])"
    placed = parse(text).on(Run(steps=20, steps_per_epoch=4))
    rates = placed(np.arange(20))
    assert rates == pytest.approx([*(np.arange(11) / 100), *[0.1] * 5, *[0.05] * 4], rel=1e-15)
    assert [joint.at for joint in placed.reductions(20)] == [16, 20]


def test_a_rate_in_a_list():
    """As its configurations have it."""
    assert parse("fairseq.cosine(lr=[0.1], max_update=9)") == parse("fairseq.cosine(lr=0.1, max_update=9)")
    assert parse("fairseq.step(lr=[0.1, 0.2])").lr == 0.1
    with pytest.raises(ValueError, match="Cannot use a fixed learning rate schedule with cosine"):
        parse("fairseq.cosine(lr=[0.1, 0.2], max_update=9)")
