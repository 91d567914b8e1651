"""Counts on how many pages of its site each line stands, in memory that does not grow with the crawl."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from classifier.bulk.sites.keys import Keys

MIN_PAGES: Final = 3
"""Pages that a line must stand on."""

MIN_SHARE: Final = 3
"""One page of so many of its site must have the line. Both are measured: docs/bulk.md."""

SITE_LINES: Final = 4096
"""Lines that are remembered of a site, at least. What a count falls short of the truth is at most the number of
lines of all its pages divided by this: one page of 41 for pages of 100 lines."""

LINES: Final = 3_000_000
"""Lines that are remembered of all sites together."""

_SITE_COST: Final = 8
"""What a site costs besides its lines, in lines."""


@dataclass(slots=True)
class _Site:
    """A site's pages so far and for each line the pages it stands on; a page itself counts as a line too."""

    pages: int = 0
    lines: dict[int, int] = field(default_factory=dict)

    def recurring(self) -> dict[int, int]:
        """The lines that stand on enough of the pages."""
        least = max(MIN_PAGES, -(-self.pages // MIN_SHARE))
        return {key: count for key, count in self.lines.items() if count >= least}


@dataclass(frozen=True, slots=True)
class SiteLines:
    """The lines of a site that are not its pages' own.

    Attributes:
        site: the site's number.
        pages: its pages, copies of a page counted once.
        lines: line -> the pages that it stands on; never too many.
    """

    site: int
    pages: int
    lines: dict[int, int]


class SiteCounter:
    """What is known of the sites met so far.

    A site's table is thinned out as by Misra and Gries (1982) when it is twice its size: what all lines but
    the commonest have in common is taken off every count, and lines without a count left are forgotten. Where
    all tables together are too much, sites that were not met for long keep only the lines that recur so far;
    where that is not enough, whole sites are forgotten, those of the fewest pages first, at equal numbers those
    not met for the longest time. A site that comes again then begins anew.

    Attributes:
        pages: pages counted.
        copies: pages left out, because the site has the same page already.
        forgotten: sites forgotten.
    """

    def __init__(self, site_lines: int = SITE_LINES, lines: int = LINES) -> None:
        self.pages = 0
        self.copies = 0
        self.forgotten = 0
        self._sites: dict[int, _Site] = {}
        self._site_lines = site_lines
        self._most = lines
        self._held = 0

    def __len__(self) -> int:
        return len(self._sites)

    @property
    def held(self) -> int:
        """What the tables hold, in lines."""
        return self._held

    def add(self, site: int, keys: Keys) -> None:
        """Counts a page.

        Args:
            site: its site's number.
            keys: uint64, the numbers of its lines, each once, in rising order.
        """
        found = self._sites.pop(site, None)
        if found is None:
            found = _Site()
            self._held += _SITE_COST
        self._sites[site] = found  # the last one: the one met last
        before = len(found.lines)
        own = int.from_bytes(hashlib.blake2b(keys.tobytes(), digest_size=8).digest(), "little")
        if own in found.lines:
            self.copies += 1
            return
        found.lines[own] = 1
        found.pages += 1
        self.pages += 1
        for key in keys.tolist():
            found.lines[key] = found.lines.get(key, 0) + 1
        if len(found.lines) > 2 * self._site_lines:
            found.lines = _thinned(found.lines, self._site_lines)
        self._held += len(found.lines) - before
        if self._held > self._most:
            self._make_room()

    def recurring(self) -> Iterator[SiteLines]:
        """The sites with lines that stand on enough of their pages, by their numbers."""
        for site, found in sorted(self._sites.items()):
            lines = found.recurring()
            if lines:
                yield SiteLines(site, found.pages, dict(sorted(lines.items())))

    def _make_room(self) -> None:
        """Forgets lines, then whole sites, until a quarter of the room is free."""
        for found in self._sites.values():  # the longest unmet first
            if self._held <= self._most * 3 // 4:
                return
            if found.pages >= MIN_PAGES:
                self._held -= len(found.lines)
                found.lines = found.recurring()
                self._held += len(found.lines)
        by_pages = sorted(
            self._sites.items(), key=lambda entry: entry[1].pages
        )  # stable: longest unmet first
        for site, found in by_pages:
            if self._held <= self._most * 3 // 4:
                return
            del self._sites[site]
            self._held -= _SITE_COST + len(found.lines)
            self.forgotten += 1


def _thinned(lines: dict[int, int], most: int) -> dict[int, int]:
    """The counts less what takes all but at most so many lines away."""
    counts = np.fromiter(lines.values(), np.int64, len(lines))
    less = int(np.partition(counts, -most - 1)[-most - 1])
    return {key: count - less for key, count in lines.items() if count > less}
