"""Hypotheses about the family: the same start, height and warm-up, and another way down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.analysis.lint.tree import of_framework
from lrcli.analysis.verify.fields import linear_in
from lrcli.analysis.verify.found import Found, plainest
from lrcli.analysis.verify.meant import after_first, inside
from lrcli.catalogue import natives
from lrcli.clock import Ticks
from lrcli.language.notation import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli._lazy import Array
    from lrcli.analysis.verify.compared_rows import Rates, Rows
    from lrcli.analysis.verify.meant import Meant

POWERS = (1.0, 2.0, 3.0, 0.5)


def other_family(meant: Meant, rows: Rows) -> Iterator[Found]:
    """Another family with the same start, height and warm-up, down to whatever end the log has."""
    every = meant.every
    risen, peak = meant.risen, float(np.nanmax(every))
    for name, change, piece in ways_down(meant):
        down = _down_to_the_end(meant, rows, piece, peak)
        if down and rows.held_by(down[1]) and not _is_own(meant, piece, peak):
            yield Found("family", {"family": name, **change, "final": down[0]}, down[1])
            return
    flat = np.where(np.arange(len(every)) < risen, every, peak)
    if rows.held_by(lambda ticks: np.interp(ticks, np.arange(len(flat)), flat)):
        yield Found("family", {"family": "constant"}, lambda ticks: np.interp(ticks, np.arange(len(flat)), flat))
        return
    own = {each.family for each in inside(after_first(meant) or meant.given)}
    falls = rows.of(rows.ticks >= risen)
    if "exponential" not in own and len(falls.rates) > 2 and (falls.rates > 0).all():
        logs = np.log(falls.rates / peak)
        slope = float((logs[-1] - logs[0]) / max(falls.ticks[-1] - falls.ticks[0], 1))
        off = float((falls.tolerance / falls.rates)[[0, -1]].sum() / max(falls.ticks[-1] - falls.ticks[0], 1))
        gammas = [plainest(float(np.exp(slope - wide)), float(np.exp(slope + wide))) for wide in (off, 1e-12)]
        for gamma in gammas if slope < 0 else []:
            decay = _exponential(meant, gamma, peak, risen)
            if rows.held_by(decay):
                yield Found("family", {"family": "exponential", "gamma": gamma}, decay)
                return


def ways_down(meant: Meant) -> Iterator[tuple[str, dict[str, float], dict[str, Any]]]:
    """The native families that fall from one rate to another, those without a power first."""
    own = {each.family for each in inside(after_first(meant) or meant.given)}
    found = []
    for kind in natives():
        roles = {field.role: each for each, field in kind.fields.items()}
        usable = not (kind.combines or kind.outside or of_framework(kind))
        if kind.family in own or not usable or not {"base", "final", "length"} <= set(roles):
            continue
        changes = [{roles["power"]: power} for power in POWERS] if "power" in roles else [{}]
        found += [(kind, roles, change) for change in changes]
    for kind, roles, change in sorted(found, key=lambda each: len(each[2])):
        yield kind.family, change, {"kind": kind, "base": roles["base"], "final": roles["final"], "change": change}


def _down_to_the_end(meant: Meant, rows: Rows, way: dict[str, Any], peak: float) -> tuple[float, Rates] | None:
    """The end that the rows ask of a family, and its rates down to there: an end acts on all rows in proportion."""
    zero, half = (_down_to(meant, way, peak, end) for end in (0.0, peak / 2))
    if zero is None or half is None:
        return None
    some = rows.sample()
    base = zero(some.ticks)
    bounds = linear_in(some, base, (half(some.ticks) - base) / (peak / 2))
    if bounds is None or bounds[1] < 0:
        return None
    end = plainest(max(bounds[0], 0.0), bounds[1])
    curve = _down_to(meant, way, peak, end)
    return (end, curve) if curve else None


def _down_to(meant: Meant, way: dict[str, Any], peak: float, end: float) -> Rates | None:
    """The rates of a family from a peak down to an end, the warm-up being as meant."""
    try:
        piece = way["kind"](**{way["base"]: peak, way["final"]: end, **way["change"]})
        length = Ticks(max(meant.risen, 1), meant.suffix)
        rise = parse("linear(0, 1)").replace(initial=float(meant.every[0]), final=peak, length=length)
        return meant.changed(rise >> piece if meant.risen else piece)
    except (ValueError, ArithmeticError):
        return None


def _is_own(meant: Meant, way: dict[str, Any], peak: float) -> bool:
    """Whether what was meant is this family by another name, as a line is a polynomial of power 1, with its own end."""
    if not any(spot.field.role == "final" for spot in meant.spots):
        return False
    end = float(meant.every[-1])
    curve = _down_to(meant, way, peak, end) if end >= 0 else None
    at = np.arange(meant.risen, len(meant.every), max(len(meant.every) // 50, 1), dtype=np.float64)
    return curve is not None and bool(np.allclose(curve(at), meant(at), rtol=1e-9, atol=1e-12 * peak))


def _exponential(meant: Meant, gamma: float, peak: float, risen: int) -> Rates:
    def decay(ticks: Array) -> Array:
        return np.where(ticks < risen, meant(ticks), peak * gamma ** np.maximum(ticks - risen, 0.0))

    return decay
