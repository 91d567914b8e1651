from benchmarks.growth import Point
from benchmarks.quality import Quality
from benchmarks.results import Prompt, Setting
from benchmarks.speed import OURS, Row, Speed
from benchmarks.table import growth_table, prompt_table, speed_table
from benchmarks.workers import Workers

MACHINE = {
    "processor": "Abacus",
    "cores": "2",
    "system": "Linux x86_64",
    "python": "3.11",
    "blas": "openblas X",
}
SETTING = Setting(MACHINE, {"gne": "0.4"}, "0.1.0", "2030-01-02")
QUALITY = Quality(0.9, 0.8, 0.85, None)
SPEED = Speed(
    "12 pages",
    12,
    {"text": 1.5, "HTML": 20.0},
    5,
    (
        Row(OURS["text"], "text", 2400.0, 11.26, 1.0, (0.1,), Quality(1.0, 0.8, 0.85, 0.5)),
        Row("slow", "HTML", 50.4, 0.5, 6.04, (0.2,), QUALITY),
        Row("quick", "HTML", 1234.5, 9.0, 0.24, (0.2,), None),
        Row(OURS["HTML"], "HTML", 300.0, 3.0, 1.0, (0.3,), QUALITY),
    ),
    {"absent": "not installed"},
)


def test_html_first_ours_first_then_the_fastest():
    lines = speed_table(SPEED, SETTING).splitlines()
    names = [line.split(" | ")[0].strip("| ") for line in lines[2:6]]
    assert names == ["**classifier, HTML**", "quick", "slow", "**classifier, text**"]
    assert lines[3] == "| quick | HTML | 1,234 | 9.0 | 0.2 × | – | – | – | – |"
    assert lines[4] == "| slow | HTML | 50 | 0.5 | 6.0 × | .900 | .800 | .850 | – |"
    assert lines[5] == "| **classifier, text** | text | 2,400 | 11.3 | – | 1.000 | .800 | .850 | .500 |"


def test_caption_names_machine_data_and_who_is_missing():
    text = speed_table(SPEED, SETTING)
    for part in ("Abacus", "12 pages", "20.0 MB of HTML", "openblas X", "2030-01-02", "5 interleaved rounds"):
        assert part in text
    assert "- Left out: absent (not installed)." in text


def test_whole_processes_and_workers():
    prompt = Prompt({"classifier --help": 0.1834}, Workers(50.0, 10.0, 18.5, 1.85))
    text = prompt_table(prompt, SETTING)
    assert "| `classifier --help` | 0.18 s |" in text
    assert "Two workers are 1.85 times as fast as one on 50 MB of text" in text
    assert "workers" not in prompt_table(Prompt({}, None), SETTING)


def test_growth_shows_the_cost_of_a_piece_and_where_it_rises():
    points = (Point(10, 0.1, 90, 100), Point(100, 1.1, 90, 100), Point(1000, 30.0, 90, 200))
    text = growth_table({"text_paragraphs": points, "batch_characters": points}, SETTING)
    assert "| 1,000 | 30.0000 | 200 | 30000.00 |" in text
    assert text.count("Dearer than in proportion at 1,000.") == 1
