import os

# Before NumPy is imported: on a busy machine its threads wait for each other, for ten times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from pathlib import Path

import pytest
from hypothesis import settings

from classifier.features.batch import Batch
from classifier.features.characters import CharTable
from classifier.features.vocabulary import VocabularySettings, fit_characters
from classifier.model.arrays import ModelArrays
from classifier.model.examples import examples_of
from classifier.model.fit import Chain, Fitted
from classifier.model.prepare import Prepared, prepare
from classifier.model.store import save
from classifier.pipeline import Model, load
from classifier.reading.text import read_text
from tests.features.pages import PAGES
from tests.small import SETTINGS, small_corpus

# No time limits: on a busy machine they fail whatever is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def table() -> CharTable:
    """Every character of PAGES, and some more, has an id of its own."""
    more = (
        "网站首页中国人民銀行银行后後发髮发展abcdefgxyzāáǎàéèìòù(),|台台灣字母汉漢语語拼音读讀作准备兑换体育"
    )
    everything = Batch.of([read_text(page) for page in (*PAGES, more)])
    settings = VocabularySettings(character=1)
    return fit_characters(everything, everything.pages, settings)


@pytest.fixture(scope="session")
def prepared() -> Prepared:
    """The features of the small corpus."""
    examples = examples_of(small_corpus(), SETTINGS)
    return prepare(examples, SETTINGS, lambda _: None)


@pytest.fixture(scope="session")
def fitted(prepared: Prepared) -> Fitted:
    """The small model and what its stages say of pages they have not seen."""
    return Chain(prepared, SETTINGS, lambda _: None).fit()


@pytest.fixture(scope="session")
def arrays(fitted: Fitted) -> ModelArrays:
    """The small model's arrays."""
    return fitted.arrays


@pytest.fixture(scope="session")
def model_file(arrays: ModelArrays, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model's file."""
    path = tmp_path_factory.mktemp("model") / "small.safetensors"
    save(path, arrays, {"name": "small"})
    return path


@pytest.fixture(scope="session")
def model(model_file: Path) -> Model:
    """The small model, loaded from its file."""
    return load(model_file)
