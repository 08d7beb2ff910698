"""Speed, as ratios measured in one run against a named peer or floor. Nothing is asserted: read the figures.

    python tests/bench.py

start     whole process of `lrcli csv exponential` and `lrcli --help` against importing what it stands on:
          typer, numpy and pydantic with one adapter; medians of 15, interleaved
rows      rows a second of `lrcli csv cosine --steps 10000000 -o FILE` against polars' write_csv in chunks of 262144
          rows of the same values, whole processes; peak memory at 10^7 and 10^8 rows
values    nanoseconds a value for 10^6 ticks of each family
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from lrcli import Run
from lrcli.catalogue import natives

COMMAND = str(Path(sys.executable).with_name("lrcli"))
FLOOR = [sys.executable, "-c", "import typer, numpy, pydantic; pydantic.TypeAdapter(int)"]
POLARS = """
import sys
import numpy as np
import polars as pl
with open(sys.argv[1], "wb") as file:
    for start in range(0, 10_000_000, 262_144):
        t = np.arange(start, min(start + 262_144, 10_000_000))
        lr = 0.1 * (0.5 * (1 + np.cos(np.pi * (t / 10_000_000))))
        pl.DataFrame({"step": t, "lr": lr}).write_csv(file, include_header=start == 0)
"""


def seconds(command):
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def ratio(command, peer, rounds):
    """Medians of both commands, run in turn after one run of each that does not count."""
    pairs = [(seconds(command), seconds(peer)) for _ in range(rounds + 1)][1:]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return ours, theirs, ours / theirs


def peak(command):
    """Peak memory of a command in MB."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL, check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def main():
    for words in (["csv", "exponential"], ["--help"]):
        ours, floor, share = ratio([COMMAND, *words], FLOOR, 15)
        print(f"start   lrcli {' '.join(words):16} {ours:.3f} s, floor {floor:.3f} s: ratio {share:.2f}")

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "lr.csv")
        command = [COMMAND, "csv", "cosine", "--steps", "10000000", "-o", file]
        ours, polars, share = ratio(command, [sys.executable, "-c", POLARS, file + "2"], 3)
        print(f"rows    lrcli {10 / ours:.1f} M/s, polars {10 / polars:.1f} M/s: ratio {polars / ours:.2f}")
        for steps in (10**7, 10**8):
            print(
                f"rows    peak memory at {steps:.0e} rows: {peak([COMMAND, 'csv', 'cosine', '--steps', str(steps), '-o', file]):.0f} MB"
            )

    ticks = np.arange(10**6)
    for kind in natives():
        if kind.outside:  # what it takes depends on what it is given
            continue
        run = Run(steps=10**6) if "steps" in kind.natural else Run(epochs=10**6)
        schedule = kind().on(run)
        schedule(ticks[:1000])
        took = []
        for _ in range(5):
            begun = time.perf_counter()
            schedule(ticks)
            took.append(time.perf_counter() - begun)
        print(f"values  {kind.family:16} {min(took) * 1e3:5.1f} ns a value")


if __name__ == "__main__":
    main()
