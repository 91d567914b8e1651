"""What the page is told, as values that JSON can hold."""

from collections import Counter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.labels import LABEL_INDEX, LABELS
from classifier.model.explain import Explanation
from classifier.records import Page
from classifier.review.workspace import Entry, Workspace, differences, final_labels

REASONS_SHOWN: Final = 12
"""The weightiest; `classifier explain` shows all."""

DECIMALS: Final = 3


def list_view(workspace: Workspace) -> dict[str, Any]:
    """All pages in brief, and what the page has to know beforehand."""
    ranks = workspace.ranks()
    return {
        "wanted": [label in workspace.model.policy.keep for label in LABELS],
        "model": str(workspace.model.metadata.get("name", "")),
        "out": str(workspace.out),
        "pages": [
            brief_view(number, entry) | {"rank": ranks[number]}
            for number, entry in enumerate(workspace.entries())
        ],
    }


def brief_view(number: int, entry: Entry) -> dict[str, Any]:
    """One page in brief."""
    counts = Counter(final_labels(entry))
    return {
        "number": number,
        "name": entry.page.document.name,
        "site": entry.source.record.site,
        "kind": entry.source.record.kind,
        "title": entry.source.record.title,
        "verdict": entry.page.verdict,
        "paragraphs": len(entry.page),
        "counts": [counts[label] for label in LABELS],
        "labelled": entry.source.labels is not None,
        "differences": differences(entry),
    }


def page_view(number: int, entry: Entry, version: str) -> dict[str, Any]:
    """One page in full; labels are numbers of `labels` in the list."""
    page, labels = entry.page, entry.source.labels
    own = page.probabilities[range(len(page)), page.label_ids]
    return brief_view(number, entry) | {
        "version": version,
        "file": str(entry.source.target),
        "lines": page.document.lines(),
        "machine": page.label_ids.tolist(),
        "second": _second_choice(page).tolist(),
        "sure": own.round(DECIMALS).tolist(),
        "junk": page.junk.round(DECIMALS).tolist(),
        "keep": page.keep.tolist(),
        "given": None if labels is None else [LABEL_INDEX[label] for label in labels],
        "rules": page.rules,
        "html": page.document.markup is not None,
    }


def _second_choice(page: Page) -> NDArray[np.intp]:
    """For each paragraph the likeliest of the labels that it was not given."""
    others = page.probabilities.copy()
    others[range(len(page)), page.label_ids] = -1
    chosen: NDArray[np.intp] = others.argmax(axis=1)
    return chosen


def explanation_view(explanation: Explanation) -> dict[str, Any]:
    """Why a paragraph has its label."""
    return {
        "label": LABEL_INDEX[explanation.label],
        "probabilities": [round(explanation.probabilities[label], DECIMALS) for label in LABELS],
        "reasons": [(name, round(weight, DECIMALS)) for name, weight in explanation.reasons[:REASONS_SHOWN]],
    }
