"""A labelled corpus as arrays: what the stages are fitted on."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.corpus.compose.augment import augmentation
from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.corpus.sites import site_folds, site_group
from classifier.features.batch import Batch
from classifier.labels import LABEL_INDEX
from classifier.reading.html import read_html
from classifier.records import Document

LINE_SITE = "line:"
"""Prefix of the site under which single lines count: one site a source, so that no term is a source's own."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled paragraphs.

    Attributes:
        batch: the pages as plain text, single lines last, each a page of its own.
        labels: int64 (n,), label ids.
        weights: float64 (n,), how much each paragraph counts.
        sites: int64 (n,), number of each paragraph's site group.
        folds: int64 (n,), fold of each paragraph, the same for a whole site.
        in_page: bool (n,), False for single lines: they train the first stage only.
        real: bool (n,), paragraphs of real pages: pages with a source, where there are any.
        html: page number -> the same page read from its HTML, for pages that have it.
    """

    batch: Batch
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]
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


def html_document(page: LabelledPage) -> Document | None:
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


def examples_of(
    corpus: Corpus, *, folds: int, line_weight: float, lines_per_source: int | None = None, seed: int = 0
) -> Examples:
    """Turns a corpus into arrays: its pages, the variants composed of them, its single lines, in this order.

    Args:
        corpus: labelled pages and single lines.
        folds: number of folds, by site.
        line_weight: weight of a single line, against 1 of a page's paragraph.
        lines_per_source: most single lines of each source and kind, see `limit_lines`; None takes all.
        seed: decides ties between the folds.
    """
    pages, lines = (*corpus.pages, *augmentation(corpus)), corpus.lines
    if lines_per_source is not None:
        lines = limit_lines(lines, lines_per_source)
    documents = [document_of(page.lines, page.name) for page in pages] + [
        document_of([line.text]) for line in lines
    ]
    batch = Batch.of(documents)
    names = [site_group(page.site) for page in pages] + [f"{LINE_SITE}{line.source}" for line in lines]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    fold_of_page = np.concatenate(
        [
            site_folds([page.site for page in pages], k=folds, seed=seed),
            np.arange(len(lines))
            % folds,  # a single line is no page of a site: its fold keeps it out of its own score
        ]
    )
    page_of = batch.pages
    in_page = page_of < len(pages)
    real = np.array([bool(page.source) for page in pages] + [False] * len(lines))
    if not real.any():
        real = np.arange(len(documents)) < len(pages)
    return Examples(
        batch=batch,
        labels=_label_ids(pages, lines),
        weights=np.where(in_page, 1.0, line_weight),
        sites=np.array([numbers[name] for name in names], np.int64)[page_of],
        folds=fold_of_page[page_of].astype(np.int64),
        in_page=in_page,
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
