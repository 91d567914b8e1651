import pyarrow.parquet as pq
import pytest

from classifier.bulk.options import CleanOptions, Fields
from tests.bulk.engines.conftest import by_name

pytest.importorskip("ray.data", reason="Ray is not installed", exc_type=ImportError)

PROGRAM = """
import sys
import pyarrow as pa
import pyarrow.parquet as pq
import ray
from classifier import load
from classifier.bulk.engines.ray import clean
from classifier.bulk.options import CleanOptions, Fields

source, model, out = sys.argv[1:]
ray.init(num_cpus=2, include_dashboard=False)
rows = ray.data.read_json(source)
for mode in ("annotate", "attributes"):
    done = clean(rows, load(model), CleanOptions(mode, fields=Fields(html="page")), workers=1, num_cpus=1)
    pq.write_table(pa.concat_tables(ray.get(done.to_arrow_refs())), f"{out}.{mode}")
"""


def test_the_example_gives_what_filter_gives(crawl, example, filtered, model_file):
    out = crawl.parent / "out"
    example("clean_with_ray.py", crawl, out, model_file)
    assert by_name(pq.read_table(out).to_pylist()) == filtered(crawl, CleanOptions())


def test_html_annotations_and_attributes_are_those_of_filter(pages, program, filtered, model_file):
    out = pages.parent / "out"
    told = program("-c", PROGRAM, pages, model_file, out)
    for mode in ("annotate", "attributes"):
        found = by_name(pq.read_table(f"{out}.{mode}").to_pylist())
        assert found == filtered(pages, CleanOptions(mode, fields=Fields(html="page")))
    assert "id page-4: no page" in told
