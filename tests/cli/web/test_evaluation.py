import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier.cli.web.cases import Measured
from classifier.cli.web.evaluation import Evaluation, render_evaluation
from classifier.corpus.record import LabelledPage
from classifier.evaluation.metrics import Scored, evaluate
from classifier.evaluation.scored import scored_page
from classifier.labels import LABEL_INDEX
from tests.cli.web.attacks import ATTACKS, NEVER, parse

pytest.importorskip("matplotlib", reason="reports draw with matplotlib")

LINES = ("首页", "石阶修好了", *ATTACKS, "版权所有")
LABELS = ("navigation", "heading", *("body",) * len(ATTACKS), "footer")
PAGES = tuple(
    LabelledPage(f"<i>{kind}</i>", f"{kind}<script>.example", f"{kind}<u>", LINES, LABELS)
    for kind in ("novel", "news")
)


def say(page: LabelledPage, wrong: slice) -> Scored:
    """The labels given, but for some paragraphs called navigation."""
    predicted = np.array([LABEL_INDEX[label] for label in page.labels], np.int8)
    predicted[wrong] = LABEL_INDEX["navigation"]
    junk = np.where(predicted > 1, 0.9, 0.2).astype(np.float32)
    return scored_page(page, predicted, predicted <= 1, junk)


def html(other: bool = True) -> str:
    scored = tuple(say(page, slice(2, None)) for page in PAGES)
    compared = {"text": tuple(say(page, slice(0, 4)) for page in PAGES)} if other else {}
    evaluation = Evaluation(
        "<b>title</b>",
        ["<b>fact</b>"],
        {"text": evaluate(scored)},
        {
            "text": Measured(
                "text", PAGES, scored, lambda page, index: [("<s>词</s>", 1.5), ("rule: <q>", None)]
            )
        },
        {mode: evaluate(said) for mode, said in compared.items()},
        compared,
    )
    return "".join(render_evaluation(evaluation))


def test_nothing_of_the_pages_is_interpreted():
    parsed = parse(html())
    assert not (NEVER | {"b ", "i", "u", "s", "q"}) & set(parsed.tags)
    assert "style" not in parsed.attributes
    assert not [name for name in parsed.attributes if name.startswith("on")]
    for attack in (*ATTACKS, "<b>title</b>", "<b>fact</b>", "<s>词</s>", "news<script>.example", "news<u>"):
        assert attack in parsed.text
    assert any("<i>news</i>" in text for text in parsed.text)


def test_all_parts_are_there():
    out = html()
    for title in (
        "Labels",
        "Confusion",
        "Against the compared model",
        "By kind of site",
        "By site",
        "Worst pages",
    ):
        assert f"<h3>{title}</h3>" in out
    assert out.count("<figure>") == 3
    assert "text, compared (AP = " in out
    assert "Right now, wrong there: 2<" in out
    assert "Wrong now, right there: 12<" in out
    assert "difference of F1" in out


def test_without_a_second_model_nothing_is_compared():
    out = html(other=False)
    assert "compared" not in out
    assert "difference" not in out


def test_figures_stand_in_the_page_and_reach_nowhere():
    out = html()
    links = re.findall(r'(?:xlink:)?href="([^"]*)"', out)
    assert links
    assert all(link.startswith("#") for link in links)
    assert "<image" not in out
    ids = re.findall(r' id="([^"]*)"', out)
    assert {link[1:] for link in links} <= set(ids)


def test_a_case_has_its_neighbours_and_its_reasons():
    out = html()
    cases = re.findall(r'<div class="case">(.*?)</div>\n(?=<)', out, re.DOTALL)
    assert cases
    for one in cases:
        assert one.count(' here"') == 1
        assert one.count("<summary>why</summary>") == 1
        assert "rule: &lt;q&gt;</b></li>" in one


def test_long_texts_are_cut_and_say_so():
    page = replace(PAGES[0], lines=(*LINES[:-1], "长" * 2000))
    scored = (say(page, slice(2, None)),)
    evaluation = Evaluation("t", [], {"text": evaluate(scored)}, {"text": Measured("text", (page,), scored)})
    out = "".join(render_evaluation(evaluation))
    assert "长" * 600 + "…" in out
    assert "长" * 601 not in out


def test_pages_without_any_content_have_a_report():
    page = LabelledPage("a", "a.example", "", ("首页", "更多"), ("navigation", "related"))
    scored = (say(page, slice(0, 0)),)
    evaluation = Evaluation("t", [], {"html": evaluate(scored)}, {"html": Measured("html", (page,), scored)})
    out = "".join(render_evaluation(evaluation))
    assert "Read from HTML" in out
    assert "Worst" not in out


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    header = "# site: qiao.example\n# kind: news\n# title: 渡口\n"
    text = f"{header}navigation\tnavigation:首页\nbody\t<img src=x onerror=alert(1)>河东\nfooter\t版权归渡口所有\n"
    Path("pages").mkdir()
    Path("pages/<b>.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_command_writes_the_report_beside_its_output(run, folder):
    outcome = run("evaluate", "pages", "--report", "r.html", "--compare", "other.safetensors", "--json")
    assert outcome.code == 0
    assert outcome.err.endswith("classifier: written: r.html\n")
    out = Path("r.html").read_text("utf-8")
    parsed = parse(out)
    assert not NEVER & set(parsed.tags)
    assert any("<img src=x onerror=alert(1)>河东" in text for text in parsed.text)
    assert "Compared with: other.safetensors." in out
    assert out.count("Both keep the same paragraphs.") == 2
    assert "Read as text" in out
    assert "Read from HTML" in out


def test_reports_that_cannot_be_made_are_wrong_usage_before_anything_is_measured(run, folder, monkeypatch):
    for options, message in (
        (("--compare", "m"), "name its file with --report"),
        (("--report", "nowhere/r.html"), "the folder nowhere does not exist"),
        (("--report", "r.html", "--compare", "m", "--cross-validate"), "leave --model and --compare out"),
    ):
        outcome = run("evaluate", "pages", *options)
        assert outcome.code == 2
        assert message in " ".join(outcome.err.replace("│", " ").split())
    monkeypatch.setattr("classifier.cli.report_file.find_spec", lambda name: None)
    outcome = run("evaluate", "pages", "--report", "r.html")
    assert outcome.code == 2
    assert "chinese-page-classifier[report]" in outcome.err
    assert not Path("r.html").exists()


def test_a_report_that_cannot_be_written(run, folder, monkeypatch):
    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("classifier.cli.report_file.write_whole", full)
    outcome = run("evaluate", "pages", "--report", "r.html")
    assert outcome.code == 1
    assert "r.html: No space left on device; write the report elsewhere" in outcome.err
