import numpy as np
import pytest
from hypothesis import given, settings

from classifier.features.batch import Batch
from classifier.labels import CONTENT_LABELS, LABEL_INDEX, LABELS
from classifier.model.score import NOTHING, Forced, Scorer, label_ids
from classifier.reading.html import read_html
from classifier.reading.text import read_text
from tests.features.pages import ANY_PAGES
from tests.small import array_bytes, html_page

STRANGE = {
    "empty": "",
    "blank": " \n\u3000\n",
    "one character": "一",
    "one character a line": "\n".join("江边的石阶"),
    "invisible": "\u200b\n\u200c\u200d",
    "controls": "\x00\x01\n\x02",
    "surrogates": "\ud83d\n江\udc00边",
    "no terms": "☎☎☎\n龘",
    "carriage returns": "江边\r石阶\r\n渡口",
    "one long line": "江边的石阶，" * 20_000,
    "spaces": "a" + " " * 5000 + "b",
}


@pytest.fixture(scope="module")
def scorer(arrays):
    return Scorer(arrays)


@pytest.fixture(scope="module")
def documents(prepared):
    """Plain and HTML pages, empty ones between them."""
    plain = list(prepared.examples.batch.documents[:12])
    html = list(prepared.examples.html.values())
    nothing = [read_text(""), read_html("")]
    return [*plain[:5], *nothing, html[0], *plain[5:], html[1], *nothing[::-1], *html[2:]]


def test_a_page_gets_the_same_answer_alone_and_in_any_batch(scorer, documents):
    together = scorer.probabilities(Batch.of(documents))
    alone = np.concatenate([scorer.probabilities(Batch.of([document])) for document in documents])
    assert together.dtype == alone.dtype == np.float32
    np.testing.assert_allclose(together, alone, atol=2e-6)
    assert np.array_equal(scorer.label_ids(together), scorer.label_ids(alone))
    order = list(reversed(range(len(documents))))
    turned = scorer.probabilities(Batch.of([documents[i] for i in order]))
    blocks = np.split(turned, np.cumsum([len(documents[i]) for i in order])[:-1])
    np.testing.assert_allclose(np.concatenate(blocks[::-1]), alone, atol=2e-6)


def test_probabilities_are_distributions(scorer, documents):
    said = scorer.probabilities(Batch.of(documents))
    assert (said >= 0).all()
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", STRANGE)
def test_strange_pages(scorer, documents, name):
    document = read_text(STRANGE[name])
    said = scorer.probabilities(Batch.of([document]))
    assert said.shape == (len(document), 10)
    assert np.isfinite(said).all()
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-5)
    beside = scorer.probabilities(Batch.of([documents[0], document, documents[0]]))
    own = beside[len(documents[0]) : len(documents[0]) + len(document)]
    np.testing.assert_allclose(own, said, atol=1e-5)


@given(pages=ANY_PAGES)
@settings(max_examples=40, deadline=None)
def test_any_pages(scorer, pages):
    documents = [read_text(page) for page in pages]
    together = scorer.probabilities(Batch.of(documents))
    alone = [scorer.probabilities(Batch.of([document])) for document in documents]
    expected = np.concatenate([np.zeros((0, 10), np.float32), *alone])
    np.testing.assert_allclose(together, expected, atol=1e-5)
    np.testing.assert_allclose(together.sum(axis=1), 1, atol=1e-5)


def test_a_million_characters(scorer):
    page = "江边的石阶修好了，一共四十二级。" * 62_500
    said = scorer.probabilities(Batch.of([read_text(page)]))
    assert np.isfinite(said).all()
    lines = "\n".join(page[i : i + 1000] for i in range(0, len(page), 1000))
    assert np.isfinite(scorer.probabilities(Batch.of([read_text(lines)]))).all()


def test_html_without_paragraphs_beside_text(scorer, documents):
    batch = Batch.of([read_html("<p></p>"), documents[0], read_html("")])
    np.testing.assert_allclose(
        scorer.probabilities(batch), scorer.probabilities(Batch.of(documents[:1])), atol=2e-6
    )
    assert scorer.probabilities(Batch.of([read_html(""), read_text("")])).shape == (0, 10)
    assert scorer.probabilities(Batch.of([])).shape == (0, 10)


def test_markup_counts(scorer):
    html = read_html(html_page(0).html)
    text = read_text(html.text)
    assert html.lines() == text.lines()
    one, other = (scorer.probabilities(Batch.of([document])) for document in (html, text))
    assert np.abs(one - other).max() > 0.01


@pytest.mark.parametrize("kind", ["text", "html"])
def test_forced_labels_are_certain_and_their_neighbours_see_them(scorer, prepared, kind):
    page = (
        prepared.examples.batch.documents[0]
        if kind == "text"
        else next(iter(prepared.examples.html.values()))
    )
    batch = Batch.of([page, page])
    forced = Forced(np.array([3, 4]), np.array([LABEL_INDEX["gambling"], LABEL_INDEX["body"]]))
    said, free = scorer.probabilities(batch, forced), scorer.probabilities(batch)
    assert np.array_equal(said[[3, 4]], np.eye(10)[[LABEL_INDEX["gambling"], LABEL_INDEX["body"]]])
    size = len(page)
    np.testing.assert_allclose(said[size:], free[size:], atol=2e-6)  # the other page sees nothing of it
    others = np.setdiff1d(np.arange(size), [3, 4])
    assert np.abs(said[others] - free[others]).max() > 1e-3
    assert scorer.label_ids(said)[[3, 4]].tolist() == [LABEL_INDEX["gambling"], LABEL_INDEX["body"]]


def test_forced_labels_in_a_mixed_batch(scorer, prepared):
    text = prepared.examples.batch.documents[0]
    html = next(iter(prepared.examples.html.values()))
    rows = np.array([1, len(text) + 2])
    said = scorer.probabilities(Batch.of([text, html]), Forced(rows, np.array([9, 8])))
    assert np.array_equal(said[rows], np.eye(10)[[9, 8]])
    alone = scorer.probabilities(Batch.of([html]), Forced(np.array([2]), np.array([8])))
    np.testing.assert_allclose(said[len(text) :], alone, atol=2e-6)


def test_forced_among_the_chosen():
    chosen = np.array([False, True, True, False, True])
    among = Forced(np.array([0, 2, 4]), np.array([5, 6, 7])).among(chosen)
    assert among.rows.tolist() == [1, 2]
    assert among.labels.tolist() == [6, 7]
    assert NOTHING.among(chosen) is NOTHING


def test_label_and_junk_never_contradict():
    random = np.random.default_rng(8)
    probabilities = random.dirichlet(np.full(10, 0.5), 5000).astype(np.float32)
    probabilities[0] = [0.3, 0.2, 0.5, *[0] * 7]  # junk is exactly one half
    bias = random.normal(size=10).astype(np.float32)
    ids = label_ids(probabilities, bias)
    junk = 1 - probabilities[:, 0] - probabilities[:, 1]
    assert ids.dtype == np.int8
    assert np.array_equal(ids < len(CONTENT_LABELS), junk < 0.5)
    likelier = probabilities[:, 1] > probabilities[:, 0]
    content = ids < len(CONTENT_LABELS)
    assert np.array_equal(ids[content], likelier[content])


def test_the_bias_chooses_among_the_kinds_of_junk():
    row = np.array([[0.2, 0.1, 0.3, 0.15, 0.25, *[0] * 5]], np.float32)
    bias = np.zeros(10, np.float32)
    assert LABELS[label_ids(row, bias)[0]] == "metadata"
    bias[LABEL_INDEX["navigation"]] = 0.5
    assert LABELS[label_ids(row, bias)[0]] == "navigation"
    bias[LABEL_INDEX["gambling"]] = 9  # what is impossible stays so
    assert LABELS[label_ids(row, bias)[0]] == "navigation"


def test_a_call_changes_nothing_in_the_model(scorer, documents):
    before = array_bytes(scorer.arrays)
    scorer.probabilities(Batch.of(documents), Forced(np.array([0]), np.array([1])))
    assert array_bytes(scorer.arrays) == before
    assert len(before) > 15
