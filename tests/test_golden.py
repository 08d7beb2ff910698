"""What the real frameworks gave: every recorded case, one file for each framework in `golden/`.

`lr[t]` was in effect during tick t. `error` tells after how many values the framework raised; 0 is a refusal of the
arguments.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from lrcli import Run, parse
from lrcli.catalogue import frameworks

HERE = Path(__file__).with_name("golden")
TOLERANCE = {"float64": 1e-12, "float32": 2e-6}
CASES = [
    json.loads(line)
    for name in frameworks()
    for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_golden(case):
    count, error = case["n"], case.get("error")
    run = Run(**(case["run"] or {"steps": max(count, 1)}))
    if count == 0:
        with pytest.raises(ValueError, match=r"\w+Error"):
            parse(case["spec"]).on(run)(0)
        return
    schedule = parse(case["spec"]).on(run)
    ticks = np.arange(count)
    for name, evaluate in (("lr", schedule), ("momentum", schedule.momentum)):
        if name in case:
            wanted = np.array(case[name], dtype=float)
            assert np.abs(evaluate(ticks) - wanted).max() <= TOLERANCE[case["dtype"]] * np.abs(wanted).max(), name
    if error:
        assert schedule.limit() == count
        with pytest.raises(ValueError, match=error["type"]):
            schedule(count)
