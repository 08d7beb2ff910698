"""What topics show of what the program knows itself: terms, each with what it means."""

from __future__ import annotations

from lrcli.catalogue import frameworks, schedulers, version
from lrcli.cli import verbs
from lrcli.cli.errors import MEANINGS, SAID_NO
from lrcli.cli.flags import JSON
from lrcli.language.errors import listed


def known(name: str) -> list[tuple[str, str]]:
    """The terms of this name."""
    return {
        "exit-codes": exit_codes,
        "formats": formats,
        "logs": logs,
        "configs": configs,
        "frameworks": versions,
        "json": takers_of_json,
    }[name]()


def exit_codes() -> list[tuple[str, str]]:
    """Every exit code; of the one of checks what each verb says with it."""
    checks = [f"lrcli {verb.name} ({verb.says_no})" for verb in map(verbs.load, verbs.NAMES) if verb.says_no]
    more = {SAID_NO: f": {', '.join(checks)}"}
    return [(str(code), f"{text}{more.get(code, '')}") for code, text in MEANINGS.items()]


def formats() -> list[tuple[str, str]]:
    """Every format of files, by the ends of their names."""
    from lrcli.render.writers import writers

    return [
        (" ".join(f".{ending}" for ending in writer.endings), f"lrcli {writer.verb}: {writer.summary}")
        for writer in writers()
        if writer.endings
    ]


def logs() -> list[tuple[str, str]]:
    """Every format of logs."""
    from lrcli.reading.forms import LAST, forms

    return [(form.name.replace("_", "-"), form.title) for form in forms() if form.order < LAST]


def configs() -> list[tuple[str, str]]:
    """Every format of configurations."""
    from lrcli.sources.configs._format import formats as every

    return [(found.name, found.program) for found in sorted(every().values())]


def versions() -> list[tuple[str, str]]:
    """Every framework, its version, and how many of its schedulers there are, in one sentence."""
    return [(", ".join(f"{name} {version(name)} ({len(schedulers(name))})" for name in frameworks()), "")]


def takers_of_json() -> list[tuple[str, str]]:
    """Every verb whose report may be JSON, in one sentence."""
    takers = [verb.name for verb in map(verbs.load, verbs.NAMES) if JSON in verb.flags]
    return [(f"--json is a switch of {listed(takers)}.", "")]
