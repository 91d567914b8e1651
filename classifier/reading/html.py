"""HTML: the lines that resiliparse lays a page out as are its paragraphs, described by the markup around them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.marks import lay_out
from classifier.reading.markup import describe
from classifier.reading.ranges import spread
from classifier.reading.tags import gather, scan
from classifier.reading.text import UTF32, paragraph_spans
from classifier.records import Document, Markup

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BATCH_BYTES: Final = 1 << 20  # enough pages to share the cost of NumPy's calls, few enough for the cache
_SPACE: Final = 0x20
_NEWLINE: Final = 0x0A


def read_html(html: str, name: str = "") -> Document:
    """Extract the text of an HTML page, one paragraph a line, and describe each paragraph's markup.

    The lines are those of `resiliparse.extract.html2text.extract_plain_text` (main_content=False,
    alt_texts=False), stripped, blank ones left out, U+00A0 and U+3000 as spaces. Text hidden by CSS, `hidden` or
    `aria-hidden`, and <noscript>, are lines like any other; script, style, template, textarea, title, select,
    button, label, iframe, svg, object, audio, video and figure are none.

    Args:
        html: the page's source; lone surrogates become U+FFFD and count as replaced.
        name: where it came from.

    Returns:
        The Document with its markup, which is all zeros if the page holds characters of plane 15 itself.
    """
    return read_htmls([html], [name])[0]


def read_htmls(htmls: Sequence[str], names: Sequence[str] | None = None) -> list[Document]:
    """Read many HTML pages, each as `read_html` does, in half the time for each."""
    names = names or [""] * len(htmls)
    encoded = [_encode(html) for html in htmls]
    documents: list[Document] = []
    for batch in _batches([source for source, _ in encoded]):
        documents += _read(
            [source for source, _ in encoded[batch]], names[batch], [replaced for _, replaced in encoded[batch]]
        )
    return documents


def _encode(html: str) -> tuple[bytes, int]:
    """The page in UTF-8, and the number of lone surrogates that became U+FFFD."""
    try:
        return html.encode(), 0
    except UnicodeEncodeError:
        html, replaced = _SURROGATE.subn("\ufffd", html)
        return html.encode(), replaced


def _batches(sources: Sequence[bytes]) -> Iterator[slice]:
    """Runs of pages of about _BATCH_BYTES."""
    first, size = 0, 0
    for place, source in enumerate(sources):
        if size and size + len(source) > _BATCH_BYTES:
            yield slice(first, place)
            first, size = place, 0
        size += len(source)
    if first < len(sources):
        yield slice(first, len(sources))


def _read(sources: Sequence[bytes], names: Sequence[str], replaced: Sequence[int]) -> list[Document]:
    row = gather(sources)
    tags = scan(row)
    text = lay_out(row, tags)
    text.codes[(text.codes == 0xA0) | (text.codes == 0x3000)] = _SPACE
    spans = paragraph_spans(text.codes, trim_zero_width=False)
    pages = spans[:, 0].searchsorted(text.starts)  # each page's first paragraph
    markups = describe(row, tags, text, spans, pages)
    joined, spans = _join(text.codes, spans)
    return [
        _document(joined, spans[first:last], name, markup, lost)
        for first, last, name, markup, lost in zip(pages[:-1], pages[1:], names, markups, replaced, strict=True)
    ]


def _join(codes: NDArray[np.uint32], spans: NDArray[np.int64]) -> tuple[str, NDArray[np.int64]]:
    """The paragraphs alone, one a line, and their spans in that text."""
    index, starts = spread(spans[:, 0], spans[:, 1] - spans[:, 0] + 1)  # one more for the line's end
    ends = np.append(starts[1:], len(index)) - 1
    lines = codes[index]
    lines[ends] = _NEWLINE
    return lines.tobytes().decode(UTF32), np.stack((starts, ends[: len(starts)]), axis=1)


def _document(joined: str, spans: NDArray[np.int64], name: str, markup: Markup, replaced: int) -> Document:
    """One page's Document, cut out of the text of many."""
    if not len(spans):
        return Document("", spans.copy(), name, markup, replaced=replaced)
    start, end = int(spans[0, 0]), int(spans[-1, 1])
    return Document(joined[start:end], spans - start, name, markup, replaced=replaced)
