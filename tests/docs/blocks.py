"""The fenced blocks of a Markdown file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
"""Every document with examples. README.zh-CN.md has the README's, which another test compares."""
_FENCE: Final = re.compile(
    r"^(?P<margin> *)```(?P<language>[^\n`]*)\n(?P<text>.*?)^(?P=margin)```$", re.M | re.S
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block.

    Attributes:
        path: the document.
        line: the line of its first fence, from 1.
        language: what stands behind the fence.
        text: its lines without the document's margin, each with its end.
    """

    path: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"{self.path.name}:{self.line}"


def blocks(path: Path) -> Iterator[Block]:
    """The blocks of a document, in order."""
    content = path.read_text("utf-8")
    for found in _FENCE.finditer(content):
        margin = len(found["margin"])
        text = "".join(line[margin:] or "\n" for line in found["text"].splitlines(keepends=True))
        line = content.count("\n", 0, found.start()) + 1
        yield Block(path, line, found["language"].strip(), text)
