"""Labels of pages that live elsewhere: who has the page gets its labels, and no text need be passed on.

A label file (.tsv) has comment lines `# …`, then `<digest><TAB><run lengths>` a page: the digest of the
page's lines, and its labels as `14n1h1m14b`, one letter a label (b body, h heading, m metadata, c comment,
n navigation, r related, f footer, p promotion, g gambling, a adult). `classifier.corpus.files` gives them to
the silver and unlabelled pages among its inputs.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from classifier.corpus.problem import Placed, Problem
from classifier.corpus.record import LabelledPage, SilverPage, UnlabelledPage
from classifier.labels import LABELS
from classifier.writing import write_whole

LABEL_SUFFIX: Final = ".tsv"
CHOSEN: Final = "labelled"
"""`chosen` of a page that got its labels from a label file: it was not picked blindly."""

_LETTERS: Final = {label[0]: label for label in LABELS}
_DIGEST: Final = re.compile("[0-9a-f]{32}")
_RUN: Final = re.compile(f"([1-9][0-9]{{0,5}})([{''.join(_LETTERS)}])")
_RUNS: Final = re.compile(f"({_RUN.pattern})+")


@dataclass(frozen=True, slots=True)
class PageLabels:
    """The labels of one page, and where they stand.

    Attributes:
        digest: `page_digest` of the page's lines.
        labels: one for each line of the page.
        path: the label file.
        line: the file's line, from 1.
    """

    digest: str
    labels: tuple[str, ...]
    path: Path
    line: int


def page_digest(lines: Iterable[str]) -> str:
    """BLAKE2b (16 bytes, hexadecimal) of a page's lines: by it a label file names the page."""
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()


def scan_labels(path: Path) -> Iterator[PageLabels | Problem]:
    """The entries of a label file, and in the place of a broken one what is wrong with it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        yield Problem(path, 0, f"cannot be read: {error}; is it a label file?")
        return
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip() or row.startswith("#"):
            continue
        digest, _, runs = row.partition("\t")
        if not _DIGEST.fullmatch(digest):
            yield Problem(path, number, "does not begin with a digest of 32 hexadecimal digits and a tab")
        elif not _RUNS.fullmatch(runs):
            message = f"the labels are no run lengths like 14n1h20b; the letters are {', '.join(_LETTERS)}"
            yield Problem(path, number, message)
        else:
            yield PageLabels(digest, _from_runs(runs), path, number)


def write_labels(path: Path, labels: Mapping[str, Sequence[str]], comment: str) -> None:
    """Writes a label file, sorted by digest, whole or not at all.

    Args:
        path: where to.
        labels: `page_digest` of each page -> its labels.
        comment: where the pages can be had; each line of it becomes a comment line.
    """
    top = [f"# {row}" for row in comment.splitlines()]
    rows = [f"{digest}\t{_to_runs(labels[digest])}" for digest in sorted(labels)]
    write_whole(path, "\n".join([*top, *rows, ""]).encode())


def apply_labels(
    records: Iterable[Placed | Problem], labels: Iterable[PageLabels]
) -> Iterator[Placed | Problem]:
    """Makes labelled pages of the silver and unlabelled pages that `labels` has an entry for.

    Everything else comes through as it is, in order; entries without a page are not used. In the place of a
    page whose lines are not as many as its labels comes that problem; entries for one page that stand in two
    places are a problem, before everything else.
    """
    entries: dict[str, PageLabels] = {}
    for entry in labels:
        first = entries.setdefault(entry.digest, entry)
        if first is not entry:
            message = f"the same page has labels in {first.path}:{first.line}; drop one"
            yield Problem(entry.path, entry.line, message)
    for item in records:
        yield item if isinstance(item, Problem) else _labelled(item, entries)


def _labelled(item: Placed, entries: Mapping[str, PageLabels]) -> Placed | Problem:
    page = item.record
    if not isinstance(page, SilverPage | UnlabelledPage):
        return item
    entry = entries.get(page_digest(page.lines))
    if entry is None:
        return item
    if len(entry.labels) != len(page.lines):
        message = f"{len(entry.labels)} labels for the {len(page.lines)} lines of page {page.name}"
        return Problem(entry.path, entry.line, f"{message}; there must be one a line")
    record = LabelledPage(
        name=page.name,
        site=page.site,
        kind=page.kind,
        lines=page.lines,
        labels=entry.labels,
        title=page.title,
        html=page.html,
        source=page.source,
        licence=page.licence,
        commit=page.commit,
        chosen=CHOSEN,
    )
    return Placed(record, item.path, item.line, item.paragraph_lines)


def _to_runs(labels: Sequence[str]) -> str:
    return "".join(f"{len(list(run))}{label[0]}" for label, run in groupby(labels))


def _from_runs(text: str) -> tuple[str, ...]:
    return tuple(_LETTERS[letter] for count, letter in _RUN.findall(text) for _ in range(int(count)))
