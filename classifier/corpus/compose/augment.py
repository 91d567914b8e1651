"""The composed pages that training adds: our own pages with fragments put in."""

from typing import Final

from classifier.corpus.compose.variants import ComposeSettings, compose
from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledPage
from classifier.labels import SPAM_LABELS

AUGMENTATION: Final = ComposeSettings(insert_spam=0.8, insert_negatives=0.4, obfuscate=0.15)
SEED: Final = 1


def augmentation(corpus: Corpus) -> list[LabelledPage]:
    """Variants of a corpus's own pages with advertising and hard negatives inserted.

    Own are pages and fragments in the text formats of training_data: they name no source. Advertising inside real
    pages is rare in crawls of good sites; without these variants the context stages would learn that it never happens.
    """
    pages = [page for page in corpus.pages if not page.source]
    fragments = [line for line in corpus.lines if not line.source and line.label in (*SPAM_LABELS, "body")]
    labels = {line.label for line in fragments}
    if not pages or not {"body", *SPAM_LABELS} <= labels:
        return []
    return compose(pages, fragments, AUGMENTATION, SEED)
