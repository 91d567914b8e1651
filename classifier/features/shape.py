"""What a paragraph looks like without its words: length, kinds of characters, ends, place in the page."""

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.characters import N_CLASSES, CharClass
from classifier.features.normalise import Normalised

Floats = NDArray[np.float32]
_Real = TypeVar("_Real", bound=np.floating)

LENGTH_KNOTS: Final = np.log1p([0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 40, 55, 80, 120, 200, 400, 1000])
PLACE_KNOTS: Final = np.log1p([0, 1, 2, 3, 5, 8, 12, 18, 28, 45, 70, 110, 200, 500])
SHARE_KNOTS: Final = np.linspace(0, 1, 11)
COUNT_KNOTS: Final = np.log1p([0, 1, 2, 3, 5, 9, 16])
FEW_PARAGRAPHS: Final = 8
"""Pages of fewer paragraphs have no place features: what little is left of a page, or a single line, says nothing by
where it stands, and weights learnt on whole pages make it spam."""

COUNTED: Final = (
    CharClass.STOP,
    CharClass.COMMA,
    CharClass.ENUMERATION,
    CharClass.DIGIT,
    CharClass.SEPARATOR,
)
PRESENT: Final = tuple(c for c in CharClass if c > CharClass.BOUNDARY)


def hats(values: NDArray[np.floating], knots: NDArray[np.floating]) -> Floats:
    """Piecewise linear basis: how near each value is to each knot, float32 (n, len(knots)), rows sum to 1."""
    values = np.clip(values, knots[0], knots[-1])
    right = np.clip(np.searchsorted(knots, values, side="right"), 1, len(knots) - 1)
    share = (values - knots[right - 1]) / (knots[right] - knots[right - 1])
    basis = np.zeros((len(values), len(knots)), np.float32)
    rows = np.arange(len(values))
    basis[rows, right - 1] = 1 - share
    basis[rows, right] = share
    return basis


def shape_names() -> tuple[str, ...]:
    """Names of the columns of `shape`, in order."""
    classes = [c.name.lower() for c in CharClass]
    return (
        *(f"length:{np.expm1(k):.0f}" for k in LENGTH_KNOTS),
        *(f"share:{classes[c]}" for c in PRESENT),
        *(f"has:{classes[c]}" for c in PRESENT),
        *(f"count:{classes[c]}:{np.expm1(k):.0f}" for c in COUNTED for k in COUNT_KNOTS),
        *(f"first:{c}" for c in classes),
        *(f"last:{c}" for c in classes),
        *(f"from-top:{np.expm1(k):.0f}" for k in PLACE_KNOTS),
        *(f"from-end:{np.expm1(k):.0f}" for k in PLACE_KNOTS),
        *(f"place:{k:.1f}" for k in SHARE_KNOTS),
        *(f"page-paragraphs:{np.expm1(k):.0f}" for k in PLACE_KNOTS),
        *(f"length-in-page:{k:.1f}" for k in SHARE_KNOTS),
        "invisible",
        "repeated",
    )


def place_columns() -> NDArray[np.int64]:
    """Columns of `shape` that tell the place in the page and what the page is like."""
    places = ("from-top:", "from-end:", "place:", "page-paragraphs:", "length-in-page:", "repeated")
    return np.array([i for i, name in enumerate(shape_names()) if name.startswith(places)])


def class_counts(text: Normalised) -> Floats:
    """How many characters of each class each paragraph has, float32 (n, N_CLASSES)."""
    n = len(text.row_starts) - 1
    lengths = np.diff(text.row_starts)
    rows = np.repeat(np.arange(n, dtype=np.int32) * np.int32(N_CLASSES), lengths)
    rows += text.classes[: len(rows)]
    counts = np.bincount(rows, minlength=n * N_CLASSES).reshape(n, N_CLASSES).astype(np.float32)
    counts[:, CharClass.BOUNDARY] = 0
    return counts


def fingerprints(text: Normalised, hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """One number a paragraph, the same for the same text: the sum of its hashed windows, uint32 (n,).

    Args:
        text: the paragraphs.
        hashes: uint32 (m,), hashes of the 2-grams at each position.
    """
    # Without the end boundary, which only the batch's last paragraph has.
    inside = hashes[: text.row_starts[-1]]
    return np.add.reduceat(inside, text.row_starts[:-1], dtype=np.uint32)


def repeats(prints: NDArray[np.uint32], pages: NDArray[np.int64]) -> NDArray[np.int64]:
    """How often each paragraph's text stands in its page, int64 (n,)."""
    keys = (pages.astype(np.uint64) << np.uint64(32)) | prints
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    often: NDArray[np.int64] = counts[inverse]
    return often


def page_maximum(values: NDArray[_Real], page_starts: NDArray[np.int64]) -> NDArray[_Real]:
    """The largest value in each paragraph's page, (n,), of values (n,)."""
    sizes = np.diff(page_starts)
    filled = sizes > 0
    if not len(values):
        return values
    largest: NDArray[_Real] = np.repeat(np.maximum.reduceat(values, page_starts[:-1][filled]), sizes[filled])
    return largest


def shape(batch: Batch, text: Normalised, counts: Floats, prints: NDArray[np.uint32]) -> Floats:
    """The shape features, float32 (n, len(shape_names())).

    Args:
        batch: the paragraphs.
        text: their normalised characters.
        counts: float32 (n, N_CLASSES) from `class_counts`.
        prints: uint32 (n,) from `fingerprints`.
    """
    n = len(batch)
    sizes = counts.sum(axis=1)
    shares = counts / np.maximum(sizes, 1)[:, None]
    log_size = np.log1p(sizes)
    page_sizes = np.diff(batch.page_starts)
    in_page = np.repeat(page_sizes, page_sizes)
    place = np.arange(n) - np.repeat(batch.page_starts[:-1], page_sizes)
    from_end = in_page - 1 - place
    whole = (in_page >= FEW_PARAGRAPHS)[:, None]
    first = text.classes[text.row_starts[:-1] + 1]
    last = text.classes[text.row_starts[1:] - 1]
    longest = page_maximum(log_size, batch.page_starts)
    raw_size = (batch.ends - batch.starts).astype(np.float32)
    eye = np.eye(N_CLASSES, dtype=np.float32)
    present = list(PRESENT)
    return np.concatenate(
        [
            hats(log_size, LENGTH_KNOTS),
            shares[:, present],
            counts[:, present] > 0,
            *(hats(np.log1p(counts[:, c]), COUNT_KNOTS) for c in COUNTED),
            eye[first],
            eye[last],
            hats(np.log1p(place), PLACE_KNOTS) * whole,
            hats(np.log1p(from_end), PLACE_KNOTS) * whole,
            hats(place / np.maximum(in_page - 1, 1), SHARE_KNOTS) * whole,
            hats(np.log1p(in_page), PLACE_KNOTS) * whole,
            hats(log_size / np.maximum(longest, 1e-6), SHARE_KNOTS) * whole,
            np.minimum(1 - sizes / np.maximum(raw_size, 1), 1)[:, None],
            (repeats(prints, batch.pages) > 1)[:, None],
        ],
        axis=1,
        dtype=np.float32,
    )
