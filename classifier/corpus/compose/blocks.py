"""Changes what stands around a page's content: other menus and footers, blocks moved, list marks, cuts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

import numpy as np

from classifier.corpus.compose.rows import Row, pick, rows_of, runs, with_rows
from classifier.corpus.record import LabelledPage
from classifier.labels import CONTENT_LABELS

_LIST_LABELS: Final = ("navigation", "related")
_LIST_MARKS: Final = ("", "• ", "- ", "· ", "{}. ", "{}、")
_SHORTEST_LIST: Final = 3
_LIST_MARK = re.compile(r"(?:[•·●○◎■▪◆⁃*>-]\s+|\d{1,2}\s?[.、．)）]\s*(?!\d))(?=\S)")


@dataclass(frozen=True, slots=True)
class Furniture:
    """The menus and footers of many pages: (site, rows) each, ordered by the pages' names."""

    tops: tuple[tuple[str, tuple[Row, ...]], ...]
    bottoms: tuple[tuple[str, tuple[Row, ...]], ...]


def furniture_of(pages: Iterable[LabelledPage]) -> Furniture:
    """The menu block at the top and the footer block at the bottom of each page that has them."""
    tops, bottoms = [], []
    for page in sorted(pages, key=lambda page: page.name):
        rows = rows_of(page)
        top, bottom = _edges(rows)
        if top:
            tops.append((page.site, tuple(rows[:top])))
        if bottom < len(rows):
            bottoms.append((page.site, tuple(rows[bottom:])))
    return Furniture(tuple(tops), tuple(bottoms))


def swap_furniture(page: LabelledPage, rng: np.random.Generator, furniture: Furniture) -> LabelledPage:
    """The page with its menu, its footer, or both taken from pages of other sites."""
    rows = rows_of(page)
    top, bottom = _edges(rows)
    menu, content, footer = rows[:top], rows[top:bottom], rows[bottom:]
    change_menu, change_footer = pick(rng, ((True, False), (False, True), (True, True)))
    if menu and change_menu:
        menu = _of_another_site(furniture.tops, page.site, rng) or menu
    if footer and change_footer:
        footer = _of_another_site(furniture.bottoms, page.site, rng) or footer
    return with_rows(page, [*menu, *content, *footer])


def reorder_blocks(page: LabelledPage, rng: np.random.Generator) -> LabelledPage:
    """The page with one navigation or related block elsewhere, half the time right before the content.

    Blocks are put between blocks, never into one: the content stays in one piece where it was.
    """
    rows = rows_of(page)
    blocks = [(start, end) for label, start, end in runs(rows) if label in _LIST_LABELS and end - start >= 2]
    if not blocks:
        return page
    start, end = pick(rng, blocks)
    rest = rows[:start] + rows[end:]
    content = _content_span(rest)[0]
    places = [place for place in (*(begin for _, begin, _ in runs(rest)), len(rest)) if place != start]
    if not places:
        return page
    place = content if content < start and rng.random() < 0.5 else pick(rng, places)
    return with_rows(page, [*rest[:place], *rows[start:end], *rest[place:]])


def drop_context(page: LabelledPage, rng: np.random.Generator) -> LabelledPage:
    """Part of the page: a window of a quarter or more, no top, no bottom, or the content alone."""
    rows = rows_of(page)
    size = int(rng.integers(max(1, len(rows) // 4), max(2, len(rows))))
    start = int(rng.integers(len(rows) - size + 1))
    first, last = _content_span(rows)
    parts = (
        rows[start : start + size],
        rows[first:],
        rows[:last],
        [row for row in rows if row[1] in CONTENT_LABELS],
    )
    return with_rows(page, pick(rng, [part for part in parts if 0 < len(part) < len(rows)] or [rows]))


def bullets(page: LabelledPage, rng: np.random.Generator) -> LabelledPage:
    """The page with one kind of list mark, or none, on all its lists of links.

    In a list that has marks only the marked lines change; in one without, the first line gets none, for it is
    most often the list's title.
    """
    rows = rows_of(page)
    mark = pick(rng, _LIST_MARKS)
    for label, start, end in runs(rows):
        if label in _LIST_LABELS and end - start >= _SHORTEST_LIST:
            rows[start:end] = [(text, label) for text in _marked([text for text, _ in rows[start:end]], mark)]
    return with_rows(page, rows)


def _marked(texts: Sequence[str], mark: str) -> list[str]:
    old = [match.end() if (match := _LIST_MARK.match(text)) else 0 for text in texts]
    in_list = [bool(length) for length in old] if any(old) else [index > 0 for index in range(len(texts))]
    number, marked = 0, []
    for text, length, is_entry in zip(texts, old, in_list, strict=True):
        number += is_entry
        marked.append(mark.format(number) + text[length:] if is_entry else text)
    return marked


def _edges(rows: Sequence[Row]) -> tuple[int, int]:
    """Where the menu at the top ends and where the footer at the bottom begins; without one, 0 and len(rows).

    A footer is the last lines of footer and navigation with a footer line among them. A page of nothing else
    has no edges.
    """
    labels = [label for _, label in rows]
    top = sum(1 for _ in takewhile(lambda label: label == "navigation", labels))
    tail = list(takewhile(lambda label: label in ("footer", "navigation"), reversed(labels)))
    if top + len(tail) >= len(rows):
        return 0, len(rows)
    return top, len(rows) - (len(tail) if "footer" in tail else 0)


def _of_another_site(
    blocks: Sequence[tuple[str, tuple[Row, ...]]], site: str, rng: np.random.Generator
) -> list[Row]:
    others = [block for owner, block in blocks if owner != site]
    return list(pick(rng, others)) if others else []


def _content_span(rows: Sequence[Row]) -> tuple[int, int]:
    """Where the content begins and ends, junk in between included; all rows where there is none."""
    places = [index for index, (_, label) in enumerate(rows) if label in CONTENT_LABELS]
    return (places[0], places[-1] + 1) if places else (0, len(rows))
