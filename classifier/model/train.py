"""Trains a model on a corpus and writes down what it was made from."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final

from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.corpus.sites import site_group
from classifier.errors import ModelError
from classifier.labels import LABELS
from classifier.model.arrays import ModelArrays
from classifier.model.examples import Examples, examples_of, limit_lines
from classifier.model.fit import Chain, Fitted
from classifier.model.prepare import Prepared, prepare
from classifier.model.settings import Progress, TrainSettings
from classifier.version import __version__

LIBRARIES: Final = ("numpy", "scipy", "scikit-learn", "jieba", "resiliparse")
"""Libraries whose version can change what training gives."""

OWN_SOURCE: Final = "written for this project"
OWN_LICENCE: Final = "MIT"

INTENDED_USE: Final = (
    "Labels the paragraphs of Chinese web pages, Simplified and Traditional, given as plain text with one "
    "paragraph a line or as HTML, so that the main content can be kept and the rest dropped, and says why. "
    "Made for building clean text corpora and for looking at pages; a label is no judgement about a person "
    "or a company."
)
LIMITS: Final = (
    "News, health and company pages are many in the training data; novels, shops and question sites are few.",
    "Comments, promotion, gambling and adult lines are rare on the real pages; most of what the model knows "
    "of them comes from pages written for this project and from single lines, some labelled by source alone.",
    "Short lines of unusual content (tables, programmes, poems, lists, code) and page furniture that reads "
    "like prose are the commonest errors.",
    "A paragraph is judged with its page around it: single lines without a page are judged worse.",
    "Pages in other languages were not trained on.",
)


@dataclass(frozen=True)
class Trained:
    """A trained model and what it was made from.

    Attributes:
        prepared: what it was fitted on.
        fitted: its arrays, and what the stages said of pages whose site they had not seen.
        metadata: the model card's data but for the scores, fit for JSON.
    """

    prepared: Prepared
    fitted: Fitted
    metadata: dict[str, Any]

    @property
    def arrays(self) -> ModelArrays:
        """The model."""
        return self.fitted.arrays


def train(corpus: Corpus, settings: TrainSettings, progress: Progress, *, name: str) -> Trained:
    """Trains a model on all labelled pages and lines of a corpus.

    The same corpus, settings and libraries give the same model, but for the date in its metadata, which the
    environment variable SOURCE_DATE_EPOCH fixes.

    Args:
        corpus: pages of at least `settings.folds` sites.
        settings: how to train.
        progress: told what is being done.
        name: the model's name.

    Raises:
        CorpusError: too few sites.
        ModelError: SOURCE_DATE_EPOCH is not a time.
    """
    created = _today()
    prepared = prepare(training_examples(corpus, settings), settings, progress)
    fitted = Chain(prepared, settings, progress).fit()
    lines = limit_lines(corpus.lines, settings.lines_per_source)
    metadata = {
        "name": name,
        "created": created,
        "version": __version__,
        "intended_use": INTENDED_USE,
        "training": _counts(prepared.examples, corpus.pages, lines) | {"digest": corpus.digest},
        "labels_trained_on": _label_counts(corpus.pages, lines),
        "limits": list(LIMITS),
        "settings": _settings(settings),
        "versions": {library: version(library) for library in LIBRARIES},
        "sources": _sources(corpus.pages, lines),
    }
    return Trained(prepared, fitted, metadata)


def training_examples(corpus: Corpus, settings: TrainSettings) -> Examples:
    """The labelled part of a corpus as training takes it."""
    return examples_of(corpus, settings)


def _today() -> str:
    """The day of the training, or of SOURCE_DATE_EPOCH (reproducible-builds.org) where it is set, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.now(UTC) if not epoch else datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH is {epoch!r}, no number of seconds since 1970; unset it or mend it"
        raise ModelError(message) from None
    return moment.date().isoformat()


def _settings(settings: TrainSettings) -> dict[str, Any]:
    """All settings that the model depends on: how many processes fit it is not one."""
    return {name: value for name, value in asdict(settings).items() if name != "jobs"}


def _counts(
    examples: Examples, pages: Sequence[LabelledPage], lines: Sequence[LabelledLine]
) -> dict[str, int]:
    paragraphs = sum(len(page.lines) for page in pages)
    return {
        "pages": len(pages),
        "pages_with_html": len(examples.html),
        "sites": len({site_group(page.site) for page in pages}),
        "paragraphs": paragraphs,
        "composed_paragraphs": int(examples.in_page.sum()) - paragraphs,
        "lines": len(lines),
    }


def _label_counts(pages: Iterable[LabelledPage], lines: Iterable[LabelledLine]) -> dict[str, dict[str, int]]:
    """Number of paragraphs of each label, in pages and as single lines."""
    counts = {
        "in pages": Counter(label for page in pages for label in page.labels),
        "single lines": Counter(line.label for line in lines),
    }
    return {kind: {label: counted[label] for label in LABELS} for kind, counted in counts.items()}


def _sources(pages: Iterable[LabelledPage], lines: Iterable[LabelledLine]) -> list[dict[str, Any]]:
    """Where the data come from: one entry a source, revision and licence, in the order of their names."""
    counted_pages = Counter(_origin(page) for page in pages)
    counted_lines = Counter(_origin(line) for line in lines)
    return [
        {
            "name": name,
            "commit": commit,
            "licence": licence,
            "pages": counted_pages[name, commit, licence],
            "lines": counted_lines[name, commit, licence],
        }
        for name, commit, licence in sorted(counted_pages | counted_lines)
    ]


def _origin(record: LabelledPage | LabelledLine) -> tuple[str, str, str]:
    if record.source:
        return record.source, record.commit, record.licence
    return OWN_SOURCE, record.commit, record.licence or OWN_LICENCE
