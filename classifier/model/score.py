"""The scorer: a batch of paragraphs to label probabilities, in NumPy and SciPy alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.context import Neighbourhood, context
from classifier.features.grams import gram_hashes
from classifier.features.markup import alone, columns_of, token_rows
from classifier.features.normalise import Normalised, normalise
from classifier.features.shape import Floats, class_counts, fingerprints, shape
from classifier.features.tfidf import TINY, count_rows
from classifier.labels import CONTENT_LABELS, LABELS
from classifier.model.arrays import ModelArrays, softmax
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
        """Makes the forced labels certain, in place."""
        if len(self.rows):
            probabilities[self.rows] = 0
            probabilities[self.rows, self.labels] = 1
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
        """Float32 (terms, 31): idf times the 30 weights, and idf² for the length of the row."""
        idf = self.arrays.idf[:, None]
        return np.concatenate([idf * self.arrays.term_weights, idf * idf], axis=1)

    def text_probabilities(self, batch: Batch, forced: Forced = NOTHING) -> tuple[Floats, Floats]:
        """What the text alone says: probabilities float32 (n, 10) of the first and of the second stage."""
        text = normalise(batch, self.arrays.characters)
        counts = class_counts(text)
        first = forced.put(softmax(self.first_logits(batch, text, counts)))
        around = context(first, counts.sum(axis=1), batch.page_starts)
        return first, forced.put(softmax(self.arrays.second(around)))

    def first_logits(self, batch: Batch, text: Normalised, counts: Floats) -> Floats:
        """Logits float32 (n, 10) of the first stage: own terms, the neighbours' terms, shape."""
        totals: Floats = count_rows(text, self.arrays.terms) @ self._term_table
        scores = (totals[:, :-1] / np.sqrt(np.maximum(totals[:, -1:], TINY))).T
        around = Neighbourhood(batch.page_starts)
        own = len(LABELS)
        terms = scores[:own] + around.shift(scores[own : 2 * own], -1) + around.shift(scores[2 * own :], 1)
        prints = fingerprints(text, gram_hashes(text.ids)[0])
        return self.arrays.first(shape(batch, text, counts, prints)) + terms.T

    def probabilities(self, batch: Batch, forced: Forced = NOTHING) -> Floats:
        """Calibrated probabilities float32 (n, 10); with markup where the batch's documents have it.

        Args:
            batch: the paragraphs.
            forced: labels that are known beforehand; the neighbours see them as certain.
        """
        if not len(batch):
            return np.zeros((0, len(LABELS)), np.float32)
        first, second = self.text_probabilities(batch, forced)
        marked = np.array([document.markup is not None for document in batch.documents])
        if not marked.any():
            return second
        rows = np.repeat(marked, np.diff(batch.page_starts))
        documents = [document for document in batch.documents if document.markup is not None]
        sizes = (batch.ends - batch.starts)[rows].astype(np.float32)
        second[rows] = self.html_probabilities(
            documents, first[rows], second[rows], sizes, forced.among(rows)
        )[1]
        return second

    def html_probabilities(
        self,
        documents: Sequence[Document],
        first: Floats,
        second: Floats,
        sizes: Floats,
        forced: Forced = NOTHING,
    ) -> tuple[Floats, Floats]:
        """What text and markup say: probabilities float32 (n, 10) of the first and of the second HTML stage.

        Args:
            documents: documents that all have markup, n paragraphs together.
            first: float32 (n, 10), what the first text stage said.
            second: float32 (n, 10), what the second text stage said.
            sizes: float32 (n,), characters of each paragraph.
            forced: labels that are known beforehand, rows among these n.
        """
        html = self.arrays.html
        pages = np.concatenate([[0], np.cumsum([len(document) for document in documents])]).astype(np.int64)
        columns = columns_of(documents)
        logits = html.first(alone(first, second, columns, pages))
        logits += token_rows(documents, html.tokens) @ html.token_weights
        marked = forced.put(softmax(logits))
        around = np.concatenate([context(marked, sizes, pages), columns], axis=1)
        return marked, forced.put(softmax(html.second(around)))

    def label_ids(self, probabilities: Floats) -> NDArray[np.int8]:
        """The label of each paragraph, int8 (n,).

        Content where body and heading together have at least half: then the likelier of the two; else the likeliest
        kind of junk after `label_bias`, which lets rare kinds be named. So `label` and `junk` never contradict.
        """
        content = len(CONTENT_LABELS)
        with np.errstate(divide="ignore"):
            kinds = np.log(probabilities[:, content:]) + self.arrays.label_bias[content:]
        junk = np.argmax(kinds, axis=1) + content
        is_content = 1 - probabilities[:, 0] - probabilities[:, 1] < np.float32(0.5)
        return np.where(is_content, np.argmax(probabilities[:, :content], axis=1), junk).astype(np.int8)
