"""nanoGPT, llm.c, torchtune, Keras' progress bar and alike: a step and a rate, by their words, in each line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.reading.forms import Content, Form, NoRates
from lrcli.sources.logs._lines import NUMBER, lines_of, records

if TYPE_CHECKING:
    from lrcli._lazy import Array
    from lrcli.reading.tables import Table

STEP = re.compile(
    r"(?:^|[\s\[|(])(step|iter|iteration|global_step|epoch)\s*[:=\[#]?\s*(\d+)(?:\s*/\s*(\d+))?(?![\d.])", re.I
)
RATE = re.compile(rf"(?:^|[\s|,;(\[{{])(lr|learning[ _]rate)(?:\s*[:=]\s*|\s+)({NUMBER})(?![\w.])", re.I)
PAIR = re.compile(rf"(?:^|[\s|,;(])([A-Za-z][\w/]*(?: loss)?)(?:\s*[:=]\s*|\s+)({NUMBER})(?=[\s|,;)a-zA-Z%]|$)")
LLM_C, TORCHTUNE = re.compile(r"^\s*step\s+\d+/\d+\s*\|"), re.compile(r"^\s*Step\s+\d+\s*\|\s*\S+:")
KERAS = re.compile(r"^\s*Epoch\s+(\d+)/(\d+)\s*$")
COUNTED = re.compile(
    rf"(?:step|iter|iteration|epoch)(?:\s+|:\s*)\d+[\s:,|/(].*?[A-Za-z_]\w*(?:\s*[:=]\s*|\s+){NUMBER}", re.I
)
"""A step and another number in one line, as no configuration has them."""
LEAST_LINES = 2


class KeyValue(Form):
    """What `step 12/200 | loss 2.1 | lr 6.0e-04` is, in any order and with any marks."""

    name, title, order = "key_value", "what nanoGPT, llm.c, torchtune and alike print", 60
    rates = (r"lr|learning[ _]rate",)
    steps, epochs = ("global_step", "step", "iteration", "iter"), ("epoch",)

    def table(self, content: Content) -> Table | None:
        if (
            content.data is None
            or content.is_json
            or not (STEP.search(content.head) or EPOCH_ALONE.search(content.head))
        ):
            return None
        found, total, epoch, from_1, epochs_from_1 = list[tuple[int, dict[str, Any]]](), None, None, False, False
        steps_told = set[str]()
        for number, whole in lines_of(content.text):
            line = whole.rpartition("\b")[2]  # a progress bar writes over itself
            heading = KERAS.match(line) or EPOCH_ALONE.search(line)
            if heading:
                epoch, from_1 = heading[1], bool(KERAS.match(line))
                continue
            steps = {name.lower(): (count, of) for name, count, of in STEP.findall(line)}
            if steps and COUNTED.search(line):
                steps_told |= {f"{name} {count}" for name, (count, _) in steps.items()}
            rate = RATE.search(line)
            if rate is None or not (steps or epoch is not None):
                continue
            own = {rate[1].lower(), *steps}
            row = {name: value for name, value in PAIR.findall(line) if name.lower() not in own}
            row |= {name: count for name, (count, _) in steps.items()}
            if not steps:
                row["epoch"] = epoch
            row[rate[1].lower()] = rate[2]
            total = next((int(of) for name, (_, of) in steps.items() if of and name != "epoch"), total)
            count, last = steps.get("epoch", ("", None))
            from_1 = from_1 or bool(LLM_C.match(line) or TORCHTUNE.match(line))
            epochs_from_1 = epochs_from_1 or count == last
            found.append((number, row))
        if not found:
            if len(steps_told) >= LEAST_LINES:
                raise NoRates(f"{content.name} has lines with steps and none with a learning rate")
            return None
        table = records(content.name, found)
        table.beside = {"total": total, "st": from_1, "ep": from_1 or epochs_from_1}
        return table

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0 if places.min() == 0 else 1 if table.beside.get(unit) else None

    def run(self, table: Table) -> Run | None:
        return Run(steps=table.beside["total"]) if table.beside["total"] else None


EPOCH_ALONE = re.compile(r"^(?:\d{4}-\d\d-\d\d[ T][\d:.,]+:?\s*)?Epoch\s+(\d+)\s*$", re.M)
"""A heading of nnU-Net: the rate is in a line of its own below."""
FORM = KeyValue()
