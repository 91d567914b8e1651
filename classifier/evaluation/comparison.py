"""Two models on the same pages: what one gets right that the other does not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.evaluation.metrics import Scored
from classifier.labels import CONTENT_LABELS, LABEL_INDEX, LABELS


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that one model keeps and the other drops.

    Attributes:
        page: index of its page among the pages measured.
        index: its place in the page, from 0.
        truth: the label given.
        before: the label that the other model predicts.
        after: the label that this one predicts.
        kept: whether this one keeps it.
        right: whether this one is right.
        letters: its letters, digits and Han characters.
    """

    page: int
    index: int
    truth: str
    before: str
    after: str
    kept: bool
    right: bool
    letters: int


def changes(before: Sequence[Scored], after: Sequence[Scored]) -> tuple[Change, ...]:
    """The paragraphs whose fate differs, longest first.

    Args:
        before: what the other model says.
        after: what this one says, of the same pages in the same order.
    """
    content = [LABEL_INDEX[label] for label in CONTENT_LABELS]
    found = []
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        right = new.keep == np.isin(new.truth, content)
        found += [
            Change(
                number,
                index,
                LABELS[new.truth[index]],
                LABELS[old.predicted[index]],
                LABELS[new.predicted[index]],
                bool(new.keep[index]),
                bool(right[index]),
                int(new.letters[index]),
            )
            for index in np.flatnonzero(old.keep != new.keep).tolist()
        ]
    return tuple(sorted(found, key=lambda change: (-change.letters, change.page, change.index)))
