"""Neptune: the values of a series, as pandas writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import Content, Form

if TYPE_CHECKING:
    from lrcli.reading.tables import Table


class Neptune(Form):
    """The first column, without a name, numbers the rows."""

    name, title, order = "neptune", "a series of Neptune", 45

    def table(self, content: Content) -> Table | None:
        header = content.header()
        return CsvTable(content.name, content.text) if header[:3] == ["", "step", "value"] else None


FORM = Neptune()
