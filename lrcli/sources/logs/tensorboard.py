"""TensorBoard: event files, and folders of them."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

from lrcli._lazy import np
from lrcli.reading.bounded import MOST_OF_DATA
from lrcli.reading.forms import Content, Form
from lrcli.reading.precision import FLOAT32, Precision
from lrcli.reading.tables import Series, Table
from lrcli.sources.logs._events import Broken, Events, is_events, read_events

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from lrcli._lazy import Array
    from lrcli.reading.tables import Cells

OF_EVENTS = "tfevents"
MOST_FILES = 10_000
OF_EPOCHS = "epoch_"
"""How Keras' tags begin that are written once an epoch."""
STEP, EPOCH, RUN = "step", "epoch", "run"


class EventTable(Table):
    """Scalars of one or more runs, in the order in which they were written: a column for each tag."""

    def __init__(self, name: str, runs: dict[str, list[tuple[str, Events]]]) -> None:
        self.files = [(file, events) for each in runs.values() for file, events in each]
        if not any(events.names for _, events in self.files):
            raise ValueError(f"{name} has no scalars")
        self.names = list(dict.fromkeys(tag for _, events in self.files for tag in events.names))
        place = {tag: number for number, tag in enumerate(self.names)}
        whole = [np.array([place[tag] for tag in events.names], dtype=np.int64) for _, events in self.files]
        tags = [new[events.tags.astype(np.int64)] for new, (_, events) in zip(whole, self.files, strict=True)]
        self.tags = joined(tags).astype(np.int64)
        self.steps = joined([events.steps for _, events in self.files])
        self.values = joined([events.values for _, events in self.files])
        self.single = joined([events.single for _, events in self.files]).astype(bool)
        self.ends = np.cumsum([len(events.steps) for _, events in self.files])
        counts = [sum(len(events.steps) for _, events in each) for each in runs.values()]
        self.runs = np.repeat(np.array(list(runs)), counts)
        self.kept = np.concatenate([not_void(events) for events in merged(runs)])
        epochs = [OF_EPOCHS] if any(tag.startswith(OF_EPOCHS) for tag in self.names) else []
        self.numbers = [STEP, *([EPOCH] if epochs else []), *([RUN] if len(runs) > 1 else [])]
        super().__init__(name, [*self.numbers, *(tag for tag in self.names if tag not in self.numbers)])
        for file, events in self.files:
            if events.cut is not None:
                self.remarks.append(f"{file} record {events.cut + 1} breaks off: it is passed over")

    def where(self, record: int) -> str:
        file = int(np.searchsorted(self.ends, record, side="right"))
        events = self.files[file][1]
        number = int(events.records[record - (self.ends[file] - len(events.steps))]) + 1
        return f"record {number}" if len(self.files) == 1 else f"record {number} of {self.files[file][0]}"

    def pick(self, places: list[int]) -> Sequence[Cells]:
        return [self._column(self.columns[place]) for place in places]

    def _column(self, name: str) -> Cells:
        by_epoch = np.array([tag.startswith(OF_EPOCHS) for tag in self.names], dtype=bool)[self.tags]
        if name == STEP:
            return np.where(by_epoch, np.nan, self.steps)
        if name == EPOCH and name in self.numbers:
            return np.where(by_epoch, self.steps, np.nan)
        if name == RUN and name in self.numbers:
            return self.runs.tolist()
        return np.where(self._of(name), self.values, np.nan)

    def _series(self, column: str, cells: Cells) -> Series:
        """A tag may have been given nan, which is not the same as nothing."""
        series = super()._series(column, cells)
        return series if column in self.numbers else series._replace(given=self._of(column))

    def _of(self, tag: str) -> npt.NDArray[np.bool_]:
        """Which scalars have a tag, and count."""
        return np.asarray((self.tags == self.names.index(tag)) & self.kept)


def joined(parts: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Arrays one after another."""
    return np.concatenate(parts) if parts else np.zeros(0)


def merged(runs: dict[str, list[tuple[str, Events]]]) -> list[list[Events]]:
    """The files of each run."""
    return [[events for _, events in each] for each in runs.values()]


def not_void(files: list[Events]) -> Array:
    """Which scalars of a run count: where a session begins at a step, what was logged from it on before is void."""
    steps = joined([events.steps for events in files])
    kept = np.ones(len(steps), dtype=bool)
    end = 0
    for events in files:
        for record, step in events.starts:
            before = end + int(np.searchsorted(events.records, record))
            if step > 0:
                kept[:before] &= steps[:before] < step
        end += len(events.steps)
    return kept


class TensorBoard(Form):
    """The writer numbered the steps. Values are float32, but for tensors of doubles."""

    name, title, order = "tensorboard", "event files of TensorBoard", 0
    steps, epochs, runs = (STEP,), (EPOCH,), (RUN,)

    def table(self, content: Content) -> Table | None:
        if content.data is None:
            return self._folder(content)
        if not is_events(content.data):
            return None
        return EventTable(content.name, {"": [(content.name, self._read(content.name, content.data))]})

    def _folder(self, content: Content) -> Table:
        runs: dict[str, list[tuple[str, Events]]] = {}
        left, count = MOST_OF_DATA, 0
        for folder, inner, files in os.walk(content.path):
            inner.sort()
            for file in sorted(name for name in files if OF_EVENTS in name):
                path, count = os.path.join(folder, file), count + 1
                with open(path, "rb") as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                if left < 0 or count > MOST_FILES:
                    raise OSError(errno.EFBIG, f"it has more than {MOST_OF_DATA} bytes or {MOST_FILES} event files")
                if is_events(data):
                    shown = os.path.relpath(path, content.path)
                    run = os.path.relpath(folder, content.path)
                    runs.setdefault(run, []).append((shown, self._read(path, data)))
        if not runs:
            raise OSError(errno.EISDIR, "it is a folder without event files of TensorBoard")
        return EventTable(
            content.name, {run: files for run, files in runs.items() if any(len(e.steps) for _, e in files)} or runs
        )

    def _read(self, name: str, data: bytes | bytearray) -> Events:
        try:
            return read_events(data)
        except Broken as error:
            raise ValueError(f"{name} {error}") from None

    def first(self, table: Table, unit: str, places: Array, rates: Array) -> int | None:
        return 0 if unit == "ep" or places.min() == 0 else None

    def digits(self, table: Table, column: str) -> Precision | None:
        if not isinstance(table, EventTable):
            return None
        mine = table.tags == table.names.index(column) if column in table.names else table.single
        return Precision(FLOAT32) if table.single[mine].all() else None


FORM = TensorBoard()
