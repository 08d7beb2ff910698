"""The file of a picture: its bytes, on whom they do not depend, and what it needs."""

import os
import re
import subprocess
import sys
from io import BytesIO

import matplotlib as mpl
import pytest
from grouped import sample
from matplotlib import colors
from matplotlib.image import imread
from pictures import KINDS, MAGIC, TWO, curves, written

from lrcli.render.image import Drawing
from lrcli.render.style import STYLES


@pytest.mark.parametrize("kind", KINDS)
def test_content_is_of_its_format_and_the_same_each_time(kind):
    found, size = curves(*TWO), {"size": "3x2in"}
    content = written(kind, found, **size)
    assert content.startswith(MAGIC[kind])
    assert content == written(kind, found, **size) == written(kind, curves(*TWO), **size)


MATPLOTLIBRC = """
font.family: serif
font.size: 20
lines.linewidth: 5
savefig.dpi: 40
savefig.transparent: True
figure.autolayout: True
axes.formatter.use_locale: True
svg.fonttype: path
pdf.compression: 0
path.sketch: 1, 100, 2
"""


@pytest.mark.exhaustive
def test_content_does_not_depend_on_the_user(tmp_path):
    (tmp_path / "matplotlibrc").write_text(MATPLOTLIBRC)
    script = (
        "import hashlib, sys; from lrcli.render.writers import *; from lrcli.analysis.curves import Curves; from lrcli import *;"
        f"curves = Curves([('', parse(spec)) for spec in {TWO!r}], Run(epochs=100));"
        "contents = [b''.join(writer_named('png').write(curves, Sheet()))];"
        f"sys.path.append({os.path.dirname(__file__)!r}); import pictures;"  # once matplotlib is loaded
        f"contents += [pictures.written(kind, curves, size='3x2in') for kind in {sample('user', KINDS)}];"
        "print([hashlib.sha256(content).hexdigest() for content in contents])"
    )
    told = set()
    for number, user in enumerate(
        (
            {"LC_ALL": "C"},
            {"LC_ALL": "C.UTF-8", "MATPLOTLIBRC": str(tmp_path), "SOURCE_DATE_EPOCH": "0", "TZ": "Asia/Tokyo"},
        )
    ):
        env = {**os.environ, "PYTHONHASHSEED": str(number), **user}
        told.add(subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=True).stdout)
    assert len(told) == 1


def test_settings_of_the_user_are_left_as_they_were():
    with mpl.rc_context({"lines.linewidth": 7.0}):
        Drawing(curves("cosine")).image("svg")
        assert mpl.rcParams["lines.linewidth"] == 7.0


def test_no_dates():
    assert b"dc:date" not in written("svg", curves("cosine"))
    assert not re.search(rb"/(Creation|Mod)Date", written("pdf", curves("cosine")))
    assert b"tIME" not in written("png", curves("cosine"))


def test_unknown_words_are_refused():
    with pytest.raises(ValueError, match="'xyz' is not supported"):
        Drawing(curves("cosine")).image("xyz")
    with pytest.raises(ValueError, match="'blue' is not one of light, dark"):
        Drawing(curves("cosine"), style="blue")


@pytest.mark.parametrize("style", STYLES)
def test_the_ground_is_the_styles_to_the_last_pixel(style):
    content = imread(BytesIO(Drawing(curves("cosine"), style=style).image("png")))
    assert tuple(content[0, 0, :3]) == pytest.approx(colors.to_rgb(STYLES[style].ground), abs=1 / 255)
    assert content.shape[:2] == (675, 1200)


def test_matplotlib_is_imported_for_a_picture_alone():
    script = "import sys, lrcli.render.image; print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"False False\n"


def test_a_window_without_a_display_is_one_line_that_says_what_to_do():
    script = (
        "from lrcli.render.image import Drawing; from lrcli.analysis.curves import Curves; from lrcli import *\n"
        "try: Drawing(Curves([('', parse('cosine'))], Run(epochs=9))).show()\n"
        "except ValueError as error: print(error)"
    )
    headless = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    for backend in sample("backends", ({}, {"MPLBACKEND": "agg"}, {"MPLBACKEND": "tkagg"})):
        env = {**headless, **backend}
        told = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=True, text=True)
        assert told.stdout.count("\n") == 1
        assert told.stdout.startswith("no window can be opened (save the picture with -o FILE instead): ")
        assert told.stderr == ""
