"""Where the help is on a mistake: a topic that the error names in its own line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.clock import WrongDuration
from lrcli.language.errors import NotationError
from lrcli.language.syntax import Unreadable
from lrcli.schedules.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Iterator


def with_topic(fault: Exception) -> str:
    """What is wrong, and the topic that tells more."""
    topic = topic_of(fault)
    if not topic:
        return str(fault)
    more = f"; more: lrcli help {topic}"
    if isinstance(fault, NotationError) and fault.text.strip():
        return f"{fault.reason}{more}\n{fault.excerpt}"
    text = str(fault)
    return text if "\n" in text else text + more


def topic_of(fault: Exception) -> str:
    """The topic that a mistake belongs to, by the errors that it comes from; empty for most of them."""
    chain = list(origins(fault))
    if any(isinstance(each, WrongDuration) for each in chain):
        return "durations"
    if any(isinstance(each, FieldError) for each in chain):  # the text of a field has a language of its own
        return ""
    return "notation" if any(isinstance(each, Unreadable) and each.cause == "grammar" for each in chain) else ""


def origins(fault: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that it was raised from."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
