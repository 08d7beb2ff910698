"""The [net] section of Darknet's configurations.

Source: Darknet f6afaabc, parser.parse_net_options, network.get_current_rate.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.reading.shell_text import Command
from lrcli.sources.configs._ends import warn_of_cut, warn_of_dates, warn_of_end, warn_of_warmup
from lrcli.sources.configs._flags import Flags
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._settings import Plan, keys, meant
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

FAMILY = "darknet.get_current_rate"
SECTION = re.compile(r"\s*\[(net|network)\]\s*")
COUNTS = keys("burn_in steps step max_batches")
"""Keys of whole numbers."""
WHOLE, DECIMAL = re.compile(r"[+-]?\d+|"), re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|")
"""What atoi and atof read of a text: its beginning, or nothing."""
POLICIES = ("constant", "steps", "step", "exp", "poly", "sigmoid")
MATTER = keys("learning_rate policy burn_in power steps scales step scale gamma max_batches")
OTHERS = keys(
    """batch subdivisions width height channels momentum decay angle saturation exposure hue aspect max_crop min_crop
    time_steps notruth random adam B1 B2 eps inputs center clip"""
)


def fits(document: Document) -> bool:
    """A text whose first section is [net]."""
    lines = (line for line in document.text.split("\n") if line.strip() and line.strip()[0] not in "#;")
    return SECTION.fullmatch(next(lines, "")) is not None


def tree(document: Document) -> dict[str, Any]:
    """The options of the first section; a text without sections is that section."""
    found: dict[str, str] = {}
    lines: dict[tuple[Any, ...], int] = {}
    for number, key, value in options(document.text):
        found.setdefault(key, value)  # Darknet takes the first of several
        lines.setdefault((key,), number)
    made = Flags(Command([], {}, lines), False, 1)
    made.update(found)
    return made


def options(text: str) -> Iterator[tuple[int, str, str]]:
    """The options of the first section: the line, the key and the value of each."""
    begun = False
    for number, line in enumerate(text.split("\n"), 1):
        option = re.sub(r"\s", "", line)
        if option.startswith("["):
            if begun:
                return
            begun = True
        elif option and option[0] not in "#;":
            key, _, value = option.partition("=")
            if value:
                yield number, key, value


def read(settings: Settings) -> Plan:
    """What Darknet makes of the section."""
    settings.warn_near(MATTER, OTHERS)
    take_numbers(settings)
    for fact in ("samples", "batch_size", "accumulate", "epochs", "seq_len", "tokens"):
        settings.fact(fact)
    given: dict[str, Any] = {"learning_rate": settings.rate("learning_rate", 0.001, "the rate")}
    given["policy"] = policy = policy_of(settings)
    burn_in = settings.whole("burn_in", 0, "batches of the rise", least=0)
    if burn_in:
        given["burn_in"] = burn_in
    if burn_in or policy == "poly":
        given["power"] = settings.number("power", 4.0, "the power of the rise", least=0)
    own = settings.whole("max_batches", 0, "batches of the run", least=0)
    steps = settings.fact("steps", "batches of the run")
    if not own and (steps is None or policy == "poly"):
        settings.want("steps", instead="--set max_batches=N") if policy != "poly" else settings.refuse(
            "max_batches", "poly needs max_batches, and the file has none: give it with --set max_batches=N"
        )
    settings.ask()
    total: int = steps or own
    if policy == "poly":
        given["max_batches"] = own
    given |= drops(settings, policy, total)
    if (settings.fact("devices") or 1) > 1:
        text = "with several GPUs Darknet multiplies the LR by their number and counts more batches"
        settings.tell("config-one-device", "learning_rate", f"{text}: these are the rates for one")
    warn_of_warmup(settings, "burn_in", burn_in, total, given["learning_rate"])
    if own:
        warn_of_end(settings, "max_batches", own, total, "Darknet stops training there")
        warn_of_cut(settings, "max_batches", own, total)
    schedule = settings.made(FAMILY, "policy", **given)
    return Plan(schedule, Run(steps=total, steps_per_epoch=settings.fact("steps_per_epoch")))


def take_numbers(settings: Settings) -> None:
    """Take of each value what C's atoi and atof read: the number that it begins with, and 0 where it does not."""
    seen = [key for _, key, _ in options(settings.document.text)]
    for key in MATTER & settings.tree.keys() - {"policy"}:
        value = str(settings.tree[key])
        begins = WHOLE if key in COUNTS else DECIMAL
        taken = ",".join(begins.match(part)[0] or "0" for part in value.split(","))  # type: ignore[index]
        if taken != value:
            text = f"Darknet reads {taken} of {key}={value:.40}"
            settings.warn("config-number-cut", key, text, f"{key}={taken}")
        settings.tree[key] = taken
        if seen.count(key) > 1 and (key,) not in settings.changed:
            settings.warn("config-twice", key, f"{key} is there twice: Darknet takes the first", f"one {key}")


def policy_of(settings: Settings) -> str:
    """The policy; Darknet takes one that it does not know for constant."""
    policy: str = settings.word("policy", "constant", "what follows the rise")
    if policy == "random":
        settings.refuse("policy", "policy random draws each rate anew: there is nothing to tell of it")
    if policy == "sgdr":
        settings.refuse("policy", f"policy sgdr is of AlexeyAB's fork, which is not read here: {', '.join(POLICIES)}")
    if policy not in POLICIES:
        text = f"Darknet has no policy {policy!r:.40}, and goes on with constant{meant(policy, POLICIES)}"
        settings.warn("config-unknown-policy", "policy", text, "policy=steps")
        return "constant"
    return policy


def drops(settings: Settings, policy: str, total: int) -> dict[str, Any]:
    """The options of a policy."""
    if policy == "steps":
        dates = [int(each) for each in listed(settings, "steps")]
        scales = listed(settings, "scales")
        if not settings.has("steps") or len(dates) > len(scales):
            settings.refuse("steps", f"steps has {len(dates)} batches and scales {len(scales)} factors: one for each")
        if len(scales) > len(dates):
            text = f"scales has {len(scales)} factors for {len(dates)} steps: Darknet does not read the last"
            settings.warn("config-not-read", "scales", text, "a factor for each step")
        if min(dates) < 0:
            text = f"step {min(dates)} counts from the first batch on; in Darknet of 2018 and later nothing drops then"
            settings.warn("config-version", "steps", text, "steps of 1 or more")
        warn_of_dates(settings, "steps", (date for date in dates if date > total), total, "batches")
        if dates != sorted(dates):
            settings.warn(
                "config-not-ascending",
                "steps",
                "steps do not ascend: one counts after those before it",
                "ascending steps",
            )
        return {"steps": [max(date, 0) for date in dates], "scales": scales[: len(dates)]}
    if policy == "step":
        return {"step": settings.whole("step", 1, "", least=1), "scale": settings.number("scale", 1.0)}
    if policy == "exp":
        return {"gamma": settings.number("gamma", 1.0)}
    if policy == "sigmoid":
        return {"gamma": settings.number("gamma", 1.0), "step": settings.whole("step", 1, "", least=1)}
    return {}


def listed(settings: Settings, key: str) -> list[float]:
    """The numbers of a list with commas."""
    found = settings.value(key, None, "the drops")
    return [] if found is None else [settings.as_number(key, part) for part in str(found).split(",")]


FORMAT = Format("darknet", "Darknet", 26, fits, read, tree, flat)
