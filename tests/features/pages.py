"""Pages of our own for the feature tests, and plain ways to look at what the arrays hold."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.characters import BOUNDARY_ID, CharTable
from classifier.features.normalise import Normalised, normalise
from classifier.reading.text import read_text
from classifier.records import Document

Array = NDArray[Any]

ANY_PAGES = st.lists(
    st.text(
        st.one_of(
            st.sampled_from("江边石 \u3000\t\n\r\u200b(（）)āabcA1９、。！\x00\ud800\U00020000☎①"),
            st.characters(exclude_categories=()),
        ),
        max_size=30,
    ),
    max_size=5,
)
"""Pages of whatever characters there are, those that normalisation treats in a special way more often."""

PAGES = (
    "渡口的石阶\n昨天，老渡口的石阶修好了，一共四十二级。\n走上去，能看见对岸的两座小山。\n"
    "2021年5月3日 来源：江边日报",
    "",
    "首页 > 新闻 > 本地\n修好了！\n修好了！\n版权所有 © 江边日报 2021",
    "一",
    "   \n\n",
    "《河谷》第三期（内附目录）\n1、发刊词\n2、河谷的鸟：白鹭、翠鸟……\n价格：￥12.50元，折扣 8%\n修好了！",
)


def documents() -> list[Document]:
    return [read_text(page) for page in PAGES]


def batch(*pages: str) -> Batch:
    """The pages as one batch, all of PAGES if none is named."""
    return Batch.of([read_text(page) for page in pages or PAGES])


def row_of(text: str, table: CharTable) -> list[int]:
    """Ids of a text's first paragraph without the boundaries."""
    ids: list[int] = normalise(batch(text), table).ids[1:-1].tolist()
    return ids


def shown(text: str, table: CharTable) -> str:
    """A text of one paragraph as the model sees it: each id's character, · where it stands for a class."""
    codes = table.alphabet.tolist()
    character = {id_: chr(code) for code, id_ in zip(codes, table.ids[codes].tolist(), strict=True)}
    return "".join(character.get(id_, "·") for id_ in row_of(text, table))


def rows(text: Normalised) -> list[list[int]]:
    """Each paragraph's ids with the boundaries on both sides."""
    return [[*text.ids[start:end].tolist(), BOUNDARY_ID] for start, end in pairwise(text.row_starts.tolist())]


def page_rows(page_starts: Array) -> list[range]:
    """The paragraphs of each page."""
    return [range(start, end) for start, end in pairwise(page_starts.tolist())]


def starts_of(sizes: Sequence[int]) -> Array:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
