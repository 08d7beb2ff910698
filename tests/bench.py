"""Speed, as ratios measured in one run against a named peer or floor. Nothing is asserted: read the figures.

    python tests/bench.py [PART...]

Both sides of a ratio are run in turn, and the medians of both are compared: a machine may be busy, for both. The parts:

start     whole process of some commands against importing what they stand on: typer, numpy and pydantic
lines     rows a second of JSON lines, and of CSV with two columns, against CSV with one; memory of each
export    `lrcli csv cosine --steps 10000000 -o FILE`, with one process and with as many as it takes by itself, against
          polars' write_csv in chunks of 262144 rows of the same values, whole processes; memory at 10^7 and 10^8 rows
values    10^6 ticks of each family, and of other modes and compositions, against the bare arithmetic of a cosine
chunks    the same, as the writers ask for them: 65536 ticks at a time
"""

import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from lrcli import Run, parse
from lrcli.analysis.curves import CHUNK
from lrcli.catalogue import natives

COMMAND = str(Path(sys.executable).with_name("lrcli"))
FLOOR = [sys.executable, "-c", "import typer, numpy, pydantic"]
STARTS = ("value cosine --at 30", "csv exponential", "--help", "value --help", "plot cosine --help")
ROWS = 10**6
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
TICKS = 10**6
MODES = """
restarts(growth=2)
restarts(period=100, decay=0.99)
triangular(mode=halving)
triangular(up=50)
triangular(mode=exponential, gamma=0.99999)
exponential(gamma=0.99999)
exponential(half_life=1000)
exponential(final=1e-4)
polynomial(power=0.9)
one_cycle(shape=linear)
wsd(shape=cosine)
wsd(shape=exponential, final=1e-4)
0.5 * cosine
floor(cosine, low=0.01)
repeat(cosine[:1000])
warmup(cosine, length=5%)
linear[:5%] >> cosine[:80%] >> rex
"""


def seconds(call):
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def seconds_of_work(call):
    """The processor's time for a second call: the first one has found its memory in the state that another left."""
    call()
    begun = time.process_time()
    call()
    return time.process_time() - begun


def process(*command):
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def ratio(ours, peer, rounds, clock=seconds):
    """Medians of both calls, run in turn after one of each that does not count."""
    pairs = [(clock(ours), clock(peer)) for _ in range(rounds + 1)][1:]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return mine, theirs, mine / theirs


def peak(*command):
    """The most memory of a command and its workers in MB, each page counted once, as far as 50 looks a second tell."""
    most = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None:
            most = max(most, sum(map(pages, (running.pid, *children(running.pid)))))
            time.sleep(0.02)
    return most / 1024


def children(pid):
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def pages(pid):
    """The share of a process in the pages that it has, in KB; 0 where that is not told."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return 0


def start(folder):
    for words in STARTS:
        ours, floor, share = ratio(process(COMMAND, *words.split()), process(*FLOOR), 15)
        print(f"start   lrcli {words:22} {ours:.3f} s, floor {floor:.3f} s: ratio {share:.2f}")


def lines(folder):
    def command(verb, *schedules):
        return COMMAND, *verb.split(), *schedules, "--steps", str(ROWS), "-o", f"{folder}/lr.{verb.split()[0]}"

    one, two = command("csv", "cosine"), command("csv", "cosine", "linear")
    json_lines = (*command("json", "cosine")[:-1], f"{folder}/lr.jsonl")
    json_two = (*command("json", "cosine", "linear")[:-1], f"{folder}/lr.jsonl")
    for name, ours in (("csv, two columns", two), ("JSON lines", json_lines), ("JSON lines, two columns", json_two)):
        took, alone, share = ratio(process(*ours), process(*one), 5)
        speeds = f"{ROWS / took / 1e6:.2f} M rows/s, csv with one column {ROWS / alone / 1e6:.2f} M rows/s"
        print(f"lines   {name:24} {speeds}: {share:.2f} times the time; {peak(*ours):.0f} MB")


def export(folder):
    file = f"{folder}/lr.csv"
    command = [COMMAND, "csv", "cosine", "--steps", "10000000", "-o", file]
    if find_spec("polars"):
        for name, jobs in (("one process", ("--jobs", "1")), ("workers", ())):
            ours, peer, share = ratio(process(*command, *jobs), process(sys.executable, "-c", POLARS, file + "2"), 5)
            speeds = f"{10 / ours:.1f} M rows/s, polars {10 / peer:.1f} M rows/s"
            print(f"export  {name:12} {speeds}: {1 / share:.2f} of its speed")
    else:
        print("export  polars is not installed: not compared (pip install polars)")
    for steps in (10**7, 10**8):
        used = peak(COMMAND, "csv", "cosine", "--steps", str(steps), "-o", file)
        print(f"export  memory of all processes at {steps:.0e} rows: {used:.0f} MB")


def values(folder):
    compare("values", TICKS)


def chunks(folder):
    compare("chunks", CHUNK)


def compare(part, size):
    """Each family, and other modes, on ticks that are asked for `size` at a time."""
    ticks = [np.arange(first, min(first + size, TICKS)) for first in range(0, TICKS, size)]

    def bare():
        for t in ticks:
            0.5 * (1 + np.cos(np.pi * t / TICKS))

    families = [kind.family for kind in natives() if not kind.outside]  # what others take is not ours to say
    for text in [*families, *MODES.split("\n")[1:-1]]:
        schedule = parse(text)
        curve = schedule.on(Run(steps=TICKS) if "steps" in schedule.natural else Run(epochs=TICKS))

        def ours(curve=curve):
            for t in ticks:
                curve(t)

        took, floor, share = ratio(ours, bare, 7, seconds_of_work)
        speeds = f"{took / TICKS * 1e9:5.1f} ns a value, 0.5 * (1 + cos(pi * t / n)) {floor / TICKS * 1e9:5.1f} ns"
        print(f"{part}  {text:44} {speeds}: ratio {share:.2f}")


PARTS = {part.__name__: part for part in (start, lines, export, values, chunks)}


def main():
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := [name for name in wanted if name not in PARTS]:
        sys.exit(f"no part {unknown[0]}; the parts are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            PARTS[name](folder)


if __name__ == "__main__":
    main()
