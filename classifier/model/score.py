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
from classifier.features.blocks import Blocks, block_features
from classifier.features.context import Neighbourhood
from classifier.features.grams import gram_hashes
from classifier.features.markup import alone, columns_of, token_rows
from classifier.features.normalise import Normalised, normalise
from classifier.features.pages import page_features, words_said
from classifier.features.rounds import ADVERTISING, FIRST, round_features, round_names
from classifier.features.shape import Floats, class_counts, fingerprints
from classifier.features.shape_tables import ShapeTables
from classifier.kernel.library import kernel
from classifier.labels import CONTENT_LABELS, LABELS
from classifier.model.arrays import FIRST_LOGITS, Linear, ModelArrays, first_said, sigmoid, softmax
from classifier.model.compiled import CompiledText, FirstSaid, widened
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


@dataclass(frozen=True, slots=True)
class TextSaid:
    """What the text alone says of n paragraphs.

    Attributes:
        first: float32 (n, FIRST), the first stage.
        probabilities: float32 (n, 10), the last round.
        sizes: float32 (n,), the paragraphs' characters.
        words: float32 (pages,), what the words of each page say of whether it has content, a logit.
    """

    first: Floats
    probabilities: Floats
    sizes: Floats
    words: Floats

    def among(self, rows: NDArray[np.bool_], pages: NDArray[np.bool_]) -> "TextSaid":
        """The same of some of the pages, bool (pages,), and of their paragraphs, bool (n,)."""
        return TextSaid(self.first[rows], self.probabilities[rows], self.sizes[rows], self.words[pages])


@dataclass(frozen=True, slots=True)
class Said:
    """The model's answer to a batch.

    Attributes:
        probabilities: calibrated, float32 (n, 10).
        has_content: probability that each page has any content, float32 (pages,).
    """

    probabilities: Floats
    has_content: Floats


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

    def text_said(self, batch: Batch, forced: Forced = NOTHING) -> TextSaid:
        """What the text alone says."""
        found = kernel()
        if found is not None:
            said, probabilities = self._compiled.say(found, batch, forced.put)
            return TextSaid(said.first[:, :FIRST], probabilities, said.sizes, said.words)
        arrays = self.arrays
        text = normalise(batch, arrays.characters)
        counts = class_counts(text)
        first = forced.put(first_said(self.first_logits(batch, text, counts)))
        sizes = counts.sum(axis=1)
        around = Neighbourhood.of(batch.page_starts)
        words = words_said(text, arrays.terms, arrays.pages.words, batch.page_starts)
        words += arrays.pages.words_bias
        return TextSaid(first, run_rounds(arrays.rounds, first, sizes, around, forced)[-1], sizes, words)

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
        """The probabilities of `say`, float32 (n, 10)."""
        return self.say(batch, forced).probabilities

    def say(self, batch: Batch, forced: Forced = NOTHING) -> Said:
        """Calibrated probabilities of labels and pages; with markup where the batch's documents have it.

        Args:
            batch: the paragraphs.
            forced: labels that are known beforehand; the neighbours see them as certain.
        """
        starts = batch.page_starts
        if not len(batch):
            empty = np.zeros((len(starts) - 1, 1), np.float32)
            return Said(np.zeros((0, len(LABELS)), np.float32), empty[:, 0])
        text = self.text_said(batch, forced)
        said, pages = text.probabilities, self.arrays.pages
        content = pages.text(page_features(said, text.sizes, text.words, starts))[:, 0]
        marked = np.array([document.markup is not None for document in batch.documents])
        if marked.any():
            rows = np.repeat(marked, np.diff(starts))
            documents = [document for document in batch.documents if document.markup is not None]
            inside = text.among(rows, marked)
            said[rows] = html = self.html_said(documents, inside, forced.among(rows))[-1]
            starts = np.concatenate([[0], np.cumsum(np.diff(starts)[marked])])
            content[marked] = pages.html(page_features(html, inside.sizes, inside.words, starts))[:, 0]
        return Said(said, sigmoid(content))

    def html_said(
        self, documents: Sequence[Document], text: TextSaid, forced: Forced = NOTHING
    ) -> tuple[Floats, Floats]:
        """What text and markup say: probabilities float32 (n, 10) of both HTML stages.

        Args:
            documents: documents that all have markup, n paragraphs together.
            text: what their text said.
            forced: labels that are known beforehand, rows among these n.
        """
        html, blocks = self.arrays.html, Blocks.of(documents)
        around = Neighbourhood.of(blocks.page_starts)
        said, sizes = text.probabilities, text.sizes
        features = alone(said, columns_of(documents), around), block_features(said, sizes, blocks)
        logits = html.first(np.concatenate(features, axis=1))
        logits += token_rows(documents, html.tokens) @ html.token_weights
        marked = forced.put(softmax(logits))
        return marked, forced.put(self._html_round(marked, text, blocks))

    def _html_round(self, marked: Floats, text: TextSaid, blocks: Blocks) -> Floats:
        """What the HTML round says, float32 (n, 10), of what the first HTML stage said."""
        stage = self.arrays.html.round
        context = len(round_names())
        starts = blocks.page_starts
        added = block_features(marked, text.sizes, blocks) @ stage.weights[context:] + stage.bias
        found = kernel()
        if found is not None:
            lengths = (np.log1p(text.sizes) / 5).astype(np.float32)
            first = FirstSaid(widened(text.first), text.sizes, lengths, text.words)
            said = self._compiled.rounds.run_html(found, marked, first, starts, added)
            return np.ascontiguousarray(said[:, : len(LABELS)])
        features = round_features(marked, text.first, text.sizes, Neighbourhood.of(starts))
        return softmax(features @ stage.weights[:context] + added)

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
