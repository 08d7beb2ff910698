"""The recorded cases of the real frameworks, and how far lrcli is from them: README's table is made from this."""

import json
import math
from pathlib import Path

import numpy as np

from lrcli import Run, parse
from lrcli.catalogue import frameworks, schedulers, version

HERE = Path(__file__).parent
TOLERANCE = {"float64": 1e-12, "float32": 2e-6}
"""Shares of the peak that a recorded case may be away, by what the framework computes in."""
HEAD = "| framework | version | schedulers | recorded cases | compared live | largest difference |\n|---|---|---|---|---|---|\n"


def cases(framework):
    """The recorded cases of a framework."""
    text = (HERE / "golden" / f"{framework}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def placed(case):
    """The curve of a case on its run."""
    return parse(case["spec"]).on(Run(**(case["run"] or {"steps": max(case["n"], 1)})))


def differences(case, curve):
    """For each quantity that a case has values of, how far the curve is away at most, as a share of the peak."""
    found = {}
    for name in ("lr", "momentum", "weight_decay"):
        if case.get(name):
            wanted = np.array(case[name], dtype=float)
            apart, peak = np.abs(curve(np.arange(case["n"]), name) - wanted).max(), np.abs(wanted).max()
            found[name] = float(apart / peak) if apart else 0.0
    return found


def largest(framework):
    """The largest difference of all cases of a framework."""
    every = (differences(case, placed(case)).values() for case in cases(framework) if case["n"])
    return max((each for found in every for each in found), default=0.0)


def is_live(framework):
    """Whether tests hold lrcli against the framework itself."""
    return any(HERE.joinpath("live").glob(f"test_{framework}*.py"))


def shown(difference):
    """A share of the peak, rounded up to one digit."""
    if not difference:
        return "0"
    power = math.floor(math.log10(difference))
    return f"{math.ceil(difference / 10.0**power) * 10.0**power:.0e}"


def table():
    """README's table of frameworks."""
    lines = [
        f"| {name} | {version(name)} | {len(schedulers(name))} | {len(cases(name))} "
        f"| {'yes' if is_live(name) else 'no'} | {shown(largest(name))} |\n"
        for name in frameworks()
    ]
    return HEAD + "".join(lines)
