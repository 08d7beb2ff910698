"""fairseq's configurations: the sections `optimization` and `lr_scheduler`, in YAML, or as flags of fairseq-train.

Source: fairseq 0.12.2, fairseq.dataclass.configs.OptimizationConfig, fairseq.optim.lr_scheduler, fairseq_cli.train.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrcli.catalogue import find, schedulers
from lrcli.clock import Run
from lrcli.reading.documents import SHELL
from lrcli.sources.configs._ends import warn_of_cut, warn_of_end, warn_of_warmup
from lrcli.sources.configs._flags import Flags, flags_of, is_command
from lrcli.sources.configs._format import Format, inside
from lrcli.sources.configs._references import follow
from lrcli.sources.configs._settings import Plan, keys, meant, nearest
from lrcli.sources.configs._words import laid_over

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.reading.shell_text import Command
    from lrcli.schedules.schedule import Schedule
    from lrcli.sources.configs._settings import Settings

FAMILY = "fairseq."
NAME = "lr_scheduler._name"
LR = [0.25]
"""The lr of OptimizationConfig."""
OF_METRIC = "reduce_lr_on_plateau"
GROUPS, MAIN, COMPOSITE = "optimizer.groups", "default", "pass_through"
ELSEWHERE = {
    COMPOSITE: "leaves the LR to the optimizer, which has schedules of its own",
    "manual": "takes its rates from the command line",
}
MATTER = keys("lr max_update max_epoch update_freq")
OTHERS = keys("stop_time_hours clip_norm sentence_avg stop_min_lr use_bmuf skip_remainder_batch")
"""The keys of `optimization`."""
TOTALS = ("max_update", "total_num_update")
"""Fields of schedulers that are the length of the run by default."""


NAMED, OLD_STOP, OLD_PEAK = "lr_scheduler", "min_lr", "max_lr"
"""The flag that names the scheduler, and two that meant something else before fairseq 0.10."""
PROGRAMS = ("fairseq-train", "fairseq_cli.train", "fairseq_cli/train.py")
SIGNS = keys("warmup_updates max_update update_freq max_tokens criterion total_num_update")
"""Flags that tell fairseq from other programs that have --lr-scheduler."""


def is_train(command: Command) -> bool:
    """Whether a command is fairseq's training."""
    flags = {name.replace("-", "_") for name in command.flags}
    called = any(word.endswith(PROGRAMS) for word in command.words)
    return called or (NAMED in flags and not SIGNS.isdisjoint(flags))


def tree_of(document: Document) -> dict[str, Any]:
    """The two sections; of a script from the flags of its command."""
    if document.kind != SHELL:
        return document.tree if isinstance(document.tree, dict) else {}
    flags = flags_of(document, SIGNS | MATTER | {NAMED})
    given = {**flags}
    lines: dict[tuple[Any, ...], int] = {**getattr(flags, "lines", {})}
    flags.clear()
    for name, value in given.items():
        path = section_of(name)
        if path is not None:
            flags.setdefault(path[0], {})[path[1]] = value
            if (name,) in lines and isinstance(flags, Flags):
                flags.lines[path] = lines[name,]
    rates = flags.get("optimization", {}).get("lr")
    if isinstance(rates, str) and "," in rates:
        flags["optimization"]["lr"] = [each.strip() for each in rates.strip("[]()").split(",") if each.strip()]
    return flags


def section_of(name: str) -> tuple[str, str] | None:
    """The section and the key of a flag; None for one that does not matter."""
    if name in (NAMED, f"{NAMED}._name"):
        return NAMED, "_name"
    if name in MATTER | OTHERS - {"clip_norm"}:
        return "optimization", name
    if name in {"fa", "force_anneal"}:
        return NAMED, "force_anneal"
    return (NAMED, name) if name in fields() else None


def fields() -> set[str]:
    """The keys of all schedulers, and those that they had once."""
    known = {name for kind in schedulers("fairseq") for name in kind.fields}
    return {OLD_PEAK, *known} - {"lr", "metrics", "column"}


def words(tree: dict[str, Any], given: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Lay words over the sections; over those of a script as its flags have them."""
    if not isinstance(tree, Flags):
        return laid_over(tree, given)
    spelled = []
    for word in given:
        name, equals, value = word.lstrip("-").partition("=")
        path = section_of(name.replace("-", "_"))
        spelled.append(f"{'.'.join(path)}{equals}{value}" if path else word)
    return laid_over(tree, tuple(spelled))


def fits(document: Document) -> bool:
    """A scheduler by its name, or what leaves the LR to groups with schedulers of their own; a script that trains."""
    if document.kind == SHELL:
        return is_command(document, is_train)
    return isinstance(inside(document.tree, NAME), str) or isinstance(inside(document.tree, GROUPS), dict)


def read(settings: Settings) -> Plan:
    """What fairseq makes of the two sections, or of those of each group."""
    follow(settings)
    refuse_slips(settings)
    if COMPOSITE not in (settings.get("lr_scheduler"), settings.get(NAME)) or not settings.has(GROUPS):
        return planned(settings)
    if settings.get("optimizer._name") != "composite":
        settings.refuse("optimizer", f"{COMPOSITE} needs the optimizer composite, which has groups")
    names = sorted(settings.section(GROUPS).tree, key=lambda name: name != MAIN)  # the main one first
    plans = [planned(of_group(settings, str(name))) for name in names]
    if not plans:
        settings.refuse(GROUPS, f"{GROUPS} has no group")
    others = tuple((str(name), plan.schedule) for name, plan in zip(names[1:], plans[1:], strict=True))
    return plans[0]._replace(others=others)


def of_group(settings: Settings, name: str) -> Settings:
    """The settings of a group of the optimizer: its scheduler, and its rate in place of that of all."""
    key = f"{GROUPS}.{name}"
    group = settings.section(key)
    if not isinstance(group.get("lr_scheduler"), dict):
        group.refuse("lr_scheduler", f"{key} has no lr_scheduler, which {COMPOSITE} needs of each group")
    rate = group.get("lr_float")
    lr = next((each for each in (rate, group.get("lr"), group.get("optimizer.lr")) if each is not None), None)
    common = settings.section("optimization").tree
    tree = {**settings.tree, "lr_scheduler": group.get("lr_scheduler")}
    tree["optimization"] = common if lr is None else {**common, "lr": lr}
    return settings.with_tree(tree)


def planned(settings: Settings) -> Plan:
    """What one scheduler comes to."""
    name = scheduler_name(settings)
    total, per_epoch = updates(settings)
    kind = find(FAMILY + name)
    assert kind is not None  # noqa: S101  # scheduler_name has looked
    section = settings.section("lr_scheduler") if isinstance(settings.get("lr_scheduler"), dict) else None
    given = arguments(section, kind.fields)
    given["lr"] = rates(settings)
    for field in TOTALS:
        if field in kind.fields:
            given[field] = whole_of(settings, field, total)
    if name == "cosine" and not given["max_update"] and given.get("lr_period_updates", -1) <= 0:
        settings.want("steps", instead="optimization.max_update")
    if name == "polynomial_decay" and not given["total_num_update"]:
        settings.want("steps", instead="optimization.max_update")
    if name == "tri_stage" and given.get("phase_ratio") is not None and not given["max_update"]:
        settings.want("steps", instead="optimization.max_update")
    if total is None:
        settings.want("steps", instead="optimization.max_update")
    settings.ask()
    assert total is not None  # noqa: S101  # it was asked for
    if "max_update" in given and not uses_total(name, given):
        del given["max_update"]
    if name == "fixed" and isinstance(given["lr"], list):
        schedule = of_epochs(settings, given, per_epoch)
    else:
        schedule = settings.made(kind.family, NAME, **given)
    warn(settings, name, given, total)
    return Plan(schedule, Run(steps=total, steps_per_epoch=per_epoch))


def refuse_slips(settings: Settings) -> None:
    """ConfigError for a key of `optimization` that is nearly one that matters: fairseq knows no others."""
    section = settings.section("optimization")
    for key in section.tree:
        if isinstance(key, str) and key not in MATTER | OTHERS and (near := nearest(key, MATTER)):
            section.refuse(key, f"fairseq has no key optimization.{key}, and refuses it: did you mean {near}?")


def scheduler_name(settings: Settings) -> str:
    """The name of the scheduler; `fixed` where none is given."""
    known = [kind.family.removeprefix(FAMILY) for kind in schedulers("fairseq")]
    key = "lr_scheduler" if isinstance(settings.get("lr_scheduler"), str) else NAME
    name: str = settings.word(key, "fixed", "the scheduler")
    if name == OF_METRIC:
        lr = settings.get("optimization.lr")
        shown = f"{FAMILY}{name}(lr={lr[0] if isinstance(lr, list) and lr else lr}, metrics='losses.csv')"
        settings.refuse(key, f'{name} reacts to a metric, which no configuration has: lrcli plot "{shown}"')
    if name in ELSEWHERE:
        settings.refuse(key, f"{name} {ELSEWHERE[name]}: its LR is not in this file")
    if name not in known:
        settings.refuse(key, f"fairseq has no scheduler {name!r}{meant(name, known)}; it has {', '.join(known)}")
    return name


def arguments(section: Settings | None, fields: Any) -> dict[str, Any]:
    """The scheduler's own keys; fairseq refuses any that its dataclass does not have."""
    if section is None:
        return {}
    if isinstance(section.tree.get(OLD_STOP), float | int | str) and OLD_STOP not in fields and in_script(section):
        section.ignored(OLD_STOP, "this scheduler does not read it")
        text = "--min-lr stopped the training before fairseq 0.10, and is refused now: the LR is the same without it"
        section.tell("config-version", OLD_STOP, text)
        del section.tree[OLD_STOP]
    if section.has(OLD_PEAK) and OLD_PEAK not in fields and OLD_STOP in fields:
        text = "--max-lr was the greatest rate before fairseq 0.10, and --lr the least"
        section.refuse(OLD_PEAK, f"{text}: now they are --lr and --min-lr")
    section.refuse_unknown(
        {*fields, "_name", "lr", "force_anneal", "max_update"}, what="this scheduler of fairseq has no key"
    )
    given: dict[str, Any] = {}
    for key in section.tree:
        if key in ("_name", "lr", "max_update", "total_num_update", "force_anneal") or not section.has(key):
            continue
        found = section.value(key)
        if isinstance(found, list):
            given[key] = [section.as_number(key, each) for each in found]
        elif isinstance(found, bool):
            given[key] = found
        else:
            given[key] = section.as_number(key, found)
    if section.has("force_anneal"):
        anneal = section.whole("force_anneal")
        if "force_anneal" not in fields:
            section.refuse(
                "force_anneal", "force_anneal counts epochs, which this reading does not follow: leave it out"
            )
        given["force_anneal"] = anneal
    return given


def in_script(section: Settings) -> bool:
    """Whether settings are of a script."""
    return section.document.kind == SHELL


def rates(settings: Settings) -> float | list[float]:
    """The rates: a list, one for each epoch, the last one for all after it; mostly of one."""
    key = "lr_scheduler.lr" if settings.has("lr_scheduler.lr") else "optimization.lr"
    found = settings.value(key, LR, "the rate")
    listed = found if isinstance(found, list) else [found]
    if not listed:
        settings.refuse(key, f"{key} is a list of rates, and has none")
    made = [float(settings.as_number(key, each, least=0)) for each in listed]
    return made if len(made) > 1 else made[0]


def of_epochs(settings: Settings, given: dict[str, Any], per_epoch: int | None) -> Schedule:
    """The rates of a list, one for each epoch."""
    if given.get("warmup_updates") or given.get("force_anneal") is not None:
        settings.refuse("optimization.lr", "several rates beside warmup_updates or force_anneal are not read here")
    if per_epoch is None:
        settings.want("steps_per_epoch")
        settings.ask()
    dates = [(per_epoch or 1) * epoch for epoch in range(1, len(given["lr"]))]
    return settings.made("piecewise", "optimization.lr", values=given["lr"], boundaries=dates, inclusive=False)


def updates(settings: Settings) -> tuple[int | None, int | None]:
    """How many updates the run has, and an epoch; None for what nobody tells.

    Training ends with max_update or max_epoch, whichever comes first; 0 is none.
    """
    per_epoch = settings.fact("steps_per_epoch", "updates of an epoch")
    for fact in ("samples", "devices", "batch_size", "accumulate"):
        settings.fact(fact)
    most: int | None = settings.overridden("optimization.max_update", "steps", 0, "updates of the run") or None
    told = settings.fact("epochs", "as optimization.max_epoch")
    epochs = told if told is not None else settings.whole("optimization.max_epoch", 0, least=0) or None
    if epochs is not None and per_epoch is not None and settings.facts.steps is None:
        of_epochs = -int(-epochs * per_epoch // 1)
        return (of_epochs if most is None else min(most, of_epochs)), per_epoch
    if most is not None and most < 0:
        settings.refuse("optimization.max_update", f"max_update is {most}: a run has 1 update or more")
    if most is not None and epochs is not None and told is None:
        text = f"training ends with max_epoch {epochs} where that comes before max_update {most}"
        settings.tell("config-two-ends", "optimization.max_epoch", f"{text}: --steps-per-epoch tells it")
    return most, per_epoch


def whole_of(settings: Settings, field: str, total: int | None) -> float | None:
    """A total of a scheduler: its own, else optimization.max_update, or the length that was told in its place."""
    own = f"lr_scheduler.{field}"
    if settings.has(own):
        found = settings.as_number(own, settings.value(own, None, "its own total"))
        same = settings.has("optimization.max_update") and found == settings.get("optimization.max_update")
        return total if same and settings.facts.steps else found
    return total


def uses_total(name: str, given: dict[str, Any]) -> bool:
    """Whether the run's length matters to a scheduler that has it as a field."""
    if name == "tri_stage":
        return given.get("phase_ratio") is not None
    return name != "cosine" or given.get("lr_period_updates", -1) <= 0


def warn(settings: Settings, name: str, given: dict[str, Any], total: int) -> None:
    """What does not fit the run."""
    warmup = given.get("warmup_updates", 4000 if name == "inverse_sqrt" else 0)
    lr = given["lr"] if isinstance(given["lr"], float) else None
    warn_of_warmup(settings, "lr_scheduler.warmup_updates", warmup, total, lr)
    end = given.get("total_num_update") if name == "polynomial_decay" else None
    if name == "tri_stage" and given.get("phase_ratio") is None:
        end = sum(given.get(part, 0) for part in ("warmup_steps", "hold_steps", "decay_steps"))
        warn_of_warmup(settings, "lr_scheduler.warmup_steps", given.get("warmup_steps", 0), total, lr)
    if end is not None:
        key = "lr_scheduler.total_num_update" if name == "polynomial_decay" else "lr_scheduler.decay_steps"
        warn_of_end(settings, key, end, total, "the LR is held from there on")
        warn_of_cut(settings, key, end, total)


FORMAT = Format("fairseq", "fairseq", 43, fits, read, tree_of, words, once=True)
