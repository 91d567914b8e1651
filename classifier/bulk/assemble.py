"""Makes one Parquet file of a draft's tables, whose columns may differ in type from chunk to chunk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from classifier.bulk.extras import need
from classifier.bulk.table import LENGTH_BYTES, json_text

GROUP_BYTES: Final = 64 << 20
"""Bytes of a row group, in memory: enough for readers to be fast, little enough to hold."""


def assemble(draft: Path, target: Path) -> None:
    """Writes the tables of a draft as row groups of a Parquet file."""
    pa, parquet = need("pyarrow", "Parquet"), need("pyarrow.parquet", "Parquet")
    schema = pa.schema([])
    for table in _tables(pa, draft):
        schema = _united(pa, schema, table.schema)
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        held: list[Any] = []
        for table in _tables(pa, draft):
            held.append(fitted(pa, table, schema))
            if sum(one.nbytes for one in held) >= GROUP_BYTES:
                writer.write_table(pa.concat_tables(held), row_group_size=1 << 30)
                held = []
        if held:
            writer.write_table(pa.concat_tables(held), row_group_size=1 << 30)


def _tables(pa: Any, draft: Path) -> Iterator[Any]:  # noqa: ANN401
    with draft.open("rb") as file:
        while length := file.read(LENGTH_BYTES):
            yield pa.ipc.open_stream(file.read(int.from_bytes(length, "little"))).read_all()


def _united(pa: Any, one: Any, other: Any) -> Any:  # noqa: ANN401
    """A schema for the rows of two; a column without a common type becomes text."""
    fields = {field.name: field.type for field in one}
    for field in other:
        known = fields.get(field.name, field.type)
        fields[field.name] = known if known == field.type else _common(pa, known, field.type)
    return pa.schema(list(fields.items()))


def _common(pa: Any, one: Any, other: Any) -> Any:  # noqa: ANN401
    if pa.types.is_string(one) or pa.types.is_string(other):
        return pa.string()
    try:
        schemas = [pa.schema([("x", one)]), pa.schema([("x", other)])]
        return pa.unify_schemas(schemas, promote_options="permissive").field(0).type
    except pa.ArrowException:
        return pa.string()


def fitted(pa: Any, table: Any, schema: Any) -> Any:  # noqa: ANN401
    """A table with the columns of a schema."""
    return pa.table([_fit(pa, table, field) for field in schema], schema=schema)


def _fit(pa: Any, table: Any, field: Any) -> Any:  # noqa: ANN401
    place = table.schema.get_field_index(field.name)
    if place < 0:
        return pa.nulls(table.num_rows, field.type)
    column = table.column(place)
    if column.type == field.type:
        return column
    values = column.to_pylist()
    return pa.array(
        [json_text(value) for value in values] if pa.types.is_string(field.type) else values, field.type
    )
