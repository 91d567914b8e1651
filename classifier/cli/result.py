"""What the renderers of `predict` are given: a page, and if asked for, the reasons of its labels."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from classifier.records import Page

if TYPE_CHECKING:
    from classifier.pipeline import Model

MAX_REASONS: Final = 10
"""Reasons listed for one paragraph, the weightiest first; `classifier explain` shows the rest."""

Reasons = list[tuple[str, float | None]]
"""Word or feature, and its contribution to the label's logit; for a caller's rule, which has none, None."""


@dataclass(frozen=True, slots=True)
class Result:
    """One classified page.

    Attributes:
        page: the page.
        reasons: one list a paragraph; None where no reasons were asked for.
    """

    page: Page
    reasons: list[Reasons] | None = None


def make_result(page: Page, explainer: "Model | None" = None) -> Result:
    """Pair a page with the reasons that `explainer`, the model that classified it, gives."""
    if explainer is None:
        return Result(page)
    return Result(page, [_reasons(page, index, explainer) for index in range(len(page))])


def summary(page: Page) -> str:
    """One line about the page as a whole."""
    kept, total = page.content_chars, sum(end - start for start, end in page.document.spans.tolist())
    return f"{page.verdict}; {kept:,} of {total:,} characters kept; junk share {page.junk_share:.2f}"


def _reasons(page: Page, index: int, explainer: "Model") -> Reasons:
    if index in page.rules:
        return [(f"rule: {page.rules[index]}", None)]
    reasons = sorted(explainer.explain(page.document, index).reasons, key=lambda reason: -abs(reason[1]))
    return [*reasons[:MAX_REASONS]]
