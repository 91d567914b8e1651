import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.labels import CONTENT_LABELS, LABEL_INDEX
from classifier.policy import verdict as module
from classifier.policy.verdict import verdict, verdicts


def arrays(*paragraphs: tuple[str, int]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """The labels and lengths of paragraphs."""
    labels = np.array([LABEL_INDEX[label] for label, _ in paragraphs], np.int8)
    return labels, np.array([length for _, length in paragraphs], np.int64)


def sure(label_ids: NDArray[np.int8]) -> NDArray[np.float32]:
    """Probability of junk of paragraphs that are surely what they are called."""
    return (label_ids >= len(CONTENT_LABELS)).astype(np.float32)


def surely(*paragraphs: tuple[str, int]) -> str:
    label_ids, lengths = arrays(*paragraphs)
    return verdict(label_ids, lengths, sure(label_ids))


ARTICLE = [("navigation", 40), ("heading", 20), ("metadata", 25), ("body", 300), ("footer", 60)]
CASES: dict[str, tuple[list[tuple[str, int]], str]] = {
    "no paragraphs": ([], "empty"),
    "an article between menu and footer": (ARTICLE, "article"),
    "one short line of text": ([("body", 9)], "article"),
    "an article with an app prompt at its end": ([*ARTICLE, ("promotion", 40)], "article"),
    "an article with app prompts at both ends": ([("promotion", 9), *ARTICLE, ("promotion", 40)], "article"),
    "an article under one long banner": ([("promotion", 60), *ARTICLE], "article"),
    "a word that looks like gambling": ([*ARTICLE, ("gambling", 6)], "article"),
    "a gambling line above an article": ([("gambling", 30), *ARTICLE], "hijacked"),
    "an adult line in the middle": ([*ARTICLE, ("adult", 14), ("body", 200)], "hijacked"),
    "short gambling lines at both ends": ([("gambling", 7), *ARTICLE, ("gambling", 7)], "hijacked"),
    "hotline keywords wrapped around": ([("promotion", 45), *ARTICLE, ("promotion", 45)], "hijacked"),
    "advertising around next to nothing": ([("gambling", 30), ("body", 40), ("related", 90)], "list"),
    "a gambling site": ([("navigation", 50), ("gambling", 400), ("footer", 60)], "spam"),
    "a hotline page": ([("promotion", 300), ("body", 100)], "spam"),
    "links only": ([("navigation", 60), ("related", 700), ("footer", 50)], "list"),
    "a stray title among links": ([("heading", 30), ("related", 700)], "list"),
    "little content in a sea of links": ([("body", 90), ("related", 3000)], "list"),
    "a short notice with menus": ([("navigation", 400), ("heading", 12), ("body", 90)], "article"),
}


@pytest.mark.parametrize("case", CASES)
def test_verdict(case):
    paragraphs, expected = CASES[case]
    assert surely(*paragraphs) == expected


def test_many_pages_at_once_have_the_verdicts_they_have_alone():
    offsets = np.cumsum([0, *(len(paragraphs) for paragraphs, _ in CASES.values())])
    label_ids, lengths = arrays(*(paragraph for paragraphs, _ in CASES.values() for paragraph in paragraphs))
    assert verdicts(label_ids, lengths, offsets, sure(label_ids)) == [
        expected for _, expected in CASES.values()
    ]


def test_no_pages():
    assert verdicts(*arrays(), np.array([0]), np.zeros(0, np.float32)) == []


def test_spam_begins_above_one_half():
    assert module.SPAM_SHARE == 0.5
    assert surely(("promotion", 100), ("body", 100)) == "article"
    assert surely(("promotion", 101), ("body", 100)) == "spam"


def test_doubtful_gambling_lines_do_not_make_a_page_a_hijacked_one():
    label_ids, lengths = arrays(("gambling", 50), *ARTICLE, ("adult", 50))
    junk = sure(label_ids)
    assert verdict(label_ids, lengths, junk) == "hijacked"
    junk[[0, -1]] = 0.89
    assert verdict(label_ids, lengths, junk) == "article"
    junk[-1] = 0.9
    assert verdict(label_ids, lengths, junk) == "hijacked"
