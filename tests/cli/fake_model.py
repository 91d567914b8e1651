"""A model with the interface of `classifier.pipeline.Model` whose labels follow from the text alone.

A line that begins with `label:` has that label with probability 0.9; any other line is body with 0.8. Run as
a program, this is the command line with the fake in the real model's place.
"""

import sys
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.labels import LABEL_INDEX, LABELS
from classifier.policy.load import load_policy
from classifier.policy.policy import Policy, apply
from classifier.policy.rules import match_rules
from classifier.policy.verdict import verdict
from classifier.records import Document, Page


@dataclass(frozen=True)
class Explanation:
    label: str
    logit: float
    intercept: float
    reasons: tuple[tuple[str, float], ...]
    probabilities: dict[str, float]


@dataclass(frozen=True)
class FakeModel:
    policy: Policy
    metadata: Mapping[str, Any]
    interrupted: bool = False

    def classify_documents(self, documents: Sequence[Document]) -> list[Page]:
        if self.interrupted:
            raise KeyboardInterrupt
        return [self._classify(document) for document in documents]

    def classify_batched(self, documents: Iterable[Document]) -> Iterator[Page]:
        return iter(self.classify_documents(list(documents)))

    def classify_many(self, documents: Iterable[Document], *, workers: int = 1) -> Iterator[Page]:
        for document in documents:
            yield from self.classify_documents([document])

    def _classify(self, document: Document) -> Page:
        probabilities = np.array([_probabilities(line) for line in document.lines()], np.float32)
        probabilities = probabilities.reshape(-1, len(LABELS))
        label_ids = probabilities.argmax(axis=1).astype(np.int8)
        decided = match_rules(self.policy.rules, document)
        for index, (label, _) in decided.items():
            label_ids[index] = label
        forced = np.isin(np.arange(len(document)), list(decided))
        lengths = document.lengths
        return Page(
            document,
            probabilities,
            label_ids,
            apply(
                self.policy,
                probabilities,
                label_ids,
                lengths,
                np.array([0, len(document)]),
                np.ones(1, np.float32),
                forced,
            ),
            verdict(label_ids, lengths, 1 - probabilities[:, :2].sum(axis=1)),
            {index: name for index, (_, name) in decided.items()},
        )

    def explain(self, document: Document, index: int, label: str | None = None) -> Explanation:
        """Thirty reasons of falling weight, the first of them the paragraph's first two characters."""
        line = document.lines()[index]
        probabilities = _probabilities(line)
        reasons = tuple((line[:2] if i == 0 else f"feature{i}", (-0.5) ** i) for i in range(30))
        logit = 0.25 + sum(weight for _, weight in reasons)
        label = label or LABELS[int(probabilities.argmax())]
        return Explanation(
            label, logit, 0.25, reasons, dict(zip(LABELS, probabilities.tolist(), strict=True))
        )


def _probabilities(line: str) -> NDArray[np.float64]:
    label, colon, _ = line.partition(":")
    known = bool(colon) and label in LABEL_INDEX
    high = 0.9 if known else 0.8
    row = np.full(len(LABELS), (1 - high) / (len(LABELS) - 1))
    row[LABEL_INDEX[label if known else "body"]] = high
    return row


CARD = {
    "name": "fake",
    "created": "2024-01-01",
    "labels": list(LABELS),
    "scores": {"text": {"line_f1": 0.91234, "ece": 0.02}, "html": {"line_f1": 0.95, "ece": 0.01}},
    "sources": [{"name": "拾光", "licence": "CC0", "pages": 12}, {"name": "澜州", "commit": "abc"}],
    "training": {"pages": 1000, "seed": 7},
    "versions": {"numpy": "2.0"},
    "later": "a key that this version does not know",
}
FAKE = FakeModel(load_policy("default"), CARD)


def fake_pipeline(model: FakeModel = FAKE) -> types.ModuleType:
    """A module to stand in for `classifier.pipeline`."""

    def load(path: str | None = None, *, policy: Policy | None = None) -> FakeModel:
        return replace(model, policy=policy or model.policy)

    module = types.ModuleType("classifier.pipeline")
    vars(module).update(load=load, Model=FakeModel)
    return module


if __name__ == "__main__":
    from classifier.cli.app import main

    sys.modules["classifier.pipeline"] = fake_pipeline()
    main()
