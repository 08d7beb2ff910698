"""The same schedule elsewhere: in native notation, and under the names of each framework.

A framework's scheduler says with `Same` which native schedule it resembles. That text is read in both directions: with
the scheduler's arguments it gives a native schedule, and held against a native schedule it gives the arguments. What
comes out is a candidate and no more: where it agrees is found by evaluating both.
"""

from __future__ import annotations

import ast
import operator
from contextlib import suppress
from functools import lru_cache, reduce
from itertools import accumulate, islice, product
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.catalogue import find, frameworks, schedulers
from lrcli.clock import Ticks
from lrcli.frameworks._kit.base import Scheduler
from lrcli.language.equations import SHARE, clean, contradicts, solved, unknown, value
from lrcli.language.syntax import EQUATION, Source
from lrcli.schedules.chain import Take, Then
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Whole
from lrcli.schedules.marks import MOST_PHASES
from lrcli.schedules.schedule import Held, Joined, Placed
from lrcli.schedules.scope import Scope
from lrcli.schedules.spans import Span
from lrcli.schedules.warmup import Rise, Warmup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.clock import Run
    from lrcli.language.equations import Equation, Values
    from lrcli.schedules.about import Same
    from lrcli.schedules.curve import Curve
    from lrcli.schedules.schedule import Schedule

MOST = 1_000_000
"""Ticks that are compared."""


class Match(NamedTuple):
    """A schedule that agrees from row `first` to row `last`, both included."""

    schedule: Schedule
    first: int
    last: int


class Piece(NamedTuple):
    """A native schedule as data: family, spellings of its arguments, and how long its turn is, None for the last."""

    family: str
    spellings: list[Values]
    turn: int | None


def elsewhere(placed: Placed, run: Run) -> list[Match]:
    """What agrees with a schedule on a run for more than half of it: the native one, then one of each framework."""
    hold = 1 if placed.exact.moves_within() else run.hold
    count = min((run.rows or 0) if hold == 1 else (run.ticks or 0), MOST)
    ticks = np.arange(count) * hold
    wanted = placed.gapped(ticks)
    near = SHARE * np.abs(wanted).max(initial=0, where=np.isfinite(wanted))
    middle = slice(count // 2, count // 2 + 1)  # what agrees for more than half of the ticks agrees there
    result: dict[str, Match] = {}
    for candidate in candidates(placed, run):
        place = framework_of(candidate)
        known = result.get(place)
        if known is not None and known.last - known.first + 1 == count * hold:
            continue
        with suppress(ValueError), np.errstate(invalid="ignore"):  # infinity less infinity
            curve = candidate.on(run)
            if not (np.abs(curve.gapped(ticks[middle]) - wanted[middle]) <= near).all():
                continue
            begin, size = longest(np.abs(curve.gapped(ticks) - wanted) <= near)
            match = Match(candidate, begin * hold, (begin + size) * hold - 1)
            if 2 * size > count and (known is None or match.last - match.first > known.last - known.first):
                result[place] = match
    return list(result.values())


def framework_of(schedule: Schedule) -> str:
    """The framework of a scheduler; empty for a native schedule."""
    framework, dot, _ = schedule.family.partition(".")
    return framework if dot else ""


def longest(agrees: Any) -> tuple[int, int]:
    """Where the longest stretch of agreement begins, and how long it is."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], agrees.astype(np.int8), [0]])))
    if not edges.size:
        return 0, 0
    starts, sizes = edges[::2], edges[1::2] - edges[::2]
    best = int(np.argmax(sizes))
    return int(starts[best]), int(sizes[best])


def candidates(placed: Placed, run: Run) -> Iterator[Schedule]:
    """What the schedule may be elsewhere."""
    own, scheduler = framework_of(placed.exact), placed.exact
    if isinstance(scheduler, Scheduler):
        scheduler = scheduler.stands_for()
    native = list(native_forms(scheduler, run)) if own else []
    yield from native
    for hub in native or [placed.given]:
        with suppress(ValueError):
            pieces = as_pieces(placed if hub is placed.given else hub.on(run))
            for framework in frameworks():
                if framework != own:
                    for kind in schedulers(framework):
                        yield from matched(kind, pieces)


def native_forms(scheduler: Schedule, run: Run) -> Iterator[Schedule]:
    """The native schedules that a framework's scheduler on a run resembles."""
    given = {name: getattr(scheduler, name) for name in scheduler.fields}
    for same in scheduler.natively:
        with suppress(ValueError, ArithmeticError, TypeError, IndexError):  # no such thing there
            if not same.pieces:
                yield from joined(scheduler, same, run)
            elif all(given[name] == fixed for name, fixed in same.fixed.items()):
                yield reduce(operator.rshift, [built(call, given, run) for call in calls(same.pieces)])


def built(call: ast.Call, given: Values, run: Run) -> Schedule:
    """The native schedule of a call in which names stand for the scheduler's arguments."""
    kind = find(ast.unparse(call.func))
    if kind is None:
        raise ValueError(f"{ast.unparse(call.func)} is no family")
    values = {}
    for name, node in arguments_by_name(call).items():
        result, kinds = value(node, given), kind.fields[name].kind
        if isinstance(getattr(kinds, "item", kinds), Span):
            result = [lasts(each, run) for each in result] if isinstance(result, tuple) else lasts(result, run)
        values[name] = clean(result)
    return kind(**values)


def lasts(ticks: float, run: Run) -> str | int:
    """Ticks as a duration; bare where that says the same."""
    whole = float(ticks).is_integer()
    return int(ticks) if whole and run.per("") == 1 else f"{ticks:.15g}{run.suffix}"


def joined(scheduler: Schedule, same: Same, run: Run) -> Iterator[Schedule]:
    """A composite of schedulers, one after another, as a chain of native schedules."""
    members, dates = (getattr(scheduler, name) for name in same.joins)
    parts = []
    for index, member in enumerate(members):
        native = next(native_forms(member, run), None)
        if native is None:
            return
        begin, end = (0, *dates)[index], (*dates, None)[index]
        whole = end is None or native.span(Scope(run, run.ticks, run.ticks)) == end - begin
        parts.append(native if whole else native[: lasts(end - begin, run)])
    yield reduce(operator.rshift, parts)


def as_pieces(placed: Placed) -> list[Piece]:
    """A native schedule on a run as pieces, one after another. ValueError when it is no plain chain."""
    exact = placed.exact
    if not isinstance(placed, Joined):
        if exact.inner() or "." in exact.family:
            raise ValueError("it is made of others")
        return [Piece(exact.family, exact.spellings(), None)]
    slots = list(islice(placed.slots(), MOST_PHASES))
    curves = [slot.body for slot in slots]
    if isinstance(placed, Held):
        return pieces_of(curves[0])
    if isinstance(exact, Then):
        turns = [*np.diff([slot.begin for slot in slots]).tolist(), None]
        return [
            piece._replace(turn=piece.turn if piece.turn is not None else turn)
            for curve, turn in zip(curves, turns, strict=True)
            for piece in pieces_of(curve)
        ]
    if isinstance(exact, Take) and exact.start is None:
        return [pieces_of(curves[0])[0]._replace(turn=int(exact.length))]
    if isinstance(exact, Warmup) and not exact.over and exact.shape == "linear":
        return [*(risen(curve) for curve in curves if isinstance(curve, Rise)), *pieces_of(curves[-1])]
    raise ValueError("it is no plain chain")


def pieces_of(curve: Curve) -> list[Piece]:
    """The pieces of a curve inside another."""
    if not isinstance(curve, Placed):
        raise ValueError("it is no schedule")
    return as_pieces(curve)


def risen(rise: Rise) -> Piece:
    """The rise of a warm-up as a piece."""
    return Piece("linear", [{"initial": rise.start, "final": rise.target, "length": rise.length}], rise.length)


def matched(kind: type[Schedule], pieces: list[Piece]) -> Iterator[Schedule]:
    """The schedulers of a family that may be the same as a chain of native pieces."""
    families = [piece.family for piece in pieces]
    for same in kind.natively:
        if not same.pieces and len(pieces) > 1:
            yield from composites(kind, same, pieces)
        if [ast.unparse(call.func) for call in calls(same.pieces)] == families:
            for spelled in product(*(piece.spellings for piece in pieces)):
                for given in arguments(kind, same, spelled):
                    with suppress(ValueError, TypeError):
                        yield kind(**given)


def composites(kind: type[Schedule], same: Same, pieces: list[Piece]) -> Iterator[Schedule]:
    """A chain of native pieces as a composite of a framework's schedulers, each the first that fits."""
    framework = kind.family.partition(".")[0]
    others = [other for other in schedulers(framework) if other is not kind]
    members: list[Any] = []
    for piece in pieces:
        member = next((result for other in others for result in matched(other, [piece])), None)
        if member is None:
            return
        members.append(member)
    dates = list(accumulate(piece.turn or 0 for piece in pieces[:-1]))
    try:
        rates = {getattr(member, "lr", None) for member in members}
        shared = {"lr": rates.pop()} if "lr" in kind.fields and len(rates) == 1 else {}
        inner = [member.replace(lr=None) if shared else member for member in members]
        yield kind(**dict(zip(same.joins, (inner, dates), strict=True)), **shared)
    except ValueError:
        return


def arguments(kind: type[Schedule], same: Same, spelled: tuple[Values, ...]) -> Iterator[Values]:
    """The scheduler's arguments with which a text means native calls with these."""
    waiting = [
        (node, as_numbers(values[name]))
        for call, values in zip(calls(same.pieces), spelled, strict=True)
        for name, node in arguments_by_name(call).items()
    ]
    for known in solutions(kind, waiting, dict(same.fixed)):
        yield {name: fitting(kind, name, result) for name, result in known.items()}


def solutions(kind: type[Schedule], waiting: list[Equation], known: Values) -> Iterator[Values]:
    """The values of a scheduler's arguments with which expressions have the values they should.

    Where there are more unknown arguments than equations one of them has its default.
    """
    while waiting:
        left = [(node, target) for node, target in waiting if not solved(node, target, known)]
        if any(contradicts(node, target, known) for node, target in left):
            return
        if len(left) == len(waiting):
            for name in sorted(set().union(*(unknown(node, known) for node, _ in left))):
                default = kind.fields[name].default
                if default is not REQUIRED and default is not None:
                    yield from solutions(kind, left, {**known, name: default})
            return
        waiting = left
    yield known


def fitting(kind: type[Schedule], name: str, result: Any) -> Any:
    """A value as the field has it: whole where it counts, without the noise of arithmetic."""
    if isinstance(result, tuple):
        return [fitting(kind, name, each) for each in result]
    field = kind.fields[name].kind
    counts = isinstance(getattr(field, "item", field), Whole)
    result = clean(result)
    return int(result) if counts and isinstance(result, float) and result.is_integer() else result


def as_numbers(target: Any) -> Any:
    """A resolved value as numbers."""
    if isinstance(target, tuple):
        return tuple(as_numbers(each) for each in target)
    return int(target) if isinstance(target, Ticks) and target.is_integer() else target


@lru_cache(maxsize=256)
def calls(pieces: tuple[str, ...]) -> list[ast.Call]:
    """The calls that a text is made of."""
    trees = [Source(piece, EQUATION).tree for piece in pieces]
    return [tree for tree in trees if isinstance(tree, ast.Call)]


def arguments_by_name(call: ast.Call) -> dict[str, ast.expr]:
    """The arguments of a call of a native family by their names."""
    kind = find(ast.unparse(call.func))
    positional = zip(kind.fields if kind else (), call.args, strict=False)
    return {**dict(positional), **{str(word.arg): word.value for word in call.keywords}}
