import shutil

import pyarrow.parquet as pq
import pytest

from classifier.bulk.options import CleanOptions, Fields
from tests.bulk.engines.conftest import by_name

pytest.importorskip("pyspark", reason="Spark is not installed", exc_type=ImportError)
pytestmark = pytest.mark.skipif(
    shutil.which("java") is None, reason="Spark needs Java, which is not installed"
)

PROGRAM = """
import sys
import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from classifier import load
from classifier.bulk.engines.spark import clean
from classifier.bulk.options import CleanOptions, Fields

source, model, out = sys.argv[1:]
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
rows = spark.read.json(source)
for mode in ("annotate", "attributes"):
    done = clean(rows, load(model), CleanOptions(mode, fields=Fields(html="page")))
    pq.write_table(done.toArrow(), f"{out}.{mode}")
spark.stop()
"""


def test_the_example_gives_what_filter_gives(crawl, example, filtered, model_file):
    out = crawl.parent / "out"
    example("clean_with_spark.py", crawl, out, model_file)
    assert by_name(pq.read_table(out).to_pylist()) == filtered(crawl, CleanOptions())


def test_html_annotations_and_attributes_are_those_of_filter(pages, program, filtered, model_file):
    out = pages.parent / "out"
    told = program("-c", PROGRAM, pages, model_file, out)
    for mode in ("annotate", "attributes"):
        found = by_name(pq.read_table(f"{out}.{mode}").to_pylist())
        assert found == filtered(pages, CleanOptions(mode, fields=Fields(html="page")))
    assert "id page-4: no page" in told
