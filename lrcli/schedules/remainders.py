"""Remainders of very many numbers that grow by the same step: which is the least, and how many are below some.

Euclid's algorithm tells it; none of the numbers is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Ints


class Run(NamedTuple):
    """Numbers of some rows each of which is lower than all before it: `times` more of them come after `place`.

    rows    the numbers of the rows
    places  where in each the first of them is
    gaps    how many numbers further on the next one comes
    times   how many more come
    """

    rows: Ints
    places: Ints
    gaps: Ints
    times: Ints


def least(firsts: Ints, counts: Ints, step: int, modulus: int, runs: list[Run] | None = None) -> tuple[Ints, Ints]:
    """Which of so many numbers (first + step * i) % modulus in each of some rows is the least, and that number.

    To come down from one to the next that is lower it takes the fewest steps that go down no more than it is high.
    Fewer steps go down more: by how much, and how many go up least, is what Euclid's algorithm gives in turn. All that
    it comes down to on its way, each of which is lower than all before it, are put among the `runs`.
    """
    values, left = firsts % modulus, counts - 1
    down, up, steps_down, steps_up = modulus - step % modulus, step % modulus, 1, 1

    def take(times: Ints, steps: Ints | int) -> None:
        if runs is not None and times.any():
            rows = np.flatnonzero(times)
            gaps = np.broadcast_to(steps, times.shape)[rows]
            runs.append(Run(rows, (counts - 1 - left)[rows], gaps, times[rows]))

    while up and (left >= steps_down).any():
        times = np.minimum(values // down, left // steps_down)
        take(times, steps_down)
        values, left = values - times * down, left - times * steps_down
        most = (down - 1) // up
        times = -((values - down) // up)  # so often has the way up to be taken that the way down is not too far
        once = (times > 0) & (times <= most) & (steps_down + times * steps_up <= left)
        take(once.astype(np.int64), steps_down + times * steps_up)
        values, left = values - once * (down - times * up), left - once * (steps_down + times * steps_up)
        down, steps_down = down - most * up, steps_down + most * steps_up
        less = (up - 1) // down
        if not most and not less:
            break
        up, steps_up = up - less * down, steps_up + less * steps_down
    return counts - 1 - left, values


def below(edges: Ints, many: int, step: int, first: int, modulus: int) -> Ints:
    """How many of so many numbers (first + step * i) % modulus are below some edges.

    Edges that are Python's numbers (dtype object) may be any; of others step times `many` has to be below 2**63.
    """
    first, count = first % modulus, np.full(len(edges), many, dtype=edges.dtype)
    whole = floor_sums(count[:1], modulus, step, np.array([first], dtype=edges.dtype))
    return np.asarray(whole + many - floor_sums(count, modulus, step, first - edges + modulus))


def floor_sums(many: Ints, modulus: int | Ints, step: int | Ints, firsts: Ints) -> Ints:
    """The sums of (step * i + first) // modulus over i from 0 to before `many`; none of them is below 0."""
    sums, going = np.zeros(len(firsts), dtype=firsts.dtype), np.arange(len(firsts))
    n, b, m, a = many, firsts, modulus, step
    while going.size:
        sums[going] += n * (n - 1) // 2 * (a // m) + n * (b // m)
        a, b = a % m, b % m
        last = a * n + b
        more = last >= m
        going, last = going[more], last[more]
        m, a = (each if isinstance(each, int) else each[more] for each in (m, a))
        n, b, m, a = last // m, last % m, a, m
    return sums


def returns(step: int, modulus: int) -> Iterator[tuple[int, int]]:
    """How many steps come nearer to a multiple of the modulus than any fewer do, and how near, in turn."""
    fewer, many, before, apart = 0, 1, modulus, min(step, modulus - step)
    while apart:
        yield many, apart
        fewer, many = many, fewer + before // apart * many
        before, apart = apart, before % apart
    yield many, 0


def widest_gap(many: int, step: int, modulus: int) -> int:
    """How far apart so many remainders are at most where no other is between them (the three gap theorem)."""
    fewer, before, widest = 0, modulus, modulus
    for after, apart in returns(step, modulus):
        if after > many:
            break
        widest = before + apart - (many - fewer) // after * apart
        fewer, before = after, apart
    return widest
