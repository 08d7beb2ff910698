"""Hugging Face: the state that the Trainer keeps, trainer_state.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.clock import Run
from lrcli.reading.forms import Content, Form
from lrcli.reading.json_text import ObjectTable

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

ENTRY = "entry {} of log_history"
RESULTS = frozenset(("train_runtime", "train_loss", "train_samples_per_second", "eval_runtime"))
"""Keys of all_results.json."""


class Trainer(Form):
    """A row N holds the rate of tick N in version 4, which logs after the scheduler's step, and of N-1 in version 5."""

    name, title, order = "trainer_state", "trainer_state.json of Hugging Face", 10
    steps, epochs, whole_epochs = ("step",), ("epoch",), True

    def table(self, content: Content) -> Table | None:
        tree = content.tree if content.data is not None and content.is_json else None
        if not isinstance(tree, dict):
            return None
        if isinstance(tree.get("log_history"), list):
            table = ObjectTable(content.name, tree["log_history"] or [{}], lambda record: ENTRY.format(record + 1))
            table.beside = {key: tree.get(key) for key in ("max_steps", "num_train_epochs")}
            return table
        if not RESULTS.isdisjoint(tree) and not any(isinstance(value, list) for value in tree.values()):
            return ObjectTable(content.name, [tree], lambda _: "")
        return None

    def without_rates(self, table: Table) -> str:
        if "log_history" in table.beside or "max_steps" in table.beside:
            return "has no learning_rate in its log_history: no training row was logged"
        return "holds results alone: the rates are in trainer_state.json, in the folder of a checkpoint"

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        if unit == "ep":
            return 1
        return first_of(places, rates, table.beside.get("max_steps"))

    def assumed(self, unit: str) -> int:
        return 1

    def held(self, table: Table) -> bool | None:
        return False

    def run(self, table: Table) -> Run | None:
        steps, epochs = table.beside.get("max_steps"), table.beside.get("num_train_epochs")
        if not isinstance(steps, int) or not 0 < steps < 1e15:
            return None
        whole = isinstance(epochs, int) and 0 < epochs <= steps and steps % epochs == 0
        return Run(steps=steps, steps_per_epoch=steps // epochs) if whole and epochs else Run(steps=steps)


def first_of(places: Array, rates: Array, last: object) -> int | None:
    """Whether version 4 (0) or 5 (1) of the Trainer wrote rows; None where neither the first nor the last tells."""
    if places[0] == 0:
        return 0
    if places[0] == 1 and len(rates) > 1:
        if rates[0] == 0:
            return 1
        if rates[0] < rates[1]:
            return 0
    return 0 if places[-1] == last and rates[-1] == 0 and len(rates) > 1 else None


FORM = Trainer()
