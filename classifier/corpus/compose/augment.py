"""The composed pages that training adds: pages cut down, with advertising and hard negatives put in."""

import hashlib
from typing import Final

from classifier.corpus.compose.variants import ComposeSettings, compose
from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledPage
from classifier.labels import SPAM_LABELS

AUGMENTATION: Final = ComposeSettings(
    drop_context=0.35, insert_negatives=0.3, insert_spam=0.85, obfuscate=0.15
)
SEED: Final = 1
EVERY: Final = 2
"""One real page in so many is composed too: all of them would double the time of training."""


def augmentation(corpus: Corpus) -> list[LabelledPage]:
    """Variants of a corpus's pages with advertising and hard negatives inserted.

    Fragments are single lines that name no source, as those of training_data. Advertising inside good pages is
    rare in crawls of good sites; without these variants the context stages learn that a page with a gambling
    line is a gambling page, and drop the stolen article of a hijacked one.
    """
    fragments = [line for line in corpus.lines if not line.source and line.label in (*SPAM_LABELS, "body")]
    if not {"body", *SPAM_LABELS} <= {line.label for line in fragments}:
        return []
    pages = [page for page in corpus.pages if not page.source or _chosen(page)]
    return compose(pages, fragments, AUGMENTATION, SEED)


def _chosen(page: LabelledPage) -> bool:
    digest = hashlib.blake2b(page.name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % EVERY == 0
