"""The ten labels, in the order that every array of scores has them."""

from typing import Final

LABELS: Final = (
    "body",
    "heading",
    "metadata",
    "comment",
    "navigation",
    "related",
    "footer",
    "promotion",
    "gambling",
    "adult",
)
LABEL_INDEX: Final = {label: index for index, label in enumerate(LABELS)}
CONTENT_LABELS: Final = ("body", "heading")
JUNK_LABELS: Final = tuple(label for label in LABELS if label not in CONTENT_LABELS)
SPAM_LABELS: Final = ("promotion", "gambling", "adult")
"""Labels of advertising: what makes a page spam or hijacked."""
