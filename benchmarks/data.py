"""The pages that everything is timed and measured on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Final

from classifier.corpus.load import load_corpus
from classifier.corpus.record import LabelledPage
from classifier.evaluation.scored import measured_pages

ROOT: Final = Path(__file__).parent.parent
CORPORA: Final = ROOT.parent / "shared" / "corpora"
"""Real pages with labels, where they lie beside the checkout."""

_TAGS: Final = {"body": "p", "heading": "h2", "metadata": "span", "comment": "blockquote", "footer": "small"}


@dataclass(frozen=True, slots=True)
class Data:
    """Labelled pages.

    Attributes:
        name: what they are, for the table's caption.
        pages: all, what the line classifiers are trained on.
        measured: those of them that are timed and measured, each with HTML.
        real_html: whether their HTML is what the sites served.
    """

    name: str
    pages: tuple[LabelledPage, ...]
    measured: tuple[LabelledPage, ...]
    real_html: bool

    @property
    def texts(self) -> list[str]:
        """The measured pages as plain text, one paragraph a line."""
        return ["\n".join(page.lines) for page in self.measured]

    @property
    def paragraphs(self) -> int:
        """Number of paragraphs of the measured pages."""
        return sum(len(page.lines) for page in self.measured)


def load_data(corpora: Path = CORPORA, most: int | None = None) -> Data:
    """The blindly chosen pages of the corpora; without those, the project's own training pages.

    Args:
        corpora: folder with pages-hand.jsonl.xz.
        most: measure no more pages than this.
    """
    file = corpora / "pages-hand.jsonl.xz"
    if file.is_file():
        pages = load_corpus([file]).pages
        measured = tuple(page for page in measured_pages(pages) if page.html)[:most]
        return Data(f"{len(measured)} blindly chosen real pages", pages, measured, real_html=True)
    pages = load_corpus([ROOT / "training_data" / "pages"]).pages
    measured = tuple(replace(page, html=dress(page.lines, page.labels)) for page in pages[:most])
    return Data(f"{len(measured)} pages written for this project", pages, measured, real_html=False)


def dress(lines: Sequence[str], labels: Sequence[str]) -> str:
    """Plain HTML around a page's paragraphs: something for extractors to chew on, no fair test of them."""
    rows = "\n".join(_element(line, label) for line, label in zip(lines, labels, strict=True))
    return f"<!doctype html><html><head><meta charset=utf-8></head><body>\n{rows}\n</body></html>"


def _element(line: str, label: str) -> str:
    if label not in _TAGS:
        return f'<ul><li><a href="/{label}">{escape(line)}</a></li></ul>'
    return f"<div><{_TAGS[label]}>{escape(line)}</{_TAGS[label]}></div>"
