"""The frame of a web page, and the one way in which a text gets into it.

What is shown is hostile until proven otherwise: every text goes through `shown`, control characters and
direction marks are spelled out, and a content security policy allows the page's own style and nothing else:
no scripts, no pictures from elsewhere, no frames, no forms, no style in attributes.
"""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from classifier.cli.output import one_line, printable

FOOT = "</main>\n</body>\n</html>\n"


def shown(text: str) -> str:
    """A text, fit to stand between tags and in a quoted attribute."""
    return escape(printable(text))


def head(title: str) -> str:
    """Everything up to the page's own content."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width">
<title>{shown(one_line(title))}</title>
<style>{style}</style>
</head>
<body>
<main>
"""


def table(header: Iterable[str], rows: Iterable[Iterable[str]], texts: int = 1) -> str:
    """A table of finished cells: the first `texts` columns are texts, the others numbers.

    Args:
        header: HTML of the header's cells.
        rows: HTML of the cells.
        texts: how many columns are aligned left.
    """
    columns = "".join(_cell("th", cell, place < texts) for place, cell in enumerate(header))
    body = "".join(
        f"<tr>{''.join(_cell('td', cell, place < texts) for place, cell in enumerate(row))}</tr>\n"
        for row in rows
    )
    return f'<div class="wide"><table>\n<thead><tr>{columns}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>\n'


def _cell(tag: str, html: str, is_text: bool) -> str:
    return f"<{tag}>{html}</{tag}>" if is_text else f'<{tag} class="number">{html}</{tag}>'


@cache
def _style() -> str:
    palette = files("classifier.review").joinpath("static", "palette.css")
    return palette.read_text("utf-8") + files("classifier.cli.web").joinpath("style.css").read_text("utf-8")
