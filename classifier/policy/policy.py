"""What to keep of a page: a policy maps label probabilities to keep or drop."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from classifier.features.shape import FEW_PARAGRAPHS
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
        drop_page_without_content: a page is dropped whole when the probability that it has no content at all
            is above this; 1 drops no page. One line kept of a list or a portal spoils it: measured in
            docs/design.md. It says nothing of pages of fewer than FEW_PARAGRAPHS paragraphs, of pages of which
            a rule keeps something, nor where other labels than body and heading are wanted.
        rules: the caller's own rules, see `classifier.policy.rules`.

    Raises:
        PolicyError: on an unknown label or a number outside its range.
    """

    name: str = "custom"
    keep: frozenset[str] = frozenset(CONTENT_LABELS)
    threshold: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict, hash=False)
    drop_page_above: float = 1.0
    drop_page_without_content: float = 0.6
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        for label in sorted(self.keep):
            check_label(label, "keep")
        check_probability(self.threshold, "threshold")
        for label, threshold in self.thresholds.items():
            check_label(label, "thresholds")
            check_probability(threshold, f"thresholds.{label}")
        check_probability(self.drop_page_above, "drop_page_above")
        check_probability(self.drop_page_without_content, "drop_page_without_content")


def apply(  # noqa: PLR0917  (arrays travel together)
    policy: Policy,
    probabilities: NDArray[np.float32],
    label_ids: NDArray[np.int8],
    lengths: NDArray[np.int64],
    offsets: NDArray[np.int64],
    has_content: NDArray[np.float32],
    forced: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Which paragraphs the policy keeps: each for itself first, then pages as a whole.

    Args:
        policy: what is wanted.
        probabilities: float32 (n, 10), columns in the order of LABELS.
        label_ids: int8 (n,), index into LABELS.
        lengths: int64 (n,), characters of each paragraph.
        offsets: int64 (pages + 1,), page p has the paragraphs offsets[p] to offsets[p + 1].
        has_content: float32 (pages,), probability that each page has any content.
        forced: bool (n,), paragraphs whose label a rule forced; None for none.

    Returns:
        bool (n,).
    """
    limits = np.array([policy.thresholds.get(label, policy.threshold) for label in LABELS], np.float32)
    keep: NDArray[np.bool_] = _unwanted(policy, probabilities) < limits[label_ids]
    sizes = np.diff(offsets)
    pages = np.repeat(np.arange(len(sizes)), sizes)
    refused = (1 - has_content > policy.drop_page_without_content) & (sizes >= FEW_PARAGRAPHS)
    refused &= policy.keep <= frozenset(CONTENT_LABELS)
    if forced is not None:
        wanted = np.array([label in policy.keep for label in LABELS])
        keep[forced] = wanted[label_ids[forced]]
        refused[pages[forced & keep]] = False
    total = np.bincount(pages, lengths, len(sizes))
    dropped = total - np.bincount(pages, lengths * keep, len(sizes))
    refused |= dropped > policy.drop_page_above * total
    return keep & ~refused[pages]


def _unwanted(policy: Policy, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probability float32 (n,) that each paragraph is of an unwanted label."""
    # One subtraction a label, in the order of Page.junk: the default policy agrees with `junk < 0.5` always.
    unwanted = np.ones(len(probabilities), np.float32)
    for label in LABELS:
        if label in policy.keep:
            unwanted -= probabilities[:, LABEL_INDEX[label]]
    return unwanted
