"""The compiled kernel against the NumPy code that it stands in for."""

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings

from classifier.features.batch import Batch
from classifier.features.blocks import Blocks, block_names
from classifier.features.characters import CharTable
from classifier.features.context import Neighbourhood
from classifier.features.grams import gram_hashes
from classifier.features.normalise import normalise
from classifier.features.pages import words_said
from classifier.features.rounds import FIRST, round_names
from classifier.features.shape import class_counts, fingerprints
from classifier.features.tfidf import term_sums
from classifier.kernel.library import LANES, kernel, state
from classifier.model import compiled as compiled_module
from classifier.model import score
from classifier.model.arrays import Linear, ModelArrays, first_said
from classifier.model.compiled import (
    CompiledCharacters,
    CompiledRounds,
    FirstSaid,
    slices,
    widened,
)
from classifier.model.compiled_terms import CompiledTerms, PageWords
from classifier.model.score import NOTHING, Forced, Scorer, TextSaid, run_rounds
from classifier.reading.text import read_text
from tests.features.pages import ANY_PAGES, starts_of
from tests.model.test_score import STRANGE

KERNEL: Any = kernel()
pytestmark = pytest.mark.skipif(KERNEL is None, reason=f"compiled kernel {state()}")


@pytest.fixture(scope="module")
def many(prepared):
    """The small corpus, strange pages, paragraphs around the length that the kernel takes at once, a long page."""
    texts = [*STRANGE.values(), *("江边的石阶修好了" * 63 + "一" * more for more in range(6, 11))]
    texts += ["\n".join(f"第{k % 50}级石阶，{'江边' * (k % 7)}" for k in range(700)), ""]
    return Batch.of([*prepared.examples.batch.documents, *map(read_text, texts)])


@pytest.fixture(scope="module")
def scorer(arrays):
    return Scorer(arrays)


@pytest.fixture(scope="module")
def compiled(scorer):
    return scorer._compiled


def in_numpy(scorer: Scorer, batch: Batch, forced: Forced = NOTHING) -> TextSaid:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(score, "kernel", lambda: None)
        return scorer.text_said(batch, forced)


def with_weights(arrays: ModelArrays, idf: Any, weights: Any, words: Any) -> ModelArrays:
    """The model with other numbers for its terms."""
    pages = replace(arrays.pages, words=words, words_bias=np.array([0.25], np.float32))
    return replace(arrays, idf=idf, term_weights=weights, pages=pages)


def same_normalised(batch: Batch, table: CharTable) -> None:
    found, wanted = CompiledCharacters.of(table).normalised(KERNEL, batch), normalise(batch, table)
    assert found.ids.dtype == wanted.ids.dtype
    assert np.array_equal(found.ids, wanted.ids)
    assert np.array_equal(found.classes, wanted.classes)
    assert np.array_equal(found.row_starts, wanted.row_starts)


def test_normalisation(arrays, many):
    same_normalised(many, arrays.characters)
    same_normalised(Batch.of([read_text("")]), arrays.characters)


@given(pages=ANY_PAGES)
@example(
    pages=["江 边 的 石 阶 ab c", " 一 ", "首(shǒu)页（yè）版(bǎnabcdefg)(ā)江(ab)边(ābcdefgh)边(ābcdefghi)"]
)
@settings(max_examples=200, deadline=None)
def test_normalisation_of_any_pages(table, pages):
    same_normalised(Batch.of([read_text(page) for page in pages]), table)


def test_characters_that_reach_outside_are_refused(arrays):
    table = arrays.characters
    with pytest.raises(ValueError, match="outside"):
        CompiledCharacters.of(replace(table, run_classes=np.full_like(table.run_classes, 200)))


@pytest.mark.parametrize(
    ("starts", "ends"), [([-1], [2]), ([3], [2]), ([0], [9]), ([2**62], [-(2**62)]), ([0, 1], [1, 9])]
)
def test_paragraphs_outside_the_text_are_refused(compiled, starts, ends):
    batch = replace(
        Batch.of([read_text("江边")]),
        starts=np.array(starts),
        ends=np.array(ends),
        page_starts=starts_of([len(starts)]),
    )
    with pytest.raises(ValueError, match="outside"):
        compiled.first(KERNEL, batch)


@pytest.mark.parametrize("borders", [[0, 2], [1, 1], [0, 0], [0, 3, 1], [-1, 1]])
def test_pages_of_other_paragraphs_are_refused(compiled, borders):
    batch = replace(Batch.of([read_text("江边")]), page_starts=np.array(borders))
    with pytest.raises(ValueError, match="do not agree"):
        compiled.first(KERNEL, batch)


def test_sums_of_terms(arrays, many):
    text = normalise(many, arrays.characters)
    random = np.random.default_rng(4)
    # Whole numbers: their sums are exact in any order.
    idf = random.integers(1, 5, len(arrays.terms)).astype(np.float32)
    weights = random.integers(-9, 9, (len(arrays.terms), 33)).astype(np.float32)
    idf[0] = 0
    words = random.integers(-9, 9, len(arrays.terms)).astype(np.float32)
    terms = CompiledTerms.of(with_weights(arrays, idf, weights, words))
    words_of = PageWords.of(len(many.documents), len(arrays.terms))
    sums, prints = terms.sums(KERNEL, text, (0, 0, len(many)), many.page_starts, words_of)
    said = words_of.said
    table = np.concatenate([idf[:, None] * weights, idf[:, None] ** 2], axis=1)
    hashes = gram_hashes(text.ids)
    wanted = term_sums(text, hashes, arrays.terms, table)
    assert np.array_equal(sums[:, :10], wanted[:, :10])
    assert np.array_equal(sums[:, 10:30], wanted[:, 13:33])
    assert np.array_equal(sums[:, 32:35], wanted[:, 10:13])
    assert np.array_equal(sums[:, 35], wanted[:, 33])
    assert np.array_equal(prints, fingerprints(text, hashes[0]))
    of_pages = words_said(text, arrays.terms, words, many.page_starts)
    assert len(said) == len(many.documents)
    assert np.ptp(of_pages) > 1
    np.testing.assert_allclose(said, of_pages, rtol=1e-6)


def test_weights_of_any_size_are_read_exactly(arrays):
    """A paragraph of one character: its sums are the weights of that one term."""
    halves = np.arange(0x7C00, dtype=np.uint16).view(
        np.float16
    )  # every number of float16 that is not negative
    text = normalise(Batch.of([read_text("的")]), arrays.characters)
    term = int(arrays.terms.terms(text)[0][1])
    idf, weights = np.zeros(len(arrays.terms), np.float32), np.zeros((len(arrays.terms), 33), np.float32)
    idf[term] = 1
    terms = CompiledTerms.of(with_weights(arrays, idf, weights, idf))
    row = terms.rows.view(np.float16)[term, :30]
    for values in np.resize(np.concatenate([halves, -halves]), (2200, 30)):
        row[:] = values
        words_of = PageWords.of(1, len(arrays.terms))
        sums, _ = terms.sums(KERNEL, text, (0, 0, 1), starts_of([1]), words_of)
        assert np.array_equal(sums[0, :30], values.astype(np.float32))


@pytest.mark.parametrize(
    ("terms", "words", "columns"), [(-1, -1, 33), (0, 0, 32), (1, 1, 33), (0, 1, 33), (0, -1, 33)]
)
def test_weights_of_other_terms_are_refused(arrays, terms, words, columns):
    size = len(arrays.terms)
    idf, weights = np.zeros(size + terms, np.float32), np.zeros((size + terms, columns), np.float32)
    with pytest.raises(ValueError, match="weights"):
        CompiledTerms.of(with_weights(arrays, idf, weights, np.zeros(size + words, np.float32)))


def test_the_first_stage(scorer, compiled, many):
    text = normalise(many, scorer.arrays.characters)
    counts = class_counts(text)
    said = compiled.first(KERNEL, many)
    wanted = first_said(scorer.first_logits(many, text, counts))
    np.testing.assert_allclose(said.first[:, :FIRST], wanted, atol=2e-6)
    assert not said.first[:, FIRST:].any()
    assert np.array_equal(said.sizes, counts.sum(axis=1))
    np.testing.assert_allclose(said.lengths, np.log1p(said.sizes) / 5, rtol=1e-6)


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_the_first_stage_is_the_same_in_slices(compiled, many, size, monkeypatch):
    whole = compiled.first(KERNEL, many)
    monkeypatch.setattr(compiled_module, "SLICE", size)
    cut = compiled.first(KERNEL, many)
    for one, other in zip(
        (whole.first, whole.sizes, whole.lengths, whole.words),
        (cut.first, cut.sizes, cut.lengths, cut.words),
        strict=True,
    ):
        assert np.array_equal(one, other)


@pytest.mark.parametrize(
    "lengths", [[], [0], [5], [0] * 9, [100, 1, 1, 100, 3], [1] * 50, [4, 4, 4], [30, 1]]
)
def test_slices_cover_every_paragraph_once(lengths, monkeypatch):
    monkeypatch.setattr(compiled_module, "SLICE", 10)
    found = list(slices(np.array(lengths, np.int64)))
    assert [row for start, end in found for row in range(start, end)] == list(range(len(lengths)))
    assert all(end > start for start, end in found)
    assert all(sum(lengths[start : end - 1]) + end - 1 - start < 10 for start, end in found)


@pytest.mark.parametrize("sizes", [[1], [3, 0, 1], [127, 128, 129], [64, 65, 700], [5] * 20])
def test_rounds_with_any_weights(sizes):
    """Random weights, so that no feature is without one, and probabilities from nothing to certainty."""
    random = np.random.default_rng(sum(sizes))
    n, features = sum(sizes), KERNEL.round_features()
    rounds = tuple(
        Linear(
            random.normal(scale=0.3, size=(features, 10)).astype(np.float32),
            random.normal(size=10).astype(np.float32),
        )
        for _ in range(2)
    )
    labels, advertised = random.dirichlet(np.full(10, 0.1), n), random.dirichlet(np.full(4, 0.1), n)
    first = np.concatenate([labels, advertised], axis=1, dtype=np.float32)
    first[0] = 0
    first[0, [3, 10]] = 1
    counts = random.integers(0, 300, n).astype(np.float32)
    wanted = run_rounds(rounds, first, counts, Neighbourhood.of(starts_of(sizes)))[-1]
    words = np.zeros(len(sizes), np.float32)
    said = FirstSaid(widened(first), counts, (np.log1p(counts) / 5).astype(np.float32), words)
    found = CompiledRounds.of(KERNEL, rounds, rounds[0]).run(KERNEL, said, starts_of(sizes), NOTHING.put)
    assert found.shape == (n, LANES)
    np.testing.assert_allclose(found[:, :10], wanted, atol=1e-5)
    assert not found[:, 10:].any()


def test_rounds_of_other_features_are_refused():
    short = Linear(np.zeros((KERNEL.round_features() - 1, 10), np.float32), np.zeros(10, np.float32))
    with pytest.raises(ValueError, match="rounds of"):
        CompiledRounds.of(KERNEL, [short], short)


@pytest.mark.parametrize("sizes", [[1], [3, 0, 1], [127, 128, 129]])
def test_the_round_of_html_with_any_weights(scorer, sizes):
    random = np.random.default_rng(sum(sizes))
    n, names = sum(sizes), len(round_names()) + len(block_names())
    stage = Linear(
        random.normal(scale=0.3, size=(names, 10)).astype(np.float32),
        random.normal(size=10).astype(np.float32),
    )
    other = Scorer(replace(scorer.arrays, html=replace(scorer.arrays.html, round=stage)))
    marked = random.dirichlet(np.full(10, 0.2), n).astype(np.float32)
    first = np.concatenate([marked[::-1], random.dirichlet(np.full(4, 0.1), n)], axis=1, dtype=np.float32)
    counts = random.integers(1, 300, n).astype(np.float32)
    text = TextSaid(first, marked, counts, np.zeros(len(sizes), np.float32))
    numbers = np.sort(random.integers(0, 1 + n // 3, (5, n)), axis=1)
    blocks = Blocks(numbers, starts_of(sizes))
    found = other._html_round(marked, text, blocks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(score, "kernel", lambda: None)
        wanted = other._html_round(marked, text, blocks)
    assert found.dtype == wanted.dtype
    assert found.shape == wanted.shape == (n, 10)
    np.testing.assert_allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize("forced", [NOTHING, Forced(np.array([1, 40, 41]), np.array([0, 8, 5]))])
def test_all_together(scorer, many, forced):
    both = scorer.text_said(many, forced), in_numpy(scorer, many, forced)
    for name in ("first", "probabilities", "sizes", "words"):
        found, wanted = (getattr(said, name) for said in both)
        assert (found.dtype, found.shape) == (wanted.dtype, wanted.shape)
        np.testing.assert_allclose(found, wanted, atol=1e-5)


@given(pages=ANY_PAGES)
@settings(max_examples=60, deadline=None)
def test_all_together_on_any_pages(scorer, pages):
    batch = Batch.of([read_text(page) for page in pages])
    if len(batch):
        found, wanted = scorer.text_said(batch), in_numpy(scorer, batch)
        np.testing.assert_allclose(found.probabilities, wanted.probabilities, atol=1e-5)
        np.testing.assert_allclose(found.words, wanted.words, atol=1e-5)


def test_a_compiled_scorer_pickles(scorer, many):
    said = scorer.probabilities(many)
    assert np.array_equal(pickle.loads(pickle.dumps(scorer)).probabilities(many), said)
