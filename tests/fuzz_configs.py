"""Random faults in recorded configurations, and whether they end as they should."""

import re
from functools import cache
from pathlib import Path

from lrcli.sources.config import Config

FILES = Path(__file__).with_name("configs") / "files"
ODD = (
    *("null", "[]", "{}", "true", "-1", "0", "1e400", "nan", '"x"', "[1,2]", "{a: 1}", "''", "1e300", "-5", "0.5"),
    *("3.7", "9999999999999999999", "1e-320", "${a.b}", "${x}", "auto", "~", "- 1", "'2e-5'", "10ba", "1dur", "99999"),
    *("!!python/object:os.system x", "&a *a", "*a", "<<", "1_000", "0x10", "{{_base_.x}}"),
)
MARKS = "{}[]:,\"'#\x00\x1b -=\t$1e"
INLINE = ("rate:step", "step_rules", "darknet", "torchvision")
FACTS = {"samples": (1, 50, 1000), "devices": (1, 2), "batch_size": (8,), "steps": (60, 1), "epochs": (2.5,)}
ROWS = 200


@cache
def recorded():
    """The texts of the recorded configurations, with their formats."""
    paths = sorted(path for path in FILES.rglob("*") if path.is_file() and path.suffix != ".keras")
    return [(path.parent.name, path.read_text(encoding="utf-8")) for path in paths]


def configuration(random):
    """A recorded configuration with faults in it, its format or none, and what is told beside it."""
    name, text = random.choice(recorded())
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        lines = faulty(random, lines) or [""]
    facts = {fact: random.choice(values) for fact, values in FACTS.items() if random.random() < 0.5}
    named = random.choice(INLINE) if name == "inline" else name if random.random() < 0.5 else None
    more = {"lr": 0.1} if name == "inline" else {"classes": 80}
    return "\n".join(lines), named, facts | more


def faulty(random, lines):
    """Lines with one fault."""
    place, kind = random.randrange(len(lines)), random.random()
    line = lines[place]
    numbers = list(re.finditer(r"\d+\.?\d*(e-?\d+)?", line))
    if kind < 0.6 and (found := re.match(r"^(.*?[:=]\s*)(.*)$", line)):
        line = found[1] + random.choice(ODD) + ("," if found[2].rstrip().endswith(",") else "")
    elif kind < 0.7:
        return lines[:place] + lines[place + 1 :]
    elif kind < 0.8:
        return [*lines[:place], random.choice(lines), *lines[place:]]
    elif kind < 0.9 or not numbers:
        at = random.randrange(len(line) + 1)
        line = line[:at] + random.choice(MARKS) + line[at:]
    else:
        number = random.choice(numbers)
        line = line[: number.start()] + random.choice(ODD) + line[number.end() :]
    return [*lines[:place], line, *lines[place + 1 :]]


def read(case):
    """It is a schedule on a run, or it is refused in words."""
    text, named, facts = case
    if not text.strip():
        return "empty"
    try:
        given = Config(text=text, format=named, **facts)
        run = given.natural_run().run
        curve = given.on(run)
        for group in curve.groups():
            group.curve(list(range(min(run.rows, ROWS))))
        list(curve.remarks(run.rows))
        curve.phases(run.rows)
        curve.arcs(run.rows)
    except (ValueError, OSError):
        return "refused"
    return "runs"
