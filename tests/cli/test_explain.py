import re
from pathlib import Path

import pytest


def test_shows_the_paragraph_its_neighbours_and_all_probabilities(run, page):
    outcome = run("explain", page, "--paragraph", 2)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("page.txt, paragraph 2 of 0 to 4: body, junk 0.18, kept by policy default")
    assert "> 2" in outcome.out
    for text in ("navigation:首页", "桥修好了", "河东的石桥", "走的人很多", "gambling:注册"):
        assert text in outcome.out
    for label in ("metadata", "comment", "related", "footer", "promotion", "adult"):
        assert label in outcome.out


def test_shown_weights_add_up_to_the_logit(run, page):
    lines = (
        run("explain", page, "--paragraph", 2)
        .out.partition("reasons for body")[2]
        .partition("logit, the sum")
    )
    weights = [float(number) for number in re.findall(r" ([+-]\d+\.\d{3})", lines[0])]
    logit = float(re.findall(r"[+-]\d+\.\d+", lines[2])[0])
    assert len(weights) == 22  # twenty reasons, the sum of the others, the intercept
    assert sum(weights) == pytest.approx(logit, abs=0.005)


def test_default_is_the_least_certain_paragraph(run):
    outcome = run("explain", "-", stdin="footer:版权\n不太像正文的一行\nrelated:推荐".encode())
    assert "paragraph 1 of 0 to 2" in outcome.out


def test_rule_is_named(run, page):
    Path("p.toml").write_text('[[rules]]\nname="mine"\nlabel="related"\nwords=["石桥"]', encoding="utf-8")
    outcome = run("explain", page, "--paragraph", 2, "--policy", "p.toml")
    assert "The label was decided by the rule: mine." in outcome.out
    assert "related, junk 0.18, dropped by policy p" in outcome.out


def test_number_beyond_the_page_is_wrong_usage(run, page):
    outcome = run("explain", page, "--paragraph", 5)
    assert outcome.code == 2
    assert "--paragraph 5: page.txt has paragraphs 0 to 4" in outcome.err


def test_empty_and_missing_files_cannot_be_explained(run, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"\n\n")
    outcome = run("explain", tmp_path / "empty.txt")
    assert (outcome.code, outcome.out) == (1, "")
    assert "has no paragraphs, so there is nothing to explain" in outcome.err
    outcome = run("explain", tmp_path / "missing.txt")
    assert outcome.code == 1
    assert "no such file; check the path" in outcome.err
