"""Where PyTorch raises an error in compositions of members that raise some, and which: the first of several."""

from random import Random

import numpy as np
import pytest

from lrcli import Run, parse

torch = pytest.importorskip("torch")
from test_torch import recorded, with_lr  # noqa: E402

pytestmark = pytest.mark.live

STEPS = 70
MEMBERS = [
    "torch.LambdaLR(lr_lambda='1 / (t - {0})')",
    "torch.LambdaLR(lr_lambda='0.9 ** t')",
    "torch.MultiplicativeLR(lr_lambda='1 / (t - {0})')",
    "torch.MultiplicativeLR(lr_lambda='0.97')",
    "torch.CyclicLR(base_lr=0, max_lr=0.1, step_size_up=4, scale_fn='1 / (t - {0})', scale_mode='iterations')",
    "torch.CyclicLR(base_lr=0, max_lr=0.1, step_size_up=4, scale_fn='1 / (t - 3)')",
    "torch.CyclicLR(base_lr=0, max_lr=0.1, step_size_up=0.0{0}, mode='triangular2')",
    "torch.OneCycleLR(max_lr=0.1, total_steps={0})",
    "torch.ConstantLR(factor=0, total_iters={0})",
    "torch.LinearLR(total_iters={0})",
    "torch.PolynomialLR(power=-1, total_iters={0})",
    "torch.MultiStepLR(milestones=[{0}, {0}], gamma=1e200)",
    "torch.CosineAnnealingLR(T_max={0}, eta_min=0.001)",
    "torch.StepLR(step_size={0})",
]


def member(random, deep):
    if deep and random.random() < 0.3:
        return composed(random, deep - 1)
    return random.choice(MEMBERS).format(random.randint(2, 40))


def composed(random, deep):
    """A text of a composite, members of which may be composites; one in a sequence is its first."""
    if random.random() < 0.5:
        return f"torch.ChainedScheduler(schedulers=[{', '.join(member(random, deep) for _ in range(random.randint(1, 4)))}])"
    count = random.randint(1, 4)
    parts = [member(random, deep), *(member(random, 0) for _ in range(count - 1))]
    dates = sorted(random.sample(range(1, 50), count - 1))
    return f"torch.SequentialLR(schedulers=[{', '.join(parts)}], milestones={dates})"


@pytest.mark.parametrize("seed", range(300))
def test_the_first_error(seed):
    text = composed(Random(seed), 2)
    rates, _, error = recorded(text, 0.1, STEPS)
    rates = [rate for rate in rates if np.isfinite(rate)] if np.isfinite(rates).all() else None
    if rates is None:
        pytest.skip("it grows without bounds")
    spec, run = with_lr(text, 0.1), Run(steps=STEPS)
    if not rates:
        with pytest.raises(ValueError, match=type(error).__name__):
            parse(spec).on(run)(0)
        return
    curve = parse(spec).on(run)
    limit = curve.limit()
    assert (STEPS if limit is None else min(limit, STEPS)) == len(rates), (text, error)
    scale = max(map(abs, rates))
    assert curve(np.arange(len(rates))) == pytest.approx(rates, abs=1e-11 * scale, rel=0), text
    if error is not None:
        with pytest.raises(ValueError, match=type(error).__name__):
            curve(len(rates))
