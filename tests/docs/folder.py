"""The folder in which examples run: this project's own examples under the names that the documents use."""

import gzip
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from classifier.pipeline import bundled_path
from tests.docs.blocks import ROOT

_TRAINING: Final = 24
"""One page in so many of the training data: enough to train on, in seconds."""


def fill(folder: Path) -> None:
    """Lays out the files that the documents' examples read."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copy(ROOT / "examples" / "hijacked.txt", folder / "page.txt")
    shutil.copy(ROOT / "examples" / "article.html", folder / "page.html")
    shutil.copy(ROOT / "examples" / "policy.toml", folder / "my-policy.toml")
    (folder / "pages").mkdir()
    for number, name in enumerate(("forum.txt", "portal.txt", "article.html"), 1):
        shutil.copy(ROOT / "examples" / name, folder / "pages" / f"{number}{Path(name).suffix}")
    pages = sorted((ROOT / "training_data" / "pages").glob("*/*.txt"))[::_TRAINING][:10]
    for place in ("training_data/pages", "my-labels"):
        (folder / place).mkdir(parents=True)
        for page in pages:
            shutil.copy(page, folder / place / page.name)
    (folder / "other-model.safetensors").symlink_to(bundled_path())
    _crawl(folder)


def _crawl(folder: Path) -> None:
    """A crawl in every form. What it needs is imported here: without the extra `bulk` nobody asks for it."""
    import pyarrow as pa
    import pyarrow.parquet
    import zstandard

    from tests.bulk.crawl import html_pages, lines, records, warc_record

    rows = records(12)
    (folder / "crawl").mkdir()
    (folder / "more").mkdir()
    (folder / "crawl.jsonl.gz").write_bytes(gzip.compress(lines(rows), mtime=0))
    (folder / "crawl" / "one.jsonl").write_bytes(lines(rows))
    (folder / "more" / "two.jsonl.zst").write_bytes(zstandard.compress(lines(rows)))
    pa.parquet.write_table(pa.Table.from_pylist([{"id": "1", "text": "甲"}]), folder / "crawl.parquet")
    archive = b"".join(warc_record(number, page) for number, page in enumerate(html_pages(4)))
    (folder / "CC-MAIN-1.warc.gz").write_bytes(gzip.compress(archive, mtime=0))


def environment(folder: Path) -> dict[str, str]:
    """What examples find around them: this program first on the path, a narrow home, one BLAS thread."""
    place = str(Path(sys.executable).parent)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLASSIFIER_")}
    return kept | {
        "PATH": os.pathsep.join([place, os.environ.get("PATH", "")]),
        "HOME": str(folder),
        "OPENBLAS_NUM_THREADS": "1",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "NO_COLOR": "1",
        "BROWSER": "true",
    }
