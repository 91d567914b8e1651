"""README.zh-CN.md in step with README.md: the same code, the same figures, section by section.

A section is what stands under a heading of the second level. Its code blocks are the same but for their comments, its
tables have the same rows and columns, and its numbers are the same in the same order. So figures can be copied; words
are a translator's.
"""

import re
from dataclasses import dataclass
from typing import Final

from benchmarks.readme import BEGIN, END
from tests.docs.blocks import ROOT

ENGLISH: Final = ROOT / "README.md"
CHINESE: Final = ROOT / "README.zh-CN.md"
_BLOCK: Final = re.compile(r"^```.*?^```$", re.M | re.S)
_MEASURED: Final = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.S)
_NUMBER: Final = re.compile(r"(?<![\w.])\.?\d[\d,]*(?:\.\d+)?(?!\w)", re.ASCII)
_COMMENT: Final = re.compile(r"\s*(?<!\S)#.*")
_MARK: Final = re.compile("\0(\\d*)\0")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its prose and tables with a mark for each piece of code, and the pieces.

    Attributes:
        title: its heading, "" before the first one.
        prose: everything that is not code.
        code: fenced blocks and the block that benchmarks fill.
    """

    title: str
    prose: str
    code: tuple[str, ...]

    @property
    def numbers(self) -> list[str]:
        """The numbers of prose and tables, in order."""
        return _NUMBER.findall(self.prose)

    @property
    def rows(self) -> list[int]:
        """The number of cells in each row of its tables."""
        return [line.count("|") for line in self.prose.splitlines() if line.startswith("|")]

    def whole(self) -> str:
        """The section as it stands in the file."""
        pieces = iter(self.code)
        return _MARK.sub(lambda _: next(pieces), self.prose)


def sections(text: str) -> list[Section]:
    """The sections of a README."""
    pieces: list[str] = []

    def hide(found: re.Match[str]) -> str:
        pieces.append(found[0])
        return f"\0{len(pieces) - 1}\0"

    hidden = _BLOCK.sub(hide, _MEASURED.sub(hide, text))
    found = []
    for part in re.split(r"^(?=## )", hidden, flags=re.M):
        title = part.splitlines()[0].removeprefix("## ") if part.startswith("## ") else ""
        own = tuple(pieces[int(place)] for place in _MARK.findall(part))
        found.append(Section(title, _MARK.sub("\0\0", part), own))
    return found


def differences(english: str, chinese: str) -> list[str]:
    """What is not in step, each with its section; nothing where all is."""
    ours, theirs = sections(english), sections(chinese)
    if len(ours) != len(theirs):
        return [f"{len(ours)} sections in English, {len(theirs)} in Chinese"]
    return [
        f"section {one.title!r}: {what}"
        for one, other in zip(ours, theirs, strict=True)
        for what in _compare(one, other)
    ]


def _compare(one: Section, other: Section) -> list[str]:
    found = []
    if [*map(code_alone, one.code)] != [*map(code_alone, other.code)]:
        found.append("code blocks differ")
    if one.rows != other.rows:
        found.append(f"tables have rows of {one.rows} cells in English, {other.rows} in Chinese")
    if one.numbers != other.numbers:
        found.append(f"numbers are {one.numbers} in English, {other.numbers} in Chinese")
    return found


def code_alone(block: str) -> str:
    """A block without its comments, which may be translated."""
    return "\n".join(_COMMENT.sub("", line).rstrip() for line in block.splitlines())


def in_step(english: str, chinese: str) -> str:
    """The Chinese text with the English one's figures and code, wherever only figures and code have changed.

    A block whose code has changed is taken over with its comments; numbers are copied where a section has as many
    of them as the English one.
    """
    ours, theirs = sections(english), sections(chinese)
    if len(ours) != len(theirs):
        return chinese
    return "".join(_taken_over(one, other).whole() for one, other in zip(ours, theirs, strict=True))


def _taken_over(one: Section, other: Section) -> Section:
    code, prose = other.code, other.prose
    if len(one.code) == len(other.code):
        code = tuple(
            theirs if code_alone(ours) == code_alone(theirs) else ours
            for ours, theirs in zip(one.code, other.code, strict=True)
        )
    if len(one.numbers) == len(other.numbers):
        numbers = iter(one.numbers)
        prose = _NUMBER.sub(lambda _: next(numbers), prose)
    return Section(other.title, prose, code)
