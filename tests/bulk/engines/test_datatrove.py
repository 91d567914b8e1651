import json
import subprocess
import sys

import pytest

from classifier.bulk.options import CleanOptions, Limits
from tests.bulk.crawl import html_pages, read_lines
from tests.bulk.engines.conftest import ROWS

pytest.importorskip("datatrove", reason="datatrove is not installed", exc_type=ImportError)


def test_the_example_gives_what_filter_gives_and_goes_on(crawl, example, filtered, model_file):
    out = crawl.parent / "out"
    example("clean_with_datatrove.py", crawl, out, model_file)
    parts = sorted(out.glob("*.jsonl.gz"))
    # datatrove writes no empty fields, so where nothing is kept there is no text.
    rows = [{"text": ""} | row for part in parts for row in read_lines(part)]
    assert len(rows) == len(ROWS)
    assert {row["id"]: row for row in rows} == filtered(crawl, CleanOptions())

    # Killed in the second task: its file is half written, and no completion tells of it.
    whole = [part.read_bytes() for part in parts]
    parts[1].write_bytes(whole[1][:30])
    (out / "logs" / "completions" / "00001").unlink()
    before = parts[0].stat().st_mtime_ns
    example("clean_with_datatrove.py", crawl, out, model_file)
    assert [{"text": ""} | row for part in parts for row in read_lines(part)] == rows
    assert parts[0].stat().st_mtime_ns == before


def steps(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs a few lines in a process of their own: what engines import must not warn the tests to death."""
    head = (
        "import sys\nfrom classifier import load\nfrom datatrove.data import Document\n"
        "from classifier.bulk.engines.datatrove import AnnotateDocuments, CleanDocuments\n"
        "from classifier.bulk.options import Limits\nimport json\nfrom pathlib import Path\n"
    )
    command = [sys.executable, "-c", head + program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done


def test_annotations_are_those_of_filter(crawl, filtered, model_file):
    out = crawl.parent / "out.jsonl"
    steps(
        "rows = [json.loads(line) for part in sorted(Path(sys.argv[1]).iterdir()) for line in part.open()]\n"
        "documents = [Document(row.pop('text'), row.pop('id'), metadata=row) for row in rows]\n"
        "with open(sys.argv[3], 'w') as out:\n"
        "    for one in AnnotateDocuments(load(sys.argv[2])).run(iter(documents)):\n"
        "        print(json.dumps({'text': one.text, 'id': one.id, **one.metadata}), file=out)\n",
        crawl,
        model_file,
        out,
    )
    assert {row["id"]: row for row in read_lines(out)} == filtered(crawl, CleanOptions("annotate"))


def test_html_and_what_cannot_be_used(tmp_path, model, model_file):
    page = html_pages(1)[0]
    (tmp_path / "page.html").write_bytes(page)
    limits = Limits(size=len(page) + 10)
    done = steps(
        "page = Path(sys.argv[2]).read_text('utf-8')\n"
        f"step = CleanDocuments(load(sys.argv[1]), html='text', limits=Limits(size={limits.size}))\n"
        "documents = [Document(page, 'a'), Document(page * 2, 'b')]\n"
        "print(json.dumps([[one.id, one.text] for one in step.run(iter(documents))]))\n"
        "print(step.stats['dropped'].total)\n",
        model_file,
        tmp_path / "page.html",
    )
    assert done.stdout.splitlines()[0] == json.dumps([["a", model.classify(html=page).text]])
    assert done.stdout.splitlines()[1] == "1"
    assert "id b: larger than the limit" in done.stderr
