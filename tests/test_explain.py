"""explain: the facts, and the page they make."""

import json

import pytest
from strategies import example

from lrcli import Run, parse
from lrcli.analysis.curves import Curves
from lrcli.analysis.facts import facts
from lrcli.analysis.measures import figures
from lrcli.catalogue import natives
from lrcli.cells import page
from lrcli.render.records.explain import report
from lrcli.render.records.json import json as as_json


def about(text, run):
    (record,) = facts(Curves([("", parse(text))], run))
    return record


def notes(text, run):
    return [remark.text for remark in about(text, run).notes]


PAGE = """\
linear(0, final=0.1, length=5) >> cosine(0.2)[:20] >> constant(0.05)
on 1000 steps, 10 steps an epoch (100 epochs)

linear: A straight line from one rate to another.
    lr(t) = initial + (final - initial) * t / length,  t <= length
  initial  0                    LR at tick 0
  final    0.1                  LR at the end
  length   5 epochs = 50 steps  how long the piece lasts

cosine: Half a cosine from one rate to another.
    lr(t) = final + (initial - final) * (1 + cos(pi * t / length)) / 2,  t <=
        length
  initial  0.2                    LR at tick 0
  final    0                      LR at the end
  length   20 epochs = 200 steps  how long the piece lasts

constant: The same rate at every tick.
    lr(t) = initial
  initial  0.05  LR throughout

Phases (steps, LR)
  linear      0 -  49  0 to 0.098
  cosine     50 - 249  0.2 to 1.23368e-05
  constant  250 - 999  0.05

Seams
  step 50: 0.1 jumps to 0.2, times 2
  step 250: 0 jumps to 0.05

Learning rate
  first   0            step 0 (epoch 0)
  peak    0.2          step 50 (epoch 5)
  lowest  0            step 0 (epoch 0)
  last    0.05         step 999 (epoch 99.9)
  end     0.05         just after the last step
  sum     60.05        mean 0.06005
Note: step 0 trains at an LR of 0.

The same elsewhere (within 1e-9 of the peak)
  optax.join_schedules(schedules=[optax.linear_schedule(init_value=0,
      end_value=0.1, transition_steps=50),
      optax.cosine_decay_schedule(init_value=0.2, decay_steps=200),
      optax.constant_schedule(value=0.05)], boundaries=[50, 250])
"""


def test_the_page():
    told = about("linear(0, 0.1, 5) >> cosine(0.2)[:20] >> constant(0.05)", Run(epochs=100, steps_per_epoch=10))
    assert page(report(told, 80)).partition("\nSource: ")[0] == PAGE.rstrip("\n") + "\n"


@pytest.mark.parametrize("kind", natives(), ids=lambda kind: kind.family)
@pytest.mark.parametrize("width", [80, 60])
def test_every_family_is_explained_within_the_width(kind, width):
    schedule = example(kind)
    natural = schedule.natural_run()
    told = about(repr(schedule), natural.run if natural else Run(epochs=90, steps_per_epoch=391))
    text = page(report(told, width), width)
    assert "    lr(t) = " in text
    assert max(map(len, text.splitlines())) <= width
    assert "Source: " in text
    for name, field in type(schedule.meant()).fields.items():
        if field.default is not None:
            assert f"\n  {name} " in text


def test_durations_are_told_in_both_units():
    told = about('warmup(cosine, "5%")', Run(epochs=100, steps_per_epoch=391))
    warm = next(item for item in told.parts[0].parameters if item.name == "length")
    assert (warm.written, warm.ticks, warm.means) == ("5%", 1955, "5 epochs = 1955 steps")
    held = about("multistep", Run(epochs=100, steps_per_epoch=391, update="epoch"))
    dates = next(item for item in held.parts[0].parameters if item.name == "milestones")
    assert dates.means == "30, 60, 90 epochs = 11730, 23460, 35190 steps"


def test_arguments_and_counts_are_told_in_all_their_digits(out):
    schedule = "keras.CosineDecay(0.0, 12345678, alpha=0.9999999, warmup_target=0.123456789, warmup_steps=7654321)"
    text = out("explain", schedule, "--steps", "100")
    for each in ("0.9999999 ", "0.123456789 ", "12345678 ", "ends after 19999999 steps"):
        assert each in text


def test_seams_and_jumps():
    told = about("2 * warmup(multistep(4, 0.5, [6]), 4)", Run(epochs=10))
    assert told.seams == [(4, 8.0, 8.0, 0.0)]
    told = about("floor(linear(4, 0, 4) >> constant(3), 1)", Run(epochs=10))
    assert told.seams == [(4, 1.0, 3.0, 2.0)]
    assert [phase.name for phase in told.phases] == ["linear", "constant"]


def test_notes():
    assert notes("cosine", Run(epochs=10)) == ["it arrives at 0 after the last epoch, which trains at 0.00244717"]
    assert notes("step", Run(epochs=10)) == []
    assert notes("cosine(length=5)", Run(epochs=10)) == ["the last epoch trains at an LR of 0"]
    assert "epoch 0 trains at an LR of 0" in notes("warmup(cosine, 3)", Run(epochs=10))[0]
    assert notes("wsd", Run(epochs=100))[0] == "epoch 0 trains at an LR of 0"
    assert notes("linear(1, length=20)", Run(epochs=10)) == ["it is cut: it takes 20 epochs, and the run has 10"]


def test_figures():
    first, peak, low, last, end, total = figures(Curves([("", parse("linear(0, 10)"))], Run(epochs=10)))[0]
    assert (first, peak, low, last, end) == ((0, 0), (9, 9), (0, 0), (9, 9), (10, 10))
    assert total == 45
    flat = figures(Curves([("", parse("constant(0.1)"))], Run(steps=200_000)))[0]
    assert flat.peak == flat.low == (0, 0.1)
    assert flat.sum == pytest.approx(20_000, rel=1e-14)


def test_the_mean_of_a_curve_that_ends_early_is_of_the_rows_that_have_a_rate():
    text = "torch.OneCycleLR(max_lr=0.1, total_steps=50)"
    values = about(text, Run(epochs=100)).values
    rates = parse(text).on(Run(steps=100))(range(51))
    assert values.mean == pytest.approx(sum(rates) / 51, rel=1e-14, abs=0)
    assert values.sum == pytest.approx(sum(rates), rel=1e-14, abs=0)


def test_json_has_the_same_facts(out):
    told = json.loads(out(*"explain linear(0,0.1,5)>>cosine --epochs 90 --json".split()))
    assert told == json.loads(as_json([about("linear(0, 0.1, 5) >> cosine", Run(epochs=90))]))


def test_the_command(out):
    text = out(*"explain cosine step(0.1) --epochs 90 --warmup 5".split())
    assert text.count("Learning rate\n") == 2
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) > 100, "nothing is wrapped in a pipe"
