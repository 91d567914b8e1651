"""The arrays that a model consists of, between training, the model file and the scorer."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.characters import CharTable
from classifier.features.grams import TermTable
from classifier.features.shape import Floats
from classifier.labels import LABELS, SPAM_LABELS

FIRST_LOGITS: Final = len(LABELS) + len(SPAM_LABELS)
"""Logits of the first stage: of the labels, and of what the own words advertise against nothing."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Multinomial logistic regressions: logits = features @ weights + bias.

    Attributes:
        weights: float32 (features, k), the first ten columns in the order of LABELS.
        bias: float32 (k,).
    """

    weights: Floats
    bias: Floats

    def __call__(self, features: Floats) -> Floats:
        """Logits float32 (n, k) of features float32 (n, features)."""
        return features @ self.weights + self.bias


@dataclass(frozen=True, slots=True)
class HtmlArrays:
    """What a model adds for HTML.

    Attributes:
        tokens: uint32 (k,), hashes of the tag, class and id words it knows, ascending.
        token_weights: float32 (k, 10), their weights in the first HTML stage.
        first: markup, and what the text said here and in the blocks around -> logits.
        round: what the first HTML stage said of the neighbours and in the blocks around -> logits.
    """

    tokens: NDArray[np.uint32]
    token_weights: Floats
    first: Linear
    round: Linear


@dataclass(frozen=True, slots=True)
class PageArrays:
    """What says whether a page has any content, see `classifier.features.pages`.

    Attributes:
        words: float32 (terms,), weights of the terms that occur on it.
        words_bias: float32 (1,), added to what they say.
        text: `page_features` after the text rounds -> one logit, weights float32 (features, 1).
        html: the same after the HTML round.
    """

    words: Floats
    words_bias: Floats
    text: Linear
    html: Linear


@dataclass(frozen=True, slots=True)
class ModelArrays:
    """Everything that predicts.

    Attributes:
        characters: the character table.
        terms: the terms.
        idf: float32 (terms,), 0 for term 0.
        term_weights: float32 (terms, FIRST_LOGITS + 20): a paragraph's own terms, those of the one above, of
            the one below.
        first: shape -> the FIRST_LOGITS logits of the first stage, to which the terms' are added.
        rounds: context -> logits, one round after another: each looks at what the one before said of the
            neighbours.
        html: the HTML stages.
        pages: whether a page has content.
        label_bias: float32 (10,), added to the log probabilities of junk labels when one of them is named.
            It moves no paragraph from content to junk or back.
    """

    characters: CharTable
    terms: TermTable
    idf: Floats
    term_weights: Floats
    first: Linear
    rounds: tuple[Linear, ...]
    html: HtmlArrays
    pages: PageArrays
    label_bias: Floats


def softmax(logits: Floats) -> Floats:
    """Probabilities float32 (n, 10) of logits float32 (n, 10)."""
    raised: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised


def sigmoid(logits: Floats) -> Floats:
    """Probabilities of logits."""
    # Cut off where float32 could not raise it.
    said: Floats = 1 / (1 + np.exp(-logits.clip(-80, 80)))
    return said


def first_said(logits: Floats) -> Floats:
    """What the first stage says, float32 (n, FIRST), of its logits float32 (n, FIRST_LOGITS)."""
    labels, advertising = logits[:, : len(LABELS)], logits[:, len(LABELS) :]
    nothing = np.zeros((len(logits), 1), np.float32)
    return np.concatenate([softmax(labels), softmax(np.concatenate([nothing, advertising], axis=1))], axis=1)
