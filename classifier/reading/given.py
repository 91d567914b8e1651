"""Pages as they may be given to the library: str, bytes, or Documents that were read before."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from classifier.errors import InputError
from classifier.grouping import grouped
from classifier.reading.source import read_source, read_sources
from classifier.records import Document

Given = str | bytes | Document
Group = tuple[int, list[Given]]
"""Pages that are read together: the number of the first, and the pages."""

_KIND_OF: Final[dict[type, Literal["auto", "text"]]] = {str: "text", bytes: "auto"}


def as_document(source: Given | None, name: str = "", *, html: bool = False) -> Document:
    """A page as it may be given to the library, read: str is plain text, bytes are looked at.

    Args:
        source: the page.
        name: a name for messages.
        html: the page is known to be HTML.

    Raises:
        InputError: if it is not text.
    """
    if html and isinstance(source, str | bytes):
        return read_source(source, kind="html", name=name)
    document = read_given([source], [name])[0]
    if isinstance(document, InputError):
        raise document
    return document


def read_given(sources: Sequence[object], names: Sequence[str]) -> list[Document | InputError]:
    """Reads many pages, each as `as_document` does, in less time than one by one.

    Args:
        sources: the pages.
        names: names for messages.

    Returns:
        In the same order a Document for each page, or the error in the place of one that cannot be used.
    """
    results: dict[int, Document | InputError] = {}
    by_type: dict[type, list[tuple[int, str | bytes]]] = {str: [], bytes: []}
    for index, source in enumerate(sources):
        if isinstance(source, Document):
            results[index] = source
        elif isinstance(source, str):
            by_type[str].append((index, source))
        elif isinstance(source, bytes | bytearray | memoryview):
            by_type[bytes].append((index, bytes(source)))
        else:
            results[index] = InputError(
                f"{names[index] or 'page'}: {type(source).__name__} is no page; give str, bytes or a Document"
            )
    for given, pages in by_type.items():
        read = read_sources(
            [page for _, page in pages], kind=_KIND_OF[given], names=[names[index] for index, _ in pages]
        )
        results.update(zip((index for index, _ in pages), read, strict=True))
    return [results[index] for index in range(len(sources))]


def groups(pages: Iterable[Given], size: int) -> Iterator[Group]:
    """Runs of pages that are read together.

    Args:
        pages: the pages.
        size: characters or bytes after which a group ends; a larger page is a group of its own.

    Yields:
        The number of a group's first page, and its pages.
    """
    first = 0
    for group in grouped(pages, _size, size):
        yield first, group
        first += len(group)


def _size(page: object) -> int:
    if isinstance(page, Document):
        return len(page.text)
    return len(page) if isinstance(page, str | bytes | bytearray | memoryview) else 0
