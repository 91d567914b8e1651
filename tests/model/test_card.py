from classifier.evaluation.headline import MEASURES
from classifier.labels import LABELS
from classifier.model.card import card_markdown

COLUMNS = ("text P", "text R", "text F1", "HTML P", "HTML R", "HTML F1")
METADATA = {
    "name": "small",
    "created": "2024-02-03",
    "version": "1.2.3",
    "intended_use": "To try things out.",
    "training": {
        "pages": 1200,
        "pages_with_html": 800,
        "sites": 77,
        "paragraphs": 54321,
        "composed_paragraphs": 4000,
        "lines": 3333,
        "digest": "ab" * 16,
    },
    "labels_trained_on": {
        "in pages": dict.fromkeys(LABELS, 1500),
        "single lines": dict.fromkeys(LABELS, 7),
    },
    "limits": ["No poems.", "No novels."],
    "settings": {"first": {"strength": 1.0, "iterations": 60}, "grams": [5, 8], "folds": 5},
    "versions": {"numpy": "2.0", "jieba": "0.42"},
    "sources": [
        {"name": "谷仓/a|b", "commit": "1f" * 20, "licence": "CC0", "pages": 1200, "lines": 0},
        {"name": "渡口", "commit": "", "licence": "MIT", "pages": 0, "lines": 3333},
    ],
    "measured": {"how": "Five folds by site.", "pages": 606, "paragraphs": 50000},
    "scores": {
        "text": {measure: 0.8 + i / 100 for i, measure in enumerate(MEASURES)},
        "html": {measure: 0.9 + i / 100 for i, measure in enumerate(MEASURES)},
    },
    "label_scores": {
        **{column: dict.fromkeys(LABELS, 0.5) for column in COLUMNS},
        "lines": dict.fromkeys(LABELS, 1234),
    },
}


def test_every_part_of_the_card_is_there():
    card = card_markdown(METADATA)
    for part in (
        "# Model card: small",
        "2024-02-03 with version 1.2.3",
        "ab" * 16,
        "To try things out.",
        "Five folds by site. Measured on 606 pages, 50,000 paragraphs.",
        "| line F1 of content | 0.800 | 0.900 |",
        "| expected calibration error of `junk` | 0.860 | 0.960 |",
        "| label | text P | text R | text F1 | HTML P | HTML R | HTML F1 | lines |",
        "| gambling | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 1,234 |",
        "- No poems.\n- No novels.",
        "1,200 pages of 77 sites with 54,321 labelled paragraphs (800 pages with their HTML)",
        "| adult | 1,500 | 7 |",
        "| 渡口 |  | MIT | 0 | 3,333 |",
        "numpy 2.0, jieba 0.42",
        "- first: strength 1.0, iterations 60",
        "- grams: 5; 8",
    ):
        assert part in card, part


def test_every_measure_has_a_row():
    rows = [line for line in card_markdown(METADATA).splitlines() if line.count("|") == 4]
    figures = [row for row in rows if row.rstrip("| ").rsplit(" ", 1)[-1].startswith(("0.", "1."))]
    assert len(figures) == len(MEASURES)


def test_tables_hold_whatever_a_name_contains():
    rows = [line for line in card_markdown(METADATA).splitlines() if "谷仓" in line]
    assert rows == [f"| 谷仓/a\\|b | {'1f' * 6} | CC0 | 1,200 | 0 |"]
