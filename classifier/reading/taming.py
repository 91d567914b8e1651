"""Sources that would take resiliparse's parser minutes or gigabytes, made harmless.

Its time or output grows with the square of: the attributes of one tag, the options of one <select>, open formatting
elements, open lists (each indents its lines), and open elements of any kind met by end tags that close none of them.
Pages that people read have a few dozen of these; beyond the limits here the surplus tags are left out, which changes
the layout of such pages only.
"""

import re
from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.tags import COMMENT, KIND, Sources, Tags, tag_end

_LONGEST_TAG: Final = 1 << 12  # bytes
_MOST_OPEN: Final = 500
_MOST_LISTS: Final = 50
_MOST_OPTIONS: Final = 2000
_SUSPICIOUS: Final = 1000  # more start tags than end tags, <br> and the like included

_TAG_NAME: Final = re.compile(rb"</?([a-zA-Z][^\s/>]*)")
_VOID: Final = frozenset(
    b"area base br col embed hr img input keygen link meta param source track wbr frame bgsound".split()
)
_FORMATTING: Final = frozenset(b"b big code em font i nobr s small strike strong tt u".split())
_LISTS: Final = frozenset(b"ul ol menu dir".split())
_LIKE: Final = {  # start tags that end an open one of the same group
    **dict.fromkeys((b"td", b"th"), frozenset((b"td", b"th"))),
    **dict.fromkeys((b"dt", b"dd"), frozenset((b"dt", b"dd"))),
    **{name: frozenset((name,)) for name in (b"p", b"li", b"tr", b"a")},
}


def tame(sources: Sources, tags: Tags) -> list[bytes] | None:
    """The sources without what would stall the parser; None if they are harmless as they are."""
    lengths = tags.ends - tags.starts
    suspects = set(...)
