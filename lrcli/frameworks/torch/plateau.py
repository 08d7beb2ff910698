"""ReduceLROnPlateau: the rate is lowered when a metric stops improving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.frameworks._kit.base import Watcher
from lrcli.frameworks._kit.declare import MIN_LRS, UNIMPROVED, column, count, metrics, native, number, rate, word
from lrcli.frameworks.torch.base import TorchScheduler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


class ReduceLROnPlateau(TorchScheduler, Watcher):
    """Reduced when a metric has stopped improving.

        lr(t) = max(lr(t - 1) * factor, min_lr) when more than patience epochs were bad, if that changes it by > eps

    metrics[t] is given at the end of epoch t, so it can change lr(t + 1) first. An epoch is good when its metric is
    below best * (1 - threshold) (mode min, threshold_mode rel), best - threshold (abs), or above best *
    (1 + threshold), best + threshold (max); best starts at infinity. In the cooldown epochs are not counted as bad,
    but best is updated. NaN is bad and never best. A negative constant counts as better every time with rel. After
    the last metric the rate is held.

    Source: PyTorch 2.13.0, torch.optim.lr_scheduler.ReduceLROnPlateau.
    """

    example = f"factor=0.5, patience=15, metrics={UNIMPROVED}"

    natively = (
        native(
            "plateau(initial=lr, factor=factor, patience=patience, threshold=threshold, mode=mode, "
            "threshold_mode=threshold_mode, cooldown=cooldown, min_lr=min_lr, eps=eps, metrics=metrics, column=column)"
        ),
    )

    mode: str = word(
        "min", "whether less or more is better", "min", "max", role="mode", error="ValueError: mode {} is unknown!"
    )
    factor: float = number(
        0.1, "factor at each reduction", role="factor", below=1, error="ValueError: Factor should be < 1.0."
    )
    patience: int = count(10, "bad epochs that are borne", role="patience")
    threshold: float = number(1e-4, "what is no improvement yet", role="threshold")
    threshold_mode: str = word(
        "rel",
        "threshold as a share of best or as it is",
        "rel",
        "abs",
        error="ValueError: threshold mode {} is unknown!",
    )
    cooldown: int = count(0, "epochs after a reduction that are not counted", role="cooldown")
    min_lr: float = rate(0.0, "lowest LR", role="floor", groups=MIN_LRS)
    eps: float = number(1e-8, "smallest change of LR that is made")
    metrics: tuple[float, ...] | str = metrics()
    column: str | None = column()

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        earliest = f"at t = {self.patience + 2} at the earliest"
        yield self.note(
            "patience", f"bears {self.patience} bad epochs and reduces after the next: {earliest}", "patience"
        )
        if self.threshold_mode == "rel" and any(metric < 0 for metric in self.watched):
            predicate = "takes a negative metric that stays the same for better, with threshold_mode rel"
            yield self.note("negative-metric", predicate, "threshold_mode")
