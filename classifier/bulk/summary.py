"""What a run has done, in figures: by label, verdict and site. Nothing in it depends on the time that it took."""

from collections.abc import Mapping, Sequence
from typing import Any

from classifier.bulk.sources.find import Input
from classifier.bulk.tally import Tally
from classifier.labels import LABELS


def summarise(tally: Tally, inputs: Sequence[Input], digest: str) -> dict[str, Any]:
    """The summary as a JSON object; sites with most characters dropped come first."""
    by_site = sorted(tally.sites.items(), key=lambda entry: (entry[1][2] - entry[1][1], entry[0]))
    by_verdict = sorted(tally.verdicts.items(), key=lambda entry: (-entry[1][0], entry[0]))
    return {
        "inputs": len(inputs),
        "documents": tally.documents,
        "unusable": tally.unusable,
        "replaced": tally.replaced,
        "characters": tally.chars,
        "kept": tally.kept,
        "dropped": tally.chars - tally.kept,
        "skipped": {name: counts[0] for name, counts in sorted(tally.skipped.items())},
        "labels": {
            label: dict(zip(("paragraphs", "characters"), tally.labels.get(label, [0, 0]), strict=True))
            for label in LABELS
        },
        "verdicts": _documents(dict(by_verdict)),
        "sites": _documents(dict(by_site)),
        "run": digest,
    }


def _documents(counts: Mapping[str, list[int]]) -> dict[str, dict[str, int]]:
    return {
        name: {"documents": documents, "characters": chars, "kept": kept}
        for name, (documents, chars, kept) in counts.items()
    }
