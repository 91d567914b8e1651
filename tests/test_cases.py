"""The cases of tests/cases, judged by the bundled model: each line inside a page of ours, each page whole."""

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from classifier.corpus.pages import read_page
from classifier.corpus.record import LabelledPage
from classifier.evaluation.floor import missed
from classifier.evaluation.score_model import score_model
from classifier.labels import CONTENT_LABELS, LABEL_INDEX
from classifier.model.examples import document_of
from classifier.pipeline import Model, load
from classifier.policy.verdict import verdict
from classifier.reading.html import read_html
from classifier.reading.text import read_text
from classifier.records import Document, Paragraph

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
FLOORS = ROOT / "tests" / "quality_floor.toml"
SUITES = ("junk", "obfuscated", "hard_negatives")
FILES = {"junk": "junk_lines", "obfuscated": "obfuscated_lines", "hard_negatives": "hard_negatives"}
# example page, and a paragraph of its main content: a case stands after it, before more main content
CARRIERS = (
    ("portal.txt", "在已经清理出的31块铭文砖中"),
    ("forum.txt", "晾干一看，整卷都发灰"),
    ("article.html", "以为是缺水，天天浇"),
)


@dataclass(frozen=True)
class Case:
    """A line and what it is.

    Attributes:
        id: unique over all files.
        suite: the file it is from.
        label: what it is.
        text: the line.
    """

    id: str
    suite: str
    label: str
    text: str

    def right(self, paragraph: Paragraph) -> bool:
        """Whether it is kept if it is content, and dropped if not."""
        return paragraph.keep == (self.label in CONTENT_LABELS)


def cases() -> Iterator[Case]:
    for suite in SUITES:
        for row in (CASES / f"{FILES[suite]}.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(row)
            yield Case(case["id"], suite, case["label"], case["text"])


def known_misses() -> set[str]:
    rows = (CASES / "known_misses.txt").read_text(encoding="utf-8").splitlines()
    return {row.strip() for row in rows if row.strip() and not row.startswith("#")}


ALL_CASES = {case.id: case for case in cases()}
PAGES = {f"pages/{path.stem}": path for path in sorted((CASES / "pages").glob("*.txt"))}
KNOWN_MISSES = known_misses()


def each(ids: Iterable[str]):
    """The ids as parameters of a test, the known misses among them as strict expected failures."""
    known = pytest.mark.xfail(reason="in tests/cases/known_misses.txt", strict=True)
    return [pytest.param(id_, id=id_, marks=[known] if id_ in KNOWN_MISSES else []) for id_ in ids]


def carrier(name: str, anchor: str) -> tuple[list[str], int]:
    """The paragraphs of an example page, and the index at which a case goes in."""
    text = (ROOT / "examples" / name).read_text(encoding="utf-8")
    lines = (read_html(text) if name.endswith(".html") else read_text(text)).lines()
    (index,) = (index for index, line in enumerate(lines) if anchor in line)
    return lines, index + 1


def inside_a_page(case: Case, page: tuple[list[str], int]) -> Document:
    lines, index = page
    return document_of([*lines[:index], case.text, *lines[index:]], case.id)


def verdict_and_page(path: Path, folder: Path) -> tuple[str, LabelledPage]:
    """A page of the cases and the verdict in its header, a key that the page format does not know."""
    rows = path.read_text(encoding="utf-8").splitlines()
    (header,) = (row for row in rows if row.startswith("# verdict:"))
    copy = folder / path.name
    copy.write_text("\n".join(row for row in rows if row != header), encoding="utf-8")
    return header.partition(":")[2].strip(), read_page(copy)


@pytest.fixture(scope="module")
def bundled() -> Model:
    return load()


@pytest.fixture(scope="module")
def judged(bundled) -> dict[str, Paragraph]:
    """Case id -> its paragraph as the bundled model labels it; the three pages carry the cases in turn."""
    pages = [carrier(*named) for named in CARRIERS]
    documents = [
        inside_a_page(case, pages[turn % len(pages)]) for turn, case in enumerate(ALL_CASES.values())
    ]
    places = [pages[turn % len(pages)][1] for turn in range(len(ALL_CASES))]
    results = bundled.classify_many(documents)
    return {
        case.id: page.paragraphs[place]
        for case, page, place in zip(ALL_CASES.values(), results, places, strict=True)
    }


@pytest.fixture(scope="module")
def labelled(tmp_path_factory) -> dict[str, tuple[str, LabelledPage]]:
    folder = tmp_path_factory.mktemp("pages")
    return {name: verdict_and_page(path, folder) for name, path in PAGES.items()}


@pytest.mark.parametrize("id_", each(ALL_CASES))
def test_line_is_kept_or_dropped(judged, id_):
    case, paragraph = ALL_CASES[id_], judged[id_]
    assert paragraph.text == case.text
    assert case.right(paragraph), f"{case.label} taken for {paragraph.label}, junk {paragraph.junk:.2f}"


@pytest.mark.parametrize("name", each(PAGES))
def test_page_has_its_verdict(bundled, labelled, name):
    expected, page = labelled[name]
    assert bundled.classify(document_of(page.lines, name)).verdict == expected


def test_shares_reach_their_floors(bundled, judged, labelled):
    def share(suite: str, right: Callable[[Case, Paragraph], bool]) -> float:
        answers = [right(case, judged[case.id]) for case in ALL_CASES.values() if case.suite == suite]
        return sum(answers) / len(answers)

    def named(case: Case, paragraph: Paragraph) -> bool:
        return paragraph.label == case.label

    pages = [page for _, page in labelled.values()]
    found = bundled.classify_many(document_of(page.lines) for page in pages)
    verdicts = [
        page.verdict == expected for page, (expected, _) in zip(found, labelled.values(), strict=True)
    ]
    reached = {
        "junk_dropped": share("junk", Case.right),
        "junk_named": share("junk", named),
        "obfuscated_dropped": share("obfuscated", Case.right),
        "obfuscated_named": share("obfuscated", named),
        "hard_negatives_kept": share("hard_negatives", Case.right),
        "verdicts": sum(verdicts) / len(verdicts),
        "line_f1": score_model(bundled, pages, html=False).line.f1,
    }
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["cases"]
    assert set(floors) == set(reached)
    assert missed(floors, reached) == []


def test_cases_are_all_there_and_known_misses_are_among_them():
    counts = Counter(case.suite for case in ALL_CASES.values())
    assert counts == {"junk": 220, "obfuscated": 170, "hard_negatives": 200}
    ids = [case.id for case in cases()] + list(PAGES)
    assert len(set(ids)) == len(ids) == 630
    assert set(ids) >= KNOWN_MISSES


@pytest.mark.parametrize(("name", "anchor"), CARRIERS)
def test_carriers_have_content_on_both_sides(name, anchor):
    lines, index = carrier(name, anchor)
    assert anchor in lines[index - 1]
    assert 10 < index < len(lines) - 10


def test_labels_of_the_pages_give_their_verdicts(labelled):
    for name, (expected, page) in labelled.items():
        ids = np.array([LABEL_INDEX[label] for label in page.labels], np.int8)
        junk = (ids >= len(CONTENT_LABELS)).astype(np.float32)
        assert verdict(ids, np.array([len(line) for line in page.lines]), junk) == expected, name
