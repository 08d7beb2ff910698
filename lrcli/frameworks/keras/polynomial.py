"""Keras' PolynomialDecay."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from lrcli._lazy import np
from lrcli.frameworks._kit.compiled import Counted, Turns
from lrcli.frameworks._kit.declare import flag, native, number, rate
from lrcli.frameworks._kit.float32 import SEEN, compiled, rounded, single, where_seen
from lrcli.frameworks._kit.seen import ULP, arcs_to_end, seen_of_root
from lrcli.frameworks.keras.base import KerasSchedule, decay_steps, initial, label
from lrcli.frameworks.keras.falls import with_sum
from lrcli.frameworks.keras.recurring import arcs_of_cycles
from lrcli.frameworks.keras.rooted import RootCycles, is_told
from lrcli.schedules.arcs import BLURRED, MOST_TURNS, arc_with, arcs_between, pieces_at_ends, unknown
from lrcli.schedules.marks import MOST_PHASES, Phase, Stop
from lrcli.schedules.shapes import blend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.frameworks._kit.float32 import Divide
    from lrcli.schedules.arcs import Arc
    from lrcli.schedules.marks import Remark
    from lrcli.schedules.scope import Scope


FEW = 20_000
"""Cycles that are told one by one."""
LEAST_UNSEEN = math.log(SEEN) / math.log(7 * ULP / 2)
"""The least power of what is left that surely hides float32: the step, the length and the end of its cycle may each be
off by half of a last digit, and the share by half as much.
"""


class PolynomialDecay(KerasSchedule, Counted):
    """To end_learning_rate as a power of the time that is left.

        lr(t) = (initial_learning_rate - end_learning_rate) * (1 - t / decay_steps) ** power + end_learning_rate

    t counts steps; after decay_steps it is held. With cycle decay_steps is replaced by its first multiple that is not
    below t: at the end of each cycle the rate jumps up, not to the initial one but about half of the way the first
    time, less each time. The default of end_learning_rate is not 0. It may be above the initial one. In training
    t / decay_steps is t * float32(1 / decay_steps), which is now and then a little more or less: a cycle of 7 steps
    begins at 21 for 22. With a power below 1 even the end is not reached then. So it is here.

    Source: Keras 3.15.1, keras.optimizers.schedules.PolynomialDecay.
    """

    shows_arrival = True
    example = "initial_learning_rate=0.1, decay_steps=100, power=2.0"

    natively = (
        native("linear(initial_learning_rate, end_learning_rate, decay_steps)", power=1.0, cycle=False),
        native("polynomial(initial_learning_rate, end_learning_rate, decay_steps, power)", cycle=False),
    )

    initial_learning_rate: float = initial()
    decay_steps: float = decay_steps("steps until end_learning_rate", "length")
    end_learning_rate: float = rate(0.0001, "LR at the end", role="final")
    power: float = number(1.0, "power of the time that is left", role="power")
    cycle: bool = flag(False, "go on after decay_steps, with a multiple of it")
    name: str = label("PolynomialDecay")

    def horizon(self) -> int | None:
        return None if self.left_out() else math.ceil(self.decay_steps * (3 if self.cycle else 1)) + 1

    def stop(self) -> Stop | None:
        if self.power >= 0:
            return None
        ends = np.ceil(np.arange(1.0, MOST_PHASES if self.cycle else 2.0) * self.decay_steps)
        ended = ends[self.left(ends) == 0]
        return self.stops(ended[0], "inf: a negative power of 0") if ended.size else None

    def turns(self) -> Turns | None:
        return Turns(0, self.decay_steps, 1, "decay_steps") if self.cycle else None

    def counted(self, t: Array, divide: Divide) -> Array:
        """The multiple of decay_steps that each step goes to."""
        return np.maximum(np.ceil(divide(t, self.decay_steps)), 1)

    def phases(self, end: int) -> list[Phase]:
        if not self.cycle:
            return super().phases(end)
        count = min(math.ceil(end / self.decay_steps), MOST_PHASES)
        starts = [0, *self.firsts(count, end).tolist()]
        begun = [start for start in dict.fromkeys(starts) if start < end]
        return [Phase(start, f"cycle {number}") for number, start in enumerate(begun, 1)][:MOST_PHASES]

    def arcs(self, end: int) -> list[Arc]:
        if not self.power:
            return arcs_between((), 0, end)
        if not self.cycle and self.power >= 1:
            return super().arcs(end)
        if not self.cycle:
            return arcs_to_end(seen_of_root(self.power, self.decay_steps), 0, self.decay_steps, 0, end)
        seen = self.power < LEAST_UNSEEN
        many = self.power > 0 and end > FEW * self.decay_steps
        if many and (arcs := arcs_of_cycles(self.number, self.decay_steps, end, seen)):
            return self.blurred(arcs) if seen else with_sum(self, arcs)
        starts = self.begun(end, MOST_TURNS)
        if starts is None or self.power < 0:
            return unknown(0, end)
        if seen:
            edges = [0, *(starts[2**n] for n in range(len(starts).bit_length() - 1)), end]
            parts = (arc_with(starts, *each, BLURRED) for each in pairwise(edges))
            return self.blurred([arc for part in parts for arc in part])
        before = self.number(np.asarray(starts - 1, dtype=np.float64))
        over = np.floor(self.decay_steps * before) + 1  # from there the end is held until a late restart
        return with_sum(self, arc_with(starts, 0, end, kinks=over[over < starts]))

    def blurred(self, arcs: list[Arc]) -> list[Arc]:
        """Arcs that go one way in float32, which is seen in some steps."""
        like = RootCycles(self) if is_told(self, arcs[-1].end) else None
        height = 1.1 * SEEN * abs(self.initial_learning_rate - self.end_learning_rate)
        found: list[Arc] = []
        for arc in arcs:
            begins, ends = pieces_at_ends(arc) if arc.period else (arc.begins()[-1:], np.array([arc.end]))
            rows = np.sort(np.append(begins, ends - 1))
            rates = self.formula(rows.astype(np.float64))
            if self.is_over(arc, rates):
                found += arcs_between((), arc.begin, arc.end)
                continue
            late = rows >= arc.end - (arc.period or arc.end)  # in the last cycles rates are lowest
            ended = (rates == self.end_learning_rate) & (rows < arc.begin + arc.period)  # no rate is beyond it
            noise, limits = height / (float(np.abs(rates[late]).max()) or 1), (rows[ended][:1] - arc.begin).tolist()
            found.append(arc._replace(form=BLURRED, noise=noise, limits=limits, changed=0, like=like))
        return found if arcs[-1].known else arcs

    def is_over(self, arc: Arc, rates: Array) -> bool:
        """Whether nothing is left in float32 in an arc of periods, and in float64 what is left is seen to be more.

        rates   where its parts begin and end, from where on there is no more left in float32
        """
        least = self.decay_steps.as_integer_ratio()[1] * (arc.end + self.decay_steps)
        return bool(arc.period and (rates == self.end_learning_rate).all() and least**-self.power > 2 * SEEN)

    def remarks(self, scope: Scope, end: int) -> Iterator[Remark]:
        yield from super().remarks(scope, end)
        if self.end_learning_rate == self.fields["end_learning_rate"].default:
            low = f"ends at {self.end_learning_rate:.12g}, its default, not at 0"
            yield self.note("default-end", low, "end_learning_rate")
        if self.cycle and end > self.decay_steps + 1:
            again = float(self.formula(np.asarray([math.floor(self.decay_steps) + 1.0]))[0])
            up = f"goes up to {again:.6g} after decay_steps, not to initial_learning_rate, and less each time"
            yield self.note("restarts-lower", up, "cycle")

    def goes_one_way(self) -> bool:
        return not self.cycle  # it has arcs of its own else

    def formula(self, t: Array) -> Array:
        return blend(self.height(t), self.initial_learning_rate, self.end_learning_rate)

    def height(self, t: Array) -> Array:
        """The share of the way to end_learning_rate that is left."""
        cycles = self.counted(t, compiled) if self.cycle else np.ones_like(t)
        height: Array = np.power(1 - np.minimum(t / (self.decay_steps * cycles), 1), self.power)
        if self.power < 1:  # a root, or a negative power, makes much of what is rounded
            height = where_seen(np.power(self.left(t), self.power), height)
        return height

    def left(self, t: Array) -> Array:
        """The share of the time that is left, in float32."""
        if not self.cycle:
            return rounded(1 - compiled(np.minimum(t, self.decay_steps), self.decay_steps))
        end = rounded(single(self.decay_steps) * self.counted(t, compiled))
        return np.maximum(rounded(1 - rounded(rounded(t) / end)), 0)
