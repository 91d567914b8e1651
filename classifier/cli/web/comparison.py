"""Where two models differ: how many paragraphs, of which labels, and the longest of them in their context."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from classifier.cli.web.cases import Measured, case
from classifier.cli.web.document import table
from classifier.cli.web.rows import sign
from classifier.evaluation.comparison import Change, changes
from classifier.evaluation.metrics import Scored
from classifier.labels import CONTENT_LABELS, LABELS

MOST_CASES: Final = 10
"""Paragraphs shown of those that got right, and of those that got wrong."""


def difference(measured: Measured, other: Sequence[Scored]) -> Iterator[str]:
    """What this model keeps and the compared one drops, and the other way round."""
    found = changes(other, measured.scored)
    yield "<h3>Against the compared model</h3>\n"
    if not found:
        yield "<p>Both keep the same paragraphs.</p>\n"
        return
    yield table(("label given", "right now", "wrong now", "letters right", "letters wrong"), _rows(found))
    for right, title in ((True, "Right now, wrong there"), (False, "Wrong now, right there")):
        chosen = [change for change in found if change.right == right]
        if chosen:
            yield f'<h3>{title}: {len(chosen):,}</h3>\n<p class="soft">The longest {len(chosen[:MOST_CASES])}.</p>\n'
        for change in chosen[:MOST_CASES]:
            yield case(measured, change.page, change.index, _verdict(change))


def _rows(found: Sequence[Change]) -> Iterator[tuple[str, ...]]:
    number = Counter((change.truth, change.right) for change in found)
    letters: Counter[tuple[str, bool]] = Counter()
    for change in found:
        letters[change.truth, change.right] += change.letters
    for label in LABELS:
        if number[label, True] or number[label, False]:
            counts = (number[label, True], number[label, False], letters[label, True], letters[label, False])
            name = f"{sign(label, keep=label in CONTENT_LABELS)} {label}"
            yield name, *(f"{count:,}" for count in counts)


def _verdict(change: Change) -> str:
    fate = "kept now, dropped there" if change.kept else "dropped now, kept there"
    return f"{fate}: {change.before} there, {change.after} now"
