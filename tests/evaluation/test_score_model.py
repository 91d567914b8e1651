from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from classifier.corpus.record import LabelledPage
from classifier.errors import CorpusError
from classifier.evaluation.score_model import score_model
from classifier.labels import LABEL_INDEX
from classifier.policy.load import load_policy
from classifier.records import Document, Page
from tests.cli.fake_model import FAKE, FakeModel

LINES = ("navigation:首页", "heading:石桥", "河东的石桥通车了。", "comment:走过了")
LABELS = ("navigation", "heading", "body", "footer")
HTML = "".join(f"<p>{line}</p>" for line in LINES)
TEXT_PAGE = LabelledPage("a/one", "a.cn", "news", LINES, LABELS)
HTML_PAGE = replace(TEXT_PAGE, name="a/two", html=HTML)
OTHER_HTML = replace(TEXT_PAGE, name="a/three", html="<p>another page</p>")


@dataclass
class Recorder:
    """The fake model, which notes what it is given."""

    model: FakeModel = FAKE
    seen: list[Document] = field(default_factory=list)

    def classify_many(self, documents: Iterator[Document]) -> Iterator[Page]:
        for document in documents:
            self.seen.append(document)
            yield from self.model.classify_documents([document])


def scored(pages: Sequence[LabelledPage], *, html: bool, model: FakeModel = FAKE):
    recorder = Recorder(model)
    return score_model(recorder, pages, html=html), recorder.seen  # type: ignore[arg-type]


def test_labels_and_keep_are_compared_line_by_line():
    report, _ = scored([TEXT_PAGE], html=False)
    assert (report.pages, report.paragraphs) == (1, 4)
    assert report.line.f1 == 1
    assert report.labels["footer"].recall == 0
    assert report.confusion[LABEL_INDEX["footer"]][LABEL_INDEX["comment"]] == 1


def test_policy_of_the_model_decides_what_is_kept():
    report, _ = scored([TEXT_PAGE], html=False, model=replace(FAKE, policy=load_policy("complete")))
    assert report.line.precision == 2 / 3


def test_html_is_read_where_there_is_any_and_gives_the_same_lines():
    pages = [TEXT_PAGE, HTML_PAGE, OTHER_HTML]
    report, seen = scored(pages, html=True)
    assert [document.markup is not None for document in seen] == [False, True, False]
    assert all(document.lines() == list(LINES) for document in seen)
    assert report.paragraphs == 12
    assert all(document.markup is None for document in scored(pages, html=False)[1])


def test_nothing_to_measure():
    with pytest.raises(CorpusError, match="nothing to measure"):
        scored([], html=False)
