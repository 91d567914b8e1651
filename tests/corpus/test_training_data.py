from pathlib import Path

from classifier.corpus.checks import check_corpus
from classifier.corpus.load import load_corpus
from classifier.labels import LABELS

TRAINING_DATA = Path(__file__).parents[2] / "training_data"


def test_nothing_is_wrong_with_it():
    assert check_corpus([TRAINING_DATA]) == []


def test_every_label_stands_in_pages_and_in_fragments():
    corpus = load_corpus([TRAINING_DATA])
    assert {label for page in corpus.pages for label in page.labels} == set(LABELS)
    assert {line.label for line in corpus.lines} == set(LABELS)
