"""One model in many processes: spawned, forked, and pickled with every task."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest

from classifier.pipeline import Model

PAGES = [
    f"首页 > 新闻\n第{number}座石桥修好了，一共四十二级台阶。\n加微信看更多\n版权所有 江边日报"
    for number in range(6)
]
METHODS = ["spawn", "fork", "forkserver"] if sys.platform == "linux" else ["spawn"]


def label(task: tuple[Model, str]) -> list[tuple[str, float]]:
    """What a model that came with the task says of its page."""
    model, text = task
    return [(p.label, p.junk) for p in model.classify(text).paragraphs]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_every_process_says_the_same(model, method):
    expected = [label((model, text)) for text in PAGES]
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(label, [(model, text) for text in PAGES], timeout=300)) == expected
