"""Everything training needs that does not depend on labels, made once for all folds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.features.blocks import Blocks
from classifier.features.characters import CharTable
from classifier.features.grams import TermTable
from classifier.features.lexicon import induce, word_hashes
from classifier.features.markup import columns_of, token_rows
from classifier.features.normalise import Normalised, normalise
from classifier.features.pages import page_terms
from classifier.features.shape import Floats, class_counts, place_columns
from classifier.features.stacks import first_stage_matrix
from classifier.features.tfidf import count_rows, inverse_document_frequency
from classifier.features.vocabulary import fit_characters, fit_terms
from classifier.model.examples import Examples
from classifier.model.settings import Progress, TrainSettings
from classifier.records import Document


@dataclass(frozen=True)
class Prepared:
    """Everything that does not depend on labels, made once for all folds.

    Attributes:
        examples: the corpus.
        first: float32 (n, f), the first stage's features: own terms, the neighbours' terms, shape.
        own: float32 (n, o), own terms and shape, zeros for the place in the page: what a paragraph advertises
            does not depend on it, and single lines have none.
        sizes: float32 (n,), characters of each paragraph.
        html_rows: int64 (h,), paragraphs whose page has HTML, in page order.
        blocks: of those paragraphs, and of their pages.
        columns: float32 (h, markup columns).
        tokens: uint32 (k,), known tokens.
        token_matrix: float32 (h, k).
        page_words: float32 (pages, terms), which terms occur on each page of the batch, rows of length 1.
    """

    examples: Examples
    characters: CharTable
    terms: TermTable
    idf: Floats
    first: sparse.csr_array
    own: sparse.csr_array
    sizes: Floats
    html_rows: NDArray[np.int64]
    blocks: Blocks
    columns: Floats
    tokens: NDArray[np.uint32]
    token_matrix: sparse.csr_array
    page_words: sparse.csr_array


def prepare(examples: Examples, settings: TrainSettings, progress: Progress) -> Prepared:
    """Chooses alphabet, lexicon, terms and tokens, and computes all features that need no stage before."""
    batch = examples.batch
    progress("choosing characters and words")
    characters = fit_characters(batch, examples.sites, settings.vocabulary)
    lines = (line for document in batch.documents for line in document.lines())
    words = induce(zip(lines, examples.sites.tolist(), strict=True), min_sites=settings.vocabulary.grams[-1])
    text = normalise(batch, characters)
    terms = fit_terms(text, examples.sites, word_hashes(words, characters), settings.vocabulary)
    idf = inverse_document_frequency(count_rows(text, terms))
    progress(f"computing features: {len(words):,} words, {len(terms):,} terms")
    first = first_stage_matrix(batch, text, terms, idf)
    documents = [examples.html[number] for number in sorted(examples.html)]
    starts = batch.page_starts
    ranges = [np.arange(starts[number], starts[number + 1]) for number in sorted(examples.html)]
    html_rows = np.concatenate(ranges) if ranges else np.zeros(0, np.int64)
    tokens = _known_tokens(documents, examples.sites[html_rows], settings.min_token_sites)
    return Prepared(
        examples=examples,
        characters=characters,
        terms=terms,
        idf=idf,
        first=first,
        own=_own_part(first, len(terms)),
        sizes=class_counts(text).sum(axis=1),
        html_rows=html_rows,
        blocks=Blocks.of(documents),
        columns=columns_of(documents),
        tokens=tokens,
        token_matrix=token_rows(documents, tokens),
        page_words=_page_words(text, terms, starts),
    )


def _page_words(text: Normalised, terms: TermTable, starts: NDArray[np.int64]) -> sparse.csr_array:
    """Which terms occur on each page, rows of length 1, float32 (pages, terms)."""
    page, term = page_terms(text, terms, starts)
    counts = np.bincount(page, minlength=len(starts) - 1)
    data = (1 / np.sqrt(counts[page])).astype(np.float32)
    places = np.concatenate([[0], np.cumsum(counts)])
    return sparse.csr_array((data, term.astype(np.int32), places), shape=(len(counts), len(terms)))


def _known_tokens(documents: list[Document], sites: NDArray[np.int64], least: int) -> NDArray[np.uint32]:
    """Tokens that occur on enough sites, ascending."""
    if not documents:
        return np.zeros(0, np.uint32)
    markups = [document.markup for document in documents if document.markup is not None]
    tokens = np.concatenate([markup.tokens for markup in markups])
    lengths = np.concatenate([np.diff(markup.token_starts) for markup in markups])
    pairs = np.unique(
        (tokens.astype(np.uint64) << np.uint64(32)) | np.repeat(sites, lengths).astype(np.uint64)
    )
    found, counts = np.unique((pairs >> np.uint64(32)).astype(np.uint32), return_counts=True)
    return found[counts >= least]


def _own_part(first: sparse.csr_array, terms: int) -> sparse.csr_array:
    """Own terms and shape out of the first stage's features, the columns of the place in the page emptied."""
    kept = np.ones(first.shape[1] - 3 * terms, np.float32)
    kept[place_columns()] = 0
    shape = first[:, 3 * terms :] @ sparse.diags_array(kept)
    return sparse.csr_array(sparse.hstack([first[:, :terms], shape], format="csr", dtype=np.float32))
