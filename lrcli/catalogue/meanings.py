"""What a word means: families and schedulers by the names under which people know them.

A word means, in this order:

    a native family, by its name or an alias, as typed
    a framework's scheduler by its dotted name, or by a path of imports (`torch.optim.lr_scheduler.StepLR`)
    a common name (`common.py`), as typed
    a framework's scheduler by the last part of its name, as typed (`StepLR`)
    the same four once more, case, hyphens, underscores and blanks left out
    a native family by its words, those that tell nothing left out (`linear_warmup_cosine`, `WarmupPolyLR`)

Frameworks are loaded when the word is no native's and no common name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.catalogue.common import COMMON, WARMED
from lrcli.catalogue.families import by_word, choosers, frameworks, module_words, names, schedulers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrcli.schedules.schedule import Schedule

FIRST = ("torch", "keras", "optax", "transformers", "timm")
"""The frameworks in the order in which a scheduler's name without one is looked for; others follow by name."""
A_NAME = re.compile(r"\w[\w. -]*")
NOISE = (
    *("lr", "scheduler", "schedule", "sched", "decay", "annealing", "learning", "rate", "policy", "optimizer"),
    *("with", "and"),
)
"""Words in a name that do not tell which family it is."""
WARMUP = "warmup"
"""The word in a name that tells of a warm-up, and the role of the field that is one."""
AFFIXES = ("{}decay", "{}lr", "{}schedule", "{}scheduler", "warmup{}", "{}withwarmup")
"""How people make other names from those of natives; looked up for a name that is misspelt."""
MOST_WRONG = 2
"""Letters of a misspelt name that may be wrong."""


class Meaning(NamedTuple):
    """What a word means.

    kind    the family or scheduler
    others  the schedulers of other frameworks that bear the name as well
    warmup  the name promises a warm-up that the family does not have itself
    loose   found by its words alone: it may as well be the name of something else
    """

    kind: type[Schedule]
    others: tuple[type[Schedule], ...] = ()
    warmup: bool = False
    loose: bool = False


class UnknownName(ValueError):
    """No family has this name."""


def folded(word: str) -> str:
    """A name without what people spell in different ways."""
    return re.sub(r"[-_\s]", "", word).lower()


def last_part(name: str) -> str:
    """A dotted name without what stands before its last dot."""
    return name.rpartition(".")[2]


def in_order() -> tuple[str, ...]:
    """The frameworks in the order in which names without one are looked for."""
    first = [name for name in FIRST if name in frameworks()]
    return (*first, *sorted({*frameworks()} - {*first}))


@cache
def _native_by_fold() -> dict[str, type[Schedule]]:
    """Natives and what combines them by every name, folded; their own names go before common ones."""
    own = {folded(word): kind for word, kind in by_word().items()}
    return {**{folded(word): by_word()[name] for word, name in COMMON.items()}, **own}


@cache
def _schedulers_by_name() -> dict[str, list[type[Schedule]]]:
    """The schedulers of all frameworks by the last part of each of their names that means one; loads them all."""
    found: dict[str, list[type[Schedule]]] = {}
    for framework in in_order():
        for kind in schedulers(framework):
            for word in () if kind.generic else names(kind):
                found.setdefault(last_part(word), []).append(kind)
    return found


@cache
def _schedulers_by_fold() -> dict[str, list[type[Schedule]]]:
    found: dict[str, list[type[Schedule]]] = {}
    for word, kinds in _schedulers_by_name().items():
        found.setdefault(folded(word), []).extend(kinds)
    return found


def _of_frameworks(kinds: list[type[Schedule]] | None) -> Meaning | None:
    """The first of several schedulers of one name."""
    return Meaning(kinds[0], tuple(dict.fromkeys(kinds[1:]))) if kinds else None


@cache
def meaning(word: str) -> Meaning | None:
    """What a word means; None when it means nothing here."""
    if kind := by_word().get(word):
        return Meaning(kind)
    if not A_NAME.fullmatch(word):
        return None
    if word[0].isdigit():  # mostly a number
        kind = _native_by_fold().get(folded(word))
        return Meaning(kind) if kind else None
    if "." in word:
        return _by_path(*word.split("."))
    if word in COMMON:
        return Meaning(by_word()[COMMON[word]])
    if found := _of_frameworks(_schedulers_by_name().get(word)):
        return found
    if kind := _native_by_fold().get(folded(word)):
        return Meaning(kind)
    return _of_frameworks(_schedulers_by_fold().get(folded(word))) or _by_words(word)


def _by_path(*parts: str) -> Meaning | None:
    """A scheduler by a path of imports: the last part is its name, and the others name its framework or its modules.

    Other words may be another framework, of which nothing is known here.
    """
    framework, name = framework_of(parts), parts[-1]
    if framework is None:
        kinds = _schedulers_by_name().get(name, [])
        homes = [kind.family.partition(".")[0] for kind in kinds]
        fitting = [kind for kind, home in zip(kinds, homes, strict=True) if {*parts[:-1]} <= {*module_words(home)}]
        return None if name in by_word() else _of_frameworks(fitting)
    known = [(last_part(word), kind) for kind in schedulers(framework) for word in names(kind)]
    exact = [kind for word, kind in known if word == name]
    return _of_frameworks(exact or [kind for word, kind in known if folded(word) == folded(name)])


def framework_of(parts: Iterable[str]) -> str | None:
    """The framework that a path of imports names before its last part."""
    *path, _ = parts
    return next((part for part in path if part in frameworks()), None)


def words_of(name: str) -> list[str]:
    """The words of a name, `LinearWarmupLR` or `linear_warm_up_lr`, in small letters."""
    joined = re.sub(r"(?i)warm[-_ ]?up", "_warmup_", name)
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+", joined)]


def telling(words: list[str]) -> list[str]:
    """Those words of a name that tell which family it is."""
    return [word for word in words if word not in NOISE and word not in WARMED]


def _by_words(word: str) -> Meaning | None:
    """A native family by the words of a name: `LinearWarmupCosineAnnealingLR` is cosine after a warm-up."""
    words = words_of(word)
    warmed = WARMUP in words
    if warmed:
        place = words.index(WARMUP)
        before, after = words[:place], words[place + 1 :]
        if before[-1:] == ["linear"] and telling([*before[:-1], *after]):  # that is the warm-up's shape
            del before[-1]
        words = [*before, *after]
    tell = "".join(telling(words))
    silent = next((WARMED[each] for each in words if each in WARMED), None) if warmed and not tell else None
    kind = by_word()[silent] if silent else _native_by_fold().get(tell)
    if kind is None or kind.combines:
        return None
    own = any(field.role == WARMUP for field in kind.fields.values())
    return Meaning(kind, warmup=warmed and not own, loose=True)


def is_borrowed(word: str, kind: type[Schedule]) -> bool:
    """Whether a native family was meant by a name that others gave it, perhaps with other arguments in other places."""
    return "." not in kind.family and folded(word) not in map(folded, names(kind))


def suited(word: str, arguments: Iterable[str]) -> Meaning | None:
    """What a word means before arguments with these names.

    Where it is no native's own name and its first meaning lacks one of them, it means the scheduler that has them all.
    """
    found, given = meaning(word), set(arguments)
    if found is None or word in by_word() or takes(found.kind, given):
        return found
    others = found.others or tuple(_schedulers_by_name().get(word, ()))
    other = next((kind for kind in others if takes(kind, given)), None)
    return Meaning(other) if other else found


def takes(kind: type[Schedule], arguments: Iterable[str]) -> bool:
    """Whether a family has arguments of all these names."""
    return all(kind.field_named(name) or name in (*kind.order, *kind.ignored) for name in arguments)


def chooser(word: str, arguments: Iterable[str] = ()) -> tuple[str, tuple[str, ...]] | None:
    """The framework and the arguments of a function that makes a scheduler of a given name; None for other words.

    Of several frameworks that have one it is the first whose function has all of `arguments`.
    """
    if meaning(word) or not A_NAME.fullmatch(word):
        return None
    framework, name = framework_of(word.split(".")), last_part(word)
    homes = (framework,) if framework else in_order()
    known = [(home, choosers(home)[name]) for home in homes if name in choosers(home)]
    fitting = (each for each in known if {*arguments} <= {word.lstrip("*") for word in each[1]})
    return next(fitting, known[0] if known else None)


def find(word: str) -> type[Schedule] | None:
    """The family or scheduler that a word names; None when it names none."""
    found = meaning(word)
    return found and found.kind


def named(word: str) -> type[Schedule] | None:
    """The native family of exactly this name or alias; None when there is none."""
    return by_word().get(word)


def family(word: str) -> type[Schedule]:
    """The family that a word names. UnknownName, with the nearest names, when there is none."""
    kind = find(word)
    if kind is None:
        raise UnknownName(f"no schedule is called {word}{nearest(word)}")
    return kind


def closest(word: str, words: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name most like a word that was typed; None when none is."""
    from difflib import get_close_matches  # only mistakes need it

    return next(iter(get_close_matches(word, list(words), n=1, cutoff=cutoff)), None)


def nearest(word: str) -> str:
    """The hint that follows an unknown name."""
    *path, name = word.split(".")
    framework = framework_of((*path, name))
    known = framework or any({*path} <= {*module_words(home)} for home in frameworks())
    near = neighbour(word) if known else find(name) if path and name.islower() else None
    if near is not None:
        return f"; did you mean {near.family}?"
    if framework:
        return f"; lrcli list {framework} shows what there is"
    if path and frameworks():
        return f"; the frameworks are {', '.join(frameworks())}"
    return "; lrcli list shows what there is"


def neighbour(word: str) -> type[Schedule] | None:
    """The family or scheduler whose name is so near to a word that it was misspelt; None when none is.

    Names are compared folded. One letter in four may be wrong, and two at most; of three letters two may have changed
    places. A beginning of four letters or more will do where nothing else is near.
    """
    typed = folded(last_part(word))
    if {*words_of(word)} <= {WARMUP, *NOISE}:
        return None
    known = _all_by_fold(framework_of(word.split(".")))
    allowed = min(len(typed) // 4, MOST_WRONG)
    near = [name for name in known if abs(len(name) - len(typed)) <= max(allowed, 1)]
    wrong, name = min(((distance(typed, name), name) for name in near), key=lambda pair: pair[0], default=(99, ""))
    if wrong <= allowed or (wrong == 1 and len(typed) == 3 and sorted(typed) == sorted(name)):
        return known[name]
    longer = sorted((name for name in known if len(typed) >= 4 and name.startswith(typed)), key=len)
    return known[longer[0]] if longer else None


@cache
def _all_by_fold(framework: str | None) -> dict[str, type[Schedule]]:
    """Every name there is, folded: those of one framework, or natives first and then all of them."""
    if framework:
        return {folded(last_part(word)): kind for kind in schedulers(framework) for word in names(kind)}
    own = _native_by_fold()
    families = [kind for kind in own.values() if not kind.combines]
    made = {form.format(folded(kind.family)): kind for kind in families for form in AFFIXES}
    return {**made, **{word: kinds[0] for word, kinds in _schedulers_by_fold().items()}, **own}


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed, or exchanged with their neighbour to make two words one."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
