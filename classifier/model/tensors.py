"""A model as named arrays: what the model file holds, with which types and shapes."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.blocks import block_names
from classifier.features.characters import CharTable
from classifier.features.grams import TermTable
from classifier.features.markup import alone_names
from classifier.features.pages import PAGE_FEATURES
from classifier.features.rounds import round_names
from classifier.features.shape import shape_names
from classifier.labels import LABELS
from classifier.model.arrays import FIRST_LOGITS, HtmlArrays, Linear, ModelArrays, PageArrays

_N: Final = len(LABELS)
# Name -> dtype and shape; a letter stands for a length that other arrays share.
LAYOUT: Final[dict[str, tuple[str, tuple[int | str, ...]]]] = {
    "characters.run_starts": ("I32", ("r",)),
    "characters.run_classes": ("U8", ("r",)),
    "characters.fold_from": ("I32", ("f",)),
    "characters.fold_to": ("I32", ("f",)),
    "characters.alphabet": ("I32", ("a",)),
    "terms.characters": ("U16", ("u",)),
    "terms.keys": ("U32", ("t",)),
    "terms.idf": ("F32", ("w",)),
    "terms.weights": ("F16", ("w", FIRST_LOGITS + 2 * _N)),
    "first.weights": ("F32", (len(shape_names()), FIRST_LOGITS)),
    "first.bias": ("F32", (FIRST_LOGITS,)),
    "rounds.weights": ("F32", ("q", len(round_names()), _N)),
    "rounds.bias": ("F32", ("q", _N)),
    "html.tokens": ("U32", ("k",)),
    "html.token_weights": ("F16", ("k", _N)),
    "html.first.weights": ("F32", (len(alone_names()) + len(block_names()), _N)),
    "html.first.bias": ("F32", (_N,)),
    "html.round.weights": ("F32", (len(round_names()) + len(block_names()), _N)),
    "html.round.bias": ("F32", (_N,)),
    "pages.words": ("F16", ("w",)),
    "pages.words_bias": ("F32", (1,)),
    "pages.text.weights": ("F32", (len(PAGE_FEATURES), 1)),
    "pages.text.bias": ("F32", (1,)),
    "pages.html.weights": ("F32", (len(PAGE_FEATURES), 1)),
    "pages.html.bias": ("F32", (1,)),
    "label_bias": ("F32", (_N,)),
}


def to_tensors(arrays: ModelArrays) -> dict[str, NDArray[Any]]:
    """The arrays by their names in the file."""
    table, html, pages = arrays.characters, arrays.html, arrays.pages
    return {
        "characters.run_starts": table.run_starts,
        "characters.run_classes": table.run_classes,
        "characters.fold_from": table.fold_from,
        "characters.fold_to": table.fold_to,
        "characters.alphabet": table.alphabet,
        "terms.characters": arrays.terms.characters,
        "terms.keys": arrays.terms.keys,
        "terms.idf": arrays.idf,
        "terms.weights": arrays.term_weights.astype(np.float16),
        "first.weights": arrays.first.weights,
        "first.bias": arrays.first.bias,
        "rounds.weights": np.stack([stage.weights for stage in arrays.rounds]),
        "rounds.bias": np.stack([stage.bias for stage in arrays.rounds]),
        "html.tokens": html.tokens,
        "html.token_weights": html.token_weights.astype(np.float16),
        "html.first.weights": html.first.weights,
        "html.first.bias": html.first.bias,
        "html.round.weights": html.round.weights,
        "html.round.bias": html.round.bias,
        "pages.words": pages.words.astype(np.float16),
        "pages.words_bias": pages.words_bias,
        "pages.text.weights": pages.text.weights,
        "pages.text.bias": pages.text.bias,
        "pages.html.weights": pages.html.weights,
        "pages.html.bias": pages.html.bias,
        "label_bias": arrays.label_bias,
    }


def from_tensors(tensors: Mapping[str, NDArray[Any]]) -> ModelArrays:
    """The model of arrays that fit LAYOUT."""

    def linear(name: str) -> Linear:
        return Linear(tensors[f"{name}.weights"], tensors[f"{name}.bias"])

    rounds = zip(tensors["rounds.weights"], tensors["rounds.bias"], strict=True)
    return ModelArrays(
        characters=CharTable(*(tensors[name] for name in LAYOUT if name.startswith("characters."))),
        terms=TermTable(tensors["terms.characters"], tensors["terms.keys"]),
        idf=tensors["terms.idf"],
        term_weights=tensors["terms.weights"].astype(np.float32),
        first=linear("first"),
        rounds=tuple(Linear(weights, bias) for weights, bias in rounds),
        html=HtmlArrays(
            tensors["html.tokens"],
            tensors["html.token_weights"].astype(np.float32),
            linear("html.first"),
            linear("html.round"),
        ),
        pages=PageArrays(
            tensors["pages.words"].astype(np.float32),
            tensors["pages.words_bias"],
            linear("pages.text"),
            linear("pages.html"),
        ),
        label_bias=tensors["label_bias"],
    )
