from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus.sites import site_folds, site_group
from classifier.errors import CorpusError


@pytest.mark.parametrize(
    ("site", "group"),
    [
        ("www.dukou.com", "dukou"),
        ("M.Dukou.com", "dukou"),
        ("news.sports.dukou.com.cn", "dukou"),
        ("dukou.cn", "dukou"),
        ("dukou.net (clone)", "dukou"),
        ("dukou.cn（clone）", "dukou"),
        ("dukou_com_cn", "dukou"),
        ("du-kou-com", "du-kou"),
        ("dukou-cn", "dukou"),
        ("dukou.com:8080", "dukou"),
        ("dukou.org", "dukou.org"),
        ("dukou_org_cn", "dukou.org.cn"),
        ("bbs.dukou.cq.cn", "dukou.cq.cn"),
        ("dukou_js_cn", "dukou.js.cn"),
        ("art.dukou.edu.tw", "dukou.edu.tw"),
        ("www.edu.cn", "edu"),
        ("dukou.github.io", "dukou.github.io"),
        ("zh.dukou.news", "dukou.news"),
        ("192.0.2.7:8011", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("gambling platform source: 某某", "gambling platform source: 某某"),
        ("localhost", "localhost"),
        (".", "."),
        ("", ""),
    ],
)
def test_group_of_a_site(site, group):
    assert site_group(site) == group


SITES = [f"site{number % 37}.cn" for number in range(200)]


def test_folds_never_cut_a_group_and_are_balanced():
    sites = [("www." if index % 2 else "m.") + site for index, site in enumerate(SITES)]
    folds = site_folds(sites, k=5)
    folds_of = defaultdict(set)
    for site, fold in zip(sites, folds.tolist(), strict=True):
        folds_of[site_group(site)].add(fold)
    assert all(len(found) == 1 for found in folds_of.values())
    counts = np.bincount(folds, minlength=5)
    assert counts.sum() == 200
    assert np.ptp(counts) <= 6  # one site has at most 6 pages


def test_weights_are_what_is_balanced():
    weights = [100.0, *[1.0] * 20]
    folds = site_folds([f"s{number}.cn" for number in range(21)], weights, k=2)
    assert np.bincount(folds).tolist() in ([1, 20], [20, 1])


@given(st.permutations(range(60)), st.integers(0, 5))
def test_order_of_the_pages_does_not_matter(order, seed):
    sites = SITES[:60]
    folds = site_folds(sites, seed=seed)
    shuffled = site_folds([sites[index] for index in order], seed=seed)
    assert shuffled.tolist() == folds[order].tolist()


def test_folds_are_the_same_on_any_machine():
    folds = site_folds([f"s{number}.cn" for number in range(10)], k=3)
    assert "".join(map(str, folds)) == "0210020112"


def test_seed_deals_otherwise():
    assert site_folds(SITES, seed=0).tolist() != site_folds(SITES, seed=1).tolist()


def test_too_few_sites():
    with pytest.raises(CorpusError, match="at least 5 sites; there are 1"):
        site_folds(["a.cn", "www.a.cn", "m.a.cn", "a.com", "b.a.cn", "a.net"])


def test_one_fold_is_no_split():
    with pytest.raises(ValueError, match="at least 2 folds"):
        site_folds(SITES, k=1)


def test_one_weight_a_page():
    with pytest.raises(ValueError, match="zip"):
        site_folds(SITES, [1.0])
