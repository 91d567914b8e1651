"""The arrays that a model consists of, between training, the model file and the scorer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.features.characters import CharTable
from classifier.features.grams import TermTable
from classifier.features.shape import Floats


@dataclass(frozen=True, slots=True)
class Linear:
    """A multinomial logistic regression: logits = features @ weights + bias.

    Attributes:
        weights: float32 (features, 10), columns in the order of LABELS.
        bias: float32 (10,).
    """

    weights: Floats
    bias: Floats

    def __call__(self, features: Floats) -> Floats:
        """Logits float32 (n, 10) of features float32 (n, features)."""
        return features @ self.weights + self.bias


@dataclass(frozen=True, slots=True)
class HtmlArrays:
    """What a model adds for HTML.

    Attributes:
        tokens: uint32 (k,), hashes of the tag, class and id words it knows, ascending.
        token_weights: float32 (k, 10), their weights in the first HTML stage.
        first: markup and what the text said -> logits of each paragraph alone.
        rounds: context and markup -> logits, one round after another, as for text.
    """

    tokens: NDArray[np.uint32]
    token_weights: Floats
    first: Linear
    rounds: tuple[Linear, ...]


@dataclass(frozen=True, slots=True)
class ModelArrays:
    """Everything that predicts.

    Attributes:
        characters: the character table.
        terms: the terms.
        idf: float32 (terms,), 0 for term 0.
        term_weights: float32 (terms, 30): a paragraph's own terms, those of the one above, of the one below.
        first: shape -> logits, to which the terms' are added.
        rounds: context -> logits, one round after another: each looks at what the one before said of the
            neighbours.
        html: the HTML stages.
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
    label_bias: Floats


def softmax(logits: Floats) -> Floats:
    """Probabilities float32 (n, 10) of logits float32 (n, 10)."""
    raised: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised
