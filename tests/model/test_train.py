import json
from dataclasses import asdict, replace

import pytest

from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledLine
from classifier.errors import ModelError
from classifier.labels import LABELS
from classifier.model.store import load, save
from classifier.model.train import OWN_LICENCE, OWN_SOURCE, train
from classifier.version import __version__
from tests.small import SETTINGS, small_corpus


def corpus() -> Corpus:
    """Pages and lines of this project and of another source, whose lines are more than the limit."""
    found = small_corpus()
    given = [replace(page, source="谷仓", commit="1f", licence="CC0") for page in found.pages[-4:]]
    lines = tuple(
        LabelledLine(f"第{number}期讲座招生", "promotion", "sms", "谷仓", "CC0", "1f") for number in range(12)
    )
    return replace(found, pages=(*found.pages[:4], *given), lines=found.lines + lines, digest="ab" * 16)


def quiet(message: str) -> None:
    assert message


@pytest.fixture(scope="module")
def trained():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        settings = replace(SETTINGS, lines_per_source=10)
        return train(corpus(), settings, quiet, name="small")


def test_card_tells_what_it_was_made_from(trained):
    card = trained.metadata
    assert (card["name"], card["created"], card["version"]) == ("small", "2023-11-14", __version__)
    counts = card["training"]
    assert counts["digest"] == "ab" * 16
    assert (counts["pages"], counts["pages_with_html"], counts["lines"]) == (8, 4, 12)
    assert counts["paragraphs"] == sum(len(page.lines) for page in corpus().pages)
    assert counts["composed_paragraphs"] >= 0
    in_pages = card["labels_trained_on"]["in pages"]
    assert list(in_pages) == list(LABELS)
    assert sum(in_pages.values()) == counts["paragraphs"]
    assert card["labels_trained_on"]["single lines"]["promotion"] == 11
    assert {"numpy", "scikit-learn", "jieba"} < set(card["versions"])


def test_sources_are_grouped_with_their_pages_and_lines(trained):
    assert trained.metadata["sources"] == [
        {"name": OWN_SOURCE, "commit": "", "licence": OWN_LICENCE, "pages": 4, "lines": 2},
        {"name": "谷仓", "commit": "1f", "licence": "CC0", "pages": 4, "lines": 10},
    ]


def test_settings_are_all_there_but_for_the_number_of_processes(trained):
    settings = trained.metadata["settings"]
    assert settings["lines_per_source"] == 10
    assert settings["first"] == asdict(SETTINGS.first)
    assert "jobs" not in settings
    json.dumps(trained.metadata)


def test_the_same_training_gives_the_same_bytes(trained, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    again = train(corpus(), replace(SETTINGS, lines_per_source=10), quiet, name="small")
    for number, model in enumerate((trained, again, again)):
        save(tmp_path / f"{number}.safetensors", model.arrays, model.metadata)
    files = {path.read_bytes() for path in tmp_path.iterdir()}
    assert len(files) == 1


def test_what_was_said_is_of_every_paragraph(trained):
    paragraphs = len(trained.prepared.examples.labels)
    assert trained.fitted.text.shape == (paragraphs, len(LABELS))
    assert trained.fitted.html.shape == (len(trained.prepared.html_rows), len(LABELS))


def test_saved_model_gives_its_card_back(trained, tmp_path):
    save(tmp_path / "m.safetensors", trained.arrays, trained.metadata)
    _, card = load(tmp_path / "m.safetensors")
    assert {key: card[key] for key in ("sources", "training", "limits")} == {
        key: trained.metadata[key] for key in ("sources", "training", "limits")
    }


@pytest.mark.parametrize("epoch", ["yesterday", "9" * 30])
def test_a_wrong_epoch_is_told_before_the_training(monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ModelError, match="SOURCE_DATE_EPOCH is"):
        train(corpus(), SETTINGS, pytest.fail, name="small")
