import numpy as np

from classifier.features.context import Neighbourhood, log_scaled
from classifier.features.markup import SAID_BY_TEXT, alone, alone_names, columns_of, said_by_text, token_rows
from classifier.reading.markup import MARKUP_COLUMNS
from classifier.reading.text import read_text
from classifier.records import Document, Markup

KNOWN = np.array([3, 50, 700, 2**31], np.uint32)


def document(lines: int, tokens: list[list[int]], seed: int = 0) -> Document:
    text = read_text("\n".join("段" * (i + 1) for i in range(lines)))
    columns = np.random.default_rng(seed).normal(size=(lines, len(MARKUP_COLUMNS))).astype(np.float32)
    starts = np.cumsum([0, *map(len, tokens)]).astype(np.int64)
    flat = np.array([token for row in tokens for token in row], np.uint32)
    return Document(
        text.text, text.spans, markup=Markup(columns, flat, starts, np.zeros((lines, 5), np.int32))
    )


DOCUMENTS = [document(3, [[50, 3, 9], [], [8]], 1), document(0, []), document(1, [[700, 700, 2**31, 3]], 2)]


def test_known_tokens_weigh_one_over_the_root_of_their_number():
    rows = token_rows(DOCUMENTS, KNOWN)
    assert rows.dtype == np.float32
    root = np.sqrt(0.5)
    expected = np.array([[root, root, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0.5, 0, 1, 0.5]])
    np.testing.assert_allclose(rows.toarray(), expected, rtol=1e-6)


def test_no_known_tokens_and_no_paragraphs():
    assert token_rows(DOCUMENTS, KNOWN[:0]).shape == (4, 0)
    assert token_rows([document(0, [])], KNOWN).shape == (0, 4)


def test_columns_of_documents_one_after_another():
    columns = columns_of(DOCUMENTS)
    assert columns.shape == (4, len(MARKUP_COLUMNS))
    assert DOCUMENTS[2].markup is not None
    assert np.array_equal(columns[3], DOCUMENTS[2].markup.columns[0])


def test_features_alone_equal_the_slow_way():
    random = np.random.default_rng(7)
    second = random.dirichlet(np.ones(10), 4).astype(np.float32)
    columns = columns_of(DOCUMENTS)
    features = alone(second, columns, Neighbourhood.of(np.array([0, 3, 3, 4])))
    assert features.shape == (4, len(alone_names()))
    assert features.dtype == np.float32
    nothing = np.zeros(len(MARKUP_COLUMNS))
    above = [nothing, columns[0], columns[1], nothing]
    below = [columns[1], columns[2], nothing, nothing]
    for i in range(4):
        said = [*log_scaled(second[i]), *second[i]]
        np.testing.assert_allclose(features[i], [*said, *columns[i], *above[i], *below[i]], rtol=1e-6)
    assert np.array_equal(features[:, :SAID_BY_TEXT], said_by_text(second))


def test_names_are_unique():
    names = alone_names()
    assert len(set(names)) == len(names)
    assert names[SAID_BY_TEXT] == MARKUP_COLUMNS[0]
