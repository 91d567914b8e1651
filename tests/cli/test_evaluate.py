import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from classifier.evaluation.cross_validation import Scores
from classifier.evaluation.headline import MEASURES
from classifier.evaluation.metrics import Scored, evaluate
from tests.cli.conftest import Outcome

HEADER = "# site: {0}.cn\n# kind: news\n# title: {0}\n"
GOOD = (
    HEADER.format("qiao") + "navigation\tnavigation:首页\nheading\theading:石桥\nbody\t河东的石桥通车了。\n"
)
# the fake model takes the footer for body, and the body for a comment
BAD = HEADER.format("dukou") + "body\tcomment:渡口的船停了，[red]缆绳还是新的。\nfooter\t版权归渡口所有\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("good", GOOD), ("bad", BAD)):
        path = tmp_path / "pages" / "news" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def digest(run: Callable[..., Outcome]) -> str:
    return str(json.loads(run("evaluate", "pages", "--json").out)["corpus"])


def test_tables_show_figures_labels_confusion_and_the_worst(run, folder):
    outcome = run("evaluate", "pages", "--mode", "text")
    assert outcome.code == 0
    assert outcome.err == "classifier: measuring 2 of 2 labelled pages\n"
    out = outcome.out
    assert "2 pages, 5 paragraphs" in out
    for measure in MEASURES:
        assert measure in out
    assert "html" not in out
    assert "text: labels" in out
    assert "text: confusion" in out
    worst = [line for line in out.splitlines() if "news/bad" in line]
    assert len(worst) == 3  # the page, and both its paragraphs
    assert "[red]缆绳还是新的。" in out
    assert "news/good" not in out


def test_both_modes_stand_side_by_side(run, folder):
    out = run("evaluate", "pages").out
    line = next(line for line in out.splitlines() if line.split()[:1] == ["line_f1"])
    assert line.split() == ["line_f1", "0.6667", "0.6667"]
    assert "html: labels" in out


def test_number_of_the_worst(run, folder):
    assert "worst" not in run("evaluate", "pages", "--worst", 0).out
    found = json.loads(run("evaluate", "pages", "--worst", 1, "--json").out)
    assert len(found["text"]["worst_paragraphs"]) == 1


def test_json_is_the_whole_report(run, folder):
    outcome = run("evaluate", "pages", "--json", "--mode", "text")
    found = json.loads(outcome.out)
    assert list(found) == ["corpus", "text"]
    assert len(found["corpus"]) == 32
    assert found["text"]["line"] == {"precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3, "support": 3}
    assert found["text"]["worst_pages"][0]["name"] == "news/bad"


def test_blindly_chosen_pages_are_measured_alone(run, folder):
    path = folder / "pages/news/good.txt"
    path.write_text(GOOD.replace("# title", "# chosen: random\n# title"), encoding="utf-8")
    outcome = run("evaluate", "pages", "--json")
    assert outcome.err == "classifier: measuring 1 of 2 labelled pages\n"
    assert json.loads(outcome.out)["html"]["line"]["f1"] == 1


def test_floor_that_is_reached(run, folder):
    Path("floor.toml").write_text(f'corpus = "{digest(run)}"\n[text]\nline_f1 = 0.6', encoding="utf-8")
    assert run("evaluate", "pages", "--floor", "floor.toml").code == 0


def test_floor_that_is_missed_names_each_measure_and_ends_with_1(run, folder):
    floors = "[text]\nline_f1 = 0.6\nline_recall = 0.7\n[html]\nline_precision = 0.9\n"
    Path("floor.toml").write_text(f'corpus = "{digest(run)}"\n{floors}', encoding="utf-8")
    outcome = run("evaluate", "pages", "--floor", "floor.toml", "--json")
    assert outcome.code == 1
    assert outcome.err.splitlines()[1:] == [
        "classifier: text line_recall is 0.6667, below its floor 0.7000",
        "classifier: html line_precision is 0.6667, below its floor 0.9000",
    ]
    assert json.loads(outcome.out)["text"]


def test_floor_of_other_data_or_none_is_wrong_usage(run, folder):
    Path("floor.toml").write_text('corpus = "ab"\n[text]\nline_f1 = 0.6', encoding="utf-8")
    outcome = run("evaluate", "pages", "--floor", "floor.toml")
    assert outcome.code == 2
    assert "the floor was set on the data ab" in outcome.err
    outcome = run("evaluate", "pages", "--floor", "nowhere.toml")
    assert (outcome.code, outcome.out) == (2, "")
    assert "nowhere.toml: cannot read the floor" in outcome.err


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("torn.txt", GOOD.replace("body\t", "bodi\t"), "torn.txt:6: unknown label 'bodi'"),
        (
            "torn.jsonl",
            '{"id": "a", "site": "b", "lines": ["x"], "labels": []}',
            "torn.jsonl:1: 0 `labels` for 1",
        ),
        ("torn.tsv", "digest\t3b", "torn.tsv:1: does not begin with a digest"),
        ("page.md", "# page", "page.md: is no corpus file"),
        ("empty.txt", "", "empty.txt:1: the header has no site"),
    ],
)
def test_broken_label_files_are_told_by_file_and_line(run, folder, name, text, message):
    (folder / name).write_text(text, encoding="utf-8")
    outcome = run("evaluate", name)
    assert (outcome.code, outcome.out) == (1, "")
    assert message in outcome.err
    title, *problems = outcome.err.splitlines()
    assert title.startswith(f"classifier: the labelled data has {len(problems)} problem")
    assert all(problem.startswith(f"classifier:   {name}") for problem in problems)


def test_paths_without_labelled_pages(run, folder):
    outcome = run("evaluate", "nowhere")
    assert (outcome.code, outcome.err.count("\n")) == (1, 2)
    assert "nowhere: does not exist" in outcome.err
    Path("lines.jsonl").write_text('{"text": "代开发票", "label": "promotion"}', encoding="utf-8")
    outcome = run("evaluate", "lines.jsonl")
    assert outcome.code == 1
    assert "nothing to measure" in outcome.err


def test_model_and_cross_validation_exclude_each_other(run, folder):
    outcome = run("evaluate", "pages", "--cross-validate", "--model", "m.safetensors")
    assert outcome.code == 2
    assert "leave --model and --compare out" in outcome.err


def test_cross_validation_trains_on_all_and_measures_the_chosen(run, folder, monkeypatch):
    asked: dict[str, object] = {}
    page = Scored(
        np.zeros(2, np.int8),
        np.zeros(2, np.int8),
        np.ones(2, bool),
        np.zeros(2, np.float32),
        np.ones(2, np.int64),
    )

    def cross_validate(corpus, settings, progress, measured, *, worst):
        progress("outer fold 1 of 4")
        names = [page.name for page in corpus.pages if measured(page)]
        asked.update(pages=names, folds=settings.folds, worst=worst)
        return Scores(evaluate([page]), evaluate([page]), (page,), (page,))

    monkeypatch.setattr("classifier.evaluation.cross_validation.cross_validate", cross_validate)
    options = ("--folds", 4, "--worst", 3, "--json", "--mode", "html")
    outcome = run("evaluate", "pages", "--cross-validate", *options)
    assert asked == {"pages": ["news/bad", "news/good"], "folds": 4, "worst": 3}
    assert list(json.loads(outcome.out)) == ["corpus", "html"]
    assert "outer fold 1 of 4" in outcome.err
