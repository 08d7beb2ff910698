"""Arcs of what is a function of the share of the run, where the run goes on past its end."""

import pytest
from arcs_laws import assert_arcs, assert_seen_as_walked
from grouped import sample

from lrcli import Run, parse
from lrcli.analysis.curves import Curves

RISE = "fvcore.LinearParamScheduler(0, 0.1)"
WAVE = "fvcore.CosineParamScheduler(0.1, 0.01)"
DROPS = "fvcore.MultiStepParamScheduler([0.1, 0.3, 0.2], 100, [20, 70])"


def composite(one, other, lengths, scaling):
    return f"fvcore.CompositeParamScheduler([{one}, {other}], {lengths}, {scaling})"


TEXTS = [
    WAVE,
    *(
        f"fvcore.{text}"
        for text in (
            "ExponentialParamScheduler(0.1, 0.02)",
            "ExponentialParamScheduler(0.1, 0)",
            "LinearParamScheduler(0.1, 0.02)",
            "PolynomialDecayParamScheduler(0.1, 2)",
            "PolynomialDecayParamScheduler(0.1, 3)",
            "PolynomialDecayParamScheduler(0.1, 0)",
        )
    ),
    composite(RISE, WAVE, "[0.1, 0.9]", "['rescaled', 'rescaled']"),
    composite(RISE, WAVE, "[0.1, 0.9]", "['rescaled', 'fixed']"),
    composite(WAVE, WAVE, "[0.97, 0.03]", "['rescaled', 'rescaled']"),
    composite(WAVE, WAVE, "[1.5, -0.5]", "['rescaled', 'rescaled']"),
    composite(WAVE, WAVE, "[-0.5, 1.5]", "['rescaled', 'rescaled']"),
    composite(DROPS, WAVE, "[0.5, 0.5]", "['rescaled', 'fixed']"),
    composite(composite(RISE, DROPS, "[0.1, 0.9]", "['rescaled', 'fixed']"), RISE, "[0.3, 0.7]", "['fixed', 'fixed']"),
    f"detectron2.WarmupParamScheduler({WAVE}, 0.001, 0.1)",
    f"detectron2.WarmupParamScheduler({WAVE}, 0.001, 0.1, rescale_interval=True)",
]


@pytest.mark.parametrize(
    "text",
    sample(
        "past",
        [
            form.format(text)
            for text in TEXTS
            for form in (
                "stepped({}, 7)",
                "stepped({}, 7)[1234:]",
                "linear(0, 0.1, 100) >> stepped({}, 30)",
                "repeat(stepped({}, 3)[:1007])",
            )
        ],
    ),
)
def test_past_the_run(monkeypatch, text):
    curves = Curves([("", parse(text))], Run(steps=30_011))
    assert_arcs(curves.curves[0], curves.rows)
    assert assert_seen_as_walked(monkeypatch, curves)


def test_what_ends_with_the_run_has_arcs_up_to_there(monkeypatch):
    for text in ("fvcore.ConstantParamScheduler(0.1)", DROPS, "fvcore.PolynomialDecayParamScheduler(0.1, 0.5)"):
        curves = Curves([("", parse(f"stepped({text}, 7)"))], Run(steps=70_011))
        assert assert_seen_as_walked(monkeypatch, curves)
