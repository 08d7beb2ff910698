"""A part of the attacks in fuzz.py, the same cases each time."""

import signal

import fuzz
import fuzz_texts as texts
import pytest
from grouped import examples

CASES = {"notation": 400, "formulas": 400, "configs": 300, "files": 400, "commands": 40, "signals": 6}
"""How many of each are tried here: some two seconds of each."""


@pytest.fixture(scope="module")
def attacks():
    with fuzz.attacks() as every:
        yield {each.name: each for each in every}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_found(attacks, name):
    attack, count = attacks[name], max(examples(CASES[name]), 6)
    assert attack.run(2, range(count)) == count
    assert not attack.faults
    assert len(attack.outcomes) > 1  # cases that are all refused would say little


def test_cases_are_the_same_each_time(attacks):
    for attack in attacks.values():
        assert attack.case(1, 5) == attack.case(1, 5) != attack.case(2, 5)


def broken(text):
    """Something with a fault, for the finding of faults."""
    if "(((" in text:
        raise IndexError("list index out of range")
    return "read"


def test_a_fault_is_found_once_and_made_shorter():
    attack = fuzz.Attack("broken", lambda random: random.choice(("a(((b" * 9, "a(((c", "d")), broken)
    assert attack.run(0, range(50)) == 50
    ((_, case, told),) = attack.faults.values()
    assert case == "((("
    assert told.startswith("IndexError: list index out of range at test_fuzz.py:")


def test_what_takes_too_long_is_a_fault():
    def endless(_):
        while True:
            pass

    attack = fuzz.Attack("endless", lambda random: "x", endless, seconds=0.05)
    attack.run(0, range(2))
    assert [each.strip() for each in attack.faults] == ["TooSlow"]
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0


def test_every_family_is_among_the_texts():
    import random

    drawn = " ".join(texts.spec(random.Random(number)) for number in range(4000))
    assert all(kind.family in drawn for kind in texts.kinds())
