"""Why a paragraph has its label: contributions that add up to the label's logit in the last round.

The last round is linear, so the context contributes weight times value, feature by feature. What depends on
the paragraph itself comes from the stage below, whose logits are again a sum of named parts and of what comes
from below, down to the first stage, whose parts are words and shape. At every level the amount is shared out
among the parts by `classifier.model.attribution`; what the parts do not account for goes to the intercept, so
that the sum is exact.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from classifier.errors import InputError
from classifier.features.batch import Batch
from classifier.features.blocks import (
    Blocks,
    block_features,
    block_names,
    own_block_columns,
    own_block_features,
    seen_block_evidence,
)
from classifier.features.context import (
    Neighbourhood,
    context_names,
    own_columns,
    own_features,
    seen_evidence,
)
from classifier.features.grams import gram_hashes
from classifier.features.markup import SAID_BY_TEXT, alone, alone_names, columns_of, said_by_text, token_rows
from classifier.features.normalise import Normalised, normalise
from classifier.features.rounds import first_features, round_features, round_names
from classifier.features.shape import Floats, class_counts, fingerprints, shape, shape_names
from classifier.labels import LABEL_INDEX, LABELS
from classifier.model.arrays import Linear, first_said, softmax
from classifier.model.attribution import Score, attribute, word_parts
from classifier.model.score import Scorer, TextSaid, run_rounds
from classifier.records import Document

_BELOW: Final = ""
"""Name of the part that comes from below; no word and no feature is called so."""


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


@dataclass(frozen=True, slots=True)
class Level:
    """One stage as seen from one paragraph, its page fixed.

    Attributes:
        parts: name -> float32 (k,), what it adds to this stage's k logits whatever the paragraph itself says.
        bias: float32 (k,).
        up: from the logits float32 (m, …) of all levels below to what they add, float32 (m, k).
    """

    parts: dict[str, Floats]
    bias: Floats
    up: Callable[[list[Floats]], Floats]

    def logits(self, below: list[Floats]) -> Floats:
        """This stage's logits float32 (m, k) or (k,) for those of the levels below."""
        fixed = np.sum(list(self.parts.values()), axis=0, dtype=np.float32) + self.bias
        if not below:
            return np.asarray(fixed, np.float32)
        said = self.up([np.atleast_2d(one) for one in below]) + fixed
        return np.asarray(said[0] if below[0].ndim == 1 else said, np.float32)


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
        said = self._text_said[-1] if self.document.markup is None else self._html_said[-1]
        target = int(self.scorer.label_ids(said)[index]) if label is None else LABEL_INDEX[label]
        levels = self._text_levels(index)
        if self.document.markup is not None:
            levels += [self._html_level(index), self._html_round_level(index)]
        intercept, reasons = _share_out(levels, target)
        ranked = sorted(reasons.items(), key=lambda reason: (-abs(reason[1]), reason[0]))
        return Explanation(
            LABELS[target],
            intercept + sum(reasons.values()),
            intercept,
            tuple(ranked),
            dict(zip(LABELS, said[index].tolist(), strict=True)),
        )

    def _text_levels(self, index: int) -> list[Level]:
        """The first stage and the text's rounds, as seen from one paragraph."""
        arrays = self.scorer.arrays
        shapes = zip(shape_names(), self._shape[index], arrays.first.weights, strict=True)
        parts = word_parts(arrays, self._batch, index) | {
            name: value * row for name, value, row in shapes if value
        }
        bottom = Level(
            parts, self._logits[index] - sum(parts.values()), lambda below: np.zeros_like(below[0])
        )
        first = self._first
        said = [first[:, : len(LABELS)], *self._text_said]
        rows = [round_features(one, first, self._sizes, self._around)[index] for one in said[:-1]]
        rounds = zip(rows, said, arrays.rounds, strict=False)
        return [bottom, *(_round_level(row, own[index], stage) for row, own, stage in rounds)]

    def _html_level(self, index: int) -> Level:
        """The first HTML stage, on top of the text's levels."""
        html = self.scorer.arrays.html
        columns = columns_of([self.document])
        size = len(alone_names())
        blocks, own_blocks = _block_level(self._blocks_said(self._text_said[-1])[index], html.first, size)
        features = alone(self._text_said[-1], columns, self._around)[index]
        named = list(zip(alone_names(), features, html.first.weights[:size], strict=True))[SAID_BY_TEXT:]
        parts = {name: value * row for name, value, row in named if value}
        tokens = token_rows([self.document], html.tokens) @ html.token_weights
        parts["class and id words"] = tokens[index]
        weights = html.first.weights[:SAID_BY_TEXT]

        def text_said(below: list[Floats]) -> Floats:
            said = softmax(below[-1])
            return np.asarray(said_by_text(said) @ weights + own_blocks(said), np.float32)

        return Level(parts | blocks, html.first.bias, text_said)

    def _html_round_level(self, index: int) -> Level:
        """The HTML round, on top of the first HTML stage."""
        stage, marked = self.scorer.arrays.html.round, self._html_said[0]
        size = len(round_names())
        row = round_features(marked, self._first, self._sizes, self._around)[index]
        level = _round_level(row, marked[index], Linear(stage.weights[:size], stage.bias))
        blocks, own_blocks = _block_level(self._blocks_said(marked)[index], stage, size)

        def up(below: list[Floats]) -> Floats:
            return np.asarray(level.up(below) + own_blocks(softmax(below[-1])), np.float32)

        return Level(level.parts | blocks, stage.bias, up)

    def _blocks_said(self, said: Floats) -> Floats:
        """The block features of the page, by what a stage said."""
        return block_features(said, self._sizes, Blocks.of([self.document]))

    @cached_property
    def _batch(self) -> Batch:
        return Batch.of([self.document])

    @cached_property
    def _around(self) -> Neighbourhood:
        return Neighbourhood.of(self._batch.page_starts)

    @cached_property
    def _text(self) -> Normalised:
        return normalise(self._batch, self.scorer.arrays.characters)

    @cached_property
    def _counts(self) -> Floats:
        return class_counts(self._text)

    @cached_property
    def _sizes(self) -> Floats:
        sizes: Floats = self._counts.sum(axis=1)
        return sizes

    @cached_property
    def _shape(self) -> Floats:
        prints = fingerprints(self._text, gram_hashes(self._text.ids)[0])
        return shape(self._batch, self._text, self._counts, prints)

    @cached_property
    def _logits(self) -> Floats:
        return self.scorer.first_logits(self._batch, self._text, self._counts)

    @cached_property
    def _first(self) -> Floats:
        return first_said(self._logits)

    @cached_property
    def _text_said(self) -> list[Floats]:
        return run_rounds(self.scorer.arrays.rounds, self._first, self._sizes, self._around)

    @cached_property
    def _html_said(self) -> tuple[Floats, Floats]:
        words = np.zeros(1, np.float32)  # of the page as a whole, which no paragraph's label depends on
        said = TextSaid(self._first, self._text_said[-1], self._sizes, words)
        return self.scorer.html_said([self.document], said)


def _round_level(row: Floats, own: Floats, stage: Linear) -> Level:
    """One text round as seen from a paragraph.

    Args:
        row: its features.
        own: float32 (10,), what the level below says of it.
        stage: the round.
    """
    size = len(own_columns())
    is_own = own_columns()
    evidence = seen_evidence(row[:size], own)
    own_weights, first_weights = stage.weights[:size][is_own], stage.weights[size:]

    def up(below: list[Floats]) -> Floats:
        said: Floats = own_features(_labels_said(below), evidence) @ own_weights
        return said + first_features(first_said(below[0])) @ first_weights

    names = context_names()
    fixed = np.flatnonzero(~is_own & (row[:size] != 0)).tolist()
    return Level({names[i]: row[i] * stage.weights[i] for i in fixed}, stage.bias, up)


def _block_level(
    row: Floats, stage: Linear, place: int
) -> tuple[dict[str, Floats], Callable[[Floats], Floats]]:
    """What the blocks around a paragraph add to a stage, and a function for what its own share of them adds.

    Args:
        row: its block features.
        stage: the stage.
        place: where the block features begin among the stage's.
    """
    weights = stage.weights[place:]
    is_own = own_block_columns()
    evidence = seen_block_evidence(row)[None]
    names = block_names()
    fixed = np.flatnonzero(~is_own & (row != 0)).tolist()

    def own_part(said: Floats) -> Floats:
        added: Floats = own_block_features(said, evidence) @ weights[is_own]
        return added

    return {names[i]: row[i] * weights[i] for i in fixed}, own_part


def _labels_said(below: list[Floats]) -> Floats:
    """Probabilities of the labels, float32 (m, 10), at the highest level below a text round."""
    return softmax(below[-1][:, : len(LABELS)])


def _share_out(levels: Sequence[Level], target: int) -> tuple[float, dict[str, float]]:
    """Intercept and reasons of the target's logit at the last level; together they are the logit."""
    logits: list[Floats] = []
    for level in levels:
        logits.append(level.logits(logits))
    top = levels[-1]
    reasons = {name: float(part[target]) for name, part in top.parts.items()}
    amount = float(top.up([one[None, :] for one in logits[:-1]])[0, target])
    intercept = float(top.bias[target])
    for number in range(len(levels) - 2, -1, -1):
        level = levels[number]
        below = (
            level.up([one[None, :] for one in logits[:number]])[0] if number else np.zeros_like(level.bias)
        )
        shared = attribute(
            _score_from(levels, logits, number, target), logits[number], level.parts | {_BELOW: below}
        )
        lower = shared.pop(_BELOW)
        intercept += amount - lower - sum(shared.values())
        for name, value in shared.items():
            reasons[name] = reasons.get(name, 0.0) + value
        amount = lower
    return intercept, reasons


def _score_from(levels: Sequence[Level], logits: Sequence[Floats], number: int, target: int) -> Score:
    """What the last level gets from below for the target, as a function of the logits at level `number`."""

    def score(varied: Floats) -> Floats:
        below = [np.broadcast_to(one, (len(varied), len(one))) for one in logits[:number]] + [varied]
        for level in levels[number + 1 : -1]:
            below.append(level.logits(below))
        said: Floats = levels[-1].up(below)[:, target]
        return said

    return score
