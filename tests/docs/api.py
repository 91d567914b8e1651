"""docs/api.md, made of the docstrings of the promised names: those of `classifier.__all__`."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import classifier
from tests.docs.blocks import ROOT

PLACE: Final = ROOT / "docs" / "api.md"
_HEAD: Final = """# API reference

Written by `python -m tests.docs` from the docstrings; a test holds it in step. These are the names that `classifier`
promises (`classifier.__all__`); whatever else can be imported may change with any version. docs/library.md shows them
at work.
"""
_SECTIONS: Final = ("Args", "Attributes", "Returns", "Raises")


def reference() -> str:
    """The whole page."""
    parts = [_HEAD]
    for name in classifier.__all__:
        found = getattr(classifier, name)
        if inspect.isclass(found):
            parts += _class(name, found)
        elif inspect.isfunction(found):
            parts += _function(f"classifier.{name}", found, "##")
        else:
            parts.append(f"## `classifier.{name}`\nThe version, a string.\n")
    return "\n".join(parts)


def _class(name: str, found: type) -> Iterator[str]:
    yield f"## `classifier.{name}`\n{_markdown(found)}"
    for member, value in vars(found).items():
        if member.startswith("_") and member != "__len__":
            continue
        if isinstance(value, property | cached_property):
            function = value.fget if isinstance(value, property) else value.func
            yield f"### `{name}.{member}`{_kind(function)}\n{_markdown(function)}"
        elif inspect.isfunction(value) and value.__doc__:
            yield from _function(f"{name}.{member}", value, "###")


def _function(name: str, found: Any, level: str) -> Iterator[str]:
    definition = _definition(found)
    del definition.args.args[: bool("." in name.removeprefix("classifier."))]  # self
    returns = f" -> {_annotation(definition)}" if definition.returns else ""
    yield f"{level} `{name}({_arguments(definition)}){returns}`\n{_markdown(found)}"


def _kind(function: Any) -> str:
    return f": `{_annotation(_definition(function))}`"


def _definition(function: Any) -> ast.FunctionDef:
    """The definition as it is written: annotations as the source has them, not what they stand for."""
    definition = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(definition, ast.FunctionDef)
    return definition


def _arguments(definition: ast.FunctionDef) -> str:
    return ast.unparse(definition.args)


def _annotation(definition: ast.FunctionDef) -> str:
    return ast.unparse(definition.returns).strip("'") if definition.returns else ""


def _markdown(found: Any) -> str:
    """A Google-style docstring: its sections as lists, the rest as it is."""
    lines = []
    for paragraph in (inspect.getdoc(found) or "").split("\n\n"):
        title, _, rest = paragraph.partition("\n")
        if title.rstrip(":") in _SECTIONS and title.endswith(":"):
            lines.append(f"{title.rstrip(':')}:\n\n{_items(textwrap.dedent(rest))}")
        else:
            lines.append(" ".join(line.strip() for line in paragraph.splitlines()))
    return "\n\n".join(lines) + "\n"


def _items(text: str) -> str:
    """The entries of a section, one an item: an entry begins at the margin, and goes on behind it."""
    entries = re.sub(r"\n +", " ", text).splitlines()
    return "\n".join("- " + re.sub(r"^(\w+): ", r"`\1`: ", entry) for entry in entries)
