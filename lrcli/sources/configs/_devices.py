"""The devices that share the samples: what --devices tells, or what the file itself says. They are never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.sources.configs._flags import Flags

if TYPE_CHECKING:
    from lrcli.sources.configs._settings import Settings

MEANS = "devices that share the samples"
TORCH = re.compile(r"(.*/)?torchrun|torch\.distributed\.(run|launch)")
OF_TORCH = (("nproc_per_node",), ("nnodes",))
OF_ACCELERATE = (("num_processes",), ())
OF_DEEPSPEED = (("num_gpus",), ("num_nodes",))
LISTED = ("include", "i")
"""Of DeepSpeed: localhost:0,1, or several hosts with @ between them."""


def told_devices(settings: Settings, in_file: int | None = None) -> int | None:
    """The devices, where --devices tells them, or the launcher of a script, or a key of the file, as `in_file`."""
    told: int | None = settings.fact("devices", MEANS)
    tree = settings.tree
    launched = launched_with(tree.before) if isinstance(tree, Flags) else None
    known = launched if in_file is None else in_file
    if told is None and launched is not None and known == launched:
        settings.tell("config-launcher", "", f"its launcher starts {launched} processes: as --devices {launched}")
    elif told is not None and launched is not None and told != launched:
        settings.tell(
            "config-overridden", "", f"its launcher starts {launched} processes: --devices {told} goes before"
        )
    return known if told is None else told


def devices_of(settings: Settings, in_file: int | None = None, instead: str = "--steps") -> int:
    """The devices; where nobody tells them they are asked for, with all else that is missing."""
    found = told_devices(settings, in_file)
    if found is None:
        settings.want("devices", instead=instead)
        settings.ask()
    return found or 1


def want_samples(settings: Settings, instead: str = "--steps", in_file: int | None = None) -> None:
    """Ask for the samples, and for the devices where nobody tells them, with all else that is missing."""
    settings.want("samples", instead=instead)
    if told_devices(settings, in_file) is None:
        settings.want("devices")
    settings.ask()


def counted_samples(settings: Settings, samples: int | None, needed: bool, instead: str) -> int | None:
    """The samples by which the updates of an epoch are counted; what is missing is asked for where that is needed."""
    if samples is None:
        if needed:
            want_samples(settings, instead)
        return None
    if not needed and told_devices(settings) is None:
        tell_no_epochs(settings)
        return None
    return samples


def tell_no_epochs(settings: Settings) -> None:
    """Say that --samples was not needed, and does not tell where epochs end."""
    text = "--samples is not needed for the LR; where an epoch ends is not known without --devices"
    settings.tell("config-no-epochs", "", text)


def launched_with(words: tuple[str, ...]) -> int | None:
    """The processes that a launcher starts, by the words before the flags of a program; None where they do not tell."""
    for index, word in enumerate(words):
        if TORCH.fullmatch(word):
            return product(words[index + 1 :], *OF_TORCH)
        name = word.rpartition("/")[2]
        if name == "accelerate":
            return product(words[index + 1 :], *OF_ACCELERATE)
        if name == "deepspeed":
            return listed(words[index + 1 :]) or product(words[index + 1 :], *OF_DEEPSPEED)
    return None


def product(words: tuple[str, ...], needed: tuple[str, ...], more: tuple[str, ...]) -> int | None:
    """What one flag tells, times what others do; None where one of them is no number, or the first is not there."""
    made = 1
    for name in (*needed, *more):
        found = flag(words, (name,))
        if found is None and name in more:
            continue
        match = re.fullmatch(r"(\d{1,6})(?::\1)?", found or "")
        if match is None or not int(match[1]):
            return None
        made *= int(match[1])
    return made


def listed(words: tuple[str, ...]) -> int | None:
    """How many devices DeepSpeed's --include lists; None where it lists none."""
    found = flag(words, LISTED)
    parts = [part.partition(":")[2] for part in found.split("@")] if found else []
    count = sum(len(part.split(",")) for part in parts)
    return count if parts and all(re.fullmatch(r"\d+(,\d+)*", part) for part in parts) else None


def flag(words: tuple[str, ...], names: tuple[str, ...]) -> str | None:
    """What one of some flags has, the last that is there; None without one."""
    found: str | None = None
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name.startswith("-") and name.lstrip("-").replace("-", "_") in names:
            found = value if equals else "".join(words[index + 1 : index + 2])
    return found
