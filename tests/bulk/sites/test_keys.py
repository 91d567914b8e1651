import numpy as np
import pytest

from classifier.bulk.items import Item
from classifier.bulk.sites.keys import line_keys, site_key, site_name


@pytest.mark.parametrize(
    ("url", "source", "site"),
    [
        ("https://www.a.example/1?x=2", "", "a.example"),
        ("http://News.a.example:8080/", "crawl.warc", "news.a.example"),
        (None, "", None),
        ("no address", "", None),
        (None, "mirror/a/index.html", "mirror/a/"),
        (None, "mirror\\a\\index.html", "mirror/a/"),
        (None, "index.html", "./"),
    ],
)
def test_a_page_belongs_to_its_host_or_its_folder(url, source, site):
    assert site_name(Item("", {}, "", "text", url=url, input=source)) == site


def test_white_space_does_not_count():
    first, second, other = line_keys(7, ["首页 > 新闻", " 首页\u3000>新闻", "首页 > 体育"])
    assert first == second != other


def test_the_same_line_of_another_site_is_another_line():
    assert line_keys(site_key("a"), ["首页"]) != line_keys(site_key("b"), ["首页"])


def test_no_lines_and_broken_ones():
    assert line_keys(1, []).dtype == np.uint64
    assert len(line_keys(1, ["\ud800"])) == 1
