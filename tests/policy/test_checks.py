import pytest

from classifier.errors import PolicyError
from classifier.policy.checks import check_keys, check_label, check_probability, did_you_mean


def test_valid_values_pass():
    check_label("body", "here")
    check_probability(1, "here")
    check_probability(1e-9, "here")
    check_keys(["a", "b"], ("a", "b", "c"), "")


def test_failures_name_place_value_and_choice():
    with pytest.raises(
        PolicyError, match=r"here: there is no label 'x'; the labels are body, heading, metadata"
    ):
        check_label("x", "here")
    with pytest.raises(PolicyError, match=r"here: 1\.1 is out of range; give a number above 0, at most 1"):
        check_probability(1.1, "here")
    with pytest.raises(
        PolicyError, match=r"here: there is no key 'aa', did you mean 'aaa'\?; the keys are aaa, b"
    ):
        check_keys(["b", "aa"], ("aaa", "b"), "here: ")


def test_no_hint_where_nothing_is_close():
    assert did_you_mean("zzz", ("body",)) == ""
