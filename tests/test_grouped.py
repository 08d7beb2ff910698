"""Samples of the cases of a law: what the fast suite tries, and what no sample leaves out."""

from itertools import chain

import grouped
import pytest
import test_elsewhere
import test_framework_laws
from grouped import each, examples, family, framework, sample

from lrcli.catalogue import frameworks, schedulers


@pytest.fixture
def fast(monkeypatch):
    monkeypatch.setattr(grouped, "exhaustive", False)


@pytest.mark.usefixtures("fast")
def test_a_sample_is_a_share_of_the_cases_and_another_for_each_law():
    found = {name: sample(name, range(35)) for name in ("held", "waves", "calls", "tells")}
    assert all(2 <= len(cases) <= 3 and cases == sorted(cases) for cases in found.values())
    assert len(set(map(tuple, found.values()))) > 1
    assert sample("held", range(35)) == found["held"]
    assert sample("held", range(35), share=1) == list(range(35))
    assert [len(sample("held", range(count))) for count in range(4)] == [0, 1, 1, 1]
    assert [examples(count) for count in (1, 4, 20, 300)] == [1, 4, 4, 20]


def test_all_are_tried_where_that_is_asked(monkeypatch):
    monkeypatch.setattr(grouped, "exhaustive", True)
    assert sample("held", iter("abcdefg")) == list("abcdefg")
    assert examples(300) == 300


@pytest.mark.usefixtures("fast")
def test_a_law_has_cases_of_each_group():
    tried = []
    words = [f"{name}.Step({number})" for name in ("torch", "keras") for number in range(9)] + ["cosine"]

    @each("word", words, framework)
    def law(tmp_path, word):
        """Of words."""
        tried.append((tmp_path, word))

    (mark,) = law.pytestmark
    assert list(mark.kwargs["ids"]) == ["torch", "keras", "native"]
    assert law.__doc__ == "Of words."
    for cases in mark.args[1]:
        law(cases, tmp_path="here")
    assert {framework(word) for _, word in tried} == {"torch", "keras", "native"}
    assert len(tried) < 6
    assert {folder for folder, _ in tried} == {"here"}


def test_a_failure_tells_the_case():
    @each("word", ["cosine"], framework)
    def law(word):
        assert word == "step"

    with pytest.raises(AssertionError) as caught:
        law(["cosine"])
    assert caught.value.__notes__ == ["word: cosine"]


def cases_of(module):
    """What the laws of a module are tried on."""
    marks = [mark for law in vars(module).values() for mark in getattr(law, "pytestmark", ())]
    return chain.from_iterable(chain.from_iterable(mark.args[1]) for mark in marks if mark.args[:1] == ("cases",))


def test_every_scheduler_is_in_the_sample_of_some_law():
    every = {kind.family for name in frameworks() for kind in schedulers(name)}
    of_specs = {family(case) for case in cases_of(test_framework_laws) if isinstance(case, str)}
    assert every <= of_specs | {family(case["spec"]) for case in cases_of(test_elsewhere) if isinstance(case, dict)}
