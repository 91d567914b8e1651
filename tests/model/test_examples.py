from dataclasses import replace

import numpy as np

from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.model.examples import document_of, examples_of, html_document, limit_lines
from classifier.model.settings import TrainSettings

LINES = ("首页", "石桥", "桥通车了。")
LABELS = ("navigation", "heading", "body")
HTML = "".join(f"<p>{line}</p>" for line in LINES)
PAGE = LabelledPage("p", "a.cn", "news", LINES, LABELS)
SMS = tuple(LabelledLine(f"第{i}条短信", "promotion", "sms", source="a") for i in range(50))
LAWS = tuple(LabelledLine(f"第{i}条　总则", "body", "law", source="a") for i in range(5))
OTHER_SMS = tuple(LabelledLine(f"第{i}条通知", "promotion", "sms", source="b") for i in range(12))


def test_each_source_and_kind_has_its_limit():
    chosen = limit_lines(SMS + LAWS + OTHER_SMS, 10)
    assert len(set(chosen) & set(SMS)) == 10
    assert len(set(chosen) & set(OTHER_SMS)) == 10
    assert set(chosen) >= set(LAWS)
    assert limit_lines(SMS, 50) == SMS
    assert limit_lines((), 3) == ()


def test_choice_does_not_depend_on_the_order_and_is_no_run_from_the_start():
    chosen = limit_lines(SMS, 10)
    assert list(chosen) == [line for line in SMS if line in chosen]
    assert set(limit_lines(SMS[::-1], 10)) == set(chosen)
    assert set(chosen) != set(SMS[:10])
    assert set(limit_lines(SMS, 9)) < set(chosen)


def test_document_of_lines_is_what_reading_them_gives():
    document = document_of(LINES, "name")
    assert document.lines() == list(LINES)
    assert document.name == "name"
    assert document.markup is None
    assert document_of([]).lines() == []


def test_html_counts_only_where_it_gives_the_labelled_lines():
    document = html_document(replace(PAGE, html=HTML))
    assert document is not None
    assert document.lines() == list(LINES)
    assert document.markup is not None
    assert html_document(PAGE) is None
    assert html_document(replace(PAGE, html=HTML + "<p>more</p>")) is None


def test_examples_are_pages_then_lines_with_folds_by_site():
    pages = tuple(
        replace(PAGE, name=f"p{i}", site=f"site{i // 2}.cn", html=HTML if i == 3 else "") for i in range(8)
    )
    corpus = Corpus(pages, SMS + LAWS, (), (), "")
    examples = examples_of(corpus, TrainSettings(folds=2, line_weight=0.25, lines_per_source=10))
    assert len(examples.batch.documents) == 8 + 10 + 5
    assert examples.in_page.sum() == 24
    assert examples.labels[:3].tolist() == [4, 1, 0]
    assert set(examples.weights[examples.in_page]) == {1.0}
    assert set(examples.weights[~examples.in_page]) == {0.25}
    assert list(examples.html) == [3]
    by_page = examples.folds[:24].reshape(4, 6)
    assert (by_page == by_page[:, :1]).all()
    assert np.unique(examples.folds).tolist() == [0, 1]
    everything = examples_of(corpus, TrainSettings(folds=2, line_weight=0.25))
    assert len(everything.batch.documents) == 8 + 55
