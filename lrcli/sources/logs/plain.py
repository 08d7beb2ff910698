"""Any table: CSV with a header, JSON, JSON lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.reading.csv_text import CsvTable
from lrcli.reading.forms import LAST, Content, Form
from lrcli.reading.json_text import json_table

if TYPE_CHECKING:
    from lrcli.reading.tables import Table


class Plain(Form):
    """What no other format is: its columns tell by their names what they hold."""

    order = LAST

    def table(self, content: Content) -> Table:
        text = content.text
        return json_table(content.name, text) if content.is_json else CsvTable(content.name, text)


FORM = Plain()
