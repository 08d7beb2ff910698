"""What is said of flags that are none: all of them at once, each with what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.catalogue import closest, combinators, find, frameworks, natives
from lrcli.cli import topics, verbs
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import field_flags, modifiers
from lrcli.cli.meaning import fields_of, flag_value, meant, own_field
from lrcli.cli.scan import HELP
from lrcli.cli.synonyms import BY_WORD, VERB_BY_WORD, synonym_of
from lrcli.language.errors import listed
from lrcli.language.notation import called, split_label
from lrcli.render.writers import KNOWN
from lrcli.schedules.kinds import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lrcli.cli.flags import Flag
    from lrcli.cli.scan import Typed
    from lrcli.cli.synonyms import Synonym
    from lrcli.cli.verb import Verb
    from lrcli.schedules.schedule import Schedule

MOST_OWNERS = 3
"""So many families that have a flag are named."""
VERSION = "--version"
OF_ROOT = {"-v": VERSION, "-V": VERSION, "-?": HELP[-1], "-help": HELP[-1], "-version": VERSION}
"""What people type for the flags that stand without a command."""


def without_verb(typed: Sequence[Typed], known: Collection[str], args: Sequence[str]) -> str:
    """What is wrong with a command line that holds flags alone."""
    for each in typed:
        flag = as_typed(each)
        synonym = BY_WORD.get(each.word.lower())
        if synonym and synonym.says:
            return f"lrcli has no {flag}: {synonym.says}"
        if synonym or each.flag in known:
            continue
        near = OF_ROOT.get(flag) or nearest(flag, [VERSION, HELP[-1], *known])
        return f"lrcli has no {flag}; {f'did you mean {near}?' if near else 'lrcli --help shows what there is'}"
    return f"a command is missing: {verb_names()}; as in: lrcli plot cosine {' '.join(args)}"


def no_verb(word: str) -> str:
    """What is wrong with a first word that is no command, and what was probably meant."""
    if find(word) or "(" in word or find(split_label(word)[1]):
        return f"{word} is a schedule: say what to do with it, as in: lrcli plot {shell_quoted(word)}"
    low = word.lower()
    topic = closest(low, topics.names(), cutoff=0.8)
    if low in VERB_BY_WORD:
        meant = VERB_BY_WORD[low]
    elif low in frameworks():
        meant = f"lrcli list {low}"
    elif topic:
        meant = f"lrcli help {topic}"
    elif closest(low, [VERSION.lstrip("-")]):
        meant = f"lrcli {VERSION}"
    else:
        meant = closest(low, verbs.NAMES) or ""
    return f"no command is called {word}; {f'did you mean {meant}?' if meant else f'there are {verb_names()}'}"


def verb_names() -> str:
    """What can be done, in a sentence."""
    return ", ".join(verbs.NAMES)


def shell_quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def no_page(words: Sequence[str]) -> str:
    """What is wrong with words on which there is no help."""
    first = words[0]
    if first in frameworks():
        return f"{first} is a framework: lrcli list {first} shows its schedulers; did you mean lrcli help frameworks?"
    if len(words) > 1 and (first in topics.names() or find(first)):
        return f"help explains one thing at a time: lrcli help {first}"
    near = closest(first.lower(), [*topics.names(), *verbs.NAMES], cutoff=0.7) or VERB_BY_WORD.get(first.lower())
    hint = f"did you mean lrcli help {near}?" if near else f"the topics are {', '.join(topics.names())}"
    return f"there is no help on {first}; {hint}"


def complaint(
    verb: Verb, flags: Sequence[Flag], kinds: Sequence[type[Schedule]], words: Sequence[str], wrong: Sequence[Typed]
) -> str:
    """What is wrong with flags, in one sentence."""
    where = kinds[0].family if len(kinds) == 1 else verb.name
    answers = {}
    for each in wrong:
        flag = as_typed(each) if with_two_dashes(flags, kinds, each) else each.flag
        answers[flag] = answer(verb, flags, kinds, words, each)
    if len(answers) == 1:
        ((flag, told),) = answers.items()
        return f"{where} has no {flag}; {told or f'lrcli {verb.name} --help shows what there is'}"
    parts = [f"no {flag} ({told})" if told else f"no {flag}" for flag, told in answers.items()]
    more = "" if all(answers.values()) else f"; lrcli {verb.name} --help shows what there is"
    return f"{where} has {', '.join(parts[:-1])} and {parts[-1]}{more}"


def answer(
    verb: Verb, flags: Sequence[Flag], kinds: Sequence[type[Schedule]], words: Sequence[str], wrong: Typed
) -> str:
    """What was probably meant by a flag; empty where nothing is near."""
    synonym = None if wrong.glued else synonym_of(wrong.flag)
    if synonym is not None and (told := by_meaning(verb, flags, kinds, words, wrong, synonym)):
        return told
    if own := over_its_own(kinds, wrong):
        return own
    owners = [kind for kind in natives() if own_field(kind, wrong.word)] if verb.schedules else []
    if long := with_two_dashes(flags, kinds, wrong):
        return f"did you mean {long}?"
    if place := inside(words, wrong):
        return place
    if wrong.flag == VERSION:
        return f"it stands alone: lrcli {VERSION}"
    if others := verbs_with(wrong.flag):
        return f"it is a flag of lrcli {listed(others)}"
    spellings = [
        word for flag in (*flags, *(own for kind in kinds for own in field_flags(kind))) for word in flag.words
    ]
    synonyms = [f"--{word}" for word in BY_WORD if taken(flags, kinds, wrong, word)]
    if near := nearest(wrong.flag, [*spellings, *synonyms, HELP[-1]]):
        return f"did you mean {near}?"
    if owners and not kinds:
        return f"it is of a family named by itself, as in: lrcli {verb.name} {owners[0].family} {wrong.flag} ..."
    if owners:
        names = [kind.family for kind in owners]
        more = len(names) - MOST_OWNERS
        shown = [*names[:MOST_OWNERS], f"{more} others"] if more > 1 else names
        return f"it is a field of {listed(shown)}"
    return ""


def with_two_dashes(flags: Sequence[Flag], kinds: Sequence[type[Schedule]], wrong: Typed) -> str:
    """The flag that was typed with one dash, which is read as a short flag and its value; empty where there is none."""
    word = f"-{as_typed(wrong)}"
    if wrong.flag.startswith("--") or len(word) <= len("--x"):
        return ""
    try:
        understood = not meant(flags, kinds, [wrong._replace(flag=word, value="1")], calls=not kinds).wrong
    except UsageFault:
        understood = True  # it takes no value
    return word if understood else ""


def as_typed(wrong: Typed) -> str:
    """The first word of a flag, without a value."""
    return wrong.raw[0].partition("=")[0].replace("_", "-")


def taken(flags: Sequence[Flag], kinds: Sequence[type[Schedule]], wrong: Typed, word: str) -> bool:
    """Whether a synonym would have been understood in place of a wrong flag."""
    if not is_near(wrong.flag, word):
        return False
    typed = wrong._replace(flag=f"--{word}", value=None if BY_WORD[word].switch else "0.5")
    return not meant(flags, kinds, [typed], calls=not kinds).wrong


def by_meaning(
    verb: Verb,
    flags: Sequence[Flag],
    kinds: Sequence[type[Schedule]],
    words: Sequence[str],
    wrong: Typed,
    synonym: Synonym,
) -> str:
    """What a synonym means here, where it is not taken by itself."""
    there = {word for flag in flags for word in flag.words}
    roles = [text.partition("!")[0].partition("+")[0] for text in synonym.roles]
    fields = dict.fromkeys(name for role in roles for kind in kinds for name in fields_of(kind, role))
    right = [f"--{name.replace('_', '-')}" for name in fields]
    names = [name for name in ("" if fields else synonym.flag, synonym.hint) if f"--{name}" in there]
    if names and not has_value(flags, synonym):
        names.remove(synonym.flag)
    right += [said(name, synonym, wrong) for name in names]
    place = place_of_role(words, wrong, roles) if synonym.roles and not kinds else ""
    if right or place:
        flag = f"say {' or '.join(dict.fromkeys(right))}" if right else ""
        return "; or ".join(filter(None, (place, flag)))
    if synonym.verb and synonym.verb != verb.name and verb.schedules:
        return f"that is lrcli {synonym.verb} --{synonym.flag}".removesuffix(" --")
    if synonym.says:
        return synonym.says if verb.schedules else ""
    others = [name for name in verbs_with(f"--{synonym.flag}") if has_value(verbs.load(name).flags, synonym)]
    others.sort(key=lambda name: name not in KNOWN.values())  # those that write files of formats first
    flag = f"--{synonym.flag} {synonym.value}".rstrip()
    return f"that is {flag} of lrcli {others[0]}" if others else ""


def has_value(flags: Iterable[Flag], synonym: Synonym) -> bool:
    """Whether the flag that a synonym means has the value that it stands for; most stand for none."""
    meant = [flag for flag in flags if flag.name == synonym.flag]
    return not synonym.value or all(not flag.choices or synonym.value in flag.choices for flag in meant)


def verbs_with(flag: str) -> list[str]:
    """The verbs that have a flag of their own."""
    loaded = map(verbs.load, verbs.NAMES)
    return [verb.name for verb in loaded if any(flag in own.words for own in verb.flags)]


def said(name: str, synonym: Synonym, wrong: Typed) -> str:
    """A flag with the value that was typed for another, where it can be the same."""
    if synonym.told or synonym.unit or wrong.value is None or synonym.only:
        value = synonym.only and not synonym.flag and flag_value(synonym, wrong)
        return f"--{name} {value}" if value else f"--{name}"
    return f"--{name} {wrong.value}"


def inside(words: Sequence[str], wrong: Typed) -> str:
    """Where an argument is written that belongs into the parentheses of a schedule that was typed."""
    for word in words:
        kind = kind_called(word)
        field = own_field(kind, wrong.word) if kind else None
        if field:
            return written(word, field, wrong)
    return ""


def over_its_own(kinds: Sequence[type[Schedule]], wrong: Typed) -> str:
    """How a modifier is written for a family that has a field for the same; empty for a flag that is no modifier's."""
    for modifier in modifiers():
        field = next((name for name, flag in modifier.flags.items() if f"--{flag.name}" == wrong.flag), None)
        if field and kinds and (form := getattr(modifier.kind, "beside", "")):
            text = form.format(kinds[0].family, field, "..." if wrong.value is None else wrong.value)
            return f"it has a {modifier.kind.family} of its own; another one lies over that in '{text}'"
    return ""


def place_of_role(words: Sequence[str], wrong: Typed, roles: Iterable[str]) -> str:
    """The same for the field that a synonym means."""
    for word in words:
        kind = kind_called(word)
        fields = [name for role in roles if kind for name in fields_of(kind, role)]
        if fields:
            return written(word, fields[0], wrong)
    return ""


def kind_called(word: str) -> type[Schedule] | None:
    """The family of a word that is one call in the notation."""
    name = called(split_label(word)[1])
    kind = find(name) if name else None
    return None if kind is None or kind in combinators() else kind


def written(word: str, field: str, wrong: Typed) -> str:
    """How an argument is added to a call: a text in quotes and a list in brackets, which a flag does without."""
    text, family = split_label(word)[1].rstrip(), kind_called(word)
    value = "..." if wrong.value is None else wrong.value
    kind = family.fields[field].kind if wrong.value is not None and family and field in family.fields else None
    if kind and kind.takes_text(value):
        value = quoted(value)
    elif kind and kind.is_list and value[:1] not in ("[", "("):
        value = f"[{value}]"
    between = "" if text.removesuffix(")").rstrip().endswith("(") else ", "
    return f"write it inside the parentheses, as in: {text.removesuffix(')')}{between}{field}={value})"


def nearest(flag: str, spellings: Iterable[str]) -> str:
    """The flag that a wrong one is a slip of the fingers from; empty where none is near."""
    near = [spelling for spelling in spellings if is_near(flag, spelling)]
    return min(near, key=lambda spelling: distance(flag, spelling), default="")


def is_near(flag: str, spelling: str) -> bool:
    """Whether a wrong flag is a slip of the fingers from another: one letter in four, and of short ones none."""
    word, other = flag.lstrip("-"), spelling.lstrip("-")
    long = flag.startswith("--") and len(word) > 2 and len(other) > 2
    return long and abs(len(word) - len(other)) <= max(1, len(word) // 4) >= distance(word, other)


def distance(one: str, other: str) -> int:
    """How many letters must be changed, added, left out, or exchanged with the next, to make one word the other."""
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            costs = [last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b)]
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                costs.append(before[j - 2] + 1)
            row.append(min(costs))
        before, last = last, row
    return last[-1]
