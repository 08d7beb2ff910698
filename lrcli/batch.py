"""From samples and tokens to optimizer updates, and what a batch means for the LR."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple

MOST_SIZES = 10_000
"""Sizes of the batch that a ramp may go through."""


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


class Stage(NamedTuple):
    """Steps that all take as much: the first of them, what was taken before it, and what each takes."""

    step: int
    before: int
    each: int


class Flow(NamedTuple):
    """How many samples, or tokens, the steps of a run take: so many in each, and perhaps more from some step on."""

    stages: tuple[Stage, ...]

    @classmethod
    def constant(cls, each: int) -> Flow:
        """The same in every step."""
        return cls((Stage(0, 0, each),))

    def times(self, factor: int) -> Flow:
        """The flow of what there are `factor` of in each: the tokens of samples."""
        return Flow(tuple(Stage(step, before * factor, each * factor) for step, before, each in self.stages))

    @property
    def grows(self) -> bool:
        """Whether the steps differ."""
        return len(self.stages) > 1

    def before(self, step: Fraction | int) -> Fraction:
        """What was taken before a step; of a part of a step its part."""
        stage = self.stages[max(bisect_right([each.step for each in self.stages], step) - 1, 0)]
        return stage.before + (Fraction(step) - stage.step) * stage.each

    def step(self, amount: Fraction) -> Fraction:
        """The step before which just so much was taken, perhaps one in part."""
        stage = self.stages[max(bisect_right([each.before for each in self.stages], amount) - 1, 0)]
        return stage.step + (amount - stage.before) / stage.each

    def befores(self, steps: Any) -> Any:
        """The same as `before` for an array of steps, whole or not, and in its type."""
        first, before, each = self._columns(steps)
        stage = np.maximum(np.searchsorted(first, steps, side="right") - 1, 0)
        return before[stage] + (steps - first[stage]) * each[stage]

    def steps(self, amounts: Any) -> Any:
        """The same as `step` for an array of floats."""
        first, before, each = self._columns(amounts)
        stage = np.maximum(np.searchsorted(before, amounts, side="right") - 1, 0)
        return first[stage] + (amounts - before[stage]) / each[stage]

    def _columns(self, like: Any) -> list[Any]:
        """The first steps of the stages, what was taken before each, and what each of its steps takes."""
        return [np.array(column, dtype=like.dtype) for column in zip(*self.stages, strict=True)]


def ramped(start: int, end: int, by: int, over: Fraction) -> Flow:
    """The samples of steps whose batch grows from `start` to `end` in jumps of `by` while `over` samples are taken.

    The jumps are evenly spaced in samples: a step that begins after c of them has start + floor(c / (over / n)) * by,
    n = (end - start) / by, and end from c = over on. Computed in floats, as Megatron does. ValueError for sizes
    between which there is no whole number of jumps.

    Source: Megatron-Core 0.16.1, core.num_microbatches_calculator (--rampup-batch-size).
    """
    jumps, left = divmod(end - start, by)
    if jumps < 1 or left:
        raise ValueError(f"from {start} to {end} there is no whole number of jumps of {by}")
    if jumps > MOST_SIZES:
        raise ValueError(f"{jumps} sizes on the way from {start} to {end}: at most {MOST_SIZES}")
    length = float(over)

    def size(taken: int) -> int:
        return end if taken > length else min(start + int(taken / (length / jumps)) * by, end)

    stages, step, taken = list[Stage](), 0, 0
    while not stages or stages[-1].each < end:
        each = size(taken)
        stages.append(Stage(step, taken, each))
        jump = (each - start) // by + 1
        steps = max(int((length / jumps * jump - taken) / each) - 1, 0)  # then one by one: floats decide
        while size(taken + steps * each) == each < end:
            steps += 1
        step, taken = step + steps, taken + steps * each
    return Flow(tuple(stages))
