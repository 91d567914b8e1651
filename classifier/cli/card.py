"""Draws a model card on the terminal: whatever the model file holds, known parts in a known order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich import box
from rich.table import Table
from rich.text import Text

from classifier.cli.output import one_line
from classifier.cli.table import draw, make_console

_FIRST: Final = ("name", "created", "labels", "scores", "training", "versions", "sources")


def render_card(metadata: Mapping[str, Any]) -> Iterator[str]:
    """Each entry of the card as a line or a table; entries this version does not know come last."""
    console = make_console()
    keys = [key for key in _FIRST if key in metadata] + [key for key in metadata if key not in _FIRST]
    for key in keys:
        yield draw(console, _entry(key, metadata[key]))


def _entry(key: str, value: object) -> Table | Text:
    if isinstance(value, Mapping) and value:
        if all(isinstance(column, Mapping) for column in value.values()):
            return _columns(key, value)
        return _rows(key, ("", ""), [(name, item) for name, item in value.items()])
    if isinstance(value, Sequence) and value and all(isinstance(item, Mapping) for item in value):
        names = list(dict.fromkeys(name for item in value for name in item))
        return _rows(key, names, [[item.get(name, "") for name in names] for item in value])
    return Text(f"{one_line(key)}: {_show(value)}")


def _columns(title: str, columns: Mapping[str, Mapping[str, Any]]) -> Table:
    """A table of tables, as the scores are: one column for each, one row for each name in any of them."""
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    return _rows(title, ("", *columns), [[n, *(c.get(n, "") for c in columns.values())] for n in names])


def _rows(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    table = Table(title=one_line(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    table.show_header = any(header)
    for name in header:
        table.add_column(Text(one_line(name)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_show(cell)) for cell in row))
    return table


def _show(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{one_line(str(name))} {_show(item)}" for name, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_show(item) for item in value)
    return one_line(str(value))
