"""HTML: the lines that resiliparse lays a page out in are its paragraphs, described by their markup."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.marks import lay_out
from classifier.reading.markup import describe
from classifier.reading.ranges import spread
from classifier.reading.tags import gather, scan
from classifier.reading.taming import tame
from classifier.reading.text import UTF32, paragraph_spans
from classifier.records import Document

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BATCH_BYTES: Final = 1 << 21  # enough pages to share the cost of NumPy's calls, few enough for the cache
_SPACE: Final = 0x20
_NEWLINE: Final = 0x0A


def read_html(html: str, name: str = "") -> Document:
    """Extract the text of an HTML page, one paragraph a line, and describe each paragraph's markup.

    The lines are those of `resiliparse.extract.html2text.extract_plain_text` (main_content=False,
    alt_texts=False), stripped, blank ones left out, U+00A0 and U+3000 as spaces. Text hidden by CSS, `hidden`
    or `aria-hidden`, and <noscript>, are lines like any other; script, style, template, textarea, title,
    select, button, label, iframe, svg, object, audio, video and figure are none.

    Args:
        html: the page's source; lone surrogates become U+FFFD and count as replaced.
        name: where it came from.

    Returns:
        The Document with its markup, which is all zeros if the page holds characters of plane 15 itself.
    """
    return replace(_read([_encode(html)])[0], name=name)


def read_htmls(htmls: Iterable[str | bytes]) -> list[Document]:
    """Read many HTML pages, each as `read_html` does, in less time than one by one.

    Args:
        htmls: the pages' sources; bytes must be valid UTF-8 without a byte order mark.

    Returns:
        Their Documents, without names, in the same order.
    """
    return [document for batch in _batches(htmls) for document in _read(batch)]


_Source = tuple[bytes, int]  # a page in UTF-8, and how many of its characters were replaced


def _encode(html: str | bytes) -> _Source:
    """The page in UTF-8; lone surrogates become U+FFFD."""
    if isinstance(html, bytes):
        return html, 0
    try:
        return html.encode(), 0
    except UnicodeEncodeError:
        html, replaced = _SURROGATE.subn("\ufffd", html)
        return html.encode(), replaced


def _batches(htmls: Iterable[str | bytes]) -> Iterator[list[_Source]]:
    """Runs of pages of about _BATCH_BYTES."""
    batch: list[_Source] = []
    size = 0
    for source in map(_encode, htmls):
        if batch and size + len(source[0]) > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += len(source[0])
    if batch:
        yield batch


def _read(batch: list[_Source]) -> list[Document]:
    """Read a few pages at once."""
    sources = gather([source for source, _ in batch])
    tags = scan(sources)
    tamed = tame(sources, tags)
    if tamed is not None:
        sources = gather(tamed)
        tags = scan(sources)
    text = lay_out(sources, tags)
    text.codes[(text.codes == 0xA0) | (text.codes == 0x3000)] = _SPACE
    spans = paragraph_spans(text.codes, trim_zero_width=False)
    pages = spans[:, 0].searchsorted(text.starts)  # each page's first paragraph
    markups = describe(sources, tags, text, spans, pages)
    joined, spans = _join(text.codes, spans)
    documents = []
    for (first, last), markup, (_, replaced) in zip(pairwise(pages.tolist()), markups, batch, strict=True):
        start, end = (int(spans[first, 0]), int(spans[last - 1, 1])) if first < last else (0, 0)
        documents.append(
            Document(joined[start:end], spans[first:last] - start, "", markup, replaced=replaced)
        )
    return documents


def _join(codes: NDArray[np.uint32], spans: NDArray[np.int64]) -> tuple[str, NDArray[np.int64]]:
    """The paragraphs alone, one a line, and their spans in that text."""
    lengths = spans[:, 1] - spans[:, 0]
    index, starts = spread(spans[:, 0], lengths + 1)  # one more for the line's end
    ends = starts + lengths
    lines = codes[index]
    lines[ends] = _NEWLINE
    return lines.tobytes().decode(UTF32), np.stack((starts, ends), axis=1)
