import numpy as np

from classifier.evaluation.groups import groups
from classifier.evaluation.metrics import Scored

BODY, NAVIGATION = 0, 4


def page(site: str, truth: list[int], keep: list[bool], kind: str = "") -> Scored:
    labels = np.array(truth, np.int8)
    letters = np.full(len(truth), 7, np.int64)
    return Scored(
        labels, labels, np.array(keep, bool), np.zeros(len(truth), np.float32), letters, site=site, kind=kind
    )


PAGES = (
    page("a", [BODY, NAVIGATION], [True, False], "news"),
    page("b", [BODY, NAVIGATION], [False, True]),
    page("b", [BODY, BODY], [True, False], "news"),
    page("a", [NAVIGATION], [False]),
    page("c", [], []),
)


def test_pages_of_a_site_are_measured_together_worst_first():
    b, a = groups(PAGES, lambda page: page.site)
    assert (a.name, a.report.pages, a.report.line.f1, a.lost, a.let_in) == ("a", 2, 1.0, 0, 0)
    assert (b.name, b.report.paragraphs, b.lost, b.let_in) == ("b", 4, 14, 7)


def test_pages_that_say_nothing_are_left_out():
    (news,) = groups(PAGES, lambda page: page.kind)
    assert (news.name, news.report.pages) == ("news", 2)
    assert groups((), lambda page: page.site) == ()
