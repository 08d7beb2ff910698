"""The devices that share the samples: what --devices tells, or what the file itself says. They are never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrcli.sources.configs._flags import Flags
from lrcli.sources.configs._notes import Started

if TYPE_CHECKING:
    from lrcli.sources.configs._settings import Settings

MEANS = "devices that share the samples"
TORCH = re.compile(r"(.*/)?torchrun|torch\.distributed\.(run|launch)")
OF_TORCH = (("nproc_per_node",), ("nnodes",))
OF_ACCELERATE = (("num_processes",), ())
OF_DEEPSPEED = (("num_gpus",), ("num_nodes",))
ACCELERATE, DEEPSPEED = "accelerate", "deepspeed"
VISIBLE = "CUDA_VISIBLE_DEVICES"
PYTHON = re.compile(r"(.*/)?python[\d.]*")
WRAPPERS = ("env", "nohup", "exec", "time")
ALONE = ("deepspeed", "fsdp", "no_cuda", "use_cpu", "local_rank")
"""Arguments of the Trainer with which it does not share the samples among the devices that it sees."""
LIMITS = {"include", "i", "exclude", "e", "num_gpus", "num_nodes", "hostfile", "H"}
"""Flags of DeepSpeed's launcher with which it takes no heed of CUDA_VISIBLE_DEVICES."""
LISTED = ("include", "i")
"""Of DeepSpeed: localhost:0,1, or several hosts with @ between them."""


def told_devices(settings: Settings, in_file: int | None = None) -> int | None:
    """The devices, where --devices tells them, or the launcher of a script, or a key of the file, as `in_file`."""
    told: int | None = settings.fact("devices", MEANS)
    tree = settings.tree
    started = started_by(settings, tree) if isinstance(tree, Flags) else None
    launched, by = started or (None, "")
    known = launched if in_file is None else in_file
    if told is None and launched is not None and known == launched:
        settings.tell("config-launcher", "", f"{by}: as --devices {launched}")
    elif told is not None and launched is not None and told != launched:
        settings.tell("config-overridden", "", f"{by}: --devices {told} goes before")
    return known if told is None else told


def started_by(settings: Settings, tree: Flags) -> Started | None:
    """The devices of a command: what its launcher starts, else what the program itself makes of it."""
    launched = launched_with(tree.before)
    if launched is not None:
        return Started(launched, f"its launcher starts {processes(launched)}")
    name = launcher(tree.before)
    if name == DEEPSPEED and not LIMITS.intersection(names_of(tree.before)):
        return on_visible(tree)
    return settings.starts(tree) if settings.starts and not name else None


def processes(count: int) -> str:
    return f"{count} process{'' if count == 1 else 'es'}"


def on_visible(tree: Flags) -> Started | None:
    """The devices that CUDA_VISIBLE_DEVICES leaves to a command; without any the processor is one."""
    listed = tree.env.get(VISIBLE, "none is told")
    if not re.fullmatch(r"(-1|\d{1,3}(,\d{1,3})*)?", listed):
        return None
    shown = [] if listed in ("", "-1") else listed.split(",")
    count = max(len(shown), 1)
    return None if len(set(shown)) < len(shown) else Started(count, f"{VISIBLE}={listed} leaves it {devices(count)}")


def devices(count: int) -> str:
    return f"{count} device{'' if count == 1 else 's'}"


def by_python(tree: Flags) -> Started | None:
    """The devices of a script that Python runs: Hugging Face's Trainer takes all that it sees, in one process.

    Not with DeepSpeed and FSDP, and not on the processor.
    """
    words = [word for word in tree.before if "=" not in word and word not in WRAPPERS]
    if not words or not PYTHON.fullmatch(words[0]) or any(tree.get(key) for key in ALONE):
        return None
    return on_visible(tree)


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
        if name == ACCELERATE:
            return product(words[index + 1 :], *OF_ACCELERATE)
        if name == DEEPSPEED:
            return listed(words[index + 1 :]) or product(words[index + 1 :], *OF_DEEPSPEED)
    return None


def launcher(words: tuple[str, ...]) -> str:
    """The launcher of a command; empty without one."""
    for word in words:
        name = word.rpartition("/")[2]
        if TORCH.fullmatch(word) or name in (ACCELERATE, DEEPSPEED):
            return name
    return ""


def names_of(words: tuple[str, ...]) -> set[str]:
    """The names of the flags among words."""
    return {word.partition("=")[0].lstrip("-").replace("-", "_") for word in words if word.startswith("-")}


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
