from benchmarks import speed
from benchmarks.data import Data
from benchmarks.speed import OURS, measure
from tests.benchmarks.test_quality import PAGES

DATA = Data("two pages", PAGES, PAGES[:2], real_html=True)


def missing():
    raise ImportError("No module named 'nowhere'")


def test_contestants_that_are_there_have_a_row_and_the_others_a_reason(model, monkeypatch):
    monkeypatch.setattr(speed, "EXTRACTORS", {"keeps all": lambda: lambda html: html, "absent": missing})
    monkeypatch.setattr(
        speed, "LINE_MODELS", {"constant": lambda: lambda lines, labels: list, "gone": missing}
    )
    monkeypatch.setattr(speed, "_rjieba", missing)
    monkeypatch.setattr(speed, "_jieba", lambda: len)
    found = measure(DATA, 1, lambda _: None, quality=False, model=model, least=0.0)
    assert [row.name for row in found.rows] == [*OURS.values(), "jieba, words alone", "constant", "keeps all"]
    assert [row.reads for row in found.rows] == ["HTML", "text", "text", "text", "HTML"]
    assert set(found.left_out) == {"rjieba, words alone", "absent", "gone"}
    assert "nowhere" in found.left_out["absent"]
    for row in found.rows:
        assert row.pages_per_second > 0
        assert len(row.seconds) == found.rounds == 1
        assert (row.ours_over_it == 1) == (row.name in OURS.values())
        assert row.quality is None


def test_quality_is_of_extractors_too_where_the_html_is_real(model, monkeypatch):
    monkeypatch.setattr(speed, "EXTRACTORS", {"keeps nothing": lambda: lambda html: 1 / 0})
    monkeypatch.setattr(speed, "LINE_MODELS", {})
    found = measure(DATA, 1, lambda _: None, quality=True, model=model, least=0.0)
    (row,) = (row for row in found.rows if row.name == "keeps nothing")
    assert row.quality is not None
    assert row.quality.line_f1 == 0
