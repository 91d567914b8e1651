"""What training adds to a corpus: composed pages with advertising and hard negatives put in, disguised lines."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from classifier.corpus.compose.disguise import disguised
from classifier.corpus.compose.variants import ComposeSettings, variants
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.labels import SPAM_LABELS

_T = TypeVar("_T")

AUGMENTATION: Final = ComposeSettings(
    drop_context=0.35, insert_negatives=0.7, insert_spam=0.85, obfuscate=0.15
)
SEED: Final = 1
EVERY: Final = 2
"""One real page in so many is composed too: all of them would double the time of training."""

OLD_WEIGHT: Final = 0.1
NEW_IN_CONTEXT: Final = 5.0
"""Weight of an inserted line where the context is learnt: measured in docs/design.md."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A variant of a page.

    Attributes:
        page: the variant.
        fold: its fold.
        weights: float64 (n,), how much each of its paragraphs counts for the first stage.
        context_weights: float64 (n,), how much for the stages that look at the context.
    """

    page: LabelledPage
    fold: int
    weights: NDArray[np.float64]
    context_weights: NDArray[np.float64]


def augmentation(
    pages: Sequence[LabelledPage],
    page_folds: Sequence[int],
    lines: Sequence[LabelledLine],
    line_folds: Sequence[int],
) -> list[Composed]:
    """Variants of pages with advertising and hard negatives inserted.

    Fragments are single lines that name no source, as those of training_data. Advertising inside good pages is
    rare in crawls of good sites; without these variants the context stages learn that a page with a gambling
    line is a gambling page, and drop the stolen article of a hijacked one.

    A page gets fragments of its own fold alone: what is said of an inserted line is then said by stages that
    have seen neither the page nor the line.

    Args:
        pages: the pages.
        page_folds: the fold of each.
        lines: the single lines.
        line_folds: the fold of each.
    """
    return [
        Composed(variant, fold, *_weights(page, variant))
        for fold in sorted(set(page_folds))
        for page, variant in _variants(_of_fold(pages, page_folds, fold), _of_fold(lines, line_folds, fold))
    ]


def _weights(page: LabelledPage, variant: LabelledPage) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Most for what the page did not hold, less for its own lines beside that, little for the others.

    Those stand in the page itself at full weight: counted twice they would only say how composed pages look.
    The context changes with the share of what is new: on a hijacked page all of it is another one.
    """
    known = set(page.lines)
    new = np.array([line not in known for line in variant.lines])
    beside = np.append(new[1:], False) | np.append(False, new[:-1])
    weights = np.select([new, beside], [1.0, 0.5], OLD_WEIGHT)
    changed = min(max(OLD_WEIGHT, 3 * float(new.mean())), 1.0)
    return weights, np.select([new, beside], [NEW_IN_CONTEXT, 1.0], changed)


def with_disguised(
    lines: Sequence[LabelledLine], folds: Sequence[int]
) -> tuple[list[LabelledLine], list[int]]:
    """The lines and their folds, with every advertising fragment once more, disguised, in its own fold."""
    rng = np.random.default_rng(SEED)
    more = [
        (replace(line, text=disguised(line.text, rng)), fold)
        for line, fold in zip(lines, folds, strict=True)
        if not line.source and line.label in SPAM_LABELS
    ]
    return [*lines, *(line for line, _ in more)], [*folds, *(fold for _, fold in more)]


def _of_fold(items: Sequence[_T], folds: Sequence[int], fold: int) -> list[_T]:
    return [item for item, its_fold in zip(items, folds, strict=True) if its_fold == fold]


def _variants(
    pages: Sequence[LabelledPage], lines: Sequence[LabelledLine]
) -> list[tuple[LabelledPage, LabelledPage]]:
    fragments = [line for line in lines if not line.source and line.label in (*SPAM_LABELS, "body")]
    if not {"body", *SPAM_LABELS} <= {line.label for line in fragments}:
        return []
    chosen = [page for page in pages if not page.source or _chosen(page)]
    return variants(chosen, fragments, AUGMENTATION, SEED)


def _chosen(page: LabelledPage) -> bool:
    digest = hashlib.blake2b(page.name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % EVERY == 0
