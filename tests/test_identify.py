"""From logged rates to the schedule that they came from."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from grouped import each

from lrcli import Run, parse
from lrcli.analysis.identify.decimals import length, roundest, shortest
from lrcli.analysis.identify.logged import BEFORE, FOUND, NEAREST, SEAM, identify
from lrcli.cli.main import run
from lrcli.reading.logs import read_log

if TYPE_CHECKING:
    from pathlib import Path

EVERY = {"each": slice(None), "every fifth": slice(None, None, 5), "every fourth, from 3 on": slice(3, None, 4)}
WRITTEN = {
    "exact": repr,
    "float32": lambda lr: repr(float(np.float32(lr))),
    "%.6g": "{:.6g}".format,
    "%.4e": "{:.4e}".format,
}
NATIVE = (
    "constant(0.001)",
    "linear(0.1, final=0.001, length=200)",
    "cosine(0.1, length=200)",
    "exponential(0.1, gamma=0.99)",
    "step(0.1, rate=0.5, every=50)",
    "multistep(0.1, milestones=[60, 120, 160])",
    "polynomial(0.01, final=0.0001, length=200, power=0.9)",
    "inverse_sqrt(0.001, warmup=20)",
    "linear(0, 0.0003, 20) >> linear(0.0003, length=180)",
    "linear(0, 0.0003, 20) >> cosine(0.0003, final=3e-05, length=180)",
    "linear(0, 0.0003, 20) >> cosine(0.0003, length=400)",
    "wsd(0.001, warmup=20, cooldown=40, length=200)",
    "wsd(0.001, warmup=20, cooldown=40, length=200, shape=one_minus_sqrt)",
    "one_cycle(0.1, length=200)",
    "restarts(0.1, final=0.001, period=50)",
    "triangular(0.1, low=0.01, up=25)",
    "rex(0.1, length=200)",
)


def logged(folder: Path, text: str, which: slice = slice(None), written: str = "exact", rows: int = 200) -> Path:
    """A log of a schedule."""
    rates = parse(text).on(Run(steps=rows))(range(rows)).tolist()
    lines = [f"{tick},{WRITTEN[written](rates[tick])}" for tick in range(rows)[which]]
    path = folder / "log.csv"
    path.write_text("\n".join(["step,lr", *lines]) + "\n")
    return path


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(["identify", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


@each("log", list(product(NATIVE, WRITTEN, EVERY)), lambda log: log[0])
def test_a_native_schedule_is_found_in_its_log(tmp_path: Path, log: tuple[str, str, str]) -> None:
    text, written, which = log
    record = identify(read_log(str(logged(tmp_path, text, EVERY[which], written))))
    assert record.verdict == FOUND
    assert (record.difference or 0) <= (record.allowed or 0)
    meant, found = (parse(each).on(Run(steps=200))(range(10, 191)) for each in (text, str(record.spec)))
    assert np.abs(meant - found).max() <= 2e-3 * meant.max()


@pytest.mark.parametrize("text", NATIVE)
def test_an_exact_log_of_each_row_gives_the_text_itself(tmp_path: Path, text: str) -> None:
    record = identify(read_log(str(logged(tmp_path, text))))
    meant, found = (parse(each).on(Run(steps=200))(range(200)) for each in (text, str(record.spec)))
    assert np.abs(meant - found).max() <= 1e-12 * meant.max()
    assert len(str(record.spec)) <= len(repr(parse(text))) + 12


def test_numbers_are_round(tmp_path: Path) -> None:
    record = identify(read_log(str(logged(tmp_path, "linear(0, 0.0003, 20) >> cosine(0.0003, length=180)"))))
    assert record.spec == "linear(0, final=0.0003, length=20) >> cosine(0.0003, length=180)"
    assert [(each.name, each.from_, each.to, each.rows) for each in record.phases] == [
        ("linear", 0, 19, 20),
        ("cosine", 20, 199, 180),
    ]
    assert any("transformers.cosine(lr=0.0003, num_warmup_steps=20" in match.spec for match in record.same)


def test_what_no_row_shows_is_told(tmp_path: Path) -> None:
    text = "linear(0, 0.0003, 20) >> cosine(0.0003, length=180)"
    record = identify(read_log(str(logged(tmp_path, text, slice(30, None, 10)))))
    assert (record.verdict, [each.code for each in record.unknown]) == (FOUND, [BEFORE])
    record = identify(read_log(str(logged(tmp_path, "step(0.1, every=60)", slice(None, None, 10)))))
    assert record.unknown[0].code == SEAM
    assert record.unknown[0].from_ <= 60 <= record.unknown[0].to


def test_a_warm_up_between_two_rows_gets_the_roundest_peak_and_its_bounds(tmp_path: Path) -> None:
    text = "linear(0, 2e-05, 4) >> linear(2e-05, 1e-06, 56)"
    record = identify(read_log(str(logged(tmp_path, text, slice(None, None, 10), rows=60))))
    assert record.spec == "linear(0, final=2e-05, length=4) >> linear(2e-05, final=1e-06, length=56)"
    (bounds,) = record.unknown
    assert (bounds.code, bounds.from_, bounds.to) == (SEAM, 1, 10)
    assert bounds.first == pytest.approx(2e-05 + 3 * 1.9e-05 / 56)
    assert bounds.last == pytest.approx(2e-05 - 6 * 1.9e-05 / 56)


@pytest.mark.parametrize(
    ("text", "which", "written", "rows"),
    [
        ("triangular(0.4, low=4e-05, up=25)", slice(None, None, 10), "%.4e", 200),
        ("restarts(0.1, period=150)", slice(None), "%.4e", 2000),
        ("step(0.1, rate=0.99, every=50)", slice(None), "%.4e", 3000),
        ("restarts(0.00015, period=240, growth=3)", slice(None), "%.4e", 1200),
        ("one_cycle(0.0006, length=1200, warmup=600)", slice(None), "%.4e", 1200),
        ("linear(0, final=0.4, length=36) >> constant(0.4)", slice(None, None, 10), "%.4e", 365),
    ],
)
def test_rounded_or_sparse_rows_give_the_text_itself(
    tmp_path: Path, text: str, which: slice, written: str, rows: int
) -> None:
    assert identify(read_log(str(logged(tmp_path, text, which, written, rows)))).spec == text


def test_each_stage_is_told_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    rates = [*((tick, 0.1 * (1 - tick / 50)) for tick in range(50)), *((tick, 0.01 * 0.9**tick) for tick in range(40))]
    path.write_text("step,lr\n" + "".join(f"{tick},{rate!r}\n" for tick, rate in rates))
    code, out, err = command(capsys, str(path), "--json")
    told = [(each["stage"], each["spec"]) for each in json.loads(out)]
    assert (code, told) == (0, [(1, "linear(0.1, length=50)"), (2, "exponential(0.01, gamma=0.9)")])
    assert "each of its 2 stages is told by itself" in err
    assert json.loads(command(capsys, str(path), "--run", "2", "--json")[1])["stage"] is None


def test_what_is_printed_and_each_call_is_held_by_verify(tmp_path: Path) -> None:
    path = logged(tmp_path, "linear(0.0001, 0.001, 20) >> cosine(0.001, length=180)")
    record = identify(read_log(str(path)))
    calls = [each.spec for each in record.same]
    assert any(each.startswith("torch.SequentialLR") for each in calls)
    assert [run(["verify", each, str(path), "--steps", "200"]) for each in (str(record.spec), *calls)] == [0] * (
        len(calls) + 1
    )


def test_a_number_is_counted_from_1_where_that_is_simpler(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,lr\n" + "".join(f"{tick + 1},{0.1 * 0.5 ** (tick // 30)}\n" for tick in range(90)))
    record = identify(read_log(str(path)))
    assert (record.spec, record.counted.first) == ("step(0.1, rate=0.5, every=30)", 1)


def test_the_nearest_is_said_to_be_that(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    rates = 0.1 + 0.05 * np.sin(np.arange(60.0) ** 1.5)
    path.write_text("step,lr\n" + "".join(f"{tick},{rate!r}\n" for tick, rate in enumerate(rates.tolist())))
    assert identify(read_log(str(path))).verdict == NEAREST
    code, out, _ = command(capsys, str(path))
    assert code == 1
    assert "is the nearest that was found, and does not hold" in out.replace("\n", " ")


def test_json_has_the_verdict_and_the_schedule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = command(capsys, str(logged(tmp_path, "cosine(0.1, length=200)")), "--json")
    answer = json.loads(out)
    assert (code, answer["verdict"], answer["spec"]) == (0, "found", "cosine(0.1, length=200)")


def test_a_log_without_rates_is_wrong_usage_and_a_missing_file_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("step,loss\n0,1.0\n")
    assert command(capsys, str(path))[0] == 2
    assert command(capsys, str(tmp_path / "none.csv"))[0] == 3


def test_the_shortest_decimal_between_two() -> None:
    assert shortest(0.0299, 0.0304) == 0.03
    assert shortest(-1, 1) == 0
    assert shortest(2, 1) is None
    assert (length(0.00030), length(1500), length(0)) == (1, 2, 0)
    assert roundest(91, 112, 104, 3) == [100, 110, 104]
