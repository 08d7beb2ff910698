"""Frameworks' own calls for logs that no native schedule can be: a turn between two ticks, a raised cosine, and alike.

A guess is a scheduler with rough numbers. They are improved until all rows are held, then made as short as that allows.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli._tuples import NamedTuple
from lrcli.analysis.identify.decimals import length, rounded, roundest, shortest
from lrcli.analysis.identify.periodic import JUMP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.identify.rows import Rows
    from lrcli.clock import Run
    from lrcli.schedules.schedule import Schedule

NEAR = 0.35
"""Of the highest rate: a guess that is off by more is none."""
STEP = 1e-4
"""Of a number: by how much it is moved to see what that does."""
ROUNDS = 12
SIZES = (1.0, 0.5, 0.2, 0.05)
"""Shares of the way to the best numbers, were the curve a sum of them."""
ROUNDS_FIXED = 4
NOTHING = 1e-5
"""Of the highest rate: what comes to less is tried as 0 first."""
FEWER = 0.9
"""What a round must leave of what was missed, or it is the last one."""
LEAST_ROWS, FEW_DIGITS = 6, 5
ROUNDING = 1e-9
"""Of a factor: at the end of a cycle rounding tells whether the next has begun."""
LOOKED_AT = 160
EXPONENTS = (2.0, 0.5)
TURNS = 2
PAST = (1.0, 0.75, 1.25)
"""Ticks from the highest row to where the share of the rise ends: one more than the turn is at."""


class Guess(NamedTuple):
    """A scheduler with rough numbers.

    name   the scheduler
    fixed  the arguments that are known
    free   the numbers that are not, roughly
    """

    name: str
    fixed: dict[str, Any]
    free: dict[str, float]


def called(rows: Rows, run: Run) -> Schedule | None:
    """The first of the schedulers below that holds all rows with short numbers, else the one with the shortest."""
    if len(rows.at) < LEAST_ROWS or rows.rates.max() <= 0:
        return None
    found: list[Schedule] = []
    for guess in guesses(rows, run):
        schedule = Fitting(guess, rows, run).found()
        if schedule is not None:
            if all(length(getattr(schedule, name)) <= FEW_DIGITS for name in guess.free):
                return schedule
            found.append(schedule)
    return min(found, key=lambda schedule: len(repr(schedule)), default=None)


class Fitting:
    """The search for the numbers of one guess."""

    def __init__(self, guess: Guess, rows: Rows, run: Run) -> None:
        from lrcli.catalogue import find

        self.kind, self.guess, self.run, self.all_rows = find(guess.name), guess, run, rows
        turns = np.flatnonzero(np.diff(np.sign(np.diff(rows.rates)))) + 1
        near = np.concatenate([turns - 1, turns, turns + 1]) if len(turns) < LOOKED_AT else turns[:0]
        some = np.linspace(0, len(rows.at) - 1, min(len(rows.at), LOOKED_AT)).round().astype(np.int64)
        self.rows = rows.only(np.union1d(some, near))

    def schedule(self, free: dict[str, float]) -> Schedule | None:
        """The scheduler with some numbers; None where it refuses them."""
        try:
            return self.kind(**self.guess.fixed, **free) if self.kind else None
        except (ValueError, ArithmeticError):
            return None

    def missed(self, free: dict[str, float], rows: Rows | None = None) -> Array | None:
        """How far each row is missed, in what it may be off."""
        part = self.rows if rows is None else rows
        made = self.schedule(free)
        try:
            values = made.on(self.run).values(part.at) if made is not None else None
        except (ValueError, ArithmeticError):
            return None
        return None if values is None or not np.isfinite(values).all() else (values - part.rates) / part.within

    def found(self) -> Schedule | None:
        """The scheduler that holds all rows; None where these numbers cannot be made to."""
        free, missed = dict(self.guess.free), self.missed(self.guess.free)
        if missed is None or np.abs(missed * self.rows.within).max() > NEAR * self.rows.rates.max():
            return None
        even = np.full(len(missed), float(self.rows.rates.max()))
        rough = self.moved(free, tuple(free), ROUNDS, self.rows.within / even)
        least = NOTHING * float(self.rows.rates.max())
        clean = {name: 0.0 if abs(value) < least else value for name, value in rough.items()}
        some = tuple(name for name in free if clean[name])
        solved = self.improved(clean, some, ROUNDS) or self.improved(free, tuple(free), ROUNDS)
        if solved is None:
            return None
        known = self.shortened(solved)
        off = self.missed(known, self.all_rows)
        return self.schedule(known) if off is not None and np.abs(off).max() <= 1 else None

    def improved(self, free: dict[str, float], names: tuple[str, ...], rounds: int) -> dict[str, float] | None:
        """The numbers with some of them moved so that every row is held; None where it does not come to that."""
        free = self.moved(free, names, rounds)
        missed = self.missed(free)
        return free if missed is not None and np.abs(missed).max() <= 1 else None

    def moved(
        self, free: dict[str, float], names: tuple[str, ...], rounds: int, weights: Array | float = 1.0
    ) -> dict[str, float]:
        """The numbers with some of them moved, as long as that leaves less of what is missed."""
        missed = self.missed(free)
        for _ in range(rounds):
            if missed is None or np.abs(missed).max() <= 1 or not names:
                break
            steps = {name: STEP * max(abs(free[name]), STEP) for name in names}
            tried = [self.missed({**free, name: free[name] + step}) for name, step in steps.items()]
            slopes = [np.zeros_like(missed) if each is None else (each - missed) * weights for each in tried]
            factors = np.linalg.lstsq(np.stack(slopes, axis=1), -missed * weights, rcond=None)[0].tolist()
            before = float(((missed * weights) ** 2).sum())
            for size in SIZES:
                other = dict(free)
                for (name, step), factor in zip(steps.items(), factors, strict=True):
                    least = 0.0 if free[name] >= 0 else -np.inf  # no rate and no power is below 0
                    other[name] = max(free[name] + size * factor * step, least)
                after = self.missed(other)
                if after is not None and float(((after * weights) ** 2).sum()) < FEWER * before:
                    break
            else:
                break
            free, missed = other, after
        return free

    def shortened(self, free: dict[str, float]) -> dict[str, float]:
        """The numbers, each in turn as its default, 0, or with as few digits as the others allow."""
        names = tuple(free)
        fields = self.kind.fields if self.kind else {}
        for index, name in enumerate(names):
            default, value = fields[name].default, free[name]
            usual = [float(default)] if isinstance(default, int | float) else []
            for short in dict.fromkeys([*usual, 0.0, *rounded(value)]):
                close = abs(short - value) <= 0.05 * abs(value) or short in usual or not short
                fixed = {**free, name: int(short) if short.is_integer() else short}
                if close and (other := self.improved(fixed, names[index + 1 :], ROUNDS_FIXED)):
                    free = other
                    break
        return free


def guesses(rows: Rows, run: Run) -> Iterator[Guess]:
    """What a log may be the call of, by how it goes up and down."""
    peak = int(np.argmax(rows.rates))
    yield from restarted(rows)
    if 0 < peak < len(rows.at) - 1:
        yield from one_cycles(rows, run, peak)
        yield from warmed(rows, run, peak)
    elif peak == 0:
        yield from falls(rows, run)


def lengths(rows: Rows, run: Run) -> list[int]:
    """How long a schedule may be: the run, up to its last row, up to where its last rate begins."""
    last = rows.rates[-1]
    flat = int(np.argmax(rows.rates[::-1] != last)) if (rows.rates != last).any() else 0
    ends = [run.rows or 0, int(rows.at[-1]), int(rows.at[len(rows.at) - max(flat, 1)])]
    return [end for end in dict.fromkeys(ends) if end > 1]


def one_cycles(rows: Rows, run: Run, peak: int) -> Iterator[Guess]:
    """A rise to a peak that may lie between two ticks, and a fall below the start."""
    first, high, last = float(rows.rates[0]), float(rows.rates[peak]), float(rows.rates[-1])
    if not 0 < last < first:
        return
    for total in lengths(rows, run)[:2]:
        free = {"max_lr": high, "div_factor": high / first, "final_div_factor": first / last}
        for way, shape, past in product(({}, {"three_phase": True}), ({}, {"anneal_strategy": "linear"}), PAST):
            share = min((float(rows.at[peak]) + past) / total, 0.99)
            yield Guess("torch.OneCycleLR", {"total_steps": total, **way, **shape}, {"pct_start": share, **free})


def falls(rows: Rows, run: Run) -> Iterator[Guess]:
    """A fall whose cosine, or whose time, is raised to a power."""
    high, low = float(rows.rates[0]), float(rows.rates.min())
    for total in lengths(rows, run):
        for power in EXPONENTS:
            free = {"exponent": power, "init_value": high, "alpha": low / high}
            yield Guess("optax.cosine_decay_schedule", {"decay_steps": total}, free)
            free = {"k_decay": power, "lr": high, "lr_min": low}
            yield Guess("timm.CosineLRScheduler", {"t_initial": total}, free)
            yield from (
                Guess("timm.PolyLRScheduler", {"t_initial": total}, {"power": p, **free}) for p in (1.0, *EXPONENTS)
            )
        yield Guess("timm.TanhLRScheduler", {"t_initial": total}, {"lr": high, "lr_min": low, "lb": -7.0, "ub": 3.0})
        turned = int((np.abs(np.diff(np.sign(np.diff(rows.rates)))) > 1).sum()) + 1
        if turned >= TURNS:
            fixed = {"num_warmup_steps": 0, "num_training_steps": total, "num_cycles": turned / 2}
            yield Guess("transformers.cosine_with_min_lr", fixed, {"lr": high, "min_lr_rate": low / high})


def warmed(rows: Rows, run: Run, peak: int) -> Iterator[Guess]:
    """A straight warm-up, and a fall of that kind."""
    first, high, low = float(rows.rates[0]), float(rows.rates[peak]), float(rows.rates[peak:].min())
    rise = int(rows.at[peak])
    for total in lengths(rows, run):
        if total <= rise:
            continue
        for power in EXPONENTS:
            free = {"exponent": power, "peak_value": high, "init_value": first, "end_value": low}
            yield Guess("optax.warmup_cosine_decay_schedule", {"warmup_steps": rise, "decay_steps": total}, free)
            free = {"k_decay": power, "lr": high, "lr_min": low, "warmup_lr_init": first}
            yield Guess("timm.CosineLRScheduler", {"t_initial": total, "warmup_t": rise}, free)
        fixed = {"total_num_steps": total, "warmup_num_steps": rise, "warmup_type": "linear", "lr": first}
        for most in (rise, rise + 1, rise - 1):
            fixed = {**fixed, "warmup_num_steps": most}
            yield Guess("deepspeed.WarmupDecayLR", fixed, {"warmup_max_lr": high, "warmup_min_lr": 0.0})


def restarted(rows: Rows) -> Iterator[Guess]:
    """Cosines that begin again, each as long as the one before it times a number that need not be whole."""
    jumps = np.flatnonzero(np.diff(rows.rates) > JUMP * float(rows.rates.max()))
    if len(jumps) < TURNS or (np.diff(jumps) < TURNS).any():
        return
    spans = [(float(rows.at[row]), float(rows.at[row + 1])) for row in jumps]
    high, low = float(rows.rates[0]), float(rows.rates.min())
    again = float(rows.rates[jumps[0] + 1] / high)
    first, last = int(spans[0][0]), int(spans[0][1])
    for size in dict.fromkeys([*roundest(first, last, last, 3), last]):
        factor = growth([(after / size, later / size) for after, later in spans])
        if factor is None:
            continue
        free = {"initial_learning_rate": high, "m_mul": again, "alpha": low / high}
        yield Guess("keras.CosineDecayRestarts", {"first_decay_steps": size, "t_mul": factor}, free)
        fixed = {"t_initial": size, "cycle_mul": factor, "cycle_limit": len(jumps) + 1}
        yield Guess("timm.CosineLRScheduler", fixed, {"lr": high, "cycle_decay": again, "lr_min": low})


def growth(spans: list[tuple[float, float]]) -> float | None:
    """The shortest factor from one cycle to the next with which each but the first ends in its span, in first ones."""

    def end(factor: float, count: int) -> float:
        return sum(factor**power for power in range(count))

    low, high = 0.1, 20.0
    for count, (after, until) in enumerate(spans[1:], 2):
        least, most = low, high
        for target, ends in ((after, True), (until, False)):
            a, b = 0.1, 20.0
            for _ in range(60):
                middle = (a + b) / 2
                a, b = (middle, b) if end(middle, count) < target else (a, middle)
            least, most = (max(least, b), most) if ends else (least, min(most, a))
        low, high = least, most
    return shortest(low * (1 - ROUNDING), high * (1 + ROUNDING)) if low <= high * (1 + ROUNDING) else None
