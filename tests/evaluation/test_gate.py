"""The quality gate: the bundled model may not get worse on real pages than the floor says.

The floor is what the bundled model reached, on pages that it was trained on: a figure below it shows that
reading, features, scoring or the policy changed for the worse. How good the model is on sites it has not seen
stands in its card.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from classifier.corpus.jsonl import read_jsonl
from classifier.corpus.labels import page_digest
from classifier.corpus.load import digest_of
from classifier.corpus.record import LabelledPage
from classifier.evaluation.floor import Floor, floor_of
from classifier.evaluation.headline import LOWER_IS_BETTER, MEASURES, headline
from classifier.evaluation.score_model import score_model
from classifier.pipeline import Model, load
from tests.cli.fake_model import FAKE

ROOT = Path(__file__).parents[2]
FLOORS = ROOT / "tests" / "quality_floor.toml"
PAGES = ROOT.parent / "shared" / "corpora" / "pages-hand.jsonl.xz"
EVERY = 5
"""A fifth of the pages shows what the gate is to show, in a tenth of the time."""


def gate_pages() -> list[LabelledPage]:
    """Every fifth of the blindly chosen pages, in the order of their digests."""
    records = (record for record in read_jsonl(PAGES) if isinstance(record, LabelledPage))
    blind = [page for page in records if page.chosen == "random"]
    return sorted(blind, key=lambda page: page_digest(page.lines))[::EVERY]


def shortfalls(model: Model, pages: Sequence[LabelledPage], floor: Floor) -> list[str]:
    reports = {mode: score_model(model, pages, html=mode == "html") for mode in ("text", "html")}
    return floor.shortfalls(digest_of(pages), reports)


@pytest.mark.skipif(not PAGES.exists(), reason="needs ../shared/corpora, which is not part of the project")
def test_bundled_model_reaches_its_floor():
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    floor = floor_of({key: floors[key] for key in ("corpus", "text", "html")})
    assert shortfalls(load(), gate_pages(), floor) == []


def test_a_floor_above_the_score_fails_the_gate():
    lines = ("navigation:首页", "heading:石桥", "河东的石桥通车了。", "comment:走过了", "footer:版权所有")
    labels = ("navigation", "heading", "body", "body", "body")
    pages = [
        LabelledPage("a/one", "a.cn", "news", lines, labels),
        LabelledPage("a/two", "a.cn", "", ("一",), ("footer",)),
    ]
    reached = headline(score_model(FAKE, pages, html=False))  # type: ignore[arg-type]

    def missed(margin: float) -> list[str]:
        limits = {
            measure: value - margin if measure in LOWER_IS_BETTER else value + margin
            for measure, value in reached.items()
        }
        floor = floor_of({"corpus": digest_of(pages), "text": limits, "html": limits})
        return shortfalls(FAKE, pages, floor)  # type: ignore[arg-type]

    assert missed(0) == missed(-0.01) == []
    assert [line.split()[:2] for line in missed(0.01)] == [
        [mode, measure] for mode in ("text", "html") for measure in MEASURES
    ]
