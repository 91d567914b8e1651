"""The scorer: a batch of paragraphs to label probabilities, in NumPy and SciPy alone.

Where the compiled kernel is there, the text stages run through it (`classifier.model.compiled`); what is here says
what it must give.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.context import Neighbourhood
from classifier.features.grams import gram_hashes
from classifier.features.markup import alone, columns_of, token_rows
from classifier.features.normalise import Normalised, normalise
from classifier.features.rounds import ADVERTISING, FIRST, round_features
from classifier.features.shape import Floats, class_counts, fingerprints
from classifier.features.shape_tables import ShapeTables
from classifier.kernel.library import kernel
from classifier.labels import CONTENT_LABELS, LABELS
from classifier.model.arrays import FIRST_LOGITS, Linear, ModelArrays, first_said, softmax
from classifier.model.compiled import CompiledText
from classifier.records import Document


@dataclass(frozen=True, slots=True)
class Forced:
    """Labels that a caller's rules have decided.

    Attributes:
        rows: int64 (k,), the paragraphs.
        labels: int64 (k,), their label ids.
    """

    rows: NDArray[np.int64]
    labels: NDArray[np.int64]

    def put(self, probabilities: Floats) -> Floats:
        """Makes the forced labels certain, in place: of float32 (n, 10), or (n, FIRST) of the first stage."""
        if len(self.rows):
            probabilities[self.rows] = 0
            probabilities[self.rows, self.labels] = 1
            if probabilities.shape[1] == FIRST:
                advertised = np.maximum(self.labels - (len(LABELS) - len(ADVERTISING)), 0)
                probabilities[self.rows, len(LABELS) + advertised] = 1
        return probabilities

    def among(self, chosen: NDArray[np.bool_]) -> "Forced":
        """The same for the chosen paragraphs alone, counted among themselves."""
        if not len(self.rows):
            return self
        inside = chosen[self.rows]
        places = np.cumsum(chosen) - 1
        return Forced(places[self.rows[inside]], self.labels[inside])


NOTHING: Final = Forced(np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True)
class Scorer:
    """Scores batches with the arrays of one model. Holds no state that a call changes."""

    arrays: ModelArrays

    @cached_property
    def _term_table(self) -> Floats:
        """Float32 (terms, weights + 1): idf times the weights, and idf² for the length of the row."""
        idf = self.arrays.idf[:, None]
        return np.concatenate([idf * self.arrays.term_weights, idf * idf], axis=1)

    @cached_property
    def _shape_tables(self) -> ShapeTables:
        return ShapeTables.of(self.arrays.first.weights, self.arrays.first.bias)

    @cached_property
    def _compiled(self) -> CompiledText:
        library = kernel()
        assert library is not None
        return CompiledText.of(library, self.arrays, self._shape_tables)

    def text_probabilities(self, batch: Batch, forced: Forced = NOTHING) -> tuple[Floats, Floats, Floats]:
        """What the text alone says.

        Returns:
            What the first stage says, float32 (n, FIRST), probabilities float32 (n, 10) of the last round, and
            the paragraphs' characters float32 (n,).
        """
        found = kernel()
        if found is not None:
            return self._compiled.probabilities(found, batch, forced.put)
        text = normalise(batch, self.arrays.characters)
        counts = class_counts(text)
        first = forced.put(first_said(self.first_logits(batch, text, counts)))
        sizes = counts.sum(axis=1)
        around = Neighbourhood.of(batch.page_starts)
        return first, run_rounds(self.arrays.rounds, first, sizes, around, forced)[-1], sizes

    def first_logits(self, batch: Batch, text: Normalised, counts: Floats) -> Floats:
        """Logits float32 (n, FIRST_LOGITS) of the first stage: own terms, the neighbours' terms, shape."""
        from classifier.features.tfidf import TINY, term_sums  # SciPy: the kernel needs none

        hashes = gram_hashes(text.ids)
        totals = term_sums(text, hashes, self.arrays.terms, self._term_table)
        lengths: Floats = np.sqrt(np.maximum(totals[:, -1:], np.float32(TINY)))
        scores: Floats = (totals[:, :-1] / lengths).T
        around = Neighbourhood.of(batch.page_starts)
        logits = self._shape_tables.logits(batch, text, counts, fingerprints(text, hashes[0]))
        logits += scores[:FIRST_LOGITS].T
        above, below = np.split(scores[FIRST_LOGITS:], 2)
        logits[:, : len(LABELS)] += (around.shift(above, -1) + around.shift(below, 1)).T
        return logits

    def probabilities(self, batch: Batch, forced: Forced = NOTHING) -> Floats:
        """Calibrated probabilities float32 (n, 10); with markup where the batch's documents have it.

        Args:
            batch: the paragraphs.
            forced: labels that are known beforehand; the neighbours see them as certain.
        """
        if not len(batch):
            return np.zeros((0, len(LABELS)), np.float32)
        _, said, _ = self.text_probabilities(batch, forced)
        marked = np.array([document.markup is not None for document in batch.documents])
        if not marked.any():
            return said
        rows = np.repeat(marked, np.diff(batch.page_starts))
        documents = [document for document in batch.documents if document.markup is not None]
        inside = forced.among(rows)
        said[rows] = self.html_probabilities(documents, said[rows], inside)
        return said

    def html_probabilities(
        self, documents: Sequence[Document], said: Floats, forced: Forced = NOTHING
    ) -> Floats:
        """What text and markup say: probabilities float32 (n, 10).

        Args:
            documents: documents that all have markup, n paragraphs together.
            said: float32 (n, 10), what the last text round said.
            forced: labels that are known beforehand, rows among these n.
        """
        html = self.arrays.html
        pages = np.concatenate([[0], np.cumsum([len(document) for document in documents])]).astype(np.int64)
        logits = html.first(alone(said, columns_of(documents), Neighbourhood.of(pages)))
        logits += token_rows(documents, html.tokens) @ html.token_weights
        return forced.put(softmax(logits))

    def label_ids(self, probabilities: Floats) -> NDArray[np.int8]:
        """The label of each paragraph, int8 (n,), see `label_ids`."""
        return label_ids(probabilities, self.arrays.label_bias)


def label_ids(probabilities: Floats, label_bias: Floats) -> NDArray[np.int8]:
    """The label of each paragraph, int8 (n,).

    Content where body and heading together have more than half: then the likelier of the two; else the
    likeliest kind of junk after the bias, which lets rare kinds be named. So `label` and `junk` never
    contradict.

    Args:
        probabilities: float32 (n, 10).
        label_bias: float32 (10,), added to the log probabilities of junk.
    """
    content = len(CONTENT_LABELS)
    with np.errstate(divide="ignore"):  # a rule makes labels certain, and the others impossible
        kinds = np.log(probabilities[:, content:]) + label_bias[content:]
    junk = np.argmax(kinds, axis=1) + content
    is_content = 1 - probabilities[:, 0] - probabilities[:, 1] < np.float32(0.5)
    chosen: NDArray[np.int64] = np.where(is_content, np.argmax(probabilities[:, :content], axis=1), junk)
    return chosen.astype(np.int8)


def run_rounds(
    rounds: Sequence[Linear], first: Floats, sizes: Floats, around: Neighbourhood, forced: Forced = NOTHING
) -> list[Floats]:
    """Probabilities float32 (n, 10) of every round; arguments as for `round_features`."""
    said = [first[:, : len(LABELS)]]
    for stage in rounds:
        said.append(forced.put(softmax(stage(round_features(said[-1], first, sizes, around)))))
    return said[1:]
