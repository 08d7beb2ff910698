"""What a line of a training script has beside the notation: the optimizer among the arguments, names with hyphens."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import chooser, meaning

if TYPE_CHECKING:
    from lrcli.language.given import Given
    from lrcli.schedules.schedule import Schedule

OPTIMIZER = "optimizer"
RATES = ("lr", "learning_rate")
"""The arguments of an optimizer that are its rate."""
SECOND = (
    *("adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "asgd", "lbfgs", "muon", "nadam", "radam"),
    *("rmsprop", "rprop", "sgd", "sparseadam"),
)
"""PyTorch's optimizers, whose second argument is the rate."""
SCHEDULERS = ("scheduler", "lr_scheduler")
"""Where Lightning looks for a scheduler in a mapping."""
WORDS = re.compile(r"(?!.*\b(?:if|and|or|not|in|is|for|lambda)\b)[^\W\d]\w*(?:(?:-|\s+)\w+)+")
"""A name of several words."""
CALLED = re.compile(r"(?<![\w.)\]'\"-])[^\W\d]\w*(?:-[^\W\d]\w*)+(?=\s*\()")
"""A name with hyphens before brackets."""


def as_names(text: str) -> str:
    """A text in which the names of schedules are names in Python, too: `one-cycle(0.1)` is `one_cycle(0.1)`."""
    if not re.fullmatch(r"[\w.]+", text) and (found := meaning(text)):
        joined = re.sub(r"[-\s]+", "_", text)
        return joined if joined.isidentifier() else found.kind.family
    if WORDS.fullmatch(text):
        return re.sub(r"[-\s]+", "_", text)  # no schedule has this name, and the error says so
    if text == "lambda":  # a name here, and a keyword of Python's
        return "Lambda"
    if text[:1].isdigit() and (found := meaning(text)):
        return found.kind.family
    return CALLED.sub(lambda match: match[0].replace("-", "_") if is_name(match[0]) else match[0], text)


def is_name(word: str) -> bool:
    """Whether a word is the name of a schedule, and not just made of words of one."""
    found = meaning(word)
    return found is not None and not found.loose


def scheduled(tree: ast.expr) -> ast.expr:
    """The schedule in a line: the `scheduler` in a mapping of Lightning's, or the rate of an optimizer that is made."""
    if isinstance(tree, ast.Dict):
        for key, value in zip(tree.keys, tree.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in SCHEDULERS:
                return scheduled(value)
    if isinstance(tree, ast.Call) and not is_scheduler(tree):
        rates = [keyword.value for keyword in tree.keywords if keyword.arg in RATES] or tree.args[:1]
        return next((rate for rate in rates if is_scheduler(rate)), tree)
    return tree


def is_scheduler(node: ast.expr) -> bool:
    """Whether a node is the call of a schedule."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
        return False
    word = ast.unparse(node.func)
    return is_name(word) or chooser(word) is not None


class Pasted:
    """The arguments of a call without the optimizer, whose rate is an argument `lr` if it tells one.

    A first argument that is a name or a call is the optimizer, where the framework has one there; and whatever is
    given as `optimizer=`, but for a word that the scheduler knows.
    """

    def __init__(self, kind: type[Schedule], args: list[ast.expr], keywords: list[ast.keyword], given: Given) -> None:
        self.kind, self.given = kind, given
        self.args, self.keywords = list(args), []
        self.names = {keyword.arg for keyword in keywords}
        optimizers = []
        if kind.order[:1] == (OPTIMIZER,) and args and self.is_optimizer(args[0]):
            optimizers.append(self.args.pop(0))
        optimizers += [arg for name, arg in zip(kind.positional(), self.args, strict=False) if name == OPTIMIZER]
        for keyword in keywords:
            if keyword.arg == OPTIMIZER and OPTIMIZER in (*kind.order, *kind.ignored) and not self.is_word(keyword):
                optimizers.append(keyword.value)
            else:
                self.keywords.append(keyword)
        for optimizer in optimizers:
            if isinstance(optimizer, ast.Call):
                self.look_into(optimizer)

    def is_optimizer(self, node: ast.expr) -> bool:
        """Whether a first argument stands for the optimizer."""
        if isinstance(node, ast.Call):
            from lrcli.language.expression import FUNCTIONS, called  # most texts have no such call

            return called(node) not in FUNCTIONS
        return isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and not self.given.knows(ast.unparse(node))

    def is_word(self, keyword: ast.keyword) -> bool:
        """Whether `optimizer=` is a word that the scheduler knows."""
        word = ast.unparse(keyword.value).strip("\"'")
        return isinstance(keyword.value, ast.Constant) or word in self.choices

    @property
    def choices(self) -> tuple[str, ...]:
        """The words for optimizers that the scheduler knows."""
        field: Any = self.kind.fields.get(OPTIMIZER)
        return field.kind.choices if field else ()

    def look_into(self, optimizer: ast.Call) -> None:
        """Take the rate, and what kind it is, from the construction of an optimizer."""
        name = ast.unparse(optimizer.func).rpartition(".")[2].lower()
        rates = [keyword.value for keyword in optimizer.keywords if keyword.arg in RATES]
        rates += optimizer.args[1:2] if name in SECOND else []
        rate = next(iter(rates), None)
        rate = rates_of_groups(optimizer, rate) or rate
        if rate is not None and not self.names & {*RATES}:
            self.keywords.append(ast.keyword("lr", rate, **places(rate)))
            self.names.add("lr")
        if name in self.choices and OPTIMIZER not in {keyword.arg for keyword in self.keywords}:
            word = ast.Constant(name, **places(optimizer))
            self.keywords.append(ast.keyword(OPTIMIZER, word, **places(optimizer)))


def rates_of_groups(optimizer: ast.Call, rate: ast.expr | None) -> ast.List | None:
    """The rates of parameter groups that an optimizer is made of; `rate` is that of groups without their own.

    None where no group has its own, or where one has none.
    """
    params = next((keyword.value for keyword in optimizer.keywords if keyword.arg == "params"), None)
    params = optimizer.args[0] if params is None and optimizer.args else params
    if not isinstance(params, ast.List | ast.Tuple):
        return None
    rates: list[ast.expr | None] = []
    for group in params.elts:
        entries = zip(group.keys, group.values, strict=True) if isinstance(group, ast.Dict) else ()
        own = (value for key, value in entries if isinstance(key, ast.Constant) and key.value in RATES)
        rates.append(next(own, None))
    found = [rate if own is None else own for own in rates]
    every = [own for own in found if own is not None]
    return ast.List(every, ast.Load(), **places(params)) if any(rates) and len(every) == len(rates) else None


def chosen(call: ast.Call, framework: str, arguments: tuple[str, ...], name: str) -> ast.Call:
    """A call of the scheduler that a function makes: `get_scheduler("linear", ...)` is `transformers.linear(...)`."""
    words = [word.lstrip("*") for word in arguments]
    mappings = [word.lstrip("*") for word in arguments if word.startswith("**")]
    given = [ast.keyword(word, arg, **places(arg)) for word, arg in zip(words, call.args, strict=False)]
    keywords = [keyword for keyword in (*given, *call.keywords) if keyword.arg != words[0]]
    own = [keyword.value for keyword in keywords if keyword.arg in mappings]
    entries = [
        ast.keyword(str(key.value), value, **places(value))
        for each in own
        if isinstance(each, ast.Dict)
        for key, value in zip(each.keys, each.values, strict=True)
        if isinstance(key, ast.Constant)
    ]
    rest = [keyword for keyword in keywords if keyword.arg not in mappings]
    function = ast.Name(f"{framework}.{name}", **places(call.func))
    return ast.Call(function, [], [*rest, *entries], **places(call))


def places(node: ast.expr) -> dict[str, Any]:
    """Where a node stands in its text."""
    return {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
