import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from classifier.bulk.options import CleanOptions
from classifier.bulk.run import Job, run
from classifier.bulk.sources.find import find
from classifier.pipeline import Model
from tests.bulk.crawl import html_pages, lines, read_lines, records

ROOT = Path(__file__).parent.parent.parent.parent
ROWS = records(24)
Filtered = Callable[[Path, CleanOptions], dict[str, Any]]


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A folder with 24 records of text in three files."""
    (tmp_path / "crawl").mkdir()
    for part in range(3):
        (tmp_path / "crawl" / f"{part}.jsonl").write_bytes(lines(ROWS[8 * part : 8 * part + 8]))
    return tmp_path / "crawl"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A file with nine records of HTML in a field of another name, the fifth of which has no page."""
    rows = [{"id": f"page-{n}", "page": page.decode(), "n": n} for n, page in enumerate(html_pages(9))]
    rows[4]["page"] = None
    path = tmp_path / "pages.jsonl"
    path.write_bytes(lines(rows))
    return path


@pytest.fixture
def filtered(tmp_path: Path, model: Model) -> Filtered:
    """What `filter` makes of records: by their names."""

    def filtered(source: Path, options: CleanOptions) -> dict[str, Any]:
        out = tmp_path / "filtered.jsonl"
        run(Job(tuple(find([str(source)])), out, options=options, overwrite=True), model)
        return by_name(read_lines(out))

    return filtered


def by_name(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Records by their names. Attributes that a table has and JSON leaves out are left out."""
    for row in rows:
        if "attributes" in row:
            row["attributes"] = {k: spans for k, spans in row["attributes"].items() if spans is not None}
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., str]:
    """Runs Python in a process of its own: what engines do to theirs must not concern the other tests.

    Gives what it writes to standard error.
    """

    def run_it(*command: object) -> str:
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env=os.environ
            | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HF_HOME": str(tmp_path / "cache")}
            | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
            | {"RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"},
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stderr

    return run_it


@pytest.fixture
def example(program: Callable[..., str]) -> Callable[..., str]:
    """Runs an example as its reader would."""
    return lambda name, *arguments: program(ROOT / "examples" / "engines" / name, *arguments)
