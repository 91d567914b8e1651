import pyarrow as pa
import pytest

from classifier.bulk.clean import clean
from classifier.bulk.options import CleanOptions, Fields
from classifier.bulk.table import clean_table
from tests.bulk.crawl import html_pages, records

ROWS = records(12)


@pytest.mark.parametrize("mode", ["clean", "annotate"])
def test_says_what_the_records_say(fake, mode):
    options = CleanOptions(mode, rejects=True)
    table, done = clean_table(pa.Table.from_pylist(ROWS), fake, options), clean(ROWS, fake, options)
    assert table.table.to_pylist() == done.records
    assert table.tally == done.tally
    assert [one | {"place": ""} for one in table.rejects] == [one | {"place": ""} for one in done.rejects]
    assert table.rejects[0]["place"] == "row 1"


def test_attributes_are_the_same_but_for_labels_that_are_not_there(fake):
    options = CleanOptions("attributes")
    rows = clean_table(pa.Table.from_pylist(ROWS), fake, options).table.to_pylist()
    for row in rows:
        row["attributes"] = {name: spans for name, spans in row["attributes"].items() if spans is not None}
    assert rows == clean(ROWS, fake, options).records


def test_columns_keep_their_order_and_types(fake):
    schema = pa.schema(
        [("n", pa.int8()), ("text", pa.large_string()), ("when", pa.timestamp("s")), ("raw", pa.binary())]
    )
    table = pa.table({"n": [1], "text": ["footer:备案\n正文"], "when": [0], "raw": [b"\xff"]}, schema=schema)
    done = clean_table(table, fake).table
    assert done.schema.names == [*schema.names, "classifier"]
    assert [done.schema.field(name) for name in schema.names] == list(schema)
    assert done.column("text").to_pylist() == ["正文"]


def test_rows_that_cannot_be_used_are_left_out_and_told(fake):
    table = pa.table({"id": [1, 2, 3], "content": ["甲", None, "乙"]})
    done = clean_table(table, fake, first=11)
    assert done.table.column("id").to_pylist() == [1, 3]
    assert [(one.place, one.id) for one in done.unusable] == [("row 12", 2)]
    assert done.tally.unusable == 1
    attributes = clean_table(table, fake, CleanOptions("attributes")).table
    assert attributes.column("id").to_pylist() == [1, 2, 3]


def test_text_may_stand_in_several_fields(fake):
    table = pa.table({"text": ["甲", None], "content": ["丙", "footer:丁\n乙"]})
    rows = clean_table(table, fake).table.select(["text", "content"]).to_pylist()
    assert rows == [{"text": "甲", "content": "丙"}, {"text": None, "content": "乙"}]


def test_html_of_bytes_gets_a_column_of_text(model):
    pages = html_pages(3)
    table = pa.table({"source": pages})
    done = clean_table(table, model, CleanOptions(fields=Fields(html="source"))).table
    assert done.column("text").to_pylist() == [model.classify(html=page).text for page in pages]


def test_an_empty_table(fake):
    table = pa.table({"text": pa.array([], pa.string())})
    assert clean_table(table, fake).table.schema.names == ["text", "classifier"]
