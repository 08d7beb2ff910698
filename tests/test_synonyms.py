"""Flags as people call them: the unmistakable are taken, the others are named with what is right, all at once."""

import re
from collections import Counter

import pytest
from grouped import sample

from lrcli.catalogue import combinators, frameworks, natives, schedulers
from lrcli.cli import verbs
from lrcli.cli.command import layout
from lrcli.cli.flags import modifier_flags
from lrcli.cli.meaning import RATE, meant, own_field
from lrcli.cli.scan import Typed
from lrcli.cli.synonyms import BY_WORD, TABLE
from lrcli.cli.unknown import distance, nearest
from lrcli.schedules.declare import ROLES

EVERY = [*natives(), *(kind for framework in frameworks() for kind in schedulers(framework))]
VERBS = [verbs.load(name) for name in verbs.NAMES]

SAME = [  # a guess, and what it is
    ("cosine --learning-rate 0.3", "cosine --lr 0.3"),
    ("cosine --learning_rate=0.3", "cosine --lr 0.3"),
    ("cosine --LR 0.3", "cosine --lr 0.3"),
    ("cosine --max-lr 0.3", "cosine --lr 0.3"),
    ("cosine --peak 0.3", "cosine --lr 0.3"),
    ("restarts --peak 0.3", "restarts --lr 0.3"),
    ("wsd --initial 0.3", "wsd --lr 0.3"),
    ("triangular --initial 0.3", "triangular --high 0.3"),
    ("linear --base-lr 0.3", "linear --lr 0.3"),
    ("wsd linear(final=0) --base-lr 0.3", "wsd linear(final=0) --lr 0.3"),
    ("triangular --base_lr 0.01 --max-lr 0.2", "triangular --low 0.01 --high 0.2"),
    ("wsd --start-lr 0.01", "wsd --start 0.01"),
    ("torch.OneCycleLR --lr 0.1 --total-steps 100", "torch.OneCycleLR --max-lr 0.1 --total-steps 100"),
    ("keras.CosineDecay --learning-rate 0.1 --decay-steps 50", "keras.CosineDecay --initial-learning-rate 0.1 --decay-steps 50"),
    ("cosine --min-lr 1e-3", "cosine --final 1e-3"),
    ("cosine --end-lr 1e-3", "cosine --final 1e-3"),
    ("cosine --eta-min 1e-3", "cosine --final 1e-3"),
    ("exponential --end-lr 1e-3", "exponential --final 1e-3"),
    ("triangular --min-lr 1e-3", "triangular --low 1e-3"),
    ("torch.CosineAnnealingLR --lr 0.1 --T-max 50 --min-lr 1e-3", "torch.CosineAnnealingLR --lr 0.1 --T-max 50 --eta-min 1e-3"),
    ("torch.CosineAnnealingLR --lr 0.1 --t-max 50", "torch.CosineAnnealingLR --lr 0.1 --T-max 50"),
    ("torch.CosineAnnealingLR --lr 0.1 --decay-steps 50", "torch.CosineAnnealingLR --lr 0.1 --T-max 50"),
    ("cosine --lrf 0.01", "cosine --final 1%"),
    ("cosine --min-lr-ratio 0.1", "cosine --final 10%"),
    ("keras.CosineDecay --lr 0.1 --decay-steps 50 --min-lr-ratio 0.1", "keras.CosineDecay --lr 0.1 --decay-steps 50 --alpha 0.1"),
    ("cosine --num-steps 90", "cosine --steps 90"),
    ("cosine --total-steps 90", "cosine --steps 90"),
    ("cosine --num-training-steps 90", "cosine --steps 90"),
    ("cosine --num-epochs 90", "cosine --epochs 90"),
    ("cosine --epoch 90", "cosine --epochs 90"),
    ("cosine --steps 900 --warmup-steps 200", "cosine --steps 900 --warmup 200st"),
    ("cosine --steps 900 --num-warmup-steps 10%", "cosine --steps 900 --warmup 10%"),
    ("cosine --warmup-epochs 5", "cosine --warmup 5ep"),
    ("wsd --warmup-epochs 5", "wsd --warmup 5ep"),
    ("wsd --steps 900 --warmup-steps 200", "wsd --steps 900 --warmup 200st"),
    ("cosine --warmup-ratio 0.1", "cosine --warmup 10%"),
    ("one_cycle --pct-start 0.25", "one_cycle --warmup 25%"),
    ("wsd --warmup-pct 10", "wsd --warmup 10%"),
    ("wsd --warmup-pct 0.1", "wsd --warmup 10%"),
    ("cosine --warmup 5 --warmup-lr 0.01", "cosine --warmup 5 --warmup-from 0.01"),
    ("cosine --warmup 5 --warmup-from 0.01 --warmup-type constant", "cosine --warmup 5 --warmup-from 0.01 --warmup-shape constant"),
    ("transformers.cosine --lr 1 --num-training-steps 90 --warmup-steps 9", "transformers.cosine --lr 1 --num-training-steps 90 --num-warmup-steps 9"),
    ("timm.CosineLRScheduler --lr 1 --t-initial 90 --warmup-epochs 9", "timm.CosineLRScheduler --lr 1 --t-initial 90 --warmup-t 9"),
    ("wsd --decay-ratio 0.3", "wsd --cooldown 30%"),
    ("wsd --decay 30", "wsd --cooldown 30"),
    ("wsd --steps 900 --decay-steps 30", "wsd --steps 900 --cooldown 30st"),
    ("cosine --T-max 50", "cosine --length 50"),
    ("cosine --T_max 50", "cosine --length 50"),
    ("cosine --steps 90 --decay-steps 50", "cosine --steps 90 --length 50st"),
    ("exponential --steps 90 --decay-steps 50", "exponential --steps 90 --every 50st"),
    ("step --decay-epochs 50", "step --every 50ep"),
    ("step --step-size 30", "step --every 30"),
    (
        "timm.StepLRScheduler --lr 1 --decay-epochs 30 --decay-rate 0.1",
        "timm.StepLRScheduler --lr 1 --decay-t 30 --decay-rate 0.1",
    ),
    ("step --epochs-drop 30", "step --every 30ep"),
    ("step --drop 0.5", "step --rate 0.5"),
    ("step --decay-rate 0.5", "step --rate 0.5"),
    ("inverse --decay-rate 0.5", "inverse --rate 0.5"),
    ("restarts --t-mult 2", "restarts --growth 2"),
    ("restarts --t-0 20", "restarts --period 20"),
    ("polynomial --lr-power 3", "polynomial --power 3"),
    ("wsd --hold-steps 9 --steps 90 --min-lr 0.01 knee", "wsd knee --steps 90 --hold 9st --final 0.01"),
    ("cosine --samples 9600 --bs 32 --world-size 2 --gradient-accumulation-steps 2 --epochs 2", "cosine --samples 9600 --batch-size 32 --devices 2 --accumulate 2 --epochs 2"),
    ("cosine --num-samples 9600 --per-device-train-batch-size 32 --num-gpus 2 --grad-accum 2 --epochs 2", "cosine --samples 9600 --batch-size 32 --devices 2 --accumulate 2 --epochs 2"),
    ("cosine --epochs 2 --iters-per-epoch 10", "cosine --epochs 2 --steps-per-epoch 10"),
    ("cosine --lr-mult 2", "cosine --scale 2"),
    ("cosine --layer-wise-decay 0.5 --num-layers 2", "cosine --layer-decay 0.5 --layers 2"),
]  # fmt: skip


@pytest.mark.parametrize(("guess", "right"), SAME, ids=[guess for guess, _ in SAME])
def test_the_unmistakable_are_taken(called, guess, right):
    at = ["--at", "0,1,33%,last"]
    told, expected = called("value", *guess.split(), *at), called("value", *right.split(), *at)
    assert expected.returncode == 0, expected.stderr
    assert (told.returncode, told.stdout, told.stderr) == (0, expected.stdout, expected.stderr)


OUTPUT = [
    ("plot cosine --logy", "plot cosine --log"),
    ("plot cosine --log-y", "plot cosine --log"),
    ("plot cosine --yscale log", "plot cosine --log"),
    ("plot cosine --cols 60", "plot cosine --width 60"),
    ("plot cosine --no-color", "plot cosine --color never"),
    ("plot cosine --colour always", "plot cosine --color always"),
    ("plot cosine --dark -o a.svg", "plot cosine --style dark -o a.svg"),
    ("plot cosine --theme dark --outfile a.svg", "plot cosine --style dark -o a.svg"),
    ("plot cosine --figsize 4,3 -o a.svg", "plot cosine --size 4x3in -o a.svg"),
    ("plot cosine --fontsize 7 --resolution 60 -o a.png", "plot cosine --font-size 7 --dpi 60 -o a.png"),
    (
        "plot cosine linear --no-legend --font-family serif -o a.svg",
        "plot cosine linear --legend none --font serif -o a.svg",
    ),
    ("plot cosine --zoom 0,9 --y-range 0,1", "plot cosine --xlim 0,9 --ylim 0,1"),
    ("csv cosine --delimiter tab", "csv cosine --sep tab"),
    ("csv cosine --out a.csv", "csv cosine -o a.csv"),
    ("json cosine --ndjson", "json cosine --lines"),
    ("table cosine --markdown", "table cosine --format md"),
    ("csv cosine -d tab", "csv cosine --sep tab"),
    ("csv cosine -d; -n5", "csv cosine --sep ; --rows 5"),
    ("csv cosine -n 5 --tidy", "csv cosine --rows 5 --long"),
    ("csv cosine --every-nth 10 --no-headers", "csv cosine --stride 10 --no-header"),
    ("csv cosine --precision 3 --sep semicolon", "csv cosine --digits 3 --sep ;"),
    ("table cosine --format Markdown", "table cosine --format md"),
    ("csv linear(0,0.1,5)>>constant(1) --silent", "csv linear(0,0.1,5)>>constant(1) -q"),
    ("list --names-only", "list --names"),
    ("explain cosine --as-json", "explain cosine --json"),
    ("value cosine --at-epoch 3", "value cosine --at 3ep"),
    ("budget --num-samples 100 --bs 10 --world-size 2", "budget --samples 100 --batch-size 10 --devices 2"),
]


@pytest.mark.parametrize(("guess", "right"), sample("output", OUTPUT))
def test_flags_of_the_output(called, tmp_path, monkeypatch, guess, right):
    monkeypatch.chdir(tmp_path)
    told = called(*guess.split())
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    expected = called(*right.split())
    assert (told.returncode, told.stdout, told.stderr) == (0, expected.stdout, expected.stderr)
    assert files == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


TOLD = [  # a guess, what the error says, and what it does not say
    ("value step --min-lr 1e-5", "step has no --min-lr; say --floor 1e-5", ""),
    ("value exponential --min-lr 1e-5", "say --final or --floor 1e-5", ""),
    ("value exponential --decay-rate 0.9", "say --gamma or --rate", ""),
    ("value exponential --k 0.9", "say --rate", ""),
    ("value exponential --decay 0.9", "--rate", ""),
    ("value cosine --alpha 0.1", "say --final", ""),
    ("value cosine --global-batch-size 256", "say --batch-size", ""),
    ("plot cosine --json", "that is lrcli json", "--show"),
    ("csv cosine --jsonl", "that is lrcli json --lines", ""),
    ("csv cosine --gzip", "-o FILE.csv.gz", ""),
    ("csv cosine --decimals 3", "say --digits", ""),
    ("csv cosine --head 10", "say --rows", ""),
    ("json cosine --pretty", "indents on a terminal", ""),
    ("csv cosine -delimiter ;", "did you mean --delimiter?", ""),
    ("plot cosine -n 5", "that is --rows of lrcli", ""),
    ("plot cosine --csv", "that is lrcli csv", "--save"),
    ("plot cosine --at 3", "it is a flag of lrcli table, csv, json, value and resume", "--lr"),
    ("csv cosine --dark", "that is --style dark of lrcli plot", "--lr"),
    ("plot cosine --yscale linear", "say --log", "--scale"),
    ("plot cosine --md", "that is --format md of lrcli table", "say --format"),
    ("plot cosine --range 0,9", "say --xlim", ""),
    ("plot cosine --no-title", "an empty title is none: --title ''", ""),
    ("plot cosine --label mine", "as in: mine=cosine", ""),
    ("list --label mine", "list has no --label; lrcli list --help", ""),
    ("budget --csv", "it is a flag of lrcli table", "that is lrcli csv"),
    ("value cosine -lr 0.3", "cosine has no -lr; did you mean --lr?", "-l;"),
    ("value cosine(final=0) -learning_rate=0.3", "value has no -learning-rate; did you mean --learning-rate?", "-l;"),
    ("plot cosine -no-color", "cosine has no -no-color; did you mean --no-color?", "no value"),
    ("value cosine -staircase", "cosine has no -s; lrcli value --help", ""),
    ("value cosine(0.1) --T-max 50", "no --T-max; write it inside the parentheses", "say write"),
    ("value cosine --rate 3", "it is a field of step, multistep, exponential and inverse", ""),
    ("value cosine --finale 3", "did you mean --final?", ""),
    ("value cosine --lenght 3", "did you mean --length?", ""),
    ("value cosine --warmup-stepz 3", "did you mean --warmup-steps?", ""),
    ("value cosine --wold-size 3", "did you mean --world-size?", ""),
    ("value knee --decay-steps 50", "say --length", ""),
    ("value one_cycle --div-factor 25", "say --start-factor or --end-factor", ""),
    ("value step --decay 0.5", "say --rate", ""),
    ("value cosine --warmup-ratio 10", "give a share from 0 to 1", ""),
    ("value wsd --warmup-pct 1", "write 1% or 100%", ""),
    ("value torch.OneCycleLR --warmup-steps 10", "say --pct-start", ""),
    ("value step_dcay --foo 1", "no schedule is called step_dcay", "--foo"),
    ("value StepLRR(3) --foo 1", "no schedule is called StepLRR", "--foo"),
    ("value step(0.1) --every 5", "as in: step(0.1, every=5)", ""),
    ("value a=step() --every 5", "as in: step(every=5)", ""),
    ("value cosine(0.1) --min-lr 1e-3", "as in: cosine(0.1, final=1e-3)", ""),
    ("value cosine --warmup 5 --warmup-epochs 6", "--warmup 5 and --warmup-epochs 6 set the same", ""),
    ("value wsd --warmup 5 --warmup-epochs 6", "--warmup 5 and --warmup-epochs 6 set the same", ""),
]


@pytest.mark.parametrize(("typed", "says", "not_said"), TOLD, ids=[row[0] for row in TOLD])
def test_the_others_are_told(called, typed, says, not_said):
    told = called(*typed.split())
    assert told.returncode == 2
    assert told.stdout == ""
    assert says in told.stderr
    assert not not_said or not_said not in told.stderr


@pytest.mark.parametrize(
    "flag",
    "--from --to --linewidth --zero --background -w".split(),
)
def test_nothing_is_suggested_where_nothing_is_near(called, flag):
    told = called("plot", "cosine", flag, "1")
    assert told.returncode == 2
    assert told.stderr == f"lrcli: cosine has no {flag}; lrcli plot --help shows what there is\n"


def test_all_wrong_flags_are_told_at_once(called):
    told = called(*"when cosine --foo 1 --finale 2 --csv --min_lr_rat 3 --learning-rate 1".split())
    assert told.returncode == 2
    assert len(told.stderr.splitlines()) == 1
    assert (
        "no --foo, no --finale (did you mean --final?), no --csv (that is lrcli csv) and no --min-lr-rat" in told.stderr
    )
    assert "learning-rate" not in told.stderr


def test_what_is_near():
    assert [distance("final", word) for word in ("final", "finla", "fnal", "finale", "vinal", "lr")] == [
        0,
        1,
        1,
        1,
        1,
        5,
    ]
    assert nearest("--end-lr", ["--lr", "--log"]) == ""
    assert nearest("--steps-per-epochs", ["--steps", "--steps-per-epoch"]) == "--steps-per-epoch"


def test_no_word_stands_twice():
    assert [word for word, count in Counter(word for row in TABLE for word in row.words).items() if count > 1] == []
    assert all(word == word.lower() and "_" not in word for word in BY_WORD)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.words[0])
def test_what_is_meant_exists(row):
    every = [flag for verb in VERBS for flag in layout(verb, []).flags]
    flags = {flag.name: flag for flag in every}
    roles = {role for text in row.roles for role in re.split(r"[!+]", text)}
    assert roles <= set(ROLES)
    assert roles <= {field.role for kind in EVERY for field in kind.fields.values()}
    assert row.roles or row.flag or row.verb or row.says
    assert not row.flag or row.flag in {*flags, RATE}
    assert not row.hint or row.hint in {flag.name for flag in modifier_flags()}
    assert not row.verb or row.verb in verbs.NAMES
    if row.flag in flags:
        assert flags[row.flag].switch == (not row.value and (row.switch or bool(row.only)))
        assert not row.value or any(row.value in flag.choices for flag in every if flag.name == row.flag)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_flag_goes_before_a_synonym(verb):
    """Over the whole grid: what is a flag, or a field's own name, means itself."""
    for kind in sample(verb.name, EVERY) if verb.schedules else [None]:
        applied = layout(verb, [kind.family] if kind else [])
        words = {word: flag for flag in applied.flags for word in flag.words}
        assert kind not in combinators()
        for word in [word for word in BY_WORD if f"--{word}" in words]:
            flag = words[f"--{word}"]
            typed = Typed(f"--{word}", None if flag.switch else "1", ())
            told = meant(applied.common, applied.kinds, [typed], applied.calls)
            assert not told.wrong, (kind, word)
            if flag.field:
                assert own_field(kind, word) == flag.field, (kind, word)
                assert [each._replace(no_rate=False) for each in told.fields] == [typed]
            else:
                assert [each for each, _, _ in told.flags] == [flag], (kind, word)
