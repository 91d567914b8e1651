"""What is wrong with labelled data, and where: readers report every problem, a caller decides what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.corpus.record import Record
from classifier.errors import CorpusError

SHOWN = 10
"""Problems that an error message lists: enough to see the pattern, few enough to read."""

_LINE_BREAK = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with labelled data.

    Attributes:
        path: the file.
        line: the line in that file, from 1; 0 where the problem is with the file as a whole.
        message: what is wrong, and what to do about it.
    """

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and where it stands.

    Attributes:
        record: the page or line.
        path: the file it was read from.
        line: the file's line where the record starts, from 1.
        paragraph_lines: for a page in a text file, the file's line of each paragraph; empty for JSONL,
            where a page is one line of the file.
    """

    record: Record
    path: Path
    line: int
    paragraph_lines: tuple[int, ...] = ()

    def problem(self, message: str, paragraph: int | None = None) -> Problem:
        """A problem with this record, or with one paragraph of it."""
        return Problem(self.path, self.line_of(paragraph), message)

    def line_of(self, paragraph: int | None = None) -> int:
        """The file's line of a paragraph, or of the whole record."""
        if paragraph is None or not self.paragraph_lines:
            return self.line
        return self.paragraph_lines[paragraph]


def refuse(problems: Sequence[Problem]) -> None:
    """Raises CorpusError with the number of problems and the first of them; without any, does nothing."""
    if not problems:
        return
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    rows = [str(problem) for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        rows.append(f"… and {len(problems) - SHOWN} more")
    raise CorpusError(
        f"the labelled data has {count}; mend the file or leave it out:\n  " + "\n  ".join(rows)
    )


def line_break(text: str) -> str:
    """The first character in `text` at which some editor starts a new line, as "U+2028"; "" for none."""
    match = _LINE_BREAK.search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


def half_surrogate(text: str) -> str:
    """The first half surrogate pair in `text`, which no encoder takes, as "U+D800"; "" for none."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"U+{ord(text[error.start]):04X}"
    return ""
