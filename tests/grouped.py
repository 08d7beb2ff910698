"""The cases of a law: many of them in one test, and those of them that are tried by default.

pytest spends more on a test of its own than most laws do on a case. All cases of all laws take minutes: without
--exhaustive each law tries a sample of its own, so that every group, and nearly every case, is in that of some law.
"""

import functools
import inspect
from zlib import crc32

import pytest

SHARE = 15
"""Of so many cases one is in the sample."""
MANY, SHARE_OF_MANY = 40, 3
"""A law with more cases than that, each of which is a test, has a larger sample: what costs time is that they are many."""
SLOW = frozenset(
    "attacks command completions figure_flags figures forks gallery help identify image_files image_lines image_words "
    "output_files readback screens sources spreadsheet streams structure verify workers writers".split()
)
"""Files of tests that draw pictures, start processes or search logs: of all their laws there is a sample."""
exhaustive = False
"""Whether all cases are tried; pytest's --exhaustive sets it, before any law is read."""


def sample(law, cases, share=SHARE):
    """The cases of a law that are tried: all, or a share of them that its name decides on, at least one."""
    cases = list(cases)
    if exhaustive or not cases:
        return cases
    first = crc32(law.encode())
    return cases[first % share :: share] or [cases[first % len(cases)]]


def examples(count):
    """How many random examples of so many are tried."""
    return count if exhaustive else min(count, max(count // SHARE, 4))


def quick(items):
    """Of the tests of pytest those of the fast suite, in their order."""
    laws: dict[tuple, list] = {}
    for item in items:
        if not item.get_closest_marker("exhaustive"):
            laws.setdefault((item.path, item.originalname), []).append(item)
    kept = set()
    for (path, law), cases in laws.items():
        sampled = "cases" in getattr(cases[0], "fixturenames", ())
        slow = path.stem.removeprefix("test_") in SLOW
        share = SHARE if slow else SHARE_OF_MANY if len(cases) > MANY else 1
        kept.update(cases if sampled else sample(law, cases, share))
    return [item for item in items if item in kept]


def each(name, items, group, law=None, share=SHARE):
    """A law that is tried on the items, in one test for each group of them; a failure tells the case.

    name   the law's argument; others are fixtures, the same for all cases of a group
    items  the cases
    group  what tells the group of a case, a text
    share  one of so many of each group is in the sample; 1 for a quick law, of which all are always tried
    """
    if law is None:
        return functools.partial(each, name, items, group, share=share)
    groups: dict[str, list] = {}
    for item in items:
        groups.setdefault(group(item), []).append(item)
    tried = [sample(law.__name__, cases, share) for cases in groups.values()]
    parameters = inspect.signature(law).parameters
    assert name in parameters

    def test(cases, **fixtures):
        for case in cases:
            try:
                law(**{name: case}, **fixtures)
            except BaseException as error:
                error.add_note(f"{name}: {case}")
                raise

    fixtures = [parameter for parameter in parameters.values() if parameter.name != name]
    cases = inspect.Parameter("cases", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    test.__signature__ = inspect.Signature([cases, *fixtures])
    test.__name__, test.__doc__ = law.__name__, law.__doc__
    test.pytestmark = getattr(law, "pytestmark", [])
    return pytest.mark.parametrize("cases", tried, ids=groups.keys())(test)


def family(text):
    """The name that a schedule's text begins with."""
    return text.partition("(")[0].strip()[:60]


def framework(text):
    """The framework that a schedule's text begins with; all natives are one."""
    name, dot, _ = family(text).partition(".")
    return name if dot else "native"


def of_framework(kind):
    """The framework of a family; all natives are one."""
    return framework(kind.family)
