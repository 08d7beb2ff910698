"""One test for many cases of a law: pytest spends more on a test of its own than most laws do on a case."""

import functools
import inspect

import pytest


def each(name, items, group, law=None):
    """A law that is tried on each of the items, in one test for each group of them; a failure tells the case.

    name   the law's argument
    items  the cases
    group  what tells the group of a case, a text
    """
    if law is None:
        return functools.partial(each, name, items, group)
    groups: dict[str, list] = {}
    for item in items:
        groups.setdefault(group(item), []).append(item)

    @pytest.mark.parametrize("cases", groups.values(), ids=groups.keys())
    def test(cases):
        for case in cases:
            try:
                law(case)
            except BaseException as error:
                error.add_note(f"{name}: {case}")
                raise

    assert list(inspect.signature(law).parameters) == [name]
    test.__name__, test.__doc__ = law.__name__, law.__doc__
    return test


def family(text):
    """The name that a schedule's text begins with."""
    return text.partition("(")[0].strip()[:60]


def framework(text):
    """The framework that a schedule's text begins with; its family, where it is a native's."""
    return family(text).partition(".")[0]
