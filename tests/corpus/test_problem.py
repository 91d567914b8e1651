from pathlib import Path

import pytest

from classifier.corpus.problem import Placed, Problem, half_surrogate, line_break, refuse
from classifier.corpus.record import LabelledLine
from classifier.errors import CorpusError


def test_place_is_file_and_line_or_the_file_alone():
    assert str(Problem(Path("a.txt"), 3, "is wrong")) == "a.txt:3: is wrong"
    assert str(Problem(Path("a.txt"), 0, "is wrong")) == "a.txt: is wrong"


def test_no_problem_refuses_nothing():
    refuse([])


def test_refusal_shows_the_first_and_counts_all():
    problems = [Problem(Path("a.txt"), line, "is wrong") for line in range(1, 14)]
    with pytest.raises(CorpusError) as error:
        refuse(problems)
    message = str(error.value)
    assert "13 problems" in message
    assert "a.txt:10: is wrong" in message
    assert "a.txt:11:" not in message
    assert message.endswith("… and 3 more")


def test_one_problem_is_singular():
    with pytest.raises(CorpusError, match="has 1 problem;"):
        refuse([Problem(Path("a.txt"), 1, "is wrong")])


@pytest.mark.parametrize("character", list("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
def test_line_breaks_are_those_of_python(character):
    assert len(f"甲{character}乙".splitlines()) == 2
    assert line_break(f"甲{character}乙") == f"U+{ord(character):04X}"


def test_clean_text():
    assert line_break("甲 乙") == ""
    assert half_surrogate("甲😀") == ""
    assert half_surrogate("甲\udc00") == "U+DC00"


def test_line_of_a_record_without_paragraph_lines_is_its_own():
    placed = Placed(LabelledLine("甲", "body", ""), Path("a.jsonl"), 4)
    assert placed.line_of(7) == 4
    assert placed.problem("is wrong", 7) == Problem(Path("a.jsonl"), 4, "is wrong")
