"""Items: what every source's records become before they are labelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from classifier.bulk.options import Fields
from classifier.reading.source import Kind

TEXT_FIELDS: Final = ("text", "content")
HTML_FIELDS: Final = ("html",)
OUTPUT_FIELD: Final = "text"  # of what was HTML


@dataclass(frozen=True, slots=True)
class Item:
    """One page and its record.

    Attributes:
        place: where it stands in its input.
        record: what is handed on, with the text set anew.
        page: its source.
        kind: what the source is.
        text_field: the record's field for the text.
        id: the record's own name, None without one.
        url: its address, None without one.
        input: the input's name, "" where it is that of the whole chunk.
    """

    place: str
    record: Mapping[str, Any]
    page: str | bytes
    kind: Kind
    text_field: str = OUTPUT_FIELD
    id: Any = None
    url: str | None = None
    input: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A page, a record or a part of an input that cannot be used.

    Attributes:
        place: where it stands in its input, "" for all of it.
        reason: what is wrong.
        id: the record's own name, None without one.
        record: the record, where it could be read; what `attributes` needs to keep its rows in line.
        input: the input's name, "" where it is that of the whole chunk.
    """

    place: str
    reason: str
    id: Any = None
    record: Mapping[str, Any] | None = None
    input: str = ""


def item_of(record: Mapping[str, Any], fields: Fields, place: str = "") -> Item | Unusable:
    """The page in a record: in the fields that the caller names, or in the first usual one that has a value."""
    name = record.get(fields.id or "id")
    found = _source(record, fields)
    if isinstance(found, str):
        return Unusable(place, found, name, record)
    field, kind = found
    page = record[field]
    if not isinstance(page, str | bytes):
        return Unusable(place, f"the field {field} is {type(page).__name__}, not text", name, record)
    url = record.get(fields.url or "url")
    return Item(
        place,
        record,
        page,
        kind,
        field if kind == "text" else fields.text or OUTPUT_FIELD,
        name,
        url if isinstance(url, str) else None,
    )


def candidates(fields: Fields) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that may hold a page as text and those that may hold it as HTML, in the order they are tried."""
    if fields.html:
        return (), (fields.html,)
    return ((fields.text,), ()) if fields.text else (TEXT_FIELDS, HTML_FIELDS)


def _source(record: Mapping[str, Any], fields: Fields) -> tuple[str, Kind] | str:
    """The field to read and what it holds, or the reason why there is none."""
    text, html = candidates(fields)
    for names, kind in ((text, "text"), (html, "html")):
        for name in names:
            if record.get(name) is not None:
                return name, "text" if kind == "text" else "html"
    tried = ", ".join((*text, *html))
    return (
        f"no page: none of the fields {tried} has a value; name the field with --text-field or --html-field"
    )
