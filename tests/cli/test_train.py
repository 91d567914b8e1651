import json
from pathlib import Path

import joblib
import numpy as np
import pytest

from classifier.corpus.jsonl import scan_jsonl
from classifier.labels import LABELS
from classifier.model import fit
from classifier.model.examples import document_of
from classifier.model.store import load
from tests.small import SETTINGS, small_corpus


@pytest.fixture(scope="module")
def corpus_file(tmp_path_factory):
    """Eight pages as JSONL, four of them with HTML."""
    path = tmp_path_factory.mktemp("corpus") / "pages.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for page in small_corpus().pages[-8:]:
            row = {"id": page.name, "site": page.site, "lines": page.lines, "labels": page.labels}
            stream.write(json.dumps(row | {"html": page.html, "title": page.title}) + "\n")
    assert len(list(scan_jsonl(path))) == 8
    return path


@pytest.fixture
def small_settings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fit, "TrainSettings", lambda: SETTINGS)


@pytest.mark.usefixtures("small_settings")
def test_writes_model_card_and_pipeline_and_shows_the_figures(run, corpus_file):
    command = (
        "train",
        corpus_file,
        "-o",
        "mine.safetensors",
        "--folds",
        3,
        "--jobs",
        1,
        "--sklearn",
        "mine.joblib",
    )
    outcome = run(*command)
    assert outcome.code == 0, outcome.err
    arrays, card = load(Path("mine.safetensors"))
    assert (card["name"], card["settings"]["folds"], card["training"]["pages"]) == ("mine", 3, 8)
    assert Path("mine.md").read_text(encoding="utf-8").startswith("# Model card: mine\n")
    for part in ("line_f1", "label_scores", "3 folds by site"):
        assert part in " ".join(outcome.out.split())
    messages = outcome.err.splitlines()
    assert "reading the labelled data" in messages[0]
    assert messages[-1] == "classifier: written: mine.safetensors, mine.md, mine.joblib"
    document = document_of(small_corpus().pages[-1].lines)
    probabilities = joblib.load("mine.joblib").predict_proba([document])
    assert probabilities.shape == (len(document), len(LABELS))
    assert np.isfinite(arrays.label_bias).all()


@pytest.mark.usefixtures("small_settings")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("-o", "nowhere/m.safetensors"), "the folder nowhere does not exist"),
        (("-o", "."), "is a folder"),
        (("-o", "m.md"), "different names"),
        (("-o", "m.safetensors", "--sklearn", "m.md"), "different names"),
        (("-o", "m.safetensors", "--sklearn", "nowhere/m.joblib"), "the folder nowhere does not exist"),
        (("-o", "m.safetensors", "--folds", "2"), "--folds"),
        ((), "-o"),
    ],
)
def test_wrong_usage_is_told_before_the_training(run, corpus_file, options, message):
    outcome = run("train", corpus_file, *options)
    assert outcome.code == 2
    assert message in " ".join(outcome.err.split())
    assert not list(Path().iterdir())


@pytest.mark.usefixtures("small_settings")
def test_broken_labels_write_nothing(run):
    Path("torn.tsv").write_text("no digest\t1b\n", encoding="utf-8")
    outcome = run("train", "torn.tsv", "-o", "m.safetensors")
    assert outcome.code == 1
    assert "torn.tsv:1: does not begin with a digest" in outcome.err
    assert not Path("m.safetensors").exists()


@pytest.mark.usefixtures("small_settings")
def test_too_few_sites_are_told(run):
    row = {"id": "a", "site": "a.cn", "lines": ["首页", "石桥"], "labels": ["navigation", "body"]}
    Path("one.jsonl").write_text(json.dumps(row), encoding="utf-8")
    outcome = run("train", "one.jsonl", "-o", "m.safetensors")
    assert outcome.code == 1
    assert "5 folds by site need pages of at least 5 sites; there are 1" in outcome.err
    assert not Path("m.safetensors").exists()
