"""What all of Transformers' schedulers share."""

from __future__ import annotations

import re
from typing import Any

from lrcli.frameworks._kit.warmed import Warmed


class TransformersScheduler(Warmed, abstract=True):
    """One of Transformers' schedulers. get_scheduler takes both numbers of steps for each, whether used or not."""

    maker = "Transformers"

    def __init_subclass__(cls, abstract: bool = False, function: str = "", **settings: Any) -> None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        aliases = tuple(f"transformers.{alias}" for alias in (function, *settings.pop("aliases", ())) if alias)
        super().__init_subclass__(family=f"transformers.{name}", aliases=aliases, abstract=abstract, **settings)

    def requires(self, field: str) -> str:
        name = self.family.rpartition(".")[2].upper()
        return f"ValueError: SchedulerType.{name} requires `{field}`, please provide that argument."
