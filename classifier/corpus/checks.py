"""Validates labelled data: what no training run should be started on.

Text files are written by hand for a corpus, so they are held to more than JSONL files, which are given: near
copies and contradictions are looked for in text files, among themselves and against everything else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from classifier.corpus.files import scan
from classifier.corpus.near_copies import near_copies
from classifier.corpus.problem import Placed, Problem
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.corpus.sites import site_group

LONG_TEXT: Final = 12
"""Characters from which the same text should not be content here and advertising there."""

NEAR_COPY: Final = 0.5
"""Share of common text above which a page of another site is a copy."""

NEAR_COPY_SAME_SITE: Final = 0.9
"""The same within a site, whose pages honestly share menus and footers."""

# A heading may well be a menu entry, a related link or a teaser elsewhere, a paragraph the excerpt on a list
# page, a contact row the body of the contact page: the page around it decides those. No page around it turns
# a paragraph of content into gambling, porn or advertising. A product's name may head its own page and
# advertise the product on others, hence no heading/promotion.
_CONTRADICTIONS: Final = (
    ("body", "promotion"),
    ("body", "gambling"),
    ("body", "adult"),
    ("heading", "gambling"),
    ("heading", "adult"),
)


def check_corpus(paths: Sequence[Path]) -> list[Problem]:
    """Everything that is wrong with files and folders of labelled data, by file and line."""
    items = list(scan(paths))
    problems = [item for item in items if isinstance(item, Problem)]
    problems += check_records([item for item in items if isinstance(item, Placed)])
    return sorted(problems)


def check_records(placed: Sequence[Placed]) -> list[Problem]:
    """What is wrong between records that are each valid: duplicates, near copies, contradictions."""
    return [
        *_duplicates(placed),
        *_same_titles(placed),
        *_contradictions(placed),
        *_near_copies(placed),
    ]


def _in_text_file(item: Placed) -> bool:
    return item.path.suffix == ".txt"


def _place(item: Placed, paragraph: int | None = None) -> str:
    return f"{item.path}:{item.line_of(paragraph)}"


def _duplicates(placed: Iterable[Placed]) -> Iterator[Problem]:
    """Pages of the same name or the same lines, and single lines given twice."""
    names: dict[str, Placed] = {}
    contents: dict[object, Placed] = {}
    for item in placed:
        record = item.record
        if isinstance(record, LabelledLine):
            content, what = record.text, "the same text"
        else:
            content, what = "\n".join(record.lines), "a page with the same lines"
            first = names.setdefault(record.name, item)
            if first is not item:
                yield item.problem(
                    f"a page named {record.name} is already in {_place(first)}; drop or rename one"
                )
                continue
        first = contents.setdefault((type(record) is LabelledLine, content), item)
        if first is not item:
            yield item.problem(f"{what} is already in {_place(first)}; drop one")


def _same_titles(placed: Iterable[Placed]) -> Iterator[Problem]:
    titles: dict[tuple[str, str], Placed] = {}
    for item in placed:
        page = item.record
        if not isinstance(page, LabelledPage) or not page.title:
            continue
        first = titles.setdefault((site_group(page.site), page.title), item)
        if first is not item:
            yield item.problem(f"a page of the same site with the same title is in {_place(first)}; drop one")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A labelled paragraph: `index` in its page, None for a single line; `order` among all of them."""

    item: Placed
    index: int | None
    text: str
    label: str
    order: int

    @property
    def rank(self) -> tuple[bool, int]:
        """Of two paragraphs the higher one is to be mended: that in a text file, else the later one."""
        return _in_text_file(self.item), self.order


def _paragraphs(placed: Iterable[Placed]) -> Iterator[_Paragraph]:
    order = count()
    for item in placed:
        record = item.record
        if isinstance(record, LabelledLine):
            yield _Paragraph(item, None, record.text, record.label, next(order))
        elif isinstance(record, LabelledPage):
            for index, (text, label) in enumerate(zip(record.lines, record.labels, strict=True)):
                yield _Paragraph(item, index, text, label, next(order))


def _contradictions(placed: Iterable[Placed]) -> Iterator[Problem]:
    """Long texts that are content in one place and advertising in another, one of the places a text file."""
    known: dict[str, dict[str, _Paragraph]] = defaultdict(dict)
    for paragraph in _paragraphs(placed):
        if len(paragraph.text) < LONG_TEXT:
            continue
        same_text = known[paragraph.text]
        first = same_text.setdefault(paragraph.label, paragraph)
        if _in_text_file(paragraph.item) and not _in_text_file(first.item):
            same_text[paragraph.label] = paragraph
    for text, by_label in known.items():
        for pair in _CONTRADICTIONS:
            if not by_label.keys() >= set(pair):
                continue
            there, here = sorted((by_label[label] for label in pair), key=lambda paragraph: paragraph.rank)
            if _in_text_file(here.item):
                yield here.item.problem(
                    f"labelled {here.label} here and {there.label} in {_place(there.item, there.index)}, "
                    f"one of them wrongly: {_shortened(text)}",
                    here.index,
                )


def _shortened(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _near_copies(placed: Iterable[Placed]) -> Iterator[Problem]:
    pages = [(item, item.record) for item in placed if not isinstance(item.record, LabelledLine)]
    texts = ["\n".join(page.lines) for _, page in pages]
    suspects = [index for index, (item, _) in enumerate(pages) if _in_text_file(item)]
    for index, other_index, share in near_copies(texts, suspects, NEAR_COPY):
        (item, page), (other, other_page) = pages[index], pages[other_index]
        same_site = site_group(page.site) == site_group(other_page.site)
        # pages with the very same lines are duplicates, reported as such
        if (same_site and share <= NEAR_COPY_SAME_SITE) or page.lines == other_page.lines:
            continue
        shorter = "its text" if len(texts[index]) <= len(texts[other_index]) else "the other's text"
        yield item.problem(
            f"near copy of {_place(other)}: {share:.0%} of {shorter} is in both; drop or rewrite one"
        )
