"""Writes the model card: what the model is for, how good it is, what it was made from, where it fails."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

_MEASURES: Final = {
    "line_f1": "line F1 of content",
    "line_precision": "precision",
    "line_recall": "recall",
    "page_f1": "page F1",
    "page_character_f1": "page-character F1",
    "macro_f1": "macro F1 of the ten labels",
    "calibration_error": "expected calibration error of `junk`",
    "brier": "Brier score of `junk`",
}
_EXPLANATION: Final = (
    "P is precision, R recall. Line F1: body and heading against the rest, over all paragraphs of all pages. "
    "Page F1: its mean over pages, where a page without content of which nothing is kept counts 1; "
    "page-character F1: the same, lines weighted by their letters, digits and Han characters. Macro F1: mean "
    "over the labels that occur. Expected calibration error: 15 equal-width bins. All with the default "
    "policy, which keeps what is more likely content than junk."
)


def card_markdown(metadata: Mapping[str, Any]) -> str:
    """The card as Markdown.

    Args:
        metadata: of `classifier.model.train`, with `scores`, `label_scores` and `measured` of
            `classifier.evaluation.training`.
    """
    training = metadata["training"]
    parts = [
        f"# Model card: {metadata['name']}",
        f"Trained on {metadata['created']} with version {metadata['version']}; digest of the training data "
        f"{training['digest']}. Written by `classifier train`; the model file holds the same.",
        "## Intended use",
        metadata["intended_use"],
        "## Scores",
        *_scores(metadata),
        "## Limits",
        _bullets(metadata["limits"]),
        "## Training data",
        *_data(metadata),
        "## How it was made",
        *_making(metadata),
    ]
    return "\n\n".join(parts) + "\n"


def _scores(metadata: Mapping[str, Any]) -> Iterable[str]:
    measured, scores = metadata["measured"], metadata["scores"]
    yield f"{measured['how']} Measured on {measured['pages']:,} pages, {measured['paragraphs']:,} paragraphs."
    yield _table(
        ("", "text", "HTML"),
        [
            (title, f"{scores['text'][measure]:.3f}", f"{scores['html'][measure]:.3f}")
            for measure, title in _MEASURES.items()
        ],
    )
    columns = metadata["label_scores"]
    yield _table(
        ("label", *columns),
        [
            (label, *(_figure(column[label]) for column in columns.values()))
            for label in next(iter(columns.values()))
        ],
    )
    yield _EXPLANATION


def _data(metadata: Mapping[str, Any]) -> Iterable[str]:
    training, columns = metadata["training"], metadata["labels_trained_on"]
    yield (
        f"{training['pages']:,} pages of {training['sites']:,} sites with {training['paragraphs']:,} "
        f"labelled paragraphs ({training['pages_with_html']:,} pages with their HTML), "
        f"{training['composed_paragraphs']:,} paragraphs of variants composed of them, and "
        f"{training['lines']:,} single lines."
    )
    yield _table(
        ("label", *columns),
        [
            (label, *(f"{column[label]:,}" for column in columns.values()))
            for label in next(iter(columns.values()))
        ],
    )
    yield _table(
        ("source", "commit", "licence", "pages", "lines"),
        [
            (row["name"], row["commit"][:12], row["licence"], f"{row['pages']:,}", f"{row['lines']:,}")
            for row in metadata["sources"]
        ],
    )


def _making(metadata: Mapping[str, Any]) -> Iterable[str]:
    libraries = ", ".join(f"{library} {number}" for library, number in metadata["versions"].items())
    yield (
        "Multinomial logistic regressions over TF-IDF of characters and words, shape, markup and context, "
        "each stage fitted on what the stage before says of sites it has not seen, then calibrated on such "
        f"sites; see docs/design.md. Libraries: {libraries}."
    )
    yield _bullets(f"{name}: {_setting(value)}" for name, value in metadata["settings"].items())


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def _setting(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_setting(item)}" for name, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(_setting(item) for item in value)
    return str(value)


def _bullets(rows: Iterable[str]) -> str:
    return "\n".join(f"- {row}" for row in rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a bar inside a cell, which would end it, is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
