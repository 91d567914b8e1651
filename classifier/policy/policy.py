"""What to keep of a page: a policy maps label probabilities to keep or drop."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from classifier.labels import CONTENT_LABELS, LABEL_INDEX, LABELS
from classifier.policy.checks import check_label, check_probability
from classifier.policy.rules import Rule


@dataclass(frozen=True, slots=True)
class Policy:
    """Which labels are wanted, and how sure the model must be before a paragraph is dropped.

    A paragraph is dropped when the probability that it is of an unwanted label reaches the threshold. With
    body and heading wanted, that probability is the paragraph's `junk`; a policy that wants comments too
    counts P(comment) as wanted. A paragraph whose label a rule forced is kept if that label is wanted.

    Attributes:
        name: how the policy is called in messages.
        keep: the wanted labels.
        threshold: drop from this probability on, above 0, at most 1. Lower drops more: 0.5 drops what is more
            likely unwanted than wanted, 0.2 drops when in doubt, 0.8 keeps when in doubt.
        thresholds: label -> the threshold for paragraphs of that label, where it differs from `threshold`.
        drop_page_above: a page is dropped whole when more than this share of its characters would be dropped;
            1 drops no page.
        drop_page_unsure: a page is dropped whole when what would be kept of it comes, in the mean over its
            characters, nearer to the threshold than this share of it; 1 drops no page. Where so little is sure
            there is mostly no content at all: measured in docs/design.md.
        rules: the caller's own rules, see `classifier.policy.rules`.

    Raises:
        PolicyError: on an unknown label or a number outside its range.
    """

    name: str = "custom"
    keep: frozenset[str] = frozenset(CONTENT_LABELS)
    threshold: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict, hash=False)
    drop_page_above: float = 1.0
    drop_page_unsure: float = 0.8
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        for label in sorted(self.keep):
            check_label(label, "keep")
        check_probability(self.threshold, "threshold")
        for label, threshold in self.thresholds.items():
            check_label(label, "thresholds")
            check_probability(threshold, f"thresholds.{label}")
        check_probability(self.drop_page_above, "drop_page_above")
        check_probability(self.drop_page_unsure, "drop_page_unsure")


def apply(  # noqa: PLR0917  (arrays travel together)
    policy: Policy,
    probabilities: NDArray[np.float32],
    label_ids: NDArray[np.int8],
    lengths: NDArray[np.int64],
    offsets: NDArray[np.int64],
    forced: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Which paragraphs the policy keeps: each for itself first, then pages as a whole.

    Args:
        policy: what is wanted.
        probabilities: float32 (n, 10), columns in the order of LABELS.
        label_ids: int8 (n,), index into LABELS.
        lengths: int64 (n,), characters of each paragraph.
        offsets: int64 (pages + 1,), page p has the paragraphs offsets[p] to offsets[p + 1].
        forced: bool (n,), paragraphs whose label a rule forced; None for none.

    Returns:
        bool (n,).
    """
    unwanted = _unwanted(policy, probabilities)
    limits = np.array([policy.thresholds.get(label, policy.threshold) for label in LABELS], np.float32)
    keep: NDArray[np.bool_] = unwanted < limits[label_ids]
    if forced is not None:
        wanted = np.array([label in policy.keep for label in LABELS])
        keep[forced] = wanted[label_ids[forced]]
        unwanted[forced] = ~keep[forced]
    return _without_bad_pages(policy, keep, unwanted / limits[label_ids], lengths, offsets)


def _unwanted(policy: Policy, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probability float32 (n,) that each paragraph is of an unwanted label."""
    # One subtraction a label, in the order of Page.junk: the default policy agrees with `junk < 0.5` always.
    unwanted = np.ones(len(probabilities), np.float32)
    for label in LABELS:
        if label in policy.keep:
            unwanted -= probabilities[:, LABEL_INDEX[label]]
    return unwanted


def _without_bad_pages(
    policy: Policy,
    keep: NDArray[np.bool_],
    doubts: NDArray[np.floating],
    lengths: NDArray[np.int64],
    offsets: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """`keep` without the pages that `drop_page_above` and `drop_page_unsure` drop whole.

    Args:
        policy: says which.
        keep: bool (n,).
        doubts: float (n,), 1 where a paragraph is so likely unwanted that it is only just dropped.
        lengths: int64 (n,).
        offsets: int64 (pages + 1,).
    """
    sizes = np.diff(offsets)
    pages = np.repeat(np.arange(len(sizes)), sizes)

    weights = lengths.astype(np.float64)

    def by_page(shares: NDArray[np.floating] | NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(pages, weights=weights * shares, minlength=len(sizes)).astype(np.float64)

    total, kept = by_page(np.ones_like(weights)), by_page(keep)
    refused = total - kept > policy.drop_page_above * total
    refused |= by_page(doubts * keep) > policy.drop_page_unsure * kept
    return keep & ~refused[pages]
