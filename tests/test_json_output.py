"""--json of every verb: on one line in a pipe, with the keys that `lrcli help output` tells, and numbers that read back."""

import json
import re
from pathlib import Path

import pytest
from test_streams import on_a_terminal

import lrcli
from lrcli.cli import verbs
from lrcli.cli.flags import JSON

NUMBER = (int, float)
MAYBE = (int, float, None)
PLACE = {"lr": NUMBER, "step?": int, "epoch?": NUMBER}
AT = {"at": str, "row": int, **PLACE}
RUN = {"rows": int, "row": str, "unit": str, "steps_per_epoch": (int, None), "update": str, "tokens": (int, None)}
SIDE = {"label": str, "spec": str, "run?": RUN}
APART = (None, {"step?": int, "epoch?": NUMBER, "a": MAYBE, "b": MAYBE, "difference": MAYBE, "relative": MAYBE})
PARAMETER = {"name": str, "help": str, "value?": object, "written?": object, "ticks?": object, "means?": str}
DOCUMENT = {"unit": str, "schedules": [{"label": str, "spec": str}], "rows": [dict]}
EXPLAINED = {
    "label": str,
    "spec": str,
    "run": RUN,
    "read": [
        {"file": str, "format": str, "program": str,
         "keys": [{"key": str, "value": str, "means": str, "origin": str, "line": (int, None)}]}
    ],
    "parts": [
        {"family": str, "spec": str, "summary": str, "formula": [str], "source": str, "parameters": [PARAMETER]}
    ],
    "phases": [{"name": str, "from": int, "to": int, "first": NUMBER, "last": NUMBER}],
    "phases_left": (int, None),
    "seams": [{"at": int, "before": NUMBER, "after": NUMBER, "jump": NUMBER}],
    "seams_left": (int, None),
    "reductions": [{"at": int, "from": NUMBER, "to": NUMBER, "best": MAYBE}],
    "values": {**dict.fromkeys(("first", "peak", "low", "last"), PLACE), "end": (None, PLACE), "sum": NUMBER, "mean": NUMBER},
    "notes": [str],
    "elsewhere": {"compared": int, "same": [{"spec": str, "from": int, "to": int}]},
}  # fmt: skip
COMPARED = {
    "a": SIDE,
    "b": SIDE,
    "run": RUN,
    "tolerance": NUMBER,
    "differ": bool,
    **dict.fromkeys(("first", "largest", "largest_relative", "alone"), APART),
    "shifts": [int],
    "sums": {"a": NUMBER, "b": NUMBER, "ratio": MAYBE},
}
COUNTS = (
    "samples_per_device batches_per_epoch updates_per_epoch samples_per_update epochs total_updates "
    "tokens_per_update tokens_per_last_update total_tokens warmup_updates warmup_epochs steps_per_update total_steps over_updates over_epochs warmup_over_updates"
)
ROW = {
    "where": str, "number": MAYBE, "tick": NUMBER, "meant": MAYBE, "logged": MAYBE, "difference": MAYBE,
}  # fmt: skip
SCHEMAS = {
    "table": DOCUMENT,
    "value": [{"label": str, "spec": str, "values": [{**AT, "row": (int, None), "lr": MAYBE, "momentum?": MAYBE}]}],
    "when": [
        {"label": str, "spec": str, "side": str, "bound": NUMBER, "share": (str, None), "found": [AT], "again": bool}
    ],
    "explain": [EXPLAINED],
    "resume": {
        "label": str, "spec": str, "unit": str, "row": int, "was": NUMBER, "total": NUMBER, "made": (str, None), "area": NUMBER,
        "ways": [{
            "how": str, "spec": str, **dict.fromkeys(("before", "at", "after"), (None, {"row": int, "lr": NUMBER})),
            "jump": (None, {"row": int, "planned": NUMBER, "lr": NUMBER, "factor": MAYBE}),
            "area": NUMBER, "ratio": MAYBE,
        }],
    },
    "verify": {
        "verdict": str, "fault": (str, None), "alternatives": [str], "detail": dict, "rows": int, "off": int,
        "first": (None, ROW), "largest": (None, ROW),
        "counted": {"unit": str, "first": int, "held": bool, "told": bool},
        "precision": str, "tolerance": NUMBER, "schedule": str, "log": str, "column": str,
    },
    "identify": {
        "verdict": str, "log": str, "column": str, "stage": (int, None), "spec": (str, None), "run": RUN,
        "counted": {"unit": str, "first": int, "held": bool, "told": bool}, "precision": str, "rows": int,
        "difference": MAYBE, "allowed": MAYBE, "at": MAYBE, "rate": MAYBE, "unknown": list, "same": list,
        "phases": [dict.fromkeys(("from", "to", "rows"), int) | {"name": str} | dict.fromkeys(("first", "last", "first_row", "last_row"), MAYBE)],
    },
    "lint": [dict.fromkeys(("label", "spec", "rule", "saw", "effect", "mend"), str)],
    "diff": (COMPARED, [COMPARED]),
    "budget": dict.fromkeys(COUNTS.split(), MAYBE),
    "list": {
        "schedules": [
            {"name": str, "aliases": [str], "summary": str, "framework": (str, None),
             "fields": [{"name": str, "help": str, "default": (str, None)}]}
        ],
        "frameworks": [{"name": str, "version": str, "schedulers": int}],
    },
}  # fmt: skip
CALLS = [
    "table cosine --epochs 5",
    "table cosine --steps-per-epoch 3 a=step --rows 4",
    "table cosine --sweep epochs=2,3 --long",
    "table torch.OneCycleLR(0.1,total_steps=6) --momentum --long --digits 3",
    "value cosine --at 0,50%,last",
    "value torch.OneCycleLR(0.1,total_steps=6) --momentum --at last,0 --steps-per-epoch 2",
    "value cosine --sweep epochs=2,9 --at 5",
    "when cosine --below 50%,1e-3 --above 0.05",
    "when restarts --epochs 40 --below 50% --all --steps-per-epoch 7",
    "when cosine --above 9",
    "explain linear(0,0.1,5)>>cosine --epochs 9 --steps-per-epoch 4",
    "explain step wsd",
    "explain train.yaml --quiet",
    "explain plateau --metrics 3,2,2,2,2,2,2,2,2,2,2,2,2,2 --patience 2",
    "resume cosine --at 5 --total 200",
    "verify cosine(0.1) lr.csv",
    "verify cosine(0.2) lr.csv",
    "identify lr.csv",
    "lint cosine",
    "lint linear(0.01,0.1,5)>>cosine(1) torch.StepLR(lr=0.1,step_size=200)",
    "diff cosine linear",
    "diff cosine(0.1) cosine(0.1) --steps-per-epoch 3",
    "diff constant(1) --sweep epochs=2,4",
    "diff cosine linear --group a=1 --group b=2",
    "budget --steps 10",
    "budget --samples 4000 --batch-size 10 --devices 4 --epochs 3 --stepper accelerate --warmup 1",
    "list",
    "list torch",
    "list cos",
]


def fault(data, shape, where="$"):
    """Where data does not have the shape; empty where it has. "key?" may be missing."""
    if isinstance(shape, tuple):
        faults = [fault(data, each, where) for each in shape]
        return "" if "" in faults else "; or ".join(faults)
    if isinstance(shape, list):
        if not isinstance(data, list):
            return f"{where} is no list"
        return next(filter(None, (fault(each, shape[0], f"{where}[{n}]") for n, each in enumerate(data))), "")
    if isinstance(shape, dict):
        if not isinstance(data, dict):
            return f"{where} is no object"
        known = {key.removesuffix("?"): each for key, each in shape.items()}
        if more := data.keys() - known.keys():
            return f"{where} has {sorted(more)} more"
        if less := {key for key in shape if not key.endswith("?")} - data.keys():
            return f"{where} lacks {sorted(less)}"
        return next(filter(None, (fault(data[key], known[key], f"{where}.{key}") for key in data)), "")
    if shape is None:
        return "" if data is None else f"{where} is not null"
    right = isinstance(data, shape) and not (isinstance(data, bool) and shape in NUMBER)
    return "" if right else f"{where} is {data!r}, no {shape.__name__}"


def test_the_check_sees_faults():
    assert fault([{"a": 1, "b": None}], [{"a": int, "b?": (None, str)}]) == ""
    for data in ([{"a": 1, "c": 2}], [{"b": None}], [{"a": "1"}], [{"a": True}], {"a": 1}, [{"a": 1, "b": 3}]):
        assert fault(data, [{"a": int, "b?": (None, str)}]), data


def test_there_is_a_schema_for_every_verb_with_the_switch():
    assert {verb.name for verb in map(verbs.load, verbs.NAMES) if JSON in verb.flags} == set(SCHEMAS)
    assert {call.split()[0] for call in CALLS} == set(SCHEMAS)


@pytest.mark.parametrize("call", CALLS)
def test_json_has_its_schema(called, call, here):
    here("train.yaml", "learning_rate: 0.1\nmax_steps: 20\n")
    here("lr.csv", "epoch,lr\n" + "".join(f"{epoch},{0.1 - epoch / 100}\n" for epoch in range(9)))
    words = call.split()
    done = called(*words, "--json", "-q")
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert fault(json.loads(done.stdout), SCHEMAS[words[0]]) == ""


def keys(shape):
    """All keys of a schema."""
    if isinstance(shape, dict):
        return {key.removesuffix("?") for key in shape} | {key for each in shape.values() for key in keys(each)}
    return {key for each in shape for key in keys(each)} if isinstance(shape, list | tuple) else set()


def test_the_topic_tells_every_verb_and_no_key_has_a_blank():
    text = Path(lrcli.__file__).with_name("cli").joinpath("topics", "output.md").read_text(encoding="utf-8")
    assert all(len(line) <= 80 for line in text.splitlines())
    assert not [key for shape in SCHEMAS.values() for key in keys(shape) if not re.fullmatch(r"[a-z_]+", key)]
    for verb, shape in SCHEMAS.items():
        assert re.search(rf"^(json, )?{verb}( --json)?:", text, re.M), verb
        first = shape[0] if isinstance(shape, list | tuple) else shape
        assert all(re.search(rf'"{key.removesuffix("?")}"', text) for key in first), verb


@pytest.mark.parametrize("words", ["cosine", "cosine a=step --epochs 7", "cosine --steps-per-epoch 3", "cosine --long"])
def test_a_table_is_the_document_of_json(called, words):
    document = json.loads(called("json", *words.split()).stdout)
    assert json.loads(called("table", *words.split(), "--json").stdout) == document
    assert json.loads(called("table", *words.split(), "--format", "json").stdout) == document


def test_numbers_read_back(called):
    for spec in ("exponential(0.1, rate=9)", "cosine(3e-4)"):
        exact = [float(text) for text in called("value", spec, "--at", "0,7,13,99").stdout.split()]
        (told,) = json.loads(called("value", spec, "--at", "0,7,13,99", "--json").stdout)
        assert [each["lr"] for each in told["values"]] == exact
        assert [each["at"] for each in told["values"]] == ["0", "7", "13", "99"]


def test_what_is_no_number_is_null_and_told(called):
    spec = "torch.ExponentialLR(lr=0.1, gamma=1e300)"
    for words in (("json",), ("table", "--json"), ("json", "--lines", "--long"), ("value", "--json", "--at", "0,2,3")):
        done = called(*words, spec, "--epochs", "4")
        assert "null" in done.stdout
        assert "inf" not in done.stdout
        assert done.stderr == "lrcli: the LR is inf in epoch 2, the first epoch without a finite LR of at least 0\n"
    assert called("csv", spec, "--epochs", "4").stdout.endswith("2,inf\n3,inf\n")


def test_a_terminal_gets_indents_and_the_rows_that_it_shows():
    code, text = on_a_terminal("explain", "cosine", "--json")
    assert (code, text.splitlines()[:3]) == (0, ["[", "  {", '    "label": "cosine(0.1)",'])
    code, text = on_a_terminal("table", "cosine", "--json", "--epochs", "3", "--rows", "2")
    assert code == 0
    assert [row["epoch"] for row in json.loads(text)["rows"]] == [0, 2]
    assert text.startswith('{\n  "unit": "epoch",\n')


def test_it_takes_no_value(said, tmp_path):
    path = tmp_path / "x.json"
    for verb in ("explain", "table", "list", "value"):
        code, out, told = said(verb, "cosine", "--json", path)
        assert (code, out, told) == (2, "", f"lrcli: --json takes no value: -o {path} saves it")
        assert said(verb, "cosine", f"--json={path}")[2] == "lrcli: --json takes no value; -o FILE.json saves it"
    assert not path.exists()


def test_the_name_of_a_file_means_json_as_well(called, tmp_path):
    for words in ("explain cosine", "budget --steps 9", "when cosine --below 0.1", "value cosine", "list wsd"):
        path = tmp_path / "x.json"
        assert called(*words.split(), "-o", path).returncode == 0
        assert path.read_text() == called(*words.split(), "--json").stdout
        told = called(*words.split(), "--json", "-o", tmp_path / "x.txt")
        assert (told.returncode, told.stderr) == (2, f"lrcli: -o {tmp_path}/x.txt: --json writes .json\n")
