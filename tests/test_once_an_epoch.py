"""What acts once in each epoch, in runs whose steps are known: it is held in between, and so is what it reacts to."""

import numpy as np
import pytest
from arcs_laws import assert_arc, assert_arcs, assert_seen_as_walked

from lrcli import Run, parse
from lrcli.analysis import closed as module
from lrcli.analysis.curves import Column, Curves
from lrcli.analysis.envelope import envelope
from lrcli.catalogue import frameworks, schedulers
from lrcli.clock import epochs_text
from lrcli.frameworks._kit.calls import Listener

EPOCHS, PER = 40, 7
LISTENERS = [
    kind.example_text()
    for framework in frameworks()
    for kind in schedulers(framework)
    if issubclass(kind, Listener) and parse(kind.example_text()).counts_epochs
]
WORSE = [3.0, *[2.0] * 11, 1.0, *[2.5] * 27]
REACTING = [
    f"{text}, metrics={WORSE})"
    for text in (
        "keras.ReduceLROnPlateau(lr=0.1, factor=0.5, patience=2",
        "timm.PlateauLRScheduler(lr=0.1, decay_rate=0.5, patience_t=2, mode='min', warmup_t=3",
        "mmengine.ReduceOnPlateauLR(lr=0.1, factor=0.5, patience=2",
        "fairseq.reduce_lr_on_plateau(lr=0.1, lr_shrink=0.5, lr_patience=2, warmup_updates=10",
        "torch.ReduceLROnPlateau(lr=0.1, factor=0.5, patience=2",
    )
]


def held_and_by_epoch(text):
    """A schedule on a run of steps, and its rates in one of epochs as often as an epoch has steps."""
    rows = np.arange(EPOCHS * PER)
    by_step, by_epoch = (parse(text).on(Run(epochs=EPOCHS, steps_per_epoch=per)) for per in (PER, None))
    return by_step.gapped(rows).tolist(), np.repeat(by_epoch.gapped(np.arange(EPOCHS)), PER).tolist()


def test_every_framework_with_such_calls_is_here():
    assert {text.partition(".")[0] for text in LISTENERS} == {"keras", "mmengine", "timm"}
    assert {"keras.ReduceLROnPlateau", "keras.LearningRateScheduler"} <= {text.partition("(")[0] for text in LISTENERS}


@pytest.mark.parametrize("text", LISTENERS, ids=lambda text: text[:60])
def test_it_is_held_within_each_epoch(text):
    held, by_epoch = held_and_by_epoch(text)
    assert repr(held) == repr(by_epoch)


def test_a_callback_of_keras_counts_epochs_by_hand():
    """A rate that is halved at the beginning of each epoch of 2 steps; without their number each step is an epoch."""
    text = "keras.LearningRateScheduler(lr=1.0, schedule='lambda epoch, lr: lr * 0.5')"
    assert parse(text).on(Run(epochs=3, steps_per_epoch=2))(range(6)).tolist() == [0.5, 0.5, 0.25, 0.25, 0.125, 0.125]
    alone = parse(text).on(Run(steps=3))
    assert alone(range(3)).tolist() == [0.5, 0.25, 0.125]
    assert "steps-as-epochs" in [remark.code for remark in alone.remarks(3)]


@pytest.mark.parametrize("text", LISTENERS, ids=lambda text: text[:60])
def test_a_piece_that_begins_within_an_epoch_goes_on_with_the_epochs_of_the_run(text):
    """It begins in the middle of one, which is its first."""
    late = 3 * PER + 2
    whole = parse(f"constant(1.0)[:{late}st] >> {text}").on(Run(steps=EPOCHS * PER, steps_per_epoch=PER))
    alone = parse(text).on(Run(epochs=EPOCHS - 3)).gapped(np.arange(EPOCHS - 3))
    rates = whole.gapped(np.arange(EPOCHS * PER)).tolist()
    assert rates[:late] == [1.0] * late
    assert repr(rates[late:]) == repr(np.repeat(alone, PER)[2:].tolist())


@pytest.mark.parametrize("text", REACTING, ids=lambda text: text.partition("(")[0])
@pytest.mark.parametrize("run", [Run(steps=40), Run(epochs=EPOCHS, steps_per_epoch=PER), Run(steps=61)], ids=str)
def test_a_metric_that_is_seen_out_of_arcs_is_the_one_of_all_rows(monkeypatch, text, run):
    curve = parse(text).on(run)
    arcs = curve.arcs_of(run.rows, "metric")
    assert [arcs[0].begin, arcs[-1].end] == [0, run.rows]
    for arc in arcs:
        if arc.known:
            assert_arc(arc, curve.gapped(np.arange(arc.begin, arc.end), "metric"))
    curves = Curves([Column("", text, curve, run=run).driven("metric", several=False)], run)
    walked = envelope(curves, 13)
    monkeypatch.setattr(module, "WALKED", 0)
    seen = envelope(curves, 13)
    assert repr([part.tolist() for part in seen]) == repr([part.tolist() for part in walked])


def test_a_metric_of_many_steps_is_not_walked(monkeypatch):
    """2 * 10^8 rows, of which only some are asked for."""
    run = Run(epochs=20_000, steps_per_epoch=10_000)
    curve = parse("plateau(0.1)").on(run)
    column = Column("", "", curve, run=run).driven("metric", several=False)
    curves = Curves([column], run)
    asked = []
    original = Column.gapped
    monkeypatch.setattr(Column, "gapped", lambda self, rows: asked.append(np.size(rows)) or original(self, rows))
    seen = envelope(curves, 100)
    assert sum(asked) < 10**6
    assert np.isfinite(seen.low).all()


@pytest.mark.parametrize("gaps", ["hold", "interpolate"])
@pytest.mark.parametrize("run", [Run(steps=1000), Run(epochs=9, steps_per_epoch=100)], ids=str)
def test_a_log_tells_where_its_rates_change(monkeypatch, tmp_path, gaps, run):
    path = tmp_path / "log.csv"
    rates = np.random.default_rng(7).choice([0.1, 0.05, 0.02], 30)
    path.write_text("".join(["epoch,lr,loss\n", *(f"{0.23 * n},{rate},{n % 5}\n" for n, rate in enumerate(rates))]))
    run = run if run.steps_per_epoch else run.but(steps_per_epoch=100)
    schedule = parse(f"recorded('{path}', gaps={gaps}, also='loss')")
    curve = schedule.on(run)
    assert_arcs(curve, run.rows)
    assert all(arc.known for arc in curve.arcs(run.rows))
    assert assert_seen_as_walked(monkeypatch, Curves([("", schedule)], run))
    last = curve.told_until(run.rows, "metric")
    assert np.isfinite(curve.gapped([0, last - 1], "metric")).all()
    assert np.isnan(curve.gapped(np.arange(last, run.rows), "metric")).all()
    for arc in curve.arcs_of(last, "metric"):
        assert_arc(arc, curve.gapped(np.arange(arc.begin, arc.end), "metric"))


@pytest.mark.parametrize(
    ("epochs", "text"),
    [
        (0, "0"),
        (1 / 3, "0.333333"),
        (99.9, "99.9"),
        (999.999, "999.999"),
        (9999.999, "9999.999"),
        (99999.999, "99999.999"),
        (999999999 / 1000, "999999.999"),
        (1_000_000, "1000000"),
        (1234567, "1234567"),
        (1234567.75, "1234567.8"),
    ],
)
def test_a_part_of_an_epoch_is_not_rounded_to_a_whole_one(epochs, text):
    assert epochs_text(epochs) == text
