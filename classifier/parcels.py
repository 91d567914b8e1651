"""Labelled pages on their way from a worker process: a few arrays for a whole group instead of objects for each page.

Objects were what travelled before, each page's text there and back: a second process gained nothing by it, because
the first was busy packing and unpacking. What the caller's process has already, it gets no second time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from classifier.errors import InputError
from classifier.records import Document, Markup, Page, Verdict

Read = Page | InputError
"""A labelled page, or the error in the place of one that cannot be used."""

_Numbers = TypeVar("_Numbers", bound=np.generic)
_SHORT: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class _Markups:
    """Markup of m pages with n paragraphs together; the attributes of `Markup` in one array each.

    Attributes:
        columns: float32 (n, columns).
        tokens: uint32 (all tokens,).
        token_starts: int32 (n + m,), each page's own, one after the other.
        blocks: int32 (n, kinds).
        token_counts: tokens of each page.
        titles: of each page.
    """

    columns: NDArray[np.float32]
    tokens: NDArray[np.uint32]
    token_starts: NDArray[np.int32]
    blocks: NDArray[np.int32]
    token_counts: list[int]
    titles: list[str]


@dataclass(frozen=True, slots=True)
class Parcel:
    """The labelled pages of a group.

    Attributes:
        errors: for each page that cannot be used, its place in the group -> why.
        counts: paragraphs of each of the p others.
        texts: of each of them, None where the caller's process has it.
        encodings: of each of them, and the number of replaced characters.
        spans: int32 (n, 2), their paragraphs, in characters of each page's text; int64 where that is too small.
        probabilities: float32 (n, 10).
        label_ids: int8 (n,).
        keep: bool (n,).
        verdicts: of each.
        has_content: of each.
        rules: for each page of which a caller's rule decided something, its place among the p -> `Page.rules`.
        markups: of the pages among the p that have one and did not come as Documents.
        marked: the places of those.
    """

    errors: dict[int, InputError]
    counts: list[int]
    texts: list[str | None]
    encodings: list[tuple[str, int]]
    spans: NDArray[np.integer]
    probabilities: NDArray[np.float32]
    label_ids: NDArray[np.int8]
    keep: NDArray[np.bool_]
    verdicts: list[Verdict]
    has_content: list[float]
    rules: dict[int, dict[int, str]]
    markups: _Markups
    marked: list[int]


def pack(results: Sequence[Read], sources: Sequence[object]) -> Parcel:
    """Packs what became of a group.

    Args:
        results: for each page of the group.
        sources: the group's pages as they were given.
    """
    pages = [(page, source) for page, source in zip(results, sources, strict=True) if isinstance(page, Page)]
    documents = [page.document for page, _ in pages]
    longest = max((len(document.text) for document in documents), default=0)
    marked = [
        place
        for place, (page, source) in enumerate(pages)
        if page.document.markup is not None and not isinstance(source, Document)
    ]
    return Parcel(
        {place: result for place, result in enumerate(results) if isinstance(result, InputError)},
        [len(document) for document in documents],
        [None if isinstance(source, str | Document) else page.document.text for page, source in pages],
        [(document.encoding, document.replaced) for document in documents],
        _joined([document.spans for document in documents], np.int32 if longest <= _SHORT else np.int64, 2),
        _joined([page.probabilities for page, _ in pages], np.float32, 10),
        _joined([page.label_ids for page, _ in pages], np.int8),
        _joined([page.keep for page, _ in pages], np.bool_),
        [page.verdict for page, _ in pages],
        [page.has_content for page, _ in pages],
        {place: page.rules for place, (page, _) in enumerate(pages) if page.rules},
        _pack_markups([documents[place].markup for place in marked]),
        marked,
    )


def unpack(parcel: Parcel, sources: Sequence[object], name: Callable[[int], str]) -> Iterator[Read]:
    """What was packed, page by page.

    Args:
        parcel: what `pack` gave in the other process.
        sources: the group's pages as they were given, in this process.
        name: the name of the document at a place in the group, unless it came as a Document.
    """
    spans = parcel.spans.astype(np.int64, copy=False)
    markups = dict(zip(parcel.marked, _unpack_markups(parcel), strict=True))
    borders = pairwise(accumulate(parcel.counts, initial=0))
    place = -1  # among the pages that can be used
    for index, source in enumerate(sources):
        if index in parcel.errors:
            yield parcel.errors[index]
            continue
        place += 1
        start, end = next(borders)
        if isinstance(source, Document):
            document = source
        else:
            text = parcel.texts[place]
            if text is None:
                assert isinstance(source, str)
                text = source
            document = Document(
                text, spans[start:end], name(index), markups.get(place), *parcel.encodings[place]
            )
        yield Page(
            document,
            parcel.probabilities[start:end],
            parcel.label_ids[start:end],
            parcel.keep[start:end],
            parcel.verdicts[place],
            parcel.rules.get(place, {}),
            parcel.has_content[place],
        )


def _pack_markups(markups: Sequence[Markup | None]) -> _Markups:
    known = [markup for markup in markups if markup is not None]
    width = known[0].columns.shape[1] if known else 0
    return _Markups(
        _joined([markup.columns for markup in known], np.float32, width),
        _joined([markup.tokens for markup in known], np.uint32),
        _joined([markup.token_starts for markup in known], np.int32),
        _joined([markup.blocks for markup in known], np.int32, known[0].blocks.shape[1] if known else 0),
        [len(markup.tokens) for markup in known],
        [markup.title for markup in known],
    )


def _unpack_markups(parcel: Parcel) -> Iterator[Markup]:
    """The markup of each page of `Parcel.marked`."""
    packed = parcel.markups
    token_starts = packed.token_starts.astype(np.int64)
    row = token = 0
    for number, (place, tokens, title) in enumerate(
        zip(parcel.marked, packed.token_counts, packed.titles, strict=True)
    ):
        end = row + parcel.counts[place]
        yield Markup(
            packed.columns[row:end],
            packed.tokens[token : token + tokens],
            token_starts[row + number : end + number + 1],  # one more than paragraphs in each page
            packed.blocks[row:end],
            title,
        )
        row, token = end, token + tokens


def _joined(
    arrays: Sequence[NDArray[np.generic]], dtype: type[_Numbers], columns: int | None = None
) -> NDArray[_Numbers]:
    """One array of many; with `columns` for those of two dimensions."""
    none = np.zeros(0 if columns is None else (0, columns), dtype)
    return np.concatenate([none, *arrays], dtype=dtype, casting="same_kind")
