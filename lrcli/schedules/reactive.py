"""Schedulers that lower the rate when a metric stops improving: the recursion, once.

Programs differ in what counts as better, what the best one starts as, when it is time, and what a cooldown means.
Each of these is a field of `Rule`, whose defaults are PyTorch's.
"""

from __future__ import annotations

import math
import operator
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.schedules.arcs import HELD, arc_with, arcs_of_phases, unknown
from lrcli.schedules.marks import INPUT, MOST_PHASES, WARNING, Joint, Remark, counted, levels
from lrcli.schedules.schedule import Placed, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Phase
    from lrcli.schedules.scope import Scope


def improves(mode: str = "min", threshold: float = 1e-4, relative: bool = True) -> Callable[[float, float], bool]:
    """Whether a metric is better than the best one by more than a threshold, a share of the best if `relative`.

    Nothing is better than nan, and nan is never better.
    """
    compare = operator.lt if mode == "min" else operator.gt
    signed = -threshold if mode == "min" else threshold
    if relative:
        share = 1.0 + signed
        return lambda metric, best: compare(metric, best * share)
    return lambda metric, best: compare(metric, best + signed)


def worst(mode: str) -> float:
    """What any finite metric is better than."""
    return math.inf if mode == "min" else -math.inf


class Rule(NamedTuple):
    """How a scheduler reacts to a metric.

    factor, min_lr  the new rate is max(rate * factor, min_lr)
    eps             it is taken if it is lower by more than this; the cooldown begins in any case
    patience, due   due(bad, patience): whether it is time after `bad` metrics in a row that were not better
    better          better(metric, best): whether a metric is better than the best one
    best            what the first metric is compared with; None: the first is the best, even nan
    cooldown        how many metrics after a reduction do not count
    resting         what these metrics do: "judged", one can still be the best; "ignored", it can't; "short", as judged,
                    and the last of them counts already
    rounded         the precision in which the rate is kept
    """

    factor: float = 0.1
    min_lr: float = 0.0
    eps: float = 1e-8
    patience: int = 10
    due: Callable[[int, int], bool] = operator.gt
    better: Callable[[float, float], bool] = improves()
    best: float | None = math.inf
    cooldown: int = 0
    resting: str = "judged"
    rounded: Callable[[float], float] = float


class Reduction(NamedTuple):
    """A reduction: the number of the metric that asked for it, the rates, and the best metric so far."""

    metric: int
    before: float
    after: float
    best: float


def reduce_on_plateau(metrics: Iterable[float], initial: float, rule: Rule) -> list[Reduction]:
    """The reductions that a rule makes of metrics, in order, from an initial rate. One pass."""
    rate, best, bad, rest = rule.rounded(initial), rule.best, 0, 0
    reductions = []
    for number, metric in enumerate(metrics):
        resting = rest > 0
        if resting:
            rest, bad = rest - 1, 0
            if rule.resting == "ignored":
                continue
        if best is None or rule.better(metric, best):
            best, bad = metric, 0
        else:
            bad += 1
        if resting and (rest or rule.resting == "judged"):
            bad = 0
        elif rule.due(bad, rule.patience):
            lower = rule.rounded(max(rate * rule.factor, rule.min_lr))
            if rate - lower > rule.eps:
                reductions.append(Reduction(number, rate, lower, best))
                rate = lower
            bad, rest = 0, rule.cooldown
    return reductions


class Observations(NamedTuple):
    """Metrics on a run, how many ticks each of them stands for, and what a user should know of them."""

    metrics: Array
    every: int = 1
    remarks: tuple[Remark, ...] = ()


class Reaction(NamedTuple):
    """What metrics did to a rate: the rate at first, and each change with its tick, in order."""

    initial: float
    changes: list[Joint]


class Reactive(Schedule, abstract=True):
    """A schedule that changes its main rate when a metric asks for it: the base of all that do.

    A family supplies the metrics that it sees on a run, and its rule where that is not PyTorch's.
    """

    delay: ClassVar[int] = 1
    """How many metrics later the rate is in effect: it is read before the metric of its own tick is known."""

    def rule(self) -> Rule:
        """PyTorch's, from its arguments. With a patience below 0 every metric is due, in a cooldown too."""
        there: Any = self
        return Rule(
            factor=there.factor,
            min_lr=there.min_lr,
            eps=there.eps,
            patience=there.patience,
            better=improves(there.mode, there.threshold, there.threshold_mode == "rel"),
            best=worst(there.mode),
            cooldown=there.cooldown if there.patience >= 0 else 0,
        )

    @abstractmethod
    def observed(self, scope: Scope) -> Observations:
        """The metrics that it sees in a slot of a run."""

    def reaction(self, seen: Observations) -> Reaction:
        """What the metrics do to the rate of an exact schedule."""
        rule = self.rule()
        initial = rule.rounded(getattr(self, self.main or ""))
        reductions = reduce_on_plateau(seen.metrics.tolist(), initial, rule)
        return Reaction(initial, [Joint((each.metric + self.delay) * seen.every, *each[1:]) for each in reductions])

    def metric_name(self) -> str:
        """What charts call the metric."""
        return "metric"

    def settle(self, scope: Scope) -> Placed:
        return Reacting(self, scope, self.exact(scope))


class Reacting(Placed):
    """A schedule that reacts to a metric, on a run: its changes are computed once.

    seen      the metrics, one for each `every` ticks, as many as it gets
    reaction  what they did
    """

    exact: Reactive

    def __init__(self, given: Reactive, scope: Scope, exact: Reactive) -> None:
        super().__init__(given, scope, exact)
        seen = exact.observed(scope)
        if scope.slot is not None and not scope.fast:
            ticks = scope.slot + 1 - exact.delay  # a metric that acts at once can still act just after the last tick
            seen = seen._replace(metrics=seen.metrics[: -(-ticks // seen.every)])
        self.seen, self.reaction = seen, exact.reaction(seen)
        self.dates = np.array([change.at for change in self.reaction.changes], dtype=np.float64)
        self.levels = np.array([self.reaction.initial, *(change.after for change in self.reaction.changes)])

    def values(self, t: Array, of: str = "lr") -> Array:
        return self.metric(t) if of == "metric" else self.rates(t)

    def rates(self, t: Array) -> Array:
        """The rates at ticks `t`."""
        return np.asarray(self.levels[np.searchsorted(self.dates, t, side="right")])

    def metric(self, t: Array) -> Array:
        """The metric: each value is held until the next; NaN after the last."""
        metrics, every, _ = self.seen
        place = np.floor(t / every).astype(np.intp)
        return np.where(place < len(metrics), metrics[np.minimum(place, len(metrics) - 1)], np.nan)

    def tells(self, of: str) -> bool:
        return of == "lr" or (of == "metric" and bool(np.isfinite(self.seen.metrics).any()))

    def name_of(self, of: str) -> str:
        return self.exact.metric_name() if of == "metric" else super().name_of(of)

    def joints(self, end: int) -> list[Joint]:
        return [change for change in self.reaction.changes if change.at <= end]

    def phases(self, end: int) -> list[Phase]:
        dates = (change.at for change in self.reaction.changes[: MOST_PHASES - 1])
        return levels(self.rates, dates, end)

    def phase_count(self, end: int) -> int | None:
        return counted(self.phases(end))

    def arcs(self, end: int) -> list[Arc]:
        return arcs_of_phases(self.phases(end), end)

    def arcs_of(self, end: int, of: str) -> list[Arc]:
        if of != "metric":
            return super().arcs_of(end, of)
        metrics, every, _ = self.seen
        held = min(len(metrics) * every, end) if np.isfinite(metrics).all() else 0
        return [*arc_with(np.arange(every, held, every), 0, held, HELD), *unknown(held, end)]

    def told_until(self, end: int, of: str) -> int:
        return min(len(self.seen.metrics) * self.seen.every, end) if of == "metric" else end

    def remarks(self, end: int) -> Iterator[Remark]:
        yield from self.seen.remarks
        yield from super().remarks(end)
        metrics, every, _ = self.seen
        lasts, slot = len(metrics) * every, self.scope.slot or 0
        if lasts + self.exact.delay * every < slot:
            unit = self.run.moves
            enough = f"enough for {lasts} of {slot} {unit}s: then the LR is held"
            level = INPUT if self.exact.outside else WARNING
            text = f"the metric has {len(metrics)} values, {enough}"
            yield Remark("metric-short", level, self.exact.family, "metrics", text)
