"""Loads labelled data for training and measuring, with a digest that ties a score to its data."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.corpus.checks import check_records
from classifier.corpus.files import scan
from classifier.corpus.problem import Placed, Problem, refuse
from classifier.corpus.record import LabelledLine, LabelledPage, Record, SilverPage, UnlabelledPage


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled data, each kind in the order it was given.

    Attributes:
        pages: pages with a label a line.
        lines: labelled paragraphs without a page.
        silver: pages of which only content or junk is known.
        unlabelled: pages of which nothing is known.
        digest: 32 hexadecimal digits over the content of all of them, in order: the same data give the same
            digest on any machine, whatever folder they lie in.
    """

    pages: tuple[LabelledPage, ...]
    lines: tuple[LabelledLine, ...]
    silver: tuple[SilverPage, ...]
    unlabelled: tuple[UnlabelledPage, ...]
    digest: str


def load_corpus(paths: Sequence[Path]) -> Corpus:
    """Loads folders (own format and JSONL), .txt files and .jsonl[.gz|.xz] files, in any mixture.

    Label files (.tsv, see `classifier.corpus.labels`) among them turn the silver and unlabelled pages that
    they name into labelled ones.

    Raises CorpusError that names the first problems and how many there are: files that cannot be used, and
    what `check_records` finds between the records, duplicates across the inputs included.
    """
    items = list(scan(paths))
    placed = [item for item in items if isinstance(item, Placed)]
    problems = [item for item in items if isinstance(item, Problem)]
    refuse(sorted(problems + check_records(placed)))
    records = [item.record for item in placed]
    return Corpus(
        pages=tuple(record for record in records if isinstance(record, LabelledPage)),
        lines=tuple(record for record in records if isinstance(record, LabelledLine)),
        silver=tuple(record for record in records if isinstance(record, SilverPage)),
        unlabelled=tuple(record for record in records if isinstance(record, UnlabelledPage)),
        digest=digest_of(records),
    )


def digest_of(records: Iterable[Record]) -> str:
    """BLAKE2b (16 bytes, hexadecimal) of what training and measuring see of the records, in order."""
    digest = hashlib.blake2b(digest_size=16)
    for record in records:
        digest.update(json.dumps(_content(record), ensure_ascii=False).encode())
    return digest.hexdigest()


def _content(record: Record) -> list[object]:
    if isinstance(record, LabelledLine):
        return ["line", record.kind, record.text, record.label]
    page = [record.name, record.site, record.kind, record.title, record.lines, record.html]
    if isinstance(record, LabelledPage):
        return ["page", *page, record.labels, record.chosen]
    if isinstance(record, SilverPage):
        return ["silver", *page, record.content]
    return ["unlabelled", *page]
