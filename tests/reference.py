"""Bring what is made from the program up to date: the README's reference and tour, and the stored completions.

python tests/reference.py
"""

import contextlib
import inspect
import re
import shlex
import tempfile
from pathlib import Path

from conftest import run
from examples import provide
from recorded import table

from lrcli.analysis.facts import described
from lrcli.catalogue import combinators, frameworks, natives, schedulers
from lrcli.cli import verbs
from lrcli.cli.flags import SHARED_FLAGS, modifier_flags

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- made by tests/reference.py: edit the program instead -->\n", "<!-- end -->"
TABLE = re.compile(
    r"(?<=<!-- the table of frameworks, made by tests/reference.py -->\n)(.*?)(?=<!-- end of it -->)", re.DOTALL
)
CONSOLE = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)


def reference():
    parts = ["### Verbs\n"]
    for verb in map(verbs.load, verbs.NAMES):
        parts += [f"**`lrcli {verb.name}`** {verb.summary}\n", flag_table(verb.flags)]
    parts += ["Every verb that takes schedules has the flags of the run and those that change every schedule:\n"]
    parts += [flag_table((*SHARED_FLAGS, *modifier_flags())), "### Families\n"]
    parts += [family(kind) for kind in natives()]
    parts += ["### What combines schedules\n"]
    parts += ["`a >> b` is a, then b. `k * a` is a times a number. `a[:n]` is a up to n, `a[k:]` is a from k on,"]
    parts += ["and `a[k:n]` is both. Besides:\n"]
    parts += [family(kind) for kind in combinators()]
    for framework in frameworks():
        parts += [
            f"### {framework}\n",
            *(f"- `{kind.family}` {described(kind)['summary']}" for kind in schedulers(framework)),
            "",
        ]
    return "\n".join(parts)


def flag_table(flags):
    if not flags:
        return ""
    lines = ["| flag | |", "|---|---|"]
    for flag in flags:
        words = ", ".join(f"`{word}`" for word in flag.spellings)
        metavar = "" if flag.switch else f" {flag.metavar.replace('|', '&#124;')}"
        lines.append(f"| {words}{metavar} | {cell(flag.help)} |")
    return "\n".join(lines) + "\n"


def family(kind):
    doc = described(kind)
    names = ", ".join(f"`{name}`" for name in (kind.family, *kind.aliases))
    formula = "\n".join(
        re.findall(r"^(?:    .*|)$", inspect.cleandoc(kind.__doc__).partition("\n\n")[2], re.MULTILINE)
    ).strip("\n")
    lines = [f"**{names}** {doc['summary']}\n", formula, ""]
    lines += ["| field | default | |", "|---|---|---|"]
    for name, field in kind.fields.items():
        bounds = f" ({field.kind.bounds})" if field.kind.bounds else ""
        lines.append(f"| `{name}` | {cell(field.default_text)} | {cell(field.help + bounds)} |")
    lines += ["", doc["text"], "", f"Source: {doc['source']}", ""]
    return "\n".join(lines)


def cell(text):
    return text.replace("|", "&#124;").replace("\n", " ")


def played(block, call):
    """A console block with what each of its commands prints, standard error last."""
    lines = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        provide(block, folder)
        for line in block.splitlines():
            if line.startswith("$ "):
                done = call(*shlex.split(line[2:])[1:])
                lines += [line, *(done.stdout + done.stderr).splitlines()]
    return "\n".join(lines) + "\n"


def fresh(text, call=run):
    """The README as it has to be; `call` runs the command."""
    head, rest = text.split(BEGIN)
    head = CONSOLE.sub(lambda match: played(match[1], call), head)
    return head + BEGIN + "\n" + reference().rstrip() + "\n\n" + END + rest.split(END)[1]


def completions():
    """The stored completion files by name, as the program prints them now."""
    from lrcli.cli.completions import FILES, script

    return {name: script(shell) for shell, name in FILES.items()}


def main():
    README.write_text(TABLE.sub(lambda _: table(), fresh(README.read_text())))
    for name, text in completions().items():
        (ROOT / "completions" / name).write_text(text)


if __name__ == "__main__":
    main()
