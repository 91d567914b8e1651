"""A labelled corpus as arrays: what the stages are fitted on."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.corpus.compose.augment import augmentation, with_disguised
from classifier.corpus.load import Corpus
from classifier.corpus.record import AnyPage, LabelledLine, LabelledPage
from classifier.corpus.sites import site_folds, site_group
from classifier.features.batch import Batch
from classifier.labels import LABEL_INDEX
from classifier.model.settings import TrainSettings
from classifier.reading.html import read_html
from classifier.records import Document

LINE_SITE = "line:"
"""Prefix of the site under which single lines count: one site a source, so that no term is a source's own."""

_MASK = re.compile(r"\b(?:URL|PHONE|DIGIT|NAME|PLACE)\b")
"""What stands for numbers and names in published short messages: no page has it."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled paragraphs.

    Attributes:
        batch: the pages as plain text, then their composed variants, single lines last, each a page of its own.
        labels: int64 (n,), label ids.
        weights: float64 (n,), how much each paragraph counts.
        context_weights: float64 (n,), how much for the stages that look at the context.
        own_weights: float64 (n,), how much each counts where only its own words are looked at: composed pages
            do not, for what is in them stands elsewhere too.
        sites: int64 (n,), number of each paragraph's site group.
        folds: int64 (n,), fold of each paragraph, the same for a whole site and for what it is composed of.
        in_page: bool (n,), False for single lines: they train the first stage only.
        real: bool (n,), paragraphs of real pages: pages with a source, where there are any.
        html: page number -> the same page read from its HTML, for pages that have it.
    """

    batch: Batch
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]
    context_weights: NDArray[np.float64]
    own_weights: NDArray[np.float64]
    sites: NDArray[np.int64]
    folds: NDArray[np.int64]
    in_page: NDArray[np.bool_]
    real: NDArray[np.bool_]
    html: dict[int, Document]


def document_of(lines: Sequence[str], name: str = "") -> Document:
    """A plain-text document of these paragraphs."""
    lengths = np.array([len(line) for line in lines], np.int64)
    ends = np.cumsum(lengths + 1) - 1
    return Document("\n".join(lines), np.stack([ends - lengths, ends], axis=1), name)


def html_document(page: AnyPage) -> Document | None:
    """The page read from its HTML; None where it has none, or its paragraphs are not the labelled lines."""
    if not page.html:
        return None
    document = read_html(page.html, page.name)
    return document if document.lines() == list(page.lines) else None


def limit_lines(lines: Sequence[LabelledLine], most: int) -> tuple[LabelledLine, ...]:
    """At most so many lines of each source and kind, in their order: large sources would outweigh the others.

    A hash of their texts chooses, so that the choice is the same on any machine and in any order.
    """
    groups: dict[tuple[str, str], list[LabelledLine]] = defaultdict(list)
    for line in lines:
        groups[line.source, line.kind].append(line)
    chosen = {line for group in groups.values() for line in sorted(group, key=_text_hash)[:most]}
    return tuple(line for line in lines if line in chosen)


def examples_of(corpus: Corpus, settings: TrainSettings, seed: int = 0) -> Examples:
    """Turns a corpus into arrays: its pages, the variants composed of them, its single lines, in this order.

    Args:
        corpus: labelled pages and single lines.
        settings: folds and weights.
        seed: decides ties between the folds.
    """
    pages, folds = list(corpus.pages), settings.folds
    page_folds = site_folds([page.site for page in pages], k=folds, seed=seed).tolist()
    limited = limit_lines(corpus.lines, settings.lines_per_source)
    lines, line_folds = with_disguised(limited, [_text_hash(line)[0] % folds for line in limited])
    composed = augmentation(pages, page_folds, lines, line_folds)
    everything = [*pages, *(variant.page for variant in composed)]
    documents = [document_of(page.lines, page.name) for page in everything] + [
        document_of([_unmasked(line.text)]) for line in lines
    ]
    batch = Batch.of(documents)
    # A line that names no source was written alone; those of one source may share whatever is the source's own.
    names = [site_group(page.site) for page in everything] + [
        LINE_SITE + (line.source or line.text) for line in lines
    ]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    page_of = batch.pages
    real = np.array([bool(page.source) for page in everything] + [False] * len(lines))
    if not real.any():
        real = np.arange(len(documents)) < len(everything)
    whole = np.ones(sum(len(page.lines) for page in pages))
    alone = np.full(len(lines), settings.line_weight)
    return Examples(
        batch=batch,
        labels=_label_ids(everything, lines),
        weights=np.concatenate([whole, *(variant.weights for variant in composed), alone]),
        context_weights=np.concatenate([whole, *(variant.context_weights for variant in composed), alone]),
        own_weights=np.array(
            [settings.page_weight] * len(pages)
            + [0.0] * len(composed)
            + [settings.line_weight if line.source else settings.fragment_weight for line in lines]
        )[page_of],
        sites=np.array([numbers[name] for name in names], np.int64)[page_of],
        folds=np.array([*page_folds, *(variant.fold for variant in composed), *line_folds], np.int64)[
            page_of
        ],
        in_page=page_of < len(everything),
        real=real[page_of],
        html=_html_documents(pages),
    )


def _label_ids(pages: Sequence[LabelledPage], lines: Sequence[LabelledLine]) -> NDArray[np.int64]:
    labels = [label for page in pages for label in page.labels] + [line.label for line in lines]
    return np.array([LABEL_INDEX[label] for label in labels], np.int64)


def _html_documents(pages: Sequence[LabelledPage]) -> dict[int, Document]:
    documents = ((number, html_document(page)) for number, page in enumerate(pages))
    return {number: document for number, document in documents if document is not None}


def _text_hash(line: LabelledLine) -> bytes:
    return hashlib.blake2b(line.text.encode(), digest_size=16).digest()


def _unmasked(text: str) -> str:
    return _MASK.sub("", text).strip() or text
