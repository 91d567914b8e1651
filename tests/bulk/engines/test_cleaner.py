import pickle

import pyarrow as pa
import pytest

from classifier.bulk.engines import cleaner
from classifier.bulk.engines.cleaner import Cleaner
from classifier.bulk.options import CleanOptions, Fields
from classifier.bulk.table import clean_table
from tests.bulk.crawl import html_pages, records

ROWS = records(12)


@pytest.mark.parametrize("mode", ["clean", "annotate", "attributes"])
def test_pieces_give_what_the_whole_table_gives(fake, monkeypatch, mode):
    monkeypatch.setattr(cleaner, "BATCH_BYTES", 2000)
    table = pa.Table.from_pylist(ROWS)
    options = CleanOptions(mode)
    assert Cleaner(fake, options)(table).to_pylist() == clean_table(table, fake, options).table.to_pylist()


def test_columns_do_not_depend_on_the_rows(model):
    schema = pa.schema([("id", pa.int64()), ("content", pa.null()), ("html", pa.binary())])
    clean = Cleaner(model)
    found = clean(pa.Table.from_pylist([{"id": 1, "html": html_pages(1)[0]}], schema))
    for rows in ([], [{"id": 2}]):
        empty = clean(pa.Table.from_pylist(rows, schema))
        assert (empty.num_rows, empty.schema) == (0, found.schema)
    assert found.schema.names == ["id", "content", "html", "text", "classifier"]
    assert found.schema.field("content").type == found.schema.field("text").type == pa.string()


def test_named_fields_alone_are_written(fake):
    table = pa.table(
        {"text": ["甲"], "page": pa.array(["footer:备案\n乙"], pa.large_string()), "html": [b""]}
    )
    done = Cleaner(fake, CleanOptions(fields=Fields(text="page")))(table)
    assert done.schema.names == ["text", "page", "html", "classifier"]
    assert done.select(["text", "page"]).to_pylist() == [{"text": "甲", "page": "乙"}]


def test_what_cannot_be_used_is_in_the_log(fake, caplog):
    done = Cleaner(fake)(pa.table({"id": [7, 8], "text": [None, "甲"]}))
    assert done.column("id").to_pylist() == [8]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "id 7: no page" in caplog.text


def test_a_process_has_one_copy_and_the_file_alone_is_sent(model):
    sent = pickle.dumps(Cleaner(model))
    assert len(sent) < 2000
    assert pickle.loads(sent) is pickle.loads(sent)
    assert pickle.loads(sent) is not pickle.loads(pickle.dumps(Cleaner(model, CleanOptions("annotate"))))
