"""Results as lines: JSON Lines for programs, plain text for what is kept."""

import json
import sys
from collections.abc import Iterable, Iterator

from classifier.cli.output import printable
from classifier.cli.result import Reasons, Result
from classifier.records import Paragraph

DECIMALS = 6
"""Of probabilities and contributions: more than float32 holds would be noise."""


def render_jsonl(results: Iterable[Result]) -> Iterator[str]:
    """One object a paragraph, then one for the page, page after page."""
    for result in results:
        page = result.page
        doc = page.document.name
        for paragraph in page.paragraphs:
            yield _line(_row(doc, paragraph, result.reasons))
        yield _line(
            {
                "doc": doc,
                "verdict": page.verdict,
                "content_chars": page.content_chars,
                "junk_share": round(page.junk_share, DECIMALS),
            }
        )


def render_text(results: Iterable[Result]) -> Iterator[str]:
    """The kept paragraphs, one a line; a blank line between pages; nothing for a page that keeps nothing."""
    first = True
    for result in results:
        text = result.page.text
        if text:
            yield _for_terminal(text + "\n" if first else f"\n{text}\n")
            first = False


def _row(doc: str, paragraph: Paragraph, reasons: list[Reasons] | None) -> dict[str, object]:
    row: dict[str, object] = {
        "doc": doc,
        "index": paragraph.index,
        "start": paragraph.start,
        "end": paragraph.end,
        "text": paragraph.text,
        "label": paragraph.label,
        "junk": round(paragraph.junk, DECIMALS),
        "keep": paragraph.keep,
    }
    if reasons is not None:
        row["reasons"] = [
            (name, None if weight is None else round(weight, DECIMALS))
            for name, weight in reasons[paragraph.index]
        ]
    return row


def _line(row: dict[str, object]) -> str:
    return _for_terminal(json.dumps(row, ensure_ascii=False)) + "\n"


def _for_terminal(text: str) -> str:
    """The text itself for a file or a pipe; for a terminal without what could steer it."""
    return printable(text) if sys.stdout.isatty() else text
