"""A command whose values arrive as they were typed."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class AsTyped(TyperCommand):
    """A command that reads no value: texts, switches and lists of texts are handed over as they are.

    Typer would send each of them through pydantic, which takes 60 ms to load and changes none of them.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        given, rest, _ = self.make_parser(ctx).parse_args(args=args)
        ctx.params = {param.name: given.get(param.name) for param in self.params}
        ctx.args = rest
        return rest
