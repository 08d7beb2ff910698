"""CSV as a spreadsheet reads it: opened by LibreOffice and saved again, the numbers are the same."""

import os
import re
import shutil
import subprocess

import pytest

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def opened(path, separator, language):
    """The numbers of a CSV file after LibreOffice has opened it, with the marks of a language."""
    codes = {",": 44, ";": 59, "\t": 9}
    options = f"--infilter=CSV:{codes[separator]},34,76,1,,{language},false,false"
    command = [
        OFFICE,
        f"-env:UserInstallation=file://{path.parent}/profile",
        "--headless",
        options,
        "--convert-to",
        "fods",
        "--outdir",
        path.parent,
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = path.with_suffix(".fods").read_text()
    return [float(value) for value in re.findall(r'office:value-type="float" office:value="([^"]+)"', text)]


ENGLISH, GERMAN = 1033, 1031  # Windows' numbers for languages, which LibreOffice uses


@pytest.mark.parametrize(
    ("flags", "separator", "language"),
    [
        ([], ",", ENGLISH),
        (["--sep", "tab"], "\t", ENGLISH),
        (["--sep", ";", "--decimal", ","], ";", GERMAN),
    ],
)
def test_a_spreadsheet_reads_the_same_numbers(called, tmp_path, flags, separator, language):
    if OFFICE is None:
        assert not os.environ.get("LRCLI_ALL_TOOLS"), "LibreOffice is missing"
        pytest.skip("LibreOffice is not installed: what a spreadsheet makes of the CSV is not tested")
    path = tmp_path / "lr.csv"
    called("csv", "exponential(0.1, rate=9)", "cosine(3e-4)", "--epochs", "200", "-o", path, *flags)
    found = opened(path, separator, language)
    lines = [line.replace(",", ".") if separator == ";" else line for line in path.read_text().splitlines()[1:]]
    written = [float(cell) for line in lines for cell in line.split(separator)]
    assert len(found) == len(written) == 600
    assert found == pytest.approx(written, rel=5e-15, abs=1e-20)  # it saves 15 digits, and 20 decimals
