"""Main-content extractors for HTML: source in, text out. None of them tells the kind of junk."""

from collections.abc import Callable
from typing import Final

Extract = Callable[[str], str]
"""The HTML of a page -> the text it keeps."""


def _trafilatura(**options: bool) -> Extract:
    import trafilatura

    # Readers' comments are junk by this project's labels: asking for them would only cost it quality.
    return lambda html: trafilatura.extract(html, include_comments=False, **options) or ""


def _readability() -> Extract:
    from lxml.html import fromstring
    from readability import Document

    def extract(html: str) -> str:
        document = Document(html)
        summary = fromstring(document.summary() or "<p></p>").text_content()
        return f"{document.short_title() or ''}\n{summary}"

    return extract


def _justext() -> Extract:
    import justext

    # It has no stop words for Chinese; without any, lengths in characters and link density decide.
    options = {"length_low": 15, "length_high": 40, "stopwords_low": 0, "stopwords_high": 0}

    def extract(html: str) -> str:
        paragraphs = justext.justext(
            html.encode(), frozenset(), max_link_density=0.3, encoding="utf-8", **options
        )
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return extract


def _gne() -> Extract:
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()

    def extract(html: str) -> str:
        found = extractor.extract(html)
        return f"{found['title']}\n{found['content']}"

    return extract


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: str(extract_plain_text(html, main_content=True, alt_texts=False))


def _turbohtml() -> Extract:
    import turbohtml

    return lambda html: str(turbohtml.parse(html).main_text())


EXTRACTORS: Final[dict[str, Callable[[], Extract]]] = {
    "trafilatura": _trafilatura,
    "trafilatura fast": lambda: _trafilatura(fast=True),
    "trafilatura precision": lambda: _trafilatura(favor_precision=True),
    "readability-lxml": _readability,
    "jusText": _justext,
    "GNE": _gne,
    "resiliparse main content": _resiliparse,
    "turbohtml main text": _turbohtml,
}
"""By name, what makes the extractor; raises ImportError where its package is missing."""


def forgiving(extract: Extract) -> Extract:
    """The same, but a page that it cannot take gives no text, as in a crawl that goes on."""

    def safe(html: str) -> str:
        try:
            return extract(html)
        except Exception:  # whatever it raises, the page is lost
            return ""

    return safe
