"""Help: pages that fit, that cut nothing, that know what was typed; topics that are true and whose commands run."""

import re
import shlex
import subprocess
import tomllib

import pytest
from examples import provide_topics
from grouped import each, of_framework, sample
from reference import ROOT
from test_command import in_a_shell

from lrcli.catalogue import frameworks, natives, schedulers
from lrcli.cli import errors, topics, verbs
from lrcli.cli.blocks import command
from lrcli.cli.layout import layout
from lrcli.cli.pages import SCREEN, family_page, root_page, topic_page, verb_page
from lrcli.cli.prose import prose
from lrcli.cli.sections import term_of
from lrcli.cli.terminal import Terminal
from lrcli.clock import UNITS
from lrcli.language.errors import listed
from lrcli.render.writers import writers
from lrcli.sources.configs._format import formats as config_formats

VERBS = [verbs.load(name) for name in verbs.NAMES]
TAKERS = [verb for verb in VERBS if verb.schedules and verb.typed]
KINDS = [*natives(), *(kind for name in frameworks() for kind in schedulers(name))]
OURS = ("notation", "durations", "exit-codes", "formats", "frameworks", "logs", "configs")
WORDS = (
    ["cosine"],
    ["plateau"],
    ["wsd", "cosine"],
    ["torch.OneCycleLR"],
    ["timm.create_scheduler_v2"],
    ["cosine(0.1)"],
)


def screen(width=80, color=False):
    return Terminal(live=False, color=color, unicode=True, width=width, height=24)


def page(verb, *words, width=80, short=False):
    return verb_page(verb, layout(verb, list(words)), words, screen(width), short)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_short_help_is_one_screen(verb):
    for words in ([], *([kind.family] for kind in sample(verb.name, KINDS) if verb.schedules)):
        lines = page(verb, *words, short=True).splitlines()
        assert lines[0].startswith(f"Usage: lrcli {verb.name}")
        assert len(lines) <= SCREEN == 40, words
        assert f"lrcli {' '.join([verb.name, *words])} --help tells all." in " ".join(lines)


def test_the_short_help_of_all(called):
    assert called().stdout == called("-h").stdout == root_page(screen(), short=True)
    lines = called().stdout.splitlines()
    assert lines[0].startswith("Usage: ")
    assert len(lines) <= SCREEN
    assert max(map(len, lines)) <= 80
    for name in (*verbs.NAMES, *topics.names(), *frameworks(), *(kind.family for kind in natives())):
        assert re.search(rf"\b{name}\b", " ".join(lines)), name


def joined(text):
    """A page in which what was broken after a comma or a bar is whole again."""
    return " ".join(re.sub(r"(?<=[|,])\n +", "", text).split())


@pytest.mark.parametrize("width", sample("cut", [60, 80, 120]))
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_no_flag_is_cut(verb, width):
    for words in WORDS if verb.schedules else ([],):
        applied = layout(verb, words)
        told = page(verb, *words, width=width)
        long = joined(told)
        assert [flag for flag in applied.flags if joined(term_of(flag)) not in long] == []
        assert "<bool>" not in long
        assert "…" not in long
        short = page(verb, *words, width=width, short=True).split()
        assert [flag for flag in applied.flags if flag.spellings[0] not in {word.rstrip(",") for word in short}] == []


def test_a_page_is_no_wider_than_the_terminal():
    for verb in VERBS:
        for width in (60, 80):
            told = page(verb, *(["cosine"] if verb.schedules else []), width=width)
            assert max(map(len, told.splitlines())) <= width, verb.name
    assert max(map(len, root_page(screen(60), short=False).splitlines())) <= 60


@pytest.mark.parametrize("verb", TAKERS, ids=lambda verb: verb.name)
def test_the_order_of_a_page(verb):
    told = page(verb, "cosine")
    own = next(flag for flag in verb.flags)
    at = [
        told.index(text)
        for text in ("Usage:", verb.summary, "Examples:", f"  {term_of(own)}", "The run:", "Fields of cosine:")
    ]
    assert at == sorted(at)
    assert told.index("The batch:") < told.index("cosine: Half a cosine") < told.index("Fields of cosine:")
    assert "0 done" in joined(told)
    assert "lrcli help exit-codes" in joined(root_page(screen(), short=False))


def shown(text):
    """The commands under the heading of examples, each in one line."""
    lines = re.search(r"^Examples:\n((?:  .*\n)+)", text, re.MULTILINE)[1].replace("\\\n", "")
    return [" ".join(line.split()) for line in lines.splitlines() if line.startswith("  lrcli")]


def test_examples_have_what_was_typed(called):
    for verb in TAKERS:
        assert all(" cosine" in line for line in shown(page(verb, "cosine")))
        assert all("'step(0.1)' mine=wsd --lr" in line for line in shown(page(verb, "step(0.1)", "mine=wsd")))
        assert shown(page(verb, "nothing")) == [line for line, _ in verb.examples]  # no schedule
        told = called(verb.name, "cosine", "--help").stdout
        assert told == called("help", verb.name, "cosine").stdout == page(verb, "cosine")
    assert called("help").stdout == called("--help").stdout


@each("kind", KINDS, of_framework, share=30)
def test_examples_of_every_family_run(called, here, kind):
    """Every verb has its turn: each family is tried with two of them."""
    here("my_lr.py", "def decay(epoch, lr):\n    return lr\n")
    here("lr.csv", "epoch,lr\n0,0.1\n1,0.05\n")
    here("train.yaml", "max_steps: 100\n")
    place = KINDS.index(kind)
    for verb in (TAKERS[place % len(TAKERS)], TAKERS[(place + 5) % len(TAKERS)]):
        for example in shown(page(verb, kind.family)):
            line = example.replace(".png", ".svg")  # the same drawing, without its pixels, which take most of the time
            done = called(*shlex.split(line.partition("|")[0])[1:])
            assert done.returncode in ((0, 1) if verb.says_no else (0,)), (line, done.stderr)


def test_help_is_plain_in_a_pipe_and_bold_where_it_is_seen(called):
    assert "\x1b" not in called("plot", "--help").stdout
    assert "\x1b[1mExamples:\x1b[0m\n" in called("plot", "--help", "--color", "always").stdout
    assert "\x1b[1mExamples:\x1b[0m\n" in root_page(screen(color=True), short=True)


def test_help_of_a_family(called):
    told = called("help", "cosine").stdout
    assert (
        told
        == called("cosine", "--help").stdout
        == family_page(natives()[[k.family for k in natives()].index("cosine")], screen())
    )
    assert "lr(t) = final" in told
    assert "--final LR" in told


@pytest.mark.parametrize("name", topics.names())
def test_a_topic(called, name):
    told = called("help", name).stdout
    assert told == topic_page(name, screen())
    assert told.startswith(topics.about(name))
    assert topics.about(name) in joined(root_page(screen(), short=False))
    assert "{" not in told.partition("\n")[0]
    assert max(map(len, topic_page(name, screen(60)).splitlines())) <= 60
    if name in OURS:
        assert len(told.splitlines()) <= 64


@pytest.mark.parametrize("name", topics.names())
def test_the_commands_of_a_topic_run(called, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    provide_topics(tmp_path)
    text = re.sub(
        r"^```\w*\n(.*?)^```$",
        lambda fence: re.sub("^", "    ", fence[1], flags=re.M),
        topics.text(name),
        flags=re.M | re.S,
    )
    typed = re.findall(r"^ +(?:\$ )?(lrcli .*|(?:lr=|printf ).*lrcli .*)$", text, re.MULTILINE)
    assert typed
    for line in typed:
        plain = not re.search(r"[|;&<>$]", re.sub(r"'[^']*'", "", line))
        done = called(*shlex.split(line)[1:]) if plain else in_a_shell(line)
        assert done.returncode in ((0,) if name in OURS else (0, 1)), (line, done.stderr)
        assert done.stdout + done.stderr, line


def test_what_a_term_means_goes_on_below_it():
    told = prose("# Title\n\n    --a     one\n            two\n    --long  three\n\n    four\n", 40, None)
    assert told == ["Title", "", "  --a     one two", "  --long  three", "", "    four"]


def test_topics_tell_what_the_program_knows():
    durations, codes, formats = (
        topics.text("durations"),
        topic_page("exit-codes", screen()),
        topic_page("formats", screen()),
    )
    for unit in filter(None, UNITS):
        assert re.search(rf"\d\w*{unit}(?!\w)", durations), unit
    told = dict(re.findall(r"^  (\d+) +(.*)$", codes, re.MULTILINE))
    assert {int(code) for code in told} == set(errors.MEANINGS)
    assert all(f"lrcli {verb.name} ({verb.says_no})" in joined(codes) for verb in VERBS if verb.says_no)
    assert all(f".{ending}" in formats.split() for writer in writers() for ending in writer.endings)
    assert all(f" {name} " in f" {joined(topic_page('frameworks', screen()))} " for name in frameworks())
    takers = [verb.name for verb in VERBS if any(flag.name == "json" for flag in verb.flags)]
    assert f"--json is a switch of {listed(takers)}." in joined(topic_page("output", screen()))
    assert all(f"\n  {name} " in topic_page("configs", screen()) for name in config_formats())


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.says_no], ids=lambda verb: verb.name)
def test_who_says_no_says_what_that_means(verb):
    assert f"1 {verb.says_no}" in joined(page(verb))


def test_a_command_is_broken_as_a_shell_joins_it():
    line = "lrcli diff 'a long one, with blanks' --tol 1e-3 --json -o file.json"
    for width in (20, 30, 40, 60):
        lines = command(line, width)
        assert shlex.split("\n".join(lines).replace("\\\n", "")) == shlex.split(line)
        assert not any(each.rstrip(" \\").endswith("--tol") for each in lines)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("-V", "lrcli has no -V; did you mean --version?"),
        ("--verison", "lrcli has no --verison; did you mean --version?"),
        ("--hlep", "lrcli has no --hlep; did you mean --help?"),
        ("-help", "lrcli has no -help; did you mean --help?"),
        ("--install-completion", "lrcli completions bash"),
        ("--show-completion zsh", "lrcli completions bash"),
        ("plot cosine --install-completion", "lrcli completions bash"),
        ("plot cosine --hlep", "did you mean --help?"),
        ("plot --version", "lrcli --version"),
        ("--lr 0.1 --epochs 9", "as in: lrcli plot cosine --lr 0.1 --epochs 9"),
        ("version", "did you mean lrcli --version?"),
        ("notation", "did you mean lrcli help notation?"),
        ("torch", "did you mean lrcli list torch?"),
        ("draw cosine", "did you mean plot?"),
        ("Plot cosine", "did you mean plot?"),
        ("compare a b", "did you mean diff?"),
        ("help duration", "did you mean lrcli help durations?"),
        ("help plto", "did you mean lrcli help plot?"),
        ("help torch", "lrcli list torch"),
        ("help nothing", "the topics are notation, "),
        ("help notation cosine", "lrcli help notation"),
        ("value cosine(0.1", "lrcli help notation"),
        ("value cosine >> ", "lrcli help notation"),
        ("value cosine --warmup x", "lrcli help durations"),
        ("value cosine(0.1,length='x')", "lrcli help durations"),
        ("value cosine --warmup 0.1", "lrcli help durations"),
        ("value wsd(warmup=5,cooldown='x')[:9]", "lrcli help durations"),
        ("csv cosine --sweep warmup=5,x", "lrcli help durations"),
    ],
)
def test_errors_say_where_help_is(called, typed, says):
    done = called(*typed.split(" "))
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr.splitlines()[0]
    assert len(done.stderr.splitlines()) == (3 if "^" in done.stderr else 1)


def test_help_takes_blanks_for_dashes(called):
    assert called("help", "exit", "codes").stdout == called("help", "exit-codes").stdout


def test_completions_know_help_and_its_topics():
    from lrcli.cli.completions.scopes import scopes

    offered = {entry.word for entry in scopes()[("words help",)]}
    assert offered == {*verbs.NAMES, *topics.names()}


def test_topics_are_in_the_package():
    """A wheel holds all files of the package that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "lrcli/cli/topics"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert settings == {"packages": ["lrcli"]}  # nothing is left out
    ignored = (ROOT / ".gitignore").read_text().split()
    for path in (ROOT / "lrcli/cli/topics").glob("*.*"):
        assert not any(path.match(pattern) for pattern in ignored), path
        assert listed.returncode or str(path.relative_to(ROOT)) in listed.stdout.split(), path
