from dataclasses import replace

import numpy as np

from classifier.corpus.record import LabelledPage
from classifier.evaluation.scored import measured_pages, scored_page

PAGE = LabelledPage("渡口", "dukou.cn", "story", ("首页", "船，开了"), ("navigation", "body"))


def test_only_blindly_chosen_pages_are_measured_where_there_are_any():
    blind, hard = replace(PAGE, chosen="random"), replace(PAGE, chosen="hard")
    assert measured_pages([hard, blind, PAGE]) == (blind,)
    assert measured_pages([hard, PAGE]) == (hard, PAGE)
    assert measured_pages([]) == ()


def test_scored_page_carries_labels_letters_and_where_it_is_from():
    predicted, keep = np.array([0, 0], np.int8), np.array([True, True])
    scored = scored_page(PAGE, predicted, keep, np.array([0.1, 0.2], np.float32))
    assert scored.truth.tolist() == [4, 0]
    assert scored.letters.tolist() == [2, 3]
    assert (scored.name, scored.site, scored.kind) == ("渡口", "dukou.cn", "story")
    assert scored.predicted is predicted
    assert scored.keep is keep
