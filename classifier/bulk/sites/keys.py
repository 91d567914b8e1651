"""Sites and lines as 64-bit numbers: what is counted, stored and looked up."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from classifier.bulk.items import Item
from classifier.bulk.tally import NO_SITE, site_of

Keys = NDArray[np.uint64]


def site_name(item: Item) -> str | None:
    """The site that a page belongs to: the host of its address, or the folder of a file that is a page.

    None where neither is known: records of one file without an address may come from anywhere.
    """
    host = site_of(item.url)
    if host != NO_SITE:
        return host
    if not item.input:
        return None
    folder = PurePosixPath(item.input.replace("\\", "/")).parent
    return f"{folder}/"


def site_key(name: str) -> int:
    """A site's number."""
    return int.from_bytes(_hash(name), "little")


def line_keys(site: int, lines: Iterable[str]) -> Keys:
    """The numbers of a site's lines; white space does not count.

    Args:
        site: the site's own number: the same line has another number on another site.
        lines: n lines.

    Returns:
        uint64 (n,).
    """
    hashes = b"".join(_hash("".join(line.split())) for line in lines)
    return np.frombuffer(hashes, "<u8") ^ np.uint64(site)


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
