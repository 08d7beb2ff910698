"""Schedulers that lower the rate when a metric stops improving: the recursion, once.

Programs differ in what counts as better, what the best one starts as, when it is time, and what a cooldown means.
Each of these is a field of `Rule`, whose defaults are PyTorch's.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from lrcli._lazy import np
from lrcli.schedules.curve import Beside
from lrcli.schedules.families.flat import levels
from lrcli.schedules.marks import MOST_PHASES, Joint, Phase
from lrcli.schedules.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lrcli._lazy import Array
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
    found = []
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
                found.append(Reduction(number, rate, lower, best))
                rate = lower
            bad, rest = 0, rule.cooldown
    return found


class Observations(NamedTuple):
    """Metrics on a run, how many ticks each of them stands for, and what a user should know of them."""

    metrics: Array
    every: int = 1
    told: tuple[str, ...] = ()


class Reactive(Schedule, abstract=True):
    """A schedule that lowers its main rate when a metric asks for it: the base of all that do.

    A family supplies the metrics that it sees on a run, and its rule where that is not PyTorch's.
    """

    delay: ClassVar[int] = 1
    """How many metrics later the rate is in effect: it is read before the metric of its own tick is known."""

    seen: Array
    lowered: list[Joint]
    dates: Array
    levels: Array
    told: list[str]

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

    def observed(self, scope: Scope) -> Observations:
        """The metrics that it sees in a slot of a run."""
        raise NotImplementedError

    def settle(self, scope: Scope) -> Self:
        settled = super().settle(scope)
        metrics, every, told = self.observed(scope)
        if scope.slot is not None:
            metrics = metrics[: -(-scope.slot // every)]
        rule = self.rule()
        initial = rule.rounded(getattr(self, self.main or ""))
        reductions = reduce_on_plateau(metrics.tolist(), initial, rule)
        joints = [Joint((found.metric + self.delay) * every, *found[1:]) for found in reductions]
        unit, slot = scope.run.moves, scope.slot or 0
        lasts = len(metrics) * every
        short = f"the metric has {len(metrics)} values, enough for {lasts} of {slot} {unit}s: then the LR is held"
        settled.__dict__.update(
            seen=np.column_stack([np.arange(len(metrics)) * float(every), metrics]),
            lowered=joints,
            dates=np.array([joint.at for joint in joints], dtype=np.float64),
            levels=np.array([initial, *(joint.after for joint in joints)], dtype=np.float64),
            told=[*told, *([short] if lasts + self.delay * every < slot else [])],
        )
        return settled

    def notes(self) -> list[str]:
        return [*self.told, *super().notes()]

    def joints(self) -> list[Joint]:
        return list(self.lowered)

    def phases(self, end: int) -> list[Phase]:
        return levels(self, [joint.at for joint in self.lowered[: MOST_PHASES - 1]], end)

    @property
    def metric_name(self) -> str:
        """What charts call the metric."""
        return "metric"

    @property
    def metrics_on_run(self) -> Array:
        return self.seen

    def formula(self, t: Array) -> Array:
        return np.asarray(self.levels[np.searchsorted(self.dates, t, side="right")])


def metric_curve(schedule: Schedule) -> Beside | None:
    """The metric that a schedule on a run reacts to: each value is held until the next. None when it has no number."""
    seen, run = schedule.metrics_on_run, schedule.run
    if run is None or not np.isfinite(seen[:, 1]).any():
        return None
    dates, values, hold = seen[:, 0], seen[:, 1], run.hold
    every = dates[1] - dates[0] if len(dates) > 1 else 1

    def metric(rows: Any) -> Array:
        t = np.floor(np.asarray(rows, dtype=np.float64) / hold)
        place = np.searchsorted(dates, t, side="right") - 1
        return np.where((place >= 0) & (t < dates[-1] + every), values[place], np.nan)

    return Beside(metric_name(schedule), metric)


def metric_name(schedule: Schedule) -> str:
    """What the first schedule in it that reacts to a metric calls it; empty when none does."""
    if isinstance(schedule, Reactive):
        return schedule.metric_name
    return next(filter(None, map(metric_name, schedule.inner())), "")
