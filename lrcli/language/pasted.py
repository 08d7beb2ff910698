"""What a line of a training script has beside the notation: the optimizer among the arguments, names with hyphens."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from lrcli.catalogue import chooser, meaning, reader_of
from lrcli.language.errors import NotationError
from lrcli.language.programs import apart, last_name, made_by, place_of, program_tree, stored
from lrcli.language.remade import RATES, Chosen, rate_of

if TYPE_CHECKING:
    from lrcli.language.given import Given
    from lrcli.language.programs import Made
    from lrcli.schedules.schedule import Schedule

OPTIMIZER = "optimizer"
RUNNING = ("epoch", "last_epoch", "step", "iter", "iteration", "it", "t", "n", "i", "x", "global_step", "current_step")
"""What code calls that which a formula is of; `step_num` and alike are these with a word around them."""
RUNNING_WORD = re.compile(r"(?:\w+_)?(?:epoch|step|iter|iteration)(?:_(?:num|number|idx|index|count|i))?")
SECOND = (
    *("adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "asgd", "lbfgs", "muon", "nadam", "radam"),
    *("rmsprop", "rprop", "sgd", "sparseadam"),
)
"""PyTorch's optimizers, whose second argument is the rate."""
OPTIMIZERS_NAMED = re.compile(
    r".*(?:ada|sgd|rmsprop|rprop|lbfgs|ftrl|lion|novograd|yogi|sophia|shampoo|prodigy|muon|optimi[sz]er|descent).*|"
    r"scale_by_\w+|\w*lamb|\w*lars|fromage|madgrad|momentum|ranger\w*|signum|sm3|soap|tiger"
)
"""The names of optimizers, in small letters."""
IN_OPTIMIZERS = re.compile(r"optax|\w*optim(?:izers?)?")
"""The modules that they are in."""
LONGEST = 20_000
"""Characters of a scheduler with what was assigned in it."""
DECAYING = ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Ftrl")
"""Keras' optimizers that had a decay of their own."""
DECAY, DECAYED = "decay", "keras.InverseTimeDecay"
"""Their argument, and what it makes."""
OLD = "{}: its decay is that of Keras before 2.11, {}; later versions refuse it"
OPTIMIZERS = "optimizers"
"""The argument of a trainer that is an optimizer and its scheduler."""
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
        rates = rate_of(tree, by_place=makes_optimizer(tree))
        rates += [scheduled(keyword.value) for keyword in tree.keywords if keyword.arg == OPTIMIZER]
        found = next((rate for rate in rates if is_scheduler(rate)), tree)
        decaying = with_decay(tree)
        return found if decaying is None else decaying if found is tree else tree
    return tree


def makes_optimizer(call: ast.Call) -> bool:
    """Whether a call makes an optimizer, by its name: what any other function makes of a rate is not known."""
    *path, name = ast.unparse(call.func).lower().split(".")
    return OPTIMIZERS_NAMED.fullmatch(name) is not None or any(IN_OPTIMIZERS.fullmatch(word) for word in path[-1:])


def with_decay(optimizer: ast.Call) -> ast.Call | None:
    """The scheduler that an optimizer of old Keras has in its `decay`; None for any other call.

    lr / (1 + decay * t) at update t, as InverseTimeDecay has it: optimizer_v2.OptimizerV2._decayed_lr of TensorFlow 2.0
    to 2.10, which later is keras.optimizers.legacy.
    """
    named = {keyword.arg: keyword.value for keyword in optimizer.keywords}
    if last_name(optimizer) not in DECAYING or DECAY not in named:
        return None
    rate = next((named[name] for name in RATES if name in named), next(iter(optimizer.args), None))
    given = {"initial_learning_rate": rate, "decay_steps": ast.Constant(1), "decay_rate": named[DECAY]}
    keywords = [
        ast.keyword(name, ast.copy_location(value, optimizer) if name == "decay_steps" else value, **places(optimizer))
        for name, value in given.items()
        if value is not None
    ]
    return ast.Call(ast.Name(DECAYED, ast.Load(), **places(optimizer.func)), [], keywords, **places(optimizer))


def old_optimizer(tree: ast.expr) -> str:
    """The optimizer of old Keras whose `decay` is the schedule in a line, as text; empty for any other line."""
    found = scheduled(tree)
    if not isinstance(found, ast.Call) or getattr(found.func, "id", "") != DECAYED:
        return ""
    calls = (each for each in ast.walk(tree) if isinstance(each, ast.Call) and place_of(each) == place_of(found))
    return next((ast.unparse(each) for each in calls if with_decay(each)), "")


def is_scheduler(node: ast.expr) -> bool:
    """Whether a node is the call of a schedule."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
        return False
    word = ast.unparse(node.func)
    return is_name(word) or chooser(word) is not None


def knows(node: ast.expr) -> bool:
    """Whether a node is the call of a schedule, or of an optimizer with one."""
    return is_scheduler(scheduled(node))


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


def inlined(text: str) -> str:
    """The last scheduler that pasted statements make, with what they assigned in place of its names.

    It may be made in a function. Where the statements make the configuration of a program, that is what they are. A
    text of one scheduler, or one that makes none, is as it was. NotationError where it is not sure which one is meant.
    """
    tree = program_tree(text)
    if tree is None or is_plain(tree):
        return text
    every = made_by(tree)
    made = [each for each in every if is_scheduler(scheduled(each.node))]
    calls = {place_of(call): (each, call) for each in reversed(every) for call in program_calls(each.node)}
    if calls and not (made and is_given_scheduler(every)):
        each, call = next(reversed(calls.values()))
        if made or (reads := program_reader(call)) is None:
            raise NotationError(both(made[-1], call))
        label = each.target if place_of(each.node) == place_of(call) else last_name(call)
        return f"{label or last_name(call)} = {reads.family}(text={text!r})"
    if not made:
        return text
    chosen = the_one(made)
    scheduler = Chosen(shown(chosen), ast.unparse(scheduled(chosen.node)), knows)
    scheduler.refuse_other(every)
    scheduler.refuse_function(every, tree, makes_optimizer)
    if not chosen.target and not is_program(text):
        return text  # schedules, one a line
    if len(written := ast.unparse(chosen.node)) > LONGEST:
        return text
    return f"{chosen.target} = {written}".removeprefix(" = ")


def scheduler_in(text: str) -> str | None:
    """The scheduler that a program makes, as `inlined` has it; None where it makes none."""
    if (found := inlined(text)) != text:
        return found
    body = tree.body if (tree := program_tree(text)) else []
    value = getattr(body[0], "value", None) if len(body) == 1 else None
    return text if value is not None and is_scheduler(scheduled(value)) else None


def is_program(text: str) -> bool:
    """Whether a text is a program, and no schedules, one a line: it does more than assign and call, or uses a name."""
    if (tree := program_tree(text)) is None:
        return False
    if not all(isinstance(each, ast.Assign | ast.AnnAssign | ast.Expr) for each in tree.body):
        return True
    known: set[str] = set()
    uses = False
    for statement in tree.body:
        found = scheduled(value) if (value := statement.value) else None  # type: ignore[attr-defined]  # all have one
        if found is not None and (is_scheduler(found) or isinstance(statement, ast.Expr)):
            uses = uses or not known.isdisjoint(each.id for each in ast.walk(found) if isinstance(each, ast.Name))
        known.update(stored([statement]))
    return uses


def is_plain(tree: ast.Module) -> bool:
    """Whether what parses as a program is one scheduler: a single statement, or one after a label of several lines."""
    first = tree.body[0] if tree.body else None
    if first is None or (isinstance(first, ast.Expr) and isinstance(first.value, ast.Name)):
        return True
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Assign | ast.AnnAssign | ast.Expr):
        return False
    value = tree.body[0].value
    return not isinstance(value, ast.Call) or is_scheduler(scheduled(value)) or not calls_in(value)


def calls_in(node: ast.expr) -> list[ast.Call]:
    """The calls inside of a call."""
    return [each for each in ast.walk(node) if isinstance(each, ast.Call) and each is not node]


def program_calls(node: ast.expr) -> list[ast.Call]:
    """The calls in an expression that are the configuration of a program."""
    calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
    return [call for call in calls if program_reader(call) is not None]


def program_reader(call: ast.Call) -> type[Schedule] | None:
    """The family that reads a call which makes the configuration of a program; None for any other call."""
    return reader_of(f"{name}()") if (name := last_name(call)).isidentifier() else None


def is_given_scheduler(made: list[Made]) -> bool:
    """Whether a program hands a scheduler of its own to a trainer, as `optimizers=(optimizer, scheduler)`."""
    return any(
        isinstance(node, ast.Call) and any(word.arg == OPTIMIZERS for word in node.keywords)
        for each in made
        for node in ast.walk(each.node)
    )


def both(made: Made, call: ast.Call) -> str:
    """That a program makes a configuration and a scheduler."""
    return (
        f"it makes {last_name(call)} in line {call.lineno} and {shown(made)} in line {made.line}: "
        "paste the one that sets the rate"
    )


def the_one(made: list[Made]) -> Made:
    """The last scheduler that is made. NotationError where another one may be run in place of it."""
    chosen = made[-1]
    written = ast.unparse(chosen.node)
    for other in made[:-1]:
        replaced = len(other.place) < len(chosen.place) and other.target == chosen.target
        if (replaced or apart(chosen.place, other.place)) and ast.unparse(other.node) not in written:
            raise NotationError(
                f"it makes {shown(other)} in line {other.line} and {shown(chosen)} in line {chosen.line}, "
                "one or the other: paste the one that is meant"
            )
    return chosen


def shown(made: Made) -> str:
    """The name of a scheduler that is made."""
    node = scheduled(made.node)
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ast.unparse(node)


def formula_of(tree: ast.expr) -> str | None:
    """The lambda that an expression of numbers is meant as, such as `0.1 * 0.95 ** epoch`; None for any other.

    It is of the first name in it that code has for what is counted, and holds no schedule.
    """
    from lrcli.language.expression import FUNCTIONS, called  # only mistakes need it

    if not isinstance(tree, ast.BinOp | ast.Call | ast.IfExp):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    functions = {id(node.func) for node in calls}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)]
    names = sorted((node for node in names if id(node) not in functions), key=lambda node: node.col_offset)
    running = [ast.unparse(node) for node in names if is_running(ast.unparse(node))]
    others = [node.func for node in calls if called(node) not in FUNCTIONS]
    if not running or others or any(is_name(word) for word in map(ast.unparse, names) if not is_running(word)):
        return None
    own = running[0].rpartition(".")[2]
    return f"lambda {own}: {ast.unparse(tree).replace(running[0], own)}"


def is_running(word: str) -> bool:
    """Whether code has a name for what is counted."""
    name = word.rpartition(".")[2]
    return name in RUNNING or RUNNING_WORD.fullmatch(name) is not None
