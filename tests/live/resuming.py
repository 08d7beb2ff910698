"""A run that is resumed: an optimizer and a scheduler for the old length, their states, and others for the new one."""

import warnings

import numpy as np
from hypothesis import strategies as st

from lrcli import Run, parse


@st.composite
def seams(draw, least=1):
    """Updates done, the old length, the new one, a warm-up."""
    was, total = draw(st.integers(12, 60)), draw(st.integers(13, 120))
    return draw(st.integers(least, min(was, total - 1))), was, total, draw(st.integers(0, 10))


def optimizer_of(torch, lr):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)


def resumed(torch, lr, made, seam, late=False):
    """The rates of a run, up to where a scheduler raises an error.

    `made(optimizer, length)` is its scheduler, made after the optimizer was loaded if `late`.
    """
    at, was, total, _ = seam
    optimizer, rates = optimizer_of(torch, lr), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scheduler = made(optimizer, was)
        for _ in range(at):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        states = optimizer.state_dict(), scheduler.state_dict()
        optimizer = optimizer_of(torch, lr)
        if late:
            optimizer.load_state_dict(states[0])
        scheduler = made(optimizer, total)
        if not late:
            optimizer.load_state_dict(states[0])
        scheduler.load_state_dict(states[1])
        for _ in range(at, total):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            try:
                scheduler.step()
            except ValueError:
                break
    return np.array(rates)


def ours(body, seam, how):
    at, was, total, _ = seam
    schedule = parse(f'resumed({body}, at={at}, was={was}, total={total}, how="{how}")')
    return schedule.on(Run(steps=total)).gapped(np.arange(total))


def close(body, seam, how, rates, share=1e-12):
    found = ours(body, seam, how)
    assert np.isnan(found[len(rates) :]).all()
    np.testing.assert_allclose(found[: len(rates)], rates, rtol=0, atol=share * np.abs(rates).max())
