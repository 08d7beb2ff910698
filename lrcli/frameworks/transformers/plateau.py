"""PyTorch's ReduceLROnPlateau, as Transformers makes it."""

from __future__ import annotations

from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import MIN_LRS, UNIMPROVED, column, count, metrics, native, number, rate
from lrcli.frameworks.transformers.base import TransformersScheduler
from lrcli.frameworks.transformers.kinds import direction, reduction, relation


class ReduceLrOnPlateau(TransformersScheduler, Watcher, function="get_reduce_on_plateau_schedule"):
    """Reduced when a metric has stopped improving: PyTorch's ReduceLROnPlateau.

        lr(t) = max(lr(t - 1) * factor, min_lr) when more than patience epochs were bad, if that changes it by > eps

    metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first. An epoch is good when its metric is
    below best * (1 - threshold) (mode min, threshold_mode rel), best - threshold (abs), or above best *
    (1 + threshold), best + threshold (max); best starts at infinity. In the cooldown epochs are not counted as bad,
    but best is updated. NaN is bad and never best. After the last metric the rate is held. num_warmup_steps and
    num_training_steps are ignored.

    Source: Transformers 5.23.0, transformers.optimization.get_reduce_on_plateau_schedule.
    """

    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    natively = (
        native(
            "plateau(initial=lr, factor=factor, patience=patience, threshold=threshold, mode=mode, "
            "threshold_mode=threshold_mode, cooldown=cooldown, min_lr=min_lr, eps=eps, metrics=metrics, column=column)"
        ),
    )

    mode: str = direction()
    factor: float = reduction(0.1, "factor at each reduction")
    patience: int = count(10, "bad epochs that are borne", role="patience")
    threshold: float = number(1e-4, "what is no improvement yet", role="threshold")
    threshold_mode: str = relation("rel")
    cooldown: int = count(0, "epochs after a reduction that are not counted", role="cooldown")
    min_lr: float = rate(0.0, "lowest LR", role="floor", groups=MIN_LRS)
    eps: float = number(1e-8, "smallest change of LR that is made")
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    run_unit = "epochs"
