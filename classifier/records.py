"""The records that travel between the stages: a Document goes in, a Page of Paragraphs comes out."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from classifier.labels import LABELS

Verdict = Literal["article", "list", "spam", "hijacked", "empty"]


@dataclass(frozen=True, slots=True)
class Markup:
    """What the HTML said about each of a document's n paragraphs.

    Attributes:
        columns: float32 (n, len(MARKUP_COLUMNS)), see `classifier.reading.markup`.
        tokens: uint32 (m,), hashes of the tag, class and id words around the paragraphs, all in one row.
        token_starts: int64 (n + 1,), paragraph i has `tokens[token_starts[i]:token_starts[i + 1]]`.
        blocks: int32 (n, 5), numbers from 0 of what each paragraph is in: its block, the three nearest larger
            ones that hold further paragraphs, and the paragraphs of the same path (the last of these, the same
            tags and class words around them).
        title: the page's <title>, "" where there is none.
    """

    columns: NDArray[np.float32]
    tokens: NDArray[np.uint32]
    token_starts: NDArray[np.int64]
    blocks: NDArray[np.int32]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One page, decoded and cut into paragraphs.

    Attributes:
        text: the decoded text; for HTML the text extracted from it, one paragraph a line.
        spans: int64 (n, 2), start and end of each paragraph, in characters of `text`.
        name: where it came from (a path as given, "-" for standard input, "" in memory).
        markup: for HTML, what the markup said about each paragraph; None for plain text.
        encoding: the encoding that the bytes were decoded with, "" for text that came as str.
        replaced: number of characters that could not be decoded and stand as U+FFFD in `text`.
    """

    text: str
    spans: NDArray[np.int64]
    name: str = ""
    markup: Markup | None = None
    encoding: str = ""
    replaced: int = 0

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Characters of each paragraph, int64 (n,)."""
        lengths: NDArray[np.int64] = self.spans[:, 1] - self.spans[:, 0]
        return lengths

    def lines(self) -> list[str]:
        """The paragraphs' texts, in order."""
        return [self.text[start:end] for start, end in self.spans.tolist()]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with its label.

    Attributes:
        index: its place among the page's paragraphs, from 0.
        start: its first character in the document's text.
        end: the character after its last one.
        text: the paragraph as it stands in the document, untouched.
        label: the most probable of the ten labels, or the one a caller's rule forced.
        junk: calibrated probability that it is not content: 1 - P(body) - P(heading).
        keep: whether the policy keeps it.
        rule: the caller's rule that decided, "" where the model did.
    """

    index: int
    start: int
    end: int
    text: str
    label: str
    junk: float
    keep: bool
    rule: str = ""


@dataclass(frozen=True)
class Page:
    """A document with a label for every paragraph.

    Attributes:
        document: what was classified.
        probabilities: float32 (n, 10), calibrated, columns in the order of `classifier.labels.LABELS`.
        label_ids: int8 (n,), index into LABELS.
        keep: bool (n,), what the policy keeps.
        verdict: what the page is as a whole.
        rules: for each paragraph that a caller's rule decided, index -> the rule.
        has_content: probability that the page has any content at all.
    """

    document: Document
    probabilities: NDArray[np.float32]
    label_ids: NDArray[np.int8]
    keep: NDArray[np.bool_]
    verdict: Verdict
    rules: dict[int, str] = field(default_factory=dict)
    has_content: float = 1.0

    def __len__(self) -> int:
        return len(self.document)

    @property
    def junk(self) -> NDArray[np.float32]:
        """Probability float32 (n,) that each paragraph is junk."""
        junk: NDArray[np.float32] = 1 - self.probabilities[:, 0] - self.probabilities[:, 1]
        return junk.clip(0, 1)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Every paragraph with its label, in page order. Made when first asked for."""
        text = self.document.text
        rows = zip(
            self.document.spans.tolist(),
            self.label_ids.tolist(),
            self.junk.tolist(),
            self.keep.tolist(),
            strict=True,
        )
        return tuple(
            Paragraph(i, start, end, text[start:end], LABELS[label], junk, keep, self.rules.get(i, ""))
            for i, ((start, end), label, junk, keep) in enumerate(rows)
        )

    @property
    def text(self) -> str:
        """The kept paragraphs, one a line."""
        text = self.document.text
        return "\n".join(text[start:end] for start, end in self.document.spans[self.keep].tolist())

    @property
    def content_chars(self) -> int:
        """Number of characters in the kept paragraphs."""
        return int(self.document.lengths[self.keep].sum())

    @property
    def junk_share(self) -> float:
        """Share of the paragraphs' characters that is dropped, 0 for an empty page."""
        total = int(self.document.lengths.sum())
        return 1 - self.content_chars / total if total else 0.0
