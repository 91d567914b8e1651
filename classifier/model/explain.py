"""Why a paragraph has its label: contributions that add up to the label's logit in the last stage.

The last stage is linear, so the context contributes weight times value, feature by feature. A paragraph's own features
are a function of its first-stage scores, which are sums over words and shape: that part is shared out among them, see
`classifier.model.attribution`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from classifier.errors import InputError
from classifier.features.batch import Batch
from classifier.features.context import context, context_names, own_columns, own_features, seen_evidence
from classifier.features.grams import gram_hashes
from classifier.features.markup import SAID_BY_TEXT, alone, alone_names, columns_of, said_by_text, token_rows
from classifier.features.normalise import Normalised, normalise
from classifier.features.shape import Floats, class_counts, fingerprints, shape, shape_names
from classifier.labels import LABEL_INDEX, LABELS
from classifier.model.arrays import Linear, softmax
from classifier.model.attribution import Score, attribute, word_parts
from classifier.model.score import Scorer
from classifier.reading.markup import MARKUP_COLUMNS
from classifier.records import Document

AROUND = "the text around it"
_MARKUP_NAMES = frozenset(alone_names()[SAID_BY_TEXT:])


@dataclass(frozen=True, slots=True)
class Explanation:
    """One label's logit, taken apart.

    Attributes:
        label: the label explained.
        logit: its logit in the last stage.
        intercept: what is left of it without any reason.
        reasons: (word or feature, contribution), largest first; intercept + contributions = logit.
        probabilities: probability of every label.
    """

    label: str
    logit: float
    intercept: float
    reasons: tuple[tuple[str, float], ...]
    probabilities: dict[str, float]


@dataclass(frozen=True)
class Explainer:
    """Explains the paragraphs of one page. Caller's rules are no part of it.

    Attributes:
        scorer: the model.
        document: the page.
    """

    scorer: Scorer
    document: Document

    def explain(self, index: int, label: str | None = None) -> Explanation:
        """Explains a paragraph.

        Args:
            index: the paragraph, from 0.
            label: which label's logit; None for the paragraph's label.

        Raises:
            InputError: if there is no such paragraph or label.
        """
        if not 0 <= index < len(self.document):
            place = self.document.name or "page"
            raise InputError(f"{place}: no paragraph {index}; there are {len(self.document)}, counted from 0")
        if label is not None and label not in LABEL_INDEX:
            raise InputError(f"there is no label {label!r}; labels are {', '.join(LABELS)}")
        said = self._text_said if self.document.markup is None else self._html_said[1]
        target = int(self.scorer.label_ids(said)[index]) if label is None else LABEL_INDEX[label]
        intercept, reasons = (
            self._of_text(index, target) if self.document.markup is None else self._of_html(index, target)
        )
        ranked = sorted(reasons.items(), key=lambda reason: (-abs(reason[1]), reason[0]))
        return Explanation(
            LABELS[target],
            intercept + sum(reasons.values()),
            intercept,
            tuple(ranked),
            dict(zip(LABELS, said[index].tolist(), strict=True)),
        )

    def _of_text(self, index: int, target: int) -> tuple[float, dict[str, float]]:
        """Intercept and reasons for a paragraph of plain text."""
        around, own, second = self._around[index], self._first[index], self.scorer.arrays.second
        rest, named = _linear(context_names(), around, second, target)
        left, shared = attribute(
            _own_score(around, own, second, target), self._logits[index], self._parts(index)
        )
        return rest + left, named | shared

    def _of_html(self, index: int, target: int) -> tuple[float, dict[str, float]]:
        """Intercept and reasons for a paragraph of HTML: the markup's, and the text's shared out among its words."""
        html = self.scorer.arrays.html
        around, own = self._html_around[index], self._html_said[0][index]
        rest, named = _linear((*context_names(), *MARKUP_COLUMNS), around, html.second, target)
        features, weights = self._alone[index], html.first.weights
        parts = {
            name: value * row
            for name, value, row in zip(alone_names(), features, weights, strict=True)
            if value and name in _MARKUP_NAMES
        }
        parts["class and id words"] = self._tokens[index]
        parts[AROUND] = features[:SAID_BY_TEXT] @ weights[:SAID_BY_TEXT]
        logits = features @ weights + html.first.bias + self._tokens[index]
        score = _own_score(around, own, html.second, target)
        left, shared = attribute(score, logits, parts)
        for name, value in shared.items():
            named[name] = named.get(name, 0.0) + value
        words = self._words_through_html(index, logits - parts[AROUND], score)
        named[AROUND] -= sum(words.values())
        return rest + left, named | words

    def _words_through_html(self, index: int, markup: Floats, score: Score) -> dict[str, float]:
        """What each word adds by way of the text stages, with the markup's logits and the page around held fixed."""
        second, html = self.scorer.arrays.second, self.scorer.arrays.html
        row, own = self._around[index], self._first[index]
        fixed = np.where(own_columns(), np.float32(0), row) @ second.weights + second.bias
        weights, evidence = second.weights[own_columns()], seen_evidence(row, own)

        def through(logits: Floats) -> Floats:
            first = softmax(logits)
            said = softmax(own_features(first, evidence) @ weights + fixed)
            return score(markup + said_by_text(first, said) @ html.first.weights[:SAID_BY_TEXT])

        return attribute(through, self._logits[index], self._parts(index))[1]

    def _parts(self, index: int) -> dict[str, Floats]:
        """What the paragraph's first-stage logits are the sum of, but for the bias."""
        arrays = self.scorer.arrays
        named = zip(shape_names(), self._shape[index], arrays.first.weights, strict=True)
        return word_parts(arrays, self._batch, index) | {
            name: value * row for name, value, row in named if value
        }

    @cached_property
    def _batch(self) -> Batch:
        return Batch.of([self.document])

    @cached_property
    def _text(self) -> Normalised:
        return normalise(self._batch, self.scorer.arrays.characters)

    @cached_property
    def _counts(self) -> Floats:
        return class_counts(self._text)

    @cached_property
    def _shape(self) -> Floats:
        prints = fingerprints(self._text, gram_hashes(self._text.ids)[0])
        return shape(self._batch, self._text, self._counts, prints)

    @cached_property
    def _logits(self) -> Floats:
        return self.scorer.first_logits(self._batch, self._text, self._counts)

    @cached_property
    def _first(self) -> Floats:
        return softmax(self._logits)

    @cached_property
    def _around(self) -> Floats:
        return context(self._first, self._counts.sum(axis=1), self._batch.page_starts)

    @cached_property
    def _text_said(self) -> Floats:
        return softmax(self.scorer.arrays.second(self._around))

    @cached_property
    def _columns(self) -> Floats:
        return columns_of([self.document])

    @cached_property
    def _alone(self) -> Floats:
        return alone(self._first, self._text_said, self._columns, self._batch.page_starts)

    @cached_property
    def _tokens(self) -> Floats:
        html = self.scorer.arrays.html
        said: Floats = token_rows([self.document], html.tokens) @ html.token_weights
        return said

    @cached_property
    def _html_said(self) -> tuple[Floats, Floats]:
        sizes = self._counts.sum(axis=1)
        return self.scorer.html_probabilities([self.document], self._first, self._text_said, sizes)

    @cached_property
    def _html_around(self) -> Floats:
        near = context(self._html_said[0], self._counts.sum(axis=1), self._batch.page_starts)
        return np.concatenate([near, self._columns], axis=1)


def _linear(names: Sequence[str], row: Floats, stage: Linear, target: int) -> tuple[float, dict[str, float]]:
    """Bias and contributions of the columns that do not depend on the paragraph itself."""
    own = np.zeros(len(names), np.bool_)
    own[: len(own_columns())] = own_columns()
    shared = row * stage.weights[:, target]
    named = {names[i]: float(shared[i]) for i in np.flatnonzero(~own & (shared != 0)).tolist()}
    return float(stage.bias[target]), named


def _own_score(row: Floats, own: Floats, stage: Linear, target: int) -> Score:
    """What the own columns add to a label's logit, as a function of the paragraph's logits in the stage before."""
    columns = np.flatnonzero(own_columns())
    weights = stage.weights[columns, target]
    evidence = seen_evidence(row[: len(own_columns())], own)
    return lambda logits: own_features(softmax(logits), evidence) @ weights
