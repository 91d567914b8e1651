"""The pages under review, what the model says of them, and the labels that a person gives them."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from classifier.corpus.pages import write_page
from classifier.corpus.record import LabelledPage
from classifier.errors import ClassifierError, InputError
from classifier.labels import LABELS
from classifier.model.explain import Explainer, Explanation
from classifier.pipeline import Model
from classifier.reading.source import Kind
from classifier.records import Page
from classifier.review.order import teaching
from classifier.review.sources import Source, one_line, saved_page, source_of, with_saved

MAX_PAGES: Final = 20_000
"""Pages held in memory: reviewing is for people."""

MAX_HEADER: Final = 300
"""Characters of a header value."""

_EXPLAINERS: Final = 4
"""Pages whose explanations share their computation: those that are looked at."""


class ConflictError(ClassifierError):
    """A page was saved by somebody else since it was read: nothing was written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page under review.

    Attributes:
        source: the page, and the labels that were saved.
        page: what the model says of it.
        teaching: how much its labels would teach.
    """

    source: Source
    page: Page
    teaching: float


@dataclass(frozen=True, slots=True)
class Header:
    """The header values that a person may change."""

    site: str
    kind: str
    title: str


class Workspace:
    """Holds pages by number. May be used by many threads.

    Attributes:
        out: the folder that labels are saved in.
    """

    def __init__(self, model: Model, out: Path) -> None:
        self.out = out
        self._lock = threading.RLock()
        self._model = model
        self._entries: list[Entry] = []
        self._explainer = lru_cache(_EXPLAINERS)(self._make_explainer)  # by number; forgotten with the model

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def model(self) -> Model:
        """The model that labels the pages."""
        return self._model

    def entries(self) -> tuple[Entry, ...]:
        """All pages, in the order they came."""
        with self._lock:
            return tuple(self._entries)

    def entry(self, number: int) -> Entry:
        """A page by its number. Raises InputError where there is none."""
        with self._lock:
            if not 0 <= number < len(self._entries):
                raise InputError(f"there is no page {number}")
            return self._entries[number]

    def add(self, sources: Sequence[Source]) -> list[int]:
        """Labels pages and takes them in; their numbers.

        Raises:
            InputError: there would be more than MAX_PAGES.
        """
        new = judge(self._model, sources)
        with self._lock:
            if len(self._entries) + len(new) > MAX_PAGES:
                raise InputError(f"more than {MAX_PAGES:,} pages; start with fewer files")
            first = len(self._entries)
            self._entries.extend(new)
        return list(range(first, first + len(new)))

    def paste(self, content: bytes | str, name: str, kind: Kind) -> int:
        """Takes in a page that was pasted or dropped; its number.

        Raises:
            InputError: it is not text, holds no paragraph, or there are too many pages.
        """
        return self.add([source_of(content, one_line(name)[:MAX_HEADER], self.out, kind)])[0]

    def ranks(self) -> list[int]:
        """Place of each page in the order they should be labelled in.

        Pages without labels first, by what their labels would teach; then those with labels, by the share of
        paragraphs where model and labels differ.
        """
        entries = self.entries()
        ranks = [0] * len(entries)
        open_pages = [number for number, entry in enumerate(entries) if entry.source.labels is None]
        done = [number for number, entry in enumerate(entries) if entry.source.labels is not None]
        open_pages.sort(key=lambda number: -entries[number].teaching)
        done.sort(key=lambda number: -differences(entries[number]) / len(entries[number].page))
        for rank, number in enumerate([*open_pages, *done]):
            ranks[number] = rank
        return ranks

    def open(self, number: int) -> tuple[Entry, str]:
        """A page, with the labels that are saved of it by now, and their version: "" where none are."""
        with self._lock:
            entry = self.entry(number)
            version = _version(entry.source.target)
            entry = replace(entry, source=with_saved(entry.source))
            self._entries[number] = entry
            return entry, version

    def save(self, number: int, labels: Sequence[str], header: Header, version: str) -> str:
        """Saves a page in the training format; the new version.

        Args:
            number: the page.
            labels: one a paragraph.
            header: header values.
            version: the version that the labels were made from.

        Raises:
            ConflictError: the file is of another version; `open` tells its labels.
            CorpusError: the page cannot be written in the training format.
            InputError: labels or header do not fit, or the file cannot be written.
        """
        with self._lock:
            entry = self.entry(number)
            target = entry.source.target
            if len(labels) != len(entry.page):
                raise InputError(f"{len(labels)} labels for {len(entry.page)} paragraphs")
            if any(len(value) > MAX_HEADER for value in astuple(header)):
                raise InputError(f"site, kind and title are at most {MAX_HEADER} characters")
            if _version(target) != version:
                raise ConflictError(f"{target.name} was saved elsewhere since this page was opened")
            if version and saved_page(target, entry.source.record.lines) is None:
                raise InputError(f"{target} holds other paragraphs by now; start the review again")
            record = replace(entry.source.record, **asdict(header))
            _write(replace(record, labels=tuple(labels)), target)
            source = replace(entry.source, record=record, labels=tuple(labels))
            self._entries[number] = replace(entry, source=source)
            return _version(target)

    def explain(self, number: int, index: int) -> Explanation:
        """Why the model gave a paragraph its label. Raises InputError where there is no such paragraph."""
        return self._explainer(number).explain(index)

    def use(self, model: Model, entries: Sequence[Entry]) -> None:
        """Goes over to another model, whose word on the first pages is known; the rest is asked for.

        Args:
            model: the model.
            entries: what `judge` gave with it for the first pages; labels saved since then are kept.
        """
        with self._lock:
            known = [
                replace(new, source=old.source) for old, new in zip(self._entries, entries, strict=False)
            ]
            rest = judge(model, [entry.source for entry in self._entries[len(known) :]])
            self._model, self._entries = model, [*known, *rest]
        self._explainer.cache_clear()

    def _make_explainer(self, number: int) -> Explainer:
        return self._model.explainer(self.entry(number).page.document)


def judge(model: Model, sources: Sequence[Source]) -> list[Entry]:
    """What a model says of pages."""
    pages = model.classify_many(source.document for source in sources)
    return [Entry(source, page, teaching(page.junk)) for source, page in zip(sources, pages, strict=True)]


def final_labels(entry: Entry) -> Sequence[str]:
    """The labels that were saved, or the model's where none were."""
    return entry.source.labels or [LABELS[label] for label in entry.page.label_ids.tolist()]


def differences(entry: Entry) -> int:
    """Number of paragraphs whose saved label is not the model's."""
    if entry.source.labels is None:
        return 0
    pairs = zip(entry.source.labels, entry.page.label_ids.tolist(), strict=True)
    return sum(label != LABELS[said] for label, said in pairs)


def _write(record: LabelledPage, target: Path) -> None:
    if target.is_symlink():
        raise InputError(f"{target} is a link; labels are not written through links")
    try:
        write_page(record, target)
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from None


def _version(path: Path) -> str:
    """Digest of a file's content, "" where there is no file."""
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=12).hexdigest()
    except OSError:
        return ""
