"""Random texts to break things with: schedules, command lines, formulas and files. The same for the same `random`."""

import json
import re
from functools import cache
from pathlib import Path

from lrcli.catalogue import combinators, frameworks, natives, schedulers
from lrcli.language.expression import CONSTANTS, FUNCTIONS

HARSH = re.compile(
    r"could not convert|invalid literal|set_int_max|NoneType|unsupported operand|object is not|Traceback|list index|codec can"
)
"""Words that are Python's, not ours."""
QUOTED = re.compile(r"raises \w+(Error|Exception): .*")
"""What a framework says."""
PICTURES = ("\udc89PNG", "%PDF", "%!PS", "\udcff\udcd8", "RIFF")
COLORS = re.compile(r"\x1b\[[\d;]*m")
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that a terminal may obey."""
GOLDEN = Path(__file__).with_name("golden")
NUMBERS = (
    *("0", "1", "2", "3", "5", "10", "30", "100", "0.1", "0.5", "0.9", "1e-3", "-1", "-0.5", "1.5", "1/3", "2**10"),
    *("1e300", "1e-300", "5e-324", "1e15", "1e16", "10**30", "-1e300", "9**9**9", "1e999", "nan", "inf", "0x10", "1_0"),
    *(
        "1e9",
        "1e8",
        "2**53",
        "2**63",
        "2**64",
        "0.30000000000000004",
        "-0.0",
        "True",
        "None",
        "1j",
        "3.7",
        "1e5",
        "7%2",
    ),
)
DURATIONS = (
    "5",
    "5ep",
    "'5ep'",
    "10%",
    "'10%'",
    "500st",
    "2k",
    "2Btok",
    "100sp",
    "0.5ep",
    "1e300ep",
    "-3",
    "100%",
    "0",
)
WORDS = ("cosine", "linear", "min", "max", "abs", "rel", "yes", "no", "'cos'", "exp_range", "1-sqrt", "sqrt", "halving")
TEXTS = ("'t'", "'0.95 ** t'", "lambda t: 0.9 ** t", "'1/t'", "'t**t'", "'-t'", "''", "'\\x1b[31m'", "'é'", "'9**9**9'")
LISTS = ("[]", "[1]", "[0.1, 0.2]", "[30, 60]", "(1, 2, 3)", "{30: 0.1}", "{0: 1, 5: 2}", "[1, 1]", "[3, 1]", "[1e300]")
TOKENS = (
    *"( ) [ ] { } , : = >> * + - / ** . ' \" # \\ \n \r \t ; @ _ % //".split(" "),
    *(
        "lr",
        "initial",
        "final",
        "length",
        "lambda",
        "None",
        "f'{x}'",
        "__class__",
        "import os",
        "\uff58",
        "\x00",
        "\x1b",
        "\u202e",
    ),
)
CONTROL = ("\x1b[31mX", "\x1b]0;t\x07", "a\x00b", "\u202eabc", "\x07", "a\rb", "\x9b31m", "\u2028", "\udcff")


@cache
def kinds():
    """Every family that a text can name."""
    return [*natives(), *combinators(), *(kind for framework in frameworks() for kind in schedulers(framework))]


@cache
def known():
    """Texts that are schedules: recorded ones, and the examples of families."""
    lines = [line for name in frameworks() for line in (GOLDEN / f"{name}.jsonl").read_text().splitlines()]
    recorded = {json.loads(line)["spec"] for line in lines}
    return sorted(
        text
        for text in recorded | {kind.example_text() for kind in kinds() if hasattr(kind, "example_text")}
        if len(text) < 300
    )


def value(random):
    """An argument of anything."""
    pool = random.choices((NUMBERS, DURATIONS, WORDS, TEXTS, LISTS), (60, 15, 6, 6, 13))[0]
    return random.choice(pool)


@cache
def fitting(kind, name):
    """Examples of values for a field, as far as its kind has them."""
    try:
        return kind.fields[name].kind.examples()
    except ValueError:
        return []


def call(random, depth=0):
    """A call of a family with arguments that it has, of any value."""
    kind = random.choice(kinds())
    if random.random() < 0.1:
        return kind.family
    args = []
    for name, field in kind.fields.items():
        if field.role == "members":
            inner = ", ".join(call(random, depth + 1) for _ in range(random.randrange(1, 4)))
            args.append(f"{name}=[{inner}]")
        elif kind.combines and name == "body":
            args.append(schedule(random, depth + 1))
        elif random.random() < (0.8 if not field.default_text else 0.35):
            examples = fitting(kind, name) if random.random() < 0.6 else []
            args.append(f"{name}={field.show(random.choice(examples)) if examples else value(random)}")
    return f"{kind.family}({', '.join(args)})"


def schedule(random, depth=0):
    """A schedule by the grammar, with arguments of any value."""
    drawn = random.random() * (1 if depth < 4 else 0.6)
    if drawn < 0.45:
        return call(random, depth)
    if drawn < 0.6:
        return random.choice(known())
    inner = schedule(random, depth + 1)
    if drawn < 0.7:
        return f"{inner}[{random.choice(DURATIONS)}:{random.choice(('', *DURATIONS))}]"
    if drawn < 0.75:
        return f"({inner})[:{random.choice(DURATIONS)}]"
    if drawn < 0.85:
        return f"{random.choice(NUMBERS)} * {inner}"
    if drawn < 0.87:
        return f"{inner} / {random.choice(NUMBERS)}"
    return f"{inner} >> {schedule(random, depth + 1)}"


def mutated(random, text):
    """The text with some of it dropped, doubled, or replaced."""
    for _ in range(random.randrange(1, 4)):
        at, size = random.randrange(len(text) + 1), random.choice((0, 1, 1, 2, 5, 20))
        new = random.choice(("", random.choice(TOKENS), value(random), text[at : at + size] * 2))
        text = text[:at] + new + text[at + size :]
    return text


def spec(random):
    """A text for the notation: by its grammar, changed a little, or none at all."""
    drawn = random.random()
    if drawn < 0.7:
        return schedule(random)
    if drawn < 0.9:
        return mutated(random, random.choice(known()) if random.random() < 0.5 else schedule(random))
    names = [kind.family for kind in kinds()]
    pools = (TOKENS, names, NUMBERS, DURATIONS)
    return "".join(random.choice(random.choice(pools)) for _ in range(random.randrange(1, 25)))


def formula(random, depth=0):
    """An expression of formulas, or something like one."""
    drawn = random.random() * (1 if depth < 5 else 0.3)
    if drawn < 0.3:
        return random.choice(("t", "T", "step", "epoch", *CONSTANTS, *NUMBERS[:30], "x", "np.pi", "''"))
    inner = [formula(random, depth + 1) for _ in range(3)]
    if drawn < 0.55:
        return f"({inner[0]} {random.choice(('+', '-', '*', '/', '//', '%', '**', '<', '==', 'and', 'or', '@'))} {inner[1]})"
    if drawn < 0.8:
        name = random.choice([*FUNCTIONS, "open", "eval", "t.real"])
        few, most = FUNCTIONS.get(name, ("", 1, 1))[1:]
        return (
            f"{random.choice(('', '', 'np.', 'math.'))}{name}({', '.join(inner[: random.randint(few, min(most, 3))])})"
        )
    if drawn < 0.9:
        return f"({inner[0]} if {inner[1]} else {inner[2]})"
    return mutated(random, inner[0])


SIGNALS = ("INT", "TERM", "HUP", "QUIT", "USR1", "USR2", "XCPU", "ALRM")
CELLS = (
    "",
    "0",
    "1",
    "2",
    "0.1",
    "-1",
    "1e-3",
    "nan",
    "inf",
    " 3",
    "x",
    "1_0",
    '"a"',
    '"0,5"',
    "0,5",
    "1e400",
    '"',
    "true",
    "é",
    "\x00",
    "+1",
    ".5",
    "1.",
    "01",
)
JSONS = (
    "0",
    "1",
    "0.1",
    "-1",
    "1e-3",
    "null",
    "true",
    "NaN",
    '"x"',
    "",
    "1_0",
    "[1]",
    "{}",
    "01",
    ".5",
    "1.",
    "+1",
    "1e400",
    '"}"',
    "1 2",
)


def csv_file(random):
    """A small table as text, mostly a right one."""
    separator, end = random.choice(",,,;\t|"), random.choice(("\n", "\n", "\n", "\r\n", "\r"))
    width, cells = random.randrange(1, 5), CELLS if random.random() < 0.5 else CELLS[:7]
    names = random.sample(("step", "lr", "loss", "epoch", "run", "lr", '"no\nte"'), width)
    rows = [names] if random.random() < 0.8 else []
    for _ in range(random.randrange(6)):
        odd = random.random() < 0.05
        rows.append([random.choice(cells) for _ in range(width + (random.choice((-1, 1)) if odd else 0))])
    text = end.join(separator.join(row) for row in rows) + random.choice((end, end, end, ""))
    return mutated(random, text) if random.random() < 0.1 else text


def json_file(random):
    """A few JSON lines as text, mostly right ones."""
    keys, jsons = (
        random.sample(("step", "lr", "x", "loss"), random.randrange(1, 4)),
        JSONS if random.random() < 0.5 else JSONS[:6],
    )
    colon, comma = random.choice((":", ": ", " : ")), random.choice((",", ", "))
    lines = []
    for _ in range(random.randrange(1, 6)):
        order = keys if random.random() < 0.95 else random.sample(keys, len(keys))
        lines.append("{" + comma.join(f'"{key}"{colon}{random.choice(jsons)}' for key in order) + "}")
    text = random.choice(("\n", "\n", "\n", "\r\n", ",", ",\n")).join(lines) + random.choice(("\n", "\n", ""))
    return mutated(random, text) if random.random() < 0.2 else text


FILES = {
    "good.csv": "step,lr\n0,0.1\n5,0.01\n",
    "bad.csv": "step,lr\n0,0,1\n1,0,05\n",
    "odd.csv": "step,\x1b[31mRED\x1b]0;x\x07,b\n0,1,2\n",
    "m.csv": "loss\n1\n0.9\n0.9\n0.9\n",
    "specs.txt": "a = cosine(0.1)  # one\nlinear(0.1)\n",
    "bad.txt": "cosine(0.1, \x1b[2J lenght=3)\n",
    "my.py": "def f(e):\n    return 0.1 / (1 + e)\ndef g(e):\n    raise ValueError('\x1b[31m')\n",
    "binary": "\x00\x01\x02\x7fELF",
    "empty": "",
}
"""Files that command lines read, good and bad ones."""
