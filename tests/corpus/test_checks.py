import json
from pathlib import Path

import pytest

from classifier.corpus.checks import check_corpus
from classifier.corpus.problem import Problem

STORIES = (
    "渡口的老船工姓聂，四十年里没有误过一班船。\t大水那年他把缆绳系在腰上，一夜来回九趟。\t如今桥通了，船停在柳树下。",
    "青稞收割后要在场院里晒足七天。\t村里人轮流守夜，怕的不是贼，是半夜的雨。\t晒干的青稞装进皮袋，能吃到来年。",
    "观测站建在垭口，海拔三千六百米。\t值班员每三小时读一次温度和气压。\t最冷的一次，水银柱停在零下四十一度。",
)


def page(folder: Path, name: str, rows: list[str], *, site: str = "", title: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    header = f"# site: {site or Path(name).stem + '.cn'}\n# kind: story\n# title: {title or name}\n"
    path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def jsonl(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "given.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def body(story: int) -> list[str]:
    return [f"body\t{text}" for text in STORIES[story].split("\t")]


def found(*paths: Path) -> list[tuple[str, int, str]]:
    return [(problem.path.name, problem.line, problem.message) for problem in check_corpus(paths)]


def test_clean_corpus_has_no_problem(tmp_path):
    for story in range(3):
        page(tmp_path, f"{story}.txt", ["navigation\t首页", *body(story), "footer\t版权所有"])
    assert check_corpus([tmp_path]) == []


def test_problems_come_sorted_by_place_and_from_every_file(tmp_path):
    page(tmp_path, "b.txt", ["bodi\t甲"])
    page(tmp_path, "a.txt", ["body\t乙", "text\t丙", "body\t "])
    assert [(name, line) for name, line, _ in found(tmp_path)] == [("a.txt", 5), ("a.txt", 6), ("b.txt", 4)]
    assert all(isinstance(problem, Problem) for problem in check_corpus([tmp_path]))


def test_same_name_in_two_folders(tmp_path):
    page(tmp_path, "one/k/p.txt", body(0), site="a.cn")
    page(tmp_path, "two/k/p.txt", body(1), site="b.cn", title="另一页")
    ((name, line, message),) = found(tmp_path)
    assert (name, line) == ("p.txt", 1)
    assert "a page named k/p is already in" in message


def test_same_lines_are_one_problem_not_a_near_copy_too(tmp_path):
    page(tmp_path, "a.txt", body(0))
    page(tmp_path, "b.txt", body(0))
    ((name, _, message),) = found(tmp_path)
    assert name == "b.txt"
    assert "same lines is already in" in message


def test_same_file_given_twice(tmp_path):
    path = page(tmp_path, "a.txt", body(0))
    assert [name for name, _, _ in found(tmp_path, path)] == ["a.txt", "a.txt"]  # its name and its title


def test_same_single_line_twice(tmp_path):
    path = tmp_path / "f.txt"
    path.write_text("# label: body\n# kind: news\n风停了。\n雨也停了。\n风停了。\n", encoding="utf-8")
    assert [(line, "the same text is already in" in message) for _, line, message in found(path)] == [
        (5, True)
    ]


def test_same_title_on_the_same_site(tmp_path):
    page(tmp_path, "a.txt", body(0), site="www.dukou.cn", title="渡口")
    page(tmp_path, "b.txt", body(1), site="m.dukou.cn", title="渡口")
    page(tmp_path, "c.txt", body(2), site="other.cn", title="渡口")
    ((name, _, message),) = found(tmp_path)
    assert name == "b.txt"
    assert "same site with the same title" in message


def test_near_copy_of_another_site(tmp_path):
    page(tmp_path, "a.txt", body(0))
    page(tmp_path, "b.txt", [row.replace("四十", "三十") for row in body(0)])
    ((name, line, message),) = found(tmp_path)
    assert (name, line) == ("b.txt", 1)
    assert "near copy of" in message


def test_pages_of_one_site_may_share_most_of_their_text(tmp_path):
    menu = [f"navigation\t本站栏目之{number}：山河风物与人情往来" for number in "一二三四五六七八"]
    page(tmp_path, "a.txt", [*menu, *body(0)], site="www.dukou.cn", title="甲")
    page(tmp_path, "b.txt", [*menu, *body(1)], site="m.dukou.cn", title="乙")
    assert check_corpus([tmp_path]) == []
    page(tmp_path, "b.txt", [*menu, *body(1)], site="other.cn", title="乙")
    assert [name for name, _, _ in found(tmp_path)] == ["b.txt"]


def test_page_taken_from_a_given_corpus(tmp_path):
    lines = STORIES[0].split("\t")
    given = jsonl(tmp_path, {"id": "g", "site": "given.cn", "lines": lines, "labels": ["body"] * 3})
    copied = page(tmp_path, "a.txt", ["navigation\t首页", *body(0)])
    assert [(name, "near copy" in message) for name, _, message in found(copied, given)] == [("a.txt", True)]


SPAM = "凤凰山国际平台注册送三十八元，首存再送五十八"


@pytest.mark.parametrize(
    ("first", "second"),
    [("body", "gambling"), ("adult", "body"), ("body", "promotion"), ("heading", "gambling")],
)
def test_long_text_as_content_and_as_advertising(tmp_path, first, second):
    page(tmp_path, "a.txt", [*body(0), f"{first}\t{SPAM}"])
    page(tmp_path, "b.txt", [f"{second}\t{SPAM}", *body(1)])
    ((name, line, message),) = found(tmp_path)
    assert (name, line) == ("b.txt", 4)
    assert f"labelled {second} here and {first} in {tmp_path / 'a.txt'}:7, one of them wrongly" in message


def test_contradiction_inside_one_page(tmp_path):
    page(tmp_path, "a.txt", [f"gambling\t{SPAM}", *body(0), f"body\t{SPAM}"])
    assert [line for _, line, _ in found(tmp_path)] == [8]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("heading", "related"),
        ("heading", "navigation"),
        ("heading", "promotion"),
        ("body", "related"),
        ("body", "footer"),
        ("body", "heading"),
        ("promotion", "gambling"),
        ("navigation", "footer"),
    ],
)
def test_labels_that_the_page_around_explains(tmp_path, first, second):
    page(tmp_path, "a.txt", [*body(0), f"{first}\t{SPAM}"])
    page(tmp_path, "b.txt", [*body(1), f"{second}\t{SPAM}"])
    assert check_corpus([tmp_path]) == []


def test_short_text_may_be_anything(tmp_path):
    page(tmp_path, "a.txt", [*body(0), "body\t凤凰山国际"])
    page(tmp_path, "b.txt", [*body(1), "gambling\t凤凰山国际"])
    assert check_corpus([tmp_path]) == []


def test_contradiction_with_a_given_corpus_points_at_the_text_file(tmp_path):
    given = jsonl(tmp_path, {"text": SPAM, "label": "gambling"})
    mine = page(tmp_path, "a.txt", [*body(0), f"body\t{SPAM}"])
    assert [(name, line) for name, line, _ in found(mine, given)] == [("a.txt", 7)]
    assert [(name, line) for name, line, _ in found(given, mine)] == [("a.txt", 7)]


def test_given_corpora_are_not_held_against_themselves(tmp_path):
    lines = [*STORIES[0].split("\t"), SPAM]
    rows: list[dict[str, object]] = [
        {"id": "g1", "site": "a.cn", "lines": lines, "labels": ["body"] * 4},
        {"id": "g2", "site": "b.cn", "lines": lines[::-1], "labels": ["gambling", "body", "body", "body"]},
    ]
    assert check_corpus([jsonl(tmp_path, *rows)]) == []
