"""Pages, whatever they come as: bytes or str, plain text or HTML."""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from classifier.errors import InputError
from classifier.reading.decode import Decoded, decode, looks_binary
from classifier.reading.html import read_htmls
from classifier.reading.text import read_text
from classifier.records import Document

Kind = Literal["auto", "text", "html"]

_HEAD: Final = 1 << 13  # characters that are looked at to tell HTML from text
_PROLOGUE: Final = re.compile(r"(?:[\s\ufeff]|<\?[^>]{0,400}>|<!--.{0,2000}?-->)*", re.DOTALL)
_OPENING: Final = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|base|div|p|table|ul|ol|dl|section|article"
    r"|main|header|footer|nav|aside|form|center|h[1-6])(?=[\s>/]))",
    re.IGNORECASE,
)
_TAG: Final = re.compile(
    r"</?(?:html|head|body|title|meta|link|script|style|base|div|p|br|hr|span|a|img|table|tbody|thead|tr|td|th|ul|ol"
    r"|li|dl|dt|dd|section|article|main|header|footer|nav|aside|form|input|button|select|option|label|center|font"
    r"|strong|em|b|i|u|small|blockquote|pre|code|figure|iframe|h[1-6])(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)


def read_source(source: bytes | str, *, kind: Kind = "auto", name: str = "") -> Document:
    """Read one page.

    Args:
        source: bytes in any encoding that `decode` knows, or a str.
        kind: "text" or "html" when it is known; "auto" looks at the page.
        name: where it came from, for messages and results.

    Returns:
        The Document; `encoding` and `replaced` tell how bytes were decoded.

    Raises:
        InputError: the bytes are an image, an archive or other binary data.
    """
    document = read_sources([source], kind=kind, names=[name])[0]
    if isinstance(document, InputError):
        raise document
    return document


def read_sources(
    sources: Iterable[bytes | str], *, kind: Kind = "auto", names: Sequence[str] | None = None
) -> list[Document | InputError]:
    """Read many pages, each as `read_source` does; HTML takes much less time so than one by one.

    Args:
        sources: the pages.
        kind: what all of them are.
        names: where they came from.

    Returns:
        In the same order a Document for each page, or the error in the place of one that cannot be used.
    """
    given = list(sources)
    names = [""] * len(given) if names is None else names
    pages = [_open(source, kind, name) for source, name in zip(given, names, strict=True)]
    described = iter(
        read_htmls([page.html for page in pages if isinstance(page, _Page) and page.html is not None])
    )
    results: list[Document | InputError] = []
    for page, name in zip(pages, names, strict=True):
        if isinstance(page, InputError):
            results.append(page)
            continue
        document = read_text(page.decoded.text) if page.html is None else next(described)
        lost = document.replaced + page.decoded.replaced
        results.append(replace(document, name=name, encoding=page.decoded.encoding, replaced=lost))
    return results


@dataclass(frozen=True, slots=True)
class _Page:
    """A page whose kind is known: its text, and its source for `read_htmls` if it is HTML."""

    decoded: Decoded
    html: str | bytes | None


def _open(source: bytes | str, kind: Kind, name: str) -> _Page | InputError:
    """Decode a page and tell HTML from text."""
    if isinstance(source, str):
        decoded = Decoded(source, "", 0)
    else:
        binary = looks_binary(source)
        if binary:
            return InputError(
                f"{name or 'input'}: this is {binary}; give the text or the HTML source of a page"
            )
        decoded = decode(source)
    if kind == "text" or (kind == "auto" and not looks_like_html(decoded.text)):
        return _Page(decoded, None)
    if isinstance(source, bytes) and decoded.encoding == "utf-8" and not decoded.replaced:
        return _Page(decoded, source.removeprefix(codecs.BOM_UTF8))  # saves encoding it again
    return _Page(decoded, decoded.text)


def looks_like_html(text: str) -> bool:
    """Whether a page is HTML source: it opens with a tag of page structure, or tags fill enough of its start.

    Plain text that mentions tags is text: an article about HTML has them in a small part of its characters.
    """
    head = text[:_HEAD]
    if "<" not in head:
        return False
    prologue = _PROLOGUE.match(head)
    if _OPENING.match(head, prologue.end() if prologue else 0):
        return True
    tags = [match[0] for match in _TAG.finditer(head)]
    # Of HTML in the wild tags are 30 to 95 %, of a tutorial's prose a few per cent, and most of those bare.
    in_use = any(tag.startswith("</") or "=" in tag for tag in tags)
    return in_use and len(tags) >= 3 and sum(map(len, tags)) > 0.2 * len(head.strip())
