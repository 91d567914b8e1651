"""Counts of a run, added up chunk by chunk, the same however the work was split."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np

from classifier.labels import LABELS
from classifier.records import Page

MAX_SITES: Final = 10_000
"""Sites that are counted by name, the first ones met; later ones are counted together, so memory stays flat."""

OTHER_SITES: Final = "(other sites)"
NO_SITE: Final = "(no address)"

Counts = dict[str, list[int]]


@dataclass(slots=True)
class Tally:
    """What went through.

    Attributes:
        documents: pages labelled.
        unusable: parts of the input that were not.
        replaced: documents with characters that could not be decoded.
        chars: characters of all paragraphs.
        kept: characters of the paragraphs that are kept.
        labels: label -> paragraphs, characters.
        verdicts: verdict -> documents, characters, kept characters.
        sites: host name -> documents, characters, kept characters.
        skipped: kind of record that holds no page -> how many.
    """

    documents: int = 0
    unusable: int = 0
    replaced: int = 0
    chars: int = 0
    kept: int = 0
    labels: Counts = field(default_factory=dict)
    verdicts: Counts = field(default_factory=dict)
    sites: Counts = field(default_factory=dict)
    skipped: Counts = field(default_factory=dict)

    def add_page(self, page: Page, url: str | None) -> None:
        """Counts one page."""
        lengths = page.document.lengths
        chars, kept = int(lengths.sum()), page.content_chars
        self.documents += 1
        self.replaced += page.document.replaced > 0
        self.chars += chars
        self.kept += kept
        paragraphs = np.bincount(page.label_ids, minlength=len(LABELS)).tolist()
        characters = np.bincount(page.label_ids, weights=lengths, minlength=len(LABELS)).tolist()
        for label, count, size in zip(LABELS, paragraphs, characters, strict=True):
            if count:
                _add(self.labels, label, [count, int(size)])
        _add(self.verdicts, page.verdict, [1, chars, kept])
        _add(self.sites, site_of(url), [1, chars, kept])

    def skip(self, what: str) -> None:
        """Counts a record that holds no page."""
        _add(self.skipped, what, [1])

    def add(self, other: "Tally") -> None:
        """Adds what another chunk counted."""
        self.documents += other.documents
        self.unusable += other.unusable
        self.replaced += other.replaced
        self.chars += other.chars
        self.kept += other.kept
        for mine, theirs in (
            (self.labels, other.labels),
            (self.verdicts, other.verdicts),
            (self.skipped, other.skipped),
        ):
            for name, counts in theirs.items():
                _add(mine, name, counts)
        for name, counts in other.sites.items():
            known = name in self.sites or len(self.sites) < MAX_SITES
            _add(self.sites, name if known else OTHER_SITES, counts)

    def as_json(self) -> dict[str, Any]:
        """The counts as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Tally":
        """The counts out of `as_json`."""
        return cls(**data)


def site_of(url: str | None) -> str:
    """The host that an address names, without www."""
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:  # no address, whatever the field says
        host = None
    return host.removeprefix("www.") if host else NO_SITE


def _add(counts: Counts, name: str, more: list[int]) -> None:
    mine = counts.get(name)
    counts[name] = list(more) if mine is None else [a + b for a, b in zip(mine, more, strict=True)]
