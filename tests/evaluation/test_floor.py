import re
from pathlib import Path

import numpy as np
import pytest

from classifier.errors import ClassifierError
from classifier.evaluation.floor import floor_of, read_floor
from classifier.evaluation.metrics import Report, Scored, evaluate

CORPUS = "0" * 32


def report(kept: int) -> Report:
    """Ten lines of content of which so many are kept."""
    keep = np.arange(10) < kept
    junk = np.where(keep, 0.0, 1.0).astype(np.float32)
    return evaluate([Scored(np.zeros(10, np.int8), np.zeros(10, np.int8), keep, junk, np.ones(10, np.int64))])


def write(folder: Path, text: str) -> Path:
    path = folder / "floor.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_measure_below_its_floor_is_named_with_both_figures(tmp_path):
    floor = read_floor(
        write(tmp_path, f'corpus = "{CORPUS}"\n[text]\nline_recall = 0.75\nline_precision = 1\n')
    )
    assert floor.shortfalls(CORPUS, {"text": report(8)}) == []
    assert floor.shortfalls(CORPUS, {"text": report(7)}) == [
        "text line_recall is 0.7000, below its floor 0.7500"
    ]


def test_errors_are_limited_from_above():
    floor = floor_of({"corpus": CORPUS, "text": {"calibration_error": 0.15, "brier": 0.15}})
    assert floor.shortfalls(CORPUS, {"text": report(9)}) == []
    assert floor.shortfalls(CORPUS, {"text": report(8)}) == [
        "text calibration_error is 0.2000, above its limit 0.1500",
        "text brier is 0.2000, above its limit 0.1500",
    ]


def test_each_mode_has_its_own_floors():
    floor = floor_of({"corpus": CORPUS, "text": {"line_recall": 0.5}, "html": {"line_recall": 0.9}})
    assert floor.shortfalls(CORPUS, {"text": report(6), "html": report(6)}) == [
        "html line_recall is 0.6000, below its floor 0.9000"
    ]
    assert floor.shortfalls(CORPUS, {"text": report(6)}) == []


def test_other_data_cannot_be_held_against_it():
    floor = floor_of({"corpus": CORPUS, "text": {"line_recall": 0.5}})
    with pytest.raises(ClassifierError, match=f"set on the data {CORPUS}, this is ab"):
        floor.shortfalls("ab", {"text": report(6)})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("corpus = ", "not valid TOML"),
        ("[text]\nline_f1 = 0.5", "the key corpus is missing"),
        (f'corpus = "{CORPUS}"', "no floor in it"),
        (f'corpus = "{CORPUS}"\ntext = 3', "text: not a table"),
        (f'corpus = "{CORPUS}"\n[txt]\nline_f1 = 0.5', "unknown key 'txt'"),
        (f'corpus = "{CORPUS}"\n[text]\nline_f2 = 0.5', "unknown measure 'line_f2'"),
        (f'corpus = "{CORPUS}"\n[html]\nline_f1 = 87', "html.line_f1: 87 is not a number from 0 to 1"),
        (f'corpus = "{CORPUS}"\n[html]\nline_f1 = true', "html.line_f1: True is not a number"),
    ],
)
def test_broken_floor_files_are_named(tmp_path, text, message):
    with pytest.raises(ClassifierError, match=r"floor\.toml: .*" + re.escape(message)):
        read_floor(write(tmp_path, text))


def test_missing_floor_file(tmp_path):
    with pytest.raises(ClassifierError, match=r"nowhere\.toml: cannot read the floor"):
        read_floor(tmp_path / "nowhere.toml")
