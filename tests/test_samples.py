"""The two real pages the project began with come out right: content kept, junk dropped, but for metadata."""

from pathlib import Path

import pytest

from classifier import load

SAMPLES = Path(__file__).parent.parent.parent / "shared" / "samples"
# Paragraph numbers from 0. Left open: bylines and other metadata, and a stock-picture mark standing alone.
EXPECTED = {
    "page-000.txt": {
        "content": [2, 3, 4, *range(6, 30), *range(31, 44)],
        "junk": [0, 1, 30, 45, 46, 47],
        "verdict": "hijacked",
    },
    "page-001.txt": {
        "content": [15, 17, *range(19, 46)],
        "junk": [*range(15), *range(47, 106)],
        "verdict": "article",
    },
}


needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample pages lie beside the checkout, and are not there"
)
# The title right under two gambling lines goes with them.
known_miss = pytest.mark.xfail(strict=True, reason="the title of the hijacked page is dropped")


@needs_samples
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_verdict(name):
    assert load().classify((SAMPLES / name).read_bytes(), name=name).verdict == EXPECTED[name]["verdict"]


@needs_samples
@pytest.mark.parametrize("name", [pytest.param("page-000.txt", marks=known_miss), "page-001.txt"])
def test_paragraphs(name):
    page = load().classify((SAMPLES / name).read_bytes(), name=name)
    assert [i for i in EXPECTED[name]["content"] if not page.keep[i]] == []
    assert [i for i in EXPECTED[name]["junk"] if page.keep[i]] == []
