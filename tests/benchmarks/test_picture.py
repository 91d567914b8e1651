import pytest

from benchmarks.growth import Point
from tests.benchmarks.test_table import SPEED

pytest.importorskip("matplotlib", reason="pictures need matplotlib")


def test_pictures_name_everybody_and_are_the_same_every_time(tmp_path):
    from benchmarks.picture import growth_picture, speed_picture

    for name in ("a.svg", "b.svg"):
        speed_picture(SPEED, tmp_path / name)
    first = (tmp_path / "a.svg").read_text("utf-8")
    assert first == (tmp_path / "b.svg").read_text("utf-8")
    assert "classifier, HTML" in first
    assert "slow" in first
    assert "quick" not in first  # its quality is not known
    growth_picture({"text_paragraphs": (Point(1, 1, 1, 1), Point(2, 2, 1, 1))}, tmp_path / "growth.svg")
    assert "text paragraphs" in (tmp_path / "growth.svg").read_text("utf-8")
