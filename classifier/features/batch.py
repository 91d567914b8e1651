"""Many pages at once as arrays: the form in which every feature is computed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.reading.text import code_points
from classifier.records import Document


@dataclass(frozen=True, slots=True)
class Batch:
    """The paragraphs of some documents.

    Attributes:
        codes: uint32 (c,), code points of all documents, each preceded by a line feed, one more at the end.
        starts: int64 (n,), first character of each paragraph in `codes`.
        ends: int64 (n,), the character after its last one.
        page_starts: int64 (p + 1,), page k has the paragraphs page_starts[k]:page_starts[k + 1].
        documents: the p documents.
    """

    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    page_starts: NDArray[np.int64]
    documents: tuple[Document, ...]

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def pages(self) -> NDArray[np.int64]:
        """Page of each paragraph, int64 (n,)."""
        return np.repeat(np.arange(len(self.documents)), np.diff(self.page_starts))

    @classmethod
    def of(cls, documents: Sequence[Document]) -> "Batch":
        """Joins documents into one batch."""
        codes = code_points("\n" + "\n".join(document.text for document in documents) + "\n")
        sizes = np.array([len(document.text) + 1 for document in documents], np.int64)
        counts = np.array([len(document.spans) for document in documents], np.int64)
        page_starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        if page_starts[-1]:
            spans = np.concatenate([document.spans for document in documents])
            offsets = np.repeat(np.cumsum(sizes) - sizes + 1, counts)
            starts, ends = spans[:, 0] + offsets, spans[:, 1] + offsets
        else:
            starts = ends = np.zeros(0, np.int64)
        return cls(codes, starts, ends, page_starts, tuple(documents))
