"""Results as one web page: every paragraph with its label; what is dropped is dimmed.

The classified pages are hostile until proven otherwise: every text is escaped, control characters and
direction marks are spelled out, and a content security policy forbids scripts, images, frames and forms.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from classifier.cli.output import one_line, printable
from classifier.cli.result import Reasons, Result, summary
from classifier.labels import CONTENT_LABELS, SPAM_LABELS
from classifier.records import Page, Paragraph

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 0; overflow-wrap: anywhere; }
ol { list-style: none; padding: 0; }
li { display: grid; grid-template-columns: 3rem 6.5rem 3rem 1fr; gap: .5rem; padding: .15rem .5rem; }
li { border-left: .3rem solid #a80; }
li.content { border-color: #2a2; }
li.spam { border-color: #d22; }
li.drop .text { opacity: .5; text-decoration: line-through; text-decoration-thickness: 1px; }
.text { overflow-wrap: anywhere; unicode-bidi: isolate; }
.index, .junk { text-align: right; font-variant-numeric: tabular-nums; opacity: .7; }
details { grid-column: 4; font-size: .85rem; }
"""
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEAD: Final = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{_STYLE_HASH}'">
<meta name="viewport" content="width=device-width">
<title>Labels of paragraphs</title>
<style>{_STYLE}</style>
</head>
<body>
<p>Green: content. Yellow: junk. Red: advertising. Struck through: dropped.
The columns are number, label, probability of junk, text.</p>
"""
_FOOT: Final = "</body>\n</html>\n"


def render_webpage(results: Iterable[Result]) -> Iterator[str]:
    """One self-contained HTML document with all pages in it."""
    yield _HEAD
    for result in results:
        yield _section(result.page, result.reasons)
    yield _FOOT


def _section(page: Page, reasons: list[Reasons] | None) -> str:
    rows = "".join(_row(paragraph, reasons) for paragraph in page.paragraphs)
    name = escape(one_line(page.document.name))
    return f"<section>\n<h2>{name}</h2>\n<p>{escape(summary(page))}</p>\n<ol>\n{rows}</ol>\n</section>\n"


def _row(paragraph: Paragraph, reasons: list[Reasons] | None) -> str:
    label = paragraph.label
    kind = "content" if label in CONTENT_LABELS else "spam" if label in SPAM_LABELS else "junk"
    fate = "keep" if paragraph.keep else "drop"
    decided = f"rule: {paragraph.rule}" if paragraph.rule else "the model"
    title = escape(printable(f"{fate}; label by {decided}"))
    details = "" if reasons is None else _details(reasons[paragraph.index])
    return (
        f'<li class="{kind} {fate}" title="{title}"><span class="index">{paragraph.index}</span>'
        f"<span>{label}</span><span>{paragraph.junk:.2f}</span>"
        f'<span class="text" lang="zh">{escape(printable(paragraph.text))}</span>{details}</li>\n'
    )


def _details(reasons: Reasons) -> str:
    parts = [name if weight is None else f"{name} {weight:+.2f}" for name, weight in reasons]
    return f"<details><summary>why</summary>{escape(printable(', '.join(parts)))}</details>"
