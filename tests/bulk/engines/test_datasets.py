import pyarrow.parquet as pq
import pytest

from classifier.bulk.options import CleanOptions, Fields
from tests.bulk.engines.conftest import by_name

pytest.importorskip("datasets", reason="datasets is not installed", exc_type=ImportError)

PROGRAM = """
import sys
import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Dataset, load_dataset
from classifier import load
from classifier.bulk.engines.datasets import clean
from classifier.bulk.options import CleanOptions, Fields

source, model, out = sys.argv[1:]
for mode in ("annotate", "attributes"):
    options = CleanOptions(mode, fields=Fields(html="page"))
    clean(Dataset.from_json(source), load(model), options).to_parquet(f"{out}.{mode}")
    stream = load_dataset("json", data_files=source, split="train", streaming=True)
    pq.write_table(pa.Table.from_pylist(list(clean(stream, load(model), options))), f"{out}.{mode}.stream")
"""

CACHED = """
import sys
from datasets import Dataset
from classifier import load
from classifier.bulk.engines.datasets import clean
from classifier.policy.policy import Policy

rows = Dataset.from_json(sys.argv[1])
for policy in (None, Policy(threshold=0.4)):
    print(clean(rows, load(sys.argv[2], policy=policy)).cache_files[0]["filename"], file=sys.stderr)
"""


def test_the_example_gives_what_filter_gives(crawl, example, filtered, model_file):
    out = crawl.parent / "out.parquet"
    example("clean_with_datasets.py", crawl, out, model_file)
    assert by_name(pq.read_table(out).to_pylist()) == filtered(crawl, CleanOptions())


def test_html_annotations_and_attributes_are_those_of_filter(pages, program, filtered, model_file):
    out = pages.parent / "out"
    told = program("-c", PROGRAM, pages, model_file, out)
    for mode in ("annotate", "attributes"):
        expected = filtered(pages, CleanOptions(mode, fields=Fields(html="page")))
        assert by_name(pq.read_table(f"{out}.{mode}").to_pylist()) == expected
        assert by_name(pq.read_table(f"{out}.{mode}.stream").to_pylist()) == expected
    assert "id page-4: no page" in told


def test_the_cache_knows_one_work_from_another(pages, program, model_file):
    """In processes of their own, since what a process calls the order of a set is its own affair."""
    crawl = pages.parent / "one.jsonl"
    crawl.write_text('{"text": "正文"}\n', "utf-8")
    first, again = (
        [line for line in program("-c", CACHED, crawl, model_file).splitlines() if line.endswith(".arrow")]
        for _ in range(2)
    )
    assert first == again
    assert len(set(first)) == 2
