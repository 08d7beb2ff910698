"""From samples to optimizer updates: what an epoch comes to."""

from __future__ import annotations

from typing import NamedTuple


class Budget(NamedTuple):
    """How samples become updates.

    samples     in the training set
    batch       samples in a batch on one device
    accumulate  batches whose gradients are added up before an update
    devices     that share the samples, each with batches of its own
    drop_last   an incomplete batch at the end of an epoch is dropped

    Every device gets ceil(samples / devices) of them; the last batch and the last update of an epoch may be smaller.
    """

    samples: int
    batch: int
    accumulate: int = 1
    devices: int = 1
    drop_last: bool = False

    @property
    def share(self) -> int:
        """Samples that one device sees in an epoch."""
        return -(-self.samples // self.devices)

    @property
    def batches(self) -> int:
        """Batches that one device sees in an epoch."""
        return self.share // self.batch if self.drop_last else -(-self.share // self.batch)

    @property
    def updates(self) -> int:
        """Optimizer updates in an epoch: the steps per epoch of a schedule."""
        return -(-self.batches // self.accumulate)

    @property
    def effective_batch(self) -> int:
        """Samples behind one update."""
        return self.batch * self.accumulate * self.devices


def scaling(batch: int, reference: int, rule: str) -> float:
    """The factor on an LR tuned at `reference` samples an update, for `batch` samples an update.

    linear: batch / reference (Priya Goyal et al., 2017); sqrt: its square root (Alex Krizhevsky, "One weird trick for
    parallelizing convolutional neural networks", 2014).
    """
    return (batch / reference) ** (0.5 if rule == "sqrt" else 1)
