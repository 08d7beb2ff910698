"""The flags of pictures on the command line: those that belong to something else, sweeps, momentum, and diff."""

import pytest
from pictures import MAGIC, curves, figure, texts

from lrcli.cli.verbs.diff import with_differences
from lrcli.render.image import Drawing

ONE = "torch.OneCycleLR(max_lr=0.1, total_steps=20)"

REFUSED = [
    (
        "plot cosine -o x.png --width 60",
        "--width belongs to the chart of characters, not to a .png; a picture has --size",
    ),
    (
        "plot cosine -o x.pdf --height 9",
        "--height belongs to the chart of characters, not to a .pdf; a picture has --size",
    ),
    ("plot cosine -o x.svg --ascii", "--ascii belongs to the chart of characters, not to a .svg"),
    ("plot cosine -o x.eps --color never", "--color belongs to the terminal, not to a .eps; a picture has --style"),
    ("plot cosine -o x.svg --dpi 300", "--dpi belongs to .png, .jpg and .webp, not to a .svg"),
    ("plot cosine --size 3x2in", "--size belongs to a picture: save one with -o FILE, which ends in .png, .svg"),
    ("plot cosine --no-grid", "--no-grid belongs to a picture"),
    ("plot cosine --font-size 8", "--font-size belongs to a picture"),
    ("plot cosine --style dark -o x.txt", "--style belongs to a picture"),
    ("plot cosine --format svg --dpi 9", "--dpi belongs to .png"),
    ("plot cosine -o x.png --size 3.3", "--size 3.3: give width and height, such as 3.3x2in, 8x5cm"),
    ("plot cosine -o x.png --legend top", "--legend top: give one of right, below, none"),
    ("diff cosine linear --plot -o x.png --width 60", "--width belongs to the chart of characters"),
    ("diff cosine linear --plot --size 3x2", "--size belongs to a picture"),
    ("diff cosine linear --size 3x2", "--size belongs to the drawing: say --plot too"),
    ("diff cosine linear -o x.png", "-o x.png: a .png is what lrcli plot writes; with --plot diff draws both"),
]


@pytest.mark.parametrize(("typed", "told"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_belongs_to_something_else(called, tmp_path, monkeypatch, typed, told):
    monkeypatch.chdir(tmp_path)
    done = called(*typed.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["png", "svg", "pdf", "eps", "jpg", "jpeg", "webp"])
def test_every_ending(called, tmp_path, ending):
    paths = [tmp_path / f"{name}.{ending}" for name in "ab"]
    for path in paths:
        assert called("plot", "cosine", "-o", path, "--size", "2x1.5in", "--no-grid").returncode == 0
    contents = {path.read_bytes() for path in paths}
    assert len(contents) == 1
    assert contents.pop().startswith(MAGIC["jpg" if ending == "jpeg" else ending])


SETS = [
    ("plot cosine --sweep lr=0.1:0.6:0.1", "lr", ["0.1", "0.6"], []),
    ("plot cosine --sweep warmup=0,5%,10%", "warmup", ["0", "5%", "10%"], []),
    ("plot cosine --layers 12 --layer-decay 0.8", "layer", ["1", "12"], []),
    ("plot cosine --group backbone=0.1 --group head=1", "group", ["backbone", "head"], []),
    ("plot torch.CyclicLR --base-lr 0.01,0.02 --max-lr 0.1,0.2", "group", [], []),
    ("plot cosine linear --layers 3 --layer-decay 0.8", "layer", ["1", "3"], ["cosine(0.1)", "linear(0.1)"]),
    ("plot cosine --sweep warmup=0,5% --sweep lr=0.1,0.2,0.3", "lr", ["0.1", "0.3"], ["warmup=0", "warmup=5%"]),
    ("plot cosine constant --sweep final=0,0.05", "final", ["0", "0.05"], ["all others", "constant(0.01)"]),
]


@pytest.mark.parametrize(("typed", "of", "values", "named"), SETS, ids=[row[0] for row in SETS])
def test_sets_with_an_order_have_a_bar(called, tmp_path, typed, of, values, named):
    path = tmp_path / "a.svg"
    done = called(*typed.split(), "-o", path)
    assert done.returncode == 0, done.stderr
    shown = texts(path.read_text())
    assert {of, *values, *named} <= set(shown)


def test_momentum_is_shown_of_those_that_drive_it(called, tmp_path):
    path = tmp_path / "a.svg"
    done = called("plot", ONE, "cosine(0.1)", "--momentum", "-o", path)
    assert done.returncode == 0
    assert done.stderr == f"lrcli: momentum is shown of those that drive it, not of cosine(0.1)\nwrote {path}\n"
    assert texts(path.read_text()).count("momentum") == 1
    none = called("plot", "cosine", "linear", "--momentum")
    assert (none.returncode, none.stdout, none.stderr) == (2, "", "lrcli: cosine drives no momentum\n")


def test_the_panel_below_is_named_whole_and_drawn_in_the_colours_of_the_schedules():
    found = curves("cosine(0.1)", ONE.replace("20", "100"), "torch.OneCycleLR(max_lr=0.05, total_steps=100)")
    found.below = [found.driven("momentum")]
    made = figure(Drawing(found, size=(3.3, 3)))
    above, below = made.axes
    assert below.get_ylabel() == "momentum"
    assert [line.get_color() for line in below.lines] == [line.get_color() for line in above.lines[1:]]
    extent = below.yaxis.label.get_window_extent()
    assert extent.x0 >= 0
    assert extent.y0 >= 0
    long = curves("cosine(0.1)")
    long.below = [curves("cosine", labels=["validation/top_5_accuracy_of_the_averaged_weights"])]
    named = figure(Drawing(long, size=(3.3, 2.5))).axes[1]
    assert named.get_ylabel() == ""
    assert named.get_title(loc="left").replace("\n", "") == "validation/top_5_accuracy_of_the_averaged_weights"


def test_diff_draws_both_and_the_difference(called, tmp_path):
    path = tmp_path / "d.svg"
    done = called("diff", "cosine(0.1)", "b=linear(0.1)", "--plot", "-o", path, "--size", "4x3in")
    plain = called("diff", "cosine(0.1)", "b=linear(0.1)")
    assert (done.returncode, done.stdout) == (1, plain.stdout)
    assert done.stderr == f"wrote {path}\n"
    assert {"A: cosine(0.1)", "B: b", "B - A", "learning rate"} <= set(texts(path.read_text()))
    assert 'width="288pt" height="216pt"' in path.read_text()


def test_the_difference_is_what_is_drawn():
    both = curves("cosine(0.1)", "linear(0.1)")
    _, below = figure(Drawing(with_differences(both, [both]))).axes
    y = below.lines[0].get_ydata().reshape(100, 4)[:, 0]
    rates = both.at(range(100))
    assert y.tolist() == (rates[:, 1] - rates[:, 0]).tolist()


def test_groups_are_compared_one_by_one(called, tmp_path):
    path = tmp_path / "d.svg"
    call = [
        "torch.CyclicLR(base_lr=[0.01, 0.02], max_lr=[0.1, 0.2])",
        "torch.CyclicLR(base_lr=[0.01, 0.02], max_lr=[0.1, 0.3])",
    ]
    assert called("diff", *call, "--epochs", "9", "--plot", "-o", path).returncode == 1
    shown = " ".join(texts(path.read_text()))
    assert shown.count("B - A") == 2
