"""What a page is as a whole, decided from its paragraphs' labels, weighted by their characters."""

from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from classifier.labels import CONTENT_LABELS, LABEL_INDEX, LABELS, SPAM_LABELS
from classifier.records import Verdict

SPAM_SHARE: Final = 0.5
"""A page is spam when more than this share of its characters is advertising. News pages with many banners
stay below: of 1,062 hand-labelled pages the 16 above it are gambling sites, the next has 0.45."""

HIJACK_CHARS: Final = 12
"""Gambling or adult characters that make a page with content a hijacked one: the shortest injected line is a
brand with two search words; less is a name or a link text, and within what a model confuses."""

HIJACK_SURE: Final = 0.9
"""Probability of junk from which such a line counts: a report that quotes an advertisement, or a lecture on games
of chance, has doubtful lines too, and injected ones are seldom doubtful."""

HIJACK_TOP_CHARS: Final = 20
"""Length from which promotion as a page's first paragraph counts as injected, if more of it follows the
content. App prompts open many honest pages, but they are shorter: of 1,062 hand-labelled pages, none of them
hijacked with plain promotion, one is taken for it."""

HIJACK_CONTENT_CHARS: Final = 80
"""Content that advertising must be wrapped around: about two sentences, less is nothing worth stealing."""

LIST_SHARE: Final = 0.05
"""Below this share of content a page is a list. Of the hand-labelled pages below it, half have no more than a
page title or a stray caption."""

LIST_CHARS: Final = 50
"""Content shorter than this makes an article only if it is most of the page, as in a one-line text."""

_SPAM: Final = [LABEL_INDEX[label] for label in SPAM_LABELS]
_ILLEGAL: Final = [LABEL_INDEX["gambling"], LABEL_INDEX["adult"]]
_CONTENT: Final = [LABEL_INDEX[label] for label in CONTENT_LABELS]
_PROMOTION: Final = LABEL_INDEX["promotion"]


def verdict(label_ids: NDArray[np.int8], lengths: NDArray[np.int64], junk: NDArray[np.float32]) -> Verdict:
    """What one page is; see `verdicts`."""
    return verdicts(label_ids, lengths, np.array([0, len(lengths)]), junk)[0]


def verdicts(
    label_ids: NDArray[np.int8],
    lengths: NDArray[np.int64],
    offsets: NDArray[np.int64],
    junk: NDArray[np.float32],
) -> list[Verdict]:
    """What each of many pages is.

    In this order: `empty`, no paragraphs; `spam`, most of its characters are promotion, gambling or adult;
    `hijacked`, substantial content and gambling or adult text beside it, or promotion as the first paragraph
    and again after the content has begun; `list`, hardly any content; else `article`.

    The policy has no say: a page has the same verdict whatever the caller keeps of it.

    Args:
        label_ids: int8 (n,), index into LABELS, all paragraphs of all pages.
        lengths: int64 (n,), characters of each paragraph.
        offsets: int64 (pages + 1,), page p has the paragraphs offsets[p] to offsets[p + 1].
        junk: float32 (n,), probability that each is junk: only sure lines make a page a hijacked one.
    """
    sizes = np.diff(offsets)
    pages = np.repeat(np.arange(len(sizes)), sizes)
    chars = np.bincount(pages * len(LABELS) + label_ids, weights=lengths, minlength=len(sizes) * len(LABELS))
    chars = chars.reshape(len(sizes), len(LABELS))
    total = chars.sum(axis=1)
    content = chars[:, _CONTENT].sum(axis=1)

    empty = sizes == 0
    spam = chars[:, _SPAM].sum(axis=1) > SPAM_SHARE * total
    accused = np.isin(label_ids, _ILLEGAL) & (junk >= HIJACK_SURE)
    illegal = np.bincount(pages, lengths * accused, len(sizes)) >= HIJACK_CHARS
    wrapped = _wrapped_in_promotion(label_ids, lengths, offsets)
    hijacked = (illegal | wrapped) & (content >= HIJACK_CONTENT_CHARS)
    short = (content < LIST_CHARS) & (content <= total / 2)
    hardly_any = short | (content < LIST_SHARE * total)

    names = np.select(
        [empty, spam, hijacked, hardly_any], ["empty", "spam", "hijacked", "list"], default="article"
    ).tolist()
    return cast(list[Verdict], names)


def _wrapped_in_promotion(
    label_ids: NDArray[np.int8], lengths: NDArray[np.int64], offsets: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Bool (pages,): a long first paragraph of promotion, and more promotion after the content has begun."""
    starts, ends = offsets[:-1], offsets[1:]
    wrapped = np.zeros(len(starts), np.bool_)
    content = np.flatnonzero(np.isin(label_ids, _CONTENT))
    promotion = np.flatnonzero(label_ids == _PROMOTION)
    if not len(content) or not len(promotion):
        return wrapped
    first_content = np.append(content, ends[-1])[np.searchsorted(content, starts)]
    last_promotion = np.append(-1, promotion)[np.searchsorted(promotion, ends)]
    filled = np.flatnonzero(ends > starts)
    first = starts[filled]
    opens = (label_ids[first] == _PROMOTION) & (lengths[first] >= HIJACK_TOP_CHARS)
    wrapped[filled] = (
        opens & (first_content[filled] < ends[filled]) & (last_promotion[filled] > first_content[filled])
    )
    return wrapped
