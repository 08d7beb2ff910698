"""What an epoch and a run come to in optimizer updates: the record of `budget`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from lrcli.batch import Batch
    from lrcli.clock import Run


class Budgeted(NamedTuple):
    """Samples, batches and updates of an epoch and of a run; None where nothing was asked, or nothing is known.

    tokens_per_update, tokens_per_last_update   the second where the batch grows
    total_tokens                    of all updates: the last may have more of them than are left
    warmup_updates, warmup_epochs   the warm-up
    steps_per_update, total_steps   how often accelerate steps the scheduler: at each update, in all
    over_updates, over_epochs       when a schedule made for the run's updates is over under accelerate
    warmup_over_updates             when its warm-up is
    """

    samples_per_device: int | None
    batches_per_epoch: int | None
    updates_per_epoch: int | None
    samples_per_update: int | None
    epochs: float | None
    total_updates: int
    tokens_per_update: int | None = None
    tokens_per_last_update: int | None = None
    total_tokens: int | None = None
    warmup_updates: int | None = None
    warmup_epochs: float | None = None
    steps_per_update: int | None = None
    total_steps: int | None = None
    over_updates: int | None = None
    over_epochs: float | None = None
    warmup_over_updates: int | None = None


def budgeted(batch: Batch | None, run: Run, warmup: int | None = None, steps: int | None = None) -> Budgeted:
    """The budget of a run of steps that has an end, perhaps with a warm-up of so many updates.

    Without a batch epochs are known only if the run tells the steps in one. `steps` is how often accelerate steps the
    scheduler at each update; None without accelerate.
    """
    rows, per = run.rows or 0, run.steps_per_epoch
    record = Budgeted(None, None, per, None, updates_in_epochs(rows, per), rows)
    if batch is not None:
        record = record._replace(
            samples_per_device=batch.share, batches_per_epoch=batch.batches, samples_per_update=batch.effective
        )
    if run.samples is not None and batch is None:
        record = record._replace(samples_per_update=run.samples.stages[0].each)
    if run.flow is not None:
        sizes = [stage.each for stage in run.flow.stages if stage.step < rows]
        record = record._replace(
            tokens_per_update=sizes[0],
            tokens_per_last_update=sizes[-1] if len(sizes) > 1 else None,
            total_tokens=int(run.flow.before(rows)),
        )
    if warmup is not None:
        record = record._replace(warmup_updates=warmup, warmup_epochs=updates_in_epochs(warmup, per))
    if steps is not None:
        record = record._replace(steps_per_update=steps, total_steps=rows * steps)
    if steps is not None and steps > 1:
        over = -(-rows // steps)
        record = record._replace(over_updates=over, over_epochs=updates_in_epochs(over, per))
        if warmup is not None:
            record = record._replace(warmup_over_updates=-(-warmup // steps))
    return record


def updates_in_epochs(updates: int, per: int | None) -> float | None:
    """Updates in epochs of so many, a whole number where it is one; None where nobody knows how many."""
    if per is None:
        return None
    epochs = round(updates / per, 6)
    return int(epochs) if epochs.is_integer() else epochs
