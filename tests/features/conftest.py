import pytest

from classifier.features.batch import Batch
from classifier.features.characters import CharTable
from classifier.features.vocabulary import VocabularySettings, fit_characters
from classifier.reading.text import read_text
from tests.features.pages import PAGES


@pytest.fixture(scope="session")
def table() -> CharTable:
    """Every character of PAGES, and some more, has an id of its own."""
    more = (
        "网站首页中国人民銀行银行后後发髮发展abcdefgxyzāáǎàéèìòù(),|台台灣字母汉漢语語拼音读讀作准备兑换体育"
    )
    everything = Batch.of([read_text(page) for page in (*PAGES, more)])
    settings = VocabularySettings(character=1)
    return fit_characters(everything, everything.pages, settings)
