"""What is wrong with an argument of a family."""

from __future__ import annotations


class FieldError(ValueError):
    """A family got an argument that it does not accept; `field` names it as the caller wrote it."""

    def __init__(self, family: str, field: str, message: str) -> None:
        super().__init__(f"{family}: {message}" if family else message)
        self.family = family
        self.field = field
        self.message = message
