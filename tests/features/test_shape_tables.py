import numpy as np
import pytest

from classifier.features.grams import gram_hashes
from classifier.features.normalise import normalise
from classifier.features.shape import class_counts, fingerprints, shape, shape_names
from classifier.features.shape_tables import ShapeTables
from tests.features.pages import PAGES, batch

LONG = "\n".join("河" * (i % 7) * i + "，、12/" * (i % 11) + "。" for i in range(600))


@pytest.mark.parametrize("pages", [PAGES, ("\u200b",), (LONG,), ("河" * 5000, "一")])
def test_sums_are_those_of_the_features(pages, table):
    random = np.random.default_rng(1)
    weights = random.normal(size=(len(shape_names()), 10)).astype(np.float32)
    bias = random.normal(size=10).astype(np.float32)
    joined = batch(*pages)
    text = normalise(joined, table)
    counts, prints = class_counts(text), fingerprints(text, gram_hashes(text.ids)[0])
    logits = ShapeTables.of(weights, bias).logits(joined, text, counts, prints)
    assert logits.dtype == np.float32
    np.testing.assert_allclose(logits, shape(joined, text, counts, prints) @ weights + bias, atol=2e-4)
