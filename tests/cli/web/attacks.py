"""Texts that try to be more than text, and a reader that tells whether one succeeded."""

from html.parser import HTMLParser

ATTACKS = [
    "<script>alert(1)</script>",
    "</title></style></li><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)",
    "&lt;script&gt; &amp; ]]> <!-- -->",
    "<svg/onload=alert(1)><a href=javascript:alert(1)>",
    "</svg></table></main><iframe src=//evil.example>",
    "$\\frac{1}{2}$ {0} {name} %s %(x)s",
    "<base href=//evil.example><form action=//evil.example><button>",
]
NEVER = {"script", "img", "iframe", "form", "base", "object", "embed", "link", "button", "video", "math"}
"""Elements that no page of ours has."""


class Parsed(HTMLParser):
    """Tags, names of attributes, and texts of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parse(text: str) -> Parsed:
    """A document taken apart as a browser would."""
    parser = Parsed()
    parser.feed(text)
    return parser
