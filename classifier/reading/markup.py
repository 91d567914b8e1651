"""What the markup says about each paragraph: numbers (columns) and words (tokens)."""

import re
from html import unescape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.layout import Layout, lay
from classifier.reading.marks import Text
from classifier.reading.tags import KIND, PAGE, Sources, Tags
from classifier.reading.text import code_points
from classifier.reading.tokens import tokenize
from classifier.reading.tree import HEADING_SHIFT, SECTIONS, Tree, grow
from classifier.records import Markup

_LEVELS: Final = 4

MARKUP_COLUMNS: Final = (
    *("link_share", "links", "bold_share"),
    *("heading_level", *(f"in_{name}" for name in SECTIONS), "hidden"),
    *("same_block_before", "same_block_after", "break_before", "break_after", "gap_before", "gap_after"),
    *(
        f"{what}_{level}"
        for what in ("link_share", "chars", "lines", "page_share")
        for level in range(_LEVELS)
    ),
    *("path_lines", "path_chars", "path_link_share", "title_share"),
)
"""Names of the columns of `Markup.columns`, in order; values lie between 0 and about 1.

link_share: share of the characters that are in links. links: number of links, log. bold_share: share in b or
strong. heading_level: 1 for h1 down to 1/6 for h6. in_*: inside that element. hidden: inside an element hidden
by style, `hidden` or `aria-hidden`. same_block_*: the neighbour has the same innermost block. break_*: a <br> on
that side. gap_*: tags between it and its neighbour, log.

*_0 to *_3: the paragraph's block, the nearest ancestor that holds more paragraphs, the next such and the next:
the link share of each, its characters and its paragraphs, log, and its share of the page's characters.

path_*: all paragraphs of the page whose block and its two ancestors have the same tags and class words: their
number, log, mean length, log, and link share. title_share: share of its character pairs that <title> has too.
"""

_Floats = NDArray[np.float64]
# Two patterns, each with a literal start, which `re` finds fast.
_HIDING: Final = (
    re.compile(rb"display\s*:\s*none"),
    re.compile(
        rb"""hidden(?:(?<=\shidden)(?=[\s=>/])|(?<=ity:hidden)|(?<=ity: hidden)|(?<=aria-hidden)=["']?true)"""
    ),
)
_SHORTEST_HIDING: Final = len("<p hidden>")


def describe(
    sources: Sources, tags: Tags, text: Text, spans: NDArray[np.int64], pages: NDArray[np.int64]
) -> list[Markup]:
    """Describe the markup of the paragraphs of b pages.

    Args:
        sources: the pages' sources.
        tags: their tags.
        text: the text extracted from them.
        spans: int64 (n, 2), the paragraphs in it.
        pages: int64 (b + 1,), each page's first paragraph.

    Returns:
        Each page's Markup; all zeros and no tokens where the pieces of the text are not known.
    """
    titles = _titles(sources, tags)
    if not len(spans):
        return [_blank(0, title) for title in titles]
    page_of = np.repeat(np.arange(len(titles)), np.diff(pages))
    tree, layout = grow(tags), lay(text.pieces, text.codes, spans, tags.pages[page_of] + 1)
    slots = tree.events.searchsorted(layout.tags)  # how many events stand before each piece
    nodes = tree.current[slots[layout.first]]
    linked, link_numbers = _links(sources.data, tags, layout)
    lengths = layout.lengths.astype(np.float64)
    link_lengths = lengths * linked
    inline, chars, link_chars = _inline(tags, layout, lengths, link_lengths, link_numbers)
    tokens = tokenize(sources.data, tags, tree, nodes)
    totals = _totals(tree, slots, layout.first, lengths, link_lengths)
    levels = _levels(tree, nodes, totals[2])
    _, path = np.unique(page_of << 32 | tokens.paths, return_inverse=True)
    groups = (
        inline,
        _sections(tree, nodes),
        _hidden(sources.row, tags, tree, totals[2])[slots[layout.first]][None],
        _neighbours(tags, layout, nodes, page_of),
        _containers(tree, levels, totals, page_of),
        _paths(path, chars, link_chars),
        _title_shares(titles, text.codes, spans, pages)[None],
    )
    columns = np.concatenate(groups).T
    blocks = np.concatenate([levels, path[None]]).T
    return [
        Markup(
            np.ascontiguousarray(columns[first:last], np.float32),
            tokens.hashes[tokens.starts[first] : tokens.starts[last]].copy(),
            tokens.starts[first : last + 1] - tokens.starts[first],
            _from_zero(blocks[first:last]),
            title,
        )
        if known
        else _blank(last - first, title)
        for first, last, known, title in zip(pages[:-1], pages[1:], text.marked, titles, strict=True)
    ]


def _blank(paragraphs: int, title: str) -> Markup:
    """Markup that says nothing."""
    columns = np.zeros((paragraphs, len(MARKUP_COLUMNS)), np.float32)
    tokens, starts = np.zeros(0, np.uint32), np.zeros(paragraphs + 1, np.int64)
    return Markup(columns, tokens, starts, np.zeros((paragraphs, _LEVELS + 1), np.int32), title)


def _from_zero(blocks: NDArray[np.int64]) -> NDArray[np.int32]:
    """A page's numbers of blocks, counted from the smallest of each kind, int32 (n, kinds)."""
    return (blocks - blocks.min(axis=0)).astype(np.int32) if len(blocks) else blocks.astype(np.int32)


def _links(
    data: NDArray[np.uint8], tags: Tags, layout: Layout
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Whether each piece is inside a link, and how many tags of links stand before it."""
    is_anchor = tags.kinds == KIND["a"]
    anchors = np.flatnonzero(is_anchor | (tags.kinds == PAGE))
    # Links do not nest: inside is what the last tag of a link before it opened, unless it is <a name=…>.
    starts = tags.starts[anchors]
    named = (data[starts + 3] == ord("n")) & (data[starts + 4] == ord("a"))
    opens = np.zeros(len(anchors) + 1, np.bool_)
    opens[1:] = is_anchor[anchors] & ~tags.closing[anchors] & ~named
    numbers = anchors.searchsorted(layout.tags)
    return opens[numbers], numbers


def _inline(
    tags: Tags, layout: Layout, lengths: _Floats, link_lengths: _Floats, link_numbers: NDArray[np.int64]
) -> tuple[_Floats, _Floats, _Floats]:
    """Columns of links and bold text (3, n); the paragraphs' characters and link characters, (n,) each."""
    is_bold = (tags.kinds == KIND["b"]) | (tags.kinds == KIND["strong"])
    bolds = np.flatnonzero(is_bold | (tags.kinds == PAGE))
    opens = np.zeros(len(bolds) + 1, np.bool_)
    opens[1:] = is_bold[bolds] & ~tags.closing[bolds]
    new_link = link_lengths > 0
    new_link[1:] &= link_numbers[1:] != link_numbers[:-1]
    per_piece = np.stack((lengths, link_lengths, lengths * opens[bolds.searchsorted(layout.tags)], new_link))
    chars, link_chars, bold_chars, links = np.add.reduceat(per_piece, layout.first, axis=1)
    return np.stack((link_chars / chars, np.log1p(links) / 4, bold_chars / chars)), chars, link_chars


def _sections(tree: Tree, nodes: NDArray[np.int32]) -> _Floats:
    """Columns of what the paragraphs are in: heading level and SECTIONS."""
    flags = tree.flags[nodes]
    rows = np.empty((len(SECTIONS) + 1, len(nodes)))
    rows[0] = (flags >> HEADING_SHIFT) / 6
    rows[1:] = flags >> np.arange(len(SECTIONS))[:, None] & 1
    return rows


def _hidden(row: bytes, tags: Tags, tree: Tree, paragraphs: _Floats) -> NDArray[np.bool_]:
    """Whether what follows each event is hidden, bool (m + 1,), from before the first one.

    Args:
        row: the sources.
        tags: their tags.
        tree: their blocks.
        paragraphs: (k,), the number inside each block.
    """
    depth = np.zeros(len(tree.events) + 2, np.int64)
    starts, ends = tags.starts[tree.tags], tags.ends[tree.tags]
    nodes = np.flatnonzero((ends - starts >= _SHORTEST_HIDING) & (tree.tags >= 0) & (paragraphs > 0))
    starts, ends = starts[nodes], ends[nodes]
    ranges = zip(starts.tolist(), ends.tolist(), strict=True)
    blocks = b"".join([row[start:end] for start, end in ranges]).lower()
    found = [match.start() for pattern in _HIDING for match in pattern.finditer(blocks)]
    hiding = nodes[np.unique(np.cumsum(ends - starts).searchsorted(found, side="right"))]
    np.add.at(depth, tree.opened[hiding], 1)
    np.add.at(depth, tree.closed[hiding], -1)
    return np.cumsum(depth[:-1]) > 0


def _neighbours(tags: Tags, layout: Layout, nodes: NDArray[np.int32], page_of: NDArray[np.int64]) -> _Floats:
    """Columns of what lies between a paragraph and the ones before and after it."""
    begins, ends = layout.tags[layout.first], layout.tags[layout.last]
    breaks = np.zeros(len(tags.kinds) + 1, np.int64)
    np.cumsum(tags.kinds == KIND["br"], out=breaks[1:])
    between = np.empty((3, len(nodes) + 1))
    between[0, 1:-1] = nodes[1:] == nodes[:-1]
    between[1, 1:-1] = breaks[begins[1:]] > breaks[ends[:-1]]
    between[2, 1:-1] = np.log1p(np.abs(begins[1:] - ends[:-1])) / 5
    page_ends = np.flatnonzero(np.diff(page_of, prepend=-1, append=-1))
    between[:, page_ends] = [[0], [0], [1]]
    return np.stack((between[:, :-1], between[:, 1:]), axis=1).reshape(6, -1)


def _totals(
    tree: Tree, slots: NDArray[np.int64], first: NDArray[np.int64], lengths: _Floats, link_lengths: _Floats
) -> _Floats:
    """Characters, characters in links, and paragraphs inside each block, (3, k).

    Args:
        tree: the blocks.
        slots: int64 (p,), number of events before each piece.
        first: int64 (n,), each paragraph's first piece.
        lengths: (p,), the pieces' characters.
        link_lengths: (p,), those in links.
    """
    count = len(tree.events) + 1
    before = np.zeros((3, count + 1))
    before[0, 1:] = np.bincount(slots, lengths, count)
    before[1, 1:] = np.bincount(slots, link_lengths, count)
    before[2, 1:] = np.bincount(slots[first], minlength=count)
    before = np.cumsum(before, axis=1)
    return before[:, tree.closed] - before[:, tree.opened]


def _levels(tree: Tree, nodes: NDArray[np.int32], lines: _Floats) -> NDArray[np.int64]:
    """The blocks around each paragraph, int64 (_LEVELS, n), each larger than the one before.

    Args:
        tree: the blocks.
        nodes: int32 (n,), the paragraphs' innermost blocks.
        lines: (k,), the number of paragraphs inside each block.
    """
    # Wrappers that hold no further paragraph count as one with what they wrap.
    outermost = np.where(lines[tree.parents] == lines, tree.parents, np.arange(len(lines)))
    while not np.array_equal(outermost, further := outermost[outermost]):
        outermost = further
    larger = outermost[tree.parents[outermost]]
    levels = np.empty((_LEVELS, len(nodes)), np.int64)
    levels[0] = outermost[nodes]
    for level in range(1, _LEVELS):
        levels[level] = larger[levels[level - 1]]
    return levels


def _containers(
    tree: Tree, levels: NDArray[np.int64], totals: _Floats, page_of: NDArray[np.int64]
) -> _Floats:
    """Columns of the blocks around the paragraphs: links, characters, paragraphs, page share, of each level.

    Args:
        tree: the blocks.
        levels: int64 (_LEVELS, n), from `_levels`.
        totals: (3, k), what is inside each block.
        page_of: int64 (n,), the paragraphs' pages.
    """
    chars, link_chars, inside = totals[:, levels]
    chars_or_one = np.maximum(chars, 1)
    shares = (
        link_chars / chars_or_one,
        np.log1p(chars) / 10,
        np.log1p(inside) / 6,
        chars / totals[0, tree.pages[page_of]],
    )
    return np.concatenate(shares)


def _paths(path: NDArray[np.int64], chars: _Floats, link_chars: _Floats) -> _Floats:
    """Columns of all paragraphs of the same page and path, (3, n)."""
    lines, path_chars, path_links = np.bincount(path), np.bincount(path, chars), np.bincount(path, link_chars)
    rows = np.stack((np.log1p(lines) / 6, np.log1p(path_chars / lines) / 8, path_links / path_chars))
    return rows[:, path]


def _titles(sources: Sources, tags: Tags) -> list[str]:
    """The text of each page's first <title>, white space collapsed."""
    titles = [""] * len(tags.pages)
    found = np.flatnonzero((tags.kinds == KIND["title"]) & ~tags.closing)
    for title, page in reversed(list(zip(found.tolist(), tags.pages.searchsorted(found) - 1, strict=True))):
        element = sources.row[tags.starts[title] : tags.ends[title]]
        titles[page] = " ".join(unescape(element[element.find(b">") + 1 :].decode()).split())
    return titles


def _title_shares(
    titles: list[str], codes: NDArray[np.uint32], spans: NDArray[np.int64], pages: NDArray[np.int64]
) -> _Floats:
    """Share of each paragraph's pairs of neighbouring characters that its page's title has too, (n,)."""
    pairs = _pairs(codes)
    hits = np.zeros(len(codes), np.bool_)  # at the character after each pair
    known = np.zeros(0x10000, np.bool_)
    for title, first, last in zip(titles, pages[:-1].tolist(), pages[1:].tolist(), strict=True):
        if not title or first == last:
            continue
        own = _pairs(code_points(title))
        known[own] = True
        start, end = int(spans[first, 0]), int(spans[last - 1, 1])
        hits[start + 1 : end] = known[pairs[start : end - 1]]
        known[own] = False
    sums = np.cumsum(hits)
    starts, ends = spans[:, 0], spans[:, 1] - 1
    shares: _Floats = (sums[ends] - sums[starts]) / np.maximum(ends - starts, 1)
    return shares


def _pairs(codes: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """Hash of each character and the next."""
    short = codes.astype(np.uint16)
    return short[:-1] * np.uint16(0x9E37) + short[1:]
