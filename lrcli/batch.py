"""From samples to optimizer updates, and what a batch means for the LR."""

from __future__ import annotations

from lrcli._tuples import NamedTuple


class Batch(NamedTuple):
    """How samples become updates.

    samples     in the training set
    size        samples in a batch on one device
    accumulate  batches whose gradients are added up before an update
    devices     that share the samples, each with batches of its own
    drop_last   an incomplete batch at the end of an epoch is dropped

    Every device gets ceil(samples / devices) of them; the last batch and the last update of an epoch may be smaller.
    """

    samples: int
    size: int
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
        return self.share // self.size if self.drop_last else -(-self.share // self.size)

    @property
    def updates(self) -> int:
        """Optimizer updates in an epoch: the steps per epoch of a schedule."""
        return -(-self.batches // self.accumulate)

    @property
    def effective(self) -> int:
        """Samples behind one update."""
        return self.size * self.accumulate * self.devices


RULES = ("linear", "sqrt")


def scaling(samples: int, reference: int, rule: str = "linear") -> float:
    """The factor on an LR tuned at `reference` samples an update, for `samples` samples an update.

    linear: samples / reference (Priya Goyal et al., 2017); sqrt: its square root (Alex Krizhevsky, "One weird trick for
    parallelizing convolutional neural networks", 2014).
    """
    if rule not in RULES:
        raise ValueError(f"{rule!r} is not a rule for the batch: give one of {', '.join(RULES)}")
    return (samples / reference) ** (0.5 if rule == "sqrt" else 1)
