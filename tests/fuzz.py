"""Random attacks on everything that reads what somebody typed or wrote: a fault is whatever ends in another way than told.

    python tests/fuzz.py --minutes 5                     all of them, five minutes in all
    python tests/fuzz.py --minutes 1 --only notation --seed 7

A case is made from the seed, the name of the attack and its number alone. What is found is printed once for each place
in the program, with the shortest case that shows it. A part of it runs in the suite (test_fuzz.py).
"""

import argparse
import contextlib
import io
import json
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

import fuzz_configs
import fuzz_texts as texts
import numpy as np

from lrcli import NotationError, Run, parse
from lrcli.cli.main import run as command
from lrcli.language.expression import expression
from lrcli.reading import csv_text, json_text
from lrcli.reading.files import table_of

SECONDS = 4  # of the processor, that a case may take
RUNS = (
    {"epochs": 100},
    {"epochs": 3, "steps_per_epoch": 7},
    {"steps": 1000},
    {"steps": 1e15},
    {"epochs": 90, "steps_per_epoch": 391, "update": "epoch"},
)
STREAMING = ("csv", "json", "table")
MOST_SHOWN = 10**7


class TooSlow(BaseException):
    """A case took too long."""


def too_slow(*_):
    raise TooSlow("it takes more of the processor than a case may")


class Fault(Exception):
    """What is wrong with a case, where no error says it."""


def notation(text):
    """A text is a schedule that reads back and runs, or an error in our own words."""
    try:
        schedule = parse(text)
    except NotationError as error:
        if not str(error) or len(str(error)) > 4000:
            raise Fault(f"an error of {len(str(error))} characters") from None
        return "refused"
    except OSError:
        return "refused"
    if parse(repr(schedule)) != schedule:
        raise Fault(f"it reads back as another: {schedule!r}")
    numbers = RUNS[len(text) % len(RUNS)]
    try:
        placed = schedule.on(Run(**numbers))
        end = placed.run.rows
        list(placed.remarks(end)), placed.phases(end), placed.joints(end), placed.stop()
        for curve in (each.curve for each in placed.groups()):
            curve.gapped([0, 1, 2, 5, 50, 99])
    except (ValueError, OSError):
        return "does not run"
    return "runs"


def formula(text):
    """An expression gives numbers, or is refused."""
    try:
        compiled = expression(text, ("t", "T", "step", "epoch"))
    except ValueError:
        return "refused"
    t = np.arange(5.0)
    try:
        values = compiled({"t": t, "T": np.float64(5), "step": t, "epoch": np.floor(t / 2)}, 5)
    except ValueError:
        return "refused"
    if values.shape != (5,) or values.dtype != np.float64:
        raise Fault(f"it gives {values.dtype} in the shape {values.shape}")
    return "evaluated"


def outcome(content):
    """What a file is read as: the columns with their numbers, or why not."""
    try:
        table = table_of("f", content.encode(errors="surrogateescape"))
        series = [(name, table.series([name])[0].values) for name in dict.fromkeys(table.columns)]
    except ValueError as error:
        return str(error)
    return [(name, [repr(float(each)) for each in values]) for name, values in series]


def files(content):
    """A file is read as fast as it can be, and as the csv and json modules read it."""
    fast = outcome(content)
    kept = csv_text.plain_cells, json_text._json
    csv_text.plain_cells = lambda *_: None
    json_text._json = one_by_one
    try:
        slow = outcome(content)
    finally:
        csv_text.plain_cells, json_text._json = kept
    if fast != slow and not (isinstance(fast, str) and isinstance(slow, str)):
        raise Fault(f"it is read as {fast} and as {slow}")
    return "refused" if isinstance(fast, str) else "read"


def one_by_one(text, others=True):
    """JSON as Python reads it, and never several lines at once."""
    if not others:
        raise ValueError
    return json.loads(text)


class CommandLines:
    """Command lines in this process, in a folder with files to read and to write."""

    def __init__(self):
        from lrcli.catalogue import natives
        from lrcli.cli import verbs
        from lrcli.cli.flags import COLOR, SHARED_FLAGS, field_flags, modifier_flags

        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        for name, content in texts.FILES.items():
            Path(self.folder.name, name).write_text(content)
        self.fields = {kind.family: field_flags(kind) for kind in natives()}
        loaded = {name: verbs.load(name) for name in verbs.NAMES}
        shared = [*SHARED_FLAGS, *modifier_flags()]
        self.flags = {
            name: [*verb.flags * 2, COLOR, *(shared if verb.schedules else [])] for name, verb in loaded.items()
        }
        self.out, self.err = (io.TextIOWrapper(tempfile.TemporaryFile(), encoding="utf-8") for _ in range(2))  # noqa: SIM115

    def close(self):
        self.out.close()
        self.err.close()
        self.folder.cleanup()

    def make(self, random):
        verb = random.choice(list(self.flags))
        families = [kind.family for kind in texts.kinds()]
        special = (
            "@specs.txt",
            "@bad.txt",
            "@missing",
            "-",
            "my.py:f",
            "my.py:g",
            "recorded",
            "plateau",
            *texts.CONTROL,
        )
        words = []
        for _ in range(random.choice((0, 1, 1, 1, 1, 2))):
            pool = random.random()
            native, other = random.choice(list(self.fields)), random.choice(families)
            text = random.choice(texts.known()) if random.random() < 0.6 else texts.spec(random)
            odd = random.choice(special)
            words.append(native if pool < 0.45 else other if pool < 0.55 else text if pool < 0.9 else odd)
        possible = [*self.flags[verb], *(flag for word in words for flag in self.fields.get(word, ()))]
        if random.random() < 0.05:
            possible += [flag for flags in self.fields.values() for flag in flags]
        for flag in random.choices(possible, k=random.choice((0, 1, 1, 2, 3))):
            if flag.name in ("show",) or (flag.switch and random.random() < 0.5):
                continue
            spelling = random.choice([f"--{flag.name}", *(f"-{flag.short}" for _ in flag.short)])
            value = "" if flag.switch else self.value(random, flag)
            value = "3000" if value == "1e15" and verb in STREAMING else value  # it would write for days
            words += [spelling] if flag.switch else [spelling, value]
        if random.random() < 0.1:
            words.insert(
                random.randrange(len(words) + 1), random.choice(("--help", "--nope", "--", "-h", "", *texts.CONTROL))
            )
        return [verb, *words]

    def value(self, random, flag):
        if flag.name in ("output", "csv", "plot", "markdown") or flag.metavar == "FILE":
            ending = random.choice(
                ("csv", "csv", "json", "txt", "svg" if random.random() < 0.1 else "txt", "xlsx", "md", "")
            )
            return random.choice((f"out.{ending}", f"out.{ending}", "-", "no/dir.csv", ".", *texts.FILES))
        if flag.choices and random.random() < 0.9:
            return random.choice(flag.choices)
        if random.random() < 0.7:
            return random.choice(("0.1", "1", "3", "5", "10", "10%", "100"))
        if flag.name in ("steps", "epochs", "samples", "steps-per-epoch"):
            return random.choice("1 2 10 100 3000 0 -1 1e15 1e300 x 10% 2k 1.5 nan".split())
        pool = random.choices(
            (texts.NUMBERS, texts.DURATIONS, texts.WORDS, texts.LISTS, texts.CONTROL, tuple(texts.FILES)),
            (60, 20, 5, 5, 3, 7),
        )[0]
        return random.choice(pool)

    def check(self, words):
        """It ends with a code that is documented, in words of our own, and leaves nothing behind."""
        here, streams, first = os.getcwd(), (sys.stdin, sys.stdout, sys.stderr), os.dup(1)
        os.chdir(self.folder.name)
        sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO()), self.out, self.err
        try:
            code = command(words)
        finally:
            sys.stdin, sys.stdout, sys.stderr = streams
            os.dup2(first, 1)  # what cannot be written is thrown away, and the stream with it
            os.close(first)
            os.chdir(here)
            shown, told = map(emptied, (self.out, self.err))
        if code not in (0, 1, 2, 3):
            raise Fault(f"exit {code}: {told.strip()[-300:]}")
        if code in (2, 3) and (shown or not told):
            raise Fault(f"exit {code} with {len(shown)} characters on stdout and {len(told)} on stderr")
        if harsh := texts.HARSH.search(texts.QUOTED.sub("", told)):
            raise Fault(f"Python's words: {harsh[0]}")
        if len(told) > 20_000:
            raise Fault("what is said has no bound")
        colored = "always" in words or "--color=always" in words
        shown = "" if shown.startswith(texts.PICTURES) else shown  # bytes of a picture in a pipe
        if raw := texts.OBEYED.search(texts.COLORS.sub("", told + shown) if colored else told + shown):
            raise Fault(f"{raw[0]!r} is written raw")
        if left := [name for name in os.listdir(self.folder.name) if name.startswith(".lrcli")]:
            raise Fault(f"{left} is left")
        return f"exit {code}"


def emptied(stream):
    """What was written to a stream, which is empty then."""
    stream.flush()
    stream.buffer.seek(0)
    try:
        return stream.buffer.read(MOST_SHOWN).decode(errors="surrogateescape")
    finally:
        stream.buffer.seek(0)
        stream.buffer.truncate()


def signals(case):
    """A process that gets a signal ends with it, quietly, and leaves the file as it was."""
    name, moment = case
    number = getattr(signal, f"SIG{name}")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "lr.csv")
        target.write_text("before")
        words = [sys.executable, "-m", "lrcli", "csv", "cosine", "--steps", "1e8", "-o", str(target)]
        root = str(Path(__file__).parent.parent)
        process = subprocess.Popen(
            words,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": root},
            preexec_fn=with_all_signals,
        )
        time.sleep(moment)
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
        if os.listdir(folder) != ["lr.csv"] or target.read_text() != "before":
            raise Fault(f"{os.listdir(folder)} is left")
    begun = f'{os.sep}lrcli{os.sep}__main__.py", line' in told
    if process.returncode not in (128 + number, -number) and (begun or process.returncode != 1):
        raise Fault(f"it ends with {process.returncode}: {told[-300:]}")
    if begun:
        raise Fault(f"a traceback: {told[-300:]}")
    return f"ends with {process.returncode}"


def with_all_signals():
    """Let a process get those that a shell ignores for what runs behind it."""
    for name in ("HUP", "INT", "QUIT"):
        signal.signal(getattr(signal, f"SIG{name}"), signal.SIG_DFL)


class Attack:
    """A kind of case: how one is made, and what is expected of it. `parts` are what a shorter case is made of."""

    telling = False

    def __init__(self, name, make, check, seconds=SECONDS):
        self.name, self.make, self.check, self.seconds = name, make, check, seconds
        self.faults, self.outcomes = {}, {}

    def case(self, seed, number):
        return self.make(random.Random(f"{seed}/{self.name}/{number}"))

    def fault(self, case):
        """What is wrong with a case: where it is found, and what it is. None for nothing."""
        signal.signal(signal.SIGVTALRM, too_slow)
        signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                told = self.check(case)
            self.outcomes[told] = self.outcomes.get(told, 0) + 1
            return None
        except Fault as fault:
            return re.sub(r"[\d.]+|'.*", "", str(fault))[:60], str(fault)
        except (Exception, TooSlow, SystemExit, KeyboardInterrupt) as error:
            frames = traceback.extract_tb(error.__traceback__)
            ours = [each for each in frames if f"{os.sep}lrcli{os.sep}" in each.filename] or frames
            place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
            return (
                f"{type(error).__name__} {'' if isinstance(error, TooSlow) else place}",
                f"{type(error).__name__}: {error} at {place}",
            )
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def run(self, seed, numbers, until=float("inf")):
        """Try cases up to a time. How many were tried; what was found is in `faults`."""
        tried = 0
        for number in numbers:
            if time.monotonic() > until:
                break
            case = self.case(seed, number)
            tried += 1
            if (found := self.fault(case)) and found[0] not in self.faults:
                self.faults[found[0]] = (number, self.shortest(case, found[0]), found[1])
                self.tell(*self.faults[found[0]])
        return tried

    def tell(self, number, case, told):
        """Say what was found."""
        if self.telling:
            shown = shlex.join(case) if isinstance(case, list) else repr(case)
            print(f"{self.name} case {number}: {told[:300]}\n    {shown[:1000]}", flush=True)

    def shortest(self, case, place, seconds=5):
        """A shorter case with the same fault, as far as one is found in some time."""
        size = len(case) // 2 if isinstance(case, str | list) and "TooSlow" not in place else 0
        until = time.monotonic() + seconds
        while size:
            at = 0
            while at < len(case) and time.monotonic() < until:
                less = case[:at] + case[at + size :]
                if less and (found := self.fault(less)) and found[0] == place:
                    case = less
                else:
                    at += size
            size //= 2
        return case


@contextlib.contextmanager
def attacks():
    """All of them."""
    lines = CommandLines()
    yield [
        Attack("notation", texts.spec, notation),
        Attack("formulas", texts.formula, formula),
        Attack("configs", fuzz_configs.configuration, fuzz_configs.read),
        Attack("files", lambda random: random.choice((texts.csv_file, texts.json_file, texts.log_file))(random), files),
        Attack("commands", lines.make, lines.check, seconds=20),
        Attack("signals", lambda random: (random.choice(texts.SIGNALS), random.random() / 2), signals),
    ]
    lines.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--cases", type=int, default=10**9, help="how many of each at most")
    parser.add_argument("--only", choices=("notation", "formulas", "configs", "files", "commands", "signals"))
    asked = parser.parse_args()
    with contextlib.suppress(ImportError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    Attack.telling = True
    with attacks() as every:
        chosen = [each for each in every if asked.only in (None, each.name)]
        for each in chosen:
            until = time.monotonic() + 60 * asked.minutes / len(chosen)
            tried = each.run(asked.seed, range(asked.first, asked.first + asked.cases), until)
            ended = ", ".join(f"{count} {told}" for told, count in sorted(each.outcomes.items()))
            print(f"{each.name}: {tried} tried ({ended}), {len(each.faults)} distinct faults", flush=True)
    return 1 if any(each.faults for each in chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
