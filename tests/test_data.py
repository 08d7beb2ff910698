"""What is told is data: above the schedules nobody looks into a sentence, or guesses from the name of a field.

Sentences are made where they are shown. Who needs to know what they say asks for the code, the role, the cause.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "lrcli"
FILES = [path for room in ("analysis", "cli") for path in sorted((ROOT / room).rglob("*.py"))]
SENTENCES = ("text", "reason", "reasons", "saw", "effect", "help", "message")
"""Attributes that hold a sentence."""
NAMES = ("name", "field_name")
"""What the name of a field is called."""
LOOKS = ("startswith", "endswith", "find", "rfind", "index", "rindex", "count")
"""Methods that look into a text."""
CUTS = ("removeprefix", "removesuffix", "partition", "rpartition", "split", "rsplit", "splitlines", "replace")
"""Methods that take a text apart."""


def is_sentence(node):
    """Whether it is a sentence: an attribute that holds one, or the text of an error that was caught."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
        return len(node.args) == 1 and isinstance(node.args[0], ast.Name) and node.args[0].id == "error"
    if isinstance(node, ast.Subscript):
        return is_sentence(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):  # x.text.lower()
        return is_sentence(node.func.value)
    return isinstance(node, ast.Attribute) and node.attr in SENTENCES


def is_field_name(node):
    """Whether it is the name of a field, or of its flag."""
    if isinstance(node, ast.Attribute):
        return node.attr == "name" and isinstance(node.value, ast.Name) and node.value.id in ("field", "flag")
    return isinstance(node, ast.Name) and node.id in NAMES


def looks(tree):
    """The places at which a sentence is searched, or taken apart, or a field's name guessed from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            searched = any(isinstance(each, ast.In | ast.NotIn) for each in node.ops)
            if searched and any(map(is_sentence, sides)):
                yield node, "searches a sentence"
            part = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
            if searched and part and any(map(is_field_name, node.comparators)):
                yield node, "guesses from the name of a field"
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        method, owner = node.func.attr, node.func.value
        if is_sentence(owner) and method in (*LOOKS, *CUTS):
            yield node, "takes a sentence apart"
        if is_field_name(owner) and method in LOOKS:
            yield node, "guesses from the name of a field"
        if isinstance(owner, ast.Name) and owner.id == "re" and any(map(is_sentence, node.args)):
            yield node, "searches a sentence"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_searched(path):
    found = [
        f"line {node.lineno} {fault}: {ast.unparse(node)}" for node, fault in looks(ast.parse(path.read_text("utf-8")))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "' counts steps here: ' in remark.text",
        "word not in field.help.lower()",
        "remark.text in known",
        "error.message.removeprefix('x: ')",
        "finding.saw.partition(' ')[2]",
        "error.reasons[0].startswith('needs')",
        "str(error).split(': ')",
        "re.sub('a', 'b', finding.effect)",
        "'warmup' in name",
        "'div' in field.name",
        "'warmup' in flag.name",
        "name.endswith('steps')",
    ],
)
def test_it_is_seen(code):
    assert [fault for _, fault in looks(ast.parse(code))]


@pytest.mark.parametrize(
    "code",
    [
        "name.replace('_', '-')",
        "name in part.fields",
        "remark.code in SAID_BY_RULES",
        "f'{remark.text}{more}'",
        "path.read_text().splitlines()",
        "remark.text == other.text",
    ],
)
def test_what_may_be(code):
    assert not list(looks(ast.parse(code)))
