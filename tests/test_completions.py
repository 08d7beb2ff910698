"""Completions: the stored scripts are what the program prints, and real shells answer TAB from them.

A shell that is not installed is skipped, or failed where LRCLI_ALL_TOOLS is set. PowerShell is always skipped.
"""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from conftest import COMMAND, clean_environment

from lrcli.catalogue import frameworks, natives
from lrcli.cli import verbs
from lrcli.cli.command import layout
from lrcli.cli.completions import FILES, SHELLS
from lrcli.cli.completions import script as made
from lrcli.cli.completions.scopes import scopes
from lrcli.cli.scan import HELP

script = cache(made)
FOLDER = Path(__file__).parents[1] / "completions"

FRAMEWORK = '''
from lrcli.schedules.schedule import Schedule
from lrcli.schedules.declare import choice, lr, number

class Steps(Schedule, family="lib.StepLR"):
    """Falls in steps."""
    lr: float = lr(0.1, "LR of the optimizer", role="base")
    step_size: float = number(3, "calls of step() between drops")
    warmup: float = number(3, "calls of step() in which it rises")
    anneal_strategy: str = choice("cos", "curve", "cos", "line")
'''


def flags(verb, *rest):
    """The long flags that the command has for these words."""
    found = {word for flag in layout(verbs.load(verb), list(rest)).flags for word in flag.words}
    return {word for word in {*found, *HELP} if word.startswith("--")}


def test_the_stored_scripts_are_fresh():
    """Stale? python tests/reference.py"""
    stored = {path.name: path.read_text() for path in FOLDER.iterdir()}
    assert stored == {name: script(shell) for shell, name in FILES.items()}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_command_prints_the_script(out, shell):
    assert out("completions", shell) == script(shell)


@pytest.mark.parametrize("shell", SHELLS)
def test_every_verb_family_and_flag_is_in_the_script(shell):
    text = script(shell)
    kinds = natives()
    words = {*verbs.NAMES, *(name for kind in kinds for name in (kind.family, *kind.aliases))}
    words |= {word for verb in verbs.NAMES for word in flags(verb)}
    words |= {word for kind in kinds for word in flags("csv", kind.family)}
    assert [word for word in sorted(words) if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)] == []


@cache
def words_by_scope():
    return {key: {entry.word for entry in entries} for keys, entries in scopes().items() for key in keys}


@pytest.mark.parametrize("kind", natives(), ids=lambda kind: kind.family)
def test_the_data_say_what_the_command_says(kind):
    words = words_by_scope()
    for verb in verbs.NAMES:
        if verbs.load(verb).schedules:
            plain = words[f"verb {verb}"] | words["shared"]
            found = plain - words.get(f"hidden {kind.family}", set()) | words[f"family {kind.family}"]
            assert {word for word in found if word.startswith("--")} == flags(verb, kind.family)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_no_shell_is_started_in_a_shell(shell):
    assert not re.search(r"\$\((?!\()|[<>]\(", script(shell))


def test_a_shell_must_be_known(lrcli):
    done = lrcli("completions", "zhs")
    assert (done.returncode, done.stderr) == (2, "lrcli: no completions for a shell called zhs; did you mean zsh?\n")
    done = lrcli("completions")
    assert (done.returncode, done.stdout) == (2, "")
    assert all(shell in done.stderr for shell in SHELLS)


def test_the_help_tells_where_each_script_goes(out):
    text = out("completions", "-h")
    assert all(f"lrcli completions {shell} -o" in text for shell in SHELLS)
    with Terminal([COMMAND, "completions"], {**clean_environment(), "TERM": "dumb"}) as terminal:
        shown = terminal.rest()
    assert all(f"lrcli completions {shell} -o" in shown for shell in SHELLS)


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, command, env, cwd=None):
        self.end, other = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=other, stdout=other, stderr=other, env=env, cwd=cwd, start_new_session=True
        )
        os.close(other)
        self.seen = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.end)
        self.process.terminate()
        self.process.wait(timeout=10)

    def type(self, keys):
        os.write(self.end, keys.encode())

    def until(self, pattern):
        """What a pattern first matches in what the program shows from here on."""
        deadline = time.monotonic() + 20
        while not (found := re.search(pattern, self.seen)):
            if not self._read(deadline):
                raise AssertionError(f"{pattern} was not shown: {self.seen!r}")
        self.seen = self.seen[found.end() :]
        return found

    def rest(self):
        """What it shows to its end."""
        while self._read(time.monotonic() + 20):
            pass
        return self.seen

    def _read(self, deadline):
        if not select.select([self.end], [], [], max(deadline - time.monotonic(), 0))[0]:
            return False
        try:
            new = os.read(self.end, 65536)
        except OSError:  # how Linux says that the program has ended
            return False
        self.seen += new.decode(errors="replace")
        return bool(new)


def installed(shell):
    path = shutil.which(shell)
    if path is None and os.environ.get("LRCLI_ALL_TOOLS") and shell != "pwsh":
        pytest.fail(f"{shell} is not installed, and LRCLI_ALL_TOOLS is set")
    if path is None:
        pytest.skip(f"{shell} is not installed: its completions are NOT tested")
    return path


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """A folder of scripts as they are once there is a framework, whatever frameworks there are."""
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "lib.py").write_text(FRAMEWORK)
    code = """import sys, pathlib, lrcli.frameworks
folder = pathlib.Path(sys.argv[1])
lrcli.frameworks.__path__.append(sys.argv[1])
from lrcli.cli.completions import FILES, script
for shell, name in FILES.items():
    (folder / name).write_bytes(script(shell).encode())"""
    subprocess.run([sys.executable, "-c", code, folder], capture_output=True, check=True)
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where TAB is pressed."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "lr.csv").touch()
    (folder / "runs").mkdir()
    return folder


@pytest.fixture(scope="module")
def env(tmp_path_factory):
    """No program can be found: whatever a completion starts fails, and what it says is no completion."""
    nothing = tmp_path_factory.mktemp("nothing")
    return clean_environment(PATH=str(nothing), HOME=str(nothing), INPUTRC=os.devnull, TERM="dumb")


@pytest.fixture(scope="module")
def bash(scripts, place, env):
    """The words that TAB can make of the end of a line, in bash."""
    setup = (
        f". '{scripts}/lrcli.bash'; shown() {{ printf '<<%s>>\\n' \"$READLINE_LINE\"; READLINE_LINE= ; }}; "
        "bind '\"\\C-t\": insert-completions'; bind -x '\"\\C-g\": shown'; echo rea''dy\n"
    )
    with Terminal([installed("bash"), "--noprofile", "--norc", "-i"], env, place) as terminal:
        yield line_editor(terminal, setup)


@pytest.fixture(scope="module", params=["found in fpath", "sourced"])
def zsh(request, scripts, place, env):
    """The same in zsh."""
    sourced = request.param == "sourced"
    setup = (
        f"{'' if sourced else f'fpath=({scripts} $fpath); '}autoload -U compinit; compinit -u -D; "
        f"{f'. {scripts}/_lrcli; ' if sourced else ''}"
        'shown() { print -r -- "<<$BUFFER>>"; BUFFER= }; zle -N shown; bindkey "^G" shown; bindkey "^T" complete-word; '
        "zstyle ':completion:*' completer _all_matches _complete; zstyle ':completion:*' insert yes; print rea''dy\n"
    )
    with Terminal([installed("zsh"), "-f", "-i"], env, place) as terminal:
        yield line_editor(terminal, setup)


def line_editor(terminal, setup):
    """Completes in a shell in which Control-T puts every completion on the line and Control-G shows the line."""
    terminal.type(setup)
    terminal.until("ready\r")

    def complete(line):
        terminal.type(f"{line}\x14\x07")
        shown = terminal.until(r"(?s)<<(.*?)>>")[1].replace("\r\n", "")
        return set() if shown == line else completed(line, shown.removeprefix(stem(line)).split())

    return complete


def started(command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="module")
def fish(scripts, place, env):
    """The same in fish."""
    path = installed("fish")

    def complete(line):
        code = f"source {scripts}/lrcli.fish; complete -C $argv[1]"
        done = started([path, "-N", "-c", code, line], cwd=place, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        return completed(line, [word.partition("\t")[0] for word in done.stdout.splitlines()])

    return complete


@pytest.fixture(scope="module")
def powershell(scripts, place):
    """The same in PowerShell."""
    path = installed("pwsh")

    def complete(line):
        quoted = line.replace("'", "''")
        code = f". '{scripts}/lrcli.ps1'; (TabExpansion2 '{quoted}' {len(line)}).CompletionMatches.CompletionText"
        done = started([path, "-NoProfile", "-Command", code], cwd=place)
        assert (done.returncode, done.stderr) == (0, "")
        return completed(line, done.stdout.split())

    return complete


def stem(line):
    """A line without the word that is completed, which begins after a space, the = of a label or flag, or an @."""
    return re.match(r"(.*[ =@])?", line)[0]


def completed(line, words):
    """What the words put in place of the word that is completed, without a folder's slash."""
    stays = stem(line).rpartition(" ")[2]
    return {word.removeprefix(stays).removeprefix("./").rstrip("/") for word in words}


FAMILIES = {kind.family for kind in natives()}
HERE = {"lr.csv", "runs"}
TABLE = [
    ("lrcli ", set(verbs.NAMES)),
    ("lrcli pl", {"plot"}),
    ("lrcli --v", {"--version"}),
    ("lrcli --lr 0.1 cs", {"csv"}),
    ("lrcli nothing ", set()),
    ("lrcli plot ", {*FAMILIES, *(f"{name}." for name in frameworks()), "lib.", *HERE}),
    ("lrcli plot l", {"linear", "lib.", "lr.csv", "llmfoundry."}),
    ("lrcli plot cosine best=l", {"linear", "lib.", "lr.csv", "llmfoundry."}),
    ("lrcli plot cosine ru", {"runs"}),
    ("lrcli plot cos", {"cosine"}),
    ("lrcli plot best=cos", {"cosine"}),
    ("lrcli plot 'cosine(0.3)' rex best=exp", {"exponential"}),
    ("lrcli plot -- exp", {"exponential"}),
    ("lrcli plot dec", {"decay"}),
    ("lrcli plot li", {"linear", "lib."}),
    ("lrcli plot lib.S", {"lib.StepLR"}),
    ("lrcli plot cosine --", flags("plot", "cosine")),
    ("lrcli csv polynomial --", flags("csv", "polynomial")),
    ("lrcli csv poly --", flags("csv", "polynomial")),
    ("lrcli csv best=poly --", flags("csv", "polynomial")),
    ("lrcli csv 'poly(0.1)' --", flags("csv")),
    ("lrcli table --epochs 90 --lr=0.1 exponential --", flags("table", "exponential")),
    ("lrcli json --lines exponential --stair", {"--staircase"}),
    ("lrcli csv --no-staircase exponential --no-s", {"--no-staircase"}),
    ("lrcli plot lib.StepLR --step", {"--step-size", "--stepper", "--steps", "--steps-per-epoch"}),
    ("lrcli plot lib.StepLR --warm", {"--warmup"}),
    ("lrcli plot lib.StepLR --anneal_strategy ", {"cos", "line"}),
    ("lrcli csv cosine --update ", {"step", "epoch"}),
    ("lrcli csv cosine --update=", {"step", "epoch"}),
    ("lrcli csv cosine --update=e", {"epoch"}),
    ("lrcli csv --update e", {"epoch"}),
    ("lrcli csv cosine --warmup_shape=co", {"cosine", "constant"}),
    ("lrcli csv cosine --final ", set()),
    ("lrcli csv cosine --log=", set()),
    ("lrcli csv cosine -o ", {"lr.csv", "runs"}),
    ("lrcli csv cosine --output=l", {"lr.csv"}),
    ("lrcli csv -olr.csv --sep tab cos", {"cosine"}),
    ("lrcli csv cosine --outfile l", {"lr.csv"}),
    ("lrcli csv cosine --outfile=l", {"lr.csv"}),
    ("lrcli plot cosine --theme ", {"light", "dark"}),
    ("lrcli plot --dark cos", {"cosine"}),
    ("lrcli plot --learning_rate 0.1 cos", {"cosine"}),
    ("lrcli plot cosine --num-epochs ", set()),
    ("lrcli identify ", {"lr.csv", "runs"}),
    ("lrcli identify l", {"lr.csv"}),
    ("lrcli completions ", set(SHELLS)),
    ("lrcli completions bash ", set()),
    ("lrcli help dur", {"durations"}),
    ("lrcli help pl", {"plot"}),
    ("lrcli list li", {"linear", "lib"}),
    ("lrcli list --", flags("list")),
]
AT_FILES = [("lrcli plot @l", {"lr.csv"}), ("lrcli plot @r", {"runs"})]


@pytest.mark.parametrize(("line", "expected"), [*TABLE, *AT_FILES])
def test_bash(bash, line, expected):
    assert bash(line) == expected


@pytest.mark.parametrize(("line", "expected"), [*TABLE, *AT_FILES])
def test_zsh(zsh, line, expected):
    assert zsh(line) == expected


@pytest.mark.parametrize(("line", "expected"), [*TABLE, *AT_FILES])
def test_fish(fish, line, expected):
    assert fish(line) == expected


@pytest.mark.parametrize(("line", "expected"), TABLE)
def test_powershell(powershell, line, expected):
    assert powershell(line) == expected
