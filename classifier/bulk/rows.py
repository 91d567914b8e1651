"""What is written about a page: the `classifier` object, its paragraphs, Dolma attributes, rejects."""

from dataclasses import replace
from typing import Any, Final

import numpy as np

from classifier.bulk.sites.page import Remembered
from classifier.labels import LABELS
from classifier.policy.policy import Policy, apply
from classifier.records import Page

DECIMALS: Final = 4
"""Of probabilities and shares: more would cost space, and say no more than the calibration holds."""

ATTRIBUTE_PREFIX: Final = "classifier__"
ATTRIBUTES: Final = tuple(f"{ATTRIBUTE_PREFIX}{name}" for name in ("junk", "drop", *LABELS))


def about(page: Page) -> dict[str, Any]:
    """The `classifier` object: verdict, characters kept and dropped, share dropped."""
    kept = page.content_chars
    return {
        "verdict": page.verdict,
        "kept": kept,
        "dropped": int(page.document.lengths.sum()) - kept,
        "junk_share": round(page.junk_share, DECIMALS),
    }


def paragraphs(page: Page) -> list[dict[str, Any]]:
    """Every paragraph's span in the text, label, junk and fate."""
    return [
        {"start": start, "end": end, "label": LABELS[label], "junk": round(junk, DECIMALS), "keep": keep}
        for (start, end), label, junk, keep in _columns(page)
    ]


def attributes(page: Page) -> dict[str, list[list[float]]]:
    """Dolma attributes: name -> spans of [start, end, score].

    `classifier__junk` has every paragraph with its probability of being junk, `classifier__drop` those that
    the policy drops, and one attribute a label the paragraphs of that label, the last two with score 1.
    """
    found: dict[str, list[list[float]]] = {f"{ATTRIBUTE_PREFIX}junk": [], f"{ATTRIBUTE_PREFIX}drop": []}
    for (start, end), label, junk, keep in _columns(page):
        found[f"{ATTRIBUTE_PREFIX}junk"].append([start, end, round(junk, DECIMALS)])
        if not keep:
            found[f"{ATTRIBUTE_PREFIX}drop"].append([start, end, 1.0])
        found.setdefault(f"{ATTRIBUTE_PREFIX}{LABELS[label]}", []).append([start, end, 1.0])
    return found


def rejects(page: Page, policy: Policy) -> list[dict[str, Any]]:
    """The paragraphs that are dropped: place, text, label, junk, and the reason.

    The reason is `rule: NAME` where a caller's rule decided, `site: on N of M pages` where the memory of the
    site did, `page` where the policy dropped the whole page and would have kept the paragraph, else the label.
    """
    if page.keep.all():
        return []
    alone = kept_alone(page, policy)
    decided = _decided(page)
    text = page.document.text
    return [
        {
            "index": index,
            "start": start,
            "end": end,
            "text": text[start:end],
            "label": LABELS[label],
            "junk": round(junk, DECIMALS),
            "reason": "page" if alone[index] else decided.get(index, LABELS[label]),
        }
        for index, ((start, end), label, junk, keep) in enumerate(_columns(page))
        if not keep
    ]


def kept_alone(page: Page, policy: Policy) -> Any:  # noqa: ANN401  (a row of booleans)
    """Whether each paragraph would be kept if the page were not dropped as a whole."""
    if page.keep.any():
        return page.keep
    lenient = replace(policy, drop_page_above=1.0, drop_page_without_content=1.0)
    forced = np.isin(np.arange(len(page)), list(_decided(page)))
    offsets = np.array([0, len(page)])
    content = np.ones(1, np.float32)
    return apply(lenient, page.probabilities, page.label_ids, page.document.lengths, offsets, content, forced)


def _decided(page: Page) -> dict[int, str]:
    """The paragraphs that the model did not decide, index -> the reason."""
    recurring = page.recurring if isinstance(page, Remembered) else {}
    return recurring | {index: f"rule: {name}" for index, name in page.rules.items()}


def _columns(page: Page) -> Any:  # noqa: ANN401  (an iterator of four columns, each of its own type)
    return zip(
        page.document.spans.tolist(),
        page.label_ids.tolist(),
        page.junk.tolist(),
        page.keep.tolist(),
        strict=True,
    )
