"""Keras' LearningRateScheduler and PyTorch's schedulers: what they print as they set the rate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.reading.forms import Content, Form
from lrcli.reading.precision import MANTISSA, Precision
from lrcli.sources.logs._lines import NUMBER, lines_of, records

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

OF_KERAS = re.compile(
    rf"Epoch\s+(\d+): LearningRateScheduler (?:setting|reducing) learning rate to ({NUMBER})(?=\.?(?:\s|$))"
)
OF_TORCH = re.compile(rf"^\s*Adjusting learning rate of group (\d+) to ({NUMBER})(?=\.?\s*$)")

OF_TORCH_DIGITS = 5
"""PyTorch prints a rate as {:.4e}."""


class Setting(Form):
    """Keras prints the rate of an epoch as that begins, counted from 1; with verbose=1.

    PyTorch prints it with verbose=True as a scheduler is made and at each of its steps, a line for each group.
    """

    name, title, order = "setting", "what a scheduler prints as it sets the rate", 24
    rates, steps, epochs = (r"learning rate( \d+)?",), (), ("epoch",)

    def table(self, content: Content) -> Table | None:
        if content.data is None or content.is_json or "learning rate" not in content.text:
            return None
        keras, torch = list[tuple[int, dict[str, Any]]](), list[tuple[int, dict[str, Any]]]()
        for number, line in lines_of(content.text):
            if found := OF_KERAS.search(line):
                keras.append((number, {"epoch": found[1], "learning rate": found[2]}))
            elif found := OF_TORCH.match(line):
                group = f"learning rate {found[1]}"
                if not torch or group in torch[-1][1]:
                    torch.append((number, {}))
                torch[-1][1][group] = found[2]
        if not keras and not torch:
            return None
        table = records(content.name, keras or torch)
        table.beside = {"torch": not keras}
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 1 if unit == "ep" else 0

    def digits(self, table: Table, column: str) -> Precision | None:
        return Precision(MANTISSA, OF_TORCH_DIGITS) if table.beside["torch"] else None

    def held(self, table: Table) -> bool | None:
        return False


FORM = Setting()
