"""The pictures of the README: they are there, small, and what their commands draw."""

import shlex

import pytest
from gallery import FOLDER, PICTURES, section
from pictures import texts
from reference import README


def test_the_readme_shows_them():
    assert section() in README.read_text()
    assert len(PICTURES) >= 6
    assert {path.stem for path in FOLDER.iterdir()} == set(PICTURES)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 300_000


@pytest.mark.parametrize("name", PICTURES)
def test_they_are_what_their_commands_draw(called, tmp_path, name):
    """Stale? python tests/gallery.py"""
    path = tmp_path / f"{name}.svg"
    _, command = PICTURES[name]
    called(*shlex.split(command)[1:], "-o", path)
    assert texts(path.read_text()) == texts((FOLDER / path.name).read_text())
