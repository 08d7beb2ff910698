"""SWALR, the scheduler for averaged weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from lrcli._lazy import np
from lrcli.frameworks._kit.declare import native, rate, strict, word
from lrcli.frameworks._kit.stepping import Lasting
from lrcli.frameworks.torch.base import EACH_GROUP, Alone
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.shapes import blend, raised_cosine

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.frameworks._kit.stepping import Line, Lines
    from lrcli.frameworks.torch.optimizer import Optimizer


class SWALR(Alone):
    """From the rate that it finds to swa_lr, where it stays.

        lr(t) = swa_lr * a + lr * (1 - a),  a = (1 - cos(pi * x)) / 2 or x,  x = min(t / anneal_epochs, 1)

    t counts calls of its step(). swa_lr may be above lr. With anneal_epochs 0 it is in effect at t = 0 already.

    Source: PyTorch 2.13.0, torch.optim.swa_utils.SWALR.
    """

    example = "swa_lr=0.02, anneal_epochs=50"

    natively = (
        native("cosine(lr, swa_lr, anneal_epochs)", anneal_strategy="cos"),
        native("linear(lr, swa_lr, anneal_epochs)", anneal_strategy="linear"),
    )

    swa_lr: float = rate(REQUIRED, "last LR", role="final", groups=EACH_GROUP)
    anneal_epochs: int = strict(
        10,
        "epochs until swa_lr",
        role="length",
        least=0,
        error="ValueError: anneal_epochs must be equal or greater than 0, got {}",
    )
    anneal_strategy: str = word(
        "cos",
        "curve of the change",
        "cos",
        "linear",
        role="shape",
        error="ValueError: anneal_strategy must be one of 'cos' or 'linear', instead got {}",
    )

    counts_steps = True

    def enter(self, optimizer: Optimizer) -> None:
        optimizer.swa_lr = self.swa_lr

    def begun(self, start: float, optimizer: Optimizer) -> Self | None:
        return self.unchecked(lr=start, swa_lr=optimizer.swa_lr)

    def share(self, t: Array) -> Array:
        """The share of swa_lr."""
        if self.anneal_epochs == 0:
            return np.ones_like(t)
        x = np.clip(t / self.anneal_epochs, 0, 1)
        return x if self.anneal_strategy == "linear" else 1 - raised_cosine(x)

    def first(self, optimizer: Optimizer) -> Line:
        return (1.0, 0.0) if self.anneal_epochs else (0.0, optimizer.swa_lr)

    def restart(self, optimizer: Optimizer) -> Line:
        return self.first(optimizer)

    def steps(self, k: Array, optimizer: Optimizer) -> Lines:
        now, before = self.share(k), self.share(k - 1)
        gain = np.divide(1 - now, 1 - before, out=np.zeros_like(k), where=before != 1)
        return gain, optimizer.swa_lr * (now - gain * before)

    def lasting(self, optimizer: Optimizer) -> Lasting | None:
        return Lasting(self.anneal_epochs + 2, [(0.0, optimizer.swa_lr)])

    def goes_one_way(self) -> bool:
        return True

    def formula(self, t: Array) -> Array:
        return blend(self.share(t), self.swa_lr, self.lr)
