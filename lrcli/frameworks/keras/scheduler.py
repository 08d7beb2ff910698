"""Keras' callback that calls a function of one's own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.calls import Listener
from lrcli.frameworks._kit.declare import argument, count, rate
from lrcli.frameworks._kit.float32 import single
from lrcli.frameworks._kit.functions import function_of_two, in_file, lambda_of_two
from lrcli.frameworks.keras.base import Callback
from lrcli.reading.functions import Running
from lrcli.schedules.declare import REQUIRED
from lrcli.schedules.kinds import Text
from lrcli.schedules.marks import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


MOST_TRIED = 10_000
"""Calls that are made to see whether one fails, though nobody asks for so many rates."""


class OfEpochAndRate(Text):
    """A function of the epoch and the running rate: a text, or one in a file."""

    def __init__(self) -> None:
        super().__init__("FILE:FUNCTION|LAMBDA")

    def check(self, value: object) -> str:
        text = super().check(value)
        if not in_file(text):
            lambda_of_two(text)
        return text


class LearningRateScheduler(Callback):
    """What a function of your own makes of the rate, at the beginning of each epoch.

        lr(t) = schedule(t, lr(t - 1)),  lr(-1) = lr

    t counts epochs. The rate that is passed is the optimizer's, which Keras keeps in float32, as is done here. schedule
    is a lambda, such as 'lambda epoch, lr: lr * 0.9', or a function in a file, 'my.py:scheduler', which is run. One of
    the epoch alone is called without the rate. Keras raises ValueError where it gives no float.

    Source: Keras 3.15.1, keras.callbacks.LearningRateScheduler.
    """

    example = "schedule='lambda epoch, lr: lr * 0.95'"

    schedule: str = argument(OfEpochAndRate(), REQUIRED, "function of the epoch and the running LR", role="source")
    verbose: int = count(0, "messages of Keras, none here", counts="")
    lr: float = rate(REQUIRED, "the optimizer's LR", role="base", least=0)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from Listener.remarks(self, scope, end)
        yield self.note("float32", "keeps the rate in float32: 0.1 is 0.10000000149011612")

    @cached_property
    def running(self) -> Running:
        """The rates, each of which is passed to the next call."""
        function = function_of_two(self.schedule)

        def call(epoch: int, lr: float) -> float:
            value = function(epoch, lr)
            if not isinstance(value, float | np.float32):
                error = "ValueError: The output of the `schedule` function should be a float."
                raise ValueError(f"{self.family} raises {error} Got: {value!r:.60}")
            return single(float(value))

        return Running(call, single(self.lr), self.schedule)

    def tried(self, end: int) -> Stop | None:
        try:
            self.running.reach(min(end, MOST_TRIED))
        except ValueError as error:
            return Stop(len(self.running.rates), str(error))
        return None

    def formula(self, t: Array) -> Array:
        return self.running.at(t.astype(np.int64))
