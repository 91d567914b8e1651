"""Which block elements are open at each tag: the page's tree, as far as paragraphs need it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.tags import KIND, NAMES, PAGE, Tags

FIRST_BLOCK: Final = PAGE
_LAST_BLOCK: Final = KIND["noscript"]

SECTIONS: Final = (
    *("p", "li", "cell", "dl", "pre", "blockquote", "nav", "header", "footer", "aside", "main", "article"),
    *("section", "form"),
)
"""What a node can be in, itself included; bit by bit in `Tree.flags`."""
HEADING_SHIFT: Final = 16  # above those bits: 6 for <h1> to 1 for <h6>, 0 outside headings

_BIT: Final = {name: 1 << bit for bit, name in enumerate(SECTIONS)}
_FLAG_OF: Final = {
    **_BIT,
    **dict.fromkeys(("td", "th"), _BIT["cell"]),
    **dict.fromkeys(("dt", "dd"), _BIT["dl"]),
    **{f"h{level}": 7 - level << HEADING_SHIFT for level in range(1, 7)},
    "dl": 0,  # the list is no item
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
_ENDED_BY[PAGE] = frozenset(range(FIRST_BLOCK, _LAST_BLOCK + 1))
_TABLE_PARTS: Final = frozenset(KIND[name] for name in ("table", "tr", "td", "th"))
_CELLS: Final = frozenset((KIND["td"], KIND["th"]))
_LOOK_BACK: Final = (
    64  # how many open elements an end tag is compared with, so that damaged pages stay linear
)


@dataclass(frozen=True, slots=True)
class Tree:
    """The k block elements of b pages, in the order of their start tags. Pages are nodes too; node 0 is none.

    An event is a start or end tag of a block element; they are counted from 1.

    Attributes:
        events: int64 (m,), index of each event's tag among the tags.
        current: int32 (m + 1,), innermost open node after each event, and before the first.
        tags: int64 (k,), index of each node's start tag among the tags, -1 for pages.
        parents: int32 (k,), pages are their own.
        flags: int32 (k,), bits of SECTIONS and the heading level.
        opened: int64 (k,), the event that opened the node.
        closed: int32 (k,), the event that closed it, m + 1 if none did.
        pages: int64 (b,), the pages' nodes.
    """

    events: NDArray[np.int64]
    current: NDArray[np.int32]
    tags: NDArray[np.int64]
    parents: NDArray[np.int32]
    flags: NDArray[np.int32]
    opened: NDArray[np.int64]
    closed: NDArray[np.int32]
    pages: NDArray[np.int64]


def grow(tags: Tags) -> Tree:
    """Build the tree of block elements from the tags."""
    events = np.flatnonzero((tags.kinds >= FIRST_BLOCK) & (tags.kinds <= _LAST_BLOCK))
    kinds, closing = tags.kinds[events], tags.closing[events]
    nested = _nest(kinds.tolist(), closing.tolist())
    current, parents, flags, closed = (np.array(values, np.int32) for values in nested)
    opening = np.flatnonzero(~closing)
    opened = np.zeros(len(parents), np.int64)
    opened[1:] = opening + 1
    own = np.full(len(parents), -1)
    own[1:] = events[opening]
    pages = np.flatnonzero(kinds[opening] == PAGE) + 1
    own[pages] = -1
    parents[pages] = pages
    return Tree(events, current, own, parents, flags, opened, closed, pages)


def _nest(kinds: list[int], closing: list[bool]) -> tuple[list[int], list[int], list[int], list[int]]:
    """Current node by event, from before the first; parent, flags and closing event by node.

    The one loop over tags in Python, 0.1 µs a block tag: who ends whom depends on all that is open. The open
    elements are the innermost one, its parent, and so on.
    """
    current, parents, flags, kind_of = [0], [0], [0], [0]
    closed = [len(kinds) + 1] * (closing.count(False) + 1)
    node = inner = 0  # the innermost open element, and its kind
    for event, (kind, ends) in enumerate(zip(kinds, closing, strict=True), 1):
        if not ends:
            ended = _ENDED_BY[kind]
            while inner in ended:
                closed[node] = event
                node = parents[node]
                inner = kind_of[node]
            parents.append(node)
            flags.append(flags[node] | _OWN_FLAG[kind])
            node, inner = len(kind_of), kind
            kind_of.append(kind)
        elif inner == kind:
            closed[node] = event
            node = parents[node]
            inner = kind_of[node]
        else:
            rest = _reach_back(kind, node, kind_of, parents)
            while node != rest:
                closed[node] = event
                node = parents[node]
            inner = kind_of[node]
        current.append(node)
    return current, parents, flags, closed


def _reach_back(kind: int, node: int, kind_of: list[int], parents: list[int]) -> int:
    """What stays the innermost open element after an end tag that is not the innermost one's."""
    in_table, innermost = kind in _TABLE_PARTS, node
    for _ in range(_LOOK_BACK):
        other = kind_of[node]
        if other == kind:
            return parents[node]
        if not node or (other in _CELLS and not in_table):
            break  # nothing outside a cell can be closed inside it
        node = parents[node]
    return innermost
