from collections.abc import Iterator

import numpy as np
import pytest

from classifier.errors import InputError
from classifier.features.batch import Batch
from classifier.labels import LABELS
from classifier.model.attribution import word_parts
from classifier.model.explain import Explainer
from classifier.model.score import Scorer
from classifier.reading.html import read_html
from classifier.reading.text import read_text
from classifier.records import Document
from tests.small import SPACED_OUT, html_page

PLAIN = (
    "首页 > 新闻 > 本地新闻\n老渡口的石阶修好了\n2021-05-03 来源：江边日报\n"
    "昨天，老渡口的石阶修好了，一共四十二级，走上去能看见对岸的两座小山。\n"
    "相关阅读\n河滨公园下月开放\n版权所有 江边日报"
)
NAMES_OF_FEATURES = "\n".join(
    (
        "repeated links below depth hidden",
        "repeated links",
        "in_link invisible 江边",
        "repeated links",
        "breaks",
    )
)


@pytest.fixture(scope="module")
def scorer(arrays):
    return Scorer(arrays)


def pages() -> Iterator[tuple[str, Document]]:
    marked = "<p>" + "</p><p>".join(NAMES_OF_FEATURES.split("\n")) + "</p>"
    yield "text", read_text(PLAIN)
    yield "html", read_html(html_page(1).html)
    yield "html spaced out", read_html(SPACED_OUT)
    yield "one paragraph", read_text("江边")
    yield "names of features", read_text(NAMES_OF_FEATURES)
    yield "names of features in html", read_html(marked)
    yield "nothing to see", read_text("\u200b\n江边\n\ud83d\x00")


PAGES = dict(pages())


@pytest.mark.parametrize("name", PAGES)
def test_reasons_add_up_to_the_logit_and_the_logits_are_those_of_the_model(scorer, name):
    """The explanation replays: logits of two labels differ as the logarithms of their probabilities do."""
    document = PAGES[name]
    explainer = Explainer(scorer, document)
    said = np.log(scorer.probabilities(Batch.of([document])).astype(np.float64))
    for index in {0, len(document) // 2, len(document) - 1}:
        logits = []
        for label in LABELS:
            explanation = explainer.explain(index, label)
            assert explanation.label == label
            total = explanation.intercept + sum(value for _, value in explanation.reasons)
            assert explanation.logit == pytest.approx(total, abs=1e-6)
            logits.append(explanation.logit)
        likely = said[index] > -20  # smaller probabilities are below float32's steps
        assert likely.sum() > 1
        differences = np.array(logits)[likely] - said[index][likely]
        np.testing.assert_allclose(differences, differences[0], atol=2e-3)


@pytest.mark.parametrize("name", ["text", "html"])
def test_the_label_explained_is_the_paragraphs_own(scorer, name):
    document = PAGES[name]
    said = scorer.probabilities(Batch.of([document]))
    ids = scorer.label_ids(said)
    explainer = Explainer(scorer, document)
    for index in range(len(document)):
        explanation = explainer.explain(index)
        assert explanation.label == LABELS[ids[index]]
        np.testing.assert_allclose(list(explanation.probabilities.values()), said[index], atol=1e-5)
        assert list(explanation.probabilities) == list(LABELS)


@pytest.mark.parametrize("name", PAGES)
def test_reasons_are_ranked_named_once_and_finite(scorer, name):
    explanation = Explainer(scorer, PAGES[name]).explain(0)
    names = [reason for reason, _ in explanation.reasons]
    values = [abs(value) for _, value in explanation.reasons]
    assert len(set(names)) == len(names)
    assert values == sorted(values, reverse=True)
    assert np.isfinite(values).all()
    assert all(names)


@pytest.mark.parametrize("name", PAGES)
def test_every_word_that_counts_is_a_reason(scorer, name):
    document = PAGES[name]
    batch, explainer = Batch.of([document]), Explainer(scorer, document)
    for index in range(len(document)):
        names = {reason for reason, _ in explainer.explain(index).reasons}
        assert set(word_parts(scorer.arrays, batch, index)) <= names


def test_words_are_among_the_reasons(scorer):
    for name in ("text", "html"):
        document = PAGES[name]
        index = len(document) - 1
        reasons = dict(Explainer(scorer, document).explain(index).reasons)
        assert "版权" in reasons or "版权所有" in reasons


def test_markup_is_among_the_reasons_of_html_alone(scorer):
    marks = "class and id words"
    assert marks in dict(Explainer(scorer, PAGES["html"]).explain(0).reasons)
    assert marks not in dict(Explainer(scorer, PAGES["text"]).explain(0).reasons)


def test_a_word_that_is_called_as_a_feature_is_not_the_feature(scorer):
    explainer = Explainer(scorer, PAGES["names of features"])
    reasons = dict(explainer.explain(1).reasons)
    assert '"repeated"' in reasons or '"links"' in reasons


@pytest.mark.parametrize("index", [-1, 7, 10**9])
def test_no_such_paragraph(scorer, index):
    with pytest.raises(InputError, match=r"no paragraph .* there are 7, counted from 0"):
        Explainer(scorer, read_text(PLAIN)).explain(index)


def test_no_paragraphs_at_all(scorer):
    with pytest.raises(InputError, match=r"page\.html: no paragraph 0; there are 0"):
        Explainer(scorer, read_text("", "page.html")).explain(0)


def test_no_such_label(scorer):
    with pytest.raises(InputError, match="there is no label 'spam'; labels are body, heading"):
        Explainer(scorer, read_text(PLAIN)).explain(0, "spam")
