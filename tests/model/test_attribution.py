import numpy as np
import pytest

from classifier.features.batch import Batch
from classifier.features.grams import gram_hashes
from classifier.features.normalise import normalise
from classifier.features.shape import Floats, class_counts, fingerprints, shape, shape_names
from classifier.model.arrays import FIRST_LOGITS, softmax
from classifier.model.attribution import attribute, word_parts
from classifier.model.score import Scorer
from classifier.reading.text import read_text


def test_parts_add_up_to_the_change_of_the_score():
    random = np.random.default_rng(9)
    weights = random.normal(size=10).astype(np.float32)

    def score(logits: Floats) -> Floats:
        said: Floats = softmax(logits) @ weights
        return said

    parts = {name: random.normal(scale=2, size=10).astype(np.float32) for name in "abcd"}
    logits = np.sum(list(parts.values()), axis=0)
    shared = attribute(score, logits, parts)
    change = score(logits[None, :])[0] - score(np.zeros((1, 10), np.float32))[0]
    assert list(shared) == list(parts)
    assert sum(shared.values()) == pytest.approx(change, abs=5e-3)


def test_a_linear_score_is_shared_out_exactly():
    weights = np.arange(10, dtype=np.float32)
    parts = {
        "a": np.ones(10, np.float32),
        "b": np.eye(10, dtype=np.float32)[3],
        "c": np.zeros(10, np.float32),
    }
    shared = attribute(lambda logits: logits @ weights, parts["a"] + parts["b"], parts)
    assert shared == pytest.approx({"a": 45, "b": 3, "c": 0}, abs=1e-3)


@pytest.mark.parametrize(
    "page",
    [
        "首页 > 新闻\n老渡口的石阶修好了，一共四十二级。\n来源：江边日报 2021-05-03",
        "版 权 所 有\n\u200b体(tǐ)育\u200b\n一",
        "ＡＢＣ漢語 links",
        "\u200b\n江边",
    ],
)
def test_words_add_up_to_the_logits_but_for_shape(arrays, page):
    document = read_text(page)
    batch = Batch.of([document])
    text = normalise(batch, arrays.characters)
    counts, prints = class_counts(text), fingerprints(text, gram_hashes(text.ids)[0])
    logits = Scorer(arrays).first_logits(batch, text, counts)
    looks = arrays.first(shape(batch, text, counts, prints))
    for index in range(len(document)):
        parts = word_parts(arrays, batch, index)
        words = sum(parts.values(), start=np.zeros(FIRST_LOGITS, np.float32))
        np.testing.assert_allclose(words, logits[index] - looks[index], atol=1e-3)


def test_words_are_words_of_the_paragraph_and_of_its_neighbours(arrays):
    document = read_text("首页新闻\n版权所有江边日报\n联系我们")
    parts = word_parts(arrays, Batch.of([document]), 1)
    own = {word for word in parts if not word.startswith(("above: ", "below: "))}
    assert own
    assert all(word in "版权所有江边日报" for word in own)
    above = {word.removeprefix("above: ") for word in parts if word.startswith("above: ")}
    assert above
    assert all(word in "首页新闻" for word in above)
    below = {word.removeprefix("below: ") for word in parts if word.startswith("below: ")}
    assert all(word in "联系我们" for word in below)
    assert "above: 首页" not in word_parts(arrays, Batch.of([document]), 0)


def test_words_that_are_names_of_features_stand_in_quotation_marks(arrays):
    document = read_text("repeated links 江边 repeated\nrepeated links")
    for index in (0, 1):
        parts = word_parts(arrays, Batch.of([document]), index)
        assert not set(parts) & {*shape_names(), "links"}
