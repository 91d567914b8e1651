"""Pages of our own for the feature tests, and slow, plain ways to compute what the features compute in arrays."""

from collections.abc import Sequence

import numpy as np

from classifier.features.batch import Batch
from classifier.features.characters import BOUNDARY_ID, CharTable
from classifier.features.normalise import Normalised, normalise
from classifier.reading.text import read_text
from classifier.records import Document

PAGES = (
    "渡口的石阶\n昨天，老渡口的石阶修好了，一共四十二级。\n走上去，能看见对岸的两座小山。\n2021年5月3日 来源：江边日报",
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
    ids = normalise(batch(text), table).ids
    return ids[1:-1].tolist()


def shown(text: str, table: CharTable) -> str:
    """A text of one paragraph as the model sees it: for each kept id its character, or · for a class of them."""
    first = table.class_of_id.size  # any number above all ids
    character = {id_: chr(code) for code, id_ in zip(table.alphabet, table.ids[table.alphabet], strict=True)}
    assert max(character) < first
    return "".join(character.get(id_, "·") for id_ in row_of(text, table))


def rows(text: Normalised) -> list[list[int]]:
    """Each paragraph's ids with the boundaries on both sides."""
    return [
        [*text.ids[start:end].tolist(), BOUNDARY_ID]
        for start, end in zip(text.row_starts[:-1].tolist(), text.row_starts[1:].tolist(), strict=True)
    ]


def page_rows(page_starts: np.ndarray) -> list[range]:
    """The paragraphs of each page."""
    return [range(start, end) for start, end in zip(page_starts[:-1], page_starts[1:], strict=True)]


def starts_of(sizes: Sequence[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
