"""Formats of logs: each told by its content, its rows where they belong. The files are cut from logs of real programs."""

import gzip
import re
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from on_a_run import on, refused

from lrcli import Run
from lrcli.reading.forms import forms
from lrcli.reading.logs import log_in, read_log
from lrcli.reading.metrics import metrics_of
from lrcli.reading.precision import precision_of
from lrcli.sources.logs._events import crc, masked, read_events

FILES = Path(__file__).with_name("logs")
TABLE = """
composer.txt                composer            lr-DecoupledAdamW/group0  batch              1     56   1     decimals4
deepspeed.txt               deepspeed           lr                        step               10    38   0     exact
detectron2_metrics.json     detectron2          lr                        iteration          19    199  0     exact
events.keras                tensorboard         epoch_learning_rate       epoch              0     29   0     float32
events.tensors              tensorboard         lr                        step               0     199  0     float32
fairseq.jsonl               fairseq             lr                        num_updates        10    120  0     exact
fairseq_prefixed.log        fairseq             lr                        num_updates        10    120  0     exact
keras_history_printed.txt   keras               learning_rate             -                  0     29   0     float32
keras_plateau.csv           keras               learning_rate             epoch              0     39   0     float32
lightning.csv               lightning           lr-AdamW                  step               9     199  0     exact
llamafactory.jsonl          llamafactory        lr                        current_steps      1     100  1     exact
megatron.txt                megatron            learning rate             iteration          10    200  0     mantissa7
mlflow_long.csv             mlflow              lr                        step               0     14   0     exact
mlflow_stored.txt           mlflow              value                     step               0     19   0     exact
mmcv_log.json               mmcv                lr                        iter               10    200  1     exact
mmengine_console.log        mmengine            lr                        step               5     200  1     mantissa5
mmengine_scalars.json       mmengine            lr                        step               5     60   1     exact
nanogpt_eval.txt            key_value           lr                        step               0     190  0     mantissa2
neptune.csv                 neptune             value                     step               0     56   0     exact
tensorboard_page.csv        tensorboard_export  Value                     Step               3     99   None  float32
tensorboard_restarted       tensorboard         lr                        step               0     199  0     float32
timm_console.txt            timm_console        LR                        step               0     159  0     mantissa4
timm_summary.csv            timm                lr                        epoch              0     34   0     exact
torchtune.txt               key_value           lr                        step               1     20   1     exact
trainer4_console.txt        trainer_console     learning_rate             epoch              0.05  5    1     exact
trainer5_console.txt        trainer_console     learning_rate             epoch              0.05  5    1     exact
trainer5_every7_state.json  trainer_state       learning_rate             step               7     98   None  exact
trainer5_state.json         trainer_state       learning_rate             step               1     100  1     exact
ultralytics_padded.csv      ultralytics         lr/pg0                    epoch              1     20   1     exact
wandb_history.jsonl         wandb               train/learning_rate       train/global_step  2     100  None  exact
yolov5_results.csv          ultralytics         x/lr0                     epoch              0     19   0     exact
"""
"""File, format, column, what places its rows, the first and the last place, the number of tick 0, digits."""
LOGS = [re.split("  +", line) for line in TABLE.strip().splitlines()]
ASKED = [
    ("all_results.json", "holds results alone: the rates are in trainer_state.json"),
    ("keras_without_rates.csv", "a callback that sets the rate has to be listed before CSVLogger"),
    ("nanogpt_without_rates.txt", "has lines with steps and none with a learning rate"),
    ("ultralytics_results.csv", 'lr/pg0, lr/pg1, lr/pg2; choose one, such as column="lr/pg0" (--column lr/pg0)'),
    ("wandb_panel.csv", "run-b - train/learning_rate, run-a - train/learning_rate; choose one, such as column="),
]


@pytest.mark.parametrize("case", LOGS, ids=[case[0] for case in LOGS])
def test_a_log_is_told_by_its_content(case, here, tmp_path):
    name, form, column, by, begin, end, first, digits = case
    path = FILES / name
    nameless = tmp_path / "x"
    shutil.copytree(path, nameless) if path.is_dir() else shutil.copyfile(path, nameless)
    log = read_log(str(nameless))
    unit = next(iter(log.places))
    places, precision = log.places[unit], log.digits
    told = (log.format, log.column, log.named.get(unit, "-"), f"{places[0]:g}", f"{places[-1]:g}", str(log.first[unit]))
    assert told == (form, column, by, begin, end, first)
    assert f"{precision.kind}{precision.digits or ''}" == digits
    assert len(log.rows) == len(log.rates) == len(log.places[unit])
    assert log.where(0)
    if not path.is_dir():
        (tmp_path / "packed").write_bytes(gzip.compress(path.read_bytes()))
        assert read_log(str(tmp_path / "packed")).rates.tolist() == log.rates.tolist()


@pytest.mark.parametrize(("name", "told"), ASKED)
def test_what_a_log_does_not_tell_is_asked_for(name, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        read_log(str(FILES / name))


ODD = {
    "a row that breaks off": ("step,lr,loss\n0,0.1,1\n1,0.05,1\n2,0.02", "odd line 4 breaks off: it is passed over"),
    "a number that breaks off": (
        "".join(f"step {step} | lr {0.1 / 2**step:.4e}\n" for step in range(2)) * 3 + "step 2 | lr 2.5000e-0",
        "odd line 7 breaks off: it is passed over",
    ),
    "its header once more": (
        "step,lr\n0,0.1\nstep,lr\n1,0.05\n",
        "odd line 3 is the header once more: it is passed over",
    ),
    "numbers with a type": ("step=0, skipped=0, lr=[np.float64(0.1)]\nstep=1, skipped=0, lr=[np.float64(0.05)]\n", ""),
    "a dict with steps": ("".join(f"{{'step': {n}, 'learning_rate': {0.1 / 2**n}}}\n" for n in range(2)), ""),
    "a list of one": ('{"step": 0, "lr": [0.1]}\n{"step": 1, "lr": [0.05]}\n', ""),
    "objects": ('{"step": 0, "train": {"lr": 0.1}}\n{"step": 1, "train": {"lr": 0.05}}\n', ""),
    "comments": ("# a note\n\n# another, longer\nstep,lr\n0,0.1\n# a pause\n1,0.05\n#EOF\n", ""),
    "a header in a comment": ("# by hand\n# step;lr\n0;0,1\n1;0,05\n", ""),
    "what savetxt writes": ("# step lr\n0.000e+00 1.00e-01\n1.000e+00 5.00e-02\n", ""),
    "columns of blanks": (" step    lr\n    0   0.1\n    1  0.05\n", ""),
    "a column called #": ("#,step,lr\n1,0,0.1\n2,1,0.05\n", ""),
    "epochs of so many": ("Epoch 1/2, lr 0.1\nEpoch 2/2, lr 0.05\n", ""),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_logs_that_are_read(here, name):
    content, told = ODD[name]
    here("odd", content)
    log = read_log("odd")
    assert on('recorded("odd")')([0, 1]).tolist() == [0.1, 0.05]
    assert log.remarks == [told] * bool(told)


REFUSED = {
    "a state that breaks off": ('{\n  "log_history": [\n    {"step": 1, "lear', "odd line 3 is no JSON"),
    "a state without rows": ('{"log_history": [], "max_steps": 3}', "no training row was logged"),
    "results of an evaluation": ('{"eval_loss": 1, "eval_runtime": 3.5}', "the rates are in trainer_state.json"),
    "a word behind comments": (
        "# a note\nstep,lr\n# a pause\n0,0.1\n1,abc\n",
        "odd line 5, column lr: 'abc' is no number",
    ),
    "a console without rates": ("iter 0: loss 9.1, time 9\niter 1: loss 9.0, time 9\n", "none with a learning rate"),
    "groups": ('{"step": 0, "lr": [0.1, 0.2]}\n{"step": 1, "lr": [0.1, 0.3]}\n', "lr[0], lr[1]; choose one"),
    "named groups": (
        '{"step": 0, "lr": {"a": 0.1, "b": 1}}\n{"step": 1, "lr": {"a": 1, "b": 0}}\n',
        "lr/a, lr/b; choose",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_odd_logs_that_are_refused(here, called, name):
    content, told = REFUSED[name]
    here("odd", content)
    done = called("csv", "odd")
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr


def test_every_format_has_a_recorded_log():
    found = {case[1] for case in LOGS} | {"table"}
    assert {form.name for form in forms()} <= found


def test_a_run_of_several_is_chosen_by_its_name():
    assert read_log(str(FILES / "wandb_panel.csv"), run="run-a").column == "run-a - train/learning_rate"
    assert read_log(str(FILES / "wandb_panel.csv"), column="run-b - train/learning_rate").rates[0] == 0.0001


def test_rows_stand_where_they_belong():
    state = f'recorded("{FILES / "trainer5_state.json"}")'
    assert on(state, steps=100)([9, 99]).tolist() == [0.00027, 9.137594713563568e-08]
    assert on(state[:-1] + ", first=0)", steps=100)([10]).tolist() == [0.00027]
    console = f'recorded("{FILES / "trainer5_console.txt"}")'
    assert on(console, epochs=5, steps_per_epoch=20)([9]).tolist() == [0.00027]
    assert "it needs --steps-per-epoch" in refused(console, epochs=5)
    assert on(f'recorded("{FILES / "mmcv_log.json"}")', steps=200)([99, 109]).tolist() == [0.02, 0.002]
    assert on(f'recorded("{FILES / "ultralytics_padded.csv"}")', epochs=20)([0, 1]).tolist() == [0.01, 0.009505]


def test_steps_within_an_epoch_follow_the_run(here):
    rows = "".join(f"{epoch},{batch},{0.1 / (epoch + 1)!r}\n" for epoch in range(3) for batch in range(0, 50, 10))
    here("log.csv", f"epoch,batch,lr\n{rows}")
    log = read_log("log.csv")
    assert log.places["st"][[0, 4, 5]].tolist() == [0, 40, 50]
    assert log.ticks(Run(epochs=3, steps_per_epoch=45), "st")[[0, 4, 5]].tolist() == [0, 40, 45]
    assert log.again == ()


def test_steps_that_begin_again(here, out):
    one = "".join(f'{{"step": {step}, "lr": {0.1 / step!r}}}\n' for step in range(1, 31))
    two = "".join(f'{{"step": {step}, "lr": {0.01 / step!r}}}\n' for step in range(1, 11))
    here("log.jsonl", one + two)
    assert read_log("log.jsonl").again == (30,)
    assert 'begin again at line 31; choose one, such as run="2" (--run 2)' in refused('recorded("log.jsonl")', steps=30)
    assert out("value", "log.jsonl", "--run", "2", "--first", "1", "--at", "0") == "0.01\n"
    assert "its runs are 1 to 2" in refused('recorded("log.jsonl", run="3")', steps=30)
    here("overlap.jsonl", "".join(one.splitlines(keepends=True)[:25] + one.splitlines(keepends=True)[20:]))
    assert read_log("overlap.jsonl").again == ()
    here("losses.csv", "key,value,step\nloss,2.5,0\nlr,0.1,0\nloss,1.5,1\nlr,0.2,1\n")
    assert read_log("losses.csv").rates.tolist() == [0.1, 0.2]
    here("keys.csv", "key,value,step\nloss,2.5,0\nacc,0.1,0\n")
    with pytest.raises(ValueError, match="its keys are loss, acc"):
        read_log("keys.csv")


def test_a_log_is_a_word(here, out, called):
    here("log.csv", "step,lr,lr_head,loss\n0,0.1,1,2.5\n1,0.05,2,1.25\n")
    assert out("value", "log.csv", "--column", "lr_head", "--at", "1") == "2.0\n"
    assert out("value", "a=log.csv", "--first", "-1", "--at", "1") == "0.1\n"
    assert out("csv", "log.csv", "--also", "loss") == "step,lr,loss\n0,0.1,2.5\n1,0.05,1.25\n"
    assert "loss" in out("plot", "log.csv", "--also", "loss")
    assert "loss of log.csv" in out("plot", "cosine", "log.csv", "--also", "loss")
    assert "has no column 'acc'" in called("csv", "log.csv", "--also", "acc").stderr
    assert "by step, counted from 0, as exact as float64" in called("csv", "log.csv").stderr
    here("groups.csv", "step,lr/a,lr/b\n0,0.1,1\n")
    done = called("csv", "groups.csv")
    assert (done.returncode, "--column lr/a" in done.stderr) == (2, True)
    assert out("value", "plateau", "--metrics", "log.csv", "--column", "loss", "--at", "first") == "0.1\n"


def test_metrics_of_any_format():
    assert len(metrics_of(str(FILES / "wandb_history.jsonl"), "train/loss").values) == 50
    assert len(metrics_of(str(FILES / "events.tensors"), "lr").values) == 200


@pytest.mark.parametrize(
    ("texts", "kind", "tolerance"),
    [
        (["0.1000", "0.0998", "0.0000"], "decimals", 5e-5),
        (["1.00e-01", "9.98e-02", "5.00e-03"], "mantissa", 5e-4),
        (["0.1", "0.05", "0.025"], "exact", 1e-13),
        (["0.1", "0.1", "0.1"], "exact", 1e-13),
        ([repr(float(np.float32(value))) for value in (0.1, 0.05, 0.03)], "float32", 2e-7),
        ([repr(value) for value in (0.1 / 3, 0.1, 0.05 / 7)], "exact", 1e-13),
    ],
)
def test_precision_is_told_by_texts(texts, kind, tolerance):
    precision = precision_of(texts, np.array(list(map(float, texts))))
    assert precision.kind == kind
    assert precision.tolerance(np.array([0.1]))[0] == pytest.approx(tolerance, rel=0.01)


@pytest.mark.parametrize(
    ("show", "kind"),
    [
        (lambda rate: repr(round(rate, 5)), "decimals5"),
        (lambda rate: f"{rate:.4g}", "mantissa4"),
        (lambda rate: f"{rate:.4f}" if rate > 1e-3 else f"{rate:.4e}", "decimals4"),
    ],
)
def test_numbers_are_held_as_they_were_rounded(show, kind):
    true = 0.05 * (1 + np.cos(np.pi * np.arange(60) / 60))
    texts = [show(rate) for rate in true.tolist()]
    written = np.array(list(map(float, texts)))
    precision = precision_of(texts, written)
    precision = precision.loose() or precision
    assert f"{precision.kind}{precision.digits}" == kind
    assert (abs(written - true) <= precision.tolerance(written)).all()


def test_short_numbers_may_be_rounded():
    short = precision_of(["0.0003", "0.0002927", "0.0002682"], np.array([0.0003, 0.0002927, 0.0002682]))
    assert short.loose().tolerance(np.array([0.0003]))[0] == pytest.approx(5e-8, rel=0.01)
    assert precision_of(["0.1", "0.01"], np.array([0.1, 0.01])).loose() is None


PRINTED = {
    "keras": (
        "Epoch 1/2\n9/9 - loss: 0.5 - learning_rate: 0.1000\nEpoch 2/2\n9/9 - loss: 0.4 - learning_rate: 0.0500\n",
        1,
    ),
    "nnunet": ("2024-05-01 10:00: Epoch 0\nCurrent learning rate: 0.1\nEpoch 1\nCurrent learning rate: 0.05\n", 0),
    "llm.c": ("step    1/200 | loss 1.9 | lr 1.00e-01 | 9 ms\nstep    2/200 | loss 1.9 | lr 5.00e-02 | 9 ms\n", 1),
    "fairseq": ("| epoch 001: loss=1, num_updates=0, lr=0.1, wps=9\n| epoch 001: loss=1, num_updates=1, lr=0.05\n", 0),
    "tensorboard": ("[[1.5, 0, 0.1], [2.5, 1, 0.05]]", 0),
    "mmengine": ("Iter(train) [  1/900]  lr: 1.0e-01 loss: 1\nIter(train) [  2/900]  lr: 5.0e-02 loss: 1\n", 1),
    "timm": ("Train: 0 [   0/9 (  0%)]  LR: 1.0e-01\nTrain: 0 [   1/9 (  6%)]  LR: 5.0e-02\n", 0),
    "openpcdet": (
        "Train:    1/80 (  1%) [   0/9 (  0%)]  LR: 1.0e-01\nTrain:    1/80 (  1%) [   1/9 ( 11%)]  LR: 5.0e-02\n",
        0,
    ),
    "a bar": (" 0%|  | 0/4\r{'learning_rate': 0.1, 'epoch': 1.0}\n{'learning_rate': 0.05, 'epoch': 2.0}\n", 1),
}


@pytest.mark.parametrize("name", PRINTED)
def test_what_programs_print(here, out, name):
    content, first = PRINTED[name]
    here("log", content)
    log = read_log("log")
    unit = next(iter(log.places))
    assert (log.counts_from(unit), log.rates.tolist()) == (first, [0.1, 0.05])
    assert out("value", "log", "--at", "0,1").split() == ["0.1", "0.05"]


def test_groups_of_deepspeed(here):
    here("log", "[1] step=10, skipped=0, lr=[0.5, 0.1], mom=[(0.9, 0.999)]\n")
    assert read_log("log", column="lr[1]").rates.tolist() == [0.1]
    with pytest.raises(
        ValueError, match=re.escape("lr[0], lr[1]; choose one, such as column=\"lr[0]\" (--column 'lr[0]')")
    ):
        read_log("log")


def varint(value):
    """A whole number of seven bits a byte."""
    found = b""
    while value > 0x7F:
        found, value = found + bytes([value & 0x7F | 0x80]), value >> 7
    return found + bytes([value])


def message(field, content):
    return bytes([field << 3 | 2]) + varint(len(content)) + content


def event_file(rows, version=b"brain.Event:2"):
    """An event file of steps, tags and values."""
    records = [b"\x09" + struct.pack("<d", 1.5) + message(3, version)]
    for step, tag, value in rows:
        number = b"\x15" + struct.pack("<f", value)
        at = b"\x10" + varint(step) if step else b""
        records.append(
            b"\x09" + struct.pack("<d", 1.5 + step) + at + message(5, message(1, message(1, tag.encode()) + number))
        )
    heads = [struct.pack("<Q", len(record)) for record in records]
    checks = masked(crc(np.frombuffer(b"".join(heads), np.uint8).reshape(-1, 8)))
    return b"".join(
        head + struct.pack("<I", check) + record + bytes(4)
        for head, check, record in zip(heads, checks, records, strict=True)
    )


def test_events_are_read_value_by_value():
    random = np.random.default_rng(7)
    steps = random.choice([0, 1, 127, 128, 300, 2**21, 2**40], 500).tolist()
    tags = random.choice(["lr", "train/loss", "ä"], 500).tolist()
    values = random.random(500).astype(np.float32).tolist()
    events = read_events(event_file(zip(steps, tags, values, strict=True)))
    assert events.steps.tolist() == steps
    assert [events.names[int(tag)] for tag in events.tags] == tags
    assert events.values.tolist() == values
    assert events.cut is None


def test_event_files_that_break_off_or_are_broken(here, tmp_path):
    whole = event_file([(step, "lr", 0.1 / (step + 1)) for step in range(10)])
    (tmp_path / "cut").write_bytes(whole[:-9])
    log = read_log("cut")
    assert (len(log.rates), log.remarks) == (9, ["cut record 11 breaks off: it is passed over"])
    for at in (60, 120, len(whole) - 30):
        broken = bytearray(whole)
        broken[at] ^= 0x55
        (tmp_path / f"broken{at}").write_bytes(broken)
        try:
            read_log(f"broken{at}")
        except ValueError as error:
            assert "record" in str(error)
    broken = bytearray(whole)
    broken[16 + whole[0] + 1] ^= 0x40  # in the length of the second record
    (tmp_path / "long").write_bytes(broken)
    with pytest.raises(ValueError, match="long record 2, at byte .*, is broken"):
        read_log("long")
    (tmp_path / "nan").write_bytes(event_file([(0, "lr", 0.1), (1, "lr", float("nan"))]))
    with pytest.raises(ValueError, match="nan record 3, column lr: nan is no learning rate"):
        read_log("nan")
    (tmp_path / "none").write_bytes(event_file([]))
    with pytest.raises(ValueError, match="none has no scalars"):
        read_log("none")
    (tmp_path / "half.gz").write_bytes(gzip.compress(whole)[:-20])
    with pytest.raises(ValueError, match="packed with gzip and breaks off"):
        read_log("half.gz")


def test_folders_of_runs(here, tmp_path):
    for run, rate in (("a", 0.5), ("b", 0.25)):
        (tmp_path / "runs" / run).mkdir(parents=True)
        (tmp_path / "runs" / run / "events.out.tfevents.1").write_bytes(
            event_file([(0, "lr", rate), (1, "lr", rate / 2)])
        )
    (tmp_path / "runs" / "val").mkdir()
    (tmp_path / "runs" / "val" / "events.out.tfevents.1").write_bytes(event_file([(0, "loss", 2.0)]))
    with pytest.raises(ValueError, match='2 runs in column run: a, b; choose one, such as run="a"'):
        read_log("runs")
    assert read_log("runs", run="b").rates.tolist() == [0.25, 0.125]
    (tmp_path / "empty").mkdir()
    with pytest.raises(OSError, match="a folder without event files"):
        read_log("empty")


def test_logs_are_kept_while_their_tables_are():
    log = read_log(str(FILES / "timm_summary.csv"))
    assert log_in(log.table, None, None, None, None) is read_log(str(FILES / "timm_summary.csv"))
