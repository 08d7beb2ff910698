"""ReduceOnPlateauLR: the rate is lowered when a metric stops improving."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import (
    MIN_LRS,
    UNIMPROVED,
    argument,
    column,
    count,
    metrics,
    native,
    number,
    rate,
    word,
)
from lrcli.frameworks.mmengine.base import INF
from lrcli.frameworks.mmengine.single import Single
from lrcli.schedules.kinds import Text
from lrcli.schedules.marks import Joint
from lrcli.schedules.reactive import Reaction, Reduction, Rule, improves, reduce_on_plateau

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.marks import Remark
    from lrcli.schedules.reactive import Observations
    from lrcli.schedules.scope import Scope


class ReduceOnPlateauLR(Single, Watcher):
    """Reduced when a metric has stopped improving.

        lr(t) = max(lr(t - 1) * factor, min_value) when more than patience epochs were bad, if that changes it by > eps

    metrics[t] is given after epoch t, so it can change lr(t + 1) first; it counts if begin <= t + 1 < end. An epoch is
    good when its metric is below best * (1 - threshold) (rule less, threshold_rule rel), best - threshold (abs), or
    above best * (1 + threshold), best + threshold (greater). best starts at 10 ** 9, or at -10 ** 9 with rule greater:
    nothing beyond that is ever good. In the cooldown epochs are not counted as bad, but best is updated. NaN is bad and
    never best. by_epoch must be True. After the last metric the rate is held.

    Source: MMEngine 0.10.7, mmengine.optim.scheduler.lr_scheduler.ReduceOnPlateauLR.
    """

    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    natively = tuple(
        native(
            "plateau(initial=lr, factor=factor, patience=patience, threshold=threshold, "
            f"mode='{mode}', threshold_mode=threshold_rule, cooldown=cooldown, min_lr=min_value, eps=eps, "
            "metrics=metrics, column=column)",
            rule=rule,
            begin=0,
        )
        for rule, mode in (("less", "min"), ("greater", "max"))
    )

    monitor: str = argument(Text("NAME"), "loss", "name of the metric")
    rule: str = word(  # type: ignore[assignment]  # here a word; how it reacts is in `rules`
        "less",
        "whether less or more is better",
        "less",
        "greater",
        role="mode",
        error="ValueError: mode {} is unknown!",
    )
    factor: float = number(
        0.1, "factor at each reduction", role="factor", below=1, error="ValueError: Factor should be < 1.0."
    )
    patience: int = count(10, "bad epochs that are borne", role="patience")
    threshold: float = number(
        1e-4,
        "what is no improvement yet",
        role="threshold",
        least=0,
        error="ValueError: threshold {} should be >= 0.",
    )
    threshold_rule: str = word(
        "rel",
        "threshold as a share of best or as it is",
        "rel",
        "abs",
        error="ValueError: threshold mode {} is unknown!",
    )
    cooldown: int = count(0, "epochs after a reduction that are not counted", role="cooldown")
    min_value: float = rate(0.0, "lowest LR", role="floor", groups=MIN_LRS)
    eps: float = number(1e-8, "smallest change of LR that is made")
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    still = True

    def check(self) -> None:
        name = type(self).__name__
        if self.convert_to_iter_based:
            error = f"AttributeError: type object '{name}' has no attribute 'build_iter_from_epoch'"
            self.raises("convert_to_iter_based", error)
        if not self.by_epoch:
            self.raises("by_epoch", f"AssertionError: Now {name} only support by_epoch=True")
        super().check()

    def horizon(self) -> int | None:
        return Watcher.horizon(self)

    def metric_name(self) -> str:
        return self.column or self.monitor

    def rules(self) -> Rule:
        """How it reacts; its own `rule` is a word."""
        less = self.rule == "less"
        return Rule(
            factor=self.factor,
            min_lr=self.min_value,
            eps=self.eps,
            patience=self.patience,
            better=improves("min" if less else "max", self.threshold, self.threshold_rule == "rel"),
            best=INF if less else -INF,
            cooldown=self.cooldown if self.patience >= 0 else 0,
        )

    def counted(self, seen: Observations) -> list[float]:
        """The metrics that it does not pass over: those after which its calls number from begin to before end."""
        counted: list[float] = seen.metrics[self.passed : max(math.ceil(self.end) - 1, 0)].tolist()
        return counted

    @property
    def passed(self) -> int:
        """How many metrics it passes over at first."""
        return max(math.ceil(self.begin) - 1, 0)

    def reaction(self, seen: Observations) -> Reaction:
        reductions = reduce_on_plateau(self.counted(seen), self.lr, self.rules())
        first = self.passed + 1
        return Reaction(self.lr, [Joint((each.metric + first) * seen.every, *each[1:]) for each in reductions])

    def reductions(self, seen: Observations) -> list[tuple[int, float]]:
        """The calls after which the metric asks for a lower rate, whether that changes it or not, and the best one."""
        always = self.rules()._replace(factor=1.0, min_lr=-math.inf, eps=-math.inf)
        asked: list[Reduction] = reduce_on_plateau(self.counted(seen), 1.0, always)
        return [((each.metric + self.passed + 1) * seen.every, each.best) for each in asked]

    def parts(self, calls: int) -> list[tuple[int, str]]:
        return [(0, "")]

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        earliest = f"at t = {self.passed + self.patience + 2} at the earliest"
        yield self.note(
            "patience", f"bears {self.patience} bad epochs and reduces after the next: {earliest}", "patience"
        )
        if self.threshold_rule == "rel" and any(metric < 0 for metric in self.watched):
            predicate = "takes a negative metric that stays the same for better, with threshold_rule rel"
            yield self.note("negative-metric", predicate, "threshold_rule")
