"""Which block elements are open at each tag: the page's tree, as far as paragraphs need it."""

from array import array
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.tags import KIND, NAMES, Tags

_TABLE_PARTS: Final = ("table", "tr", "td", "th")
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_FIRST_BLOCK: Final = KIND["div"]
_LAST_BLOCK: Final = KIND["noscript"]

FLAGS: Final = {
    name: 1 << bit
    for bit, name in enumerate(
        ("p", "li", "cell", "dl", "pre", "blockquote", "heading", "nav", "header", "footer", "aside", "main")
        + ("article", "section", "form", "noscript")
    )
}
"""Bits of what a node is in, itself included."""

_FLAG_OF: Final = {
    **{name: FLAGS[name] for name in FLAGS if name in KIND},
    **dict.fromkeys(("td", "th"), FLAGS["cell"]),
    **dict.fromkeys(("dt", "dd"), FLAGS["dl"]),
    **dict.fromkeys(_HEADINGS, FLAGS["heading"]),
}
_OWN_FLAG: Final = [_FLAG_OF.get(name, 0) for name in NAMES]

# What a start tag ends if it is the innermost open element: the HTML standard's optional end tags.
_ENDS: Final = {
    "li": ("li", "p"),
    "dt": ("dt", "dd", "p"),
    "dd": ("dt", "dd", "p"),
    "td": ("td", "th", "p"),
    "th": ("td", "th", "p"),
    "tr": ("td", "th", "tr", "p"),
}
_ENDED_BY: Final = [frozenset(KIND[ended] for ended in _ENDS.get(name, ("p",))) for name in NAMES]
_TABLES: Final = frozenset(KIND[name] for name in _TABLE_PARTS)
_CELLS: Final = frozenset((KIND["td"], KIND["th"]))
_LOOK_BACK: Final = 64  # how many open elements an end tag is compared with: damaged pages stay linear


@dataclass(frozen=True, slots=True)
class Tree:
    """The block elements of a page. Node 0 is the page; nodes are in the order of their start tags.

    Attributes:
        events: int64 (m,), index of each start or end tag of a block element among the page's tags.
        current: int32 (m,), innermost open node after each event.
        parents: int32 (k,), of each node; the page is its own.
        flags: int32 (k,), bits of FLAGS.
        depths: int32 (k,), 0 for the page.
        tags: int64 (k,), index of each node's start tag among the page's tags, -1 for the page.
        opened: int64 (k,), the event that opened each node, counted from 1; 0 for the page.
        closed: int32 (k,), the event that closed it, counted from 1, or m + 1.
    """

    events: NDArray[np.int64]
    current: NDArray[np.int32]
    parents: NDArray[np.int32]
    flags: NDArray[np.int32]
    depths: NDArray[np.int32]
    tags: NDArray[np.int64]
    opened: NDArray[np.int64]
    closed: NDArray[np.int32]


def grow(tags: Tags) -> Tree:
    """Build the tree of block elements from a page's tags."""
    events = np.flatnonzero((tags.kinds >= _FIRST_BLOCK) & (tags.kinds <= _LAST_BLOCK))
    kinds, closing = tags.kinds[events], tags.closing[events]
    current, parents, flags, depths, closed = _nest(kinds.tolist(), closing.tolist())
    opening = np.flatnonzero(~closing)
    opened = np.zeros(len(opening) + 1, np.int64)
    opened[1:] = opening + 1
    own = np.full(len(opening) + 1, -1, np.int64)
    own[1:] = events[opening]
    return Tree(
        events,
        np.frombuffer(current, np.int32),
        np.frombuffer(parents, np.int32),
        np.frombuffer(flags, np.int32),
        np.frombuffer(depths, np.int32),
        own,
        opened,
        np.frombuffer(closed, np.int32),
    )


def _nest(kinds: list[int], closing: list[bool]) -> "tuple[array[int], ...]":  # array is generic for type checkers only
    """Current node by event; parent, flags, depth and closing event by node.

    The one loop over tags in Python: who ends whom depends on all that is open. 0.1 µs a block tag.
    """
    current, parents, flags, depths = array("i"), array("i", [0]), array("i", [0]), array("i", [0])
    closed = array("i", [len(kinds) + 1]) * (closing.count(False) + 1)
    open_nodes, open_kinds = [0], [0]
    for event, (kind, ends) in enumerate(zip(kinds, closing, strict=True), 1):
        if not ends:
            ended = _ENDED_BY[kind]
            while open_kinds[-1] in ended:
                open_kinds.pop()
                closed[open_nodes.pop()] = event
            top = open_nodes[-1]
            node = len(parents)
            parents.append(top)
            flags.append(flags[top] | _OWN_FLAG[kind])
            depths.append(len(open_nodes))
            open_nodes.append(node)
            open_kinds.append(kind)
        elif open_kinds[-1] == kind:
            open_kinds.pop()
            closed[open_nodes.pop()] = event
        else:
            for _ in range(_reach_back(kind, open_kinds)):
                open_kinds.pop()
                closed[open_nodes.pop()] = event
        current.append(open_nodes[-1])
    return current, parents, flags, depths, closed


def _reach_back(kind: int, open_kinds: list[int]) -> int:
    """How many open elements an end tag that is not the innermost one's closes; 0 if it is a stray one."""
    inside_cell = kind not in _TABLES  # then nothing outside the cell is its to close
    for count, other in enumerate(open_kinds[: -_LOOK_BACK - 1 : -1], 1):
        if other == kind:
            return count
        if inside_cell and other in _CELLS:
            return 0
    return 0
