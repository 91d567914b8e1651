import pickle

import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.errors import PolicyError
from classifier.labels import LABEL_INDEX, LABELS
from classifier.policy.policy import Policy, apply
from classifier.policy.rules import Rule
from classifier.records import Document, Page


def scores(**probabilities: float) -> NDArray[np.float64]:
    """One paragraph's probabilities; what is not named shares the rest."""
    row = np.full(len(LABELS), (1 - sum(probabilities.values())) / (len(LABELS) - len(probabilities)))
    for label, value in probabilities.items():
        row[LABEL_INDEX[label]] = value
    return row


def decide(
    policy: Policy, *rows: NDArray[np.float64], labels: list[str], forced: list[bool] | None = None
) -> list[bool]:
    """What the policy keeps of paragraphs with these probabilities and labels."""
    probabilities = np.array(rows, np.float32).reshape(-1, len(LABELS))
    ids = np.array([LABEL_INDEX[label] for label in labels], np.int8)
    kept: list[bool] = apply(
        policy, probabilities, ids, *each_a_page(len(ids)), None if forced is None else np.array(forced)
    ).tolist()
    return kept


def each_a_page(paragraphs: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Lengths, offsets and probabilities of content of paragraphs that are a page of their own each."""
    return np.ones(paragraphs, np.int64), np.arange(paragraphs + 1), np.ones(paragraphs, np.float32)


def page_kept(
    policy: Policy,
    junk: list[float],
    lengths: list[int],
    offsets: list[int],
    content: list[float] | None = None,
    forced: list[bool] | None = None,
) -> list[bool]:
    """What the policy keeps of pages of body paragraphs that are junk with these probabilities."""
    rows = np.array([scores(body=1 - one, related=one) for one in junk], np.float32)
    labels = np.zeros(len(junk), np.int8)
    has_content = np.array([1.0] * (len(offsets) - 1) if content is None else content, np.float32)
    by_rule = None if forced is None else np.array(forced)
    kept: list[bool] = apply(
        policy, rows, labels, np.array(lengths), np.array(offsets), has_content, by_rule
    ).tolist()
    return kept


def test_default_keeps_what_is_more_likely_content():
    rows = [scores(body=0.6), scores(heading=0.3, body=0.3), scores(related=0.6, body=0.3)]
    assert decide(Policy(), *rows, labels=["body", "heading", "related"]) == [True, True, False]


def test_default_is_junk_below_one_half_to_the_last_bit():
    random = np.random.default_rng(7)
    logits = random.normal(size=(20_000, len(LABELS)))
    logits[:, :2] += 1.4  # brings junk close to one half
    exp = np.exp(logits)
    probabilities = (exp / exp.sum(axis=1, keepdims=True)).astype(np.float32)
    label_ids = probabilities.argmax(axis=1).astype(np.int8)
    spans = np.zeros((len(label_ids), 2), np.int64)
    page = Page(Document("", spans), probabilities, label_ids, np.zeros(len(label_ids), np.bool_), "article")
    policy = Policy()
    kept = apply(policy, probabilities, label_ids, *each_a_page(len(label_ids)))
    assert np.array_equal(kept, page.junk < 0.5)


def test_threshold_moves_the_border():
    row = scores(body=0.7, related=0.3)
    assert decide(Policy(threshold=0.2), row, labels=["body"]) == [False]
    assert decide(Policy(threshold=0.4), row, labels=["body"]) == [True]


def test_wanting_a_junk_label_keeps_its_paragraphs_although_junk_is_high():
    with_comments = Policy(keep=frozenset({"body", "heading", "comment"}))
    row = scores(comment=0.8, related=0.1)
    assert decide(with_comments, row, labels=["comment"]) == [True]
    assert decide(Policy(), row, labels=["comment"]) == [False]


def test_not_wanting_headings_drops_them():
    assert decide(Policy(keep=frozenset({"body"})), scores(heading=0.9), labels=["heading"]) == [False]


def test_label_threshold_asks_for_more_certainty():
    policy = Policy(thresholds={"gambling": 0.8})
    rows = [scores(gambling=0.65, body=0.3), scores(gambling=0.9), scores(related=0.65, body=0.3)]
    assert decide(policy, *rows, labels=["gambling", "gambling", "related"]) == [True, False, False]


def test_forced_label_decides_whatever_the_probabilities_say():
    rows = [scores(body=0.99), scores(related=0.99), scores(body=0.99)]
    labels = ["promotion", "body", "body"]
    assert decide(Policy(), *rows, labels=labels, forced=[True, True, False]) == [False, True, True]


def test_no_paragraphs():
    assert decide(Policy(), labels=[]) == []


def test_drop_page_above_weighs_characters_and_leaves_other_pages_alone():
    policy = Policy(drop_page_above=0.9)
    offsets = [0, 2, 2, 4]  # the page in the middle is empty
    assert page_kept(policy, [0.1, 0.9, 0.1, 0.9], [5, 95, 50, 50], offsets) == [False, False, True, False]


def test_drop_page_above_at_exactly_the_share_keeps():
    assert page_kept(Policy(drop_page_above=0.5), [0.1, 0.9], [10, 10], [0, 2]) == [True, False]


def test_drop_page_above_drops_none_by_default():
    assert page_kept(Policy(), [0.1, 0.9], [1, 999_999], [0, 2]) == [True, False]


def test_a_page_without_content_is_dropped_whole():
    junk, lengths, offsets = [0.1] * 20, [5] * 20, [0, 10, 10, 20]
    assert page_kept(Policy(), junk, lengths, offsets, [0.39, 0.0, 0.41]) == [False] * 10 + [True] * 10
    strict = Policy(drop_page_without_content=0.5)
    assert page_kept(strict, junk, lengths, offsets, [0.51, 0.0, 0.49]) == [True] * 10 + [False] * 10
    never = Policy(drop_page_without_content=1.0)
    assert all(page_kept(never, junk, lengths, offsets, [0.0, 0.0, 0.0]))


def test_a_few_paragraphs_are_no_page_without_content():
    assert page_kept(Policy(), [0.1] * 7, [5] * 7, [0, 7], [0.0]) == [True] * 7
    assert page_kept(Policy(), [0.1] * 8, [5] * 8, [0, 8], [0.0]) == [False] * 8


def test_a_page_of_which_a_rule_keeps_something_is_not_dropped_as_one_without_content():
    junk, lengths, offsets = [0.9] * 8 + [0.2], [5] * 9, [0, 9]
    forced = [True, *[False] * 8]
    assert page_kept(Policy(), junk, lengths, offsets, [0.0]) == [False] * 9
    assert page_kept(Policy(), junk, lengths, offsets, [0.0], forced) == [True, *[False] * 7, True]


def test_where_comments_are_wanted_a_page_without_content_may_have_some():
    wide = Policy(keep=frozenset(("body", "heading", "comment")))
    assert all(page_kept(wide, [0.1] * 9, [5] * 9, [0, 9], [0.0]))
    assert not any(page_kept(Policy(keep=frozenset(("body",))), [0.1] * 9, [5] * 9, [0, 9], [0.0]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"keep": frozenset({"boddy"})}, r"keep: there is no label 'boddy', did you mean 'body'\?"),
        ({"threshold": 0.0}, "threshold: 0.0 is out of range"),
        ({"threshold": float("nan")}, "threshold: nan is out of range"),
        ({"thresholds": {"spam": 0.5}}, "thresholds: there is no label 'spam'"),
        ({"thresholds": {"adult": 1.5}}, r"thresholds.adult: 1.5 is out of range"),
        ({"drop_page_above": -1.0}, "drop_page_above: -1.0 is out of range"),
    ],
)
def test_invalid_policies_are_refused(options, message):
    with pytest.raises(PolicyError, match=message):
        Policy(**options)


def test_policies_travel_to_other_processes_and_into_sets():
    policy = Policy(thresholds={"adult": 0.7}, rules=(Rule("ads", "promotion", pattern="微.信"),))
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert len({policy, policy}) == 1
