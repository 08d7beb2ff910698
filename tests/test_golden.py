"""What the real frameworks gave: every recorded case, one file for each framework in `golden/`.

`lr[t]` was in effect during tick t. `error` tells after how many values the framework raised; 0 is a refusal of the
arguments.
"""

import re

import pytest
from grouped import each
from recorded import TOLERANCE, cases, differences, placed, shown, table
from reference import README

from lrcli import Run, parse
from lrcli.catalogue import frameworks

CASES = [case for name in frameworks() for case in cases(name)]
NAMED = {case["case"]: case for case in CASES}


@each("name", NAMED, lambda name: name.partition("/")[0], share=1)
def test_golden(name):
    case = NAMED[name]
    count, error = case["n"], case.get("error")
    if count == 0:
        with pytest.raises(ValueError, match=r"\w+Error"):
            parse(case["spec"]).on(Run(**(case["run"] or {"steps": 1})))(0)
        return
    schedule = placed(case)
    found = differences(case, schedule)
    assert found
    assert max(found.values()) <= TOLERANCE[case["dtype"]], found
    if error:
        assert schedule.limit() == count
        with pytest.raises(ValueError, match=error["type"]):
            schedule(count)


def test_the_table_of_frameworks_is_what_the_cases_give():
    """The differences may be others on another processor, but not by much. Stale? python tests/reference.py"""

    def split(text):
        rows = re.findall(r"^\| (\w+) \|(.*)\| (\S+) \|$", text, re.MULTILINE)
        return {name: (facts, float(apart)) for name, facts, apart in rows if name in frameworks()}

    told, found = split(README.read_text(encoding="utf-8")), split(table())
    assert told.keys() == found.keys() == set(frameworks())
    for name, (facts, apart) in found.items():
        assert told[name][0] == facts
        assert told[name][1] == pytest.approx(apart, rel=4, abs=1e-15)


@pytest.mark.parametrize(("apart", "text"), [(0.0, "0"), (1e-16, "1e-16"), (1.01e-16, "2e-16"), (9.5e-7, "1e-06")])
def test_a_difference_is_shown_rounded_up(apart, text):
    assert shown(apart) == text
