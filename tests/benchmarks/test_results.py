import json

from benchmarks.growth import Point
from benchmarks.results import Prompt, save
from tests.benchmarks.test_table import SETTING, SPEED


def test_results_are_json_and_markdown(tmp_path):
    folder = tmp_path / "new"
    save(folder, "speed", SETTING, SPEED, "| table |\n")
    found = json.loads((folder / "speed.json").read_text("utf-8"))
    assert found["setting"]["machine"]["processor"] == "Abacus"
    assert found["result"]["rows"][1]["quality"]["line_f1"] == 0.9
    assert (folder / "speed.md").read_text("utf-8") == "| table |\n"
    save(folder, "growth", SETTING, {"text_paragraphs": (Point(1, 0.5, 2, 3),)}, "")
    found = json.loads((folder / "growth.json").read_text("utf-8"))
    assert found["result"]["text_paragraphs"] == [
        {"size": 1, "seconds": 0.5, "megabytes_before": 2, "megabytes": 3}
    ]
    save(folder, "prompt", SETTING, Prompt({"a": 1.0}, None), "")
    assert json.loads((folder / "prompt.json").read_text("utf-8"))["result"]["workers"] is None
