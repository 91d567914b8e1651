"""Sources that would take resiliparse's parser minutes or gigabytes, made harmless.

Its time or its output grows with the square of: the attributes of one tag, the options of one <select>, open
formatting elements, open lists (each indents its lines), and open elements of any kind met by end tags that
close none of them. Pages that people read have a few dozen of these. The surplus is left out, which changes
the layout of pathological pages only.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np

from classifier.reading.tags import KIND, Sources, Tags, tag_end

_MOST_OPEN: Final = 500
_MOST_LISTS: Final = 50
_MOST_AROUND_STRAY: Final = 100  # open elements that a stray end tag is compared with
_MOST_OPTIONS: Final = 1000
_MOST_ATTRIBUTES: Final = 1000
_LONGEST_TAG: Final = 1 << 12  # bytes; shorter ones cannot have many more attributes than that
_SUSPICIOUS: Final = 1000  # open elements by a rough count that takes <br> and the like for open

_TAG_NAME: Final = re.compile(rb"</?([a-zA-Z][^\s/>]*)")
# A slash separates attributes as white space does, but not inside a value. Possessive: no input makes it go back.
_ATTRIBUTE: Final = re.compile(rb"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
_FORMATTING: Final = frozenset(b"b big code em font i nobr s small strike strong tt u".split())
_OPTIONS: Final = frozenset((b"option", b"optgroup"))
_LISTS: Final = frozenset(b"ul ol menu dir".split())
_VOID: Final = frozenset(
    b"area base basefont bgsound br col embed frame hr img input link meta param source track wbr".split()
)
_ENDED_BY: Final = {  # what a start tag ends where it is innermost
    b"p": frozenset((b"p",)),
    b"a": frozenset((b"a",)),
    b"li": frozenset((b"li", b"p")),
    b"tr": frozenset((b"tr", b"td", b"th", b"p")),
    **dict.fromkeys((b"td", b"th"), frozenset((b"td", b"th", b"p"))),
    **dict.fromkeys((b"dt", b"dd"), frozenset((b"dt", b"dd", b"p"))),
}


def tame(sources: Sources, tags: Tags) -> list[bytes] | None:
    """The pages without what would stall the parser, in UTF-8; None if they are harmless as they are."""
    depths = np.cumsum(np.where(tags.closing, -1, 1))
    rises = np.maximum.reduceat(depths, tags.pages) - np.minimum.reduceat(depths, tags.pages)
    options = np.add.reduceat(tags.kinds == KIND["option"], tags.pages, dtype=np.int64)
    suspect = (rises > _SUSPICIOUS) | (options > _MOST_OPTIONS)
    long = np.flatnonzero(tags.ends - tags.starts > _LONGEST_TAG).tolist()
    crowded = {tag for tag in long if _is_crowded(sources.row, int(tags.starts[tag]), int(tags.ends[tag]))}
    suspect[tags.pages.searchsorted(sorted(crowded), side="right") - 1] = True
    if not suspect.any():
        return None
    pages = list(sources.pages)
    bounds = [*tags.pages.tolist(), len(tags.starts)]
    for page in np.flatnonzero(suspect).tolist():
        pages[page] = b"".join(
            _harmless(sources, tags, page, range(bounds[page] + 1, bounds[page + 1]), crowded)
        )
    return pages


def _is_crowded(row: bytes, start: int, end: int) -> bool:
    """Whether a tag has too many attributes."""
    if row.startswith(b"<!", start):
        return False
    end = tag_end(row, start, end)  # not that of a whole script
    return sum(1 for _ in _ATTRIBUTE.finditer(row, start, end)) > _MOST_ATTRIBUTES


def _harmless(sources: Sources, tags: Tags, page: int, own: range, crowded: set[int]) -> Iterator[bytes]:
    """Parts of a page that together are all of it but the surplus."""
    row, place = sources.row, sources.starts[page]
    elements, options = _OpenElements(), 0
    for tag in own:
        start, end = int(tags.starts[tag]), int(tags.ends[tag])
        match = _TAG_NAME.match(row, start)
        if not match:
            continue
        name = match[1].lower()
        options += name in _OPTIONS and not tags.closing[tag]
        if tag in crowded:
            yield row[place : match.end()]
            place = tag_end(row, start, end) - 1
        elif name in _OPTIONS and options > _MOST_OPTIONS:
            yield row[place:start]
            place = (
                int(tags.starts[tag + 1]) if tag + 1 < own.stop else sources.ends[page]
            )  # its text goes too
        elif not elements.keep(name, closing=bool(tags.closing[tag]), empty=row[end - 2] == ord("/")):
            yield row[place:start]
            place = end
    yield row[place : sources.ends[page]]


class _OpenElements:
    """What is open in a page, by a simple account of the rules for omitted end tags."""

    def __init__(self) -> None:
        self.names: list[bytes] = []
        self.counts: Counter[bytes] = Counter()

    def keep(self, name: bytes, *, closing: bool, empty: bool) -> bool:
        """Take note of a tag, and say whether it may stay.

        Args:
            name: its element.
            closing: whether it is an end tag.
            empty: whether it ends in "/>", which closes the many elements of drawings.
        """
        if name in _FORMATTING:
            return False
        if name in _VOID or (empty and not closing):
            return True
        if not closing:
            return self._open(name)
        if not self.counts[name]:
            return len(self.names) < _MOST_AROUND_STRAY
        while self.names[-1] != name:
            self._close()
        self._close()
        return True

    def _open(self, name: bytes) -> bool:
        ended = _ENDED_BY.get(name, frozenset())
        while self.names and self.names[-1] in ended:
            self._close()
        lists = sum(self.counts[other] for other in _LISTS) if name in _LISTS else 0
        if len(self.names) >= _MOST_OPEN or lists >= _MOST_LISTS:
            return False
        self.names.append(name)
        self.counts[name] += 1
        return True

    def _close(self) -> None:
        self.counts[self.names.pop()] -= 1
