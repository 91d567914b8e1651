"""Records as Arrow tables: the batch function for them, and how records become Parquet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from classifier.bulk.clean import (
    OBJECT,
    Cleaned,
    attribute_row,
    classifier_object,
    clean_items,
    judge,
    new_text,
    reject_rows,
)
from classifier.bulk.extras import need
from classifier.bulk.formats import Format, json_lines
from classifier.bulk.items import HTML_FIELDS, OUTPUT_FIELD, TEXT_FIELDS, Item, Unusable, candidates, item_of
from classifier.bulk.label import Labeller, label
from classifier.bulk.options import CleanOptions, Fields
from classifier.bulk.rows import ATTRIBUTES, attributes
from classifier.bulk.sources import parquet
from classifier.bulk.sources.chunk import Chunk
from classifier.bulk.tally import Tally
from classifier.pipeline import Model
from classifier.records import Page

Table = Any
"""A pyarrow.Table; the library has no types of its own."""

LENGTH_BYTES: Final = 8
"""Of the number before each table in a draft that becomes Parquet."""


@dataclass(frozen=True, slots=True)
class CleanedTable:
    """What became of a table; the attributes are those of `Cleaned`, with a table for the records."""

    table: Table
    rejects: list[dict[str, Any]]
    unusable: list[Unusable]
    tally: Tally


def clean_table(
    table: Table,
    model: Model,
    options: CleanOptions | None = None,
    *,
    first: int = 1,
    labeller: Labeller = label,
) -> CleanedTable:
    """Cleans records that are the rows of an Arrow table; columns that are not concerned stay as they are.

    Args:
        table: a pyarrow.Table with a column of text or HTML, see `Fields`.
        model: labels the paragraphs; its policy says what is kept.
        options: what is wanted.
        first: number of the first row, for the places of rejects and errors.
        labeller: labels the pages, in the manner of `label`.

    Returns:
        The table with the text set anew and a column `classifier`, without the rows that cannot be used; for
        attributes a table of id, source and attributes, with all rows.
    """
    options = options or CleanOptions()
    judged = judge(_items(table, options.fields, first), model, options, labeller)
    tally, rejects = Tally(), []
    unusable = [page for _, page in judged if isinstance(page, Unusable)]
    tally.unusable = len(unusable)
    usable = [
        (row, item, page)
        for row, (item, page) in enumerate(judged)
        if isinstance(item, Item) and isinstance(page, Page)
    ]
    for _, item, page in usable:
        tally.add_page(page, item.url)
        if options.rejects:
            rejects.extend(reject_rows(item, page, model))
    result = _attributes(judged) if options.mode == "attributes" else _cleaned(table, usable, options)
    return CleanedTable(result, rejects, unusable, tally)


def cleaned_schema(schema: Any, options: CleanOptions) -> Any:  # noqa: ANN401
    """The columns that `clean_table` can give for a table with some columns, whatever its rows hold.

    Args:
        schema: the table's pyarrow.Schema.
        options: what is wanted.
    """
    pa = need("pyarrow", "Arrow tables")
    fields = {field.name: field.type for field in schema}
    if options.mode == "attributes":
        name = fields.get(options.fields.id or "id", pa.string())
        return pa.schema(
            [
                ("id", name),
                ("source", fields.get("source", pa.string())),
                ("attributes", _attributes_type(pa)),
            ]
        )
    texts, html = candidates(options.fields)
    written = [name for name in texts if name in fields]
    if any(name in fields for name in html):
        written.append(options.fields.text or OUTPUT_FIELD)
    for name in written:
        fields[name] = _text_type(pa, fields.get(name))
    return pa.schema([*(fields | {OBJECT: _type(pa, options)}).items()])


def clean_chunk(
    chunk: Chunk, model: Model, options: CleanOptions, out: Format, labeller: Labeller = label
) -> tuple[Cleaned, bytes]:
    """Cleans a chunk of Parquet rows; gives the records as bytes for the results file."""
    rows = parquet.table(chunk)
    if out.parquet:
        done = clean_table(rows, model, options, first=chunk.first, labeller=labeller)
        return Cleaned([], done.rejects, done.unusable, done.tally), pack(done.table)
    items = [
        item_of(record, options.fields, f"row {number}")
        for number, record in enumerate(rows.to_pylist(), chunk.first)
    ]
    cleaned = clean_items(items, model, options, labeller)
    return cleaned, json_lines(cleaned.records)


def pack(table: Table) -> bytes:
    """A table as a piece of a draft: its length and an Arrow IPC stream. One without rows still has its columns."""
    if not table.num_columns:
        return b""
    pa = need("pyarrow", "Parquet")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return len(data).to_bytes(LENGTH_BYTES, "little") + data


def pack_records(records: Sequence[Mapping[str, Any]], options: CleanOptions) -> bytes:
    """Records as a piece of a draft. A field whose values have no common type becomes JSON text."""
    pa = need("pyarrow", "Parquet")
    names = dict.fromkeys(name for record in records for name in record)
    own = (
        {"attributes": _attributes_type(pa)} if options.mode == "attributes" else {OBJECT: _type(pa, options)}
    )
    columns = {
        str(name): _column(pa, [record.get(name) for record in records], own.get(name)) for name in names
    }
    return pack(pa.table(columns))


def _column(pa: Any, values: list[Any], wanted: Any) -> Any:  # noqa: ANN401
    try:
        return pa.array(values, wanted)
    except (pa.ArrowException, OverflowError, UnicodeError):
        return pa.array([json_text(value) for value in values], pa.string())


def json_text(value: Any) -> str | None:  # noqa: ANN401
    """A value of a field that has values of several types: text as it is, anything else as JSON."""
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace").decode()


def _items(table: Table, fields: Fields, first: int) -> list[Item | Unusable]:
    """The pages of a table's rows, made of the columns that are looked at."""
    looked_at = {
        *TEXT_FIELDS, *HTML_FIELDS, "id", "url", "source",
        fields.text, fields.html, fields.id, fields.url,
    }  # fmt: skip
    records = table.select([name for name in table.column_names if name in looked_at]).to_pylist()
    return [item_of(record, fields, f"row {number}") for number, record in enumerate(records, first)]


def _cleaned(table: Table, usable: Sequence[tuple[int, Item, Page]], options: CleanOptions) -> Table:
    pa = need("pyarrow", "Arrow tables")
    if len(usable) < table.num_rows:
        table = table.take(pa.array([row for row, _, _ in usable], pa.int64()))
    for name in dict.fromkeys(item.text_field for _, item, _ in usable):
        texts = [
            new_text(page, options) if item.text_field == name else item.record.get(name)
            for _, item, page in usable
        ]
        table = _set(pa, table, name, texts, pa.string())
    objects = [classifier_object(page, options) for _, _, page in usable]
    return _set(pa, table, OBJECT, objects, _type(pa, options))


def _set(pa: Any, table: Table, name: str, values: list[Any], wanted: Any) -> Table:  # noqa: ANN401
    """The table with a column replaced in its place, or added; a column of text keeps its kind of text."""
    place = table.schema.get_field_index(name)
    if place < 0:
        return table.append_column(name, pa.array(values, wanted))
    kept = _text_type(pa, table.schema.field(place).type) if pa.types.is_string(wanted) else wanted
    return table.set_column(place, name, pa.array(values, kept))


def _text_type(pa: Any, old: Any) -> Any:  # noqa: ANN401
    """Arrow type of a column of text whose type was `old`, None for a new one."""
    return old if old is not None and pa.types.is_large_string(old) else pa.string()


def _attributes(judged: Sequence[tuple[Item | Unusable, Page | Unusable]]) -> Table:
    pa = need("pyarrow", "Arrow tables")
    rows = [
        attribute_row(one.record or {}, one.id, attributes(page) if isinstance(page, Page) else {})
        for one, page in judged
    ]
    names = ("id", "source", "attributes")
    return pa.table(
        {
            name: _column(
                pa, [row[name] for row in rows], _attributes_type(pa) if name == "attributes" else None
            )
            for name in names
        }
    )


def _type(pa: Any, options: CleanOptions) -> Any:  # noqa: ANN401
    """Arrow type of the `classifier` object."""
    fields = [
        ("verdict", pa.string()),
        ("kept", pa.int64()),
        ("dropped", pa.int64()),
        ("junk_share", pa.float64()),
    ]
    if options.mode == "annotate":
        paragraph = pa.struct(
            [
                ("start", pa.int64()),
                ("end", pa.int64()),
                ("label", pa.string()),
                ("junk", pa.float64()),
                ("keep", pa.bool_()),
            ]
        )
        fields.append(("paragraphs", pa.list_(paragraph)))
    return pa.struct(fields)


def _attributes_type(pa: Any) -> Any:  # noqa: ANN401
    return pa.struct([(name, pa.list_(pa.list_(pa.float64()))) for name in ATTRIBUTES])
