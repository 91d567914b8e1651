"""A labelled page as rows of (text, label), which is what the operations move about."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

import numpy as np

from classifier.corpus.record import LabelledPage

Row = tuple[str, str]
"""A paragraph and its label."""

_T = TypeVar("_T")


def rows_of(page: LabelledPage) -> list[Row]:
    """The page's paragraphs with their labels."""
    return list(zip(page.lines, page.labels, strict=True))


def with_rows(page: LabelledPage, rows: Sequence[Row]) -> LabelledPage:
    """The page with other paragraphs; there must be one at least."""
    lines, labels = zip(*rows, strict=True)
    return replace(page, lines=lines, labels=labels)


def runs(rows: Iterable[Row]) -> list[tuple[str, int, int]]:
    """(label, start, end) of each longest stretch of rows with one label, in order."""
    found, end = [], 0
    for label, group in groupby(rows, key=lambda row: row[1]):
        start, end = end, end + sum(1 for _ in group)
        found.append((label, start, end))
    return found


def pick(rng: np.random.Generator, items: Sequence[_T]) -> _T:
    """One of the items, each as likely as the others."""
    return items[int(rng.integers(len(items)))]
