"""One page, whatever it comes as: bytes or str, plain text or HTML."""

import re
from dataclasses import replace
from typing import Final, Literal

from classifier.errors import InputError
from classifier.reading.decode import decode, looks_binary
from classifier.reading.html import read_html
from classifier.reading.text import read_text
from classifier.records import Document

Kind = Literal["auto", "text", "html"]

HEAD_CHARACTERS: Final = 1 << 13
_PROLOGUE: Final = re.compile(r"(?:\s|\ufeff|<\?[^>]{0,400}>|<!--.{0,2000}?-->)*", re.DOTALL)
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
    if isinstance(source, str):
        return _read(source, kind, name)
    binary = looks_binary(source)
    if binary:
        message = (
            f"{name or 'input'}: this is {binary}, not text or HTML; give the page's text or its HTML source"
        )
        raise InputError(message)
    decoded = decode(source)
    document = _read(decoded.text, kind, name)
    return replace(document, encoding=decoded.encoding, replaced=document.replaced + decoded.replaced)


def _read(text: str, kind: Kind, name: str) -> Document:
    if kind == "html" or (kind == "auto" and looks_like_html(text)):
        return read_html(text, name)
    return read_text(text, name)


def looks_like_html(text: str) -> bool:
    """Whether a page is HTML source: it opens with a tag of page structure, or tags fill enough of its start.

    Plain text that mentions tags is text: an article about HTML has them in a small part of its characters.
    """
    head = text[:HEAD_CHARACTERS]
    if "<" not in head:
        return False
    prologue = _PROLOGUE.match(head)
    if _OPENING.match(head, prologue.end() if prologue else 0):
        return True
    tags = [match.end() - match.start() for match in _TAG.finditer(head)]
    # On pages in the wild, tags are 30 to 95 % of the source; in a tutorial's prose a few per cent.
    return len(tags) >= 3 and sum(tags) > 0.2 * len(head.strip())
