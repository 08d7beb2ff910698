"""From samples to updates, LR scaling, layers and sweeps."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.batch import Batch, scaling


def counted(samples, batch, accumulate, devices, drop_last):
    """Updates of an epoch, by going through it: indices dealt to devices, batches cut, gradients added up."""
    dealt = [0] * devices
    for index in range(-(-samples // devices) * devices):  # a sampler repeats samples so that all get as many
        dealt[index % devices] += 1
    batches, left = 0, dealt[0]
    while left > 0:
        batches += left >= batch or not drop_last
        left -= batch
    updates, waiting = 0, 0
    for _ in range(batches):
        waiting += 1
        if waiting == accumulate:
            updates, waiting = updates + 1, 0
    return updates + (waiting > 0)


@given(st.integers(1, 2000), st.integers(1, 300), st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_updates_are_those_of_an_epoch_gone_through(samples, batch, accumulate, devices, drop_last):
    numbers = samples, batch, accumulate, devices, drop_last
    assert Batch(*numbers).updates == counted(*numbers)


@pytest.mark.parametrize(
    ("numbers", "updates", "effective"),
    [
        ((50_000, 128), 391, 128),
        ((50_000, 128, 1, 1, True), 390, 128),
        ((1_281_167, 64, 2, 8), 1252, 1024),
        ((10, 32), 1, 32),
    ],
)
def test_known_batches(numbers, updates, effective):
    batch = Batch(*numbers)
    assert (batch.updates, batch.effective) == (updates, effective)


def test_scaling_rules():
    assert scaling(1024, 256, "linear") == 4
    assert scaling(1024, 256, "sqrt") == 2


def test_batch_flags_give_the_steps_in_an_epoch(out):
    assert out(*"csv cosine --epochs 2 --samples 5 --batch-size 2".split()) == out(
        *"csv cosine --epochs 2 --steps-per-epoch 3".split()
    )
    assert out(*"csv cosine --epochs 2 --samples 5 --batch-size 2 --drop-last".split()).count("\n") == 5
    assert (
        out(*"csv cosine --epochs 1 --samples 100k --batch-size 10 --devices 4 --accumulate 5".split()).count("\n")
        == 501
    )


def test_budget_is_told(out):
    told = dict(
        line.split("\t")
        for line in out(*"budget --samples 50000 --batch-size 128 --epochs 90 --warmup 5".split()).splitlines()
    )
    assert told == {
        "samples per device": "50000",
        "batches per epoch": "391",
        "updates per epoch": "391",
        "samples per update": "128",
        "epochs": "90",
        "total updates": "35190",
        "warm-up updates": "1955",
        "warm-up epochs": "5",
    }
    told = json.loads(out(*"budget --samples 50000 --batch-size 128 --steps 1000 --warmup 10% --json".split()))
    assert (told["total_updates"], told["epochs"], told["warmup_updates"]) == (1000, 2.557545, 100)


def test_accelerate_steps_once_a_process(out):
    told = json.loads(
        out(*"budget --samples 4000 --batch-size 10 --devices 4 --epochs 3 --stepper accelerate --json".split())
    )
    assert (told["total_updates"], told["steps_per_update"], told["total_steps"]) == (300, 4, 1200)
    assert (told["over_updates"], told["over_epochs"]) == (75, 0.75)
    told = json.loads(
        out(*"budget --samples 4000 --batch-size 10 --devices 4 --stepper accelerate --split-batches --json".split())
    )
    assert told["steps_per_update"] == 1


def test_what_accelerate_does_is_told(called):
    typed = "budget --samples 4000 --batch-size 10 --devices 4 --epochs 3 --warmup 10% --stepper accelerate"
    done = called(*typed.split())
    assert "its warm-up over after updates\t8\n" in done.stdout
    assert done.stderr == (
        "lrcli: accelerate steps the scheduler 4 times an update: one made for 300 updates is over after 75 of them; "
        "make it for 1200 steps, 120 of warm-up, or split the batches (--split-batches)\n"
    )


def test_what_accelerate_does_is_shown(called):
    typed = "csv linear --lr 8 --steps 8 --devices 4 --stepper accelerate"
    done = called(*typed.split())
    assert done.stdout == "step,lr\n0,8.0\n1,4.0\n" + "".join(f"{step},0.0\n" for step in range(2, 8))
    assert done.stderr.startswith("lrcli: accelerate steps the scheduler 4 times an update")
    plain = called(*"csv linear --lr 8 --steps 8".split()).stdout
    split = called(*typed.split(), "--split-batches")
    assert (split.stdout, split.stderr) == (plain, "")
    assert (
        called(*typed.replace("csv", "lint").split())
        .stdout.splitlines()[1]
        .endswith("Mend: make it 4 times as long, or split the batches (--split-batches)")
    )
    over = called(*"csv torch.OneCycleLR(max_lr=1,total_steps=8) --steps 8 --devices 4 --stepper accelerate".split())
    alone = called(*"csv torch.OneCycleLR(max_lr=1,total_steps=8) --steps 9".split()).stdout.splitlines()
    lr = [line.split(",")[1] for line in alone[1:]]
    assert over.stdout.splitlines()[1:] == [f"{n},{lr[min(4 * n, 8)]}" for n in range(8)]  # held, as accelerate does


def test_lr_is_scaled_for_the_batch_and_told(called):
    done = called(*"value constant --lr 0.1 --batch-size 128 --devices 8 --scale-from-batch 256".split())
    assert done.stdout == "0.4\n"
    assert done.stderr == "lrcli: LR times 4: 1024 samples an update, tuned at 256 (linear rule)\n"
    assert (
        called(*"value constant --lr 0.1 --batch-size 1024 --scale-from-batch 256 --rule sqrt".split()).stdout
        == "0.2\n"
    )


def test_a_column_for_each_layer(out):
    assert (
        out(*"csv constant --lr 1 --epochs 1 --layers 3 --layer-decay 0.5".split())
        == "epoch,layer 1,layer 2,layer 3\n0,0.25,0.5,1.0\n"
    )
    specs = [
        s["spec"]
        for s in json.loads(out(*"json constant --epochs 1 --layers 2 --layer-decay 0.5".split()))["schedules"]
    ]
    assert specs == ["0.5 * constant(0.01)", "constant(0.01)"]
    head = out(*"csv a=constant(1) b=constant(2) --epochs 1 --layers 2 --layer-decay 1/2".split()).splitlines()
    assert head == ["epoch,a layer 1,a layer 2,b layer 1,b layer 2", "0,0.5,1.0,1.0,2.0"]


def test_sweeps(out):
    told = out(*"csv cosine --initial 0.2 --sweep final=0,1e-4,10% --epochs 1".split())
    assert told == "epoch,final=0,final=1e-4,final=10%\n0,0.2,0.2,0.2\n"
    told = out(*"csv cosine --sweep lr=1,2 --sweep final=0,0.5 --epochs 1".split())
    assert told.splitlines()[0] == 'epoch,"lr=1, final=0","lr=1, final=0.5","lr=2, final=0","lr=2, final=0.5"'
    told = out(*"value cosine --sweep lr=1,2 --sweep final=0,1/2 --at end".split())
    assert told == "0.0\t0.5\t0.0\t0.5\n"
    told = out(*"csv x=step linear --sweep every=1,2 --epochs 1".split())
    assert told == "epoch,x every=1,x every=2,linear(0.1)\n0,0.1,0.1,0.1\n"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("csv cosine --samples 100", "--samples needs --batch-size"),
        ("csv cosine --batch-size 100", "--batch-size needs --samples"),
        ("csv cosine --devices 3", "--devices needs --samples"),
        ("csv cosine --samples 0 --batch-size 3", "whole number of 1 or more"),
        ("csv cosine --samples 5.5 --batch-size 3", "whole number of 1 or more"),
        ("csv cosine --samples x --batch-size 3", "whole number of 1 or more"),
        ("csv cosine --samples 2 --batch-size 3 --drop-last", "leaves no batch"),
        ("csv cosine --samples 5 --batch-size 3 --steps-per-epoch 2", "choose one"),
        ("csv cosine --scale-from-batch 3", "needs --batch-size"),
        ("csv cosine --rule sqrt", "--scale-from-batch"),
        ("csv cosine --layers 3", "go together"),
        ("csv cosine --layers 3 --layer-decay 2", "at most 1"),
        ("csv cosine --layers 1e6 --layer-decay 0.5", "at most 200"),
        ("csv cosine --sweep final", "NAME=A,B"),
        ("csv cosine --sweep rate=1,2", "cosine has initial, final, length"),
        (
            "csv cosine(0.1) --sweep final=1,2",
            "a family named by itself its fields: lrcli plot cosine --sweep lr=0.1,0.2",
        ),
        ("csv cosine --sweep final=0,x", "--sweep final=x: 'x' is not a number"),
        ("csv cosine --final 0 --sweep final=0,1", "choose one"),
        ("csv cosine --sweep final=0,1,2,3,4,5,6 --sweep lr=1,2,3,4,5,6", "42 schedules: at most 36"),
        ("csv piecewise --sweep values=1,2", "name the schedules one by one"),
        ("csv cosine --sweep final=0,1 --sweep final=2", "--sweep final is given twice"),
        ("csv cosine --sweep lr=1 --sweep initial=2", "--sweep initial is given twice"),
        ("csv cosine --sweep final=", "give it values"),
        ("csv cosine --split-batches", "give --stepper accelerate too"),
        ("csv python", "python needs --function, as in: lrcli csv python --function my_lr.py:decay"),
        ("budget --samples 10 --batch-size 2 --epochs 2 --warmup 3", "that is 15 updates, and the run has 10"),
        ("budget", "give --samples and --batch-size"),
        ("budget --samples 10 --batch-size 2 --warmup 0.1", "10 %? 0.1ep?"),
        ("budget cosine --samples 10 --batch-size 2", "budget takes flags alone, not cosine"),
        ("budget --samples 10 --batch-size 2 --stepper plane", "did you mean plain?"),
    ],
)
def test_what_is_refused(called, typed, told):
    done = called(*typed.split())
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
