"""What an epoch and a run come to in optimizer updates: the record of `budget`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lrcli.batch import Batch
    from lrcli.clock import Run


class Budgeted(NamedTuple):
    """Samples, batches and updates of an epoch and of a run; None where nothing was asked.

    warmup_updates, warmup_epochs   the warm-up
    steps_per_update, total_steps   how often accelerate steps the scheduler: at each update, in all
    over_updates, over_epochs       when a schedule made for the run's updates is over under accelerate
    warmup_over_updates             when its warm-up is
    """

    samples_per_device: int
    batches_per_epoch: int
    updates_per_epoch: int
    samples_per_update: int
    epochs: float
    total_updates: int
    warmup_updates: int | None = None
    warmup_epochs: float | None = None
    steps_per_update: int | None = None
    total_steps: int | None = None
    over_updates: int | None = None
    over_epochs: float | None = None
    warmup_over_updates: int | None = None


def budgeted(batch: Batch, run: Run, warmup: int | None = None, steps: int | None = None) -> Budgeted:
    """The budget of a run that has an end, perhaps with a warm-up of so many updates.

    `steps` is how often accelerate steps the scheduler at each update; None without accelerate.
    """
    rows = run.rows or 0
    record = Budgeted(batch.share, batch.batches, batch.updates, batch.effective, updates_in_epochs(rows, batch), rows)
    if warmup is not None:
        record = record._replace(warmup_updates=warmup, warmup_epochs=updates_in_epochs(warmup, batch))
    if steps is not None:
        record = record._replace(steps_per_update=steps, total_steps=rows * steps)
    if steps is not None and steps > 1:
        over = -(-rows // steps)
        record = record._replace(over_updates=over, over_epochs=updates_in_epochs(over, batch))
        if warmup is not None:
            record = record._replace(warmup_over_updates=-(-warmup // steps))
    return record


def updates_in_epochs(updates: int, batch: Batch) -> float:
    """Updates in epochs, a whole number where it is one."""
    epochs = round(updates / batch.updates, 6)
    return int(epochs) if epochs.is_integer() else epochs
