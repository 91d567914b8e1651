from benchmarks import point
from benchmarks.growth import SIZES, Point, cliffs, grow
from benchmarks.point import CURVES
from benchmarks.texts import as_html, lines, paragraph, some_text


def points(*seconds: float) -> list[Point]:
    return [Point(10 ** (place + 1), each, 1.0, 1.0) for place, each in enumerate(seconds)]


def test_growth_in_proportion_has_no_cliff():
    assert cliffs(points(0.1, 1.0, 10.0)) == ()
    assert cliffs(points(0.1, 1.4, 10.0)) == ()


def test_a_cliff_is_named_by_its_size():
    assert cliffs(points(0.1, 1.6, 16.0, 900.0)) == (100, 10_000)


def test_the_cost_of_the_call_itself_makes_no_cliff():
    assert cliffs(points(0.0001, 0.009, 0.08)) == ()


def test_every_curve_has_its_work():
    assert set(SIZES) == set(CURVES)


def test_work_of_a_size(model, monkeypatch):
    monkeypatch.setattr(point, "BATCHED_PAGES", 3)
    for name, make in CURVES.items():
        make(model, 2000 if name == "batch_characters" else 3)()


def test_a_point_is_a_process_of_its_own():
    curves = grow(lambda _: None, {"text_paragraphs": (5,)})
    (found,) = curves["text_paragraphs"]
    assert found.size == 5
    assert 0 < found.megabytes_before <= found.megabytes < 1000


def test_texts_have_the_size_asked_for():
    assert len(lines(12345)) == 12345
    assert all(line.strip() for line in lines(500))
    assert len(paragraph(1_234_567)) == 1_234_567
    assert "\n" not in paragraph(1000)
    assert 5000 <= len(some_text(5000)) < 8000
    assert as_html(["a<b"]).count("<p>a&lt;b</p>") == 1
